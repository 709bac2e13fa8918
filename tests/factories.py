"""One valid row a call; tests name only what matters to them. Everything is committed through the gate."""

import itertools
import secrets
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import inspect

from app import clock
from app.db import db, writing
from app.learning.certificates import actions as certificates
from app.learning.certificates.models import Certificate
from app.learning.certificates.snapshots import Subject, Term
from app.learning.honesty.models import HonestyFlag
from app.learning.models import Attempt, Completion, Enrolment, LateAnswer, LessonRecord
from app.people.accounts.models import OutsideIdentity, Passkey
from app.people.models import Absence, Delegation, Department, DepartmentVersion, Job, Position, RoleGrant, SignIn, User
from app.people.names import name_key
from app.programmes.definitions.actions import course_programme
from app.programmes.models import Assignment, AssignmentRule, AssignmentSource

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "sails-and-harbours"
_numbers = itertools.count(1)


def id_of(row: Any) -> int:
    """Of a row that was kept: its number is known without reading it anew, as its other fields would be after a commit."""
    identity = inspect(row).identity
    return int(identity[0] if identity else row.id)


def _add(row: Any) -> Any:
    with writing():
        db.session.add(row)
    return row


def department(
    code: str | None = None,
    parent: Department | None = None,
    name: str = "业务部",
    name_en: str = "Sales",
    kind: str = "department",
) -> Department:
    with writing():
        row = Department(
            code=code or f"D{next(_numbers)}",
            parent_id=id_of(parent) if parent else None,
            name_zh=name,
            name_en=name_en,
            kind=kind,
            path="",
        )
        db.session.add(row)
        db.session.flush()
        row.path = f"{parent.path if parent else '/'}{row.id}/"
        db.session.add(
            DepartmentVersion(
                department_id=row.id,
                parent_id=row.parent_id,
                name_zh=name,
                name_en=name_en,
                kind=kind,
                path=row.path,
                valid_from=date(2015, 1, 1),
                recorded_at=NOW,
            )
        )
    return row


def position(name: str = "跨境电商运营", name_en: str = "E-commerce operator") -> Position:
    return _add(Position(code=f"P{next(_numbers)}", name_zh=name, name_en=name_en, family="OPR"))


def user(
    name: str = "王小明",
    staff_no: str | None = None,
    department: Department | None = None,
    roles: list[tuple[str, Department | None]] | None = None,
    password: bool = False,
    **fields: Any,
) -> User:
    """A person; with a job where a department is given, with grants where roles are given."""
    number = next(_numbers)
    row = User(
        **{
            "staff_no": staff_no or f"S{number:04}",
            "name": name,
            "name_key": name_key(name),
            "fs_uniquifier": uuid.uuid4().hex,
            "created_at": NOW,
            "active": True,
            "password": hash_password(PASSWORD) if password else None,
            **fields,
        }
    )
    with writing():
        db.session.add(row)
        db.session.flush()
        if department is not None:
            db.session.add(
                Job(user_id=row.id, department_id=id_of(department), is_primary=True, started_on=date(2024, 1, 1))
            )
        for role, where in roles or []:
            if role == "manager":
                db.session.add(_head(row.id, id_of(where) if where else _root(department)))
            else:
                db.session.add(_grant(row.id, role, where))
    return row


def _grant(user_id: int, role: str, where: Department | None) -> RoleGrant:
    return RoleGrant(
        user_id=user_id, role=role, department_id=id_of(where) if where else None, granted_at=NOW, approved_at=NOW
    )


def _head(user_id: int, department_id: int) -> Job:
    """The job that makes somebody a manager, beside where the person works."""
    return Job(
        user_id=user_id, department_id=department_id, is_primary=False, is_head=True, started_on=date(2024, 1, 1)
    )


