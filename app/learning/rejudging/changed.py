"""What a decision changes about one attempt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Outcome = dict[str, Any]
"""`points`, `score_ratio`, `passed` of an attempt."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a plan about an attempt. `now`: its result at this moment."""

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
