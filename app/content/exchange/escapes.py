"""Text and HTML of other programs as Markdown of this format, with nothing in it read as a sign that is none."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from ..importing import elements, rawhtml
from ..importing.elements import Element
from ..parsing.markdown import parse
from .model import BLANK, FILES
from .phrases import PICTURES

SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*\[$]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~|\{(?=\{)|(?<=\{)\{"
)
AT_START = re.compile(r"^[ \t\u3000]*(?=(?:[-+#>=|:]|\d{1,9}[.)](?:\s|$)|~~~))(?P<digits>\d*)", re.MULTILINE)
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MATH = re.compile(r"\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$", re.DOTALL)
CODE = {"code", "tt", "samp", "pre"}
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
OUTSIDE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
BULLETS = {"bullet_list_close", "ordered_list_close"}


def clean(text: str) -> str:
    """Without control characters, and without the sign that stands for a blank here; line ends are line feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace(BLANK, "")
    return INVISIBLE.sub("", text)


def from_plain(text: str) -> str:
    """Plain text as Markdown that shows the same."""
    lines = (line.strip() for line in clean(text).strip().split("\n"))
    return AT_START.sub(_escape_start, SIGNS.sub(lambda sign: "\\" + sign[0], "\n".join(lines)))


def _escape_start(start: re.Match[str]) -> str:
    return f"{start['digits']}\\"


def from_html(fragment: str, tell: Callable[[str], None]) -> str:
    """A fragment of HTML as Markdown; `tell` is given what was left out."""
    if not TAG.search(fragment) and "&" not in fragment and not MATH.search(fragment):
        return from_plain(fragment)
    tree = elements.read(clean(fragment))
    _escape(tree, tell)
    return rawhtml.turn_tree(tree, lambda kind, what: tell(what) if kind == "lost" else None).strip()


def _escape(element: Element, tell: Callable[[str], None]) -> None:
    begins = True  # whether a line begins here
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            element.children[index] = _escaped(html.unescape(child), begins)
        elif child.name not in CODE:
            _tame(child, tell)
            _escape(child, tell)
        begins = not isinstance(child, str) and (child.name in rawhtml.BLOCKS or child.name == "br")


def _tame(element: Element, tell: Callable[[str], None]) -> None:
    """Pictures from elsewhere become links, and links that lead nowhere their text."""
    source = element.attributes.get("src", "")
    if element.name == "img" and not source.startswith(FILES):
        tell(PICTURES)
        described = element.attributes.get("alt") or source
        element.name, element.attributes, element.children = "a", {"href": source}, [html.escape(described)]
        element.closed = True
    if element.name == "a" and not OUTSIDE.match(element.attributes.get("href", "")):
        element.name = "span"


def _escaped(text: str, begins: bool) -> str:
    """Text between tags; formulas as MathJax takes them become those of this format."""
    parts: list[str] = []
    done = 0
    for found in MATH.finditer(text):
        parts += [_plain_part(text[done : found.start()], begins and not done), _formula(found)]
        done = found.end()
    return "".join([*parts, _plain_part(text[done:], begins and not done)])


def _plain_part(text: str, begins: bool) -> str:
    text = SIGNS.sub(lambda sign: "\\" + sign[0], clean(text))
    if not text.strip():
        return text
    return AT_START.sub(lambda start: _escape_start(start) if begins or start.start() else start[0], text)


def _formula(found: re.Match[str]) -> str:
    inside = " ".join((found[1] or found[2] or found[3]).split())
    return f"${inside}$" if found[1] else f"\n\n$$\n{inside}\n$$\n\n"


def one_line(markdown: str) -> str:
    return " ".join(markdown.split())


def contained(markdown: str) -> str:
    """Markdown that can be a part of a question: headings are bold lines, and nothing in it ends the question."""
    if "\n" not in markdown and not re.match(r"\s{0,3}(?:#|([-*_])\s*\1)", markdown):
        return markdown.strip()
    document = parse(markdown)
    lines = list(document.lines)
    for index, token in enumerate(document.tokens):
        if token.level > 0 or token.map is None or token.type not in {"heading_open", "hr"}:
            continue
        first, last = token.map
        content = document.tokens[index + 1].content.strip() if token.type == "heading_open" else ""
        lines[first:last] = [f"**{content}**" if content else "", *[""] * (last - first - 1)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def ends_in_list(markdown: str) -> bool:
    """Whether a list that follows would go on with one that is in it."""
    tokens = parse(markdown).tokens
    return bool(tokens) and tokens[-1].type in BULLETS
