"""Figures about duties as rows of a report: of a unit, of a programme's version, of one in the other; each leads to its own people.

Source of every definition: docs/figures.md, section "Duties in figures".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.people.models import Department
from app.programmes.models import Programme
from app.programmes.states import DutyState
from app.reports.frame.asking import Asked, address
from app.reports.frame.model import Column, Kind

from . import duties
from .duties import DutyFigures
from .rates import Rate

NOW, PERIOD = "now", "period"
ALL, BEGUN, DONE, NOT_DONE, ON_TIME, ON_TIME_FIRST = "all", "begun", "completed", "open", "on_time", "first_time"
"""Which of the duties of a set are listed; states of a duty are further ones."""
DIRECT, OUTSIDE = "direct", "outside"
"""Parts of the organisation that are no department with everything below it."""

COUNTED = _l(
    "Assignments that count on the day: the person works in the scope, and it is neither withdrawn, waived nor paused."
)
PARTICIPATION = _l(
    "Assignments begun or completed, divided by all that count on the day. Opening a lesson begins; passing nothing is needed."
)
COMPLETION = _l(
    "Assignments completed, divided by all that count on the day, those not yet due among them: progress, nobody\u2019s fault."
)
OVERDUE = _l("Assignments past their due date and not completed, divided by all that count on the day.")
FELL_DUE = _l(
    "Assignments that fell due in the period, up to the day, while the person worked in the scope; not waived by then. "
    "Whoever left later stays."
)
DUE_COMPLETION = _l("Assignments completed by the day, divided by those that fell due in the period.")
IN_TIME = _l(
    "Assignments completed by their due date, extensions included, divided by those that fell due in the period."
)
IN_TIME_FIRST = _l(
    "Assignments completed by the due date first asked for, divided by those that fell due in the period: what extensions hide."
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted of a unit, a programme's version, or one in the other. `query`: of the address that has its people."""

    unit: str
    programme: str
    version: int | None
    figures: DutyFigures
    query: Mapping[str, str]
    department: Department | None = None  # the unit, with everything below it
    part: str = ""  # the unit, where it is no such department
    of_programme: Programme | None = None

    @property
    def counted(self) -> int:
        return self.figures.counted

    @property
    def fell_due(self) -> int:
        return self.figures.fell_due

    @property
    def waived(self) -> int:
        return self.figures.waived

    @property
    def paused(self) -> int:
        return self.figures.paused

    @property
    def left(self) -> int:
        return self.figures.left

    @property
    def withdrawn(self) -> int:
        return self.figures.withdrawn

    @property
    def participation(self) -> Rate:
        return duties.participation_rate(self.figures)

    @property
    def completion(self) -> Rate:
        return duties.completion_rate(self.figures)

    @property
    def overdue(self) -> Rate:
        return duties.overdue_rate(self.figures)

    @property
    def due_completion(self) -> Rate:
        return duties.due_completion_rate(self.figures)

    @property
    def on_time(self) -> Rate:
        return duties.on_time_rate(self.figures)

    @property
    def on_time_first(self) -> Rate:
        return duties.on_original_time_rate(self.figures)


PEOPLE_OF: Mapping[str, tuple[str, str]] = {
    "counted": (NOW, ALL),
    "participation": (NOW, BEGUN),
    "completion": (NOW, DONE),
    "overdue": (NOW, DutyState.OVERDUE),
    "fell_due": (PERIOD, ALL),
    "due_completion": (PERIOD, DONE),
    "on_time": (PERIOD, ON_TIME),
    "on_time_first": (PERIOD, ON_TIME_FIRST),
    "waived": (NOW, DutyState.WAIVED),
    "paused": (NOW, DutyState.PAUSED),
    "left": (NOW, DutyState.ENDED_BY_EXIT),
    "withdrawn": (NOW, DutyState.WITHDRAWN),
}


def people_of(line: Line, key: str) -> str | None:
    """The address of the people behind a figure. A share leads to those it counts; where it counts none, to all it is taken of."""
    value: int | Rate = getattr(line, key)
    which, state = PEOPLE_OF[key]
    if isinstance(value, Rate):
        state = state if value.numerator else ALL
        value = value.denominator
    return address_of(line, which, state) if value else None


def address_of(line: Line, which: str, state: str) -> str:
    """The people of a line who are in a set and in a state."""
    return address("participation", {**line.query, **({"set": which} if which != NOW else {}), "state": state})


def _people(key: str) -> Callable[[Asked, Any], str | None]:
    return lambda _asked, line: people_of(line, key)


def _unit(asked: Asked, line: Any) -> str | None:
    if line.part:
        return asked.url(part=line.part)
    return asked.url(department=line.department, part="") if line.department else None


UNIT = Column(
    "unit",
    _l("Unit"),
    Kind.TEXT,
    _l(
        "A department with everyone below it: on the day for what counts then, on the due date for what fell due. "
        "The rows sum to the total."
    ),
    link=_unit,
)
PROGRAMME = Column(
    "programme",
    _l("Programme"),
    Kind.TEXT,
    _l("The programme that the assignments ask for."),
    link=lambda asked, line: asked.url(programme=line.of_programme, version="") if line.of_programme else None,
)
VERSION = Column(
    "version", _l("Version"), Kind.INT, _l("The version of the programme that people were assigned; they keep it.")
)
BESIDE = {
    "waived": (_l("Waived"), _l("Assignments that somebody decided need not be done. No rate counts them.")),
    "paused": (_l("Paused"), _l("Assignments that stand still on the day. No rate on the day counts them.")),
    "left": (_l("Left"), _l("Assignments that ended with the employment of people last in the scope.")),
    "withdrawn": (_l("Withdrawn"), _l("Assignments that were taken back. No rate counts them.")),
}
RATES = {
    "participation": (_l("Participation"), PARTICIPATION),
    "completion": (_l("Completion"), COMPLETION),
    "overdue": (_l("Overdue"), OVERDUE),
    "due_completion": (_l("Completed of those due"), DUE_COMPLETION),
    "on_time": (_l("On time"), IN_TIME),
    "on_time_first": (_l("On time as first asked"), IN_TIME_FIRST),
}


def _rate(key: str) -> Column:
    name, definition = RATES[key]
    return Column(key, name, Kind.RATE, definition, link=_people(key))


FIGURES: Sequence[Column] = (
    Column("counted", _l("Assignments"), Kind.INT, COUNTED, link=_people("counted")),
    *(_rate(key) for key in ("participation", "completion", "overdue")),
    Column("fell_due", _l("Fell due"), Kind.INT, FELL_DUE, link=_people("fell_due")),
    *(_rate(key) for key in ("due_completion", "on_time", "on_time_first")),
    *(Column(key, name, Kind.INT, definition, link=_people(key)) for key, (name, definition) in BESIDE.items()),
)
