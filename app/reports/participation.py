"""Participation and completion: who has done what is required, by unit and programme, on a day or of what fell due in a period.

Source of every figure: docs/figures.md, section "Duties in figures".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import charts, filters
from app.db import db
from app.i18n import language
from app.people.models import Department
from app.programmes.models import Programme, ProgrammeVersion
from app.programmes.states import EXCLUDED, OPEN, URGENCY, DutyState
from app.programmes.wording import state_name

from .figures import duties, duty_people
from .figures.duties import Counted, DutyFigures, count
from .figures.labels import named
from .figures.posts import DIRECTLY, ELSEWHERE, Units
from .figures.rates import Rate
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Picture, Report, Table, Take, Tile

NOW, PERIOD = "now", "period"
MOST_COLUMNS = 12  # programmes of the matrix
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
ON_TIME = _l(
    "Assignments completed by their due date, extensions included, divided by those that fell due in the period."
)
ON_TIME_FIRST = _l(
    "Assignments completed by the due date first asked for, divided by those that fell due in the period: what extensions hide."
)
BESIDE = {
    "waived": (_l("Waived"), _l("Assignments that somebody decided need not be done. No rate counts them.")),
    "paused": (_l("Paused"), _l("Assignments that stand still on the day. No rate on the day counts them.")),
    "left": (_l("Left"), _l("Assignments that ended with the employment of people last in the scope.")),
    "withdrawn": (_l("Withdrawn"), _l("Assignments that were taken back. No rate counts them.")),
}
FIGURES: Sequence[Column] = (
    Column("counted", _l("Assignments"), Kind.INT, COUNTED, link=lambda asked, row: row.href(asked)),
    Column("participation", _l("Participation"), Kind.RATE, PARTICIPATION),
    Column("completion", _l("Completion"), Kind.RATE, COMPLETION),
    Column("overdue", _l("Overdue"), Kind.RATE, OVERDUE),
    Column("fell_due", _l("Fell due"), Kind.INT, FELL_DUE, link=lambda asked, row: row.href(asked, set=PERIOD)),
    Column("due_completion", _l("Completed of those due"), Kind.RATE, DUE_COMPLETION),
    Column("on_time", _l("On time"), Kind.RATE, ON_TIME),
    Column("on_time_first", _l("On time as first asked"), Kind.RATE, ON_TIME_FIRST),
    *(Column(key, name, Kind.INT, definition) for key, (name, definition) in BESIDE.items()),
)
UNIT = Column(
    "unit",
    _l("Unit"),
    Kind.TEXT,
    _l(
        "A department with everyone below it: on the day for what counts then, on the due date for what fell due. "
        "The rows sum to the total."
    ),
    link=lambda asked, row: asked.url(department=row.department) if row.department and not row.direct else None,
)
PROGRAMME = Column(
    "programme",
    _l("Programme"),
    Kind.TEXT,
    _l("The programme that the assignments ask for."),
    link=lambda asked, row: asked.url(programme=row.of_programme) if row.of_programme else None,
)
VERSION = Column(
    "version", _l("Version"), Kind.INT, _l("The version of the programme that people were assigned; they keep it.")
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted of a unit, a programme's version, or one in the other."""

    unit: str
    programme: str
    version: int | None
    figures: DutyFigures
    department: Department | None = None  # the unit; None: closed departments, or all
    direct: bool = False
    of_programme: Programme | None = None

    def href(self, asked: Asked, **changes: Any) -> str | None:
        """The people behind it, where an address can say who they are."""
        if self.of_programme is None or self.direct or (self.department is None and self.unit):
            return None
        return asked.url(programme=self.of_programme, department=self.department or asked.department, **changes)

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


@dataclass(frozen=True, slots=True)
class Unit:
    number: int
    name: str
    department: Department | None
    direct: bool = False


