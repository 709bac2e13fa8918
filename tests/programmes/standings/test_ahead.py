"""What is worked out ahead says what is worked out now: after whatever happened, for today and for days past, built or not."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.models import Completion, LessonRecord
from app.people.models import Absence, Job, User
from app.programmes.definitions.actions import create_programme, publish_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline
from app.programmes.definitions.particulars import Particulars
from app.programmes.duties import actions
from app.programmes.duties.deciding import mark_exits
from app.programmes.duties.facts import facts
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.moving import move_due_dates
from app.programmes.models import Assignment, AssignmentSource, ProgrammeVersion
from app.programmes.standings.building import refresh
from app.programmes.standings.models import CourseStanding, DutyStanding, StandingBuild, StandingMark
from app.programmes.standings.reading import duties, fresh
from app.reports.figures.standings import people, standings
from tests import factories
from tests.examples import examples
from tests.reports.company import EVERYTHING

SPAN = 120  # days of history
LESSONS = {"packing": ("boxes", "labels", "final"), "harbour": ("kinds",), "watch": ("relief",)}
ACTS = st.lists(
    st.tuples(
        st.integers(0, SPAN),  # days ago: acts happen in order of time
        st.integers(0, 2),  # who
        st.integers(0, 3),  # which programme, course or duty
        st.sampled_from(
            [
                "assign",
                "assign",
                "complete",
                "complete",
                "open",
                "extend",
                "waive",
                "withdraw",
                "pause",
                "reinstate",
                "again",
                "leave",
                "left",
                "back",
                "release",
                "build",
                "undone",
            ]
        ),  # fmt: skip
        st.integers(1, 60),  # for how many days
    ),
    max_size=24,
)


class World:
    """Three people of one department and four programmes."""

    def __init__(self) -> None:
        self.home = factories.department()
        self.people: list[int] = []
        number = db.session.scalar(select(func.count()).select_from(ProgrammeVersion)) or 0
        two = Outline(entries=(Entry("packing"), Entry("watch")))
        either = Outline(
            entries=(Entry("packing", is_required=False), Entry("harbour", is_required=False)), electives_needed=1
        )
        self.versions = [factories.version("packing"), factories.version("watch")]
        for place, outline in enumerate((two, either)):
            self.versions.append(self._programme(f"T{number}-{place}", outline))
        for _each in range(3):
            person = factories.user()
            factories.job(person, self.home, started_on=date(2020, 1, 1))
            self.people.append(person.id)

    def _programme(self, code: str, outline: Outline) -> int:
        particulars = Particulars(code=code, name_zh=code, name_en=code, requirement=Requirement.LAW)
        with writing():
            programme_id = create_programme(particulars, now=factories.NOW).id
            publish_outline(programme_id, outline, now=factories.NOW)
        [version_id] = db.session.scalars(select(ProgrammeVersion.id).filter_by(programme_id=programme_id))
        return version_id

    def happens(self, days_ago: int, who: int, which: int, act: str, days: int) -> None:
        today = clock.today()
        on = today - timedelta(days=days_ago)
        now = datetime.combine(on, time(12), clock.zone())
        user_id, until = self.people[who], on + timedelta(days=days)
        course_id = list(LESSONS)[which % len(LESSONS)]
        if act == "build":
            refresh()
            return
        with writing():
            held = list(db.session.scalars(select(Assignment).filter_by(user_id=user_id).order_by(Assignment.id)))
            duty = held[which % len(held)] if held else None
            if act == "assign":
                version = db.session.get_one(ProgrammeVersion, self.versions[which])
                actions.assign(version, {user_id: until}, start_on=on, now=now)
            elif act == "complete":
                self._complete(user_id, course_id, now)
            elif act == "open":
                self._open(user_id, course_id, now)
            elif act == "leave":
                leave = Absence(user_id=user_id, kind="sick", started_on=on, ended_on=until, recorded_at=now)
                db.session.add(leave)
                db.session.flush()
                move_due_dates([user_id], now=now)
            elif act in ("left", "back"):
                for job in db.session.scalars(select(Job).filter_by(user_id=user_id)):
                    job.ended_on = on if act == "left" else None
                db.session.flush()
                mark_exits([user_id], now=now)
            elif act == "undone":
                for completion in db.session.scalars(
                    select(Completion).filter_by(user_id=user_id, course_id=course_id)
                ):
                    completion.withdrawn_at = None if completion.withdrawn_at else now
            elif duty is not None and act == "release":
                source = db.session.scalars(select(AssignmentSource).filter_by(assignment_id=duty.id)).first()
                if source is not None and source.rule_id is not None:
                    actions.release([duty.id], rule_id=source.rule_id, now=now, reason="")
            elif duty is not None:
                kind = ChangeKind(act)
                wanted = until if kind in (ChangeKind.EXTEND, ChangeKind.PAUSE, ChangeKind.AGAIN) else None
                actions.change(kind, [duty.id], until=wanted, reason="so", by_id=None, approver_id=None, now=now)

    def _complete(self, user_id: int, course_id: str, now: datetime) -> None:
        number = db.session.scalar(
            select(func.count()).select_from(Completion).filter_by(user_id=user_id, course_id=course_id)
        )
        row = Completion(user_id=user_id, course_id=course_id, edition=1, round=(number or 0) + 1, completed_at=now)
        row.completed_on = clock.local_date(now)
        db.session.add(row)

    def _open(self, user_id: int, course_id: str, now: datetime) -> None:
        for lesson_id in LESSONS[course_id]:
            key = {"user_id": user_id, "course_id": course_id, "lesson_id": lesson_id}
            found = db.session.scalars(select(LessonRecord).filter_by(**key)).first()
            if found is None:
                db.session.add(LessonRecord(**key, first_opened_at=now, last_opened_at=now, completed_at=None))
                return
            found.last_opened_at = max(found.last_opened_at, now)


def of_duties(as_of: date) -> tuple[set[Any], set[Any]]:
    """As worked out now, and as read."""
    names = [column.name for column in duties(as_of=as_of).c]
    return tuple(
        {tuple(getattr(row, name) for name in names) for row in db.session.execute(select(source))}
        for source in (facts(as_of=as_of), duties(as_of=as_of))
    )  # type: ignore[return-value]  # two


def of_courses(world: World, as_of: date) -> tuple[set[Any], set[Any]]:
    courses, ids = content.list_courses(), world.people
    names = ("user_id", "course_id", "due_on", "start_on", "completed_on", "started", "paused", "waived")
    among = people(EVERYTHING, on=as_of, among=ids)
    return tuple(
        {tuple(getattr(row, name) for name in names) for row in db.session.execute(select(source))}
        for source in (standings(among, courses, as_of=as_of, only=ids), standings(among, courses, as_of=as_of))
    )  # type: ignore[return-value]  # two


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, built=st.booleans())
def test_what_is_worked_out_ahead_says_what_is_worked_out_now(app, acts, built):
    world = World()
    for act in sorted(acts, key=lambda each: -each[0]):
        world.happens(*act)
    if built:
        refresh()
        assert fresh(clock.today()).nobody
    today = clock.today()
    for days_ago in (0, 1, *{max(0, each[0] + change) for each in acts for change in (-1, 0)}):
        as_of = today - timedelta(days=days_ago)
        now, ahead = of_duties(as_of)
        assert ahead == now
        now, ahead = of_courses(world, as_of)
        assert ahead == now


def test_a_change_marks_whom_it_concerns_and_nobody_else(app):
    one, other = factories.user(), factories.user()
    factories.assignment(one)
    factories.assignment(other)
    refresh()
    factories.lesson_record(one)
    assert fresh(clock.today()).ids == (one.id,)
    refresh()
    assert fresh(clock.today()).nobody


def test_opening_more_of_a_course_and_saving_answers_marks_nobody(app):
    person = factories.user()
    factories.assignment(person)
    record = factories.lesson_record(person, "boxes")
    attempt = factories.attempt(person)
    refresh()
    factories.lesson_record(person, "labels")
    with writing():
        db.session.get_one(LessonRecord, record.id).last_opened_at = clock.now()
        attempt.points = 3
    assert fresh(clock.today()).nobody


def test_what_was_built_otherwise_holds_for_nobody_it_concerns(app):
    one, other = factories.user(), factories.user()
    factories.assignment(one)
    factories.lesson_record(other, "relief", "watch")
    refresh()
    with writing():
        row = db.session.get_one(StandingBuild, 1)
        built = json.loads(row.signature)
        row.signature = json.dumps({**built, "packing": "7 wrapping"})
    assert fresh(clock.today()).ids == (one.id,)
    with writing():
        db.session.get_one(StandingBuild, 1).signature = json.dumps({**built, "": "another"})
    assert fresh(clock.today()).everybody
    refresh()
    assert fresh(clock.today()).nobody


def test_whoever_is_gone_leaves_nothing_behind(app):
    person_id, record_id = (person := factories.user()).id, factories.lesson_record(person).id
    refresh()
    with writing():
        db.session.execute(delete(LessonRecord).where(LessonRecord.id == record_id))
        db.session.execute(delete(User).where(User.id == person_id))
    refresh()
    for table in (DutyStanding, CourseStanding, StandingMark):
        assert not db.session.scalar(select(func.count()).select_from(table).where(table.person_id == person_id))
