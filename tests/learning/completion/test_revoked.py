"""A certificate that HR takes back ends what was valid: the completion stays, and the course may be taken again."""

from datetime import date

import pytest
from sqlalchemy import select

from app.access import Scope
from app.db import db
from app.learning.certificates import actions as certificates
from app.learning.certificates.models import Certificate
from app.learning.certificates.reasons import CORRECTED
from app.learning.credentials import Status
from app.learning.models import Completion, Enrolment
from app.learning.renewing import begin_round
from app.reports.figures.standings import people, standings
from tests import factories
from tests.conftest import statements
from tests.learning.acting import do
from tests.learning.courses import course, lesson, quiz

from .test_rounds import YEARLY, completions, day, read, sit, standing


@pytest.fixture
def taught():
    return course(lesson("a"), quiz(), certificate=YEARLY)


@pytest.fixture
def hr_id(app) -> int:
    return factories.user().id


def completed(learner, taught) -> None:
    read(learner, taught)
    sit(learner, taught, quiz())


def end(change, hr_id: int, at: str) -> None:
    newest = db.session.scalars(select(Certificate.id).order_by(Certificate.id.desc())).first()
    do(change, newest, "Answers were copied", actor_id=hr_id, now=day(at))


def reported_until(taught, on: str) -> date | None:
    db.session.rollback()
    among = people(Scope(everything=True), on=date.fromisoformat(on))
    row = db.session.execute(select(standings(among, [taught], lessons_on=date.fromisoformat(on)))).one()
    found: date | None = row.valid_until
    return found


def test_from_its_day_on_nothing_is_valid_and_the_completion_stays(learner, taught, hr_id):
    factories.job(learner, factories.department())
    completed(learner, taught)
    end(certificates.revoke, hr_id, "2025-06-01")
    before, after = standing(learner, taught, "2025-05-31"), standing(learner, taught, "2025-06-01")
    assert (before.credential.status, after.credential.status) == (Status.VALID, Status.REVOKED)
    assert after.completed_at == before.completed_at is not None
    assert reported_until(taught, "2025-06-01") is None


def test_the_whole_course_may_be_taken_again_at_once_and_brings_a_first_term(learner, taught, hr_id):
    completed(learner, taught)
    end(certificates.revoke, hr_id, "2025-06-01")
    assert standing(learner, taught, "2025-06-02").may_renew
    do(begin_round, learner.id, taught, 2, now=day("2025-06-02"))
    assert db.session.scalars(select(Enrolment.whole).filter_by(round=2)).one()
    assert standing(learner, taught, "2025-06-02").progress.done_count == 0
    read(learner, taught, now=day("2025-06-03"))
    sit(learner, taught, quiz(), now=day("2025-06-04"))
    assert completions() == [(1, 1, "2025-03-01", "2026-03-01"), (1, 2, "2025-06-04", "2026-06-04")]
    found = standing(learner, taught, "2025-06-05")
    assert (found.credential.status, found.may_renew) == (Status.VALID, False)
    issued = db.session.scalars(select(Certificate).order_by(Certificate.id)).all()
    assert [each.revoked_at is None for each in issued] == [False, True]


def test_a_new_edition_completed_afterwards_does_not_go_on_with_the_term_that_was_taken_back(learner, taught, hr_id):
    completed(learner, taught)
    end(certificates.revoke, hr_id, "2025-06-01")
    more = course(lesson("a"), quiz(), lesson("b"), certificate=YEARLY, edition=2)
    read(learner, more, "b", now=day("2025-07-01"))
    assert completions()[1] == (2, 1, "2025-07-01", "2026-07-01")


def test_a_course_whose_certificate_never_runs_out_may_be_taken_again_too(learner, hr_id):
    taught = course(lesson("a"), certificate={})
    read(learner, taught)
    end(certificates.revoke, hr_id, "2025-06-01")
    found = standing(learner, taught, "2025-06-01")
    assert (found.credential.status, found.may_renew) == (Status.REVOKED, True)
    do(begin_round, learner.id, taught, 2, now=day("2025-06-02"))
    read(learner, taught, now=day("2025-06-03"))
    assert standing(learner, taught, "2025-06-04").credential.status is Status.VALID


def test_a_replaced_one_and_one_that_a_correction_took_back_change_no_term(learner, taught, hr_id):
    completed(learner, taught)
    end(certificates.replace, hr_id, "2025-06-01")
    assert standing(learner, taught, "2025-06-02").credential.status is Status.VALID
    completion = db.session.scalars(select(Completion)).one()
    do(certificates.withdraw_for, completion, actor_id=hr_id, now=day("2025-06-03"))
    assert db.session.scalars(select(Certificate.revoked_reason).order_by(Certificate.id.desc())).first() == CORRECTED
    assert standing(learner, taught, "2025-06-04").credential.status is Status.VALID


def test_where_an_earlier_term_still_runs_that_one_is_left(learner, taught, hr_id):
    factories.job(learner, factories.department())
    completed(learner, taught)
    do(begin_round, learner.id, taught, 2, now=day("2026-01-10"))
    sit(learner, taught, quiz(), now=day("2026-01-20"))
    assert reported_until(taught, "2026-01-21") == date(2027, 3, 1)
    end(certificates.revoke, hr_id, "2026-01-22")
    found = standing(learner, taught, "2026-01-23")
    assert found.credential.status is Status.EXPIRING
    assert str(found.credential.last_day) == "2026-02-28"
    assert reported_until(taught, "2026-01-23") == date(2026, 3, 1)


def test_the_standing_takes_no_further_statement(learner, taught, hr_id):
    completed(learner, taught)
    with statements() as few:
        standing(learner, taught, "2025-05-01")
    end(certificates.revoke, hr_id, "2025-06-01")
    with statements() as more:
        standing(learner, taught, "2025-06-01")
    assert len(more) == len(few)
