"""The overview: are we growing the people the strategy needs, and where is it stuck? What managers and the leadership open first.

Eight key figures, four of effort and four of what came of it, each with its target and the year before; units beside each other;
twelve months; what to act on. Every figure is that of its own report. Source: docs/figures.md, R01.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import charts, filters
from app.charts.heat_table import Level
from app.content import queries as content
from app.i18n import language
from app.learning.credentials import add_months

from .figures.credentials import Certified
from .figures.exams import Tries
from .figures.fallen_due import Due
from .figures.kpis import KPIS, Kpi
from .figures.overall import MONTHS, Overall, Value, overall
from .figures.per_head import Effort
from .figures.rates import Rate
from .figures.rollup import LevelRow, Summed, level_below, level_rows, row_name
from .frame.asking import Asked
from .frame.model import Answer, Attribution, Column, Kind, Picture, Report, Table, Take, Tile
from .targets.actions import targets_of

C = TypeVar("C", bound=Summed)
Place: TypeAlias = tuple[int, bool]
"""A department of the level below, and whether only those right in it are meant; 0: closed ones."""

LEAST = 20  # of a unit or an exam that is named as lagging
NEAR = 0.1  # of a share: how far below its target a unit is still near it
ACTS = 5
REACHED: Level = 1
NEARLY: Level = 3
BELOW: Level = "late"
NARROWED = ("participation", "hours")  # reports that can be asked for whoever is in no department below
STEPS: Mapping[Level, str] = {REACHED: "✓", NEARLY: "~", BELOW: "!"}

ACT_COLUMNS = (
    Column("what", _l("What to act on"), Kind.TEXT, _l("The most pressing first."), link=lambda _asked, row: row.href),
    Column("count", _l("How many"), Kind.INT, _l("Of what the line names."), link=lambda _asked, row: row.href),
    Column("detail", _l("More"), Kind.TEXT, _l("Where it is worst, or what it is made of.")),
)
KPI_COLUMNS = (
    Column("kpi", _l("Figure"), Kind.TEXT, _l("The key figure."), link=lambda asked, row: _report(asked, row.of)),
    Column(
        "rate",
        _l("Rate"),
        Kind.RATE,
        _l("Of figures that are a share of something counted: with both its numbers."),
        link=lambda asked, row: _report(asked, row.of),
    ),
    Column(
        "actual",
        _l("Actual"),
        Kind.NUMBER,
        _l("The figure in its unit; of a rate the share in percent."),
        link=lambda asked, row: _report(asked, row.of),
    ),
    Column("unit", _l("In"), Kind.TEXT, _l("The unit of what is, of the target and of the year before.")),
    Column("target", _l("Target"), Kind.NUMBER, _l("For the year, as the group has set it.")),
    Column("yoy", _l("Year before"), Kind.NUMBER, _l("The same days of the year before, as they are known now.")),
    Column(
        "change", _l("Change on the year"), Kind.NUMBER, _l("Against the year before; of shares in percentage points.")
    ),
)


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do something about."""

    what: str
    count: int
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class KpiRow:
    kpi: str
    rate: Rate | None
    actual: float | None
    unit: str
    target: float | None
    yoy: float | None
    change: float | None
    of: Kpi


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with what its cells are made of."""

    name: str
    where: Mapping[str, Any]  # what an address says instead, to look at it alone
    values: Mapping[Kpi, Value]


def answer(asked: Asked) -> Answer:
    found = overall(asked)
    targets = targets_of(asked.last.year, known_at=asked.known_at)
    units = _units(asked, found)
    return Answer(
        tables=[
            Table("figures", _("Targets and the year before"), KPI_COLUMNS, [_kpi(kpi, found, targets) for kpi in Kpi]),
            Table(
                "act",
                _("What to act on"),
                ACT_COLUMNS,
                _acts(asked, found, units)[:ACTS],
                empty=_("Nothing here is overdue, lapsed or behind the plan."),
                leads=True,
            ),
        ],
        tiles=[_tile(asked, kpi, found, targets) for kpi in Kpi],
        charts=[_months(asked, found), *([_heat(asked, units, found, targets)] if units else [])],
    )


def _tile(asked: Asked, kpi: Kpi, found: Overall, targets: Mapping[Kpi, float]) -> Tile:
    about = KPIS[kpi]
    target = _said(kpi, targets[kpi]) if kpi in targets else None
    beside = [(_("Year before"), _value(found.before[kpi])), *([(_("Target"), target)] if target else [])]
    value = found.values[kpi]
    if kpi is Kpi.GAIN:
        value = None if value is None else _number(kpi, value)
    unit = "" if isinstance(value, Rate) else about.unit
    return Tile(kpi.value, about.name, value, about.definition, _report(asked, kpi), unit, beside)


def _report(asked: Asked, kpi: Kpi, **where: Any) -> str:
    """The report that has the rows of a figure."""
    return asked.elsewhere(KPIS[kpi].report, **KPIS[kpi].about, **where)


def _value(value: Value) -> Rate | float | None:
    return value if value is None or isinstance(value, Rate) else round(value, 3)


def _number(kpi: Kpi, value: Value) -> float | None:
    """As people say it: shares in percent."""
    ratio = value.ratio if isinstance(value, Rate) else value
    return None if ratio is None else ratio * (100 if KPIS[kpi].most == 1 else 1)


def _said(kpi: Kpi, amount: float) -> str:
    text = filters.one_decimal(amount * (100 if KPIS[kpi].most == 1 else 1))
    return f"{text}%" if KPIS[kpi].most == 1 else text


def _kpi(kpi: Kpi, found: Overall, targets: Mapping[Kpi, float]) -> KpiRow:
    value, actual, yoy = found.values[kpi], _number(kpi, found.values[kpi]), _number(kpi, found.before[kpi])
    return KpiRow(
        kpi=str(KPIS[kpi].name),
        rate=value if isinstance(value, Rate) else None,
        actual=actual,
        unit=str(KPIS[kpi].unit),
        target=_number(kpi, targets.get(kpi)),
        yoy=yoy,
        change=None if actual is None or yoy is None else actual - yoy,
        of=kpi,
    )


def _units(asked: Asked, found: Overall) -> list[Unit]:
    """The level below, each with its own figures, whoever is in none of them included; the whole last. Those of the plan and of
    learning gained are the whole's alone."""
    of_due, of_certified = _rows(asked, found.due.by_path, Due()), _rows(asked, found.certified, Certified())
    of_exams = _rows(asked, found.exams_by_path, Tries())
    _focus, children = level_below(asked.departments, asked.department)
    units = []
    for place in dict.fromkeys([*((child.id, False) for child in children), *of_due, *of_certified, *of_exams]):
        parts: list[LevelRow[Any]] = [rows[place] for rows in (of_due, of_certified, of_exams) if place in rows]
        heads = found.hours.units.get(0 if place[1] else place[0], Effort())
        if not parts and not heads.headcount:
            continue
        row = parts[0] if parts else LevelRow(next(child for child in children if child.id == place[0]), Due())
        values: dict[Kpi, Value] = {
            Kpi.DUE_COMPLETION: _of(of_due, place, Due()).completed_rate,
            Kpi.ON_TIME: _of(of_due, place, Due()).on_time_rate,
            Kpi.HOURS: heads.hours_per_head,
            Kpi.CERTIFIED: _of(of_certified, place, Certified()).rate,
            Kpi.FIRST_TRY: _of(of_exams, place, Tries()).first_rate,
        }
        units.append(Unit(row_name(row), _where(row), values))
    return [*units, Unit(_("Total"), {}, found.values)] if units else []


