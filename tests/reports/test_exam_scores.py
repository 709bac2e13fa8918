"""Scores of exams, form by form: spread, error of measurement, who is near the pass mark."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.access import Role
from app.db import db, writing
from app.learning.marking.models import Marking
from app.learning.models import Attempt, QuestionRevision, Response
from app.learning.rejudging.models import RejudgedAttempt, Rejudging
from app.people.models import DepartmentVersion, Job
from app.reports.figures.rates import Rate
from app.reports.figures.scores import BINS, band_of
from tests import factories
from tests.reports.asked import answered, rows, tile, viewer
from tests.reports.company import company

EXAM = {"course": "packing", "exam": "final"}
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
ORACLE_3_A = [
    "111101", "111101", "111101", "111001", "111001", "110100", "111000", "110011", "100001", "101010", "100010", "100010",
]  # fmt: skip


def revisions(version: str, count: int = 6) -> list[dict]:
    """Questions as a form holds them; `version` makes them others."""
    with writing():
        for number in range(count):
            db.session.add(
                QuestionRevision(
                    revision=f"{version}{number}",
                    course_id="packing",
                    question_id=f"q{number}",
                    answer_key=f"key-{version}{number}",
                    body={},
                    first_asked_at=AT,
                )
            )
    return [{"question": f"q{number}", "revision": f"{version}{number}", "order": []} for number in range(count)]


def sit(person, form: list[dict], marks: str, **fields) -> Attempt:
    """An attempt with a point for each “1”."""
    points = marks.count("1")
    ratio = round(points / len(marks), 4)
    usual: dict[str, Any] = {
        "form": form, "points": points, "points_possible": len(marks), "score_ratio": ratio, "pass_ratio": 0.5,
        "passed": ratio >= 0.5, "started_at": AT, "submitted_at": AT,
    }  # fmt: skip
    attempt = factories.attempt(person, **(usual | fields))
    attempt_id = attempt.id
    with writing():
        for entry, mark in zip(form, marks, strict=True):
            db.session.add(
                Response(
                    attempt_id=attempt_id, question_id=entry["question"], revision=entry["revision"],
                    answer={"chosen": ["a"]}, saved_at=AT, fraction=int(mark), points=int(mark),
                )
            )  # fmt: skip
    return attempt


def test_oracle_3_a_gives_the_error_of_measurement_and_who_is_borderline(app):
    """Its twelve people three times, so that there are enough: the reliability is the same, .093333."""
    house, form = company(), revisions("a")
    for marks in ORACLE_3_A * 3:
        sit(factories.user(department=house.sales), form, marks)
    [row] = rows("exams", "forms", **EXAM)
    assert (row.people, row.cut) == (36, 50)
    assert row.mean == pytest.approx(100 * 3.5 / 6, abs=0.01)
    assert row.sd == pytest.approx(100 * (1.25 * 36 / 35) ** 0.5 / 6, abs=0.01)
    error = (1.25 * 36 / 35) ** 0.5 * (1 - 0.093333) ** 0.5
    assert row.sem == pytest.approx(100 * error / 6, abs=0.001)
    assert row.borderline == 27  # of 2, 3 and 4 points, within 1.08 of 3


def test_too_few_people_have_no_error_of_measurement(app):
    house, form = company(), revisions("a")
    for marks in ORACLE_3_A:
        sit(factories.user(department=house.sales), form, marks)
    [row] = rows("exams", "forms", **EXAM)
    assert (row.people, row.sem, row.borderline) == (12, None, None)


def test_forms_are_never_pooled_and_people_are(app):
    house = company()
    old, new = revisions("a"), revisions("b")
    later = AT + timedelta(days=30)
    first, second = (factories.user(department=house.sales) for _number in range(2))
    sit(first, old, "111111", content_revision="1")
    sit(second, new, "100000", content_revision="2", started_at=later, submitted_at=later)
    answer = answered("exams", **EXAM)
    newest, oldest = answer.tables[2].rows
    assert (newest.people, newest.mean) == (1, pytest.approx(16.67))
    assert (oldest.people, oldest.mean) == (1, 100)
    assert tile(answer, "pass_rate") == Rate(1, 2)
    spread = [chart for chart in answer.charts if chart.title == "First scores, in percent"]
    assert len(spread) == 2
    assert not any("<a " in chart.page() for chart in spread)


def test_an_edit_that_decides_no_score_makes_no_new_form(app):
    house = company()
    form = revisions("a")
    with writing():
        for number in range(6):
            db.session.add(
                QuestionRevision(
                    revision=f"typo{number}", course_id="packing", question_id=f"q{number}",
                    answer_key=f"key-a{number}", body={}, first_asked_at=AT,
                )
            )  # fmt: skip
    corrected = [{**entry, "revision": f"typo{number}"} for number, entry in enumerate(form)]
    sit(factories.user(department=house.sales), form, "111111", content_revision="1")
    sit(factories.user(department=house.sales), corrected, "110000", content_revision="2")
    [row] = rows("exams", "forms", **EXAM)
    assert row.people == 2


def test_another_pass_mark_makes_another_form(app):
    house, form = company(), revisions("a")
    sit(factories.user(department=house.sales), form, "111000")
    sit(factories.user(department=house.sales), form, "111000", pass_ratio=0.8, passed=False)
    assert {row.cut for row in rows("exams", "forms", **EXAM)} == {50, 80}
    assert tile(answered("exams", **EXAM), "pass_rate") == Rate(1, 2)


def test_first_attempts_are_spread_and_best_ones_compared(app):
    house, form = company(), revisions("a")
    for number in range(2):
        person = factories.user(department=house.sales)
        sit(person, form, "110000")
        sit(
            person,
            form,
            "111110" if number else "111100",
            number=2,
            started_at=AT + timedelta(days=1),
            submitted_at=AT + timedelta(days=1),
        )
    sit(factories.user(department=house.sales), form, "111111")
    answer = answered("exams", **EXAM)
    spread, slope = answer.charts[1:]
    assert [row[1] for row in spread.rows] == ["0", "0", "0", "2", "0", "0", "0", "0", "0", "1"]
    assert slope.rows == (("First attempt", "33.3%", "55.6%"), ("Best attempt", "75.0%", "83.3%"))
    assert "33.3%" in slope.summary
    assert 'href="/reports/exams?' in spread.page()


@pytest.mark.parametrize(
    ("score", "band"), [(0, 0), (0.0999, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.8999, 8), (0.9, 9), (1, 9)]
)
def test_a_score_lies_in_one_band_and_its_link_finds_it(app, score, band):
    assert band_of(score) == band
    factories.attempt(
        factories.user(department=company().sales),
        score_ratio=score,
        passed=score >= 0.8,
        started_at=AT,
        submitted_at=AT,
    )
    assert [len(rows("exams", "people", band=number, **EXAM)) for number in range(BINS)] == [
        int(number == band) for number in range(BINS)
    ]


def known_all_along() -> None:
    """As if everybody had been entered before the first attempt."""
    with writing():
        for table in (Job, DepartmentVersion):
            db.session.execute(update(table).values(known_from=AT - timedelta(days=99)))


def test_a_late_review_is_known_only_when_it_was_written(app):
    house, form = company(), revisions("a")
    attempt = sit(factories.user(department=house.sales), form, "111111")
    reviewer = factories.user(department=house.sales)
    response_id = db.session.scalars(select(Response.id).filter_by(attempt_id=attempt.id)).first()
    reviewed = AT + timedelta(days=10)
    with writing():
        db.session.add(
            Marking(response_id=response_id, reviewer_id=reviewer.id, points=1, saved_at=reviewed, finished_at=reviewed)
        )
    known_all_along()
    within = {"as_of": "2026-03-05", **EXAM}
    assert tile(answered("exams", **within), "pass_rate") == Rate(1, 1)
    then = answered("exams", known_at="2026-03-05", **within)
    assert tile(then, "pass_rate") == Rate(0, 1)
    assert then.tables[1].total.waiting == 1
    assert next(iter(then.tables[0].rows)).first_score is None
    assert tile(answered("exams", known_at="2026-03-15", **EXAM), "pass_rate") == Rate(1, 1)


def test_what_was_handed_in_after_the_instant_was_not_known(app):
    sit(factories.user(department=company().sales), revisions("a"), "111111")
    known_all_along()
    assert tile(answered("exams", known_at="2026-03-01", **EXAM), "pass_rate") == Rate(0, 0)
    assert tile(answered("exams", known_at="2026-03-02", **EXAM), "pass_rate") == Rate(1, 1)


def judge_again(attempt_id: int, applied_at: datetime, undone_at: datetime | None = None) -> None:
    """Failed before, passed after."""
    person = factories.user()
    with writing():
        decision = Rejudging(
            course_id="packing", question_id="q0", from_key="a", to_revision="b", choice="better", summary={},
            state="undone" if undone_at else "applied", proposed_by_id=person.id, proposed_at=applied_at,
            applied_by_id=person.id, applied_at=applied_at, undone_by_id=person.id if undone_at else None,
            undone_at=undone_at, form_key=str(attempt_id),
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        failed, passed = (
            {"points": 1, "points_possible": 6, "score_ratio": ratio, "passed": ratio > 0.5} for ratio in (0.3, 0.7)
        )
        db.session.add(
            RejudgedAttempt(rejudging_id=decision.id, attempt_id=attempt_id, old=failed, new=passed, followed={})
        )


def test_a_later_judgement_is_known_only_when_it_was_made(app):
    house, form = company(), revisions("a")
    attempt = sit(factories.user(department=house.sales), form, "111110")
    judge_again(attempt.id, AT + timedelta(days=10))
    known_all_along()
    then, now = (answered("exams", known_at=day, **EXAM) for day in ("2026-03-05", "2026-03-20"))
    assert (tile(then, "pass_rate"), tile(now, "pass_rate")) == (Rate(0, 1), Rate(1, 1))
    assert next(iter(then.tables[0].rows)).first_score == 30
    assert next(iter(now.tables[0].rows)).first_score == pytest.approx(83.33)


def test_a_judgement_undone_later_was_in_force_until_then(app):
    house, form = company(), revisions("a")
    attempt = sit(factories.user(department=house.sales), form, "100000")
    judge_again(attempt.id, AT + timedelta(days=10), AT + timedelta(days=20))
    known_all_along()
    days = ("2026-03-05", "2026-03-15", "2026-03-30")
    rates = [tile(answered("exams", known_at=day, **EXAM), "pass_rate") for day in days]
    assert rates == [Rate(0, 1), Rate(1, 1), Rate(0, 1)]


def test_managers_get_no_form(app):
    house = company()
    sit(factories.user(department=house.sales), revisions("a"), "111111")
    answer = answered("exams", by=viewer(Role.MANAGER, house.sales), **EXAM)
    assert "forms" not in {table.key for table in answer.tables}
