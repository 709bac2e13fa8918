"""The plain-text notation of text2qti. Its text is Markdown; its code that would be run is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ...diagnostics import Report
from .. import phrases
from ..encodings import read_text
from ..escapes import clean, one_line
from ..format import Format
from ..model import Choice, Foreign, PoolSettings, Record, Typed
from ..shared import is_true, number

QUESTION = re.compile(r"\d+\.[ \t]+(.*)")
CHOICE = re.compile(r"(\*?)([a-zA-Z])\)[ \t]+(.*)")
BOX = re.compile(r"\[([ *])\][ \t]+(.*)")
ANSWER = re.compile(r"([=*])[ \t]+(.*)")
REMARK = re.compile(r"(\.\.\.|\+|-)[ \t]+(.*)")
FIELD = re.compile(r"(quiz title|quiz description|title|points|text title|text|shuffle answers|pick|points per question"
                   r"|sample groups|show correct answers|one question at a time|can't go back):[ \t]*(.*)", re.IGNORECASE)  # fmt: skip
RUN = re.compile(r"\s*(?:```+|~~~+)\s*\{[^}]*\.(?:run|python)[^}]*\}")
FENCE = re.compile(r"\s*(```+|~~~+)")
RANGE = re.compile(r"\[\s*([^,\]]+)\s*,\s*([^,\]]+)\s*\]")
AROUND = re.compile(r"(\S+)\s*(?:\+-|±)\s*([^\s%]+)\s*(%?)")
LABELS = {"...": "explanation", "+": "correct", "-": "wrong"}
TRUE_FALSE = {"true", "false"}

Put = Callable[[str], None]
"""Takes a further line of what was written last."""


@dataclass(slots=True)
class _Question:
    line: int
    title: str
    points: str
    pool: str
    prompt: list[str]
    marks: str = ""  # c: choices, b: boxes, = and *: answers, _: open, ^: upload
    answers: list[tuple[bool, list[str], list[str]]] = field(default_factory=list)  # right, text, feedback
    labels: dict[str, list[str]] = field(default_factory=dict)
    refused: bool = False


class _Reader:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.found: list[_Question] = []
        self.pools: dict[str, PoolSettings] = {}
        self.title = self.next_title = self.next_points = self.pool = self.group_points = ""
        self.more: list[str] | None = None  # where indented lines go
        self.skipping = ""  # the line that ends what is skipped

    def line(self, number_: int, line: str) -> None:
        if self.skipping:
            self.skipping = "" if self._ends(line) else self.skipping
        elif RUN.match(line):
            self._refuse(number_, line)
        elif line.startswith("COMMENT"):
            self.skipping = "END_COMMENT"
        elif not line.strip() or line[0] in " \t":
            if self.more is not None:
                self.more.append(line)
        elif not line.startswith("%"):
            self._begin(number_, line.rstrip())

    def _ends(self, line: str) -> bool:
        return line.strip().startswith(self.skipping)

    def _refuse(self, number_: int, line: str) -> None:
        fence = FENCE.match(line)
        self.skipping = fence[1][:3] if fence else "```"
        self.report.add("C602", number_, feature=phrases.CODE)
        if line[0] in " \t" and self.found:
            self.found[-1].refused = True

    def _begin(self, number_: int, line: str) -> None:
        last = self.found[-1] if self.found else None
        if line == "GROUP":
            self.pool, self.group_points = f"group {len(self.pools) + 1}", ""
            self.pools[self.pool] = PoolSettings()
        elif line == "END_GROUP":
            self.pool = self.group_points = ""
        elif match := FIELD.match(line):
            self._field(match[1].lower(), match[2].strip(), number_)
        elif match := QUESTION.match(line):
            self.more = [match[1]]
            points = self.next_points or self.group_points
            self.found.append(_Question(number_, self.next_title, points, self.pool, self.more))
            self.next_title = self.next_points = ""
        elif last is None:
            self.report.add("C604", number_, row=number_, why=phrases.NO_QUESTION)
        elif match := REMARK.match(line):
            self._remark(last, match)
        else:
            self._answer(last, line, number_)

    def _field(self, name: str, value: str, number_: int) -> None:
        self.more = None
        if name == "quiz title":
            self.title = value
        elif name == "title":
            self.next_title = value
        elif name == "points":
            self.next_points = value
        elif name == "points per question":
            self.group_points = value
        elif name == "pick" and self.pool:
            picked = int(value) if value.isascii() and value.isdecimal() and 0 < int(value[:4]) < 1000 else None
            self.pools[self.pool] = PoolSettings(picked)
        else:
            self.report.add("C602", number_, feature=name)

    def _remark(self, last: _Question, match: re.Match[str]) -> None:
        self.more = [match[2]]
        if match[1] == "..." and last.answers:
            last.answers[-1][2].extend(self.more)
            self.more = last.answers[-1][2]
        else:
            last.labels[LABELS[match[1]]] = self.more

    def _answer(self, last: _Question, line: str, number_: int) -> None:
        if match := CHOICE.match(line):
            mark, right, text = "c", bool(match[1]), match[3]
        elif match := BOX.match(line):
            mark, right, text = "b", match[1] == "*", match[2]
        elif match := ANSWER.match(line):
            mark, right, text = match[1], True, match[2]
        elif line.startswith(("____", "^^^^")):
            last.marks += line[0]
            return
        else:
            self.report.add("C604", number_, row=number_, why=phrases.NO_QUESTION)
            return
        last.marks += mark
        self.more = [text]
        last.answers.append((right, self.more, []))


def read(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable."""
    reader = _Reader(report)
    for number_, line in enumerate(clean(read_text(data, report)).split("\n"), 1):
        reader.line(number_, line)
    records = [record for record in (_record(each, report) for each in reader.found) if record]
    return Foreign(tuple(records), reader.title, reader.pools)


