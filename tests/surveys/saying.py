"""People who completed a course just now and say what they think."""

from app import clock
from app.content import queries as content
from app.db import writing
from app.people.models import Department, User
from app.surveys import actions
from app.surveys.instruments import COURSE, current
from app.surveys.queries import Offer, find_offer
from tests import factories

SURVEY = current(COURSE)


def completed(department: Department | None = None, name: str = "王小明") -> User:
    """Somebody who completed the course “packing” this moment."""
    person = factories.user(name, department=department)
    factories.completion(person, completed_at=clock.now())
    return person


def offer_of(person: User, course_id: str = "packing") -> Offer:
    found = find_offer(person.id, content.get_course(course_id), on=clock.today())
    assert found is not None
    return found


def scores(*given: int) -> dict[str, int]:
    """One for each item; a single one for all."""
    all_of_them = given * len(SURVEY.items) if len(given) == 1 else given
    return dict(zip((item.key for item in SURVEY.items), all_of_them, strict=True))


def say(person: User, *given: int, comment: str = "") -> bool:
    """Whether it was counted."""
    person_id, offer = person.id, offer_of(person)
    with writing():
        return actions.answer(person_id, offer, SURVEY, scores(*given), comment)


def form(score: int = 4, **fields: str) -> dict[str, str]:
    """What a browser sends."""
    return {f"item-{item.key}": str(score) for item in SURVEY.items} | fields
