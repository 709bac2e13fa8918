"""Three years of a made-up company, from a seed: moves, leavers, people who came back, leave, duties and what was learnt.

Of 20 000 people: some 2 200 who left besides, 200 000 duties, 2 million records of lessons, 100 000 attempts with a million answers.
"""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, text

from app import clock
from app.db import WRITER, db, writing
from app.learning.credits.models import Credit
from app.learning.models import Attempt, Completion, CourseEdition, Enrolment, LessonRecord, QuestionRevision, Response
from app.people.models import Absence, Department, DepartmentVersion, Job, Position, User
from app.people.names import name_key
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource, ProgrammeVersion
from benchmarks.bulk import fill
from benchmarks.company import (
    COMPANIES,
    DEPARTMENTS,
    FAMILY,
    GIVEN,
    POSITIONS,
    Account,
    _add_hr,
    add_department,
    add_programme,
)
from benchmarks.small_courses import COURSES, LESSONS, QUESTIONS, course_id, edition_of

YEARS = 3 * 365
PROGRAMMES, DUTIES, ATTEMPTS = 40, 10, 5  # the last two: of a person
NEW_EDITION_AFTER = YEARS - 400


@dataclass(slots=True)
class Rows:
    """What is made up person by person, in the order in which it is written."""

    users: list[tuple[Any, ...]] = field(default_factory=list)
    jobs: list[tuple[Any, ...]] = field(default_factory=list)
    absences: list[tuple[Any, ...]] = field(default_factory=list)
    duties: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    courses: list[tuple[int, int, date, date | None, int]] = field(default_factory=list)
    """user_id, course, begun on, completed on, lessons done"""


