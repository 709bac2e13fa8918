"""Participation and completion: who has done what is required, by unit and programme, on a day or of what fell due in a period.

Every figure leads to its people, whom the filter "People listed" names. Source of every figure: docs/figures.md, section
"Duties in figures".
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.db import db
from app.i18n import language
from app.people.models import Department
from app.programmes.models import Programme, ProgrammeVersion

from .figures import duty_people, duty_pictures
from .figures.duties import Counted, DutyFigures, count
from .figures.duty_lines import DIRECT, FIGURES, NOW, OUTSIDE, PERIOD, PROGRAMME, RATES, UNIT, VERSION, Line, people_of
from .figures.duty_lists import UNIT_OF, people_table, states, usual_state
from .figures.labels import named
from .figures.posts import DIRECTLY, ELSEWHERE, Units
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE
from .frame.model import Answer, Attribution, Choice, Left, Picture, Report, Table, Take, Tile

MOST_COLUMNS = 12  # programmes of the matrix


@dataclass(frozen=True, slots=True)
class Unit:
    number: int
    name: str
    department: Department | None = None
    part: str = ""  # where it is no department with everything below it


class _Found:
    """Everything counted, with the names of units and versions."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        levels = Units.below(asked.departments, asked.department)
        counted = count(
            scope=asked.scope,
            as_of=asked.as_of,
            first=asked.first,
            last=asked.last,
            known_at=asked.known_at,
            units=levels,
            programme_id=asked.programme.id if asked.programme else None,
            department=asked.department,
        )
        versions = _versions({version for _unit, version in counted.figures})
        number = asked.choices["version"]
        self.versions = {key: found for key, found in versions.items() if number in ("", str(found[1]))}
        self.counted: Counted = counted.only(UNIT_OF.get(asked.choices["part"]), set(self.versions))
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

    def line(self, unit: Unit | None, programme: Programme | None, version: int | None, figures: DutyFigures) -> Line:
        """Its people are those of the page, of the unit, programme and version that it names."""
        of: dict[str, Any] = {"department": unit.department} if unit and unit.department else {}
        of |= {"part": unit.part} if unit and unit.part else {}
        of |= {"programme": programme, "version": self._version(programme, version)} if programme else {}
        query = self.asked.query(**{"q": "", "sort": "", "set": NOW, "state": ""} | of)
        return Line(
            unit.name if unit else _("Total"),
            _name(programme) if programme else _("Total"),
            version,
            figures,
            query,
            unit.department if unit else None,
            unit.part if unit else "",
            programme,
        )

    def cells(self) -> list[Line]:
        """Of each unit and version that has anything."""
        return [
            self.line(unit, programme, number, figures)
            for unit in self.units
            for version_id, (programme, number) in self.versions.items()
            if (figures := self.counted.figures.get((unit.number, version_id))) is not None
        ]

    def _version(self, programme: Programme, version: int | None) -> str:
        """Only where there are others to tell it from."""
        others = [number for each, number in self.versions.values() if each.id == programme.id and number != version]
        return str(version) if version is not None and others else self.asked.choices["version"]


def _versions(ids: set[int]) -> dict[int, tuple[Programme, int]]:
    statement = (
        select(ProgrammeVersion.id, Programme, ProgrammeVersion.number)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .order_by(Programme.code, ProgrammeVersion.number)
    )
    return {key: (programme, number) for key, programme, number in db.session.execute(statement) if key in ids}


def _units(levels: Units) -> list[Unit]:
    below = [Unit(place, named(each), each) for place, each in enumerate(levels.departments, start=2)]
    directly = [Unit(DIRECTLY, _("Directly in %(name)s", name=named(levels.focus)), part=DIRECT)]
    return [*below, *(directly if levels.focus else []), Unit(ELSEWHERE, _("Closed departments"), part=OUTSIDE)]


def _name(programme: Programme) -> str:
    return programme.name(language())