def _where(row: LevelRow[Any]) -> Mapping[str, Any]:
    if row.direct:
        return {"part": "direct"}
    return {"department": row.department} if row.department else {"part": "outside"}


def _rows(asked: Asked, parts: Sequence[tuple[str, C]], none: C) -> dict[Place, LevelRow[C]]:
    rows, _total = level_rows(parts, asked.departments, asked.department, none)
    return {(row.department.id if row.department else 0, row.direct): row for row in rows}


def _of(rows: Mapping[Place, LevelRow[C]], place: Place, none: C) -> C:
    return rows[place].counts if place in rows else none


def _months(asked: Asked, found: Overall) -> Picture:
    firsts = [add_months(asked.as_of.replace(day=1), number) for number in range(1 - MONTHS, 1)]
    parts = [found.due.between(first, _last(first)) for first in firsts]
    labels = [f"{first:%Y-%m}" for first in firsts]
    drawn = [
        charts.Line(str(KPIS[Kpi.DUE_COMPLETION].name), [part.completed_rate.ratio for part in parts]),
        charts.Line(str(KPIS[Kpi.ON_TIME].name), [part.on_time_rate.ratio for part in parts], dashed=True),
    ]
    summary = _(
        "Month by month of the due date: this month %(now)s completed, twelve months ago %(then)s.",
        now=filters.rate(parts[-1].completed, parts[-1].fell_due),
        then=filters.rate(parts[0].completed, parts[0].fell_due),
    )
    return charts.lines(_("Twelve months"), summary, labels, drawn, percent=True)


def _last(first: date) -> date:
    return date.fromordinal(add_months(first, 1).toordinal() - 1)


