"""HTML as people write it into Markdown, as a tree: tolerant of what is missing, and blind to what is no element."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TAG = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z)|<(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9.:-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
VOID = {"br", "hr", "img", "input", "meta", "link", "source", "track", "wbr", "col", "embed", "area", "base", "param"}
CLOSED_BY = {
    "p": {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dl", "hr"},
    "li": {"li"}, "tr": {"tr", "tbody", "tfoot"}, "td": {"td", "th", "tr", "tbody"}, "th": {"td", "th", "tr", "tbody"},
    "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "thead": {"tbody", "tfoot"}, "tbody": {"tbody", "tfoot"}, "option": {"option"},
}  # fmt: skip
STOPS = {"ul", "ol", "table", "dl"}  # what is outside such an element is not closed from within
NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button canvas "
    "caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption "
    "figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd keygen label "
    "legend li link main map mark marquee math menu meta meter nav nobr noframes noscript object ol optgroup option output p param "
    "picture pre progress q rb rp rt rtc ruby s samp script section select slot small source span strike strong style sub summary "
    "sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr path g circle rect "
    "line polyline polygon text tspan defs use"
)
HTML = frozenset(NAMES.split())
DEEPEST = 60


@dataclass(slots=True)
class Element:
    """An element, or the top of a fragment, whose name is empty. `closed`: its end was there."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    closed: bool = False

    def elements(self, *names: str) -> Iterator[Element]:
        """Those with one of these names, however deep."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    yield child
                else:
                    yield from child.elements(*names)

    def text(self) -> str:
        """Its text, entities resolved."""
        return "".join(html.unescape(child) if isinstance(child, str) else child.text() for child in self.children)


def attributes(rest: str) -> dict[str, str]:
    pairs = ((found[1].lower(), found[2] or "") for found in ATTRIBUTE.finditer(rest))
    return {name: html.unescape(value.strip("\"'")).strip() for name, value in pairs}


def is_html(name: str) -> bool:
    return name.lower() in HTML


def is_component(name: str) -> bool:
    """A component of MDX or Vue: a capital letter, or a name with a hyphen or a point."""
    return (name[:1].isupper() and any(letter.islower() for letter in name)) or "-" in name or "." in name


def read(fragment: str) -> Element:
    """A tree of what is in a fragment; ends without a beginning are left out, except those of <details>."""
    top = Element("")
    stack = [top]
    done = 0
    for found in TAG.finditer(fragment):
        if found.start() < done:
            continue
        stack[-1].children.append(fragment[done : found.start()])
        done = found.end()
        if found["name"] is None:
            continue
        name = found["name"].lower() if is_html(found["name"]) else found["name"]
        if not (is_html(name) or is_component(name)):
            stack[-1].children.append("\\" + found[0] if found.start() else found[0])
        elif found["close"]:
            _close(stack, name)
        else:
            done = _open(stack, name, found, fragment)
    stack[-1].children.append(fragment[done:])
    return top


def _open(stack: list[Element], name: str, found: re.Match[str], fragment: str) -> int:
    """Gives the place to go on from."""
    while len(stack) > 1 and name in CLOSED_BY.get(stack[-1].name, ()):
        stack.pop()
    if name in {"li", "td", "th", "tr", "dd", "dt"}:
        _close_open_one(stack, name)
    element = Element(name, attributes(found["rest"]))
    stack[-1].children.append(element)
    if name in {"script", "style", "textarea"}:
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(fragment, found.end())
        element.closed = True
        element.children.append(fragment[found.end() : end.start() if end else len(fragment)])
        return end.end() if end else len(fragment)
    if name not in VOID and not found["rest"].rstrip().endswith("/") and len(stack) < DEEPEST:
        stack.append(element)
    else:
        element.closed = True
    return found.end()


def _close_open_one(stack: list[Element], name: str) -> None:
    """A new item ends the one before, with whatever is still open in it."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].name in STOPS:
            return
        if name in CLOSED_BY.get(stack[index].name, ()):
            del stack[index:]
            return


def _close(stack: list[Element], name: str) -> None:
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].name == name:
            stack[index].closed = True
            del stack[index:]
            return
    if name in {"details", "summary"}:
        stack[-1].children.append(Element(f"/{name}"))
