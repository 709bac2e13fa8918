"""Who is expected at a session, and what its sheet says of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, literal, select, union
from sqlalchemy.orm import aliased

from app import clock
from app.access import Scope
from app.db import db
from app.people.models import Department, Job, User
from app.people.queries import department_on, people_once_in_scope
from app.training.kinds import CAME, Presence
from app.training.models import Attendance, ExpectedPerson, TrainingSession


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody on the list of a session, or on its sheet. `department`: of that day.

    `was_here`: employed on that day. `is_seen`: in the reader's scope; of others only the staff number is the reader's to know.
    `status` "": nothing recorded yet.
    """

    user_id: int
    staff_no: str
    name: str
    department: Department | None
    was_here: bool
    is_seen: bool
    is_expected: bool
    status: str
    minutes: int | None
    attendance_id: int
    recorded_at: datetime | None
    corrected: bool
    reason: str

    @property
    def has_left(self) -> bool:
        """Left before the day: nobody expects them any more."""
        return not self.was_here and not self.status

    @property
    def is_walk_in(self) -> bool:
        return not self.is_expected and self.status != Presence.VOID


@dataclass(frozen=True, slots=True)
class Counts:
    """`should`: expected and employed that day, without the excused (应参训); `came` of them; `walk_ins` came besides."""

    should: int
    came: int
    excused: int
    absent: int
    walk_ins: int
    open: int

    @property
    def rate(self) -> tuple[int, int]:
        return self.came, self.should


def list_participants(row: TrainingSession, *, scope: Scope, seen_only: bool = False) -> list[Participant]:
    """Everybody expected or on the sheet, by department and name; one statement. `seen_only`: those of the reader's scope."""
    day = clock.local_date(row.starts_at)
    later, place = aliased(Attendance), department_on(day)
    expected = select(ExpectedPerson.user_id).where(
        ExpectedPerson.session_id == row.id, ExpectedPerson.removed_at.is_(None)
    )
    recorded = select(Attendance.user_id).where(Attendance.session_id == row.id)
    everybody = union(expected, recorded).subquery("everybody")
    seen = people_once_in_scope(scope, on=clock.today())
    job = and_(
        Job.user_id == User.id,
        Job.is_primary,
        Job.started_on <= day,
        Job.ended_on.is_(None) | (Job.ended_on > day),
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            User.id,
            User.staff_no,
            User.name,
            place,
            Job.id,
            literal(1) if scope.everything else case((User.id.in_(seen), 1), else_=0),
            case((User.id.in_(expected), 1), else_=0),
            Attendance,
        )
        .join(everybody, everybody.c.user_id == User.id)
        .outerjoin(Job, job)
        .outerjoin(place, place.id == Job.department_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.session_id == row.id,
                Attendance.user_id == User.id,
                Attendance.id.not_in(
                    select(later.corrects_id).where(later.session_id == row.id, later.corrects_id.is_not(None))
                ),
            ),
        )
        .order_by(place.path, User.name_key, User.id)
    )
    if seen_only and not scope.everything:
        statement = statement.where(User.id.in_(seen))
    return [_participant(*each) for each in db.session.execute(statement)]


def _participant(
    user_id: int,
    staff_no: str,
    name: str,
    department: Department | None,
    job_id: int | None,
    is_seen: int,
    is_expected: int,
    row: Attendance | None,
) -> Participant:
    return Participant(
        user_id,
        staff_no,
        name if is_seen else "",
        department if is_seen else None,
        job_id is not None,
        bool(is_seen),
        bool(is_expected),
        row.status if row else "",
        row.minutes if row else None,
        row.id if row else 0,
        row.recorded_at if row else None,
        bool(row and row.corrects_id),
        row.reason if row else "",
    )


def count(people: Sequence[Participant]) -> Counts:
    """What the list and the sheet say together."""
    listed = [each for each in people if each.is_expected and not each.has_left]
    by_status = Counter(each.status for each in listed)
    came = sum(by_status[status] for status in CAME)
    return Counts(
        should=len(listed) - by_status[Presence.EXCUSED],
        came=came,
        excused=by_status[Presence.EXCUSED],
        absent=by_status[Presence.ABSENT],
        walk_ins=sum(each.is_walk_in and each.status in CAME for each in people),
        open=by_status[""] + by_status[Presence.VOID],
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the sheet as it was recorded, with who did it."""

    row: Attendance
    person: User
    by: User | None


def list_entries(session_id: int, user_ids: Sequence[int]) -> list[Entry]:
    """Every row about these people that was corrected or corrects another, the newest first."""
    person, by, later = aliased(User), aliased(User), aliased(Attendance)
    statement = (
        select(Attendance, person, by)
        .join(person, person.id == Attendance.user_id)
        .outerjoin(by, by.id == Attendance.recorded_by_id)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .where(Attendance.session_id == session_id, Attendance.user_id.in_(list(user_ids)[:500]))
        .where(Attendance.corrects_id.is_not(None) | later.id.is_not(None))
        .order_by(Attendance.id.desc())
        .limit(100)
    )
    return [Entry(*each) for each in db.session.execute(statement)]
