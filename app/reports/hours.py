"""Hours and credits: enough learning, fairly spread, of the right kind, and who lacks hours of continuing education.

Source of every figure: docs/figures.md, sections "Hours" and "Continuing education".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import filters
from app.charts import Bar, Bin, bars, histogram
from app.db import MANY, db
from app.i18n import language
from app.learning.credits.kinds import Subject, kind_name, subject_name
from app.people.models import Department, Position, User
from app.people.search import means

from .figures.earned import Earned, list_earned, list_ids
from .figures.education import Education, Owing, education, met_rate
from .figures.hours import Heads, Hours, Within, hours
from .figures.hours_columns import (
    COVERAGE,
    FAMILY_COLUMNS,
    HOURS_PER_HEAD,
    MEDIAN,
    MET,
    NO_HOURS,
    PEOPLE_COLUMNS,
    POSITION_COLUMNS,
    SUBJECT_COLUMNS,
    UNIT_COLUMNS,
    ledger_address,
)  # fmt: skip
from .figures.labels import named
from .figures.persons import companies
from .figures.rates import Rate
from .figures.rollup import level_below
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE
from .frame.model import (
    Action,
    Answer,
    Attribution,
    Choice,
    Mark,
    Report,
    Table,
    Take,
    Tile,
)

SHORT, OWING, ALL = "short", "owing", "all"
WIDE = 10  # hours of a bar in the histogram


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A department, family or position with its hours."""

    name: str
    people: int
    headcount: float
    hours: float
    hours_per_head: float | None
    clock_hours_per_head: float | None
    coverage_rate: Rate
    met_rate: Rate | None = None
    department: Department | None = None
    family: str = ""
    with_link: bool = True

    def ledger(self, asked: Asked) -> str | None:
        """Where the hours are listed, if they can be."""
        if not self.with_link:
            return None
        changes = {"department": self.department} if self.department else {}
        return ledger_address(asked, **changes, **({"family": self.family} if self.family else {}))


@dataclass(frozen=True, slots=True)
class SubjectRow:
    subject: str
    name: str
    hours: float
    share: float


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One person's hours. What continuing education asks for is None for whoever owes none."""

    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    earned: float
    rule: str
    required: float | None
    in_year: float | None
    specialised: float | None
    shortfall: float | None
    state: Mark
    basis: str
    evidence_no: str
    papers: Sequence[Action]


def answer(asked: Asked) -> Answer:
    """A constant number of statements, and two for every 500 people of a file."""
    within, focus, children = _within(asked)
    found = hours(within)
    owed = education(
        asked.scope, within.last, department=asked.department, family=asked.family, known_at=asked.known_at
    )
    return Answer(
        tables=[_people(asked, within, owed), _units(found, owed, focus, children), *_kinds(found), _subjects(found)],
        tiles=_tiles(asked, found, owed),
        charts=[_spread(found), *_per_unit(found, children)],
        notes=_notes(asked, owed),
        facts=_rules(owed),
    )


def _within(asked: Asked) -> tuple[Within, Department | None, list[Department]]:
    """Up to the day of the report: what lies behind it is not there yet."""
    focus, children = level_below(asked.departments, asked.department)
    within = Within(
        asked.scope,
        min(asked.first, asked.as_of),
        min(asked.last, asked.as_of),
        asked.as_of,
        asked.department,
        asked.family,
        asked.known_at,
        children,
        focus,
    )
    return within, focus, children


def _group(name: str, heads: Heads, **of: Any) -> GroupRow:
    return GroupRow(
        name,
        heads.people,
        heads.headcount,
        heads.hours,
        heads.hours_per_head,
        heads.clock_hours_per_head,
        heads.coverage_rate,
        **of,
    )


def _units(found: Hours, owed: Education, focus: Department | None, children: Sequence[Department]) -> Table:
    rows = []
    owing = _by_unit(owed.owing, children)
    for child in children:
        if found.units.get(child.id, Heads()).people:
            rate = met_rate(owing.get(child.id, []))
            rows.append(_group(named(child), found.units[child.id], department=child, met_rate=rate))
    if focus is not None and focus.id in found.units:
        direct, rate = found.units[focus.id], met_rate(owing.get(focus.id, owing.get(0, [])))
        rows.append(_group(_("Directly in %(name)s", name=named(focus)), direct, met_rate=rate, with_link=False))
    if 0 in found.units:
        rows.append(_group(_("Closed departments"), found.units[0], met_rate=Rate(0, 0), with_link=False))
    total = _group(_("Total"), found.total, met_rate=owed.met_rate)
    return Table("departments", _("By department"), UNIT_COLUMNS, rows, total=total)


