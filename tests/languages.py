"""What a person reads of a page, for tests that look at its language."""

import re
from html.parser import HTMLParser

CJK = re.compile(r"[\u3400-\u9fff]")
SPOKEN = {
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "data-l",
}  # attributes that people read or hear
SILENT = {"script", "style"}


class Words(HTMLParser):
    """Collects text and spoken attributes, each with the language that its nearest `lang` says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []  # (language tag, text)
        self.open: list[tuple[str, str]] = []  # (element, language tag)

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        language = dict(attributes).get("lang") or self.language
        self.found += [(language, value) for name, value in attributes if name in SPOKEN and value]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass  # an element whose end may be left out

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][0] in SILENT):
            self.found.append((self.language, " ".join(data.split())))


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def words_of(html: str) -> list[tuple[str, str]]:
    """(language tag, text) of every text and spoken attribute of a page, in order."""
    reader = Words()
    reader.feed(html)
    return reader.found
