"""Rules: how long assigning a programme to many people takes, its preview, and a night of many rules.

    python -m benchmarks.rules [--people 20000] [--rules 50] [--times 3]

Invented people in 60 departments. Every rule means everybody and has been applied; for the night one person in a hundred has
moved, left or joined since. DATABASE_URL measures on another database, which must be empty.
"""

from datetime import timedelta

from sqlalchemy import insert, select, update

from app import clock
from app.db import db, writing
from app.people.models import Department, Job, User
from app.programmes.definitions.actions import create_programme, publish_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline
from app.programmes.definitions.particulars import Particulars
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, AssignmentRule, AssignmentSource
from app.programmes.rules import actions, runs
from app.programmes.rules.actions import By, Definition, Due
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.evaluating import ask_of, evaluate, path_of
from app.programmes.rules.kinds import RunKind
from app.programmes.rules.plans import plan
from benchmarks.measuring import arguments, fresh_application, measure
from tests import factories
from tests.conftest import SAMPLE

PIECE = 5000  # rows an insert
BY = By(None)


def build(count: int) -> list[int]:
    """A group of 60 departments and so many people; ids of the departments."""
    group = factories.department(name="集团", name_en="Group", kind="group")
    ids = [group.id]
    for _company in range(6):
        company = factories.department(parent=group, kind="company")
        ids += [company.id, *(factories.department(parent=company).id for _each in range(8))]
    now, hired = clock.now(), clock.today() - timedelta(days=400)
    rows = [
        {
            "staff_no": f"B{number:06}",
            "name": f"某{number}",
            "name_key": f"mou{number:06}",
            "fs_uniquifier": f"benchmark-{number}",
            "created_at": now,
            "active": True,
        }
        for number in range(count)
    ]
    for at in range(0, count, PIECE):
        with writing():
            db.session.execute(insert(User), rows[at : at + PIECE])
    people = list(db.session.scalars(select(User.id).where(User.staff_no.startswith("B")).order_by(User.id)))
    jobs = [
        {"user_id": key, "department_id": ids[key % len(ids)], "is_primary": True, "started_on": hired}
        for key in people
    ]
    for at in range(0, count, PIECE):
        with writing():
            db.session.execute(insert(Job), jobs[at : at + PIECE])
    return ids


def add_rule(number: int, departments: list[int]) -> int:
    """A rule of a programme of its own, for everybody in the group, by working days."""
    now = clock.now()
    audience = Audience(all=Conditions(departments=(departments[0],), hired_to=clock.today()))
    with writing():
        particulars = Particulars(
            code=f"B-{number}", name_zh=f"项目{number}", name_en=f"Programme {number}", requirement=Requirement.LAW
        )
        programme = create_programme(particulars, now=now)
        publish_outline(programme.id, Outline(entries=(Entry("packing"),)), now=now)
        definition = Definition("Everybody", audience, Due("working_days", due_days=30), None, "measured")
        return actions.add_rule(programme.id, definition, by=BY, now=now).id


def preview(rule_id: int) -> str:
    db.session.rollback()
    rule = db.session.get_one(AssignmentRule, rule_id)
    return plan(ask_of(rule, path_of(rule)), today=clock.today()).digest


def apply(rule_id: int) -> None:
    """As the page and its job do it."""
    digest = preview(rule_id)
    version = db.session.get_one(AssignmentRule, rule_id).version
    with writing():
        run = actions.apply_rule(
            rule_id, version=version, digest=digest, key=f"benchmark-{rule_id}-{version}", by=BY, now=clock.now()
        )
        run_id = run.id
    runs.go_on(run_id)


def fill(rule_id: int) -> None:
    """What applying it leaves behind, in bulk and without what was decided."""
    now, today = clock.now(), clock.today()
    rule = db.session.get_one(AssignmentRule, rule_id)
    programme_id, version = rule.programme_id, find_version(rule.programme_id)
    assert version is not None
    common = {
        "programme_id": programme_id,
        "version_id": version.id,
        "assigned_at": now,
        "assigned_on": today,
        "start_on": today,
        "original_due_on": today + timedelta(days=40),
        "due_on": today + timedelta(days=40),
    }
    people = list(db.session.scalars(select(User.id).where(User.staff_no.startswith("B"))))
    for at in range(0, len(people), PIECE):
        with writing():
            db.session.execute(insert(Assignment), [{"user_id": key, **common} for key in people[at : at + PIECE]])
    duties = list(db.session.scalars(select(Assignment.id).where(Assignment.programme_id == programme_id)))
    source = {"rule_id": rule_id, "due_on": today + timedelta(days=40), "added_at": now}
    for at in range(0, len(duties), PIECE):
        with writing():
            db.session.execute(
                insert(AssignmentSource), [{"assignment_id": key, **source} for key in duties[at : at + PIECE]]
            )
    with writing():
        db.session.execute(update(AssignmentRule).where(AssignmentRule.id == rule_id).values(state="active"))


def disturb(round_: int, departments: list[int]) -> None:
    """Half a percent of the people leave the group's tree, and as many join it."""
    with writing():
        outside = Department(code=f"OUT-{round_}", name_zh="外", name_en="Out", kind="company", path="")
        db.session.add(outside)
        db.session.flush()
        outside.path = f"/{outside.id}/"
        leaving = Job.user_id % 200 == round_
        joining = Job.user_id % 200 == round_ - 1
        db.session.execute(update(Job).where(leaving).values(department_id=outside.id))
        db.session.execute(update(Job).where(joining).values(department_id=departments[1]))


def night(_at: int) -> None:
    evaluate(RunKind.NIGHT, today=clock.today())


def main() -> None:
    parser = arguments(__doc__, times=3)
    parser.add_argument("--rules", type=int, default=50, help="how many, each of a programme of its own (50)")
    wanted = parser.parse_args()
    people, times = wanted.people, wanted.times
    with fresh_application(SAMPLE) as app, app.app_context():
        departments = build(people)
        made = [add_rule(number, departments) for number in range(max(wanted.rules, times))]
        measure(f"preview for {people} people", lambda at: preview(made[at]), times=times)
        measure(f"assigning {people} people", lambda at: apply(made[at]), times=times, wanted=15)
        for rule_id in made[times:]:
            fill(rule_id)
        night(0)
        measure(f"a night of {len(made)} rules, nobody moved", night, times=times, wanted=60)
        measure(
            f"a night of {len(made)} rules, 1 in 100 moved",
            night,
            times=times,
            wanted=60,
            prepare=lambda at: disturb(at + 1, departments),
        )


if __name__ == "__main__":
    main()
