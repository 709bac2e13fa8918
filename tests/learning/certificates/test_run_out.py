"""A course completed after its term was over: no certificate that was never valid, and a word on what to do."""

from datetime import date

from sqlalchemy import func, select

from app.db import db, writing
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from app.learning.models import Completion
from tests import factories
from tests.factories import NOW
from tests.learning.completion.test_rounds import YEARLY, completions, day, read
from tests.learning.courses import course as teach
from tests.learning.courses import lesson


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_a_new_edition_finished_after_the_term_gives_no_certificate(learner):
    first = teach(lesson("a"), certificate=YEARLY)
    read(learner, first)
    assert count() == 1
    more = teach(lesson("a"), lesson("b"), certificate=YEARLY, edition=2)
    read(learner, more, "b", now=day("2026-03-01"))
    assert completions()[1] == (2, 1, "2025-03-01", "2026-03-01")
    assert count() == 1


def test_on_the_last_day_of_the_term_there_still_is_one(learner):
    first = teach(lesson("a"), certificate=YEARLY)
    read(learner, first)
    more = teach(lesson("a"), lesson("b"), certificate=YEARLY, edition=2)
    read(learner, more, "b", now=day("2026-02-28"))
    assert count() == 2


def test_the_course_page_and_the_record_say_to_renew_first(browser, learner, course):
    over = date(2026, 1, 1)
    completion_id = factories.completion(learner, valid_from=date(2024, 1, 1), valid_until=over).id
    with writing():
        assert actions.issue_for(db.session.get_one(Completion, completion_id), course, now=NOW) is None
    for address in ("/courses/packing", "/record"):
        page = browser.get(address).get_data(as_text=True)
        assert "Renew the course first, and there will be one." in page
    assert 'name="round"' in browser.get("/courses/packing").get_data(as_text=True)
