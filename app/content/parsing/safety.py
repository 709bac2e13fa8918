"""What HTML may do in a page (content-format §14): raw HTML while it is read, and the allow-list at the end."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import nh3

KEPT: dict[str, set[str]] = {
    "br": set(), "kbd": set(), "sub": set(), "sup": set(), "mark": set(), "abbr": {"title"}, "ruby": set(), "rt": set(),
    "rp": set(), "details": {"open"}, "summary": set(), "img": {"src", "alt", "width", "height"},
}  # fmt: skip
FOREIGN = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "link", "meta", "base", "svg", "math",
    "template", "frame", "frameset", "applet",
}  # fmt: skip
WITH_CONTENT = FOREIGN - {"input", "link", "meta", "base", "embed", "frame"}
"""These go with what is in them."""

FOREIGN_ATTRIBUTES = {"style", "srcdoc", "formaction"}
TAG = re.compile(
    r"""<(?P<close>/)?+(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<rest>(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)(?P<end>>)?+"""
    r"""|<[!?][^<>]*+>?+|<"""
)
"""Matches at every `<` and never goes back, so that no text takes longer than its length."""
ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
IGNORED_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0]")

TAGS = {
    "a", "abbr", "aside", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "h2", "h3", "h4", "h5", "h6", "hr", "img", "kbd", "li", "mark", "ol", "p", "pre", "rp", "rt", "ruby", "s",
    "section", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "id", "title", "rel", "aria-label"},
    "abbr": {"title"},
    "aside": {"class", "data-s", "aria-labelledby"},
    "details": {"open"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "li": {"class", "id", "value"},
    "ol": {"start"},
    "p": {"id"},
    "pre": {"class", "tabindex", "role", "aria-label"},
    "section": {"class", "aria-label"},
    "span": {"class", "role", "tabindex", "aria-label"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
SCHEME = "tradewind"
"""Marks an address that is still to be filled in."""

CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel", SCHEME},
    link_rel=None,
    strip_comments=True,
)

Complain = Callable[[str, int, str], None]
"""Given a code, the offset in the raw HTML, and the tag's name."""


Image = Callable[[dict[str, str], int], str]
"""Given the attributes of an `img` and the offset in the raw HTML."""


def clean(page_html: str) -> str:
    """The HTML with nothing in it but what is on the list."""
    if "<" not in page_html and "&" not in page_html:
        return page_html
    return CLEANER.clean(page_html)


def filter_raw(raw: str, complain: Complain, image: Image) -> str:
    """Raw HTML reduced to what may be in a page. `image` writes an `img`, which follows the rules of pictures."""
    raw = _without_comments(raw)
    pieces: list[str] = []
    done = 0
    gone = ""  # the element whose content is left out
    for match in TAG.finditer(raw):
        if not gone:
            pieces += [raw[done : match.start()], _tag(match, complain, image)]
        done = match.end()
        name = (match["name"] or "").lower()
        if gone and match["close"] and name == gone:
            gone = ""
        elif not gone and name in WITH_CONTENT and not match["close"]:
            gone = name
    if not gone:
        pieces.append(raw[done:])
    return "".join(pieces)


def _without_comments(raw: str) -> str:
    """Comments become blanks of the same length: places stay true."""
    pieces: list[str] = []
    done = 0
    while (start := raw.find("<!--", done)) >= 0 and (end := raw.find("-->", start + 4)) >= 0:
        pieces += [raw[done:start], re.sub("[^\n]", " ", raw[start : end + 3])]
        done = end + 3
    return "".join([*pieces, raw[done:]])


def _tag(match: re.Match[str], complain: Complain, image: Image) -> str:
    if match[0] == "<":
        return "&lt;"
    if not match["name"]:
        return ""  # what is left of a comment, a declaration or an instruction
    name = match["name"].lower()
    attributes = dict(_attributes(match["rest"]))
    if not match["end"] or name in FOREIGN or any(_runs(key, value) for key, value in attributes.items()):
        if not match["close"]:
            complain("C331", match.start(), name)
        return ""
    if name not in KEPT:
        if not match["close"]:
            complain("C330", match.start(), name)
        return ""
    if match["close"]:
        return f"</{name}>"
    if name == "img":
        return image(attributes, match.start())
    kept = (f' {key}="{html.escape(value)}"' for key, value in attributes.items() if key in KEPT[name])
    return f"<{name}{''.join(kept)}>"


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for found in ATTRIBUTE.finditer(text):
        yield found[1].lower(), html.unescape((found[2] or "").strip("\"'"))


def _runs(key: str, value: str) -> bool:
    if key.startswith("on") or key in FOREIGN_ATTRIBUTES:
        return True
    return RUNS.match(IGNORED_IN_ADDRESS.sub("", value)) is not None
