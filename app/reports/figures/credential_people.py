"""The list of the report on credentials: one row for each person and each credential that their posts ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, exists, or_, select

from app.credentials.models import CredentialPeriod
from app.credentials.policies import Kind as Credential
from app.credentials.standing import FOREVER, Look, newest
from app.credentials.words import State, check_name, masked, state_mark, state_name
from app.learning.credentials import add_months
from app.people.known import absences_known
from app.people.models import Position
from app.reports.frame.asking import Asked
from app.reports.frame.listing import listing
from app.reports.frame.model import Column, Kind, Mark, Table
from app.reports.search import matches

from .credentials import Pairs, expires
from .persons import PERSON_COLUMNS, companies, in_order, person_fields, persons

URGENCY = (State.REVOKED, State.LAPSED, State.NEVER, State.WAITING, State.IN_GRACE, State.VALID)
COLUMNS = (
    *PERSON_COLUMNS,
    Column(
        "credential",
        _l("Credential"),
        Kind.TEXT,
        _l("What the post asks for. It leads to all terms of the person."),
        link=lambda _asked, row: f"/people/{row.user_id}/credentials",
        sort=True,
    ),
    Column("level", _l("Level"), Kind.TEXT, _l("Of the credential, where it has levels."), only_in_files=True),
    Column("issuer", _l("Issued by"), Kind.TEXT, _l("As on the paper, else who usually gives it."), only_in_files=True),
    Column("masked_no", _l("Number, masked"), Kind.TEXT, _l("The last characters only.")),
    Column("certified_on", _l("Given on"), Kind.DATE, _l("When the newest term was given."), sort=True),
    Column(
        "valid_until",
        _l("Valid until"),
        Kind.DATE,
        _l("The last valid day, a renewal that is there already included. Empty: without end, or never held."),
        sort=True,
    ),
    Column(
        "state",
        _l("State"),
        Kind.MARK,
        _l("Valid; in grace: run out, and can be renewed as if in time; lapsed; revoked; waiting for verification; never held."),
        sort=True,
    ),
    Column("verified_by", _l("Verified"), Kind.TEXT, _l("How somebody made sure of it.")),
    Column("on_leave", _l("On leave"), Kind.TEXT, _l("The person is on leave on the day; they count all the same."), only_in_files=True),
    Column(
        "as_of", _l("As of"), Kind.DATE, _l("The day whose organisation and states the row shows."), only_in_files=True
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """One person and one credential that their posts ask for."""

    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    credential: str
    level: str
    issuer: str
    masked_no: str
    certified_on: date | None
    valid_until: date | None  # the last valid day
    state: Mark
    verified_by: str
    on_leave: str
    as_of: date


def people_table(asked: Asked, among: CTE, pairs: Pairs, kinds: Sequence[Credential], look: Look) -> Table:
    units = companies(asked.as_of, asked.known_at) if asked.page is None else {}  # the page has no room for them
    by_id = {kind.id: kind for kind in kinds}
    found = listing(asked, _statement(asked, among, pairs, kinds, look), lambda row: _row(row, by_id, asked, units))
    return Table(
        "people", _("People"), COLUMNS, found.rows, row_count=found.count, sort="state",
        empty=_("No one in this part of the organisation fits the search and the filters chosen."),
    )  # fmt: skip


def _statement(
    asked: Asked, among: CTE, pairs: Pairs, kinds: Sequence[Credential], look: Look
) -> Select[*tuple[Any, ...]]:
    listed, absence = persons(among, asked), absences_known(asked.known_at)
    outside = [kind.id for kind in kinds if kind.is_outside]
    paper = select(CredentialPeriod).where(newest(look)).subquery("paper")
    period = paper.c
    away = exists().where(
        absence.user_id == pairs.c.user_id,
        absence.started_on <= asked.as_of,
        or_(absence.ended_on.is_(None), absence.ended_on > asked.as_of),
    )
    urgency = case(*((pairs.c.state == state.value, at) for at, state in enumerate(URGENCY)), else_=len(URGENCY))
    name = case(*((pairs.c.type_id == kind.id, kind.full_name) for kind in kinds), else_="") if kinds else pairs.c.state
    until = case((pairs.c.until < FOREVER, pairs.c.until))
    orders = {
        **listed.orders,
        "state": urgency,
        "credential": name,
        "certified_on": pairs.c.certified_on,
        "valid_until": until,
    }
    source = listed.source.join(pairs.found, pairs.c.user_id == among.c.id)
    source = source.outerjoin(paper, and_(period.holding_id == pairs.c.seq, pairs.c.type_id.in_(outside)))
    statement = (
        select(
            *listed.columns,
            pairs.c.type_id,
            pairs.c.state,
            until.label("until"),
            pairs.c.certified_on,
            period.number,
            period.level,
            period.issuer,
            period.verified_how,
            case((away, 1), else_=0).label("away"),
        )
        .select_from(source)
        .order_by(
            in_order(asked.sort or "state", orders),
            until.asc().nulls_last(),
            among.c.name_key,
            among.c.id,
            pairs.c.type_id,
        )
    )
    return statement.where(*_wanted(asked, among, pairs, kinds, look))  # fmt: skip


def _wanted(
    asked: Asked, among: CTE, pairs: Pairs, kinds: Sequence[Credential], look: Look
) -> list[ColumnElement[bool]]:
    """The conditions that the filters of the address make."""
    state, credential, post, ends = (asked.choices[name] for name in ("state", "credential", "post", "ends"))
    wanted: list[ColumnElement[bool]] = []
    if state == "missing":
        wanted.append(pairs.c.state.in_([State.NEVER.value, State.WAITING.value]))
    elif state.startswith("soon-"):
        wanted.append(expires(pairs.c.state, pairs.c.until, look, int(state.removeprefix("soon-"))))
    elif state:
        wanted.append(pairs.c.state == state)
    if credential:
        wanted.append(pairs.c.type_id.in_([kind.id for kind in kinds if kind.code == credential]))
    if post:
        wanted.append(among.c.position_id.in_(select(Position.id).where(Position.code == post)))
    if ends:
        first = date.fromisoformat(f"{ends}-01")
        last = add_months(first, 1)
        wanted += [pairs.c.state == State.VALID.value, pairs.c.until > first, pairs.c.until <= last]
    if asked.q:
        wanted.append(matches(asked.q, among))
    return wanted


def _row(
    row: Row[*tuple[Any, ...]], kinds: dict[int, Credential], asked: Asked, units: dict[str, str]
) -> CredentialRow:
    kind, state = kinds[row.type_id], State(row.state)
    return CredentialRow(
        **person_fields(row, units),
        credential=kind.full_name,
        level=row.level or kind.level,
        issuer=row.issuer or kind.issuer,
        masked_no=masked(row.number or ""),
        certified_on=row.certified_on,
        valid_until=row.until - timedelta(days=1) if row.until else None,
        state=Mark(state_name(state), state_mark(state)),
        verified_by=check_name(row.verified_how),
        on_leave=_("yes") if row.away else "",
        as_of=asked.as_of,
    )
