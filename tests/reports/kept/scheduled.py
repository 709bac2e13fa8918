"""What the tests of schedules share: a house with two departments, a schedule that is due, mails that went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.db import db, writing
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import Department, User
from app.reports.kept import running, schedules
from app.reports.kept.models import Delivery, Schedule

from ... import factories

CRON = "0 7 * * *"


@dataclass
class House:
    """Two people in sales, one in the warehouse; HR over all, a manager of each department."""

    root: Department
    sales: Department
    warehouse: Department
    hr: User
    head_of_sales: User
    head_of_warehouse: User


def build_house() -> House:
    root = factories.department(code="HQ", name="总部", name_en="Head office")
    sales = factories.department(code="SALES", parent=root)
    warehouse = factories.department(code="WH", parent=root, name="仓储部", name_en="Warehouse")
    hr = factories.user(
        name="周敏华", staff_no="HR1", department=root, roles=[("hr", None)], email="hr@example.org", locale="en"
    )
    house = House(
        root, sales, warehouse, hr,
        factories.user(name="李四", staff_no="S1", department=sales, roles=[("manager", sales)], email="s1@example.org", locale="en"),
        factories.user(name="赵六", staff_no="W1", department=warehouse, roles=[("manager", warehouse)], email="w1@example.org"),
    )  # fmt: skip
    for number in (2, 3):
        factories.completion(factories.user(name=f"业务员{number}", staff_no=f"S{number}", department=sales))
    factories.user(name="仓管员", staff_no="W2", department=warehouse)
    return house


def scheduled(owner: User, to: Sequence[User], **fields: Any) -> int:
    """A schedule that came due a minute ago; its id."""
    owner_id, ids = owner.id, [each.id for each in to]
    usual: dict[str, Any] = {
        "report": "completion", "name": "Morning", "query": {"course": "packing"}, "period": "year_to_date",
        "cron": CRON, "form": "csv", "recipient_ids": ids,
    }  # fmt: skip
    with writing():
        row = schedules.make(
            schedules.Order(**(usual | fields)), key=f"key-{clock.now().isoformat()}", user_id=owner_id, now=clock.now()
        )
        schedule_id = row.id
    make_due(schedule_id)
    return schedule_id


def make_due(schedule_id: int, **span: float) -> None:
    """As if it had come due so long ago: a minute, unless it is said."""
    at = clock.now() - timedelta(**(span or {"minutes": 1}))
    with writing():
        db.session.execute(
            update(Schedule).where(Schedule.id == schedule_id).values(next_at=at.replace(second=0, microsecond=0))
        )


def come_round() -> int:
    """Let due schedules come round and all mails go, those that wait a while too."""
    count = running.run_due(clock.now())
    for _round in range(2):  # what a mail has put into the outbox goes in the second
        with writing():
            waiting = update(Mail).where(Mail.state == outbox.WAITING)
            db.session.execute(waiting.values(next_try_at=clock.now()))
        outbox.send_waiting()
    db.session.rollback()
    return count


def outcomes() -> dict[str, str]:
    """By staff number, of the newest run."""
    db.session.rollback()
    rows = db.session.execute(
        select(User.staff_no, Delivery.outcome).join(Delivery, Delivery.user_id == User.id).order_by(Delivery.id)
    )
    return {number: outcome for number, outcome in rows}


def state_of(schedule_id: int) -> Schedule:
    db.session.rollback()
    return db.session.get_one(Schedule, schedule_id)


def comes_next(schedule_id: int) -> datetime:
    """When it comes due; it has to come at all."""
    at = state_of(schedule_id).next_at
    assert at is not None
    return at
