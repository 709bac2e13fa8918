"""Putting the demo company into an empty database."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import current_app
from flask_security import hash_password
from sqlalchemy import Table, insert, inspect, select

from app import clock
from app.content import queries as content
from app.content.courses.catalogue import collector_paused
from app.content.model import Course
from app.db import Base, db, writing
from app.learning.honesty.models import HonestyFlag, StudyTime
from app.learning.models import (
    Attempt,
    CheckAnswer,
    Completion,
    Enrolment,
    LearningEvent,
    LessonRecord,
    QuestionRevision,
    Response,
)
from app.people import actions as people_actions
from app.people import queries as people
from app.people.models import Department, DepartmentVersion, Job, Position, RoleGrant, User
from app.people.names import name_key
from app.programmes.definitions.actions import course_programme
from app.programmes.models import Assignment, AssignmentSource
from app.talent import queries as talent
from app.talent.starting import start_programmes
from config import Settings

from . import classrooms, credentials, following, kept_reports, ledger, surveys, training
from .company import ACCOUNTS, Member, plan_company
from .facts import Facts, Row
from .organisation import POSTS, UNITS
from .progress import plan_progress

IN_SERVICE_SINCE = timedelta(days=400)  # how long the demo pretends to have used the platform
FOUNDED = date(2009, 1, 1)
PART = 1000  # rows of one statement that returns their ids
RECORDED_LATE = 31  # every so many-th completion
COUNTRIES = {
    "Europe/Berlin": "DE",
    "Europe/Amsterdam": "NL",
    "America/Los_Angeles": "US",
    "Asia/Jakarta": "ID",
    "Asia/Dubai": "AE",
}
"""Of the units abroad, by their time zone: whose holidays are none of their working days."""


class Refused(Exception):
    """The demo cannot be loaded here; the message says why, for whoever sits at the terminal."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What was loaded, and how to sign in. The password is known only now."""

    accounts: tuple[tuple[str, str], ...]  # staff number, what the account is for
    password: str
    people_count: int
    course_count: int


def load_if_empty(now: datetime) -> LoadResult | None:
    """Load the demo company if this is a demo and nobody is here yet; else None."""
    return fill(now, content.list_courses()) if current_app.config["DEMO"] and people.count_users() == 0 else None


def load(now: datetime) -> LoadResult | None:
    """Load the demo company; None when it is here already. Raises Refused outside the demo and beside real people."""
    if not current_app.config["DEMO"]:
        raise Refused("This is not a demo installation (DEMO=0). The demo company is only for demonstrations.")
    if not inspect(db.engine).has_table(User.__tablename__):
        raise Refused("The database has no tables yet: run flask db upgrade.")
    if people.has_real_people():
        raise Refused("There are real people in this database. The demo company is loaded only into an empty one.")
    return fill(now, content.list_courses()) if people.count_users() == 0 else None


def change_demo_password() -> str:
    """Give the demo accounts a password again, DEMO_PASSWORD or a new one, and end their sessions. Raises Refused."""
    if not current_app.config["DEMO"]:
        raise Refused("This is not a demo installation (DEMO=0).")
    password = _password()
    hashes = [hash_password(password) for _account in ACCOUNTS]
    with writing():
        numbers = [account.staff_no for account in ACCOUNTS]
        ids = list(db.session.scalars(select(User.id).where(User.staff_no.in_(numbers), User.is_demo)))
        for user_id, password_hash in zip(ids, hashes, strict=False):
            people_actions.change_password(user_id, password_hash, now=clock.now())
    if not ids:
        raise Refused("The demo company is not loaded: run flask demo load.")
    return password