class _Found:
    """Everything counted, with the names of units and versions."""

    def __init__(self, asked: Asked) -> None:
        levels = Units.below(asked.departments, asked.department)
        self.counted: Counted = count(
            scope=asked.scope,
            as_of=asked.as_of,
            first=asked.first,
            last=asked.last,
            known_at=asked.known_at,
            units=levels,
            programme_id=asked.programme.id if asked.programme else None,
            department=asked.department,
        )
        self.versions = _versions({version for _unit, version in self.counted.figures})
        self.total = self.counted.of()
        have = {unit for unit, _version in self.counted.figures}
        self.units = [unit for unit in _units(levels) if unit.number in have]

    @property
    def programmes(self) -> list[tuple[Programme, set[int]]]:
        """With their versions, those with most assignments first."""
        of: dict[int, tuple[Programme, set[int]]] = {}
        for version_id, (programme, _number) in self.versions.items():
            of.setdefault(programme.id, (programme, set()))[1].add(version_id)
        return sorted(of.values(), key=lambda each: (-self.counted.of(None, each[1]).counted, each[0].code))

    def cells(self) -> list[Line]:
        """Of each unit and version that has anything."""
        return [
            Line(unit.name, _name(programme), number, figures, unit.department, unit.direct, programme)
            for unit in self.units
            for version_id, (programme, number) in self.versions.items()
            if (figures := self.counted.figures.get((unit.number, version_id))) is not None
        ]


def _versions(ids: set[int]) -> dict[int, tuple[Programme, int]]:
    statement = (
        select(ProgrammeVersion.id, Programme, ProgrammeVersion.number)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .order_by(Programme.code, ProgrammeVersion.number)
    )
    return {key: (programme, number) for key, programme, number in db.session.execute(statement) if key in ids}


def _units(levels: Units) -> list[Unit]:
    below = [Unit(place, named(each), each) for place, each in enumerate(levels.departments, start=2)]
    directly = [Unit(DIRECTLY, _("Directly in %(name)s", name=named(levels.focus)), levels.focus, direct=True)]
    return [*below, *(directly if levels.focus else []), Unit(ELSEWHERE, _("Closed departments"), None)]


def _name(programme: Programme) -> str:
    return programme.name(language())


def answer(asked: Asked) -> Answer:
    found = _Found(asked)
    by_unit = [
        Line(unit.name, "", None, found.counted.of(unit.number), unit.department, unit.direct, asked.programme)
        for unit in found.units
    ]
    by_version = [
        Line("", _name(programme), number, found.counted.of(None, {version_id}), None, False, programme)
        for version_id, (programme, number) in found.versions.items()
    ]
    total, cells = Line(_("Total"), _("Total"), None, found.total), found.cells()
    shown = cells if asked.page is None else cells[(asked.page - 1) * ROWS_A_PAGE : asked.page * ROWS_A_PAGE]
    tables = [
        Table(
            "cells",
            _("By unit and programme"),
            (UNIT, PROGRAMME, VERSION, *FIGURES),
            shown,
            total=total,
            row_count=None if asked.page is None else len(cells),
        ),
        Table("units", _("By unit"), (UNIT, *FIGURES), by_unit, total=total),
        Table("programmes", _("By programme and version"), (PROGRAMME, VERSION, *FIGURES), by_version, total=total),
    ]
    if asked.programme is not None:
        tables = [_people(asked), tables[1], tables[2]]
    pictures = [_matrix(asked, found), _states(asked, found)] if found.units else []
    return Answer(tables=tables, tiles=_tiles(asked, total), charts=pictures, excluded=_excluded(found.total))


def _tiles(asked: Asked, total: Line) -> list[Tile]:
    shown = [
        ("participation", _("Participation"), PARTICIPATION, NOW),
        ("completion", _("Completion"), COMPLETION, NOW),
        ("overdue", _("Overdue"), OVERDUE, NOW),
        ("due_completion", _("Completed of those due"), DUE_COMPLETION, PERIOD),
        ("on_time", _("On time"), ON_TIME, PERIOD),
        ("on_time_first", _("On time as first asked"), ON_TIME_FIRST, PERIOD),
    ]
    return [
        Tile(key, name, getattr(total, key), definition, asked.url(set=kind)) for key, name, definition, kind in shown
    ]


def _excluded(total: DutyFigures) -> list[Left]:
    return [
        Left(_("Assignments waived"), total.waived),
        Left(_("Assignments paused"), total.paused),
        Left(_("Assignments of people who left"), total.left),
        Left(_("Assignments withdrawn"), total.withdrawn),
    ]


