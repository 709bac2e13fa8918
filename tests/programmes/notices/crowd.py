"""Many people at once, in bulk: for what must not take longer with more of them."""

import uuid
from datetime import UTC, date, datetime

from sqlalchemy import insert, select, text

from app import clock
from app.db import db, writing
from app.people.models import Department, Job, User
from app.programmes.definitions.actions import course_programme
from app.programmes.models import Assignment
from tests.factories import NOW

ASSIGNED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def add_overdue(count: int, department: Department, *, due_on: date) -> None:
    """People of a department, each with a duty and an address."""
    department_id, prefix = department.id, uuid.uuid4().hex[:8]
    with writing():
        rows = [
            {
                "staff_no": f"{prefix}{number}",
                "name": "王小明",
                "name_key": "wang xiao ming wxm",
                "email": f"{prefix}{number}@example.org",
                "fs_uniquifier": f"{prefix}{number}",
                "created_at": NOW,
            }
            for number in range(count)
        ]
        db.session.execute(insert(User), rows)
        ids = db.session.scalars(select(User.id).where(User.staff_no.startswith(prefix))).all()
        job = {"department_id": department_id, "is_primary": True, "started_on": date(2024, 1, 1)}
        db.session.execute(insert(Job), [{**job, "user_id": user_id} for user_id in ids])
        version, assigned_on = course_programme("packing", titles={}, now=NOW), clock.local_date(ASSIGNED)
        duty = {
            "programme_id": version.programme_id,
            "version_id": version.id,
            "assigned_at": ASSIGNED,
            "assigned_on": assigned_on,
            "start_on": assigned_on,
            "original_due_on": due_on,
            "due_on": due_on,
        }
        db.session.execute(insert(Assignment), [{**duty, "user_id": user_id} for user_id in ids])
        if db.session.connection().dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))  # as it does by itself, a minute later