def _by_unit(owing: Sequence[Owing], children: Sequence[Department]) -> dict[int, list[Owing]]:
    """By the child whose subtree they work in; 0: in none."""
    found: dict[int, list[Owing]] = {}
    for each in owing:
        home = next((child.id for child in children if f"/{child.id}/" in each.path), 0)
        found.setdefault(home, []).append(each)
    return found


def _kinds(found: Hours) -> list[Table]:
    families = [
        _group(name or _("Without a position family"), heads, family=name)
        for name, heads in sorted(found.families.items())
    ]
    wanted = [key for key in found.positions if key]
    names = dict.fromkeys(wanted, "")
    if wanted:
        for position in db.session.scalars(select(Position).where(Position.id.in_(wanted))):
            names[position.id] = named(position)
    positions = sorted(
        ((names.get(key) or _("Without a position"), heads) for key, heads in found.positions.items()),
        key=itemgetter(0),
    )
    rows = [_group(name, heads, with_link=False) for name, heads in positions]
    total = _group(_("Total"), found.total, with_link=False)
    return [
        Table("families", _("By position family"), FAMILY_COLUMNS, families, total=total),
        Table("positions", _("By position"), POSITION_COLUMNS, rows, total=total),
    ]


def _subjects(found: Hours) -> Table:
    whole = found.total.hours
    rows = [
        SubjectRow(subject, subject_name(subject), value, value * 100 / whole)
        for subject in (*Subject, *sorted(set(found.subjects) - set(Subject)))
        if (value := found.subjects.get(subject, 0))
    ]
    return Table(
        "subjects", _("By subject"), SUBJECT_COLUMNS, rows, total=SubjectRow("", _("Total"), whole, 100) if rows else None
    )  # fmt: skip


def _tiles(asked: Asked, found: Hours, owed: Education) -> list[Tile]:
    hours_, per_head = found.total, _("hours")
    clock = hours_.clock_hours_per_head
    beside = [(_("in clock hours"), clock)] if clock is not None else []
    return [
        Tile("hours_per_head", _("Hours per head"), hours_.hours_per_head, HOURS_PER_HEAD, ledger_address(asked), per_head, beside),
        Tile("coverage", _("Coverage"), hours_.coverage_rate, COVERAGE, asked.url(who=ALL)),
        Tile("ce_met", _("Continuing education met"), owed.met_rate, MET, asked.url(who=SHORT)),
        Tile("median", _("Median"), found.median, MEDIAN, asked.url(who=ALL), _("hours")),
        Tile("without", _("Without any hours"), found.without, NO_HOURS, asked.url(who=ALL)),
    ]  # fmt: skip


