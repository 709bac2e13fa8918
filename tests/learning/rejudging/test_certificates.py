"""What judging again does to certificates, and that undoing it gives back the very same ones."""

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from app.learning.certificates.reasons import CORRECTED
from app.learning.certificates.seals import is_sealed
from app.learning.models import Attempt, Completion, LessonRecord
from app.people.models import AuditEntry, User
from tests import factories
from tests.factories import NOW
from tests.walk import signed_in

from .crowd import RIGHT, WEIGHT, hand_in


@pytest.fixture(autouse=True)
def only_the_quiz_counts(course_files):
    """Whoever passes the quiz has completed the course, which gives a certificate."""
    for page in ("10-boxes", "20-labels"):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")
    asks(course_files, "valid_months: 24")


def asks(course_files, rule: str) -> None:
    text = (course_files.root / "packing/course.yaml").read_text(encoding="utf-8").partition("\ncertificate:")[0]
    course_files.write("packing/course.yaml", f"{text}\ncertificate:\n  {rule}\n")


def certified() -> tuple[int, str]:
    """A learner who passed with what was right then: their id, and the code of the certificate."""
    (learner,) = hand_in([RIGHT])
    passed_at = db.session.scalars(select(LessonRecord.completed_at)).one()
    completion_id = factories.completion(db.session.get_one(User, learner), completed_at=passed_at).id
    with writing():
        completion = db.session.get_one(Completion, completion_id)
        issued = actions.issue_for(completion, content.get_course("packing"), now=NOW)
        assert issued is not None
        code = issued.code
    return learner, code


def certificates() -> list[Certificate]:
    db.session.rollback()
    found = list(db.session.scalars(select(Certificate).order_by(Certificate.id)))
    assert all(is_sealed(each) for each in found)
    return found


def test_the_holder_and_hr_read_no_internal_reason(app, desk, change_key):
    learner, code = certified()
    change_key()
    desk.decide("again")
    (certificate,) = certificates()
    assert certificate.revoked_reason == CORRECTED
    holder = signed_in(app, db.session.get_one(User, learner))
    factories.job(db.session.get_one(User, learner), factories.department())
    hr = signed_in(app, factories.user(roles=[("hr", None)], locale="en"))
    holder.post("/language", data={"lang": "en"})
    for client, path in (
        (holder, "/record"), (holder, f"/certificates/{code}"), (hr, f"/certificates/{code}"), (hr, f"/people/{learner}"),
        (hr, f"/verify/{code}"),
    ):  # fmt: skip
        page = client.get(path).get_data(as_text=True)
        assert "the key was wrong" not in page, path
        assert CORRECTED not in page, path
        assert ("After a correction of results" in page) is ("verify" not in path), path


def test_undoing_makes_exactly_the_revoked_certificate_valid_again(desk, change_key):
    _learner, code = certified()
    change_key()
    applied = desk.decide("again")
    assert applied.summary["certificates_lost"] == 1
    assert [each.revoked_at is None for each in certificates()] == [False]
    undone = desk.undo(applied.id)
    assert [(each.code, each.revoked_at, each.revoked_by_id, each.revoked_reason) for each in certificates()] == [
        (code, None, None, "")
    ]
    assert undone.summary["certificates_left"] == 0
    acts = select(AuditEntry.action).where(AuditEntry.action.like("certificate%")).order_by(AuditEntry.id)
    assert db.session.scalars(acts).all() == ["certificate revoked", "certificate reinstated"]


def test_a_certificate_that_a_correction_gave_is_revoked_by_undoing_it_without_the_reason(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    applied = desk.plan("better")
    assert applied.summary["certificates_gained"] == 1
    assert certificates() == []  # so far it was only tried
    desk.apply(applied.id)
    assert [each.revoked_at for each in certificates()] == [None]
    desk.undo(applied.id)
    (certificate,) = certificates()
    assert (certificate.revoked_at, certificate.revoked_reason) == (NOW, CORRECTED)


def test_whoever_passed_again_meanwhile_keeps_course_and_certificate_when_it_is_undone(desk, change_key):
    learners = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    hand_in([WEIGHT], learners=learners, number=2)
    desk.undo(applied.id)
    assert [each.revoked_at for each in certificates()] == [None]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]


def test_what_hr_revoked_meanwhile_stays_as_hr_left_it(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    (certificate,) = certificates()
    with writing():
        actions.revoke(certificate.id, "Copied answers", actor_id=desk.other.id, now=NOW)
    undone = desk.undo(applied.id)
    assert undone.summary["certificates_left"] == 1
    assert [each.revoked_reason for each in certificates()] == ["Copied answers"]


def test_a_certificate_instead_of_which_a_further_one_was_issued_is_not_valid_beside_it(desk, change_key):
    certified()
    change_key()
    applied = desk.decide("again")
    with writing():
        completion = db.session.scalars(select(Completion)).one()
        completion.withdrawn_at = None
        assert actions.issue_for(completion, content.get_course("packing"), now=NOW)
    undone = desk.undo(applied.id)
    assert undone.summary["certificates_left"] == 1
    assert [(each.serial, each.revoked_at is None) for each in certificates()] == [(1, False), (2, True)]


def test_a_mean_that_falls_below_the_wanted_one_costs_the_certificate_and_undoing_gives_it_back(
    desk, change_key, course_files
):
    asks(course_files, "min_score: 90")
    easy_pass(course_files)
    _learner, code = certified()
    change_key()
    applied = desk.decide("again")
    assert (applied.summary["courses_lost"], applied.summary["certificates_lost"]) == (0, 1)
    assert db.session.scalars(select(Attempt.passed)).all() == [True]
    assert [each.revoked_reason for each in certificates()] == [CORRECTED]
    desk.undo(applied.id)
    assert [(each.code, each.revoked_at) for each in certificates()] == [(code, None)]


def test_a_mean_that_reaches_the_wanted_one_earns_the_certificate_until_it_is_undone(desk, change_key, course_files):
    asks(course_files, "min_score: 90")
    easy_pass(course_files)
    (learner,) = hand_in([WEIGHT])
    passed_at = db.session.scalars(select(LessonRecord.completed_at)).one()
    factories.completion(db.session.get_one(User, learner), completed_at=passed_at)
    change_key()
    applied = desk.decide("better")
    assert (applied.summary["courses_gained"], applied.summary["certificates_gained"]) == (0, 1)
    desk.undo(applied.id)
    assert [each.revoked_reason for each in certificates()] == [CORRECTED]


def easy_pass(course_files) -> None:
    """Two thirds of the points pass the quiz, whatever is right in its first question."""
    course_files.change("packing/10-basics/30-final.zh-CN.md", "pass_mark: 80", "pass_mark: 50")
