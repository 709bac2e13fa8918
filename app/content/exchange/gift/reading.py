"""Questions out of GIFT (content-format §16.1, §16.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...diagnostics import Report
from .. import phrases
from ..encodings import read_text
from ..escapes import clean, from_html, from_plain, one_line
from ..model import BLANK, Blank, Choice, Foreign, Record, Typed
from ..shared import number, same_text, settings_of, share, true_false, weighted
from .scanning import FORMAT, NAME, Block, blocks, plain, pool_of

ANSWER = re.compile(r"(?P<mark>[=~])\s*(?:%(?P<share>[^%\s]{1,12})%)?")
ARROW = re.compile(r"\s*->\s*")
WORD = re.compile(r"\w")
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class Refused(Exception):
    """This is no question; the message says why, as the C604 of the messages."""


@dataclass(frozen=True, slots=True)
class Answer:
    right: bool  # after `=`
    share: Decimal | None
    text: str
    feedback: str


def read(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable."""
    records = []
    for block in blocks(clean(read_text(data, report))):
        try:
            records.append(_Reader(block, report).record())
        except Refused as refused:
            report.add("C604", block.line, row=block.line, why=str(refused))
    return Foreign(tuple(record for record in records if record is not None))


class _Reader:
    def __init__(self, block: Block, report: Report) -> None:
        self.block, self.report = block, report
        self.form = "moodle"

    def record(self) -> Record | None:
        text = self.block.text
        name = NAME.match(text)
        if name:
            text = text[name.end() :]
        if found := FORMAT.match(text):
            self.form = found[1].lower()
            text = text[found.end() :]
        start, end = text.find("{"), text.rfind("}")
        if start < 0 or end < start:
            self.lose(phrases.DESCRIPTION)
            return None
        before, inside, after = text[:start], text[start + 1 : end], text[end + 1 :]
        inside, _mark, general = inside.partition("####")
        parts = self.parts(inside.strip(), before + after)
        tail = self.text(after) if WORD.search(after) else ""  # a full stop behind the answers is no text
        prompt = self.text(before)
        if tail and parts["kind"] in {"single", "multiple", "text", "number"}:
            parts = self.as_blank(parts)
            prompt = self.text(f"{before}{BLANK}{after}")
        elif tail:
            prompt = f"{prompt}\n\n{tail}"
        heading = one_line(from_plain(plain(name[1]))) if name else ""
        if not heading and "\n" not in prompt:
            heading, prompt = prompt, ""
        explanation = self.text(general)
        settings = {**settings_of(self.block.tags), **parts.pop("settings", {})}  # type: ignore[dict-item]  # a field of one dataclass
        return Record(
            id=self.block.id,
            heading=heading,
            prompt="" if same_text(heading, prompt) else prompt,
            labels={"explanation": explanation} if explanation else {},
            settings=settings,
            pool=pool_of(self.block.category),
            line=self.block.line,
            **parts,  # type: ignore[arg-type]  # fields of one dataclass, each of its own type
        )

    def text(self, written: str) -> str:
        """A part as Markdown, by the format it is in."""
        form = self.form
        if found := FORMAT.match(written):
            form, written = found[1].lower(), written[found.end() :]
        shown = plain(written).strip()
        if form == "markdown":
            return shown
        if form == "plain" or not re.search(r"<[A-Za-z/]|&\w+;", shown):
            return self._around(shown) if BLANK in shown else from_plain(shown)
        self.report.add("C605", self.block.line)
        halves = [from_html(half, self.lose) for half in shown.split(BLANK)]
        return f" {BLANK} ".join(halves) if len(halves) > 1 else halves[0]

    def _around(self, shown: str) -> str:
        before, _blank, after = shown.partition(BLANK)
        left, right = from_plain(before), from_plain(after)
        left += " " if before[-1:].isspace() else ""
        right = (" " if after[:1].isspace() else "") + right
        return left + BLANK + right

    def lose(self, feature: str) -> None:
        self.report.add("C602", self.block.line, feature=feature)

    def parts(self, inside: str, around: str) -> dict[str, object]:
        if not inside:
            return {"kind": "open"}
        truth, *remarks = inside.split("#")
        if truth.strip().upper() in TRUTH:
            right = TRUTH[truth.strip().upper()]
            wrong, good = [*(self.text(remark) for remark in remarks), "", ""][:2]
            if_true, if_false = (good, wrong) if right else (wrong, good)
            return {"kind": "true-false", "options": true_false(plain(around), right, if_true, if_false)}
        if inside.startswith("#"):
            return {"kind": "number", "answers": self.numbers(inside[1:])}
        answers = self.answers(inside)
        if not answers:
            raise Refused(phrases.NO_ANSWER)
        if all(ARROW.search(answer.text) for answer in answers):
            return {"kind": "match", "pairs": tuple(map(self.pair, answers))}
        if all(answer.right for answer in answers):
            return self.typed(answers)
        return self.choices(answers)

    def answers(self, inside: str) -> list[Answer]:
        marks = list(ANSWER.finditer(inside))
        ends = [*(mark.start() for mark in marks[1:]), len(inside)]
        found = []
        for mark, end in zip(marks, ends, strict=False):
            text, _hash, feedback = inside[mark.end() : end].partition("#")
            given = share(mark["share"]) if mark["share"] else None
            found.append(Answer(mark["mark"] == "=", given, text.strip(), self.text(feedback)))
        return found

    def numbers(self, inside: str) -> tuple[Typed, ...]:
        if not inside.lstrip().startswith(("=", "~")):
            inside = f"={inside}"
        found = []
        for answer in self.answers(inside):
            if not answer.right:
                if answer.feedback:
                    self.lose(phrases.FEEDBACK)
                continue
            weight = answer.share if answer.share not in {None, Decimal(1)} else None
            found.append(Typed(_number(plain(answer.text)), weight, answer.feedback))
        if not found:
            raise Refused(phrases.NO_ANSWER)
        return tuple(found)

    def pair(self, answer: Answer) -> tuple[str, str]:
        left, right = ARROW.split(answer.text, maxsplit=1)
        return self.text(left), self.text(right)

    def typed(self, answers: Sequence[Answer]) -> dict[str, object]:
        full = [answer.share if answer.share not in {None, Decimal(1)} else None for answer in answers]
        wild = any("*" in answer.text for answer in answers)
        found = tuple(
            Typed(plain(answer.text), weight, answer.feedback) for answer, weight in zip(answers, full, strict=True)
        )
        return {"kind": "text", "answers": found, "settings": {"match": "wildcard"} if wild else {}}

    def choices(self, answers: Sequence[Answer]) -> dict[str, object]:
        several = not any(answer.right for answer in answers)
        options = [
            Choice(
                self.text(answer.text), weight=Decimal(1) if answer.right else answer.share, feedback=answer.feedback
            )
            for answer in answers
        ]
        return {"kind": "multiple" if several else "single", "options": weighted(options, several=several)}

    def as_blank(self, parts: dict[str, object]) -> dict[str, object]:
        """The answers of a question whose text goes on behind them, as one blank."""
        options: Sequence[Choice] = parts.get("options", ())  # type: ignore[assignment]  # a field of one dataclass
        typed: Sequence[Typed] = parts.get("answers", ())  # type: ignore[assignment]  # a field of one dataclass
        answers: list[Choice | Typed] = [*options, *typed]
        if any(each.feedback for each in answers):
            self.lose(phrases.FEEDBACK)
        if any(each.weight is not None for each in answers):
            self.lose(phrases.WEIGHTS)
        if parts["kind"] == "number":
            blank = Blank(number=typed[0].text)
        elif options:
            right = next((at for at, option in enumerate(options) if option.right), 0)
            blank = Blank(options=tuple(option.text for option in options), right=right)
        else:
            blank = Blank(words=tuple(each.text for each in typed))
        return {"kind": "cloze", "blanks": (blank,), "settings": parts.get("settings", {})}


def _number(text: str) -> str:
    """`5:1` and `3..5` as this format writes them; what is no number is left for the check to complain about."""
    for sign, between in (("..", " .. "), (":", " ± ")):
        one, found, other = text.partition(sign)
        if found and (low := number(one)) is not None and (high := number(other)) is not None:
            return low if sign == ":" and Decimal(high) == 0 else f"{low}{between}{high}"
    return number(text) or text.strip()
