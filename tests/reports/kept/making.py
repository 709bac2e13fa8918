"""Rows of what is kept of reports, for tests that walk through all addresses."""

from app import clock
from app.db import db, writing
from app.people.models import User
from app.people.viewer import viewers
from app.reports.kept import freezing
from app.reports.kept.models import SavedView, Schedule
from app.reports.registry import get_report


def kept_of(user: User) -> tuple[int, int]:
    """Ids of a view and of a schedule of somebody, which rests."""
    now, user_id = clock.now(), user.id
    view = SavedView(user_id=user_id, report="completion", name="A", query={}, made_at=now)
    schedule = Schedule(
        key=f"schedule-of-{user_id}", user_id=user_id, report="completion", name="A", query={}, period="last_month",
        cron="0 7 1 * *", form="link", made_at=now, paused_at=now, paused_why="by-hand",
    )  # fmt: skip
    with writing():
        db.session.add_all([view, schedule])
    return view.id, schedule.id


def frozen_by(user: User, department_code: str) -> str:
    """The number of an official copy of a department."""
    now, user_id = clock.now(), user.id
    who = viewers([user_id], now=now)[user_id]
    code = freezing.freeze(
        get_report("completion"), {"department": department_code}, title="A", reason="for a test",
        key="key-of-a-copy", who=who, now=now, request_id="",
    )  # fmt: skip
    db.session.rollback()
    return code
