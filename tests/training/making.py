"""Plans, sessions and sheets as a training admin would make them, through the actions."""

import itertools
from datetime import UTC, date, datetime, timedelta

from app.db import writing
from app.people.models import Department, User
from app.training.attendance import actions as attendance
from app.training.attendance.actions import Mark
from app.training.kinds import ItemStatus, Presence
from app.training.planning import actions as planning
from app.training.planning.particulars import Particulars, Standing
from app.training.sessions import actions as sessions
from app.training.sessions.actions import Arrangement, By

BEGAN = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
_numbers = itertools.count(1)


def plan(department: Department, year: int = 2026, by: User | None = None, now: datetime = BEGAN) -> int:
    department_id, by_id = department.id, by.id if by else None
    with writing():
        return planning.create_plan(year, department_id, by_id=by_id, now=now).id


def item(
    department: Department,
    *,
    plan_id: int | None = None,
    is_planned: bool = True,
    year: int = 2026,
    by: User | None = None,
    now: datetime = BEGAN,
    title_zh: str = "海外仓安全培训",
    month: int = 11,
    headcount: int = 20,
    budget_fen: int = 1_000_000,
) -> int:
    plan_id = plan_id or plan(department, year, by=by, now=now)
    given = Particulars(
        title_zh=title_zh,
        title_en="Warehouse safety",
        owner_id=department.id,
        category="compliance",
        mode="class",
        month=month,
        headcount=headcount,
        hours=2.0,
        subject="compliance",
        assessment="none",
        budget_fen=budget_fen,
    )
    by_id = by.id if by else None
    with writing():
        return planning.add_item(
            plan_id, given, is_planned=is_planned, key=f"item-key-{next(_numbers):06}", by_id=by_id, now=now
        ).id


def stands(
    item_id: int,
    status: ItemStatus,
    on: date,
    *,
    now: datetime,
    moved_to: date | None = None,
    reason: str = "因故",
    spent_fen: int | None = None,
) -> None:
    """What became of an item, recorded at `now`."""
    with writing():
        planning.set_standing(
            item_id,
            Standing(status, on, moved_to, reason),
            seen=None,
            spent_fen=spent_fen,
            key=f"state-key-{next(_numbers):06}",
            by_id=None,
            now=now,
        )


def session(
    item_id: int,
    people: list[User] | None = None,
    *,
    starts_at: datetime = BEGAN,
    now: datetime = BEGAN,
    place: str = "三号会议室",
) -> int:
    """Two hours of 45 minutes; people are expected at it."""
    ids = [person.id for person in people or []]
    given = Arrangement(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        place=place,
        hours=2.0,
        trainer="外请讲师",
    )
    with writing():
        row = sessions.arrange(item_id, given, key=f"session-key-{next(_numbers):06}", by=By(None, now))
        if ids:
            sessions.expect(row.id, ids, by=By(None, now))
        return row.id


def marked(
    session_id: int,
    people: dict[User, str],
    *,
    reason: str = "",
    now: datetime | None = None,
    minutes: int | None = None,
    by: User | None = None,
) -> int:
    """Record who came; what was recorded before is corrected, as it stands now."""
    statuses = {person.id: Presence(status) for person, status in people.items()}
    by_id = by.id if by else None
    with writing():
        before = attendance.standing_rows(session_id)
        marks = {
            user_id: Mark(status, minutes, before[user_id].id if user_id in before else 0)
            for user_id, status in statuses.items()
        }
        return attendance.record(session_id, marks, reason=reason, by=By(by_id, now or BEGAN + timedelta(hours=3)))


def closed(session_id: int, *, now: datetime | None = None) -> int:
    with writing():
        version = sessions.locked_session(session_id).version
        return attendance.close(session_id, version=version, by=By(None, now or BEGAN + timedelta(hours=4)))
