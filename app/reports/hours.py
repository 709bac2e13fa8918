"""Hours and credits: enough learning, fairly spread, of the right kind, and who lacks hours of continuing education.

Source of every figure: docs/figures.md, sections "Hours" and "Continuing education".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import filters
from app.charts import Bar, Bin, Chart, Place, bars, histogram
from app.db import MANY, db
from app.i18n import language
from app.learning.credits.kinds import Subject, kind_name, subject_name
from app.people.models import Department, Position, User
from app.people.search import means

from .figures.earned import Earned, list_earned, list_ids
from .figures.education import Education, Owing, education
from .figures.hours import Hours, Part, Within, hours
from .figures.hours_columns import (
    ALL,
    COVERAGE,
    CREDITED,
    HOURS_PER_HEAD,
    MEDIAN,
    MET,
    NO_HOURS,
    NONE,
    OWING,
    PEOPLE_COLUMNS,
    SHORT,
    SUBJECT_COLUMNS,
    ledger_address,
)  # fmt: skip
from .figures.hours_groups import DIRECT, NO_FAMILY, NO_POST, OUTSIDE, families, positions, units
from .figures.labels import named
from .figures.persons import companies
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

STEPS = (1, 2, 5, 10, 20, 50, 100)  # hours of a bar of the picture
MOST_BARS = 20


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
    owed = _owed(asked, within, found)
    return Answer(
        tables=[
            _people(asked, within, found, owed),
            units(found, owed, focus, children),
            families(found),
            positions(found),
            _subjects(found),
        ],
        tiles=_tiles(asked, found, owed),
        charts=[_spread(asked, found), *_per_unit(asked, found, children)],
        notes=_notes(asked, owed),
        facts=[*_rules(owed), *([(_("Hours"), "–".join(_between(asked)))] if _between(asked) else [])],
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
        _part(asked, focus, children),
    )
    return within, focus, children


def _part(asked: Asked, focus: Department | None, children: Sequence[Department]) -> Part | None:
    """A position, no family, or what lies in no department below, where that is asked for."""
    post, part = asked.choices["post"], asked.choices["part"]
    if not post and not part:
        return None
    position_id = None
    if post:
        position_id = db.session.scalar(select(Position.id).where(Position.code == post)) if post != NO_POST else 0
    above = focus.path if focus is not None else ""
    return Part(
        position_id,
        part == NO_FAMILY,
        above if part == DIRECT else "",
        [each.path for each in children] if part == OUTSIDE else (),
        above if part == OUTSIDE else "",
    )


def _owed(asked: Asked, within: Within, found: Hours) -> Education:
    owed = education(
        asked.scope, within.last, department=asked.department, family=asked.family, known_at=asked.known_at
    )
    part = within.part
    if part is None:
        return owed
    return replace(owed, owing=[each for each in owed.owing if each.user_id in found.persons and part.holds(each.path)])


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
        Tile("coverage", _("Coverage"), hours_.coverage_rate, COVERAGE, asked.url(who=CREDITED, only={})),
        Tile("ce_met", _("Continuing education met"), owed.met_rate, MET, asked.url(who=OWING, only={})),
        Tile("median", _("Median"), found.median, MEDIAN, asked.url(who=ALL, only={}, sort="-earned"), _("hours")),
        Tile("without", _("Without any hours"), found.without, NO_HOURS, asked.url(who=NONE, only={})),
    ]  # fmt: skip


def _spread(asked: Asked, found: Hours) -> Chart:
    """How many people have how many hours, and between which hours the middle half of them lies."""
    most = max(found.spread, default=0)
    wide = next((step for step in STEPS if most // step < MOST_BARS), STEPS[-1])
    counts: dict[int, int] = {}
    for value, count in found.spread.items():
        counts[int(value // wide)] = counts.get(int(value // wide), 0) + count
    bins = [
        Bin(
            low,
            low + wide,
            counts.get(low // wide, 0),
            _people_between(asked, low, wide) if low // wide in counts else None,
        )
        for low in range(0, (max(counts, default=-1) + 1) * wide, wide)
    ]
    quarters = found.quartiles
    if quarters is None:
        summary, places = _("There is nobody in this part of the organisation in the period."), []
    else:
        low, middle, high = map(filters.number, quarters)
        summary = _(
            "Half of %(count)s people have at most %(hours)s hours; the middle half of them have %(low)s to %(high)s; %(none)s have none.",
            count=found.total.people, hours=middle, low=low, high=high, none=found.without.numerator,
        )  # fmt: skip
        names = (
            _("a quarter up to %(hours)s", hours=low),
            _("half up to %(hours)s", hours=middle),
            _("three quarters up to %(hours)s", hours=high),
        )
        places = [Place(value, name) for value, name in zip(quarters, names, strict=True)]
    return histogram(_("How hours are spread"), summary, bins, places=places, headings=(_("Hours"), _("People")))


def _people_between(asked: Asked, low: int, wide: int) -> str:
    return asked.url(who=ALL, only={"hours": f"{low}-{low + wide}"})


def _between(asked: Asked) -> tuple[str, ...]:
    """From and up to, but not with, how many hours the list goes, as a bar of the picture asks; else nothing."""
    low, _dash, high = asked.only.get("hours", "").partition("-")
    fits = all(text.isascii() and text.isdigit() and len(text) < 6 for text in (low, high))
    return (low, high) if fits else ()


def _per_unit(asked: Asked, found: Hours, children: Sequence[Department]) -> Iterator[Chart]:
    values = {child: found.units[child.id].hours_per_head for child in children if child.id in found.units}
    known = {child: value for child, value in values.items() if value is not None}
    if len(known) < 2:
        return
    best, least = max(known, key=lambda child: known[child]), min(known, key=lambda child: known[child])
    summary = _(
        "%(best)s has most hours per head (%(most)s), %(least)s the fewest (%(few)s).",
        best=named(best), most=filters.one_decimal(known[best]), least=named(least), few=filters.one_decimal(known[least]),
    )  # fmt: skip
    drawn = [
        Bar(named(child), value, filters.one_decimal(value), asked.url(department=child))
        for child, value in known.items()
    ]
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


def _people(asked: Asked, within: Within, found: Hours, owed: Education) -> Table:
    owing = {each.user_id: each for each in owed.owing}
    ids = _ids(asked, within, found, owing)
    houses = companies(asked.as_of, asked.known_at)
    first = (asked.page - 1) * ROWS_A_PAGE if asked.page else 0
    rows = _listed(asked, within, ids[first : first + ROWS_A_PAGE] if asked.page else ids, owing, houses)
    return Table(
        "people",
        _("People"),
        PEOPLE_COLUMNS,
        list(rows) if asked.page else rows,
        row_count=len(ids),
        sort="-shortfall",
        empty=_("Nobody lacks hours of continuing education.") if asked.choices["who"] == SHORT else "",
    )


def _ids(asked: Asked, within: Within, found: Hours, owing: Mapping[int, Owing]) -> list[int]:
    """Whom the list shows, in its order: those who lack most first, unless it is asked otherwise."""
    fits: dict[str, Callable[[int], bool]] = {
        SHORT: lambda key: key in owing and not owing[key].met.is_met,
        OWING: lambda key: key in owing,
        CREDITED: lambda key: key in found.credited,
        NONE: lambda key: key not in found.credited,
        ALL: lambda _key: True,
    }
    ids = [
        key for key in list_ids(within, means(asked.q, User) if asked.q else None) if fits[asked.choices["who"]](key)
    ]
    if between := _between(asked):
        low, high = map(int, between)
        ids = [key for key in ids if low <= found.persons[key] < high]
    if asked.sort in ("name", "-name"):
        return ids if asked.sort == "name" else ids[::-1]
    shortfalls = {key: owing[key].met.shortfall for key in ids if key in owing}
    by = found.persons if asked.sort.removeprefix("-") == "earned" else shortfalls
    sign = -1 if asked.sort.startswith("-") or not asked.sort else 1
    return sorted(ids, key=lambda key: sign * by.get(key, 0))


def _listed(
    asked: Asked, within: Within, ids: Sequence[int], owing: Mapping[int, Owing], houses: dict[str, str]
) -> Iterator[PersonHours]:
    for at in range(0, len(ids), MANY):
        for earned in list_earned(within, ids[at : at + MANY], houses):
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


def _posts(_asked: Asked) -> list[tuple[str, str]]:
    found = db.session.scalars(select(Position).order_by(Position.code))
    return [
        ("", _("All positions")),
        *((row.code, named(row)) for row in found),
        (NO_POST, _("Without a position")),
    ]


def _all(_asked: Asked) -> list[str]:
    return [""]


REPORT = Report(
    name="hours",
    code="R05",
    title=_l("Hours and credits"),
    question=_l("Is there enough learning, fairly spread, of the right kind?"),
    attribution=Attribution.AT_EVENT,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.FAMILY, Take.SEARCH, Take.ONLY),
    choices=(
        Choice(
            "who",
            _l("People"),
            (
                (SHORT, _l("Who lack hours of continuing education")),
                (OWING, _l("Who owe continuing education")),
                (CREDITED, _l("With credited hours")),
                (NONE, _l("Who have no hours")),
                (ALL, _l("Everyone")),
            ),
        ),
        Choice("post", _l("Position"), _posts, usual=_all),
        Choice(
            "part",
            _l("Narrowed to"),
            (
                ("", _l("Not narrowed")),
                (DIRECT, _l("The department itself, without those below")),
                (OUTSIDE, _l("Departments closed since")),
                (NO_FAMILY, _l("People without a position family")),
            ),
        ),
    ),
    asks_closed=True,
    sorts=("name", "earned", "shortfall"),
)
