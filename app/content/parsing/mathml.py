"""Formulas in LaTeX to MathML (content-format §12.3). What cannot be read is told, never guessed at."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring  # builds a tree, parses nothing

import nh3
from latex2mathml import exceptions
from latex2mathml.converter import Converter

LONGEST = 2000
DEEPEST = 40
ENVIRONMENTS = {
    **{name: name for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix")},
    **{name: name for name in ("array", "cases", "split", "align", "align*", "substack")},
    "aligned": "align*",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "dcases": "cases",
    "equation": "",
    "equation*": "",
}
"""What may follow \\begin, and what it is read as."""

REFUSED = {
    "newcommand", "renewcommand", "def", "DeclareMathOperator", "newenvironment", "href", "url", "class", "style",
    "cssId", "verb", "require", "label", "ref", "eqref", "tag", "includegraphics", "input", "unicode",
}  # fmt: skip
BOLD = {"bold": (0x1D400, 0x1D41A), "bold-italic": (0x1D468, 0x1D482)}
BOLD_ZERO = 0x1D7CE
CHILDREN = {
    "mfrac": 2, "msub": 2, "msup": 2, "mroot": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
}  # fmt: skip
TAGS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
    "mmultiscripts", "mprescripts",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle",
    "fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "voffset", "width",
}  # fmt: skip
CLEANER = nh3.Cleaner(tags=TAGS, attributes=dict.fromkeys(TAGS, ATTRIBUTES), link_rel=None)

PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
TEXT = re.compile(r"\\(?:text[a-z]*|mbox|hbox|fbox)\s*\{([^{}]*)\}")
TOKEN = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}(?:\[[a-z]\])?|\\([A-Za-z]+)|\\.|[{}&#]", re.DOTALL)
EMPTY_CELL = re.compile(r"(?<!\\)&(?=\s*(?:\\\\|\\end\b|&))")
CANNOT_READ: tuple[type[Exception], ...] = (
    *(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception)),
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,  # too deep, or a token wanted after the last one
    StopIteration,
)
WHY: dict[str, str] = {
    "NoAvailableTokensError": "something is missing in it",
    "MissingSuperScriptOrSubscriptError": "something is missing after ^ or _",
    "DoubleSubscriptsError": "there are two _ in a row",
    "DoubleSuperscriptsError": "there are two ^ in a row",
    "ExtraLeftOrMissingRightError": "\\left and \\right do not match",
    "MissingEndError": "\\begin and \\end do not match",
    "RecursionError": "it is too deep",
}
BRACES = "{ and } do not match"
BEGIN_END = "\\begin and \\end do not match"
EMPTY = "it is empty"
MISSING = "something is missing in it"
TOO_LONG = "it is too long"
TOO_DEEP = "it is too deep"
STRAY = "& and # need a backslash here"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as sanitised MathML, or why it cannot be shown: words of the checks, or a command nobody knows."""

    mathml: str = ""
    why: str = ""


@lru_cache(maxsize=4096)
def convert(latex: str, *, block: bool) -> Formula:
    """The formula, in a line or on lines of its own. Takes a time that its length bounds; never raises."""
    text = PERCENT.sub(r"\1\\%", latex.strip())
    if why := _objection(text):
        return Formula(why=why)
    try:
        tree = Converter(display="block" if block else "inline").convert_to_element(_with_known_environments(text))
    except CANNOT_READ as error:
        return Formula(why=WHY.get(type(error).__name__, MISSING))
    if why := _nonsense(tree):
        return Formula(why=why)
    tree.attrib.pop("xmlns", None)
    return Formula(CLEANER.clean(tostring(tree, encoding="unicode")))


def _objection(text: str) -> str:
    """What can be said against a formula before it is read; empty when nothing can."""
    if not text:
        return EMPTY
    if len(text) > LONGEST:
        return TOO_LONG
    depth = deepest = 0
    open_environments: list[str] = []
    for match in TOKEN.finditer(TEXT.sub("", text)):
        name, command = match[1], match[2]
        if name is not None:
            if name not in ENVIRONMENTS:
                return f"\\begin{{{name}}}"
            if match[0].startswith("\\begin"):
                open_environments.append(name)
            elif not open_environments or open_environments.pop() != name:
                return BEGIN_END
        elif command in REFUSED:
            return f"\\{command}"
        elif match[0] == "#" or (match[0] == "&" and not open_environments):
            return STRAY
        elif match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
            deepest = max(deepest, depth)
            if depth < 0:
                return BRACES
    if depth or open_environments:
        return BRACES if depth else BEGIN_END
    return TOO_DEEP if deepest > DEEPEST else ""


def _with_known_environments(text: str) -> str:
    """Environments by the names the converter knows; it loses a row whose last cell is empty."""

    def known(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        name = ENVIRONMENTS[match[1]]
        side = "begin" if match[0].startswith("\\begin") else "end"
        return f"\\{side}{{{name}}}" if name else ""

    return TOKEN.sub(known, EMPTY_CELL.sub("&{}", text))


def _nonsense(tree: Element) -> str:
    """Why the result is no formula: the converter takes what it does not know for a name, and leaves parts out."""
    for element in tree.iter():
        wanted = CHILDREN.get(element.tag)
        if wanted is not None and len(element) != wanted:
            return MISSING
        if element.text is None:
            continue
        element.text = html.unescape(element.text)
        if element.tag != "mtext" and element.text.startswith("\\"):
            return element.text
        if (first := BOLD.get(element.attrib.get("mathvariant", ""))) is not None:
            element.text = "".join(_bold(char, *first) for char in element.text)
            del element.attrib["mathvariant"]
    return ""


def _bold(char: str, capital: int, small: int) -> str:
    """The letter as a character of its own: browsers no longer make letters bold in formulas."""
    if "A" <= char <= "Z":
        return chr(capital + ord(char) - ord("A"))
    if "a" <= char <= "z":
        return chr(small + ord(char) - ord("a"))
    return chr(BOLD_ZERO + int(char)) if "0" <= char <= "9" else char