def _heat(asked: Asked, units: Sequence[Unit], found: Overall, targets: Mapping[Kpi, float]) -> Picture:
    """Three steps against the target, or where there is none the whole: reached, near, below."""
    shown = [Kpi.DUE_COMPLETION, Kpi.ON_TIME, Kpi.HOURS, Kpi.CERTIFIED, Kpi.FIRST_TRY]
    wanted = {kpi: targets.get(kpi, _ratio(found.values[kpi])) for kpi in shown}
    cells = [[_cell(asked, unit, kpi, wanted[kpi]) for kpi in shown] for unit in units]
    summary = _(
        "Units beside each other: ✓ reached, ~ near, ! below the target, or below the whole where no target is set."
    )
    names = [str(KPIS[kpi].name) for kpi in shown]
    return charts.heat(
        _("Units and key figures"), summary, [unit.name for unit in units], names, cells, corner=_("Unit")
    )


def _ratio(value: Value) -> float | None:
    return value.ratio if isinstance(value, Rate) else value


def _cell(asked: Asked, unit: Unit, kpi: Kpi, wanted: float | None) -> charts.HeatCell:
    value, level = unit.values[kpi], _level(kpi, unit.values[kpi], wanted)
    narrows = "part" not in unit.where or KPIS[kpi].report in NARROWED
    href = _report(asked, kpi, **unit.where) if narrows else None
    if isinstance(value, Rate):
        text, there = filters.rate(value.numerator, value.denominator), bool(value.denominator)
    else:
        text, there = (filters.NOTHING, False) if value is None else (filters.one_decimal(value), True)
    mark = STEPS.get(level, "")
    return charts.HeatCell(None, f"{mark} {text}" if mark else text, href if there else None, level)


def _level(kpi: Kpi, value: Value, wanted: float | None) -> Level:
    """Small groups stay plain: a colour would mean nothing."""
    ratio = _ratio(value)
    if ratio is None or wanted is None or (isinstance(value, Rate) and value.denominator < LEAST):
        return "x"
    if ratio >= wanted:
        return REACHED
    near = NEAR if KPIS[kpi].most == 1 else wanted * NEAR
    return NEARLY if ratio >= wanted - near else BELOW


def _acts(asked: Asked, found: Overall, units: Sequence[Unit]) -> list[Act]:
    due, certified = (
        sum((part for _path, part in found.due.by_path), Due()),
        sum((each for _path, each in found.certified), Certified()),
    )
    acts = [
        Act(
            _("Assignments that fell due and are not completed"),
            due.fell_due - due.completed,
            _lagging(units),
            asked.elsewhere("participation", set="period", state="open"),
        ),
        Act(
            _("People with a credential that has lapsed, in posts that ask for it"),
            certified.lapsed,
            _("%(count)s more expire within 30 days", count=certified.expiring_30),
            asked.elsewhere("credentials", state="lapsed"),
        ),
        Act(
            _("People with a credential that expires within 30 days"),
            certified.expiring_30,
            "",
            asked.elsewhere("credentials", state="soon-30"),
        ),
        Act(
            _("Items of the training plan that were due and are not held"),
            found.plan.due - found.plan.held,
            _(
                "of these cancelled: %(cancelled)s, postponed: %(postponed)s",
                cancelled=found.plan.cancelled,
                postponed=found.plan.postponed,
            ),
            asked.elsewhere("plan", rows="open"),
        ),
        Act(
            _("People who lack hours of continuing education"),
            found.owing,
            "",
            asked.elsewhere("hours", who="short"),
        ),
        _hardest(asked, found),
    ]
    return [act for act in acts if act.count > 0]


def _lagging(units: Sequence[Unit]) -> str:
    """The unit that has completed least of what fell due, among those large enough to be named."""
    rates = [(unit.values[Kpi.DUE_COMPLETION], unit.name) for unit in units if "department" in unit.where]
    large = [(rate, name) for rate, name in rates if isinstance(rate, Rate) and rate.denominator >= LEAST]
    if not large:
        return ""
    rate, name = min(large, key=lambda pair: pair[0].ratio or 0.0)
    return _("lowest: %(unit)s, %(rate)s", unit=name, rate=filters.rate(rate.numerator, rate.denominator))


def _hardest(asked: Asked, found: Overall) -> Act:
    """The exam that fewest pass at the first try, among those that enough people sat."""
    large = [(each.first_rate, key) for key, each in found.exams.items() if each.first >= LEAST]
    if not large:
        return Act("", 0, "", "")
    rate, (course_id, quiz_id) = min(large, key=lambda pair: pair[0].ratio or 0.0)
    course = content.get_course(course_id)
    quiz = next(page for page in course.lessons if page.id == quiz_id)
    return Act(
        _("People who failed their first try at the hardest exam"),
        rate.denominator - rate.numerator,
        f"{quiz.title(language())} · {filters.rate(rate.numerator, rate.denominator)}",
        asked.elsewhere("exams", course=course, exam=quiz_id, result="first_failed"),
    )


REPORT = Report(
    name="overview",
    code="R01",
    title=_l("Cultivation overview"),
    question=_l("Are we growing the people the strategy needs, and where is it stuck?"),
    attribution=Attribution.EACH,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT),
)
