"""When a duty is completed: all required courses and enough electives, by what counts for its round."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.db import db, writing
from app.programmes.duties import actions
from app.programmes.duties.facts import facts
from app.programmes.duties.own import list_own
from app.programmes.models import Assignment, Programme, ProgrammeItem, ProgrammeVersion
from app.programmes.queries import list_assignments
from app.programmes.states import DutyState
from tests import factories

TODAY = date(2026, 11, 20)
REQUIRED, ELECTIVES = ("packing", "gone-a"), ("gone-b", "gone-c", "gone-d")

pytestmark = pytest.mark.usefixtures("app")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone()).astimezone(UTC)


@pytest.fixture
def version(app) -> int:
    return published()


def published(**fields) -> int:
    """Two required courses, two of three electives; every later round asks for one course."""
    with writing():
        programme = Programme(
            code="DG", name_zh="危险品", name_en="Dangerous goods", requirement="law", created_at=factories.NOW
        )
        db.session.add(programme)
        db.session.flush()
        row = ProgrammeVersion(
            programme_id=programme.id,
            number=1,
            electives_needed=2,
            valid_months=12,
            created_at=factories.NOW,
            published_at=factories.NOW,
            **fields,
        )
        row.items = [
            *(ProgrammeItem(position=place, course_id=key) for place, key in enumerate(REQUIRED, 1)),
            *(
                ProgrammeItem(position=place, course_id=key, is_required=False)
                for place, key in enumerate(ELECTIVES, 3)
            ),
            ProgrammeItem(position=1, course_id="packing", path="renewal"),
        ]
        db.session.add(row)
        db.session.flush()
        return row.id


def give(version: int, user_id: int, *, due: date, on: date, **more) -> int:
    with writing():
        found = db.session.get_one(ProgrammeVersion, version)
        [made] = actions.assign(found, {user_id: due}, start_on=on, now=noon(on), **more)
    return made


def completed_on(duty_id: int, as_of: date = TODAY) -> date | None:
    duty = facts(as_of=as_of)
    db.session.rollback()
    return db.session.scalar(select(duty.c.completed_on).where(duty.c.assignment_id == duty_id))


def complete(person, course_id: str, day: date, **more) -> None:
    factories.completion(person, course_id, completed_at=noon(day), **more)


def test_all_required_and_enough_electives_complete_a_duty_on_the_last_day_needed(version):
    person, start = factories.user(), date(2026, 3, 1)
    mine = give(version, person.id, due=date(2026, 12, 31), on=start)
    days = {"packing": 3, "gone-a": 9, "gone-b": 20}
    for course, day in days.items():
        complete(person, course, start + timedelta(days=day))
        assert completed_on(mine) is None
    complete(person, "gone-d", start + timedelta(days=12))
    assert completed_on(mine) == start + timedelta(days=20)
    complete(person, "gone-c", start + timedelta(days=5))
    assert completed_on(mine) == start + timedelta(days=12)
    assert completed_on(mine, as_of=start + timedelta(days=11)) is None


def test_electives_alone_complete_nothing(version):
    person = factories.user()
    mine = give(version, person.id, due=date(2026, 12, 31), on=date(2026, 3, 1))
    for course in ELECTIVES:
        complete(person, course, date(2026, 3, 5))
    assert completed_on(mine) is None


def test_what_was_completed_before_the_look_back_does_not_count():
    version = published(lookback_days=30)
    person, start = factories.user(), date(2026, 3, 1)
    mine = give(version, person.id, due=date(2026, 12, 31), on=start)
    complete(person, "packing", start - timedelta(days=31))
    for course in (*REQUIRED[1:], *ELECTIVES):
        complete(person, course, start - timedelta(days=29))
    assert completed_on(mine) is None


def test_a_withdrawn_completion_counts_for_nothing(version):
    person, start = factories.user(), date(2026, 3, 1)
    mine = give(version, person.id, due=date(2026, 12, 31), on=start)
    for course in (*REQUIRED, *ELECTIVES):
        complete(person, course, start, withdrawn_at=noon(start) if course == "packing" else None)
    assert completed_on(mine) is None


def test_who_left_before_completing_and_came_back_begins_at_the_beginning(version):
    person, first, second = factories.user(), date(2025, 9, 1), date(2026, 9, 1)
    give(version, person.id, due=date(2025, 12, 31), on=first)
    complete(person, "packing", first + timedelta(days=9))
    with writing():
        db.session.execute(update(Assignment).values(exit_on=date(2025, 10, 1)))
    again = give(version, person.id, due=TODAY + timedelta(days=30), on=second, round=2)
    [duty] = [duty for duty in list_own(person.id, as_of=TODAY) if duty.assignment_id == again]
    assert [item.course_id for item in duty.items] == [*REQUIRED, *ELECTIVES]
    assert duty.items[0].completed_on == first + timedelta(days=9)
    assert (duty.state, completed_on(again)) == (DutyState.IN_PROGRESS, None)


def test_yearly_retraining_shows_both_rounds(version):
    person, first, second = factories.user(), date(2025, 9, 1), date(2026, 9, 1)
    mine = give(version, person.id, due=date(2025, 12, 31), on=first)
    for course in (*REQUIRED, *ELECTIVES):
        complete(person, course, first + timedelta(days=9))
    again = give(version, person.id, due=TODAY - timedelta(days=1), on=second, round=2, counts_from=second)
    rows = {duty.round: duty for duty in list_own(person.id, as_of=TODAY)}
    assert (rows[1].state, rows[1].completed_on) == (DutyState.COMPLETED, first + timedelta(days=9))
    assert (rows[2].state, rows[2].completed_on) == (DutyState.OVERDUE, None)
    assert [item.course_id for item in rows[2].items] == ["packing"]
    [duty] = list_assignments(learner_id=person.id)
    assert (duty.course_id, duty.is_open) == ("packing", True)
    complete(person, "packing", TODAY, round=2)
    assert (completed_on(mine), completed_on(again)) == (first + timedelta(days=9), TODAY)
