"""What the demo's people said about courses they completed: most answer, few write, nobody is known by it."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import and_, insert, select
from sqlalchemy.orm import aliased

from app import clock
from app.content.model import Course
from app.db import Base, db
from app.learning.models import Completion
from app.people.models import Department, Job
from app.surveys.cohorts import cohort_of
from app.surveys.filing import filed_under
from app.surveys.instruments import COURSE, SCORES, SESSION, current
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally
from app.training.kinds import CAME
from app.training.models import Attendance, TrainingSession

from .chance import chance

Values = dict[str, Any]
ANSWER, REFUSE, WRITE = 0.66, 0.08, 0.12
STILL_ASKED = timedelta(days=21)  # of the accounts that sign in: their last courses wait for them
LIKING = {
    "useful": 4.3,
    "clear": 4.0,
    "practice": 4.1,
    "time": 3.6,
    "apply": 3.8,
    "recommend": 4.1,
    "trainer": 4.4,
    "organised": 3.7,
}
COMMENTS = (
    "案例很贴近我们的日常工作，希望多一些欧洲站的例子。",
    "题目解析写得清楚，做错了也知道为什么。",
    "内容有点多，建议分成两次学。",
    "手机上看图有些小，能放大就好了。",
    "学完马上就用上了，报价时少走了弯路。",
    "希望有线下答疑。",
    "The examples are close to what we do every day.",
    "More exercises on returns, please.",
    "视频少一点、表格多一点会更好查。",
    "和同事一起讨论案例收获最大。",
)


@dataclass(frozen=True, slots=True)
class Done:
    """Something that somebody completed or attended, and where they worked on that day."""

    kind: str
    user_id: int
    subject_id: str
    occasion: str
    day: date
    department_id: int
    path: str

    @property
    def about(self) -> Values:
        return {"kind": self.kind, "subject_id": self.subject_id, "cohort": cohort_of(self.day)}


@dataclass(slots=True)
class Said:
    """What was said so far, as the tables will hold it."""

    rng: Random
    calls: list[Values] = field(default_factory=list)
    comments: list[Values] = field(default_factory=list)
    answered: dict[tuple[str, str, date], Counter[str]] = field(default_factory=dict)
    scores: Counter[tuple[str, str, date, int | None, str, int]] = field(default_factory=Counter)
    written: set[tuple[str, str]] = field(default_factory=set)

    def ask(self, done: Done) -> None:
        luck = self.rng.random()
        if luck > ANSWER + REFUSE:
            return
        person = {"user_id": done.user_id, "department_id": done.department_id, "occasion": done.occasion}
        self.calls.append({**done.about, **person, "answered": luck < ANSWER})
        if luck < ANSWER:
            self._answer(done)

    def _answer(self, done: Done) -> None:
        subject = (done.kind, done.subject_id, cohort_of(done.day))
        by_path = self.answered.setdefault(subject, Counter())
        by_path[done.path] += 1
        place, mood = filed_under(done.path, by_path), self.rng.gauss(0, 0.5)
        for item in current(done.kind).items:
            self.scores[*subject, place, item.key, _score(LIKING[item.key] + mood, self.rng)] += 1
        left = [text for text in COMMENTS if (done.subject_id, text) not in self.written]
        if left and done.kind == COURSE and self.rng.random() < WRITE:
            text = self.rng.choice(left)
            self.written.add((done.subject_id, text))
            version = {"key": secrets.token_hex(16), "version": current(done.kind).version}
            self.comments.append({**done.about, **version, "text": text})

    @property
    def tallies(self) -> list[Values]:
        """A row for each score of each place, those that nobody gave too."""
        return [
            {
                "key": f"{kind}/{subject_id}/{current(kind).version}/{cohort}/{place or '-'}/{item.key}/{score}",
                "kind": kind,
                "subject_id": subject_id,
                "version": current(kind).version,
                "cohort": cohort,
                "department_id": place,
                "item": item.key,
                "score": score,
                "count": self.scores[kind, subject_id, cohort, place, item.key, score],
            }
            for kind, subject_id, cohort, place in sorted({key[:4] for key in self.scores}, key=str)
            for item in current(kind).items
            for score in SCORES
        ]


def set_up(courses: Sequence[Course], accounts: Sequence[int], *, today: date) -> None:
    """Answers to the surveys about all that was completed and attended so far, added up as those of real people are."""
    said = Said(chance("surveys"))
    for done in (*_completed([course.id for course in courses]), *_attended()):
        if done.user_id not in accounts or done.day <= today - STILL_ASKED:
            said.ask(done)
    for model, rows in ((SurveyCall, said.calls), (SurveyTally, said.tallies), (SurveyComment, said.comments)):
        _insert(model, rows)


def _held_on(user: Any, day: Any) -> Any:
    return and_(
        Job.user_id == user, Job.is_primary, Job.started_on <= day, Job.ended_on.is_(None) | (Job.ended_on > day)
    )


def _completed(course_ids: Sequence[str]) -> list[Done]:
    """In the order of their days."""
    row = Completion
    found = db.session.execute(
        select(row.user_id, row.course_id, row.edition, row.round, row.completed_on, Department.id, Department.path)
        .join(Job, _held_on(row.user_id, row.completed_on))
        .join(Department, Department.id == Job.department_id)
        .where(row.course_id.in_(course_ids))
        .order_by(row.completed_on, row.id)
    )
    return [
        Done(COURSE, user_id, course_id, f"{edition}.{number}", day, place, path)
        for user_id, course_id, edition, number, day, place, path in found
    ]


def _attended() -> list[Done]:
    """In the order of their days; where people worked on the day of the session."""
    later = aliased(Attendance)
    found = db.session.execute(
        select(Attendance.user_id, TrainingSession.id, TrainingSession.ends_at, Job, Department)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .join(Job, and_(Job.user_id == Attendance.user_id, Job.is_primary))
        .join(Department, Department.id == Job.department_id)
        .where(later.id.is_(None), Attendance.status.in_(CAME))
        .order_by(TrainingSession.ends_at, Attendance.id)
    )
    return [
        Done(SESSION, user_id, str(session_id), "", clock.local_date(ends_at), place.id, place.path)
        for user_id, session_id, ends_at, job, place in found
        if job.is_held_on(clock.local_date(ends_at))
    ]


def _score(liking: float, rng: Random) -> int:
    return min(SCORES[-1], max(SCORES[0], round(rng.gauss(liking, 0.8))))


def _insert(model: type[Base], rows: list[Values]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
