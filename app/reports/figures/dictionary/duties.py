"""The duties of the people in scope, with the state each has on the day of the report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Integer, case, func, or_

from app.i18n import language
from app.programmes.duties.facts import facts
from app.programmes.models import Programme
from app.programmes.standings import reading
from app.programmes.states import EXCLUDED, DutyState, state_of
from app.programmes.wording import state_mark, state_name
from app.reports.frame.asking import Asked
from app.reports.frame.model import Kind, Mark

from .model import Field, Measure, Population, Source
from .persons import FIELDS, PEOPLE, in_family, joined


def source(asked: Asked) -> Source:
    """Assigned to people who are in scope today; withdrawn ones and those ended with an employment left out."""
    among, rows, columns = joined(asked)
    duty = (
        reading.duties(as_of=asked.as_of)
        if asked.known_at is None
        else facts(as_of=asked.as_of, known_at=asked.known_at)
    )
    state = state_of(duty, as_of=asked.as_of)
    rows = rows.join(duty, duty.c.user_id == among.c.id).join(Programme, Programme.id == duty.c.programme_id)
    columns |= {
        "programme": (Programme.name_en if language() == "en" else Programme.name_zh).expression,
        "programme_id": Programme.id.expression,
        "requirement": Programme.requirement.expression,
        "state": state,
        "round": duty.c.round,
        "assigned_on": duty.c.assigned_on,
        "due_on": duty.c.due_on,
        "completed_on": duty.c.completed_on,
        "started": duty.c.started,
    }
    gone = [DutyState.WITHDRAWN.value, DutyState.ENDED_BY_EXIT.value]
    return Source(rows, columns, [state.not_in(gone), *in_family(asked, columns)])


def _counts(source: Source) -> ColumnElement[bool]:
    return source.columns["state"].not_in([each.value for each in EXCLUDED])


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)


def _in_state(*states: DutyState) -> Any:
    return lambda source: _sum(source.columns["state"].in_([each.value for each in states]))


def _state(value: str) -> Mark:
    state = DutyState(value)
    return Mark(state_name(state), state_mark(state))


def _counted(source: Source) -> ColumnElement[int]:
    return _sum(_counts(source))


def _started(source: Source) -> ColumnElement[int]:
    done = source.columns["state"] == DutyState.COMPLETED.value
    return _sum(_counts(source) & or_(source.columns["started"] > 0, done))


POPULATION = Population(
    "duties",
    _l("Assignments"),
    _l(
        "What is assigned to people in scope, with its state on the day of the report; without what was withdrawn or ended by leaving."
    ),
    source,
    (
        *FIELDS,
        Field("programme", _l("Programme"), Kind.TEXT, _l("What was assigned."), raw="programme_id", groups=True),
        Field(
            "requirement", _l("Required by"), Kind.TEXT, _l("Law, customer, policy, post or development."), groups=True
        ),
        Field("state", _l("State"), Kind.MARK, _l("On the day of the report."), shown=_state, groups=True),
        Field(
            "round",
            _l("Round"),
            Kind.INT,
            _l("1 for the first; a programme taken again has further ones."),
            groups=True,
        ),
        Field("assigned_on", _l("Assigned on"), Kind.DATE, _l("The day it was assigned.")),
        Field("due_on", _l("Due date"), Kind.DATE, _l("The last day in time, as extended.")),
        Field("completed_on", _l("Completed on"), Kind.DATE, _l("The day the last course needed was completed.")),
    ),
    (
        Measure(
            "assigned", _l("Assigned"), Kind.INT, _l("Assignments that count: neither waived nor paused."), _counted
        ),
        PEOPLE,
        Measure(
            "started_rate",
            _l("Started"),
            Kind.RATE,
            _l("Started or completed, of those that count."),
            _started,
            _counted,
        ),
        Measure(
            "completed_rate",
            _l("Completed"),
            Kind.RATE,
            _l("Completed, of those that count."),
            _in_state(DutyState.COMPLETED),
            _counted,
        ),
        Measure(
            "overdue_rate",
            _l("Overdue"),
            Kind.RATE,
            _l("Overdue, of those that count."),
            _in_state(DutyState.OVERDUE),
            _counted,
        ),
        Measure(
            "waived",
            _l("Waived"),
            Kind.INT,
            _l("Assignments waived; no rate counts them."),
            _in_state(DutyState.WAIVED),
        ),
        Measure(
            "paused",
            _l("Paused"),
            Kind.INT,
            _l("Assignments paused; no rate counts them."),
            _in_state(DutyState.PAUSED),
        ),
    ),
    usual=("name", "staff_no", "department", "programme", "state", "due_on", "completed_on"),
)
