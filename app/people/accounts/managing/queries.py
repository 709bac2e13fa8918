"""Reads about accounts, for who helps with them: no more of a person than name, department and position."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select

from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.people.models import Department, Job, Position, SignIn, User
from app.people.queries import employed_on, people_once_in_scope
from app.people.search import means

from ..models import OutsideIdentity, Passkey
from ..sessions import are_open, last_used
from .acts import Act

MOST = 50


@dataclass(frozen=True, slots=True)
class Row:
    user_id: int
    name: str
    staff_no: str
    active: bool
    department: Department | None
    position: Position | None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account as it is. `session_count`: those that may still be used; `last_used_at`: the latest of them."""

    who: Row
    has_password: bool
    has_address: bool
    has_codes: bool
    session_count: int
    last_used_at: datetime | None
    passkey_count: int
    identities: tuple[OutsideIdentity, ...]

    def has_nothing_for(self, act: Act) -> bool:
        return not {
            Act.SESSIONS: self.session_count > 0,
            Act.LINK: self.who.active,
            Act.FACTORS: self.has_codes or self.passkey_count > 0,
            Act.OUTSIDE: bool(self.identities),
        }[act]


def find_accounts(text: str, *, scope: Scope, on: date) -> list[Row]:
    """Who is meant by a search text, those who have left too, by name; at most MOST and one more."""
    if not text or "\0" in text:
        return []
    statement = _people(scope, on).where(means(text, User)).order_by(User.active.desc(), User.name_key, User.id)
    return [_row(*columns) for columns in db.session.execute(statement.limit(MOST + 1))]


def get_account(user_id: int, *, scope: Scope, on: date, now: datetime) -> Account:
    """Raises NotFound."""
    found = db.session.execute(_people(scope, on).where(User.id == user_id)).one_or_none()
    if found is None:
        raise NotFound
    user: User = found[0]
    usable = select(func.count(), func.max(last_used)).select_from(SignIn)
    session_count, latest = db.session.execute(usable.where(are_open(user_id, now=now, today=on))).one()
    passkeys = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    identities = select(OutsideIdentity).filter_by(user_id=user_id).order_by(OutsideIdentity.id)
    return Account(
        who=_row(*found),
        has_password=user.password is not None,
        has_address=bool(user.email),
        has_codes=user.tf_primary_method is not None,
        session_count=session_count,
        last_used_at=latest,
        passkey_count=db.session.scalar(passkeys) or 0,
        identities=tuple(db.session.scalars(identities)),
    )


def _people(scope: Scope, on: date) -> Select[User, Department, Position]:
    return (
        select(User, Department, Position)
        .outerjoin(Job, and_(Job.user_id == User.id, Job.is_primary, employed_on(on)))
        .outerjoin(Department, Department.id == Job.department_id)
        .outerjoin(Position, Position.id == Job.position_id)
        .where(User.erased_at.is_(None), User.id.in_(people_once_in_scope(scope, on=on)))
    )


def _row(user: User, department: Department | None, position: Position | None) -> Row:
    return Row(user.id, user.name, user.staff_no, user.active, department, position)
