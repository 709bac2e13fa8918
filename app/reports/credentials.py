"""Who may do the job: credentials that posts ask for, held, running out, lapsed; today and in the months to come.

A person is certified who holds all that the posts ask for, each valid on the day; grace is not valid. Source of every figure:
docs/figures.md, section "Credentials".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import CTE, func, select

from app.credentials.policies import Kind as Credential
from app.credentials.policies import list_kinds
from app.credentials.standing import Look
from app.credentials.words import State, state_name
from app.db import db
from app.learning.credentials import add_months
from app.people.models import Position

from .figures.credential_people import COLUMNS, people_table
from .figures.credential_pictures import calendar, forecast, matrix
from .figures.credentials import SOON, Certified, Held, figures, needs, summed
from .figures.departments import department_column
from .figures.excluded import count_inactive
from .figures.labels import named
from .figures.rates import Rate
from .figures.rollup import level_rows, row_name
from .figures.standings import people
from .frame.asking import Asked
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Report, Table, Take, Tile

MONTHS = 12
CERTIFIED = _l(
    "People in posts that ask for credentials who hold all of them, each valid on the day, divided by all people in such posts. "
    "People are counted, not credentials; whoever is on leave counts."
)
WITH_GRACE = _l(
    "The same with those whose credentials are valid or in grace. Grace is not valid: this is a second look only."
)
IN_POSTS = _l("People whose posts ask for at least one credential on the day.")
EXPIRING = {
    30: _l("People with a credential that is valid and ends within 30 days, no renewal being there."),
    60: _l("People with a credential that is valid and ends within 60 days, no renewal being there."),
    90: _l("People with a credential that is valid and ends within 90 days, no renewal being there."),
}
EXPIRING_NAMES = {30: _l("Expiring, 30 days"), 60: _l("Expiring, 60 days"), 90: _l("Expiring, 90 days")}
IN_GRACE = _l("People with a credential that has run out and can still be renewed as if in time.")
LAPSED = _l("People with a credential that has run out, the grace included.")
REVOKED = _l("People with a credential that was revoked.")
MISSING = _l("People who never held one of the credentials, or handed it in and nobody has verified it yet.")
RENEWED = _l(
    "Of the terms whose last valid day lies in the period, those followed by another without a day between, divided by all of "
    "them. Temporary and revoked terms are left out."
)


def _leads(key: str, state: str = "") -> Callable[[Asked, Any], str | None]:
    """Leads from a figure of a row to what it counts; from nothing nowhere."""

    def link(asked: Asked, row: Any) -> str | None:
        return asked.url(state=state, **row.where) if row.where and getattr(row, key) else None

    return link


def _counts() -> list[Column]:
    """In which state, for groups and kinds alike."""
    return [
        *(Column(f"expiring_{days}", EXPIRING_NAMES[days], Kind.INT, EXPIRING[days],
                 _leads(f"expiring_{days}", f"soon-{days}")) for days in SOON),
        Column("in_grace", _l("In grace"), Kind.INT, IN_GRACE, _leads("in_grace", State.IN_GRACE)),
        Column("lapsed", _l("Lapsed"), Kind.INT, LAPSED, _leads("lapsed", State.LAPSED)),
        Column("revoked", _l("Revoked"), Kind.INT, REVOKED, _leads("revoked", State.REVOKED)),
        Column("missing", _l("Credential missing"), Kind.INT, MISSING, _leads("missing", "missing")),
    ]  # fmt: skip


COUNTED = (
    Column("people", _l("People in posts"), Kind.INT, IN_POSTS, _leads("people")),
    Column("rate", _l("Certified"), Kind.RATE, CERTIFIED, _leads("rate")),
    Column("grace_rate", _l("Certified, grace included"), Kind.RATE, WITH_GRACE, _leads("grace_rate")),
    *_counts(),
)
DEPARTMENT_COLUMNS = (
    department_column(link=_leads("name")),
    *COUNTED,
)
POST_COLUMNS = (
    Column(
        "name",
        _l("Position"),
        Kind.TEXT,
        _l("The position of the primary job. The rows sum to the total."),
        link=_leads("name"),
    ),
    *COUNTED,
)
KIND_COLUMNS = (
    Column(
        "name",
        _l("Credential"),
        Kind.TEXT,
        _l("A kind of credential that posts ask for."),
        link=_leads("name"),
    ),
    Column("needed", _l("Asked for"), Kind.INT, _l("People whose posts ask for it."), _leads("needed")),
    Column(
        "rate",
        _l("Valid"),
        Kind.RATE,
        _l("Those who hold it, valid on the day, divided by those asked for it."),
        _leads("rate", State.VALID),
    ),
    *_counts(),
    Column("renewed", _l("Renewed in time"), Kind.RATE, RENEWED),
)


@dataclass(frozen=True, slots=True)
class CountsRow:
    """A department or a position, with what is counted about its people."""

    name: str
    people: int
    rate: Rate
    grace_rate: Rate
    expiring_30: int
    expiring_60: int
    expiring_90: int
    in_grace: int
    lapsed: int
    revoked: int
    missing: int
    where: Mapping[str, Any] = field(default_factory=dict)  # what the address says instead, to look at it alone


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of credential, with how many of those asked for it are in which state."""

    name: str
    where: Mapping[str, Any]
    needed: int
    rate: Rate
    expiring_30: int
    expiring_60: int
    expiring_90: int
    in_grace: int
    lapsed: int
    revoked: int
    missing: int
    renewed: Rate


