"""The list of people in scope, with where each stands with what was assigned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, case, func, select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.people.models import Position
from app.programmes.states import DutyState

from .labels import named
from .parameters import Parameters
from .rates import Rate
from .search import matches
from .standings import people, standings, state_of

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    user_id: int
    staff_no: str
    name: str
    department: str
    position: str
    duties: Rate  # completed of assigned
    overdue: int


def list_people(
    courses: Sequence[Course], wanted: Parameters, *, scope: Scope, as_of: date
) -> tuple[list[DirectoryRow], int]:
    """The wanted page of the people in scope by name, and how many there are on all pages. One statement."""
    among = people(scope, on=as_of, department=wanted.department)
    standing = standings(among, courses, as_of=as_of)
    assigned = standing.c.due_on.is_not(None)
    overdue = state_of(standing, as_of=as_of) == DutyState.OVERDUE.value
    statement = (
        select(
            *among.c,
            Position.name_zh.label("position_zh"),
            Position.name_en.label("position_en"),
            func.sum(case((assigned, 1), else_=0), type_=Integer).label("assigned"),
            func.sum(case((assigned & standing.c.completed_on.is_not(None), 1), else_=0), type_=Integer).label(
                "completed"
            ),
            func.sum(case((overdue, 1), else_=0), type_=Integer).label("overdue"),
            func.count().over().label("all_rows"),
        )
        .select_from(among)
        .outerjoin(standing, standing.c.user_id == among.c.id)
        .outerjoin(Position, Position.id == among.c.position_id)
        .group_by(*among.c, Position.name_zh, Position.name_en)
        .order_by(among.c.name_key, among.c.id)
    )
    if wanted.q:
        statement = statement.where(matches(wanted.q, among))
    found = db.session.execute(statement.limit(ROWS_A_PAGE).offset((wanted.page - 1) * ROWS_A_PAGE)).all()
    in_english = language() == "en"
    rows = [
        DirectoryRow(
            row.id,
            row.staff_no,
            row.name,
            named(row),
            (row.position_en if in_english else row.position_zh) or "",
            Rate(row.completed, row.assigned),
            row.overdue,
        )
        for row in found
    ]
    return rows, found[0].all_rows if found else 0
