"""Who needs which kinds of credentials on a day, as SQL."""

from collections.abc import Sequence

from sqlalchemy import CTE, ColumnElement, Select, and_, or_, select, true

from app.people.known import jobs_known
from app.people.models import Position

from .models import CredentialRequirement
from .policies import Kind
from .standing import Look


def in_force(look: Look) -> ColumnElement[bool]:
    """Requirements that hold on the day, as known then. Of one that was ended later the end was not known yet."""
    row = CredentialRequirement
    until: ColumnElement[bool] = or_(row.valid_to.is_(None), row.valid_to > look.on)
    if look.known_at is None:
        return and_(row.valid_from <= look.on, until)
    until = or_(until, and_(row.ended_at.is_not(None), row.ended_at > look.known_at))
    return and_(row.valid_from <= look.on, until, row.recorded_at <= look.known_at)


def needed(kinds: Sequence[Kind], look: Look, among: Select[int] | None = None) -> CTE:
    """(user_id, type_id) of everybody whose jobs on the day ask for a kind, each once: a second job asks, too.

    `among`: ids of the people looked at; None: everybody.
    """
    job, row = jobs_known(look.known_at), CredentialRequirement
    asked = [kind.id for kind in kinds if kind.retired_on is None or kind.retired_on > look.on]
    statement = (
        select(job.user_id, row.type_id)
        .select_from(job)
        .join(Position, Position.id == job.position_id)
        .join(row, or_(row.position_id == Position.id, row.family == Position.family))
        .where(
            row.type_id.in_(asked),
            in_force(look),
            job.started_on <= look.on,
            or_(job.ended_on.is_(None), job.ended_on > look.on),
            true() if among is None else job.user_id.in_(among),
        )
    )
    return statement.distinct().cte("credential_needs")
