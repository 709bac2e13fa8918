"""Sessions in rooms, with what those who came thought of them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app import clock
from app.db import MANY, db
from app.i18n import language
from app.people.models import User
from app.training.models import PlanItemState, TrainingSession
from app.training.planning.queries import standing_numbers

from .effects import asked_part, read_session_effects
from .rates import Rate
from .reactions import mean

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked


@dataclass(frozen=True, slots=True)
class SessionRow:
    title: str
    day: date
    trainer: str
    response: Rate | None
    answers: int | None
    reaction: float | None


def session_rows(asked: "Asked") -> list[SessionRow]:
    """Those of the period of which something may be told, the newest first. Five statements."""
    part = asked_part(asked)
    told: dict[int, tuple[Rate | None, int | None, float | None]] = {}
    for key, effect in read_session_effects(asked).items():
        response, group = effect.response(part), effect.group(effect.reaction, part)
        if response or group.count:
            told[int(key)] = (response, group.count or None, mean(group))
    rows = [
        SessionRow(
            state.title(language()), clock.local_date(session.ends_at), trainer or session.trainer, *told[session.id]
        )
        for session, state, trainer in _found(sorted(told))
    ]
    return sorted(rows, key=lambda row: row.day, reverse=True)


def _found(ids: list[int]) -> list[tuple[TrainingSession, PlanItemState, str | None]]:
    standing = standing_numbers()
    same = (standing.c.item_id == PlanItemState.item_id) & (standing.c.number == PlanItemState.number)
    statement = (
        select(TrainingSession, PlanItemState, User.name)
        .join(PlanItemState, PlanItemState.item_id == TrainingSession.item_id)
        .join(standing, same)
        .outerjoin(User, User.id == TrainingSession.trainer_id)
    )
    chunks = (ids[at : at + MANY] for at in range(0, len(ids), MANY))
    return [
        (session, state, trainer)
        for chunk in chunks
        for session, state, trainer in db.session.execute(statement.where(TrainingSession.id.in_(chunk)))
    ]
