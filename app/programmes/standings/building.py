"""Building what is worked out ahead: by the same functions that work it out for a page, for some people at a time."""

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import CTE, Result, Select, delete, func, insert, select, union
from sqlalchemy.orm import aliased

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import db, locked, writing
from app.learning.credits.models import Credit
from app.learning.models import Attempt, Completion, LessonRecord
from app.people.models import Absence, User
from app.programmes.duties.by_course import demands
from app.programmes.duties.facts import facts
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.rows import chunks
from app.programmes.models import Assignment, AssignmentChange, AssignmentPause, ProgrammeItem, ProgrammeVersion

from .learnt import first_completions, first_openings
from .models import (
    CourseStanding,
    DutyStanding,
    ExamLine,
    HourLine,
    StandingBuild,
    StandingLine,
    StandingMark,
    StandingSince,
)

LOGIC = 3
"""Counts every change of what the tables mean: with another number they are built anew."""
EVER = date(9000, 1, 1)  # everything that is known, whenever it happens
TAKEN_BACK = (ChangeKind.WITHDRAW, ChangeKind.ARCHIVE, ChangeKind.REINSTATE, ChangeKind.RETURN)
PIECE = 100  # people: what a writer may have to wait for


def signature(courses: Sequence[Course]) -> dict[str, str]:
    """All that the tables depend on beside the rows they are made of: by course what its ids and its edition are, by "" the rest."""
    own = {course.id: f"{course.edition} {' '.join(sorted(course.aliases))}" for course in courses}
    return {"": f"{LOGIC} {clock.zone().key}", **own}


def otherwise(stored: str | None, courses: Sequence[Course]) -> set[str] | None:
    """The ids, stored and of today, of courses about which it was built otherwise, or not yet; None: all was."""
    built, now = json.loads(stored or "{}"), signature(courses)
    if built.get("") != now[""]:
        return None
    names = {name for name in {**built, **now} if built.get(name) != now.get(name)}
    return names.union(*(each.get(name, "").split()[1:] for name in names for each in (built, now)))


def concerned(course_ids: Collection[str]) -> list[Select[int]]:
    """Statements of the ids of people who have anything to do with courses."""
    return [
        select(Completion.user_id.label("person_id")).where(Completion.course_id.in_(course_ids)),
        select(LessonRecord.user_id.label("person_id")).where(LessonRecord.course_id.in_(course_ids)),
        select(Attempt.user_id.label("person_id")).where(Attempt.course_id.in_(course_ids)),
        select(Assignment.user_id.label("person_id"))
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Assignment.programme_id)
        .join(ProgrammeItem, ProgrammeItem.version_id == ProgrammeVersion.id)
        .where(ProgrammeItem.course_id.in_(course_ids)),
    ]


def refresh() -> int:
    """Build whatever may no longer hold; returns for how many people. Twice at the same time does no harm."""
    courses, count = content.list_courses(), 0
    course_ids = otherwise(db.session.scalar(select(StandingBuild.signature)), courses)
    if course_ids is None or course_ids:
        _begin_anew(course_ids, courses)
    while marks := _next():
        built = build(list(marks), courses)
        with writing():
            count += _put(built, marks)
    return count


def _begin_anew(course_ids: set[str] | None, courses: Sequence[Course]) -> None:
    """Mark everybody who has anything to do with these courses; None: everybody there is anything to tell about, or was."""
    known = (
        Assignment.user_id,
        Completion.user_id,
        LessonRecord.user_id,
        Attempt.user_id,
        Credit.user_id,
        DutyStanding.person_id,
        CourseStanding.person_id,
        ExamLine.person_id,
        HourLine.person_id,
    )
    people = [select(column) for column in known] if course_ids is None else concerned(course_ids)
    with writing():
        db.session.execute(delete(StandingBuild))
        db.session.execute(insert(StandingMark).from_select(["person_id"], union(*people)))
        db.session.execute(insert(StandingBuild).values(id=1, signature=json.dumps(signature(courses))))


def _next() -> dict[int, list[int]]:
    """Some of the marked people, with the marks they have by now."""
    db.session.rollback()  # sees what was written since
    mark = StandingMark
    who = select(mark.person_id).group_by(mark.person_id).order_by(func.min(mark.id)).limit(PIECE)
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, mark_id in db.session.execute(select(mark.person_id, mark.id).where(mark.person_id.in_(who))):
        found[person_id].append(mark_id)
    return found


