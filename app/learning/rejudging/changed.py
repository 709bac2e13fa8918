"""What a decision changes about one attempt, or about one answer in a lesson."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Outcome = dict[str, Any]
"""`points`, `score_ratio`, `passed` of an attempt."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a plan about an attempt. `now`: its result at this moment.

    `is_since`: something else has changed the result since this was applied; `new` is what it was then, `old` that without this.
    """

    line_id: int
    old: Outcome
    new: Outcome
    followed: dict[str, Any]
    attempt_id: int
    user_id: int
    course_id: str
    quiz_id: str
    number: int
    submitted_at: datetime
    now: Outcome
    is_since: bool = False

    @property
    def page_id(self) -> str:
        return self.quiz_id


@dataclass(frozen=True, slots=True)
class ChangedCheck:
    """A line of a plan about an answer in a lesson: its share, old, new, and at this moment."""

    line_id: int
    old: float | None
    new: float | None
    followed: dict[str, Any] | None
    check_answer_id: int
    user_id: int
    course_id: str
    page_id: str  # the lesson
    question_id: str
    number: int
    answered_at: datetime
    now: float | None


def takes_more(followed: Mapping[str, Any], planned: Mapping[str, Any]) -> bool:
    """Whether a learner loses something that the plan did not say."""
    certificates = min(0, planned.get("certificates", 0))
    return followed.get("certificates", 0) < certificates or any(
        followed.get(name) == "lost" != planned.get(name) for name in ("quiz", "course")
    )


def turned(followed: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of what followed, in words; empty when nothing did."""
    ways = {"gained": "lost", "lost": "gained"}
    found: dict[str, Any] = {name: ways[followed[name]] for name in ("quiz", "lesson", "course") if followed.get(name)}
    if followed.get("certificates"):
        found["certificates"] = -followed["certificates"]
    return found