def answer(asked: Asked) -> Answer:
    found = _Found(asked)
    total = found.line(None, None, None, found.total)
    by_unit = [found.line(unit, None, None, found.counted.of(unit.number)) for unit in found.units]
    by_version = [
        found.line(None, programme, number, found.counted.of(None, {version_id}))
        for version_id, (programme, number) in found.versions.items()
    ]
    lists_people = bool(asked.choices["state"])
    units = Table(
        "units", _("By unit"), (UNIT, *FIGURES), by_unit, total=total, leads=not lists_people, total_leads=True
    )
    programmes = Table(
        "programmes",
        _("By programme and version"),
        (PROGRAMME, VERSION, *FIGURES),
        by_version,
        total=total,
        total_leads=True,
    )
    return Answer(
        tables=[people_table(asked) if lists_people else _cells(asked, found, total), units, programmes],
        tiles=[
            Tile(key, name, getattr(total, key), definition, people_of(total, key))
            for key, (name, definition) in RATES.items()
        ],
        charts=_pictures(asked, found, by_unit) if found.units else [],
        excluded=_excluded(total),
        attribution=_attribution(asked) if lists_people else None,
    )


def _cells(asked: Asked, found: _Found, total: Line) -> Table:
    cells = found.cells()
    shown = cells if asked.page is None else cells[(asked.page - 1) * ROWS_A_PAGE : asked.page * ROWS_A_PAGE]
    return Table(
        "cells",
        _("By unit and programme"),
        (UNIT, PROGRAMME, VERSION, *FIGURES),
        shown,
        total=total,
        row_count=None if asked.page is None else len(cells),
        total_leads=True,
    )


def _attribution(asked: Asked) -> Attribution:
    return Attribution.AT_DUE if asked.choices["set"] == PERIOD else Attribution.AS_OF


def _excluded(total: Line) -> list[Left]:
    return [
        Left(_("Assignments waived"), total.waived, people_of(total, "waived")),
        Left(_("Assignments paused"), total.paused, people_of(total, "paused")),
        Left(_("Assignments of people who left"), total.left, people_of(total, "left")),
        Left(_("Assignments withdrawn"), total.withdrawn, people_of(total, "withdrawn")),
    ]


def _pictures(asked: Asked, found: _Found, by_unit: list[Line]) -> list[Picture]:
    programmes = found.programmes
    shown = programmes[:MOST_COLUMNS]
    cells = [
        [found.line(unit, programme, None, found.counted.of(unit.number, versions)) for programme, versions in shown]
        for unit in found.units
    ]
    states_of = {unit.name: found.counted.states_of(unit.number) for unit in found.units}
    return [
        duty_pictures.matrix(
            [unit.name for unit in found.units],
            [_name(programme) for programme, _versions in shown],
            cells,
            which=asked.choices["set"],
            of=len(programmes),
        ),
        duty_pictures.states(by_unit, lambda line: states_of[line.unit], found.counted.states_of()),
    ]


def _numbers(asked: Asked) -> list[tuple[str, str]]:
    """Of the versions of the programme asked for, where there are several."""
    if asked.programme is None:
        return [("", _("All versions"))]
    of_programme = (ProgrammeVersion.programme_id == asked.programme.id, ProgrammeVersion.published_at.is_not(None))
    found = db.session.scalars(select(ProgrammeVersion.number).where(*of_programme).order_by(ProgrammeVersion.number))
    numbers = [(str(number), str(number)) for number in found]
    return [("", _("All versions")), *(numbers if len(numbers) > 1 else [])]


REPORT = Report(
    name="participation",
    code="R03",
    title=_l("Participation and completion"),
    question=_l("Who has done what is required, by unit and programme?"),
    attribution=Attribution.AS_OF_OR_DUE,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.PROGRAMME, Take.SEARCH),
    choices=(
        Choice(
            "set", _l("Counted"), ((NOW, _l("What counts on the day")), (PERIOD, _l("What fell due in the period")))
        ),
        Choice("state", _l("People listed"), states, usual=usual_state),
        Choice("version", _l("Version"), _numbers, usual=lambda _asked: [""]),
        Choice(
            "part",
            _l("Narrowed to"),
            (
                ("", _l("Not narrowed")),
                (DIRECT, _l("The department itself, without those below")),
                (OUTSIDE, _l("Departments closed since")),
            ),
        ),
    ),
    sorts=duty_people.SORTS,
)