@dataclass(slots=True)
class Built:
    """Rows by the person they are about."""

    duties: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    courses: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    since: dict[int, date] = field(default_factory=dict)
    sat: set[int] = field(default_factory=set)  # people who have handed in an attempt
    credited: set[int] = field(default_factory=set)


def build(ids: Sequence[int], courses: Sequence[Course]) -> Built:
    """Everything about these people, as it stands in this moment."""
    built = Built(sat=_sat(ids), credited=_credited(ids))
    changed_on, since = _decisions(ids)
    paused, followed = _pauses(ids), _followed(ids, built)
    for person_id, day in since.items():
        built.since[person_id] = max(day, built.since.get(person_id, day))
    duty = facts(as_of=EVER, among=select(User.id).where(User.id.in_(ids)), courses=courses)
    for row in db.session.execute(select(duty)):
        opened_on = clock.local_date(row.opened_at) if row.opened_at else None
        built.duties[row.user_id].append(
            {
                "person_id": row.user_id,
                "assignment_id": row.assignment_id,
                "programme_id": row.programme_id,
                "version_id": row.version_id,
                "round": row.round,
                "assigned_on": row.assigned_on,
                "start_on": row.start_on,
                "original_due_on": row.original_due_on,
                "due_on": row.due_on,
                "withdrawn_on": row.withdrawn_on,
                "waived_on": row.waived_on,
                "exit_on": row.exit_on,
                "begun_on": min((day for day in (opened_on, row.met_on) if day), default=None),
                "completed_on": row.completed_on,
                "changed_on": changed_on.get(row.assignment_id),
                "may_pause": int(row.user_id in paused[0] or row.assignment_id in paused[1]),
            }
        )
    for course in _of_courses(ids, courses):
        duty_id = course["assignment_id"]
        own = {"changed_on": changed_on.get(duty_id), "followed_on": followed.get(duty_id)}
        pauses = int(course["person_id"] in paused[0] or duty_id in paused[1])
        built.courses[course["person_id"]].append({**course, **own, "may_pause": pauses})
    return built


def _of_courses(ids: Sequence[int], courses: Sequence[Course]) -> Iterator[dict[str, Any]]:
    among = select(User.id).where(User.id.in_(ids)).cte("piece")
    asked: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in db.session.execute(select(demands(among, courses, as_of=EVER, only=ids, standing=False))):
        asked[row.user_id, row.course_id].append(row)
    first_on = {(row.user_id, row.course_id): row.completed_on for row in _all(first_completions, among, courses)}
    begun_on = {
        (row.user_id, row.course_id): clock.local_date(row.opened_at) for row in _all(first_openings, among, courses)
    }
    for user_id, course_id in {**asked, **first_on, **begun_on}:
        key, own = {"person_id": user_id, "course_id": course_id}, asked.get((user_id, course_id), [])
        learnt = {"first_on": first_on.get((user_id, course_id)), "begun_on": begun_on.get((user_id, course_id))}
        if len(own) > 1:
            yield from ({**key, **_asked(row), **dict.fromkeys(learnt), "alone": 0} for row in own)
            yield {**key, **_asked(None), **learnt, "alone": 0}
        else:
            yield {**key, **_asked(own[0] if own else None), **learnt, "alone": 1}


def _all(learnt: Callable[..., Select[*tuple[Any, ...]]], among: CTE, courses: Sequence[Course]) -> Result[Any]:
    return db.session.execute(learnt(among, courses, as_of=EVER))


def _asked(row: Any) -> dict[str, Any]:
    """The columns about what a duty asks for; None: none does."""
    names = ("assigned_on", "start_on", "due_on", "withdrawn_on", "waived_on", "exit_on", "done_on")
    return {"assignment_id": row.id if row else 0, **{name: getattr(row, name, None) for name in names}}


def _sat(ids: Sequence[int]) -> set[int]:
    handed_in = select(Attempt.user_id).where(Attempt.user_id.in_(ids), Attempt.submitted_at.is_not(None))
    return set(db.session.scalars(handed_in.distinct()))


def _credited(ids: Sequence[int]) -> set[int]:
    return set(db.session.scalars(select(Credit.user_id).where(Credit.user_id.in_(ids)).distinct()))


