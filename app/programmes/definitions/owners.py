"""Finding the owner of a programme by staff number or name."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access import Scope
from app.db import db
from app.people.models import User
from app.people.names import folded
from app.people.queries import people_in_scope

LISTED = 10


@dataclass(frozen=True, slots=True)
class Matches:
    """The one person meant, or those who may be meant; neither: nobody is found."""

    one: User | None = None
    several: tuple[User, ...] = ()


def find_owner(typed: str, *, scope: Scope, on: date) -> Matches:
    """By exact staff number, else by a part of the name or of its pinyin; among the people at work in the scope."""
    inside = select(User).where(User.id.in_(people_in_scope(scope, on=on)))
    exact = db.session.scalar(inside.where(User.staff_no == typed))
    if exact is not None:
        return Matches(one=exact)
    key = folded(typed)
    named = inside.where(
        User.name.icontains(typed, autoescape=True) | func.lower(User.name_key).contains(key, autoescape=True)
    )
    found = tuple(db.session.scalars(named.order_by(User.name_key, User.id).limit(LISTED)))
    exactly = [user for user in found if user.name.casefold() == typed.casefold()]
    return Matches(one=exactly[0]) if len(exactly) == 1 else Matches(several=found)
