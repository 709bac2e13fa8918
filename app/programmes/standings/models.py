"""What was worked out ahead, and about whom it may no longer hold. Owned by building.py; written by nobody else, but for the
letters of `StandingLine`, the words of `ExamLine` and the hours of `HourLine`.

Of a person with a `StandingMark` nothing here holds, and of one with a `StandingSince` nothing before that day. Rows name days,
not states, so that they answer for past days, too. Without foreign keys: what they name may go, and the mark that leaves behind
lets them go, too.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

from .days import Day

CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}  # rows of a person lie together


class StandingBuild(Base):
    """Under which catalogue and with which reckoning the rest was made: another one makes nothing of it hold."""

    __tablename__ = "standing_build"

    id: Mapped[int] = mapped_column(primary_key=True)  # one row
    signature: Mapped[str]  # JSON: building.signature


class StandingMark(Base):
    """Something changed about a person: written by triggers, in the transaction that changes it, whatever code does.

    Each change has its own: whoever builds takes away those they have seen, and no others.
    """

    __tablename__ = "standing_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)


class StandingSince(Base):
    """The first day for which the rows about a person hold: before it another version was asked for, or a round withdrawn since."""

    __tablename__ = "standing_since"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Day)


class DutyStanding(Base):
    """A duty as it is promised and decided today, and when it was begun and completed. Columns as those of `duties.facts`."""

    __tablename__ = "duty_standing"
    __table_args__ = CLUSTERED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    programme_id: Mapped[int]
    version_id: Mapped[int]
    round: Mapped[int]
    assigned_on: Mapped[date] = mapped_column(Day)
    start_on: Mapped[date] = mapped_column(Day)
    original_due_on: Mapped[date] = mapped_column(Day)
    due_on: Mapped[date] = mapped_column(Day)
    withdrawn_on: Mapped[date | None] = mapped_column(Day)
    waived_on: Mapped[date | None] = mapped_column(Day)
    exit_on: Mapped[date | None] = mapped_column(Day)
    begun_on: Mapped[date | None] = mapped_column(
        Day
    )  # the first opening of a lesson, or completion of a course, of it
    completed_on: Mapped[date | None] = mapped_column(Day)
    changed_on: Mapped[date | None] = mapped_column(Day)  # the last decision: before it, what held then is looked up
    may_pause: Mapped[int] = mapped_column(Integer)  # 1: leave or a pause, at some time


class CourseStanding(Base):
    """What was learnt of a course, and what a duty asks of it.

    Where no more than one duty asks for it there is one row, `alone`. Else a row for each duty, and one (`assignment_id` 0) for what
    was learnt.
    """

    __tablename__ = "course_standing"
    __table_args__ = CLUSTERED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    course_id: Mapped[str] = mapped_column(primary_key=True)  # today's
    assignment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assigned_on: Mapped[date | None] = mapped_column(Day)
    start_on: Mapped[date | None] = mapped_column(Day)
    due_on: Mapped[date | None] = mapped_column(Day)
    withdrawn_on: Mapped[date | None] = mapped_column(Day)
    waived_on: Mapped[date | None] = mapped_column(Day)
    exit_on: Mapped[date | None] = mapped_column(Day)
    followed_on: Mapped[date | None] = mapped_column(Day)  # a later round took its place
    done_on: Mapped[date | None] = mapped_column(Day)  # completed for the duty
    first_on: Mapped[date | None] = mapped_column(Day)  # the first completion of the edition in service
    begun_on: Mapped[date | None] = mapped_column(Day)  # the first opening of a lesson
    changed_on: Mapped[date | None] = mapped_column(Day)
    may_pause: Mapped[int] = mapped_column(Integer)
    alone: Mapped[int] = mapped_column(Integer)  # 1 or 0


class StandingLine(Base):
    """A person's row of all courses, as short as can be: what pages add up of thousands of people. Only who has a `CourseStanding`.

    Building makes it empty, and reports write it by their own reckoning: `reports.figures.lines`. It holds for one day alone.
    """

    __tablename__ = "standing_line"
    __table_args__ = CLUSTERED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)  # of the building: letters of what was built before are not written
    day: Mapped[date | None] = mapped_column(Day)  # None: not written yet
    catalogue: Mapped[str]  # names the courses of the letters, and their order
    letters: Mapped[bytes]  # a byte for each course


class ExamLine(Base):
    """A person's row of all exams, as short as can be. Only who has a `CourseStanding`, or an attempt that was handed in.

    Building makes it empty, and reports write it by their own reckoning: `reports.figures.exam_lines`. It holds for one day alone.
    """

    __tablename__ = "exam_line"
    __table_args__ = CLUSTERED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)  # of the building: words of what was built before are not written
    day: Mapped[date | None] = mapped_column(Day)  # None: not written yet
    catalogue: Mapped[str]  # names the exams of the words, and their order
    words: Mapped[bytes]  # four bytes for each exam about which there is anything


class HourLine(Base):
    """What somebody was credited while they held a primary job: in the year up to a day, and in the same days of the year before.

    Of whoever has any credit there is a row without a job (0). Building leaves nothing else, and reports write the others by their
    own reckoning: `reports.figures.per_head`. All of a person's hold for one day alone.
    """

    __tablename__ = "hour_line"
    __table_args__ = CLUSTERED

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(BigInteger)  # of the building: hours of what was built before are not written
    day: Mapped[date | None] = mapped_column(Day)  # None: not written yet
    tenths: Mapped[int]  # of an hour
    tenths_before: Mapped[int]
