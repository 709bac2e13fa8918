"""An exam made for measuring: one course with one quiz of fifty questions, and people who are signed in already."""

import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from app import clock
from app.db import db, writing
from app.learning.models import Enrolment
from app.people.models import Department, Job, SignIn, User

QUIZ = "/courses/exam/quizzes/final"
QUESTIONS = 50
COURSE = """format: 1
id: exam
title: {en: Exam}
summary: {en: For measuring.}
languages: [en]
modules: [all]
"""
MODULE = """id: all
title: {en: All}
lessons: [final]
"""
HEAD = """---
id: final
title: Final
type: quiz
minutes: 60
pass_mark: 80
---
"""
KINDS = (
    "- (x) right\n- ( ) wrong\n- ( ) wrong too\n- ( ) nor this\n",
    "- [x] first\n- [x] second\n- [ ] third\n- [ ] fourth\n",
    "- = 1200 ± 10 kg\n",
    "- = bill of lading\n- = b/l\n",
    "- (x) True\n- ( ) False\n",
)
TYPES = ("", "", " `type: number`", " `type: text`", "")


@dataclass(frozen=True, slots=True)
class Learner:
    """What a signed-in browser sends along."""

    id: int
    cookie: str
    token: str


def write_course(folder: Path) -> None:
    inside = folder / "exam" / "10-all"
    inside.mkdir(parents=True)
    (folder / "exam" / "course.yaml").write_text(COURSE)
    (inside / "module.yaml").write_text(MODULE)
    questions = (
        f"## [?] Question {number} about a shipment\n`id: q{number}`{TYPES[number % 5]}\n\n"
        f"The container left port {number} with the usual papers; the buyer asks for what is missing.\n\n"
        f"{KINDS[number % 5]}"
        for number in range(QUESTIONS)
    )
    (inside / "10-final.en.md").write_text(HEAD + "\n" + "\n".join(questions))


def add_learners(app: Flask, count: int) -> list[Learner]:
    """People with a job, a place on the course and a session; inside the application's context."""
    now, today = clock.now(), clock.today()
    with writing():
        department = db.session.scalar(select(Department.id).limit(1))
        if department is None:
            row = Department(code="BENCH", name_zh="部门", name_en="Department", kind="department", path="/1/")
            db.session.add(row)
            db.session.flush()
            department = row.id
        first = (db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0) + 1
        ids = range(first, first + count)
        people = [(user_id, uuid.uuid4().hex, secrets.token_urlsafe(24)) for user_id in ids]
        db.session.execute(insert(User), [_user(user_id, unique, now) for user_id, unique, _token in people])
        jobs = [
            {"user_id": each, "department_id": department, "is_primary": True, "started_on": today - timedelta(days=99)}
            for each in ids
        ]
        db.session.execute(insert(Job), jobs)
        places = [{"user_id": each, "course_id": "exam", "round": 1, "enrolled_at": now} for each in ids]
        db.session.execute(insert(Enrolment), places)
        sessions = [
            {"token": token, "user_id": each, "started_at": now, "agent": "bench"} for each, _unique, token in people
        ]
        db.session.execute(insert(SignIn), sessions)
    return [_sign_in(app, *person) for person in people]


def _user(user_id: int, uniquifier: str, now: object) -> dict[str, object]:
    return {
        "id": user_id,
        "staff_no": f"X{user_id:06}",
        "name": f"学员{user_id}",
        "name_key": f"xue yuan{user_id} xy",
        "active": True,
        "fs_uniquifier": uniquifier,
        "is_demo": True,
        "created_at": now,
    }


def _sign_in(app: Flask, user_id: int, uniquifier: str, token: str) -> Learner:
    """The cookie that signing in would have made."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # sessions are signed cookies
    started = int(time.time())
    with app.app_context(), app.test_request_context():  # of its own: a token is kept in the context
        session.update(sign_in=token, started=started, seen=started, _user_id=uniquifier, _fresh=False)
        csrf = generate_csrf()
        cookie = serializer.dumps(dict(session))
    return Learner(user_id, f"{app.config['SESSION_COOKIE_NAME']}={cookie}; language=en", csrf)
