"""Whether a question may be asked in review, whose answer then is shown. Pure.

Review gives away what is right. So it asks only what this learner may see the answer of anyway, at this moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app import clock
from app.content.model import Course, Lesson

from ..attempts.rules import counts, tally
from ..models import Attempt
from ..progress import FIRST, Record, Round
from ..queries import ids_of
from ..rounds import counts_since
from ..showing import policy_of
from .models import ReviewCard
from .places import Place


@dataclass(frozen=True, slots=True)
class Rights:
    """What a learner's attempts allow. `attempts`: by course id and quiz id as they are stored; `under_way`: `(course id,
    question id)` of what attempts under way ask. `granted`: when how many attempts were granted on top, by course id and quiz id;
    `rounds`: after the first, by course id; `passes`: those that run out, by course id and quiz id. `on`: the day looked at."""

    on: date

    attempts: Mapping[tuple[str, str], Sequence[Attempt]] = field(default_factory=dict)
    under_way: frozenset[tuple[str, str]] = frozenset()
    granted: Mapping[tuple[str, str], Sequence[tuple[datetime, int]]] = field(default_factory=dict)
    rounds: Mapping[str, Sequence[Round]] = field(default_factory=dict)
    passes: Mapping[tuple[str, str], Sequence[Record]] = field(default_factory=dict)

    def allow(self, card: ReviewCard, place: Place) -> bool:
        """Whether the card's question may be asked, and its answer be shown, now."""
        if place.question.kind == "open":  # nobody is there to judge it
            return False
        if any((course, key) in self.under_way for course in ids_of(place.course) for key in _ids(place)):
            return False
        if not all(self._shows_answers(place.course, quiz) for quiz in place.quizzes):
            return False
        return bool(place.quizzes) if place.lesson is None else _check_is_open(card, place.lesson)

    def _shows_answers(self, course: Course, quiz: Lesson) -> bool:
        """Whether the quiz shows its answers and remarks to this learner: never before a hand-in, or while it is taken."""
        keys = [(course_id, quiz_id) for course_id in ids_of(course) for quiz_id in ids_of(quiz)]
        attempts = [attempt for key in keys for attempt in self.attempts.get(key, ())]
        if not attempts or any(attempt.submitted_at is None for attempt in attempts):
            return False
        round = max((each for key in ids_of(course) for each in self.rounds.get(key, ())), default=FIRST)
        passes = [record for key in keys for record in self.passes.get(key, ())]
        since = counts_since(course, quiz, passes, round, on=self.on, zone=clock.zone())
        granted = [grant for key in keys for grant in self.granted.get(key, ())]
        present = [attempt for attempt in attempts if counts(attempt, since)]
        policy = policy_of(quiz, present, left=tally(quiz, attempts, granted, since=since).left)
        return policy.answers and policy.feedback


def _check_is_open(card: ReviewCard, lesson: Lesson) -> bool:
    """As the lesson does: not where it keeps silent, and where its questions complete it, after the first right answer only."""
    if lesson.feedback == "never" or card.page_id not in ids_of(lesson):
        return False
    return lesson.completion != "quiz" or card.reviews > card.lapses


def _ids(place: Place) -> tuple[str, ...]:
    return (place.question.id, *place.question.aliases)
