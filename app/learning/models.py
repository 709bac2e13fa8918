"""What learners did, as facts: enrolments, lessons, attempts, responses, completions, events.

Every row about content is keyed by the ids written in the files, never by path, position, title or language. Facts are
appended; states and figures are computed from them. Unique keys, not code, stop doubles.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, index_of_filled
from app.known import Known, Past

POINTS = Numeric(9, 4, asdecimal=False)
UNMARKED = text("fraction IS NULL")  # few rows of many: attempts under way, and open answers that wait
UNDER_WAY = text("submitted_at IS NULL")
FURTHER = text("round > 1")
RUNS_OUT = text("valid_until IS NOT NULL")


class Enrolment(Base):
    """One learner's place on one course, in a round. What a further one asks anew counts from `enrolled_at` on."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "round"),
        Index("ix_enrolment_course_id", "course_id"),
        Index("ix_enrolment_further", "user_id", sqlite_where=FURTHER, postgresql_where=FURTHER),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    enrolled_at: Mapped[datetime]
    whole: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # of a further round: everything is asked anew, what was read too


class LessonRecord(Base):
    """That a learner opened a lesson or quiz, and when it was completed. A change of content never takes a completion away.

    A pass that runs out is renewed in a further `round`: a row of its own, so that the earlier one stays.
    """

    __tablename__ = "lesson_record"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "lesson_id", "round"),
        Index("ix_lesson_record_course_id", "course_id", "user_id"),
        Index("ix_lesson_record_runs_out", "user_id", sqlite_where=RUNS_OUT, postgresql_where=RUNS_OUT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    lesson_id: Mapped[str]
    first_opened_at: Mapped[datetime]
    last_opened_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    active_seconds: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    valid_until: Mapped[date | None]  # of a pass that runs out: the first day on which it is no longer valid


class QuestionRevision(Base):
    """A question as it was asked, whole, in all its languages: past answers can always be shown. Written once."""

    __tablename__ = "question_revision"

    revision: Mapped[str] = mapped_column(primary_key=True)  # hash of `body`
    course_id: Mapped[str]
    question_id: Mapped[str]
    answer_key: Mapped[str] = mapped_column(
        index=True
    )  # hash of what decides the score: revisions of one version share it
    body: Mapped[dict[str, Any]]
    first_asked_at: Mapped[datetime]


class CheckAnswer(Base):
    """One answer to a question inside a lesson. Appended; the newest shows, the best counts."""

    __tablename__ = "check_answer"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "lesson_id", "question_id", "number"),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction"),
        Index("ix_check_answer_unmarked", "answered_at", sqlite_where=UNMARKED, postgresql_where=UNMARKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    lesson_id: Mapped[str]
    question_id: Mapped[str]
    number: Mapped[int]  # 1 for the first answer
    try_number: Mapped[int] = mapped_column(default=1, server_default="1")  # which set of numbers was asked, from 1
    hints_opened: Mapped[int] = mapped_column(default=0, server_default="0")  # of those that cost, before this answer
    revision: Mapped[str] = mapped_column(ForeignKey("question_revision.revision"))
    answer: Mapped[dict[str, Any]]
    fraction: Mapped[float | None] = mapped_column(
        POINTS
    )  # of the points, AFTER the cost of hints, in 0..1: what counts; None: not reviewed yet. A Response's is before
    answered_at: Mapped[datetime]


class Attempt(Base):
    """One go at one quiz. The form is fixed at the start; the result is written once, at hand-in.

    Handed in without a result (`passed` None): an open answer waits for its review, and nothing counts until then.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "quiz_id", "number"),
        CheckConstraint("score_ratio BETWEEN 0 AND 1", name="score_ratio"),
        Index("ix_attempt_course_id", "course_id", "quiz_id"),
        Index("ix_attempt_under_way", "deadline_at", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    quiz_id: Mapped[str]
    number: Mapped[int]  # 1 for the first attempt
    content_revision: Mapped[str] = mapped_column(default="", server_default="")  # of the catalogue at the start
    seed: Mapped[str]  # everything drawn follows from it
    form: Mapped[list[Any]]  # [{"question": id, "revision": hash, "order": [keys], "values": {name: digits}}], as asked
    pass_ratio: Mapped[float] = mapped_column(POINTS)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    points: Mapped[float | None] = mapped_column(POINTS)
    points_possible: Mapped[float | None] = mapped_column(POINTS)
    score_ratio: Mapped[float | None] = mapped_column(POINTS)
    passed: Mapped[bool | None]

    responses: Mapped[list["Response"]] = relationship(back_populates="attempt", lazy="raise_on_sql")

    @property
    def is_waiting(self) -> bool:
        """Handed in, and a reviewer has to read it before it is passed or not."""
        return self.submitted_at is not None and self.passed is None


class Response(Base):
    """What the learner chose for one question of an attempt; points are written at hand-in, those of an open answer by its review."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id"),
        Index("ix_response_unmarked", "attempt_id", sqlite_where=UNMARKED, postgresql_where=UNMARKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question_id: Mapped[str]
    revision: Mapped[str] = mapped_column(ForeignKey("question_revision.revision"))
    answer: Mapped[dict[str, Any]]  # {}: none, the row only says what else is known
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(
        default=1, server_default="1"
    )  # counts the answers given: whoever changes one says which
    flagged: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # the learner wants to look at it again
    hints_opened: Mapped[int] = mapped_column(default=0, server_default="0")
    fraction: Mapped[float | None] = mapped_column(
        POINTS
    )  # how right it is, BEFORE the cost of hints, in 0..1; None: not judged yet. A CheckAnswer's is after
    points: Mapped[float | None] = mapped_column(POINTS)  # after the cost of hints

    attempt: Mapped[Attempt] = relationship(back_populates="responses", lazy="raise_on_sql")


class LateAnswer(Base):
    """An answer that was given in time, as its browser says, but came after the deadline.

    Kept beside the attempt, where it counts nothing until somebody accepts it with a reason; then it is in the attempt, unless
    what stood there was worth as much. Accepted once, never taken back.
    """

    __tablename__ = "late_answer"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id"),
        index_of_filled("ix_late_answer_accepted_by_id", "accepted_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question_id: Mapped[str]
    answer: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]  # as the browser told it
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_reason: Mapped[str] = mapped_column(default="", server_default="")  # the learner reads it
    instead_of: Mapped[
        dict[str, Any] | None
    ]  # what stood in the attempt before: answer, fraction; None: nothing changed


class Allowance(Base):
    """More attempts or more time at one quiz for one learner, granted by somebody with a reason. Append only; they add up."""

    __tablename__ = "allowance"
    __table_args__ = (Index("ix_allowance_user_id", "user_id", "course_id", "quiz_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    quiz_id: Mapped[str]
    extra_attempts: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)  # for every attempt begun from then on
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    granted_at: Mapped[datetime]
    form_key: Mapped[str] = mapped_column(unique=True)  # of the form that granted it: sent twice, it counts once


STANDING: dict[str, Any] = {f"{name}_where": text("withdrawn_at IS NULL") for name in ("sqlite", "postgresql")}


class Completion(Known, Base):
    """A course completed, in an edition and a round. Append only; a change of content never takes it away.

    A correction of results may date it earlier, and undoing that restores its day; the log of learning has both.

    `withdrawn_at`: only judging again, agreed by two people, or undoing a correction withdraws one; it then counts nowhere.
    """

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "edition", "round"),
        Index("ix_completion_course_id", "course_id", "user_id"),
        Index("ix_completion_completed_on", "completed_on", "course_id", "user_id", **STANDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[str]
    edition: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    completed_at: Mapped[datetime]
    completed_on: Mapped[date]  # the business day, in the organisation's zone: due dates are compared with it
    valid_from: Mapped[date | None]  # validity is [valid_from, valid_until); None, None: for ever
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]


class CompletionPast(Past, Base):
    """A completion as it was recorded before it was dated anew, withdrawn or given back."""

    __tablename__ = "completion_past"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    course_id: Mapped[str]
    edition: Mapped[int]
    round: Mapped[int]
    completed_at: Mapped[datetime]
    completed_on: Mapped[date]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]


class CourseEdition(Base):
    """Since when an edition of a course has been in service here: duties from before that take earlier ones, too."""

    __tablename__ = "course_edition"

    course_id: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    begun_on: Mapped[date]  # the business day


class LearningEvent(Base):
    """The log of learning, append only, with two clocks: when it happened and when it was recorded."""

    __tablename__ = "learning_event"
    __table_args__ = (Index("ix_learning_event_user_id", "user_id", "occurred_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    verb: Mapped[
        str
    ]  # enrolled, renewing, withdrawn, restored, opened, answered, completed, attempted, submitted (waits for review), passed, failed
    course_id: Mapped[str]
    object_id: Mapped[str]  # lesson, quiz, question or course
    result: Mapped[dict[str, Any]]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # where the person worked then
