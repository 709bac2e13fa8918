"""HTML to Markdown: what has a counterpart takes its form, of the rest the text is kept (content-format §14)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from . import elements
from .elements import Element

KEPT = {"kbd", "sub", "sup", "mark", "abbr", "ruby", "rt", "rp"}
GONE = {
    "script", "style", "svg", "math", "object", "embed", "applet", "form", "input", "button", "select", "textarea", "link",
    "meta", "base", "template", "head", "canvas", "noscript", "map", "col", "colgroup", "track", "param", "frame", "frameset",
    "progress", "title",
}  # fmt: skip
BLOCKS = {
    "p", "div", "center", "section", "article", "header", "footer", "main", "nav", "aside", "figure", "address", "hgroup",
    "fieldset", "body", "html", "dialog", "blockquote", "ul", "ol", "dl", "table", "pre", "hr", "h1", "h2", "h3", "h4", "h5",
    "h6", "details", "summary", "figcaption", "li", "video", "audio", "iframe", "menu", "dir",
}  # fmt: skip
EMPHASIS = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "dfn": "*",
    "cite": "*",
    "var": "*",
    "s": "~~",
    "del": "~~",
    "strike": "~~",
}
CODE = {"code", "tt", "samp"}
SPACES = re.compile(r"[ \t]*\n[ \t\n]*")
EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
NUMBER = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?")
YOUTUBE = re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?P<id>[\w-]+).*")
DEEP_TABLE = {"table", "pre", "ul", "ol", "h1", "h2", "h3", "blockquote", "details"}
FENCE_IN_CELL = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)

Tell = Callable[[str, str], None]
"""Takes the kind of a finding and what it is about."""


def turn(fragment: str, tell: Tell) -> str:
    """The fragment as Markdown, without empty lines around it."""
    return turn_tree(elements.read(fragment), tell)


def turn_tree(tree: Element, tell: Tell) -> str:
    """The same for HTML that has been read, and its text changed, before."""
    return _tidy(_Writer(tell).blocks(tree))


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Writer:
    def __init__(self, tell: Tell) -> None:
        self.tell = tell

    def blocks(self, parent: Element) -> str:
        """The children as blocks with empty lines between; runs of text and inline elements are one block."""
        done: list[str] = []
        run: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, Element) and (
                child.name in BLOCKS or child.name.startswith("/") or _has_blocks(child)
            ):
                done.append(self._run(run))
                run = []
                done.append(self.block(child))
            else:
                run.append(child)
        done.append(self._run(run))
        return "\n\n".join(each for each in done if each.strip())

    def _run(self, children: list[Element | str]) -> str:
        return _unindented(self.inline(children))

    def block(self, element: Element) -> str:
        name = element.name
        if name.startswith("/"):
            return f"<{name}>"
        if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            text = " ".join(self.inline(element.children).split())
            return f"{'#' * int(name[1])} {text}" if text else ""
        if name == "hr":
            return "---"
        if name == "pre":
            return self._pre(element)
        if name in {"ul", "ol", "menu", "dir"}:
            return self._list(element)
        if name == "dl":
            return self._definitions(element)
        if name == "table":
            return self._table(element)
        if name == "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _tidy(self.blocks(element)).split("\n"))
        if name == "details":
            return self._details(element)
        if name == "summary":
            return f"<summary>{self._short(element)}</summary>"
        if name in {"video", "audio", "iframe"}:
            return self._media(element)
        if name == "figure":
            return self._figure(element)
        if name in GONE:
            return self._gone(element)
        if name.lower() in {"tabitem", "tab", "codegroupitem"} and (
            label := element.attributes.get("label") or element.attributes.get("title")
        ):
            self.tell("tab", "")
            return f"**{label}**\n\n{self.blocks(element)}"
        return self.blocks(element)

    def _gone(self, element: Element) -> str:
        if element.text().strip() or element.name not in {"link", "meta", "col", "colgroup", "title", "head"}:
            self.tell("lost", f"<{element.name}>")
        return ""

    def _details(self, element: Element) -> str:
        start = "<details open>" if "open" in element.attributes else "<details>"
        end = "\n\n</details>" if element.closed else ""
        inside = self.blocks(element)
        if not any(True for _each in element.elements("summary")):
            start += "\n<summary>Details</summary>\n"
        return f"{start}\n{inside}{end}"

    def _short(self, element: Element) -> str:
        """A line of text as HTML shows it: the Markdown in a summary would not be read."""
        return html.escape(" ".join(element.text().split()), quote=False)

    def _pre(self, element: Element) -> str:
        code = element.text().strip("\n")
        inner = next(element.elements("code"), None)
        classes = [element.attributes.get("class", ""), element.attributes.get("lang", "")]
        names = " ".join([*classes, inner.attributes.get("class", "") if inner else ""])
        language = re.search(r"(?:language|lang|brush:|highlight-source)[-: ]*([\w+#]+)", names)
        return fence(code, language[1] if language else "")

    def _list(self, element: Element) -> str:
        ordered = element.name == "ol"
        start = element.attributes.get("start", "1")
        number = int(start) if start.isdecimal() and start.isascii() and len(start) < 9 else 1
        done: list[str] = []
        for child in element.children:
            if isinstance(child, str) and not child.strip():
                continue
            text = _tidy(self.blocks(child) if isinstance(child, Element) else child.strip())
            if isinstance(child, Element) and child.name in {"ul", "ol"} and done:
                done.append(
                    "\n".join(f"  {line}".rstrip() for line in text.split("\n")) if not ordered else _shift(text, 3)
                )
                continue
            mark = f"{number}. " if ordered else "- "
            number += 1
            done.append(mark + _shift(_tight(text), len(mark)).lstrip())
        return "\n".join(done)

    def _definitions(self, element: Element) -> str:
        done: list[str] = []
        for child in element.elements("dt", "dd"):
            text = _tidy(self.blocks(child))
            if child.name == "dt":
                done.append(("\n" if done else "") + " ".join(text.split()))
            elif text:
                done.append(": " + _shift(text, 2).lstrip())
        return "\n".join(done)

    def _table(self, element: Element) -> str:
        rows = [list(row.elements("td", "th")) for row in element.elements("tr")]
        rows = [row for row in rows if row]
        caption = next((self._line(each) for each in element.elements("caption")), "")
        deep = any(
            next(cell.elements(*DEEP_TABLE), None) or FENCE_IN_CELL.search(_raw(cell)) for row in rows for cell in row
        )
        if not rows or deep or max(len(row) for row in rows) == 1 or len(rows) == 1:
            if rows and deep:
                self.tell("lost", "<table>")
            cells = [_tidy(self.blocks(cell)) for row in rows for cell in row]
            return "\n\n".join(each for each in [caption, *cells] if each) or self.blocks(element)
        grid = self._grid(rows)
        width = max(len(row) for row in grid)
        has_head = all(cell.name == "th" for cell in rows[0]) or next(element.elements("thead"), None) is not None
        head = grid.pop(0) if has_head else [""] * width
        lines = [head, ["---"] * width, *grid]
        table = "\n".join("| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in lines)
        return f"{caption}\n\n{table}" if caption else table

    def _grid(self, rows: list[list[Element]]) -> list[list[str]]:
        """The cells as lines of text; those that go over several are written once, with empty ones behind and below."""
        grid: list[list[str]] = []
        below: dict[int, int] = {}  # columns taken by a cell from above, and for how many rows
        for row in rows:
            line: list[str] = []
            for cell in row:
                while below.get(len(line), 0):
                    below[len(line)] -= 1
                    line.append("")
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                if across > 1 or down > 1:
                    self.tell("lost", "colspan" if across > 1 else "rowspan")
                for column in range(len(line), len(line) + across):
                    below[column] = down - 1
                line += [self._line(cell), *[""] * (across - 1)]
            grid.append(line)
        return grid

    def _line(self, element: Element) -> str:
        """A cell on one line; paragraphs in it are parted by <br>."""
        text = _tidy(self.blocks(element))
        text = re.sub(r"\n{2,}", "<br>", text).replace("\n", " ")
        return re.sub(r"(?<!\\)\|", r"\\|", text).strip()

    def _media(self, element: Element) -> str:
        source = element.attributes.get("src") or next(
            (each.attributes.get("src", "") for each in element.elements("source")), ""
        )
        title = element.attributes.get("title") or element.attributes.get("aria-label") or ""
        if not source:
            return self._gone(element)
        if found := YOUTUBE.fullmatch(source):
            source = f"https://www.youtube.com/watch?v={found['id']}"
        source = f"https:{source}" if source.startswith("//") else source
        if element.name != "iframe" and "://" not in source:
            return f"![{_label(title)}]({_target(source)})"
        self.tell("lost", f"<{element.name}>")
        return f"[{_label(title) or source}]({_target(source)})"

    def _figure(self, element: Element) -> str:
        caption = next((self._short(each) for each in element.elements("figcaption")), "")
        picture = next(element.elements("img"), None)
        others = [each for each in element.elements("img", "table", "pre", "video", "iframe", "code", "p")]
        if picture is not None and len(others) == 1:
            alt = picture.attributes.get("alt", "")
            title = html.unescape(caption).replace('"', "'")
            shown = f' "{title}"' if title else ""
            return f"![{_label(alt or title)}]({_target(picture.attributes.get('src', ''))}{shown})"
        inside = [each for each in element.children if isinstance(each, str) or each.name != "figcaption"]
        return "\n\n".join(each for each in (self.blocks(Element("", children=inside)), caption) if each)

    def inline(self, children: list[Element | str]) -> str:
        return "".join(child if isinstance(child, str) else self.word(child) for child in children)

    def word(self, element: Element) -> str:
        """An element within a line."""
        name = element.name
        if name == "br":
            return "<br>"
        if name == "img":
            return picture(element.attributes)
        if name in GONE:
            return self._gone(element)
        if name in CODE:
            return code(element.text())
        if name in BLOCKS:
            return self.block(element)
        inside = self.inline(element.children)
        if name in EMPHASIS:
            return emphasis(inside, EMPHASIS[name]) if element.closed else inside
        if name == "a":
            return link(inside, element.attributes.get("href", ""))
        if name == "q":
            return f"“{inside}”"
        if name in KEPT and element.closed:
            title = element.attributes.get("title", "") if name == "abbr" else ""
            shown = f' title="{html.escape(title)}"' if title else ""
            return f"<{name}{shown}>{inside}</{name}>"
        return inside


def picture(given: dict[str, str]) -> str:
    """A picture in Markdown, or as <img> when its size is said."""
    source, alt = given.get("src") or given.get("data-src", ""), " ".join(given.get("alt", "").split())
    sizes = {name: NUMBER.fullmatch(given.get(name, "")) for name in ("width", "height")}
    shown = "".join(f' {name}="{found[1]}"' for name, found in sizes.items() if found)
    if not source:
        return alt
    if not shown:
        title = " ".join(given.get("title", "").split()).replace('"', "'")
        return f"![{_label(alt)}]({_target(source)}" + (f' "{title}")' if title else ")")
    return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}"{shown}>'


def link(inside: str, target: str) -> str:
    text = " ".join(inside.split()) if "\n" in inside else inside
    if not target or not text.strip() or "](" in re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text):
        return inside
    before, middle, after = EDGES.fullmatch(text).groups()  # type: ignore[union-attr]  # it matches every text
    return f"{before}[{middle}]({_target(target)}){after}"


def emphasis(inside: str, mark: str) -> str:
    found = EDGES.fullmatch(inside)
    assert found is not None
    before, text, after = found.groups()
    if not text or mark[0] in text or "\n\n" in text:
        return inside
    return f"{before}{mark}{text}{mark}{after}"


def code(text: str) -> str:
    """Code within a line; the marks are as long as what is in it asks for."""
    text = " ".join(text.split())
    if not text:
        return ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    marks = "`" * (longest + 1)
    return f"{marks}{space}{text}{space}{marks}"


def fence(text: str, language: str = "") -> str:
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    marks = "`" * (longest + 1)
    return f"{marks}{language}\n{text}\n{marks}"


def _label(text: str) -> str:
    return re.sub(r"([\[\]])", r"\\\1", " ".join(text.split()))


def _target(target: str) -> str:
    target = " ".join(target.split())
    if re.search(r"[\s()<>]", target):
        return "<" + target.replace("<", "%3C").replace(">", "%3E") + ">"
    return target


def _has_blocks(element: Element) -> bool:
    return next(element.elements(*BLOCKS), None) is not None


def _raw(element: Element) -> str:
    return "".join(child for child in element.children if isinstance(child, str))


def _unindented(text: str) -> str:
    """Without blanks in front of lines, which mean nothing in HTML and code in Markdown; fences stay as they are."""
    if FENCE_IN_CELL.search(text):
        return text.strip("\n")
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _tight(text: str) -> str:
    """The paragraphs of an item that is a list of one paragraph and a list, without the empty line between."""
    return re.sub(r"\n\n(?=\s*(?:-|\d+\.) )", "\n", text)


def _shift(text: str, width: int) -> str:
    return "\n".join(" " * width + line if line else "" for line in text.split("\n"))


def _span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "1")
    return min(50, int(value)) if value.isdecimal() and value.isascii() and 0 < len(value) < 4 and int(value) else 1