def _spread(found: Hours) -> Any:
    """How many people have how many hours, in steps of ten."""
    counts: dict[int, int] = {}
    for value, count in found.spread.items():
        counts[int(value // WIDE)] = counts.get(int(value // WIDE), 0) + count
    bins = [Bin(step * WIDE, (step + 1) * WIDE, counts.get(step, 0)) for step in range(max(counts, default=-1) + 1)]
    middle = found.median
    summary = (
        _("Half of %(count)s people have at most %(hours)s hours; %(none)s have none.",
          count=found.total.people, hours=filters.number(middle), none=found.without.numerator)
        if middle is not None
        else _("There is nobody in this part of the organisation in the period.")
    )  # fmt: skip
    return histogram(_("How hours are spread"), summary, bins, headings=(_("Hours"), _("People")))


def _per_unit(found: Hours, children: Sequence[Department]) -> Iterator[Any]:
    values = {named(child): found.units[child.id].hours_per_head for child in children if child.id in found.units}
    known = {name: value for name, value in values.items() if value is not None}
    if len(known) < 2:
        return
    best, least = max(known, key=lambda name: known[name]), min(known, key=lambda name: known[name])
    summary = _(
        "%(best)s has most hours per head (%(most)s), %(least)s the fewest (%(few)s).",
        best=best, most=filters.one_decimal(known[best]), least=least, few=filters.one_decimal(known[least]),
    )  # fmt: skip
    drawn = [Bar(name, value, filters.one_decimal(value)) for name, value in known.items()]
    yield bars(_("Hours per head by department"), summary, drawn)


def _notes(asked: Asked, owed: Education) -> list[str]:
    notes = []
    if asked.last > asked.as_of:
        notes.append(_("The period ends with the day of the report: what lies behind it is not known yet."))
    if not owed.rules:
        notes.append(_("No rules of continuing education are in force on that day, so nobody owes hours."))
    return notes


def _rules(owed: Education) -> list[tuple[str, str]]:
    return [
        (
            _("Rules of continuing education"),
            _("%(name)s: %(hours)s hours a year, %(special)s of them specialised",
              name=rule.name(language()), hours=filters.number(rule.required_hours),
              special=filters.number(rule.specialised_hours)),
        )
        for rule in owed.rules
    ]  # fmt: skip


def _people(asked: Asked, within: Within, owed: Education) -> Table:
    owing = {each.user_id: each for each in owed.owing}
    ids = _ids(asked, within, owing)
    units = companies()
    first = (asked.page - 1) * ROWS_A_PAGE if asked.page else 0
    rows = _listed(asked, within, ids[first : first + ROWS_A_PAGE] if asked.page else ids, owing, units)
    return Table(
        "people",
        _("People"),
        PEOPLE_COLUMNS,
        list(rows) if asked.page else rows,
        row_count=len(ids),
        sort="-shortfall",
        empty=_("Nobody lacks hours of continuing education.") if asked.choices["who"] == SHORT else "",
    )


def _ids(asked: Asked, within: Within, owing: Mapping[int, Owing]) -> list[int]:
    """Whom the list shows, in its order: those who lack most first, unless it is asked otherwise."""
    ids = list_ids(within, means(asked.q, User) if asked.q else None)
    if asked.choices["who"] != ALL:
        ids = [key for key in ids if key in owing and (asked.choices["who"] == OWING or not owing[key].met.is_met)]
    if asked.sort in ("name", "-name"):
        return ids if asked.sort == "name" else ids[::-1]
    sign = 1 if asked.sort == "shortfall" else -1
    return sorted(ids, key=lambda key: sign * (owing[key].met.shortfall if key in owing else 0))


def _listed(
    asked: Asked, within: Within, ids: Sequence[int], owing: Mapping[int, Owing], units: dict[str, str]
) -> Iterator[PersonHours]:
    for at in range(0, len(ids), MANY):
        for earned in list_earned(within, ids[at : at + MANY], units):
            yield _person(asked, within, earned, owing.get(earned.user_id))


def _person(asked: Asked, within: Within, earned: Earned, owed: Owing | None) -> PersonHours:
    path = f"/ledger/people/{earned.user_id}/hours.pdf?from={within.first}&to={within.last}"
    met = owed.met if owed else None
    return PersonHours(
        **earned.fields,
        earned=earned.hours,
        rule=owed.rule.name(language()) if owed else "",
        required=met.required.hours if met else None,
        in_year=met.earned if met else None,
        specialised=met.specialised if met else None,
        shortfall=met.shortfall if met else None,
        state=Mark("") if met is None else Mark(_("Met"), "ok") if met.is_met else Mark(_("Not met"), "warn"),
        basis=filters.listed(kind_name(kind) for kind in earned.kinds),
        evidence_no=filters.listed(earned.evidence),
        papers=[Action(_("Certificate of hours"), path)],
    )


REPORT = Report(
    name="hours",
    code="R05",
    title=_l("Hours and credits"),
    question=_l("Is there enough learning, fairly spread, of the right kind?"),
    attribution=Attribution.AT_EVENT,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.FAMILY, Take.SEARCH),
    choices=(
        Choice(
            "who",
            _l("People"),
            (
                (SHORT, _l("Who lack hours of continuing education")),
                (OWING, _l("Who owe continuing education")),
                (ALL, _l("Everyone")),
            ),
        ),
    ),
    sorts=("name", "shortfall"),
)
