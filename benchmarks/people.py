"""Made-up learners in numbers: bulk rows from a seed, so that every run measures the same data."""

import random
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db, writing
from app.learning.models import Completion, LessonRecord
from app.people.models import Department, Job, User
from app.programmes.definitions.actions import course_programme
from app.programmes.models import Assignment


def add_learners(count: int, *, seed: int = 20260101) -> None:
    """`count` people in the departments there are, each with one assigned course and uneven progress in it."""
    chance, now, today = random.Random(seed), clock.now(), clock.today()
    courses = content.list_courses()
    with writing():
        versions = {course.id: course_programme(course.id, titles={}, now=now) for course in courses}
        departments = list(db.session.scalars(select(Department.id)))
        first = (db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0) + 1
        rows_of: dict[type[Any], list[dict[str, Any]]] = {
            User: [],
            Job: [],
            Assignment: [],
            LessonRecord: [],
            Completion: [],
        }
        for user_id in range(first, first + count):
            course = chance.choice(courses)
            done = chance.randint(0, len(course.required))
            due_on = today + timedelta(days=chance.randint(-40, 60))
            rows_of[User].append(_user(user_id, now))
            rows_of[Job].append(_job(user_id, chance.choice(departments), today - timedelta(days=400)))
            rows_of[Assignment].append(
                {
                    "user_id": user_id,
                    "programme_id": versions[course.id].programme_id,
                    "version_id": versions[course.id].id,
                    "assigned_at": now - timedelta(days=60),
                    "assigned_on": today - timedelta(days=60),
                    "start_on": today - timedelta(days=60),
                    "original_due_on": due_on,
                    "due_on": due_on,
                }
            )
            rows_of[LessonRecord] += [_record(user_id, course, lesson, now) for lesson in course.required[:done]]
            if done == len(course.required):
                rows_of[Completion].append(_completion(user_id, course, now))
        for model, rows in rows_of.items():
            if rows:
                db.session.execute(insert(model), rows)


def _user(user_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": user_id,
        "staff_no": f"B{user_id:06}",
        "name": f"学员{user_id}",
        "name_key": f"xue yuan{user_id} xy",
        "active": True,
        "fs_uniquifier": uuid.uuid4().hex,
        "is_demo": True,
        "created_at": now,
    }


def _job(user_id: int, department_id: int, started_on: date) -> dict[str, Any]:
    return {"user_id": user_id, "department_id": department_id, "is_primary": True, "started_on": started_on}


def _record(user_id: int, course: Course, lesson: Lesson, now: datetime) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "course_id": course.id,
        "lesson_id": lesson.id,
        "first_opened_at": now,
        "last_opened_at": now,
        "completed_at": now,
        "active_seconds": 0,
    }


def _completion(user_id: int, course: Course, now: datetime) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "course_id": course.id,
        "edition": course.edition,
        "round": 1,
        "completed_at": now,
        "completed_on": clock.local_date(now),
    }