def _root(within: Department | None) -> int:
    """The top of the organisation that a department belongs to; without one, of another organisation."""
    if within is not None:
        return int(within.path.split("/")[1])
    row = Department(code=f"D{next(_numbers)}", name_zh="集团", name_en="Group", kind="group", path="")
    db.session.add(row)
    db.session.flush()
    row.path = f"/{row.id}/"
    db.session.add(
        DepartmentVersion(
            department_id=row.id,
            name_zh=row.name_zh,
            name_en=row.name_en,
            kind=row.kind,
            path=row.path,
            valid_from=date(2015, 1, 1),
            recorded_at=NOW,
        )
    )
    return row.id


def role_grant(user: User, role: str, where: Department | None = None, **fields: Any) -> RoleGrant:
    """In force, unless the fields say otherwise."""
    row = _grant(id_of(user), role, where)
    for name, value in fields.items():
        setattr(row, name, value)
    return _add(row)


def job(user: User, department: Department, **fields: Any) -> Job:
    return _add(
        Job(
            **{
                "user_id": id_of(user),
                "department_id": id_of(department),
                "is_primary": True,
                "started_on": date(2024, 1, 1),
                **fields,
            }
        )
    )


def absence(user: User, **fields: Any) -> Absence:
    """Sick leave since yesterday, open."""
    yesterday = clock.today() - timedelta(days=1)
    return _add(
        Absence(**{"user_id": id_of(user), "kind": "sick", "started_on": yesterday, "recorded_at": NOW, **fields})
    )


def delegation(giver: User, taker: User, **fields: Any) -> Delegation:
    """In force, for ten days more."""
    today = clock.today()
    return _add(
        Delegation(
            **{
                "from_id": id_of(giver),
                "to_id": id_of(taker),
                "reason": "休假",
                "started_on": today - timedelta(days=1),
                "ended_on": today + timedelta(days=10),
                "granted_at": NOW,
                **fields,
            }
        )
    )


def enrolment(user: User, course_id: str = "packing", **fields: Any) -> Enrolment:
    return _add(Enrolment(**{"user_id": id_of(user), "course_id": course_id, "enrolled_at": NOW, **fields}))


