"""Words about exams say what is worked out now: whoever they hold of, and however much changed since they were written."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.models import Attempt, Completion, Enrolment, LessonRecord
from app.people.models import Department, User
from app.programmes.models import Assignment
from app.programmes.standings.building import refresh
from app.programmes.standings.models import ExamLine
from app.programmes.standings.reading import fresh
from app.reports.figures.exam_lines import read_words, refresh_exam_lines, year_before, year_of
from app.reports.figures.exams import first_tries, results
from app.reports.figures.sittings import Span, exams_of
from app.reports.figures.standings import people
from tests import factories
from tests.conftest import emptied_after, statements
from tests.examples import examples
from tests.reports.asked import answered
from tests.reports.company import EVERYTHING, company

FINAL = ("packing", "final")
WHO, DAYS = st.integers(0, 3), st.integers(0, 720)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sit"] * 3 + ["again", "runs out", "asked", "waived", "paused", "done", "judged", "taken back"]
        ),
        WHO,
        DAYS,
        st.sampled_from([True, False, None]),
    ),
    max_size=14,
)


def noon(days_ago: int) -> datetime:
    return datetime.combine(clock.today() - timedelta(days=days_ago), time(12), clock.zone())


def happens(person: User, act: str, days_ago: int, passed: bool | None) -> None:
    """One thing about somebody and the exam of packing, on a day."""
    at = noon(days_ago)
    own = db.session.scalars(select(Attempt).filter_by(user_id=person.id).order_by(Attempt.number)).all()
    if act == "sit":
        number = 1 + max((each.number for each in own), default=0)
        later = max([at, *(each.submitted_at + timedelta(minutes=1) for each in own if each.submitted_at)])
        if later <= clock.now():
            factories.attempt(person, number=number, started_at=later, submitted_at=later, passed=passed)
    elif act == "again":
        known = db.session.scalars(select(Enrolment.round).filter_by(user_id=person.id, course_id="packing")).all()
        factories.enrolment(person, round=max(known, default=1) + 1, enrolled_at=at)
    elif act == "runs out":
        with writing():
            mine = delete(LessonRecord).filter_by(user_id=person.id, lesson_id="final")
            db.session.execute(mine)
        factories.lesson_record(person, "final", completed_at=at, valid_until=clock.today() + timedelta(days=9))
    elif act in ("asked", "waived", "paused"):
        _asked(person, act, days_ago)
    elif act == "done":
        known = db.session.scalars(select(Completion.round).filter_by(user_id=person.id)).all()
        factories.completion(person, round=max(known, default=0) + 1, completed_at=at)
    elif own:
        with writing():
            change = update(Attempt).where(Attempt.id == own[-1].id)
            if act == "judged":
                db.session.execute(change.values(passed=passed))
            else:
                db.session.execute(change.values(submitted_at=None))


def _asked(person: User, act: str, days_ago: int) -> None:
    if db.session.scalar(select(Assignment.id).filter_by(user_id=person.id)) is None:
        due_on = clock.today() - timedelta(days=days_ago - 60)
        fields: dict[str, Any] = {"waived_on": clock.today() - timedelta(days=2)} if act == "waived" else {}
        factories.assignment(person, due_on=due_on, assigned_at=noon(days_ago), **fields)
    if act == "paused":
        factories.absence(person, started_on=clock.today() - timedelta(days=3), pauses_deadlines=True)


def counted(span: Span) -> list[Any]:
    """Everything that the words are for: of all exams, of one by department, of first attempts."""
    among, exams = people(EVERYTHING, on=span.day), exams_of(content.list_courses())
    [final] = [exam for exam in exams if exam.key == FINAL]
    firsts = first_tries(among, exams, span)
    by_exam = results(among, exams, span, by_department=False)
    by_path = results(among, [final], span, by_department=True)
    told = (firsts.by_path, firsts.by_exam, by_exam, by_path)
    return [{key: each for key, each in found.items() if any(numbers(each))} for found in told]


def numbers(counts: Any) -> list[int]:
    return [getattr(counts, name) for name in counts.__slots__]


def compared(*, read: bool) -> None:
    """Both periods that words are for; the same ones, a moment longer, are worked out."""
    for span in (year_of(clock.today()), year_before(clock.today())):
        longer = replace(span, start=span.start - timedelta(microseconds=1))
        among, exams = people(EVERYTHING, on=span.day), exams_of(content.list_courses())
        assert read_words(among, exams, longer) is None
        if read:
            assert read_words(among, exams, span) is not None
        assert counted(span) == counted(longer)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=ACTS, after=ACTS, kept=st.booleans())
def test_words_say_what_is_worked_out(app, before, after, kept):
    with emptied_after():
        house = company()
        persons = [factories.user(department=place) for place in (house.sales, house.sales, house.team, house.stores)]
        for acts in (before, after):
            for act, who, days_ago, passed in acts:
                happens(persons[who], act, days_ago, passed)
            if acts is before or kept:
                refresh()
                refresh_exam_lines()
        compared(read=True)


def sat() -> tuple[User, Attempt]:
    """Somebody, with an attempt of the day before yesterday."""
    places = db.session.scalars(select(Department).filter_by(code="SALES")).all() or [company().sales]
    person = factories.user(department=places[0])
    return person, factories.attempt(person, started_at=noon(2), submitted_at=noon(2))


@pytest.mark.parametrize(
    "change",
    [
        {"passed": False},
        {"submitted_at": None},
        {"started_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"number": 7},
        {"quiz_id": "another"},
    ],
)
def test_whatever_changes_about_a_result_marks_whose_it_is(app, change):
    person, attempt = sat()
    other, _attempt = sat()
    refresh()
    with writing():
        db.session.execute(update(Attempt).where(Attempt.id == attempt.id).values(**change))
    assert fresh(clock.today()).ids == (person.id,)
    assert other.id != person.id


def test_a_further_round_and_a_pass_that_runs_out_mark_whose_they_are(app):
    person, _attempt = sat()
    record = factories.lesson_record(person, "final")
    refresh()
    factories.enrolment(person, round=2)
    assert fresh(clock.today()).ids == (person.id,)
    refresh()
    with writing():
        db.session.execute(
            update(LessonRecord).where(LessonRecord.id == record.id).values(valid_until=date(2030, 1, 1))
        )
    assert fresh(clock.today()).ids == (person.id,)


def test_an_attempt_that_is_not_handed_in_marks_nobody(app):
    person = factories.user(department=company().sales)
    refresh()
    attempt = factories.attempt(person, submitted_at=None, passed=None, score_ratio=None)
    with writing():
        db.session.execute(update(Attempt).where(Attempt.id == attempt.id).values(points=1))
    assert fresh(clock.today()).nobody
    with writing():
        db.session.execute(update(Attempt).where(Attempt.id == attempt.id).values(submitted_at=clock.now()))
    assert fresh(clock.today()).ids == (person.id,)


def test_words_hold_of_nobody_on_another_day_or_of_other_exams(app):
    person, _attempt = sat()
    refresh()
    assert others() == [person.id]  # none are written yet
    refresh_exam_lines()
    assert others() == []
    for change in ({"day": clock.today() - timedelta(days=1)}, {"catalogue": "others"}):
        with writing():
            db.session.execute(update(ExamLine).values(**change))
        assert others() == [person.id]
        assert refresh_exam_lines() == 1
        assert others() == []


def others() -> list[int]:
    found = read_words(people(EVERYTHING, on=clock.today()), exams_of(content.list_courses()), year_of(clock.today()))
    assert found is not None
    return sorted(found.others)


def test_a_page_takes_as_many_statements_for_one_as_for_many(app):
    counts = []
    for _round in range(2):
        for _each in range(3):
            sat()
        refresh()
        refresh_exam_lines()
        sat()
        for report in ("exams", "overview"):
            with statements() as made:
                answered(report)
            counts.append(len(made))
    assert counts[:2] == counts[2:]
