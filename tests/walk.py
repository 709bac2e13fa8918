"""Walking every address of the application: the people, the arguments, the asking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.access import Role
from app.db import db, writing
from app.learning.certificates.models import Certificate
from app.learning.honesty.models import HonestyFlag
from app.learning.models import Attempt, CheckAnswer
from app.learning.rejudging.models import Rejudging
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from app.people.models import Department, Job, Position, User
from app.people.privacy.models import SubjectRequest
from app.programmes.definitions.actions import begin_version
from app.programmes.models import Programme
from app.training.models import PlanItem

from . import factories
from .credentials.making import known_of
from .learning.credits.making import entry_of
from .learning.marking.waiting import in_lesson
from .learning.rejudging.earlier import answered_before, planned
from .learning.spaced.kept import reviewed
from .people.importing.rosters import made_before
from .people.mails.letters import sent
from .people.privacy.requests import asked
from .programmes import making
from .programmes.rules.making import looked_at
from .reports.kept.making import frozen_by, kept_of
from .training.making import item as plan_item
from .training.making import session as training_session

SAFE = {"GET", "HEAD", "OPTIONS"}

# An argument for every parameter of every address; a new one is added here.
EXAMPLES = {
    "name": "completion",  # of a report
    "course_id": "packing",
    "lesson_id": "boxes",
    "question_id": "where",
    "kind": "csv",
    "place": "lesson",
    "answer_id": "1",
    "late_id": "1",
    "path": "nothing.png",
    "secret": "no-such-secret",
    "sign_in_id": "999999999",
    "filename": "css/base.css",
    "version": "0123456789ab",
    "from_key": "no-such-key",
    "grant_id": "1",
    "act": "sessions",
    "verb": "change",
    "code": "2222-2222-2222-2222",
    "import_key": "import-of-people",
    "token": "no-such-token",
    "view_id": "1",  # of somebody's own view of a report
    "schedule_id": "1",
    "snapshot_code": "2026-0001",
    "deed": "verify",
    "competency_id": "berthing",
    "family_code": "OPR",
}
ELSEWHERE = {
    "privacy.download_own_data": {"kind": "json"},
    "reports.download_person": {"kind": "pdf"},
    "reports.download_own_record": {"kind": "xlsx"},
    **{
        f"programmes.import_{name}": {"import_key": "import-of-duties"}
        for name in ("plan", "apply", "undo", "again", "drop", "problems")
    },
    "learning.start_quiz": {"lesson_id": "final"},
    "learning.answer_check": {"lesson_id": "labels"},
    "learning.ask_again": {"course_id": "harbour", "lesson_id": "kinds", "question_id": "rope"},
    "learning.open_hint": {"lesson_id": "labels"},
    "learning.show_check": {"lesson_id": "labels"},
    "learning.show_glossary": {"course_id": "harbour"},
}
ELSEWHERE |= {
    "kept.change_schedule": {"verb": "pause"},
    "organisation.change_employment": {"verb": "transfer"},
    "organisation.change_job": {"verb": "correct"},
    "credentials.retire_kind": {"verb": "retire"},
}
BY_ITS_ADDRESS = {"mails.unsubscribe", "kept.stop"}  # mail programs send it: the signed word in it says who may
SIGNS_OUT = {"security.logout", "people.sign_out_everywhere"}


@dataclass
class World:
    """One person a role, all in one department but for the outsider; everybody has handed in one attempt."""

    people: dict[str, User]
    attempts: dict[str, Attempt]
    open_answer: CheckAnswer  # of the trainee, waiting for a reviewer
    flag: HonestyFlag  # about the trainee
    certificates: dict[str, Certificate]  # everybody's own; HR asks for the trainee's
    rejudging: Rejudging  # about an answer of the trainee, waiting for a second person
    passkeys: dict[str, int]  # ids of everybody's own
    identities: dict[str, int]  # likewise, of accounts elsewhere
    reviews: dict[str, tuple[ReviewCard, ReviewAnswer]]  # everybody's own
    grant_id: int  # of the outsider, waiting for an administrator to approve
    job_id: int  # of the trainee
    absence_id: int  # of the trainee
    department: Department  # of everybody but the outsider
    position: Position
    delegations: dict[str, int]  # what the outsider lent to each
    programme: Programme  # of the department of everybody but the outsider: version 1 is published, 2 is a draft
    duty_id: int  # of the trainee
    rule_run: tuple[int, int]  # a rule of that programme and department, and what it did
    requests: dict[str, SubjectRequest]  # everybody's own; HR answers the trainee's
    mail_id: int  # to the trainee
    training: tuple[int, int, int]  # a plan of that department, an item of it, a session where everybody is expected
    credentials: dict[str, dict[str, object]]  # by role: everybody's own waits; staff asks for the trainee's
    credit_id: int  # of the trainee, in the ledger
    kept: dict[str, tuple[int, int]]  # everybody's own view and schedule of a report
    snapshot_code: str  # of a report about everybody but the outsider
    known: dict[str, dict[str, object]] = field(default_factory=dict)

    def arguments(self, role: str) -> dict[str, object]:
        """For the addresses that a role asks for; read once, for a walk asks thousands of times."""
        if role not in self.known:
            self.known[role] = self._arguments(role)
        return self.known[role]

    def _arguments(self, role: str) -> dict[str, object]:
        return {
            "attempt_id": self.attempts[role].id,
            "late_id": self.attempts["trainee"].id,
            "user_id": self.people["trainee"].id,
            "answer_id": self.open_answer.id,
            "flag_id": self.flag.id,
            "code": self.certificates["trainee" if role in {"hr", "everything"} else role].code,
            "rejudging_id": self.rejudging.id,
            "grant_id": self.grant_id,
            "job_id": self.job_id,
            "absence_id": self.absence_id,
            "department_code": self.department.code,
            "position_code": self.position.code,
            "delegation_id": self.delegations[role],
            "from_key": self.rejudging.from_key,
            "passkey_id": self.passkeys[role],
            "identity_id": self.identities[role],
            "card_id": self.reviews[role][0].id,
            "review_id": self.reviews[role][1].id,
            "programme_code": self.programme.code,
            "assignment_id": self.duty_id,
            "rule_id": self.rule_run[0],
            "run_id": self.rule_run[1],
            "number": 2,
            "own_request_pk": self.requests[role].id,
            "request_pk": self.requests["trainee"].id,
            "mail_id": self.mail_id,
            "view_id": self.kept[role][0],
            "schedule_id": self.kept[role][1],
            "snapshot_code": self.snapshot_code,
            **dict(zip(("plan_id", "item_id", "session_id"), self.training, strict=True)),
            **self.credentials[role],
            "credit_id": self.credit_id,
        }


def build_world() -> World:
    """Rows in the database of the application whose context is open."""
    company = factories.department()
    sales, warehouse = factories.department(parent=company), factories.department(parent=company)
    people = {
        "trainee": factories.user(department=sales),
        "manager": factories.user(department=sales, roles=[("manager", sales)]),
        "hr": factories.user(department=sales, roles=[("hr", None)]),
        "training_admin": factories.user(department=sales, roles=[("training_admin", sales)]),
        "editor": factories.user(department=sales, roles=[("editor", None)]),
        "reviewer": factories.user(department=sales, roles=[("reviewer", None)]),
        "auditor": factories.user(department=sales, roles=[("auditor", None)]),
        "admin": factories.user(department=sales, roles=[("admin", None)]),
        "everything": factories.user(department=sales, roles=[(role.value, None) for role in Role]),
        "outsider": factories.user(department=warehouse),
    }
    attempts = {role: factories.attempt(person) for role, person in people.items()}
    factories.late_answer(attempts["trainee"])
    certificates = {role: factories.certificate(person) for role, person in people.items()}
    rejudging = planned(answered_before(people["trainee"]), people["outsider"])
    programme = with_draft(sales)
    made_before(people["hr"], "import-of-people")
    made_before(people["hr"], "import-of-duties", "assignments", scope=[sales.path])
    return World(
        people,
        attempts,
        in_lesson(people["trainee"]),
        factories.flag(people["trainee"]),
        certificates,
        rejudging,
        {role: factories.passkey(person).id for role, person in people.items()},
        {role: factories.outside_identity(person).id for role, person in people.items()},
        {role: reviewed(person) for role, person in people.items()},
        factories.role_grant(people["outsider"], "hr", approved_at=None).id,
        job_of(people["trainee"]),
        factories.absence(people["trainee"]).id,
        sales,
        factories.position(),
        {role: factories.delegation(people["outsider"], person).id for role, person in people.items()},
        programme,
        factories.assignment(people["trainee"]).id,
        looked_at(programme, sales),
        {role: asked(person) for role, person in people.items()},
        sent(people["trainee"]).id,
        training_of(sales, list(people.values())),
        known_of(people),
        entry_of(people["trainee"]),
        {role: kept_of(person) for role, person in people.items()},
        frozen_by(people["hr"], sales.code),
    )


def training_of(department: Department, people: list[User]) -> tuple[int, int, int]:
    """A plan of a department, an item of it, a session where these people are expected."""
    item_id = plan_item(department)
    session_id = training_session(item_id, people)
    return db.session.get_one(PlanItem, item_id).plan_id, item_id, session_id


def with_draft(department: Department) -> Programme:
    """A programme of a department, with a published version and a draft."""
    programme = making.programme("packing", department=department, is_mandatory=False)
    programme_id = programme.id
    with writing():
        begin_version(programme_id, now=factories.NOW)
    return programme


def job_of(person: User) -> int:
    return db.session.scalars(select(Job.id).where(Job.user_id == person.id)).one()


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """(rule, method) of everything that can be asked for."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(rule: Rule, **arguments: object) -> str:
    """The rule with its parameters filled in, as they are: nothing is quoted."""
    given = {**EXAMPLES, **ELSEWHERE.get(rule.endpoint, {}), **arguments}
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda parameter: str(given[parameter[1]]), rule.rule)


def signed_in(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, user)
    return client


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/today").get_data(as_text=True))
    assert found
    return found[1]


def ask(client: FlaskClient, method: str, path: str, **more: Any) -> TestResponse:
    return client.open(path, method=method, buffered=True, **more)
