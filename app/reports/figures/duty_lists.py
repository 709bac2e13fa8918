"""The people behind figures about duties: which of a set are listed, and how a filter names them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from app.programmes.models import ProgrammeVersion
from app.programmes.states import EXCLUDED, OPEN, URGENCY, DutyState
from app.programmes.wording import state_name
from app.reports.frame.asking import Asked
from app.reports.frame.model import Table

from . import duties, duty_people
from .duty_lines import ALL, BEGUN, DIRECT, DONE, NOT_DONE, ON_TIME, ON_TIME_FIRST, OUTSIDE, PERIOD
from .duty_people import EVERYWHERE, Duties
from .posts import DIRECTLY, ELSEWHERE, Units

UNIT_OF = {DIRECT: DIRECTLY, OUTSIDE: ELSEWHERE}


def states(asked: Asked) -> list[tuple[str, str]]:
    """What can be listed, by name; where nothing asks for a list the first is none."""
    return [
        *([] if usual_state(asked) == [ALL] else [("", _("Nobody: figures alone"))]),
        (ALL, _("All that count")),
        (BEGUN, _("Begun or completed")),
        (DONE, state_name(DutyState.COMPLETED)),
        (ON_TIME, _("Completed on time")),
        (ON_TIME_FIRST, _("Completed on time as first asked")),
        (NOT_DONE, _("Not completed")),
        *((state.value, state_name(state)) for state in (*OPEN, DutyState.SCHEDULED)),
        *((state.value, state_name(state)) for state in EXCLUDED),
    ]


def usual_state(asked: Asked) -> list[str]:
    """Whoever asks for a programme or a name wants to see people."""
    return [ALL if asked.programme or asked.q else ""]


def people_table(asked: Asked) -> Table:
    """A row for each duty of the set, state and part of the organisation asked for."""
    unit = UNIT_OF.get(asked.choices["part"])
    units = EVERYWHERE if unit is None else Units.below(asked.departments, asked.department)
    found, chosen = duty_people.duties_of(asked, at=_at(asked), units=units)
    chosen = chosen.where(*_of_set(asked, found), *_of_state(asked, found), *_of_version(asked, found))
    if unit is not None:
        chosen = chosen.where(found.post.c.unit == unit)
    rows, number = duty_people.listed(asked, found, chosen, usual="state")
    return Table(
        "people",
        _("People"),
        duty_people.DUTY_COLUMNS,
        rows,
        row_count=number,
        sort="state",
        empty=_("Nobody in this part of the organisation has an assignment that fits."),
        leads=True,
    )


def _at(asked: Asked) -> str:
    if asked.choices["set"] == PERIOD:
        return duties.FELL_DUE
    return duties.LEFT if asked.choices["state"] == DutyState.ENDED_BY_EXIT else duties.ON_DAY


def _of_set(asked: Asked, found: Duties) -> Sequence[ColumnElement[bool]]:
    if asked.choices["set"] == PERIOD:
        return [duties.fell_due(found.duty, first=asked.first, last=asked.last, as_of=asked.as_of)]
    if asked.choices["state"] == DutyState.ENDED_BY_EXIT:
        return [found.duty.c.exit_on <= asked.as_of]
    if asked.choices["state"] in EXCLUDED:
        return []
    return [found.place.not_in([URGENCY.index(state) for state in EXCLUDED])]


def _of_state(asked: Asked, found: Duties) -> Sequence[ColumnElement[bool]]:
    wanted, duty = asked.choices["state"], found.duty.c
    done = duty.completed_on <= asked.as_of
    conditions: dict[str, Sequence[Any]] = {
        ALL: [],
        BEGUN: [or_(duty.started > 0, done)],
        DONE: [done],
        ON_TIME: [done, duty.completed_on <= duty.due_on],
        ON_TIME_FIRST: [done, duty.completed_on <= duty.original_due_on],
        NOT_DONE: [or_(duty.completed_on.is_(None), duty.completed_on > asked.as_of)],
    }
    if wanted in conditions:
        return conditions[wanted]
    return [found.place == URGENCY.index(DutyState(wanted))]


def _of_version(asked: Asked, found: Duties) -> Sequence[ColumnElement[bool]]:
    wanted = asked.choices["version"]
    if not wanted:
        return []
    return [found.duty.c.version_id.in_(select(ProgrammeVersion.id).where(ProgrammeVersion.number == int(wanted)))]