def assignment(user: User, course_id: str = "packing", due_on: date | None = None, **fields: Any) -> Assignment:
    """The duty to complete one course."""
    due = due_on or clock.today() + timedelta(days=30)
    user_id, assigned_at = id_of(user), fields.get("assigned_at", NOW)
    with writing():
        version = course_programme(course_id, titles={}, now=NOW)
        row = Assignment(
            **{
                "user_id": user_id,
                "programme_id": version.programme_id,
                "version_id": version.id,
                "assigned_at": assigned_at,
                "assigned_on": clock.local_date(assigned_at),
                "start_on": clock.local_date(assigned_at),
                "original_due_on": due,
                "due_on": due,
                **fields,
            }
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(AssignmentSource(assignment_id=row.id, due_on=due, added_at=assigned_at))
    return row


def version(course_id: str = "packing") -> int:
    """The id of the only version of the programme that is one course."""
    with writing():
        return course_programme(course_id, titles={}, now=NOW).id


def rule(course_id: str = "packing", **fields: Any) -> int:
    """The id of a rule that assigns one course; nothing has applied it."""
    with writing():
        row = AssignmentRule(
            **{
                "programme_id": course_programme(course_id, titles={}, now=NOW).programme_id,
                "name": "Everybody",
                "audience": {},
                "due_kind": "days",
                "due_days": 30,
                "state": "active",
                "created_at": NOW,
                **fields,
            }
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def lesson_record(user: User, lesson_id: str = "boxes", course_id: str = "packing", **fields: Any) -> LessonRecord:
    return _add(
        LessonRecord(
            **{
                "user_id": id_of(user),
                "course_id": course_id,
                "lesson_id": lesson_id,
                "first_opened_at": NOW,
                "last_opened_at": NOW,
                "completed_at": None,
                "active_seconds": 0,
                **fields,
            }
        )
    )


def completion(user: User, course_id: str = "packing", **fields: Any) -> Completion:
    at = fields.get("completed_at", NOW)
    return _add(
        Completion(
            **{
                "user_id": id_of(user),
                "course_id": course_id,
                "edition": 1,
                "round": 1,
                "completed_at": at,
                "completed_on": clock.local_date(at),
                **fields,
            }
        )
    )


def certificate(user: User, **fields: Any) -> Certificate:
    """Of the course “packing”, completed on the day of `NOW`, valid for ever; of no completion."""
    user_id = id_of(user)
    subject = Subject("course", "packing", {"zh-CN": "包装入门", "en": "Packing basics"}, {}, 1, 90)
    term = fields.pop("term", Term(clock.local_date(NOW)))
    with writing():
        return certificates.issue(user_id, subject, term, completion_id=None, now=NOW, **fields)


def flag(user: User, **fields: Any) -> HonestyFlag:
    """A lesson of ten minutes completed after 41 seconds; nobody has looked at it."""
    return _add(
        HonestyFlag(
            **{
                "user_id": id_of(user),
                "kind": "quick-lesson",
                "course_id": "packing",
                "object_id": "boxes",
                "number": 1,
                "detail": {"seconds": 41, "minutes": 10},
                "raised_at": NOW,
                **fields,
            }
        )
    )


def attempt(user: User, quiz_id: str = "final", course_id: str = "packing", **fields: Any) -> Attempt:
    """A finished attempt that passed, unless the fields say otherwise."""
    return _add(
        Attempt(
            **{
                "user_id": id_of(user),
                "course_id": course_id,
                "quiz_id": quiz_id,
                "number": 1,
                "seed": secrets.token_hex(8),
                "form": [],
                "pass_ratio": 0.8,
                "started_at": NOW,
                "submitted_at": NOW,
                "points": 5,
                "points_possible": 6,
                "score_ratio": 0.8333,
                "passed": True,
                **fields,
            }
        )
    )


def late_answer(attempt: Attempt, question_id: str = "padding", **fields: Any) -> LateAnswer:
    return _add(
        LateAnswer(
            **{
                "attempt_id": id_of(attempt),
                "question_id": question_id,
                "answer": {"chosen": ["a"]},
                "given_at": NOW,
                "received_at": NOW,
                **fields,
            }
        )
    )


def passkey(user: User, **fields: Any) -> Passkey:
    """Of a key that nobody holds: it can be listed and removed, not shown."""
    return _add(
        Passkey(
            **{
                "user_id": id_of(user),
                "credential_id": secrets.token_bytes(16),
                "public_key": b"none",
                "transports": ["internal"],
                "backup_state": False,
                "device_type": "single_device",
                "create_datetime": NOW,
                "lastuse_datetime": NOW,
                "name": "Laptop",
                "usage": "first",
                **fields,
            }
        )
    )


def outside_identity(user: User, **fields: Any) -> OutsideIdentity:
    """An account at a provider that nobody runs."""
    return _add(
        OutsideIdentity(
            **{
                "user_id": id_of(user),
                "issuer": "https://login.example.org",
                "subject": secrets.token_hex(4),
                "linked_at": NOW,
                **fields,
            }
        )
    )


def sign_in(client: FlaskClient, user: User, stale: bool = False) -> None:
    """A signed-in browser, without the cost of hashing a password. `stale`: an hour ago, too long for what asks for a proof."""
    token = secrets.token_urlsafe(12)
    uniquifier = user.fs_uniquifier
    _add(SignIn(token=token, user_id=id_of(user), started_at=clock.now(), agent="tests"))
    with client.session_transaction() as session:
        now = int(clock.now().timestamp())
        proved = now - 3600 if stale else now
        session.update(sign_in=token, started=now, seen=now, proved=proved, _user_id=uniquifier, _fresh=True)
