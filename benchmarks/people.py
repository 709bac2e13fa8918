"""Made-up learners in numbers: bulk rows from a seed, so that every run measures the same data."""

import random
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.models import Completion, LessonRecord
from app.people.models import Department, Job, User
from app.programmes.models import Assignment


def add_learners(count: int, *, seed: int = 20260101) -> None:
    """`count` people in the departments there are, each with one assigned course and uneven progress in it."""
    chance, now, today = random.Random(seed), clock.now(), clock.today()
    courses = content.list_courses()
    with writing():
        departments = list(db.session.scalars(select(Department.id)))
        first = (db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0) + 1
        users: list[dict[str, Any]] = []
        jobs: list[dict[str, Any]] = []
        duties: list[dict[str, Any]] = []
        records: list[dict[str, Any]] = []
        completions: list[dict[str, Any]] = []
        for user_id in range(first, first + count):
            course = chance.choice(courses)
            users.append({"id": user_id, "staff_no": f"B{user_id:06}", "name": f"学员{user_id}", "name_key": f"xue yuan{user_id} xy", "email": None, "locale": None, "password": None, "active": True, "fs_uniquifier": uuid.uuid4().hex, "is_demo": True, "created_at": now})  # fmt: skip
            jobs.append({"user_id": user_id, "department_id": chance.choice(departments), "is_primary": True, "started_on": today - timedelta(days=400)})  # fmt: skip
            duties.append({"user_id": user_id, "course_id": course.id, "assigned_at": now - timedelta(days=60), "due_on": today + timedelta(days=chance.randint(-40, 60))})  # fmt: skip
            done = chance.randint(0, len(course.required))
            for lesson in course.required[:done]:
                records.append({"user_id": user_id, "course_id": course.id, "lesson_id": lesson.id, "first_opened_at": now, "last_opened_at": now, "completed_at": now, "active_seconds": 0})  # fmt: skip
            if done == len(course.required):
                completions.append({"user_id": user_id, "course_id": course.id, "edition": course.edition, "round": 1, "completed_at": now, "completed_on": today, "valid_until": None})  # fmt: skip
        for model, rows in (
            (User, users),
            (Job, jobs),
            (Assignment, duties),
            (LessonRecord, records),
            (Completion, completions),
        ):
            if rows:
                db.session.execute(insert(model), rows)
