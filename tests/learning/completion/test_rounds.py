"""Passes that run out and courses taken again: nothing is taken away, and what is asked anew counts anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.errors import Conflict
from app.learning import actions, queries
from app.learning.attempts import actions as attempts
from app.learning.credentials import Status, policy_of
from app.learning.models import Completion, Enrolment, LessonRecord
from app.learning.places import list_places
from app.learning.progress import Lack
from app.learning.renewing import begin_round
from app.learning.rounds import round_began_at
from app.learning.standings import list_standings
from app.learning.withdrawing import Taken, restore_all, withdraw_all
from app.learning.wording import credential_words, missing_words, running_out_words, short_words
from tests.learning.acting import answer_and_hand_in, count, do, verbs
from tests.learning.courses import RIGHT, WRONG, course, lesson, quiz

BEGIN = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
YEARLY = {"valid_months": 12, "window_days": 90, "grace_days": 15, "anchor": "previous_expiry"}
EXAM = quiz(valid_months=12, attempts=2)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T02:00:00+00:00")


def sit(learner, taught, exam=EXAM, *, right=True, now=BEGIN):
    attempt = do(attempts.start_attempt, learner.id, taught, exam, now=now)
    answers = {"q1": RIGHT, "q2": RIGHT if right else WRONG}
    return do(answer_and_hand_in, attempt.id, taught, exam, answers, learner_id=learner.id, now=now)


def read(learner, taught, lesson_id="a", *, now=BEGIN):
    return do(actions.complete_lesson, learner.id, taught, taught.lesson(lesson_id), now=now)


def standing(learner, taught, on: str):
    db.session.rollback()
    [found] = list_standings([taught], learner_id=learner.id, on=date.fromisoformat(on))
    return found


def completions() -> list[tuple[int, int, str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Completion).order_by(Completion.id))
    return [(row.edition, row.round, str(row.valid_from), str(row.valid_until)) for row in rows]


# A quiz whose pass runs out


def test_a_pass_counts_to_the_end_of_the_same_day_a_year_later(learner):
    taught = course(EXAM)
    sit(learner, taught)
    assert standing(learner, taught, "2026-03-01").progress.is_completed
    after = standing(learner, taught, "2026-03-02").progress
    assert [after.lack(page) for page in after.missing] == [Lack.RAN_OUT]
    assert short_words(after) == "0 of 1: quiz “exam”: pass ran out on 2026-03-01, take it again"
    assert standing(learner, taught, "2026-03-02").completed_at == BEGIN


def test_words_tell_that_a_pass_runs_out_from_the_reminder_on(learner):
    taught = course(EXAM)
    sit(learner, taught)
    assert running_out_words(standing(learner, taught, "2026-01-30").progress) == ()
    (words,) = running_out_words(standing(learner, taught, "2026-01-31").progress)
    assert words == "quiz “exam”: pass counts until 2026-03-01, take it again"


def test_the_quiz_opens_again_whatever_attempts_are_left(learner):
    taught = course(EXAM)
    sit(learner, taught, right=False)
    sit(learner, taught)
    with pytest.raises(Conflict, match="all 2 attempts"):
        sit(learner, taught, now=day("2026-01-30"))
    sit(learner, taught, right=False, now=day("2026-01-31"))
    sit(learner, taught, now=day("2026-02-01"))
    with pytest.raises(Conflict, match="all 2 attempts"):
        sit(learner, taught, now=day("2026-02-02"))
    rows = db.session.scalars(select(LessonRecord).order_by(LessonRecord.round)).all()
    assert [(row.round, row.completed_at, row.valid_until) for row in rows] == [
        (1, BEGIN, date(2026, 3, 2)),
        (2, day("2026-02-01"), date(2027, 2, 2)),
    ]
    assert count(Completion) == 1


def test_an_attempt_that_fails_before_the_end_takes_nothing_away(learner):
    taught = course(EXAM)
    sit(learner, taught)
    sit(learner, taught, right=False, now=day("2026-02-01"))
    assert standing(learner, taught, "2026-02-15").progress.is_completed
    words = short_words(standing(learner, taught, "2026-03-02").progress)
    assert words == "0 of 1: quiz “exam”: pass ran out on 2026-03-01, take it again (best: 50%, 1/2)"


def test_the_reminder_of_the_course_decides_when_a_pass_may_be_renewed(learner):
    taught = course(EXAM, certificate={"remind_days": 60})
    sit(learner, taught)
    found = [
        round_began_at(taught, EXAM, learner_id=learner.id, on=on) for on in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert found == [None, datetime(2025, 12, 31, 16, 0, tzinfo=UTC)]


def test_a_term_shorter_than_the_reminder_makes_room_from_the_next_day_on(learner):
    taught = course(exam := quiz(valid_months=1, attempts=1), certificate={"remind_days": 365})
    sit(learner, taught, exam)
    with pytest.raises(Conflict):
        sit(learner, taught, exam)
    sit(learner, taught, exam, now=BEGIN + timedelta(days=1))
    assert count(LessonRecord) == 2


# A course that is renewed in rounds


def test_a_completion_has_a_term_and_a_window_to_renew(learner):
    taught = course(lesson("a"), quiz(), certificate=YEARLY)
    read(learner, taught)
    sit(learner, taught, quiz())
    assert completions() == [(1, 1, "2025-03-01", "2026-03-01")]
    found = {on: standing(learner, taught, on) for on in ("2025-11-30", "2025-12-01", "2026-03-01", "2026-03-16")}
    assert [each.credential.status for each in found.values()] == [
        Status.VALID,
        Status.EXPIRING,
        Status.IN_GRACE,
        Status.LAPSED,
    ]
    assert [each.may_renew for each in found.values()] == [False, True, True, True]
    assert all(each.completed_at == BEGIN for each in found.values())


def test_a_further_round_asks_for_the_quizzes_and_keeps_what_was_read(learner):
    taught = course(lesson("a"), quiz(), certificate=YEARLY)
    read(learner, taught)
    sit(learner, taught, quiz())
    do(begin_round, learner.id, taught, 2, now=day("2026-01-10"))
    open_round = standing(learner, taught, "2026-01-10")
    assert open_round.renewing
    assert missing_words(open_round.progress) == ("quiz “exam” ≥ 80% again in this round",)
    assert open_round.progress.next_lesson.id == "exam"
    assert queries.course_progress(taught, learner_id=learner.id, on=date(2026, 1, 10)).done_count == 1
    sit(learner, taught, quiz(), now=day("2026-01-20"))
    assert completions() == [(1, 1, "2025-03-01", "2026-03-01"), (1, 2, "2026-03-01", "2027-03-01")]
    done = standing(learner, taught, "2026-01-20")
    assert (done.renewing, done.may_renew, done.credential.status) == (False, False, Status.VALID)
    assert str(done.credential.last_day) == "2027-02-28"
    assert count(LessonRecord) == 3


def test_s24_a_round_begun_twice_begins_once(learner):
    taught = course(quiz(), certificate=YEARLY)
    sit(learner, taught, quiz())
    first = do(begin_round, learner.id, taught, 2, now=day("2026-01-10"))
    assert do(begin_round, learner.id, taught, 2, now=day("2026-01-11")).id == first.id
    assert count(Enrolment) == 2
    assert verbs().count("renewing") == 1


@pytest.mark.parametrize(
    ("number", "on"), [(2, "2025-11-30"), (3, "2026-01-10"), (1, "2026-01-10"), (-4, "2026-01-10")]
)
def test_a_round_that_is_not_to_begin_is_refused(learner, number, on):
    taught = course(quiz(), certificate=YEARLY)
    sit(learner, taught, quiz())
    with pytest.raises(Conflict):
        do(begin_round, learner.id, taught, number, now=day(on))
    assert count(Enrolment) == 1


def test_nobody_renews_what_was_never_completed_or_never_runs_out(learner):
    for taught in (course(quiz(), certificate=YEARLY), course(quiz(), id="other")):
        if taught.id == "other":
            sit(learner, taught, quiz())
        with pytest.raises(Conflict):
            do(begin_round, learner.id, taught, 2, now=day("2030-01-01"))


def test_a_course_without_a_required_quiz_asks_for_all_its_lessons_again(learner):
    taught = course(lesson("a"), lesson("b"), quiz("extra", optional=True), certificate=YEARLY)
    read(learner, taught, "a")
    read(learner, taught, "b")
    do(begin_round, learner.id, taught, 2, now=day("2026-02-01"))
    words = missing_words(standing(learner, taught, "2026-02-01").progress)
    assert words == ("“a” to be read again in this round", "“b” to be read again in this round")
    read(learner, taught, "a", now=day("2026-02-02"))
    read(learner, taught, "b", now=day("2026-02-02"))
    assert completions()[1] == (1, 2, "2026-03-01", "2027-03-01")


def test_after_a_lapse_the_whole_course_may_be_asked_for(learner):
    taught = course(lesson("a"), quiz(), certificate=YEARLY | {"if_lapsed": "initial"})
    read(learner, taught)
    sit(learner, taught, quiz())
    do(begin_round, learner.id, taught, 2, now=day("2026-05-01"))
    assert standing(learner, taught, "2026-05-01").progress.done_count == 0
    sit(learner, taught, quiz(), now=day("2026-05-02"))
    read(learner, taught, now=day("2026-05-03"))
    assert completions()[1] == (1, 2, "2026-05-03", "2027-05-03")


def test_a_new_edition_asks_for_what_is_new_and_renews_nothing(learner):
    taught = course(lesson("a"), quiz(), certificate=YEARLY)
    read(learner, taught)
    sit(learner, taught, quiz())
    more = course(lesson("a"), quiz(), lesson("b"), certificate=YEARLY, edition=2)
    found = standing(learner, more, "2026-01-10")
    assert (found.completed_at, found.earlier_on) == (None, date(2025, 3, 1))
    assert [page.id for page in found.new] == ["b"]
    read(learner, more, "b", now=day("2026-01-11"))
    assert completions() == [(1, 1, "2025-03-01", "2026-03-01"), (2, 1, "2025-03-01", "2026-03-01")]
    assert standing(learner, more, "2026-01-12").may_renew


def test_a_lesson_added_later_is_new_and_takes_no_completion_away(learner):
    taught = course(lesson("a"))
    read(learner, taught)
    found = standing(learner, course(lesson("a"), lesson("b")), "2025-03-02")
    assert found.completed_at == BEGIN
    assert [page.id for page in found.new] == ["b"]


def test_validity_is_told_in_words(learner):
    taught = course(quiz(), certificate=YEARLY)
    sit(learner, taught, quiz())
    policy = policy_of(taught.certificate)
    told = [
        credential_words(standing(learner, taught, on).credential, policy)
        for on in ("2025-06-01", "2026-02-28", "2026-03-01", "2026-03-16")
    ]
    assert told == [
        "Valid until 2026-02-28.",
        "Valid until 2026-02-28. It can be renewed now.",
        "Ran out on 2026-02-28. It can still be renewed until 2026-03-15.",
        "Ran out on 2026-02-28.",
    ]


# Taken back, and given back


def withdraw(learner_id, taught, page, *, since: datetime, now: datetime) -> dict:
    places = list_places(taught, [learner_id])
    return withdraw_all(taught, page, {learner_id: [(since, None)]}, places, now=now).get(learner_id, [{}])[0]


def restore(learner_id, taught, page, taken: dict, *, now: datetime) -> None:
    restore_all([Taken(learner_id, taught.id, page.id, taken)], now=now)


def test_what_is_withdrawn_counts_nowhere_and_can_be_given_back(learner):
    taught = course(lesson("a"), quiz())
    read(learner, taught)
    attempt = sit(learner, taught, quiz())
    taken = do(withdraw, learner.id, taught, quiz(), since=attempt.submitted_at)
    found = standing(learner, taught, "2025-03-02")
    assert (found.completed_at, found.credential, found.progress.done_count) == (None, None, 1)
    assert queries.list_completions(learner_id=learner.id) == []
    assert count(Completion) == 1
    do(restore, learner.id, taught, quiz(), taken)
    again = standing(learner, taught, "2025-03-02")
    assert (again.completed_at, again.progress.done_count) == (BEGIN, 2)
    assert verbs()[-2:] == ["withdrawn", "restored"]


def test_after_a_withdrawal_passing_completes_the_course_again(learner):
    taught = course(lesson("a"), quiz(), certificate=YEARLY)
    read(learner, taught)
    attempt = sit(learner, taught, quiz())
    taken = do(withdraw, learner.id, taught, quiz(), since=attempt.submitted_at)
    sit(learner, taught, quiz(), now=day("2025-04-01"))
    assert completions()[1] == (1, 2, "2025-04-01", "2026-04-01")
    assert standing(learner, taught, "2025-04-01").progress.is_completed
    do(restore, learner.id, taught, quiz(), taken)
    assert standing(learner, taught, "2025-04-02").completed_at == BEGIN


def test_a_completion_of_before_the_pass_is_not_withdrawn_with_it(learner):
    taught = course(lesson("a"))
    read(learner, taught)
    more = course(lesson("a"), quiz())
    attempt = sit(learner, more, quiz(), now=day("2025-05-01"))
    do(withdraw, learner.id, more, quiz(), since=attempt.submitted_at)
    assert standing(learner, more, "2025-05-02").completed_at == BEGIN


@pytest.mark.parametrize("terms", [(12, None), (None, 12)])
def test_a_pass_for_ever_outlasts_one_that_runs_out_when_it_is_given_back(learner, terms):
    first, second = (course(quiz(valid_months=months)) for months in terms)
    attempt = sit(learner, first, first.lesson("exam"))
    taken = do(withdraw, learner.id, first, first.lesson("exam"), since=attempt.submitted_at)
    sit(learner, second, second.lesson("exam"), now=day("2025-04-01"))
    do(restore, learner.id, first, first.lesson("exam"), taken, now=day("2025-04-02"))
    db.session.rollback()
    assert db.session.scalars(select(LessonRecord.valid_until)).one() is None


def test_withdrawing_what_was_never_passed_changes_nothing(learner):
    assert do(withdraw, learner.id, course(quiz()), quiz(), since=BEGIN) == {}
    assert verbs() == []
