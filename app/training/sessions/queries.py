"""Reads about sessions, within what the reader may see; and a learner's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.errors import NotFound
from app.people.models import Department, User
from app.training.kinds import Presence, SessionState
from app.training.models import Attendance, ExpectedPerson, PlanItem, PlanItemState, TrainingPlan, TrainingSession
from app.training.planning.queries import standing_numbers
from app.training.sight import Sight

COMING_DAYS, BACK_DAYS = 60, 60
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class FoundSession:
    """`state`: of its item as it stands; `department`: whose plan that is; `trainer_name`: of ours, or as typed."""

    session: TrainingSession
    state: PlanItemState
    item: PlanItem
    plan: TrainingPlan
    department: Department
    trainer: User | None

    @property
    def trainer_name(self) -> str:
        return self.trainer.name if self.trainer else self.session.trainer


def get_session(session_id: int, *, sight: Sight, to_manage: bool = False) -> FoundSession:
    """Raises NotFound."""
    condition = sight.managed if to_manage else sight.readable
    found = db.session.execute(_found().where(TrainingSession.id == session_id, condition)).one_or_none()
    if found is None:
        raise NotFound
    return FoundSession(*found)


def list_sessions(item_id: int) -> list[FoundSession]:
    """Of one item, in their order. The caller has looked whether the item may be read."""
    statement = _found().where(PlanItem.id == item_id).order_by(TrainingSession.starts_at, TrainingSession.id)
    return [FoundSession(*row) for row in db.session.execute(statement)]


def list_near(*, sight: Sight, now: datetime) -> list[FoundSession]:
    """What comes in the next weeks, and what is over and not closed yet; in their order."""
    statement = _found().where(
        sight.readable,
        TrainingSession.state == SessionState.PLANNED,
        TrainingSession.starts_at > now - timedelta(days=BACK_DAYS),
        TrainingSession.starts_at < now + timedelta(days=COMING_DAYS),
    )
    rows = db.session.execute(statement.order_by(TrainingSession.starts_at).limit(MOST_SHOWN))
    return [FoundSession(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A learner's own. `status`: what the sheet says, "" for nothing yet."""

    found: FoundSession
    status: str = ""


def list_own_coming(user_id: int, *, now: datetime) -> list[OwnSession]:
    """Where one is expected from now on, those called off among them."""
    statement = (
        _found()
        .join(ExpectedPerson, ExpectedPerson.session_id == TrainingSession.id)
        .where(
            ExpectedPerson.user_id == user_id,
            ExpectedPerson.removed_at.is_(None),
            TrainingSession.state != SessionState.HELD,
            TrainingSession.ends_at >= now,
        )
        .order_by(TrainingSession.starts_at)
        .limit(MOST_SHOWN)
    )
    return [OwnSession(FoundSession(*row)) for row in db.session.execute(statement)]


def list_own_past(user_id: int) -> list[OwnSession]:
    """Where one is on the sheet, the newest first."""
    later = aliased(Attendance)
    statement = (
        _found()
        .add_columns(Attendance.status)
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .where(Attendance.user_id == user_id, later.id.is_(None), Attendance.status != Presence.VOID)
        .order_by(TrainingSession.starts_at.desc())
        .limit(MOST_SHOWN)
    )
    return [OwnSession(FoundSession(*row[:-1]), row[-1]) for row in db.session.execute(statement)]


def is_on_list(session_id: int, user_id: int) -> bool:
    """Whether somebody is expected at a session, or was there."""
    expected = select(ExpectedPerson.session_id).where(
        ExpectedPerson.user_id == user_id, ExpectedPerson.removed_at.is_(None)
    )
    came = select(Attendance.session_id).where(Attendance.user_id == user_id)
    either = or_(TrainingSession.id.in_(expected), TrainingSession.id.in_(came))
    return db.session.scalar(select(TrainingSession.id).where(TrainingSession.id == session_id, either)) is not None


def find_own_session(session_id: int, user_id: int) -> FoundSession | None:
    """One that somebody is expected at, attended or teaches."""
    found = db.session.execute(_found().where(TrainingSession.id == session_id)).one_or_none()
    if found is None or not (found[0].trainer_id == user_id or is_on_list(session_id, user_id)):
        return None
    return FoundSession(*found)


def _found() -> Select[TrainingSession, PlanItemState, PlanItem, TrainingPlan, Department, User]:
    standing, trainer = standing_numbers(), aliased(User)
    same = (standing.c.item_id == PlanItemState.item_id) & (standing.c.number == PlanItemState.number)
    return (
        select(TrainingSession, PlanItemState, PlanItem, TrainingPlan, Department, trainer)
        .join(PlanItem, PlanItem.id == TrainingSession.item_id)
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .join(standing, same)
        .join(TrainingPlan, TrainingPlan.id == PlanItem.plan_id)
        .join(Department, Department.id == TrainingPlan.department_id)
        .outerjoin(trainer, trainer.id == TrainingSession.trainer_id)
    )
