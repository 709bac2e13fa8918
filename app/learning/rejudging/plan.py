"""What a decision makes of answers and of results. Pure: no session, no clock.

The share of a question's points is judged anew; how many points the question has in an attempt stays as it was asked, and
so does the cost of hints, but for *full points*, which are all. Nobody is lowered but by judging again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from app.questions import scoring
from app.questions.matching import Matching
from app.questions.model import Answer, Grade, Question

from ..grading import FOUR_DECIMALS, grade_answer
from ..progress import reaches

Choice = Literal["keep", "better", "full", "again"]
CHOICES: tuple[Choice, ...] = ("keep", "better", "full", "again")


@dataclass(frozen=True, slots=True)
class Share:
    """An answer's new share of the points, in 0..1.

    `matched`: it could be judged by the new version at all. `is_whole`: it gets all points, whatever hints were opened.
    """

    fraction: Decimal
    matched: bool = True
    is_whole: bool = False


class Judge:
    """Judges answers to earlier revisions of one question, all of one version, by a choice.

    The same answers come again and again: each is judged once.
    """

    def __init__(self, choice: Choice, old: Mapping[str, Question], new: Question) -> None:
        self.choice = choice
        self.old = old
        self._matchings = {} if choice == "full" else {key: Matching(each, new) for key, each in old.items()}
        self._known: dict[tuple[str, str, str], Decimal | None] = {}

    def share(
        self, revision: str, answer: Answer, values: Mapping[str, Decimal], current: Decimal, kept: Decimal = Decimal(1)
    ) -> Share:
        """The new share. `current`: the share so far; `values`: the numbers that were asked with; `kept`: by opened hints."""
        if not answer:
            return Share(current)
        if self.choice == "full":
            return Share(Decimal(1), is_whole=True)
        judged = self._judged(revision, answer, values)
        if judged is None:
            return Share(current, matched=False)
        return Share(max(current, judged * kept) if self.choice == "better" else judged * kept)

    def _judged(self, revision: str, answer: Answer, values: Mapping[str, Decimal]) -> Decimal | None:
        key = revision, json.dumps(answer, sort_keys=True), repr(sorted(values.items()))
        if key not in self._known:
            self._known[key] = self._judge(self._matchings[revision], answer, values)
        return self._known[key]

    @staticmethod
    def _judge(matching: Matching, answer: Answer, values: Mapping[str, Decimal]) -> Decimal | None:
        question, translated = matching.new_question(values), matching.translate(answer)
        if question is None or translated is None:
            return None
        grade = grade_answer(question, translated)
        return None if grade.unreadable or grade.waiting else grade.fraction


def points_of(old: Question, share: Share, hints_opened: int) -> Decimal:
    """The points for a share, of those that the question was asked for."""
    return old.points if share.is_whole else scoring.score(old, Grade(share.fraction), hints_opened=hints_opened)


def cut(figure: Decimal | float) -> Decimal:
    """A figure to the four decimals that are stored."""
    return Decimal(str(figure)).quantize(FOUR_DECIMALS, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of an attempt. Everything is None while an open answer waits for its review."""

    points: Decimal | None
    score_ratio: Decimal | None
    passed: bool | None

    def to_json(self) -> dict[str, float | bool | None]:
        return {"points": _float(self.points), "score_ratio": _float(self.score_ratio), "passed": self.passed}


def new_result(old: Result, gain: Decimal, possible: Decimal, pass_ratio: Decimal, *, may_fall: bool) -> Result:
    """The result with so many points more or less, passed by the exact rule. Unless it may fall, a pass stays a pass."""
    if old.points is None or old.passed is None or not gain:
        return old
    points = old.points + gain
    ratio = cut(points / possible) if possible else Decimal(0)
    passed = reaches(points, possible, pass_ratio)
    return Result(points, ratio, passed if may_fall else passed or old.passed)


def _float(figure: Decimal | None) -> float | None:
    return None if figure is None else float(figure)
