"""Reads of requests about one's own data."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from app import clock
from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.people.models import User
from app.people.queries import people_once_in_scope

from .actions import visible
from .models import SubjectRequest

ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    request: SubjectRequest
    name: str
    staff_no: str


def list_own(user_id: int) -> list[SubjectRequest]:
    statement = select(SubjectRequest).filter_by(user_id=user_id).order_by(SubjectRequest.id.desc()).limit(20)
    return list(db.session.scalars(statement))


def list_requests(*, scope: Scope, reader_id: int, waiting: bool) -> list[Asked]:
    """Requests that wait, the oldest first, or those answered, the newest first; at most 100."""
    states = SubjectRequest.state.in_(("open", "agreed"))
    order = SubjectRequest.id.asc() if waiting else SubjectRequest.id.desc()
    statement = _with_people(scope, reader_id).where(states if waiting else ~states).order_by(order)
    return [Asked(*row) for row in db.session.execute(statement.limit(ROWS_A_PAGE))]


def get_request(request_pk: int, *, scope: Scope, reader_id: int) -> Asked:
    """One request of somebody in the scope. Raises NotFound."""
    row = db.session.execute(_with_people(scope, reader_id).where(SubjectRequest.id == request_pk)).one_or_none()
    if row is None:
        raise NotFound
    return Asked(*row)


def get_leaver(user_id: int, *, scope: Scope, reader_id: int) -> User:
    """Somebody else whose last primary job lay in the scope and who is not erased yet. Raises NotFound."""
    among = people_once_in_scope(scope, on=clock.today())
    found = db.session.scalar(select(User).where(User.id == user_id, User.id.in_(among), User.erased_at.is_(None)))
    if found is None or user_id == reader_id:
        raise NotFound
    return found


def _with_people(scope: Scope, reader_id: int) -> Select[SubjectRequest, str, str]:
    return (
        select(SubjectRequest, User.name, User.staff_no)
        .join(User, User.id == SubjectRequest.user_id)
        .where(visible(scope, reader_id))
    )