def fill(now: datetime, courses: Sequence[Course]) -> LoadResult | None:
    """Write the company and what it did with these courses, in one go or not at all; None when someone was faster."""
    zone = clock.zone()
    members = plan_company(now.astimezone(zone).date())
    starters = talent.framework().starters.values()
    with collector_paused():
        facts = plan_progress(members, courses, {each.position: each for each in starters}, now=now, zone=zone)
    password = _password()
    users = [_user_row(member, now, zone) for member in members]
    for member, row in zip(members, users, strict=True):
        row["password"] = hash_password(password) if member.signs_in else None
    with writing():
        if people.count_users() > 0:
            return None
        units = _write_units(now)
        ids = _insert(User, users)
        _write_jobs(members, ids, units, now, zone)
        _write_facts(facts, ids, units, courses, now)
        by_number = {member.staff_no: user_id for member, user_id in zip(members, ids, strict=True)}
        signing_in = {account.staff_no: by_number[account.staff_no] for account in ACCOUNTS}
        following.read_open_answers(signing_in["E0001"], courses, now=now, today=now.astimezone(zone).date())
        following.issue_certificates(courses)
        following.make_cards(list(signing_in.values()))
        training.set_up(training.Staff(by_number, units), {course.id for course in courses}, now=now)
        start_programmes(starters, talent.framework().positions, now=now, by_id=by_number["H0001"])
        credentials.set_up(by_number["H0001"], courses, now=now)
        ledger.set_up(by_number["H0001"], courses, now=now)
        classrooms.set_up(training.Staff(by_number, units), now=now)
        surveys.set_up(courses, list(signing_in.values()), today=now.astimezone(zone).date())
        people_actions.record_act("demo loaded", actor_id=None, now=now, people=len(members), courses=len(courses))
    kept_reports.set_up(by_number["H0001"], by_number["M0001"], courses, now=now)
    accounts = tuple((account.staff_no, account.purpose) for account in ACCOUNTS)
    return LoadResult(accounts, password, len(members), len(courses))


def _password() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.demo_password or "-".join(_word() for _ in range(4))


def _word() -> str:
    """Two syllables that can be read out and typed on a phone."""
    return "".join(secrets.choice("bdfghjklmnprstvz") + secrets.choice("aeiou") for _ in range(2))


def _user_row(member: Member, now: datetime, zone: ZoneInfo) -> Row:
    return {
        "staff_no": member.staff_no,
        "name": member.name,
        "name_key": name_key(member.name),
        "email": member.email,
        "locale": member.locale,
        "active": member.active,
        "fs_uniquifier": uuid.uuid4().hex,
        "is_demo": True,
        "created_at": _since(member.hired_on, now, zone),
    }


def _since(day: date, now: datetime, zone: ZoneInfo) -> datetime:
    """When a thing of that day came into the platform: that morning, or when the platform went into service."""
    return max(datetime.combine(day, time(8), zone), now - IN_SERVICE_SINCE)


def _write_units(now: datetime) -> dict[str, int]:
    """Posts and departments; returns the ids of both by code."""
    posts = [asdict(post) for post in POSTS]
    ids = dict(zip((post.code for post in POSTS), _insert(Position, posts), strict=True))
    paths: dict[str | None, str] = {None: "/"}
    for unit in UNITS:
        department = Department(code=unit.code, kind=unit.kind, name_zh=unit.name_zh, name_en=unit.name_en, path="")
        department.parent_id = ids[unit.parent] if unit.parent else None
        department.country = COUNTRIES.get(unit.zone, "CN")
        department.time_zone = unit.zone if unit.zone in COUNTRIES else None
        db.session.add(department)
        db.session.flush()
        ids[unit.code] = department.id
        paths[unit.code] = f"{paths[unit.parent]}{department.id}/"
        department.path = paths[unit.code]
        db.session.add(
            DepartmentVersion(
                department_id=department.id,
                parent_id=department.parent_id,
                name_zh=unit.name_zh,
                name_en=unit.name_en,
                kind=unit.kind,
                path=department.path,
                country=COUNTRIES.get(unit.zone),
                time_zone=unit.zone if unit.zone in COUNTRIES else None,
                valid_from=FOUNDED,
                recorded_at=now,
                known_from=now - IN_SERVICE_SINCE,
            )
        )
    db.session.flush()
    return ids