class History:
    """All of it. `first`: the day on which it begins."""

    def __init__(self, people: int, seed: int = 20260101) -> None:
        self.people, self.chance = people, random.Random(seed)
        self.today, self.rows = clock.today(), Rows()
        self.first = self.today - timedelta(days=YEARS)

    def make(self) -> dict[str, Account]:
        self._lay()
        base = self.base
        for at in range(self.people + self.people // 9):
            self._person(base + at, leaves=at >= self.people)
        self._write()
        with db.engines[WRITER].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        db.session.rollback()
        learner = db.session.get_one(User, base + self.people // 2)
        return {"hr": self.hr, "learner": Account(learner.id, learner.fs_uniquifier)}

    def _lay(self) -> None:
        """Departments, a tenth of which changed company in the second year; positions; programmes of one or two courses."""
        now, moved_on = clock.now(), self.first + timedelta(days=500)
        with writing():
            top = add_department("G", None)
            companies = [add_department(f"C{company}", top) for company in range(COMPANIES)]
            for number in range(COMPANIES * DEPARTMENTS):
                home = companies[number // DEPARTMENTS]
                row = add_department(f"{home.code}-{number % DEPARTMENTS}", home)
                if number % 10 == 0:
                    self._move(row, companies[(number // DEPARTMENTS + 1) % COMPANIES], moved_on)
            for number in range(POSITIONS):
                db.session.add(
                    Position(code=f"P{number}", name_zh=f"岗位{number}", name_en=f"Post {number}", family="OPR")
                )
            self.hr = _add_hr(top.id)
            for number in range(COURSES):
                for edition in range(1, edition_of(number) + 1):
                    begun = self.first + timedelta(days=NEW_EDITION_AFTER if edition > 1 else -1000)
                    row_of = {
                        "course_id": course_id(number),
                        "edition": edition,
                        "begun_at": _at(begun),
                        "begun_on": begun,
                    }
                    if db.session.get(CourseEdition, (course_id(number), edition)) is None:
                        db.session.execute(insert(CourseEdition), row_of)
                    else:
                        stored = db.session.get_one(CourseEdition, (course_id(number), edition))
                        stored.begun_at, stored.begun_on = _at(begun), begun
            revisions = [
                {"revision": _revision(number, at), "course_id": course_id(number), "question_id": f"q{at}", "body": {},
                 "answer_key": _revision(number, at), "first_asked_at": now}
                for number in range(COURSES) for at in range(QUESTIONS)
            ]  # fmt: skip
            db.session.execute(insert(QuestionRevision), revisions)
        versions = [
            add_programme(f"PR{number:02}", [course_id(each) for each in _courses(number)])
            for number in range(PROGRAMMES)
        ]
        rows = db.session.execute(select(ProgrammeVersion.id, ProgrammeVersion.programme_id))
        programme_of = {version: programme for version, programme in rows}
        self.programmes = [(version, programme_of[version]) for version in versions]
        self.departments = list(db.session.scalars(select(Department.id).order_by(Department.id)))[COMPANIES + 1 :]
        self.positions = list(db.session.scalars(select(Position.id)))
        self.base = (db.session.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0) + 1
        self.heads: set[int] = set()

    def _move(self, row: Department, to: Department, on: date) -> None:
        db.session.flush()
        [before] = db.session.scalars(select(DepartmentVersion).filter_by(department_id=row.id))
        before.valid_to = on
        row.parent_id, row.path = to.id, f"{to.path}{row.id}/"
        after = {name: getattr(before, name) for name in ("department_id", "name_zh", "name_en", "kind")}
        db.session.add(DepartmentVersion(**after, parent_id=to.id, path=row.path, valid_from=on, recorded_at=_at(on)))

    def _person(self, user_id: int, *, leaves: bool) -> None:
        chance, today = self.chance, self.today
        hired = today - timedelta(days=chance.randint(400 if leaves else 30, 2500))
        left = today - timedelta(days=chance.randint(1, 380)) if leaves else None
        if left is not None and left <= hired:
            left = hired + timedelta(days=20)
        name = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        self.rows.users.append(
            (user_id, f"B{user_id:06}", name, name_key(name), f"b{user_id}@example.com", not leaves, f"u{user_id}", True,
             _at(hired), 0)
        )  # fmt: skip
        self._jobs(user_id, hired, left)
        if chance.random() < 0.05:
            begun = today - timedelta(days=chance.randint(0, YEARS))
            ended = begun + timedelta(days=chance.randint(20, 150)) if chance.random() < 0.8 else None
            self.rows.absences.append((user_id, "sick", begun, ended, True, _at(begun)))
        done: set[int] = set()
        for at in chance.sample(range(PROGRAMMES), DUTIES):
            self._duty(user_id, at, hired, left, done)

    def _jobs(self, user_id: int, hired: date, left: date | None) -> None:
        chance = self.chance
        end = left or self.today
        span = (end - hired).days
        cuts = (
            sorted(
                {hired + timedelta(days=chance.randint(1, span)) for _ in range(chance.choice((0, 0, 1, 2)))} - {end}
            )
            if span > 3
            else []
        )
        again = left is None and span > 700 and chance.random() < 0.02
        begins = [hired, *cuts]
        for place, begun in enumerate(begins):
            last = place == len(begins) - 1
            until = left if last else begins[place + 1]
            department, reason = chance.choice(self.departments), None if last and left is None else "transfer"
            if last and left is not None:
                reason = "resign"
            if again and not last and (begins[place + 1] - begun).days > 100:
                until, reason, again = begins[place + 1] - timedelta(days=60), "resign", False
            head = last and left is None and department not in self.heads
            if head:
                self.heads.add(department)
            self.rows.jobs.append(
                (user_id, department, chance.choice(self.positions), True, head, begun, until, reason)
            )

    def _duty(self, user_id: int, at: int, hired: date, left: date | None, done: set[int]) -> None:
        """A duty, perhaps with a second round, with what was done for it and decided about it."""
        chance, (version, programme) = self.chance, self.programmes[at]
        end = left or self.today
        since = max(self.first, hired)
        assigned = since + timedelta(days=chance.randint(0, max(0, (end - since).days - 1)))
        due = assigned + timedelta(days=chance.choice((30, 60, 60, 90)))
        kind = chance.random()
        begun = assigned + timedelta(days=chance.randint(0, 30))
        finished: date | None = begun + timedelta(days=chance.randint(0, 45))
        if kind < 0.22 or finished is None or finished > end:
            finished = None
        extended = due + timedelta(days=30) if 0.3 < kind < 0.36 else None
        on = due - timedelta(days=5)
        waived = on if kind < 0.02 and on < end else None
        withdrawn = on if 0.02 <= kind < 0.04 and on < end else None
        exit_on = left if left is not None and finished is None and waived is None and withdrawn is None else None
        number = len(self.rows.duties) + 1
        self.rows.duties.append(
            (number, user_id, programme, version, 1, _at(assigned), assigned, assigned, None, due, extended or due, withdrawn,
             waived, exit_on)
        )  # fmt: skip
        self._change(number, "assign", assigned, due, due, due)
        for name, day in (("waive", waived), ("withdraw", withdrawn), ("exit", exit_on)):
            if day is not None:
                self._change(number, name, day, None, due, due)
        if extended is not None:
            self._change(number, "extend", on, extended, due, extended)
        if begun > end or (finished is None and chance.random() < 0.4):
            return
        for course in _courses(at):
            if course not in done:
                done.add(course)
                lessons = LESSONS + 1 if finished else chance.randint(1, LESSONS)
                self.rows.courses.append((user_id, course, begun, finished, lessons))

    def _change(self, duty: int, kind: str, on: date, until: date | None, before: date, after: date) -> None:
        self.rows.changes.append((duty, kind, on, until, before, after, "", _at(on), ""))

    def _write(self) -> None:
        rows = self.rows
        fill(
            User,
            "id staff_no name name_key email active fs_uniquifier is_demo created_at learning_version",
            rows.users,
        )
        fill(Job, "user_id department_id position_id is_primary is_head started_on ended_on end_reason", rows.jobs)
        fill(Absence, "user_id kind started_on ended_on pauses_deadlines recorded_at", rows.absences)
        fill(
            Assignment,
            "id user_id programme_id version_id round assigned_at assigned_on start_on counts_from original_due_on due_on"
            " withdrawn_on waived_on exit_on",
            rows.duties,
        )
        fill(AssignmentSource, "assignment_id due_on added_at", ((row[0], row[9], row[5]) for row in rows.duties))
        fill(AssignmentChange, 'assignment_id kind "on" until due_before due_after reason at batch', rows.changes)
        fill(Enrolment, "user_id course_id round enrolled_at whole", self._enrolments())
        fill(
            LessonRecord,
            "user_id course_id lesson_id first_opened_at last_opened_at completed_at active_seconds round",
            self._records(),
        )
        fill(Completion, "user_id course_id edition round completed_at completed_on", self._completions())
        fill(
            Credit,
            "user_id source number is_void kind activity course_id item_zh item_en version mode credited_on hours subject"
            " department_id position_id trainer attendance assessment passed evidence_no recorded_at reason",
            self._credits(),
        )
        fill(
            Attempt,
            "id user_id course_id quiz_id number content_revision seed pass_ratio started_at submitted_at points"
            " points_possible score_ratio passed form",
            ((*row, [{"question": f"q{at}"} for at in range(QUESTIONS)]) for row in self._attempts()),
        )
        fill(
            Response,
            "attempt_id question_id revision answer saved_at version flagged hints_opened fraction points",
            self._responses(),
        )

    def _enrolments(self) -> Iterator[tuple[Any, ...]]:
        for user_id, course, begun, _done, _lessons in self.rows.courses:
            yield user_id, course_id(course), 1, _at(begun), False

    def _records(self) -> Iterator[tuple[Any, ...]]:
        for user_id, course, begun, done, lessons in self.rows.courses:
            opened, finished = _at(begun), _at(done) if done else None
            for lesson in range(lessons):
                name = f"lesson-{lesson}" if lesson < LESSONS else "quiz"
                complete = finished if lesson == LESSONS else opened if finished or lesson % 2 else None
                yield user_id, course_id(course), name, opened, opened, complete, 300, 1

    def _completions(self) -> Iterator[tuple[Any, ...]]:
        changed = self.first + timedelta(days=NEW_EDITION_AFTER)
        for user_id, course, _begun, done, _lessons in self.rows.courses:
            if done is not None:
                edition = edition_of(course) if done >= changed else 1
                yield user_id, course_id(course), edition, 1, _at(done), done

    def _credits(self) -> Iterator[tuple[Any, ...]]:
        places = {row[0]: (row[1], row[2]) for row in self.rows.jobs}
        for number, (user_id, course, _begun, done, _lessons) in enumerate(self.rows.courses):
            if done is not None:
                item, name = course_id(course), f"课程 {course}"
                yield (
                    user_id, f"made-up:{number}", 1, False, "course", f"course:{item}@1", item, name, name, "1", "online", done, 1.5,
                    "professional", *places[user_id], "", "", "quiz", True, "", _at(done), "",
                )  # fmt: skip

    def _attempts(self) -> Iterator[tuple[Any, ...]]:
        number, of_person, before = 0, 0, 0
        for user_id, course, _begun, done, _lessons in self.rows.courses:
            of_person = 0 if user_id != before else of_person
            before = user_id
            if done is None or of_person >= ATTEMPTS:
                continue
            of_person, number = of_person + 1, number + 1
            points = 10 - number % 3
            yield (
                number,
                user_id,
                course_id(course),
                "quiz",
                1,
                "",
                "1",
                0.8,
                _at(done),
                _at(done),
                points,
                10,
                points / 10,
                True,
            )

    def _responses(self) -> Iterator[tuple[Any, ...]]:
        for number, _user_id, course, *_rest, at, _at, _points, _possible, _ratio, _passed in self._attempts():
            for question in range(QUESTIONS):
                yield (
                    number,
                    f"q{question}",
                    _revision(int(course[6:]), question),
                    {"chosen": ["a"]},
                    at,
                    1,
                    False,
                    0,
                    1,
                    1,
                )


def _courses(programme: int) -> list[int]:
    """One course, or two: together each course once."""
    return [programme] if programme < PROGRAMMES // 2 else [programme, programme + PROGRAMMES // 2]


def _revision(course: int, question: int) -> str:
    return hashlib.sha256(f"{course}/{question}".encode()).hexdigest()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)