def answer(asked: Asked) -> Answer:
    """Six statements: one for all that is counted, one or two for the list of people."""
    look, kinds = Look(asked.as_of, asked.known_at), list_kinds()
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    pairs = needs(among, kinds, look)
    days = sorted({*(asked.as_of + timedelta(days=each) for each in SOON), *month_ends(asked.as_of)})
    counted = figures(pairs, look, days, asked.first, asked.last)
    places, held, renewed = counted.places, counted.held, counted.renewed
    posts = _positions({place for _path, place, _counts in places})
    rows, total = level_rows(
        [(path, counts) for path, _place, counts in places], asked.departments, asked.department, Certified()
    )
    of_level = [
        _line(
            row_name(row), row.counts, **({"department": row.department} if row.department and not row.direct else {})
        )
        for row in rows
    ]
    return Answer(
        tables=[
            people_table(asked, among, pairs, kinds, look),
            Table("departments", _("By department"), DEPARTMENT_COLUMNS, of_level, total=_line(_("Total"), total),
                  note=_of_people()),
            Table("posts", _("By position"), POST_COLUMNS, _by_post(places, posts), total=_line(_("Total"), total),
                  note=_of_people()),
            _by_credential(asked, kinds, held, days, renewed),
        ],
        tiles=_tiles(asked, total, summed(renewed.values())),
        charts=[
            matrix(asked, kinds, posts, held),
            calendar(asked, held, days, month_ends(asked.as_of)),
            forecast(asked, held, days, month_ends(asked.as_of)),
        ],
        excluded=_excluded(asked, among, total),
    )  # fmt: skip


def month_ends(as_of: date) -> list[date]:
    """The first day of each of the twelve months that follow: by then has ended what runs out in the month before."""
    return [add_months(as_of.replace(day=1), months) for months in range(1, MONTHS + 1)]


def _tiles(asked: Asked, total: Certified, renewed: Rate) -> list[Tile]:
    soon: list[tuple[Any, Any]] = [(EXPIRING_NAMES[days], str(getattr(total, f"expiring_{days}"))) for days in SOON[:2]]
    return [
        Tile(
            "certified",
            _("Certified"),
            total.rate,
            CERTIFIED,
            asked.url(state=""),
            beside=[(_("Grace included"), total.grace_rate)],
        ),
        Tile(
            "expiring",
            EXPIRING_NAMES[90],
            total.expiring_90,
            EXPIRING[90],
            asked.url(state="soon-90"),
            _persons(total.expiring_90),
            soon,
        ),
        Tile(
            "in_grace",
            state_name(State.IN_GRACE),
            total.in_grace,
            IN_GRACE,
            asked.url(state=State.IN_GRACE.value),
            _persons(total.in_grace),
        ),
        Tile(
            "lapsed",
            state_name(State.LAPSED),
            total.lapsed,
            LAPSED,
            asked.url(state=State.LAPSED.value),
            _persons(total.lapsed),
        ),
        Tile(
            "missing",
            _("Credential missing"),
            total.missing,
            MISSING,
            asked.url(state="missing"),
            _persons(total.missing),
        ),
        Tile("renewed", _("Renewed in time"), renewed, RENEWED),
    ]


def _persons(count: int) -> str:
    return ngettext("person", "persons", count)


def _of_people() -> str:
    return _(
        "People are counted here, each once; the list of people has a row for each credential that somebody needs."
    )


def _line(name: str, counts: Certified, **of: Any) -> CountsRow:
    return CountsRow(
        name,
        counts.people,
        counts.rate,
        counts.grace_rate,
        counts.expiring_30,
        counts.expiring_60,
        counts.expiring_90,
        counts.in_grace,
        counts.lapsed,
        counts.revoked,
        counts.missing,
        of,
    )


