"""Sanitised HTML as plain text, for lists, exports and screen readers."""

from __future__ import annotations

from html.parser import HTMLParser

BLOCKS = {
    "p", "li", "tr", "td", "th", "br", "div", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd",
    "figcaption",
}  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag in BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text(html: str) -> str:
    """What is read aloud: text and descriptions of pictures, on one line."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.parts).split())
