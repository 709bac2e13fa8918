"""Overdue and due soon: whom somebody has to talk to this week, and what can be done about it.

Source of every figure: docs/figures.md, section "Duties in figures".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from app.db import db
from app.programmes.states import OPEN, URGENCY, DutyState

from .figures import duty_people
from .figures.counts import number
from .figures.duty_people import ACTIONS, AS_OF, DAYS_OVERDUE, DUE_ON, EXTENSIONS, LAST_ON, PROGRAMME, STATE, Duties
from .figures.persons import PERSON_COLUMNS
from .frame.asking import Asked
from .frame.model import Answer, Attribution, Choice, Column, Left, Report, Table, Take, Tile

ALL, OVERDUE = "all", "overdue"
SOON = (7, 14, 30)  # days
COLUMNS: Sequence[Column] = (
    *PERSON_COLUMNS,
    PROGRAMME,
    STATE,
    DUE_ON,
    DAYS_OVERDUE,
    LAST_ON,
    EXTENSIONS,
    AS_OF,
    ACTIONS,
)
DUE_WITHIN = {
    7: _l("Assignments that are open and due within 7 days from the day of the report, that day included."),
    14: _l(
        "Assignments that are open and due within 14 days from the day of the report, those within 7 days among them."
    ),
    30: _l(
        "Assignments that are open and due within 30 days from the day of the report, those within 14 days among them."
    ),
}
NAMES = {7: _l("Due within 7 days"), 14: _l("Due within 14 days"), 30: _l("Due within 30 days")}
IS_OVERDUE = _l("Assignments past their due date and not completed, of people who work in the scope on the day.")


@dataclass(frozen=True, slots=True)
class Numbers:
    overdue: int
    people: int
    within: dict[int, int]
    paused: int


def answer(asked: Asked) -> Answer:
    found, everything = duty_people.duties_of(asked)
    chosen = everything.where(*_may_matter(asked, found))
    numbers = _numbers(asked, found, chosen)
    wanted = chosen.where(_shown(asked, found))
    rows, count = duty_people.listed(
        asked,
        found,
        wanted,
        usual="state",
        muted=lambda state: state is DutyState.PAUSED,
        number=_how_many(asked, numbers),
    )
    table = Table(
        "duties",
        _("Whom to talk to"),
        COLUMNS,
        rows,
        row_count=count,
        sort="state",
        empty=_("Nobody in this part of the organisation is late or has anything due soon."),
        tone=lambda row: "muted" if row.muted else "",
    )
    return Answer([table], tiles=_tiles(asked, numbers), excluded=[Left(_("Assignments paused"), numbers.paused)])


def _tiles(asked: Asked, numbers: Numbers) -> list[Tile]:
    late = Tile(
        "overdue",
        _("Overdue"),
        numbers.overdue,
        IS_OVERDUE,
        asked.url(show=OVERDUE),
        beside=[(_("People concerned"), numbers.people)],
    )
    soon = (
        Tile(f"within_{days}", NAMES[days], numbers.within[days], DUE_WITHIN[days], asked.url(show=str(days)))
        for days in SOON
    )
    return [late, *soon]


def _may_matter(asked: Asked, found: Duties) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What every figure and every row below meets, and is soon looked up: states are told of the rest alone."""
    duty = found.duty.c
    return duty.completed_on.is_(None), duty.due_on <= asked.as_of + timedelta(days=max(SOON))


def _numbers(asked: Asked, found: Duties, chosen: Select[int]) -> Numbers:
    """One statement, which finds the state of each duty once."""
    duty = found.duty.c
    of_each = chosen.with_only_columns(duty.user_id, duty.due_on, found.place.label("place"))
    one = of_each.cte("one").prefix_with("MATERIALIZED").c
    late = _is(one.place, DutyState.OVERDUE)
    conditions = [late, *(_due_within(asked, one, days) for days in SOON), _is(one.place, DutyState.PAUSED)]
    statement = select(*map(number, conditions), func.count(case((late, one.user_id)).distinct()))
    overdue, *soon, held, people = db.session.execute(statement).one()
    return Numbers(overdue, people, dict(zip(SOON, soon, strict=True)), held)


def _shown(asked: Asked, found: Duties) -> ColumnElement[bool]:
    """What the filter shows; what is paused stands among all of it, in grey."""
    show = asked.choices["show"]
    if show == OVERDUE:
        return _is(found.place, DutyState.OVERDUE)
    if show == ALL:
        return _is(found.place, *OPEN, DutyState.PAUSED)
    return and_(_is(found.place, *OPEN), _due_between(asked, found.duty.c.due_on, int(show)))


def _how_many(asked: Asked, numbers: Numbers) -> int | None:
    """How many rows the filter shows; None: a search has to be counted."""
    show = asked.choices["show"]
    if asked.q:
        return None
    if show == OVERDUE:
        return numbers.overdue
    return numbers.within[int(show)] if show != ALL else numbers.overdue + numbers.within[max(SOON)] + numbers.paused


def _due_within(asked: Asked, one: Any, days: int) -> ColumnElement[bool]:
    return and_(_is(one.place, *OPEN), _due_between(asked, one.due_on, days))


def _due_between(asked: Asked, due_on: ColumnElement[date], days: int) -> ColumnElement[bool]:
    return and_(due_on >= asked.as_of, due_on <= asked.as_of + timedelta(days=days))


def _is(place: ColumnElement[int], *states: DutyState) -> ColumnElement[bool]:
    return place.in_([URGENCY.index(state) for state in states])


REPORT = Report(
    name="overdue",
    code="R04",
    title=_l("Overdue and due soon"),
    question=_l("Whom must I talk to this week?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.DEPARTMENT, Take.PROGRAMME, Take.SEARCH),
    choices=(
        Choice(
            "show",
            _l("Shown"),
            (
                (ALL, _l("Overdue, and due within 30 days")),
                (OVERDUE, _l("Overdue alone")),
                *((str(days), NAMES[days]) for days in SOON),
            ),
        ),
    ),
    sorts=duty_people.SORTS,
)
