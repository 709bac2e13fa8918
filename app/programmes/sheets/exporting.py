"""Duties as a sheet that can be imported again."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.access import Scope
from app.db import db
from app.people.importing.writing_sheets import as_csv, as_xlsx
from app.people.models import User
from app.people.queries import people_in_scope
from app.programmes.models import Assignment, Programme

from .fields import FIELDS

A_MONTH = timedelta(days=30)


def duty_rows(scope: Scope, *, on: date) -> Iterator[dict[str, Any]]:
    """The duties that stand, of the people in the scope, by staff number and programme: of each the last round."""
    last = select(func.max(Assignment.round)).where(
        Assignment.user_id == User.id, Assignment.programme_id == Programme.id
    )
    statement = (
        select(User.staff_no, User.name, Programme.code, Assignment.due_on)
        .select_from(Assignment)
        .join(User, User.id == Assignment.user_id)
        .join(Programme, Programme.id == Assignment.programme_id)
        .where(
            User.id.in_(people_in_scope(scope, on=on)),
            Assignment.withdrawn_on.is_(None),
            Assignment.exit_on.is_(None),
            Assignment.round == last.correlate(User, Programme).scalar_subquery(),
        )
        .order_by(User.staff_no, Programme.code)
    )
    for number, name, code, due_on in db.session.execute(statement):
        yield {"staff_no": number, "name": name, "programme": code, "due": due_on}


def duties_csv(scope: Scope, *, on: date) -> bytes:
    return as_csv(FIELDS, duty_rows(scope, on=on))


def duties_xlsx(scope: Scope, *, on: date) -> bytes:
    return as_xlsx(FIELDS, duty_rows(scope, on=on), title="学习任务 Duties")


def template(codes: list[str], *, today: date) -> bytes:
    """An empty sheet with an example and the programmes to choose from."""
    example = {"staff_no": "00123", "programme": codes[0] if codes else "course-id", "due": today + A_MONTH}
    return as_xlsx(FIELDS, [example], title="学习任务 Duties", choices={"programme": codes})
