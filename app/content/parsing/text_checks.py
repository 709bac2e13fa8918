"""Complaints about what people write in a line and Markdown takes for something else (content-format §12, §13)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from markdown_it.token import Token

from ..diagnostics import MOST_PER_FILE, Report
from . import mending
from .places import Places

ANYTHING = re.compile(r"[\[{$]|\*\*|:::")
LIKE_A_LINK = re.compile(r"!?\[[^\[\]\n]*\]\((?P<target>[^()<>\n]*)\)")
WIDE_BRACKETS = re.compile(r"!?\[[^\[\]\n]+\]（[^（）\n]*[./#:][^（）\n]*）")
NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\]")
WIKI = re.compile(r"\[\[[^\[\]\n]*(?:\]\])?")
STARS = re.compile(r"(?<![\\*])\*{2,}")
BRACES = re.compile(r"\{\{")
DIRECTIVE = re.compile(r"^:::+(?=[ \t]*\S)", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{(?:[.#][\w-]|:\s|[a-z-]+=)[^{}\n]*\}(?=\s*$)", re.MULTILINE)
OPEN_MATH = re.compile(r"^[ \t]*\$\$[ \t]*$", re.MULTILINE)
BLANK_IN_TARGET = re.compile(r"\S\s+[^\s\"']")
LITERAL = {"code_inline", "html_inline", "math_inline", "value", "blank"}
NOT_CLOSED = "$$ is not closed, or there is a blank line in it"


def check_text(token: Token, lines: Sequence[str], report: Report, *, in_question: bool, in_table: bool) -> None:
    """Everything there is to say about one run of inline text."""
    if not ANYTHING.search(token.content):
        return
    checks = _Checks(token, lines, report)
    checks.emphasis()
    checks.links()
    checks.money()
    for match in checks.matches(NOTE):
        checks.add("C340", match.start(), name=match["name"])
    for match in checks.matches(OPEN_MATH, checks.literal):
        checks.add("C335", match.end() - len("$$"), why=NOT_CLOSED)
    if not in_question:
        for match in checks.matches(WIKI):
            checks.add("C339", match.start(), what="[[…]]")
        for match in checks.matches(BRACES, checks.literal):
            checks.add("C253", match.start())
    for match in checks.matches(ATTRIBUTES, checks.literal):
        checks.add("C339", match.start(), what="{…}")
    for match in checks.matches(DIRECTIVE) if not in_table else ():
        checks.add("C339", match.start(), what=match[0])


class _Checks:
    def __init__(self, token: Token, lines: Sequence[str], report: Report) -> None:
        self.token = token
        self.report = report
        self.placed = [child for child in token.children or [] if "start" in child.meta]
        self.literal = _Spans(child for child in self.placed if child.type in LITERAL)
        self.taken = _Spans(self.placed)
        self.places = Places(lines, token)

    def matches(self, pattern: re.Pattern[str], without: _Spans | None = None) -> Iterator[re.Match[str]]:
        """Where a pattern stands in what is text, at most as often as a file shows complaints."""
        spans = self.taken if without is None else without
        found = (match for match in pattern.finditer(self.token.content) if match.start() not in spans)
        return islice(found, MOST_PER_FILE)

    def add(self, code: str, offset: int, **args: str | int) -> None:
        self.report.note(code, *self.places.at(offset), args)

    def emphasis(self) -> None:
        """`**` that neither begin nor end anything bold; once for a paragraph."""
        used = {child.meta["start"] for child in self.placed if child.tag in {"strong", "em"}}
        stars = (
            match
            for match in STARS.finditer(self.token.content)
            if match.start() not in self.literal and used.isdisjoint(range(match.start(), match.end()))
        )
        first, second = next(stars, None), next(stars, None)
        if first is not None:
            fix = mending.stars(self.token.content, first, second, self.places) if second is not None else None
            self.report.add("C341", *self.places.at(first.start()), fix=fix)

    def links(self) -> None:
        """What would be a link but for a blank in its target, or for brackets of the wrong width."""
        for match in self.matches(LIKE_A_LINK):
            target = match["target"]
            if BLANK_IN_TARGET.search(target) and re.search("[./]", target):
                fix = mending.replaced(self.places, *match.span("target"), f"<{target.strip()}>")
                self.report.add("C307", *self.places.at(match.start()), fix=fix, target=target)
        for match in self.matches(WIDE_BRACKETS):
            narrow = match[0].replace("（", "(").replace("）", ")")
            fix = mending.replaced(self.places, *match.span(), narrow)
            self.report.add("C308", *self.places.at(match.start()), fix=fix)

    def money(self) -> None:
        for child in self.placed:
            if child.type == "math_inline" and child.meta["money"]:
                written = self.token.content[child.meta["start"] : child.meta["end"]]
                safe = written.replace("$", "\\$")
                fix = mending.replaced(self.places, child.meta["start"], child.meta["end"], safe)
                self.report.add("C336", *self.places.at(child.meta["start"]), fix=fix, text=written)


class _Spans:
    """Ranges of offsets; ranges may lie inside each other."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted((token.meta["start"], token.meta["end"]) for token in tokens):
            if not self.ends or start >= self.ends[-1]:
                self.starts.append(start)
                self.ends.append(end)
            else:
                self.ends[-1] = max(self.ends[-1], end)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]