def _matrix(asked: Asked, found: _Found) -> Picture:
    """Units and programmes: the rate of completion on the day, or of what fell due."""
    in_period = asked.choices["set"] == PERIOD
    rate: Callable[[DutyFigures], Rate] = duties.due_completion_rate if in_period else duties.completion_rate
    shown = found.programmes[:MOST_COLUMNS]
    cells = [
        [_cell(asked, unit, *each, rate(found.counted.of(unit.number, each[1]))) for each in shown]
        for unit in found.units
    ]
    summary = _(
        "Of %(all)s programmes the %(number)s with most assignments; every one stands in the table below.",
        number=len(shown),
        all=len(found.programmes),
    )
    return charts.heat(
        _("Completed of those due, unit by unit") if in_period else _("Completion, unit by unit"),
        summary,
        [unit.name for unit in found.units],
        [_name(programme) for programme, _versions in shown],
        cells,
        corner=_("Unit"),
    )


def _cell(asked: Asked, unit: Unit, programme: Programme, _versions: set[int], rate: Rate) -> charts.HeatCell:
    if not rate.denominator:
        return charts.HeatCell(None, filters.NOTHING)
    leads = unit.department is not None and not unit.direct
    href = asked.url(programme=programme, department=unit.department) if leads else None
    return charts.HeatCell(rate.ratio if rate.coloured else None, filters.rate(rate.numerator, rate.denominator), href)


PARTS: Sequence[tuple[DutyState, Any]] = (
    (DutyState.COMPLETED, "done"),
    (DutyState.IN_PROGRESS, "third"),
    (DutyState.DUE_SOON, "fourth"),
    (DutyState.NOT_STARTED, "open"),
    (DutyState.SCHEDULED, "quiet"),
    (DutyState.OVERDUE, "late"),
)


def _states(asked: Asked, found: _Found) -> Picture:
    """What the assignments that count are made of, unit by unit."""
    bars = []
    for unit in found.units:
        states = found.counted.states_of(unit.number)
        values = [states[state] for state, _tone in PARTS]
        href = asked.url(department=unit.department) if unit.department is not None and not unit.direct else None
        bars.append(charts.StackedBar(unit.name, values, [str(value) for value in values], href))
    states = found.counted.states_of()
    summary = _(
        "Of %(number)s assignments %(done)s are completed and %(late)s overdue.",
        number=found.total.counted,
        done=states[DutyState.COMPLETED],
        late=states[DutyState.OVERDUE],
    )
    parts = [charts.Part(state_name(state), tone) for state, tone in PARTS]
    return charts.stacked(_("States of the assignments that count"), summary, parts, bars)


def _people(asked: Asked) -> Table:
    """The people behind the figures of one programme."""
    in_period = asked.choices["set"] == PERIOD
    found, chosen = duty_people.duties_of(asked, at_due=in_period)
    chosen = chosen.where(_counts(asked, found, in_period), *_of_state(asked, found))
    rows, number = duty_people.listed(asked, found, chosen, usual="state")
    return Table(
        "people",
        _("People"),
        duty_people.DUTY_COLUMNS,
        rows,
        row_count=number,
        sort="state",
        empty=_("Nobody in this part of the organisation has an assignment that fits."),
    )


def _counts(asked: Asked, found: duty_people.Duties, in_period: bool) -> Any:
    if in_period:
        return duties.fell_due(found.duty, first=asked.first, last=asked.last, as_of=asked.as_of)
    if asked.choices["state"] in EXCLUDED:
        return True
    return found.place.not_in([URGENCY.index(state) for state in EXCLUDED])


def _of_state(asked: Asked, found: duty_people.Duties) -> list[Any]:
    wanted = asked.choices["state"]
    return [found.place == URGENCY.index(DutyState(wanted))] if wanted else []


REPORT = Report(
    name="participation",
    code="R03",
    title=_l("Participation and completion"),
    question=_l("Who has done what is required, by unit and programme?"),
    attribution=Attribution.AT_DUE,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.PROGRAMME, Take.SEARCH),
    choices=(
        Choice(
            "set", _l("Counted"), ((NOW, _l("What counts on the day")), (PERIOD, _l("What fell due in the period")))
        ),
        Choice(
            "state",
            _l("State"),
            lambda _asked: [
                ("", _("All that count")),
                *(
                    (state.value, state_name(state))
                    for state in (*OPEN, DutyState.SCHEDULED, DutyState.COMPLETED, DutyState.WAIVED, DutyState.PAUSED)
                ),
            ],
        ),
    ),
    sorts=duty_people.SORTS,
)