def _decisions(ids: Sequence[int]) -> tuple[dict[int, date], dict[int, date]]:
    """The last day that a decision about each duty names; and of each person, since when no duty changed its version, and no further
    round was withdrawn or reinstated."""
    change = AssignmentChange
    to_another = change.version_before_id != change.version_after_id
    statement = select(
        Assignment.user_id, Assignment.round, change.assignment_id, change.kind, change.on, change.until, to_another
    ).join(Assignment, Assignment.id == change.assignment_id)
    changed_on: dict[int, date] = {}
    since: dict[int, date] = {}
    found = db.session.execute(statement.where(Assignment.user_id.in_(ids)))
    for user_id, round_, assignment_id, kind, on, until, moved in found:
        day = max(on, until or on) if kind in (ChangeKind.EXIT, ChangeKind.RETURN) else on
        changed_on[assignment_id] = max(day, changed_on.get(assignment_id, day))
        if moved or (round_ > 1 and kind in TAKEN_BACK):
            since[user_id] = max(day, since.get(user_id, day))
    return changed_on, since


def _followed(ids: Sequence[int], built: Built) -> dict[int, date]:
    """Since when a later round takes the place of a duty. Before a later one was withdrawn, nothing about the person holds."""
    later = aliased(Assignment)
    statement = (
        select(Assignment.id, Assignment.user_id, later.assigned_on, later.withdrawn_on)
        .join(
            later,
            (later.user_id == Assignment.user_id)
            & (later.programme_id == Assignment.programme_id)
            & (later.round > Assignment.round),
        )
        .where(Assignment.user_id.in_(ids))
    )
    found: dict[int, date] = {}
    for assignment_id, user_id, assigned_on, withdrawn_on in db.session.execute(statement):
        if withdrawn_on is None:
            found[assignment_id] = min(assigned_on, found.get(assignment_id, assigned_on))
        else:
            built.since[user_id] = max(withdrawn_on, built.since.get(user_id, withdrawn_on))
    return found


def _pauses(ids: Sequence[int]) -> tuple[set[int], set[int]]:
    """People with leave that pauses, and duties with pauses of their own, at whatever time."""
    own = select(AssignmentPause.assignment_id).join(Assignment, Assignment.id == AssignmentPause.assignment_id)
    leave = select(Absence.user_id).where(Absence.user_id.in_(ids), Absence.pauses_deadlines)
    return set(db.session.scalars(leave)), set(db.session.scalars(own.where(Assignment.user_id.in_(ids))))


def _put(built: Built, marks: dict[int, list[int]]) -> int:
    """Write the rows of people of whom all marks are still there: the others were built meanwhile, of what is newer."""
    mark_ids = [mark_id for of_person in marks.values() for mark_id in of_person]
    gone: set[int] = set()
    for chunk in chunks(mark_ids):
        gone |= set(
            db.session.scalars(delete(StandingMark).where(StandingMark.id.in_(chunk)).returning(StandingMark.id))
        )
    ids = [person_id for person_id, of_person in marks.items() if gone.issuperset(of_person)]
    doubtful = [
        person_id for person_id, of_person in marks.items() if 0 < len(gone.intersection(of_person)) < len(of_person)
    ]
    if doubtful:
        db.session.execute(insert(StandingMark), [{"person_id": person_id} for person_id in doubtful])
    of_nobody_else = select(HourLine.stamp).where(HourLine.person_id.in_(ids), HourLine.job_id == 0)
    db.session.execute(locked(of_nobody_else)).all()  # else hours that are written meanwhile would stay
    for table in (DutyStanding, CourseStanding, StandingSince, StandingLine, ExamLine, HourLine):
        db.session.execute(delete(table).where(table.person_id.in_(ids)))
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (DutyStanding, [row for person_id in ids for row in built.duties[person_id]]),
        (CourseStanding, [row for person_id in ids for row in built.courses[person_id]]),
        (StandingSince, [{"person_id": key, "day": built.since[key]} for key in ids if key in built.since]),
        (StandingLine, [{**_empty_line(key), "letters": b""} for key in ids if built.courses[key]]),
        (ExamLine, [{**_empty_line(key), "words": b""} for key in ids if built.courses[key] or key in built.sat]),
        (HourLine, [_without_job(key) for key in ids if key in built.credited]),
    ]
    for table, of_table in rows:
        if of_table:
            db.session.execute(insert(table), of_table)
    return len(ids)


def _without_job(person_id: int) -> dict[str, Any]:
    stamp = secrets.randbits(62)
    return {"person_id": person_id, "job_id": 0, "stamp": stamp, "day": None, "tenths": 0, "tenths_before": 0}


def _empty_line(person_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "stamp": secrets.randbits(62), "day": None, "catalogue": ""}