def _by_post(places: Sequence[tuple[str, int | None, Certified]], posts: dict[int | None, Position]) -> list[CountsRow]:
    sums: dict[int | None, Certified] = {}
    for _path, place, counts in places:
        sums[place] = sums.get(place, Certified()) + counts
    rows = [
        _line(
            named(posts.get(place)) or _("Without a position"),
            counts,
            **({"post": posts[place].code} if place in posts else {}),
        )
        for place, counts in sums.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def _by_credential(
    asked: Asked, kinds: Sequence[Credential], held: Sequence[Held], days: Sequence[date], renewed: Mapping[int, Rate]
) -> Table:
    asked_for = {each.type_id for each in held}
    rows = [
        _kind_row(
            kind.full_name,
            {"credential": kind.code},
            [each for each in held if each.type_id == kind.id],
            asked,
            days,
            renewed.get(kind.id),
        )
        for kind in kinds
        if kind.id in asked_for
    ]
    total = _kind_row(_("Total"), {}, held, asked, days, summed(renewed.values()))
    note = _(
        "Credentials are counted here: whoever needs several stands in several rows, and once in each key figure above."
    )
    return Table("credentials", _("By credential"), KIND_COLUMNS, rows, total=total, note=note)


def _kind_row(
    name: str, where: Mapping[str, Any], held: Sequence[Held], asked: Asked, days: Sequence[date], renewed: Rate | None
) -> KindRow:
    def count(fits: Callable[[Held], bool]) -> int:
        return sum(each.count for each in held if fits(each))

    def within(number: int) -> int:
        last = asked.as_of + timedelta(days=number)
        return count(lambda each: each.ends is not None and days[each.ends] <= last)

    needed = count(lambda _each: True)
    return KindRow(
        name,
        where,
        needed,
        Rate(count(lambda each: each.state is State.VALID), needed),
        within(30),
        within(60),
        within(90),
        count(lambda each: each.state is State.IN_GRACE),
        count(lambda each: each.state is State.LAPSED),
        count(lambda each: each.state is State.REVOKED),
        count(lambda each: each.state in (State.NEVER, State.WAITING)),
        renewed or Rate(0, 0),
    )


def _positions(ids: set[int | None]) -> dict[int | None, Position]:
    wanted = sorted(each for each in ids if each is not None)
    return {row.id: row for row in db.session.scalars(select(Position).where(Position.id.in_(wanted)))}


def _excluded(asked: Asked, among: CTE, total: Certified) -> list[Left]:
    everybody = db.session.scalar(select(func.count()).select_from(among)) or 0
    switched_off = count_inactive(
        scope=asked.scope, as_of=asked.as_of, department=asked.department, known_at=asked.known_at
    )
    return [
        Left(_("People whose posts ask for no credential"), everybody - total.people),
        Left(_("Accounts that are switched off"), switched_off),
    ]


def _kinds(_asked: Asked) -> list[tuple[str, str]]:
    return [("", _("All credentials")), *((kind.code, kind.full_name) for kind in list_kinds())]


def _posts(_asked: Asked) -> list[tuple[str, str]]:
    found = db.session.scalars(select(Position).order_by(Position.code))
    return [("", _("All positions")), *((row.code, named(row)) for row in found)]


def _all(_asked: Asked) -> list[str]:
    return [""]


def _states(_asked: Asked) -> list[tuple[str, str]]:
    return [
        ("", _("All states")),
        *((each.value, state_name(each)) for each in State),
        ("missing", _("Never held or waiting")),
        *((f"soon-{days}", str(EXPIRING_NAMES[days])) for days in SOON),
    ]


def _months(asked: Asked) -> list[tuple[str, str]]:
    ends = (day - timedelta(days=1) for day in month_ends(asked.as_of))
    return [("", _("Whenever")), *((f"{day:%Y-%m}", f"{day:%Y-%m}") for day in ends)]


REPORT = Report(
    name="credentials",
    code="R10",
    title=_l("Credential validity"),
    question=_l("Who may lawfully and safely do the job, today and in the months to come?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.DEPARTMENT, Take.PERIOD, Take.SEARCH),
    choices=(
        Choice("state", _l("State"), _states),
        Choice("credential", _l("Credential"), _kinds, usual=_all),
        Choice("post", _l("Position"), _posts, usual=_all),
        Choice("ends", _l("Ends in"), _months),
    ),
    sorts=tuple(column.key for column in COLUMNS if column.sort),
)
