"""Whatever is recorded later, no report as it was known at an instant says anything else: held over all reports there are."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from app import clock
from app.content import queries as content
from app.db import db
from app.people.models import User
from app.reports.frame.model import Take
from app.reports.frame.offered import list_departments
from app.reports.registry import reports
from tests import factories
from tests.conftest import emptied_after
from tests.people.organisation.acting import days
from tests.reports.asked import asked, read

from .test_known_then import LATER, QUICKLY, Firm, Later, firm, record


def said(on: int, known_at: datetime) -> dict[Any, Any]:
    """What every report says of a day: its figures, and all rows of its tables."""
    found: dict[Any, Any] = {}
    for name, report in reports().items():
        for course in (None, content.get_course("packing")) if Take.COURSE in report.takes else (None,):
            db.session.rollback()
            usual = asked(name, as_of=days(on).isoformat(), from_=days(-120).isoformat(), to=days(on).isoformat())
            departments = list_departments(usual.scope, usual.as_of, known_at)
            told = replace(usual, known_at=known_at, departments=departments, course=course)
            answer = read(report.answer(told))
            found[name, course and course.id] = (
                [(tile.key, tile.value, tile.beside) for tile in answer.tiles],
                [(table.key, [_values(table, row) for row in table.rows]) for table in answer.tables],
                [(left.reason, left.count) for left in answer.excluded],
            )
    return found


def _values(table: Any, row: Any) -> list[str]:
    return [repr(getattr(row, column.key)) for column in table.columns]


def tried(house: Firm) -> None:
    for number, user_id in enumerate(house.staff):
        person = User(id=user_id)
        factories.attempt(person, passed=number % 2 == 0, score_ratio=0.3 + number / 10)


@QUICKLY
@example(later=[Later("leave", 3, -25, 0)], before=0, on=-31)
@example(later=[Later("rename", 3, -33, 0)], before=0, on=-24)
@given(later=st.lists(LATER, min_size=1, max_size=5), before=st.integers(0, 2), on=st.integers(-40, -1))
def test_what_is_recorded_later_changes_no_report_as_it_was_known(app, later, before, on):
    with emptied_after():
        house = firm()
        tried(house)
        for one in later[:before]:
            record(one, house)
        known_at = clock.now()
        then = said(on, known_at)
        for one in later[before:]:
            record(one, house)
        now = said(on, known_at)
        assert {key: now[key] for key in then if now[key] != then[key]} == {}
