"""What the demo's people said about courses they completed: most answer, few write, nobody is known by it."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import and_, insert, select

from app.content.model import Course
from app.db import Base, db
from app.learning.models import Completion
from app.people.models import Department, Job
from app.surveys.cohorts import cohort_of
from app.surveys.filing import filed_under
from app.surveys.instruments import COURSE, SCORES, current
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally

from .chance import chance

Values = dict[str, Any]
ANSWER, REFUSE, WRITE = 0.66, 0.08, 0.12
STILL_ASKED = timedelta(days=21)  # of the accounts that sign in: their last courses wait for them
LIKING = {"useful": 4.3, "clear": 4.0, "practice": 4.1, "time": 3.6, "apply": 3.8, "recommend": 4.1}
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


def set_up(courses: Sequence[Course], accounts: Sequence[int], *, today: date) -> None:
    """Answers to the survey of everything completed so far, added up as those of real people are."""
    survey, rng = current(COURSE), chance("surveys")
    answered: dict[tuple[str, date], Counter[str]] = {}
    tallies: Counter[tuple[str, date, int | None, str, int]] = Counter()
    calls: list[Values] = []
    comments: list[Values] = []
    written: set[tuple[str, str]] = set()
    for row in _completions([course.id for course in courses]):
        if row.user_id in accounts and row.completed_on > today - STILL_ASKED:
            continue
        luck = rng.random()
        if luck > ANSWER + REFUSE:
            continue
        cohort = cohort_of(row.completed_on)
        calls.append(
            {
                "user_id": row.user_id,
                "kind": COURSE,
                "subject_id": row.course_id,
                "occasion": f"{row.edition}.{row.round}",
                "cohort": cohort,
                "department_id": row.department_id,
                "answered": luck < ANSWER,
            }
        )
        if luck >= ANSWER:
            continue
        by_path = answered.setdefault((row.course_id, cohort), Counter())
        by_path[row.path] += 1
        place = filed_under(row.path, by_path)
        mood = rng.gauss(0, 0.5)
        for item in survey.items:
            tallies[row.course_id, cohort, place, item.key, _score(LIKING[item.key] + mood, rng)] += 1
        if rng.random() < WRITE:
            words = {"kind": COURSE, "subject_id": row.course_id, "version": survey.version, "cohort": cohort}
            left = [text for text in COMMENTS if (row.course_id, text) not in written]
            if left:
                text = rng.choice(left)
                written.add((row.course_id, text))
                comments.append({"key": secrets.token_hex(16), **words, "text": text})
    places = sorted({key[:3] for key in tallies}, key=str)
    rows = [
        {
            "key": f"{COURSE}/{course_id}/{survey.version}/{cohort}/{place or '-'}/{item.key}/{score}",
            "kind": COURSE,
            "subject_id": course_id,
            "version": survey.version,
            "cohort": cohort,
            "department_id": place,
            "item": item.key,
            "score": score,
            "count": tallies[course_id, cohort, place, item.key, score],
        }
        for course_id, cohort, place in places
        for item in survey.items
        for score in SCORES
    ]
    for model, found in ((SurveyCall, calls), (SurveyTally, rows), (SurveyComment, comments)):
        _insert(model, found)


def _completions(course_ids: Sequence[str]) -> Sequence[Any]:
    """In the order of their days, with the department of the day."""
    held = and_(
        Job.user_id == Completion.user_id,
        Job.is_primary,
        Job.started_on <= Completion.completed_on,
        Job.ended_on.is_(None) | (Job.ended_on > Completion.completed_on),
    )
    return db.session.execute(
        select(
            Completion.user_id,
            Completion.course_id,
            Completion.edition,
            Completion.round,
            Completion.completed_on,
            Job.department_id,
            Department.path,
        )
        .join(Job, held)
        .join(Department, Department.id == Job.department_id)
        .where(Completion.course_id.in_(course_ids))
        .order_by(Completion.completed_on, Completion.id)
    ).all()


def _score(liking: float, rng: Random) -> int:
    return min(SCORES[-1], max(SCORES[0], round(rng.gauss(liking, 0.8))))


def _insert(model: type[Base], rows: list[Values]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
