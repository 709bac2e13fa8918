"""The demo company with work on every desk: rows for each page about people, organisation, programmes and duties."""

from dataclasses import dataclass
from datetime import timedelta

from flask_security import hash_password
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.people.accounts import codes, passwords
from app.people.actions import invite
from app.people.importing import acts
from app.people.importing.jobs import plan_sheet
from app.people.importing.kinds import KINDS
from app.people.importing.sheets import read_table
from app.people.mails import outbox
from app.people.mails.links import unsubscribe_token
from app.people.models import Department, Job, User
from app.people.privacy import actions as privacy
from app.programmes.definitions.actions import begin_version
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, Programme
from app.programmes.notices import jobs as notices
from app.programmes.rules import actions as rules
from app.programmes.rules.actions import Definition
from app.programmes.rules.kinds import RunKind
from app.programmes.rules.runs import begin
from tests import factories
from tests.furnished import PASSWORD
from tests.people.importing.rosters import csv
from tests.programmes import making
from tests.programmes.rules.making import BY, EVERYBODY, days
from tests.programmes.rules.making import apply as apply_rule

UNIT = "E-EU1"  # whose people have the duties made here


@dataclass(frozen=True, slots=True)
class Furniture:
    """Ids and words for the addresses of what was made."""

    programme: str
    rule_id: int
    draft_rule_id: int
    run_id: int
    running_id: int  # of a run that is under way
    duty_ids: list[int]
    person_id: int  # with a second job, an absence, a delegation, mails
    absence_id: int
    job_id: int
    leaver_id: int
    import_key: str
    duties_key: str
    grant_id: int
    request_ids: list[int]
    mail_id: int
    secret: str  # of a link for a new password
    invitation: str  # of a link for the first one
    unsubscribing: str  # the signed word in a mail
    with_codes: str  # the staff number of somebody who is asked for a code


def furnish() -> Furniture:
    """Make it all, in the database of the application whose context is open."""
    hr, trainee = by_number("H0001"), by_number("T0001")
    unit = db.session.scalars(select(Department).filter_by(code=UNIT)).one()
    people = [user for user in employees_below(unit) if user.staff_no not in {"T0001", "M0001"}]
    person, leaver = people[0], people[1]
    now = clock.now()
    programme, rule_id, draft_id, run_id = training(unit)
    duty_ids = list(
        db.session.scalars(
            select(Assignment.id).where(Assignment.programme_id == programme.id).order_by(Assignment.id).limit(5)
        )
    )
    job = factories.job(person, unit, is_primary=False, started_on=clock.today())
    absence = factories.absence(person)
    factories.delegation(person, trainee)
    grant = factories.role_grant(leaver, "reviewer", unit, approved_at=None)
    with writing():
        correction = privacy.ask(trainee.id, "correction", "部门写错了。", asked_by_id=trainee.id, now=now)
        erasure = privacy.ask(leaver.id, "erasure", "请抹除我的资料。", asked_by_id=leaver.id, now=now)
        mail = outbox.put(person.id, "digest", "digest:furnished", about={}, now=now)
        secret = passwords.reset_link(person.id, now=now).rsplit("/", 1)[-1]
        invitation = invite(leaver.id, now=now)
        request_ids, mail_id = [correction.id, erasure.id], mail.id
    notices.make_notices(clock.today())
    return Furniture(
        programme=programme.code,
        rule_id=rule_id,
        draft_rule_id=draft_id,
        run_id=run_id,
        running_id=under_way(programme),
        duty_ids=duty_ids,
        person_id=person.id,
        absence_id=absence.id,
        job_id=job.id,
        leaver_id=leaver.id,
        import_key=planned("people", people_sheet(), hr),
        duties_key=planned("assignments", duties_sheet(person), hr),
        grant_id=grant.id,
        request_ids=request_ids,
        mail_id=mail_id,
        secret=secret,
        invitation=invitation,
        unsubscribing=unsubscribe_token(trainee.id, trainee.email or ""),
        with_codes=with_codes(people[2]),
    )


