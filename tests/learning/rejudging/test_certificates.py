"""Certificates follow: issued for a course completed by a correction, revoked with a reason when it is lost or undone."""

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.learning.certificates.models import Certificate
from app.learning.completing import complete_course_if_done
from app.learning.models import Completion
from tests.factories import NOW

from .crowd import RIGHT, WEIGHT, hand_in


@pytest.fixture(autouse=True)
def a_course_with_a_certificate(course_files):
    """Whoever passes the quiz has completed the course, and gets a certificate."""
    for page in ("10-boxes", "20-labels"):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")
    course_files.change("packing/course.yaml", "modules:", "certificate: {valid_months: 12}\nmodules:")


def certificates() -> list[str]:
    """Each with the reason for which it was revoked, or nothing."""
    db.session.rollback()
    rows = db.session.scalars(select(Certificate).order_by(Certificate.id))
    return [row.revoked_reason if row.revoked_at else "" for row in rows]


def test_a_course_completed_by_a_correction_gives_its_certificate_and_undoing_revokes_it(desk, change_key):
    hand_in([RIGHT, WEIGHT])
    change_key()
    planned = desk.plan("better")
    assert planned.summary["certificates_gained"] == 1
    assert certificates() == []  # so far it was only tried
    desk.apply(planned.id)
    assert certificates() == [""]
    desk.undo(planned.id)
    assert certificates() == ["a slip"]


def test_judging_again_revokes_and_undoing_it_issues_a_further_one(desk, change_key):
    (learner_id,) = hand_in([RIGHT])
    with writing():
        complete_course_if_done(learner_id, content.get_course("packing"), NOW)
    assert certificates() == [""]
    change_key()
    applied = desk.decide("again")
    assert applied.summary["certificates_lost"] == 1
    assert certificates() == ["the key was wrong"]
    desk.undo(applied.id)
    assert certificates() == ["the key was wrong", ""]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]


def test_whoever_passed_again_meanwhile_keeps_course_and_certificate_when_it_is_undone(desk, change_key):
    learners = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    hand_in([WEIGHT], learners=learners, number=2)
    desk.undo(applied.id)
    assert certificates() == [""]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]
