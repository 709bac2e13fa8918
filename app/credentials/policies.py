"""The terms of each kind of credential: its own, or those of its course. Source: reports.md §1.5 and decision 0014."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.learning.credentials import Anchor, Policy, policy_of
from app.learning.queries import ids_of

from .models import CredentialType


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of credential with its terms. `course_ids`: under which completions are stored; none: it comes from outside."""

    id: int
    code: str
    name_zh: str
    name_en: str
    issuer: str
    scheme: str
    level: str
    retired_on: date | None
    policy: Policy
    course: Course | None = None
    course_ids: tuple[str, ...] = ()

    @property
    def is_outside(self) -> bool:
        return not self.course_ids

    @property
    def name(self) -> str:
        return self.name_en if language() == "en" else self.name_zh

    @property
    def full_name(self) -> str:
        """With the level, where the kind has one."""
        return f"{self.name} · {self.level}" if self.level else self.name


def list_kinds(*, retired: bool = True) -> list[Kind]:
    """All kinds by code, at most some hundred. One statement."""
    statement = select(CredentialType).order_by(CredentialType.code)
    if not retired:
        statement = statement.where(CredentialType.retired_on.is_(None))
    return [kind_of(row) for row in db.session.scalars(statement)]


def kind_of(row: CredentialType) -> Kind:
    course = content.find_course(row.course_id) if row.course_id else None
    ids = tuple(ids_of(course)) if course else (row.course_id,) if row.course_id else ()
    return Kind(
        row.id,
        row.code,
        row.name_zh,
        row.name_en,
        row.issuer,
        row.scheme,
        row.level,
        row.retired_on,
        policy_of(course.certificate) if course else policy(row),
        course,
        ids,
    )


def policy(row: CredentialType) -> Policy:
    """The terms that a kind from outside states."""
    fixed = None
    if row.fixed_day:
        month, _dash, day = row.fixed_day.partition("-")
        fixed = (int(month), int(day))
    return Policy(
        valid_months=row.valid_months,
        window_days=row.window_days,
        grace_days=row.grace_days,
        anchor=Anchor(row.anchor),
        fixed_day=fixed,
        min_active_months=row.min_active_months,
        accept_early=row.accept_early,
        if_lapsed=row.if_lapsed,
    )
