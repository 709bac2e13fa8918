"""Whether a question may be asked in review, whose answer then is shown. Pure.

Review gives away what is right. So it asks only what this learner may see the answer of anyway, at this moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.content.model import Course, Lesson

from ..models import Attempt
from ..queries import ids_of
from ..showing import policy_of
from .models import ReviewCard
from .places import Place


@dataclass(frozen=True, slots=True)
class Rights:
    """What a learner's attempts allow. `attempts`: by course id and quiz id as they are stored; `under_way`: `(course id,
    question id)` of what attempts under way ask."""

    attempts: Mapping[tuple[str, str], Sequence[Attempt]] = field(default_factory=dict)
    under_way: frozenset[tuple[str, str]] = frozenset()

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
        attempts = [
            attempt for key in ids_of(course) for each in ids_of(quiz) for attempt in self.attempts.get((key, each), ())
        ]
        handed_in = [attempt for attempt in attempts if attempt.submitted_at is not None]
        if not handed_in or len(handed_in) < len(attempts):
            return False
        policy = policy_of(quiz, handed_in)
        return policy.answers and policy.feedback


def _check_is_open(card: ReviewCard, lesson: Lesson) -> bool:
    """As the lesson does: not where it keeps silent, and where its questions complete it, after the first right answer only."""
    if lesson.feedback == "never" or card.page_id not in ids_of(lesson):
        return False
    return lesson.completion != "quiz" or card.reviews > card.lapses


def _ids(place: Place) -> tuple[str, ...]:
    return (place.question.id, *place.question.aliases)
