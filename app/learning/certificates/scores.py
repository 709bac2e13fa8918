"""The result that a certificate may ask for and state: the mean of the quiz results that count. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.content.model import Course, Lesson

from ..models import Attempt, Completion


class Span(NamedTuple):
    """From when on, and before when, the attempts of a round were begun; None: no border."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)


EVER = Span()


def mean_result(course: Course, attempts: Iterable[Attempt], span: Span = EVER) -> Decimal | None:
    """In 0..1, over the quizzes that have to be passed; None as long as one of them has no result.

    `attempts`: one learner's, at any quiz, in any order. Those begun outside of `span`, in another round, do not count.
    """
    known = (course.id, *course.aliases)
    own = [
        attempt
        for attempt in attempts
        if attempt.course_id in known
        and attempt.passed is not None
        and attempt.score_ratio is not None
        and span.holds(attempt.started_at)
    ]
    quizzes = [lesson for lesson in course.lessons if lesson.kind == "quiz" and not lesson.optional]
    ratios = [_counting(quiz, own) for quiz in quizzes]
    found = [ratio for ratio in ratios if ratio is not None]
    return sum(found, Decimal(0)) / len(found) if found and len(found) == len(quizzes) else None


def wanted_score(course: Course) -> int | None:
    """The mean result that the course's certificate asks for, in percent; None when it asks for none."""
    return (course.certificate or {}).get("min_score")


def is_good_enough(course: Course, mean: Decimal | None) -> bool:
    """Exact: nothing is rounded first. A course that asks for nothing is content with anything."""
    wanted = wanted_score(course)
    return wanted is None or (mean is not None and mean * 100 >= wanted)


def has_run_out(completion: Completion) -> bool:
    """Whether its term was over when it was completed: a certificate of it would never have been valid."""
    return completion.valid_until is not None and completion.valid_until <= completion.completed_on


def _counting(quiz: Lesson, attempts: list[Attempt]) -> Decimal | None:
    """The result of one quiz that counts (`score`)."""
    known = (quiz.id, *quiz.aliases)
    taken = sorted((attempt for attempt in attempts if attempt.quiz_id in known), key=lambda attempt: attempt.number)
    ratios = [Decimal(str(attempt.score_ratio)) for attempt in taken]
    if not ratios:
        return None
    if quiz.score == "average":
        return sum(ratios, Decimal(0)) / len(ratios)
    return {"best": max(ratios), "first": ratios[0], "last": ratios[-1]}[quiz.score]
