"""Attributes in braces, as kramdown, MkDocs and Pandoc write them: `{: .x }`, `{#id}`, `{width=50%}`."""

from __future__ import annotations

import re

from . import notices, rawhtml
from .findings import Findings
from .formulas import formula_lines, formula_spans
from .lines import CODE, FENCE, Line, code_lines, outside_marks
from .notices import ICON, bold

ALONE = re.compile(r"(?P<lead>[ \t>]*)\{:(?!:)(?P<what>[^}]*)\}[ \t]*")
AFTER_HEADING = re.compile(r"(?P<head>[ \t>]*#{1,6}[ \t].*?)[ \t]*\{:?[ \t]*(?P<what>[#.][^{}]*|-)\}[ \t]*#*[ \t]*")
AFTER_INLINE = re.compile(
    r"(?<=[)\]`*_>])\{:?[ \t]*(?P<what>[.#][\w.#:= \"'%-]*|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[\w%./-]+)[^{}]*|target=[^{}]*)\}"
)
ALT = re.compile(r"!\[\](?P<target>\([^()\n]*\))\{[^{}\n]*?\balt=(?:\"(?P<a>[^\"{}]*)\"|'(?P<b>[^'{}]*)')[^{}\n]*\}")
DOCSIFY = re.compile(
    r"(?P<mark>!?)\[(?P<text>[^\[\]\n]*)\]\((?P<target>[^()\s]+)[ \t]+"
    r"['\"](?P<options>(?:[^'\"\n]*[ \t])?:[a-z][\w-]*(?:[= ][^'\"\n]*)?)['\"]\)"
)
SIZE = re.compile(r":size=(?P<width>\d+)(?:px)?(?:x(?P<height>\d+))?(?![\d%.])")
OPTIONS = re.compile(r"(?:^|[ \t]+):[a-z][\w-]*(?:=[^ \t]*)?")
SPAN = re.compile(r"(?<![!\]\\])\[(?P<text>[^\[\]\n]+)\]\{[.#][^{}\n]*\}")
QUOTED_HEADING = re.compile(r"[ \t]*>[ \t]*#{1,6}[ \t].*\{:?[ \t]*\.(?P<kind>[\w-]+)[^{}]*\}[ \t]*")
DASHED = re.compile(r"(?P<head>[ \t>]*#{1,6}[ \t]+)--(?P<name>[\w-]+?)--[ \t]*")
INFO = re.compile(r"\{(?P<what>[^{}]*)\}")
LANGUAGE = re.compile(r"\.(?:language-)?(?P<name>[\w+-]+)")
FENCE_OPTIONS = re.compile(r"[\s,]+\S.*", re.DOTALL)
FENCE_TITLE = re.compile(r"\b(?:title|filename|name|caption)=[\"'](?P<title>[^\"'\n*]{1,120})[\"']")
MARKER = re.compile(r"[-*+]|\d[.)]")
TOC = re.compile(r"[ \t]*(?:\[\[?_?TOC_?\]\]?|\$\{toc\}|<!-- *toc *-->|@\[toc\].*|\[\[toc\]\])[ \t]*", re.IGNORECASE)
TOC_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d\.)[ \t]+.{0,40}")
NOT_A_LANGUAGE = {"output", "error", "source", "no_run", "callout"}