def _record(question: _Question, report: Report) -> Record | None:
    if question.refused:
        return None
    kinds = set(question.marks)
    if "^" in kinds:
        report.add("C602", question.line, feature=phrases.UPLOAD)
        return None
    if len(kinds) != 1:
        report.add("C604", question.line, row=question.line, why=phrases.NO_ANSWER)
        return None
    prompt = _joined(question.prompt)
    heading = one_line(question.title)
    if not heading and "\n" not in prompt:
        heading, prompt = prompt, ""
    points = number(question.points) if question.points else None
    record = Record(
        "open",
        heading=heading,
        prompt=prompt,
        labels={name: _joined(lines) for name, lines in question.labels.items()},
        settings={"points": points} if points and points != "1" else {},
        pool=question.pool,
        line=question.line,
    )
    return _with_answers(record, question, kinds.pop(), report)


def _with_answers(record: Record, question: _Question, mark: str, report: Report) -> Record:
    answers = [(right, _joined(text), _joined(feedback)) for right, text, feedback in question.answers]
    if mark in "cb":
        options = tuple(Choice(text, right, feedback=feedback) for right, text, feedback in answers)
        words = {option.text.lower() for option in options}
        if mark == "c" and words == TRUE_FALSE:
            ordered = tuple(sorted(options, key=lambda option: not is_true(option)))
            return replace(record, kind="true-false", options=ordered)
        return replace(record, kind="single" if mark == "c" else "multiple", options=options)
    if mark == "*":
        return replace(record, kind="text", answers=tuple(Typed(text, feedback=remark) for _r, text, remark in answers))
    if mark == "=":
        return replace(
            record, kind="number", answers=tuple(Typed(_number(text), feedback=remark) for _r, text, remark in answers)
        )
    return record


def _number(text: str) -> str:
    if found := RANGE.fullmatch(text.strip()):
        return f"{number(found[1]) or found[1]} .. {number(found[2]) or found[2]}"
    found = AROUND.fullmatch(text.strip())
    if found is None:
        return number(text) or text
    value, around = number(found[1]), number(found[2])
    if value is None or around is None:
        return text
    size = abs(Decimal(value)) * Decimal(around) / 100 if found[3] else Decimal(around)
    return f"{value} ± {size.normalize():f}"


def _joined(lines: list[str]) -> str:
    """Lines below the first without the indentation that they share."""
    first, *others = lines or [""]
    width = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[width:].rstrip() for line in others)]).strip()


FORMAT = Format(
    "text2qti",
    (".txt", ".md"),
    read,
    claims=lambda data: re.search(rb"(?m)^(?:\*[a-zA-Z]\)|\[\*\] )", data) is not None,
    rank=24,
)
