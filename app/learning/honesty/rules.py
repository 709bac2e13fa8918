"""What looks implausible, and why: few rules, whose thresholds stand here by name. Pure. Source: docs/figures.md.

A rule only asks a person to look. It is set so that quick, able people are hardly ever met: what it catches is far beyond
reading or typing speed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

Kind = Literal["quick-lesson", "quick-attempt", "quick-checks"]
Figures = dict[str, float]

LEAST_READING_RATIO = 0.1  # of the reading time that the lesson states
SHORTEST_LESSON_MINUTES = 5  # of shorter ones nobody can say how fast is too fast

LEAST_SECONDS = {
    "true-false": 2,
    "single": 3,
    "multiple": 5,
    "text": 5,
    "number": 6,
    "order": 8,
    "match": 8,
    "cloze": 8,
    "open": 20,
}  # to read a question of this kind and to answer it
FEWEST_QUESTIONS = 5
HIGH_SCORE_RATIO = 0.8

BURST_ANSWERS = 5
BURST_SECONDS = 10


def seconds_spent(active_seconds: int, opened_at: datetime, now: datetime) -> float:
    """Seconds in use; where no page ever told of any, as without JavaScript, those since it was opened."""
    return active_seconds or max(0.0, (now - opened_at).total_seconds())


def quick_lesson(*, seconds: float, minutes: int) -> Figures | None:
    """A lesson completed in far less time than reading it takes. `minutes`: its reading time.

    Less than a second is no time at all: nothing is known of when it was opened.
    """
    if minutes < SHORTEST_LESSON_MINUTES or not 1 <= seconds < LEAST_READING_RATIO * minutes * 60:
        return None
    return {"seconds": int(seconds), "minutes": minutes}


def quick_attempt(*, seconds: float, kinds: Sequence[str], score_ratio: float | None) -> Figures | None:
    """A good result in less time than reading the questions and answering them takes. `kinds`: of the questions asked."""
    least = sum(LEAST_SECONDS.get(kind, min(LEAST_SECONDS.values())) for kind in kinds)
    if len(kinds) < FEWEST_QUESTIONS or score_ratio is None or score_ratio < HIGH_SCORE_RATIO or seconds >= least:
        return None
    return {
        "seconds": max(0, int(seconds)),
        "least_seconds": least,
        "questions": len(kinds),
        "score_ratio": score_ratio,
    }


def quick_checks(first_right_at: Mapping[str, datetime]) -> Figures | None:
    """Many questions of a lesson answered right at once, each at its first answer. `first_right_at`: by question."""
    moments = sorted(first_right_at.values())
    best: Figures | None = None
    for last, at in enumerate(moments):
        first = next(index for index, other in enumerate(moments) if (at - other).total_seconds() <= BURST_SECONDS)
        count = last - first + 1
        if count >= BURST_ANSWERS and (best is None or count > best["answers"]):
            best = {"answers": count, "seconds": int((at - moments[first]).total_seconds())}
    return best