class Attributes:
    """Takes them off one page. `anchors`: names given to headings, by the line they stand in."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self.anchors: dict[int, str] = {}

    def take_off(self, lines: list[Line]) -> list[Line]:
        done: list[Line] = []
        lines = _with_classes_below(lines)
        code = code_lines(lines)
        formulas = formula_lines(lines)
        opens = 0
        for index, line in enumerate(lines):
            if code[index] and (index == 0 or not code[index - 1]):
                done += self._caption(line)
                opens = len(done)
                done.append(self._fence(line))
            elif code[index] or formulas[index]:
                done.append(line)
            elif found := ALONE.fullmatch(line.text):
                self.findings.add(self.path, line.number, "attribute")
                if index and code[index - 1]:
                    _name_language(done, opens, found["what"])
                else:
                    self._block(done, found)
            elif TOC.fullmatch(line.text):
                self.findings.add(self.path, line.number, "attribute")
            else:
                done.append(self._line(line))
        return done

    def _block(self, done: list[Line], found: re.Match[str]) -> None:
        """A class of a quotation is what kind of notice it is."""
        what = found["what"]
        if re.search(r"\btoc\b", what):
            if done and TOC_ITEM.fullmatch(done[-1].text):
                done.pop()
            return
        names = [name.lower() for name in re.findall(r"\.([\w-]+)", what)]
        kind = next((name for name in names if name in notices.LABELS), None)
        depth = found["lead"].count(">") + 1
        start = len(done)
        while start and done[start - 1].text.count(">", 0, _prefix(done[start - 1].text)) >= depth:
            start -= 1
        if kind is None or start == len(done):
            return
        self.findings.add(self.path, done[start].number, "folded" if kind in notices.FOLDED else "notice")
        _turn_quotation(done, start, kind, depth)

    def _line(self, line: Line) -> Line:
        text = line.text
        if ICON.search(text):
            text = outside_marks(text, lambda part: ICON.sub("", part))
            line = Line(line.number, text)
        if "':" in text or " :" in text or '":' in text:
            text = outside_marks(text, lambda part: DOCSIFY.sub(_docsify, part))
            line = Line(line.number, text)
        if found := DASHED.fullmatch(text):
            return Line(line.number, found["head"] + found["name"].replace("-", " ").capitalize())
        if "{" not in text:
            return line
        text = ALT.sub(lambda each: f"![{_flat(each['a'] or each['b'] or '')}]{each['target']}", text)
        text = SPAN.sub(lambda each: each["text"], text) if "]{" in text else text
        if found := AFTER_HEADING.fullmatch(text):
            if name := re.search(r"#([^\s.}]+)", found["what"]):
                self.anchors[line.number] = name[1]
            self.findings.add(self.path, line.number, "attribute")
            text = found["head"]
        if AFTER_INLINE.search(text):
            bare = _without_attributes(text)
            if bare != text:
                self.findings.add(self.path, line.number, "attribute")
            text = bare
        return Line(line.number, text)

    def _caption(self, line: Line) -> list[Line]:
        """What a fence is titled, on a line of its own above it."""
        found = FENCE.fullmatch(line.text)
        title = FENCE_TITLE.search(found["info"]) if found else None
        if found is None or title is None or MARKER.search(found["lead"]):
            return []
        words = bold(title["title"])
        return [Line(line.number, found["lead"] + words), Line(line.number, found["lead"].rstrip())]

    def _fence(self, line: Line) -> Line:
        """The first line of a fence with nothing but the language."""
        found = FENCE.fullmatch(line.text)
        if found is None or not found["info"].strip():
            return line
        info = found["info"].strip()
        inside = INFO.search(info)
        if info.startswith("{") and inside:
            name = LANGUAGE.search(inside["what"]) or re.match(r"[\s=]*(?P<name>[\w+-]+)", inside["what"])
            info = name["name"] if name else ""
        else:
            info = INFO.sub("", info).strip()
        first = FENCE_OPTIONS.sub("", info).partition(":")[0].partition("{")[0].partition("#")[0] or info
        if first == found["info"].strip():
            return line
        self.findings.add(self.path, line.number, "attribute")
        space = found["info"][: len(found["info"]) - len(found["info"].lstrip())]
        return Line(line.number, f"{found['lead']}{found['marks']}{space if first else ''}{first}")


def _with_classes_below(lines: list[Line]) -> list[Line]:
    """Classes of a heading that begins a quotation, as Pandoc has them, in a line below the quotation, as kramdown has them."""
    done: list[Line] = []
    below = ""
    for line in lines:
        quoted = line.text.lstrip(" \t").startswith(">")
        if below and not quoted:
            done.append(Line(line.number, below))
            below = ""
        found = (
            None if below or (done and done[-1].text.lstrip().startswith(">")) else QUOTED_HEADING.fullmatch(line.text)
        )
        if found and found["kind"].lower() in notices.LABELS:
            below = f"{{: .{found['kind']}}}"
            line = Line(line.number, line.text[: line.text.rindex("{")].rstrip())
        done.append(line)
    return [*done, Line(done[-1].number, below)] if below else done


def _turn_quotation(done: list[Line], start: int, kind: str, depth: int) -> None:
    """What a quotation at the end of the lines becomes as a notice of this kind."""
    if any("[!" in line.text for line in done[start : start + 1]):
        return
    number = done[start].number
    inside = [Line(line.number, _unquoted(line.text, depth)) for line in done[start:]]
    lead = "> " * (depth - 1)
    if kind in notices.FOLDED:
        before = [Line(number, lead.rstrip())] if start and _unquoted(done[start - 1].text, depth - 1).strip() else []
        done[start:] = [*before, *notices.folded(kind.capitalize(), inside, number, lead=lead)]
    elif notices.LABELS[kind]:
        done[start:] = notices.quotation(kind, "", inside, number, lead)


def _unquoted(text: str, depth: int) -> str:
    """A line without so many marks of quotations."""
    for _level in range(depth):
        bare = text.lstrip(" \t")
        if not bare.startswith(">"):
            break
        text = bare[1:].removeprefix(" ")
    return text


def _without_attributes(text: str) -> str:
    """Without those behind links, pictures and code; braces inside code and formulas stay."""
    codes = [found.span() for found in CODE.finditer(text)] if "`" in text else []
    formulas = formula_spans(text) if "$" in text else []

    def bare(found: re.Match[str]) -> str:
        inside = any(start < found.start() < end - 1 for start, end in codes)
        inside = inside or any(start < found.start() < end for start, end in formulas)
        return found[0] if inside else ""

    return AFTER_INLINE.sub(bare, text)


def _name_language(done: list[Line], opens: int, what: str) -> None:
    """`{: .language-python}` below a fence."""
    found = LANGUAGE.search(what)
    fence = FENCE.fullmatch(done[opens].text)
    if found and fence and not fence["info"].strip() and found["name"] not in NOT_A_LANGUAGE:
        done[opens] = Line(done[opens].number, done[opens].text.rstrip() + found["name"])


def _docsify(found: re.Match[str]) -> str:
    """A link or picture without the options that docsify reads in its title, of which the size is kept."""
    size = SIZE.search(found["options"])
    title = OPTIONS.sub("", found["options"]).strip()
    if found["mark"] and size and not title:
        given = {"src": found["target"], "alt": found["text"], "width": size["width"], "height": size["height"] or ""}
        return rawhtml.picture(given)
    shown = f' "{title}"' if title else ""
    return f"{found['mark']}[{found['text']}]({found['target']}{shown})"


def _flat(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def _prefix(text: str) -> int:
    """How long the marks of quotations in front of a line are."""
    return len(text) - len(text.lstrip(" \t>"))
