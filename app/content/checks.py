"""Complaints about the Markdown of a body that need no other file (content-format §12–§14)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from markdown_it.token import Token

from app.questions.draft import Complaint

from .diagnostics import MOST_PER_FILE, Report
from .markdown import Document
from .marks import LONGEST_TEXT
from .places import Places, line_of
from .rendering import DIAGRAMS

WIDEST_TABLE = 50
LIKE_A_LINK = re.compile(r"!?\[[^\[\]\n]*\]\(([^()<>\n]*)\)")
WIDE_BRACKETS = re.compile(r"!?\[[^\[\]\n]+\]（[^（）\n]*[./#:][^（）\n]*）")
NOTE = re.compile(r"\[\^([^\]\s]+)\]")
WIKI = re.compile(r"\[\[[^\[\]\n]*(?:\]\])?")
STARS = re.compile(r"(?<![\\*])\*{2,}")
BRACES = re.compile(r"\{\{")
DIRECTIVE = re.compile(r"^:::+", re.MULTILINE)
DISPLAY_MATH = re.compile(r"\A\$\$")
MATH = re.compile(r"(?<![\d\\$])\$(?![\s$])(?P<formula>[^$\n]*?[^$\s\\])\$(?!\d)")
SIGNS_OF_MATH = re.compile(r"[\\^_=<>+*{}]|\A[A-Za-z]\Z")
VARIABLES = ("vars", "变量")
NO_MATH = "formulas are not shown yet"
CODE = {"code_inline", "html_inline"}


def check_body(document: Document, report: Report) -> None:
    """All complaints about blocks and about the text in them."""
    for line in document.too_long:
        report.add("C118", line, 1, what="characters in a paragraph", limit=LONGEST_TEXT)
    level = 1
    tops = 0
    in_question = False
    for index, token in enumerate(document.tokens):
        if token.type == "heading_open" and token.level == 0:
            in_question = "question" in token.meta
            if not in_question:
                level, tops = _heading(token, level, tops, report)
        elif token.type == "hr" and token.level == 0:
            in_question = False
        if token.meta.get("misplaced") and token.type == "heading_open":
            report.add("C201", line_of(token), 1)
        _block(token, document, report, in_question=in_question)
        if token.type == "inline":
            code_in = index and document.tokens[index - 1].type in {"th_open", "td_open"}
            _text(token, document, report, in_question=in_question, in_table=bool(code_in))


def _heading(token: Token, level: int, tops: int, report: Report) -> tuple[int, int]:
    """The level of this heading, and how many of level 1 there are by now."""
    new = int(token.tag[1])
    if token.meta.get("pool"):
        report.add("C403", line_of(token), 1, name="[pool]")
    if token.markup in {"=", "-"}:
        report.add("C312", (token.map or [0, 1])[1], 1)
    if new > level + 1 or (new == 1 and tops):
        report.add("C313", line_of(token), 1)
    return new, tops + (new == 1)


def _block(token: Token, document: Document, report: Report, *, in_question: bool) -> None:
    line = line_of(token)
    if token.type == "fence":
        language = token.info.strip().partition(" ")[0]
        if language in VARIABLES and in_question:
            report.take([Complaint(line, 1, "C339", {"what": f"```{language}"}, "error")])
        elif language in VARIABLES:
            report.add("C256", line, 1)
        elif language.lower() in DIAGRAMS:
            report.add("C337", line, 1, lang=language)
    elif token.type == "code_block":
        report.add("C342", line, 1)
    elif token.type == "table_open":
        columns = sum(1 for later in _until(document.tokens, token, "thead_close") if later.type == "th_open")
        if columns > WIDEST_TABLE:
            report.add("C118", line, 1, what="columns", limit=WIDEST_TABLE)


def _until(tokens: Sequence[Token], start: Token, end: str) -> Iterator[Token]:
    found = False
    for token in tokens:
        found = found or token is start
        if found and token.type == end:
            return
        if found:
            yield token


def _text(token: Token, document: Document, report: Report, *, in_question: bool, in_table: bool) -> None:
    spans = [(each.meta["start"], each.meta["end"], each.type) for each in token.children or [] if "start" in each.meta]
    code = _Spans([(start, end) for start, end, kind in spans if kind in CODE])
    taken = _Spans([(start, end) for start, end, _kind in spans])
    places = Places(document.lines, token)

    def search(pattern: re.Pattern[str], without: _Spans, add: Callable[[str, int, int], None]) -> None:
        matches = (match for match in pattern.finditer(token.content) if match.start() not in without)
        for match in islice(matches, MOST_PER_FILE):
            add(match[1] if match.re.groups else match[0], *places.at(match.start()))

    if star := next(_leftover_stars(token, code), None):
        report.add("C341", *places.at(star))
    search(LIKE_A_LINK, taken, lambda found, *at: _like_a_link(report, found, at))
    search(WIDE_BRACKETS, taken, lambda _found, *at: report.add("C308", *at))
    search(NOTE, taken, lambda found, *at: report.add("C340", *at, name=found))
    search(WIKI, taken, lambda found, *at: _unknown(report, "[[…]]", at, in_question))
    if not in_table:
        search(DIRECTIVE, taken, lambda found, *at: report.add("C339", *at, what=found))
    search(BRACES, code, lambda _found, *at: _braces(report, at, in_question))
    search(DISPLAY_MATH, code, lambda _found, *at: report.add("C335", *at, why=NO_MATH))
    search(MATH, code, lambda found, *at: _math(report, found, at))


class _Spans:
    """Ranges of offsets; ranges may lie inside each other."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if not self.ends or start >= self.ends[-1]:
                self.starts.append(start)
                self.ends.append(end)
            else:
                self.ends[-1] = max(self.ends[-1], end)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]


def _leftover_stars(token: Token, code: _Spans) -> Iterator[int]:
    """Offsets of `**` that neither begin nor end anything bold."""
    used = {child.meta["start"] for child in token.children or [] if child.tag in {"strong", "em"}}
    for match in STARS.finditer(token.content):
        if match.start() not in code and used.isdisjoint(range(match.start(), match.end())):
            yield match.start()


def _unknown(report: Report, what: str, at: Sequence[int], in_question: bool) -> None:
    """Plain text outside questions; in a question a learner would see the answer."""
    report.take([Complaint(at[0], at[1], "C339", {"what": what}, "error" if in_question else None)])


def _like_a_link(report: Report, target: str, at: Sequence[int]) -> None:
    """A blank in a target, unless it stands before a title or the whole is no address at all."""
    if re.search(r"\S\s+[^\s\"']", target) and re.search("[./]", target):
        report.add("C307", *at, target=target)


def _braces(report: Report, at: Sequence[int], in_question: bool) -> None:
    if in_question:
        _unknown(report, "{{…}}", at, in_question)
    else:
        report.add("C253", *at)


def _math(report: Report, formula: str, at: Sequence[int]) -> None:
    if SIGNS_OF_MATH.search(formula):
        report.add("C335", *at, why=NO_MATH)
