"""What learners say about a course or session, added up as it comes in: no row is anybody's answer.

Who was asked and what was said are kept apart, without a time in either and, in SQLite, without the order in which rows were
written. See docs/figures.md, *Surveys*.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

UNORDERED = {"sqlite_with_rowid": False}  # rows lie in the order of their keys, not in that of their coming


class SurveyCall(Base):
    """That somebody needs not be asked again: they answered, or do not wish to. What they said is not here, nor when."""

    __tablename__ = "survey_call"
    __table_args__ = (
        Index("ix_survey_call_subject", "kind", "subject_id", "cohort", "department_id", "answered"),
        UNORDERED,
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # course, session
    subject_id: Mapped[str] = mapped_column(primary_key=True)  # of the course, or the session's number
    occasion: Mapped[str] = mapped_column(primary_key=True)  # edition and round completed; empty for a session
    cohort: Mapped[date]  # first day of the quarter in which the person completed it
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)  # where they worked then
    answered: Mapped[bool]


class SurveyTally(Base):
    """How often a score was given to an item: by people of one quarter and, once there are enough, one department."""

    __tablename__ = "survey_tally"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("count >= 0", name="count"),
        Index("ix_survey_tally_subject", "kind", "subject_id", "cohort", "version", "department_id", "score", "count"),
        UNORDERED,
    )

    key: Mapped[str] = mapped_column(primary_key=True)  # all of the following together
    kind: Mapped[str]
    subject_id: Mapped[str]
    version: Mapped[int]  # of the instrument
    cohort: Mapped[date]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    item: Mapped[str]
    score: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)


class SurveyComment(Base):
    """What somebody wrote. It hangs on no score, department or person, and its key is drawn."""

    __tablename__ = "survey_comment"
    __table_args__ = (Index("ix_survey_comment_subject", "kind", "subject_id", "cohort"), UNORDERED)

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[str]
    version: Mapped[int]
    cohort: Mapped[date]
    text: Mapped[str]
