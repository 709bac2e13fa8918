"""Issuing, revoking, replacing: once, frozen, and never for oneself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict, Forbidden
from app.learning.attempts.results import follow
from app.learning.certificates import actions, queries
from app.learning.certificates.codes import ALPHABET, new_code, normal
from app.learning.certificates.models import Certificate
from app.learning.certificates.reasons import CORRECTED
from app.learning.certificates.snapshots import Subject, Term, plain
from app.learning.certificates.states import State, state_of
from app.learning.completing import complete
from app.learning.models import Attempt, Completion, LessonRecord
from app.people.models import AuditEntry, User
from tests import factories

NOW = factories.NOW


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def issue_again(completion_id: int, course) -> Certificate | None:
    with writing():
        return actions.issue_for(db.session.get_one(Completion, completion_id), course, now=NOW)


def test_a_certificate_is_issued_once_however_often_it_is_asked_for(course):
    completion_id = factories.completion(factories.user()).id
    first, second = issue_again(completion_id, course), issue_again(completion_id, course)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert count() == 1


def test_a_course_without_the_word_gives_none(app, course_files):
    completion_id = factories.completion(factories.user()).id
    assert issue_again(completion_id, content.get_course("packing")) is None


def test_a_withdrawn_completion_gives_none(course):
    assert issue_again(factories.completion(factories.user(), withdrawn_at=NOW).id, course) is None


def test_what_it_says_is_frozen_when_person_and_course_are_renamed(issue, course_files):
    user = factories.user(name="林晓雯")
    user_id = user.id
    certificate = issue(user)
    before = dict(certificate.snapshot)
    course_files.change("packing/course.yaml", "包装入门", "完全不同的课")
    with writing():
        db.session.get_one(User, user_id).name = "别人"
    after = db.session.get_one(Certificate, certificate.id).snapshot
    assert after == before
    assert after["name"] == "林晓雯"
    assert after["subject"]["title"] == {"zh-CN": "包装入门", "en": "Packing basics"}
    assert (after["valid_from"], after["valid_until"]) == ("2026-11-20", "2028-11-20")


def test_a_course_that_asks_for_no_result_states_none(issue):
    assert issue(factories.user()).snapshot["score"] is None


def asks_for(course_files, percent: int):
    course_files.change("packing/course.yaml", "  valid_months: 24", f"  valid_months: 24\n  min_score: {percent}")
    return content.get_course("packing")


@pytest.mark.parametrize(("ratio", "is_issued"), [(0.8333, True), (0.83, True), (0.8299, False), (0.0, False)])
def test_min_score_is_held_against_the_mean_exactly(course, course_files, ratio: float, is_issued: bool):
    asking, user = asks_for(course_files, 83), factories.user()
    factories.attempt(user, score_ratio=ratio)
    found = issue_again(factories.completion(user).id, asking)
    assert (found is not None) == is_issued
    if found:
        assert found.snapshot["score"] == 83


def test_without_any_result_a_wanted_mean_is_not_reached(course, course_files):
    assert issue_again(factories.completion(factories.user()).id, asks_for(course_files, 1)) is None


def test_a_better_result_later_brings_the_certificate(course, course_files):
    asking, user = asks_for(course_files, 90), factories.user()
    user_id = user.id
    factories.attempt(user, score_ratio=0.8)
    completion = factories.completion(user)
    completion_id = completion.id
    assert issue_again(completion_id, asking) is None
    refused = queries.list_refused([(db.session.get_one(Completion, completion_id), asking)], learner_id=user_id)
    assert refused == {completion_id: queries.Refusal(90, Decimal("0.8"))}
    factories.attempt(db.session.get_one(User, user_id), number=2, score_ratio=0.95)
    with writing():
        found = actions.issue_missing(user_id, asking, now=NOW)
    assert found is not None
    assert found.snapshot["score"] == 95


def test_results_of_an_earlier_round_do_not_count(course, course_files):
    asking, user = asks_for(course_files, 90), factories.user()
    user_id = user.id
    later = NOW + timedelta(days=700)
    factories.attempt(user, score_ratio=1)
    factories.enrolment(db.session.get_one(User, user_id), round=2, enrolled_at=later)
    again = factories.completion(db.session.get_one(User, user_id), round=2, completed_at=later).id
    assert issue_again(again, asking) is None
    factories.attempt(db.session.get_one(User, user_id), number=2, score_ratio=0.91, started_at=later)
    found = issue_again(again, asking)
    assert found is not None
    assert found.snapshot["score"] == 91


def test_a_replacement_bears_today_s_name_and_the_old_one_says_so(issue):
    user, hr = factories.user(name="林小文"), factories.user()
    user_id, hr_id = user.id, hr.id
    old_id = issue(user).id
    with writing():
        db.session.get_one(User, user_id).name = "林晓雯"
    with writing():
        new_id = actions.replace(old_id, "名字写错", actor_id=hr_id, now=NOW).id
    with writing():
        assert actions.replace(old_id, "名字写错", actor_id=hr_id, now=NOW).id == new_id
    old, new = db.session.get_one(Certificate, old_id), db.session.get_one(Certificate, new_id)
    assert count() == 2
    assert (old.snapshot["name"], new.snapshot["name"]) == ("林小文", "林晓雯")
    assert (old.serial, new.serial) == (1, 2)
    assert {**old.snapshot, "name": ""} == {**new.snapshot, "name": ""}
    assert (old.valid_until, old.code != new.code) == (new.valid_until, True)
    assert state_of(old, NOW.date()) is State.REPLACED
    assert state_of(new, NOW.date()) is State.VALID
    (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="certificate replaced"))
    assert (entry.actor_id, entry.reason, entry.detail["by"]) == (hr_id, "名字写错", new.code)


def test_revoking_twice_is_once_and_what_is_revoked_is_not_replaced(issue):
    hr_id = factories.user().id
    certificate_id = issue(factories.user()).id
    for _sent in range(2):
        with writing():
            actions.revoke(certificate_id, "考试作弊", actor_id=hr_id, now=NOW)
    with pytest.raises(Conflict), writing():
        actions.revoke(certificate_id, "第二次", actor_id=hr_id, now=NOW)
    row = db.session.get_one(Certificate, certificate_id)
    assert (row.revoked_reason, state_of(row, NOW.date())) == ("考试作弊", State.REVOKED)
    assert len(list(db.session.scalars(select(AuditEntry).filter_by(action="certificate revoked")))) == 1
    with pytest.raises(Conflict), writing():
        actions.replace(certificate_id, "x", actor_id=hr_id, now=NOW)


def test_what_was_replaced_is_not_revoked_any_more(issue):
    hr_id = factories.user().id
    certificate_id = issue(factories.user()).id
    with writing():
        actions.replace(certificate_id, "x", actor_id=hr_id, now=NOW)
    with pytest.raises(Conflict), writing():
        actions.revoke(certificate_id, "x", actor_id=hr_id, now=NOW)


@pytest.mark.parametrize("change", [actions.revoke, actions.replace])
def test_nobody_touches_a_certificate_of_their_own(issue, change):
    user = factories.user()
    user_id = user.id
    certificate_id = issue(user).id
    with pytest.raises(Forbidden), writing():
        change(certificate_id, "x", actor_id=user_id, now=NOW)


def test_what_a_correction_revoked_is_followed_by_a_further_one_once_the_conditions_are_met(issue, course):
    hr_id = factories.user().id
    first_id = issue(factories.user()).id
    completion_id = db.session.get_one(Certificate, first_id).completion_id
    assert completion_id is not None
    with writing():
        actions.withdraw_for(db.session.get_one(Completion, completion_id), actor_id=hr_id, now=NOW)
    again = issue_again(completion_id, course)
    assert again is not None
    assert (again.serial, again.revoked_at) == (2, None)
    assert db.session.get_one(Certificate, first_id).revoked_reason == CORRECTED
    assert issue_again(completion_id, course) == again


def test_what_hr_revoked_is_followed_by_no_further_one(issue, course):
    hr_id = factories.user().id
    first = issue(factories.user())
    first_id, completion_id = first.id, first.completion_id
    assert completion_id is not None
    with writing():
        actions.revoke(first_id, "考试作弊", actor_id=hr_id, now=NOW)
    same = issue_again(completion_id, course)
    assert same is not None
    assert same.id == first_id


def test_a_programme_is_certified_by_the_same_action(course):
    user_id = factories.user(name="林晓雯").id
    subject = Subject("programme", "onboarding", {"zh-CN": "新员工", "en": "Newcomers"}, {}, 1, 600)
    with writing():
        found = actions.issue(user_id, subject, Term(date(2026, 11, 20)), completion_id=None, now=NOW)
    assert (found.subject_kind, found.valid_until, found.snapshot["name"]) == ("programme", None, "林晓雯")


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 11, 19), State.NOT_YET),
        (date(2026, 11, 20), State.VALID),
        (date(2028, 11, 19), State.VALID),
        (date(2028, 11, 20), State.RUN_OUT),
    ],
)
def test_it_is_valid_from_its_first_day_to_its_last(issue, on: date, state: State):
    assert state_of(issue(factories.user()), on) is state


def test_codes_are_drawn_anew_and_read_however_they_are_written():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert not set("01OI") & set(ALPHABET)
    for code in list(codes)[:50]:
        assert normal(code) == code
        assert normal(f"  {code.lower().replace('-', ' ')} ") == code
        assert normal("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code
        assert normal(code.replace("-", "—")) == code


@pytest.mark.parametrize(
    "text", ["", "x", "7KQM-X2PA-9RTD-H4V", "7KQM-X2PA-9RTD-H4V0", "7KQM" * 5, "\x00" * 16, "７" * 99]
)
def test_what_cannot_be_a_code_is_none(text: str):
    assert normal(text) is None


def test_a_name_is_frozen_in_one_line_without_what_turns_it_round():
    assert plain("  王\u202e小\n明\u200b\x00 ") == "王小 明"
    assert plain("e\u0301") == "é"


def test_completing_the_course_brings_the_certificate_in_the_same_step(course):
    user_id = factories.user(name="林晓雯").id
    for lesson in course.lessons[:-1]:
        factories.lesson_record(db.session.get_one(User, user_id), lesson.id, completed_at=NOW)
    factories.lesson_record(db.session.get_one(User, user_id), course.lessons[-1].id)
    with writing():
        last = db.session.scalars(select(LessonRecord).filter_by(lesson_id=course.lessons[-1].id)).one()
        complete(last, course, course.lessons[-1], NOW)
    (found,) = db.session.scalars(select(Certificate))
    assert (found.user_id, found.snapshot["name"], found.valid_until) == (user_id, "林晓雯", date(2028, 11, 20))
    assert found.completion_id == db.session.scalars(select(Completion)).one().id


def test_a_second_attempt_with_a_better_result_brings_it_too(course, course_files):
    asking, user = asks_for(course_files, 90), factories.user()
    user_id, final = user.id, asking.lessons[-1]
    factories.attempt(user, score_ratio=0.85)
    factories.completion(user)
    factories.lesson_record(user, final.id, completed_at=NOW)
    better = factories.attempt(user, number=2, score_ratio=0.95).id
    with writing():
        follow(db.session.get_one(Attempt, better), asking, final, at=NOW, now=NOW)
    assert db.session.scalars(select(Certificate).filter_by(user_id=user_id)).one().snapshot["score"] == 95