def by_number(staff_no: str) -> User:
    return db.session.scalars(select(User).filter_by(staff_no=staff_no)).one()


def employees_below(unit: Department) -> list[User]:
    statement = (
        select(User)
        .join(Job, Job.user_id == User.id)
        .join(Department, Department.id == Job.department_id)
        .where(Department.path.startswith(unit.path), Job.ended_on.is_(None), Job.is_primary)
        .order_by(User.staff_no)
    )
    return list(db.session.scalars(statement))


def training(unit: Department) -> tuple[Programme, int, int, int]:
    """A programme with two versions and a draft; a rule that was applied, one that was not; the run."""
    programme = making.programme(
        "c3-landed-cost",
        "c5-overseas-warehouse",
        name_zh="年度海关合规培训",
        name_en="Yearly customs compliance",
        code="CUSTOMS",
    )
    programme_id = programme.id
    with writing():
        definition = Definition("欧洲一部全员", EVERYBODY, days(), unit.id, "年度复训")
        rule_id = rules.add_rule(programme_id, definition, by=BY, now=clock.now()).id
    run_id = apply_rule(rule_id)
    making.programme_version(programme, "c3-landed-cost")
    with writing():
        begin_version(programme_id, now=clock.now())
        definition = Definition("集团全员", EVERYBODY, days(60), None, "年度复训")
        draft_id = rules.add_rule(programme_id, definition, by=BY, now=clock.now()).id
    return db.session.get_one(Programme, programme_id), rule_id, draft_id, run_id


def under_way(programme: Programme) -> int:
    """The id of a run of a rule that is half done. It stays so: nobody takes it for forsaken."""
    programme_id, version = programme.id, find_version(programme)
    assert version is not None
    version_id = version.id
    with writing():
        definition = Definition("集团全员，分步执行", EVERYBODY, days(90), None, "年度复训")
        rule_id = rules.add_rule(programme_id, definition, by=BY, now=clock.now()).id
        steps = [{"people": 400}]
        run = begin(
            RunKind.APPLY, steps, programme_id=programme_id, version_id=version_id, rule_id=rule_id, now=clock.now()
        )
        run.done, run.touched_at = 180, clock.now() + timedelta(days=1)
        return run.id


def with_codes(person: User) -> str:
    """The staff number of this person, who has a password now, and an authenticator app."""
    sealed, hashed = codes.new_secret(), hash_password(PASSWORD)
    with writing():
        person.password, person.active = hashed, True
        person.tf_primary_method, person.tf_totp_secret = codes.METHOD, sealed
        return person.staff_no


def people_sheet() -> bytes:
    """A joiner written twice, a department that is none, a day that is none, a transfer."""
    return csv(
        [
            ["N0001", "赵新月", "zhao.xinyue@example.com", UNIT, "", "", "", "", "2026-12-01", ""],
            ["N0002", "钱多多", "qian.duoduo@example.com", "没有的部门", "", "", "", "", "2026-12-01", ""],
            ["N0003", "孙一", "", UNIT, "", "", "", "", "2026-13-45", ""],
            ["N0001", "赵新月", "", UNIT, "", "", "", "", "2026-12-01", ""],
            ["T0001", "林晓雯", "", "G-HR", "", "", "", "", "", ""],
        ]
    )


def duties_sheet(person: User) -> bytes:
    """A duty that may be given, and one to complete nothing there is."""
    head = ("工号", "培训项目", "截止日期")
    return csv([[person.staff_no, "CUSTOMS", "2027-01-31"], [person.staff_no, "NOTHING", "2027-01-31"]], head=head)


def planned(kind: str, data: bytes, by: User) -> str:
    """The key of the plan of a sheet."""
    asked = KINDS[kind]
    with writing():
        plan = acts.start(
            kind,
            read_table(data, asked.fields, known_by=asked.known_by),
            data=data,
            file_name="2026年11月.csv",
            options={"on": clock.today().isoformat()},
            scope=Scope(everything=True),
            by_id=by.id,
            now=clock.now(),
        )
        key, plan_id = plan.key, plan.id
    plan_sheet(plan_id)
    db.session.rollback()
    return key