def _write_jobs(
    members: Sequence[Member], ids: Sequence[int], units: Mapping[str, int], now: datetime, zone: ZoneInfo
) -> None:
    by_number = {member.staff_no: user_id for member, user_id in zip(members, ids, strict=True)}
    jobs = [
        {
            "user_id": by_number[member.staff_no],
            "department_id": units[stint.unit],
            "position_id": units[stint.post],
            "manager_id": by_number[stint.manager.staff_no] if stint.manager else None,
            "is_primary": stint.is_primary,
            "is_head": member.is_head and stint.is_primary,
            "started_on": stint.started_on,
            "ended_on": stint.ended_on,
            "known_from": min(_since(stint.started_on, now, zone), now),
        }
        for member in members
        for stint in member.stints
    ]
    grants = [
        {
            "user_id": by_number[member.staff_no],
            "role": role,
            "department_id": units[unit] if unit else None,
            "granted_at": _since(member.job.started_on, now, zone),
            "approved_at": _since(member.job.started_on, now, zone),
        }
        for member in members
        for role, unit in member.roles
    ]
    db.session.execute(insert(Job), jobs)
    db.session.execute(insert(RoleGrant), grants)


def _write_duties(rows: list[Row], courses: Sequence[Course], now: datetime) -> None:
    """One-course programmes, and the duties to complete them."""
    versions = {course.id: course_programme(course.id, titles=dict(course.title), now=now) for course in courses}
    duties = []
    for row in rows:
        version = versions[row.pop("course_id")]
        duties.append(
            {
                **row,
                "programme_id": version.programme_id,
                "version_id": version.id,
                "start_on": row["assigned_on"],
                "original_due_on": row["due_on"],
            }
        )
    ids = _insert(Assignment, duties)
    sources = [
        {"assignment_id": duty_id, "due_on": row["due_on"], "added_at": row["assigned_at"]}
        for duty_id, row in zip(ids, duties, strict=True)
    ]
    _insert_all(AssignmentSource, sources)


def _write_facts(
    facts: Facts, ids: Sequence[int], units: Mapping[str, int], courses: Sequence[Course], now: datetime
) -> None:
    def owned(rows: list[Row]) -> list[Row]:
        return [{**row, "user_id": ids[row["user_id"]]} for row in rows]

    attempt_ids = _insert(Attempt, owned(facts.attempts))
    _insert_all(QuestionRevision, list(facts.revisions.values()))
    _write_duties(owned(facts.assignments), courses, now)
    _insert_all(Enrolment, owned(facts.enrolments))
    _insert_all(LessonRecord, owned(facts.lesson_records))
    _insert_all(CheckAnswer, owned(facts.check_answers))
    _insert_all(Response, [{**row, "attempt_id": attempt_ids[row["attempt_id"]]} for row in facts.responses])
    _insert_all(Completion, [_known(row, place, now) for place, row in enumerate(owned(facts.completions))])
    events = owned(facts.events)
    for event in events:
        unit = event.pop("unit")
        event["department_id"] = units[unit] if unit else None
    _insert_all(LearningEvent, events)
    _insert_all(StudyTime, owned(facts.study_times))
    _insert_all(HonestyFlag, owned(facts.flags))


def _known(completion: Row, place: int, now: datetime) -> Row:
    """Some were recorded weeks after they happened: what was reported then is restated since."""
    late = timedelta(days=17) if place % RECORDED_LATE == 0 else timedelta()
    return {**completion, "known_from": min(completion["completed_at"] + late, now)}


def _insert_all(model: type[Base], rows: list[Row]) -> None:
    """Insert rows past the unit of work, which would cost as much again."""
    if rows:
        db.session.execute(insert(cast(Table, model.__table__)), rows)


def _insert(model: Any, rows: list[Row]) -> list[int]:
    """Insert rows and return their ids, in the same order. A thousand at a time: SQLAlchemy puts what the batches of one
    statement return together again after each, which thousands of rows make long."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    parts = (rows[begin : begin + PART] for begin in range(0, len(rows), PART))
    return [row_id for part in parts for row_id in db.session.scalars(statement, part)]
