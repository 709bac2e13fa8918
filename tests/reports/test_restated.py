"""A report as it was known then says what it would say by what is known now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.db import db
from app.i18n import speaking
from app.people.organisation import employment
from app.people.organisation.acts import Exit
from app.people.organisation.reasons import EndReason
from app.reports.figures.rates import Rate
from app.reports.figures.restated import apart, restated, restated_words
from app.reports.frame.views import answer_of
from tests import factories
from tests.people.organisation.acting import act, days, done

from .asked import asked, tile
from .company import company, eight_people


@pytest.fixture
def people(app):
    return eight_people(company())


def as_known(instant):
    """The completion of one course yesterday, as it was known at an instant."""
    return replace(asked("completion", course="packing", as_of=days(-1)), known_at=instant)


def test_what_was_recorded_since_is_told_beside_what_was_known(people):
    then = clock.now()
    factories.completion(people[6], completed_at=clock.now() - timedelta(days=2))
    wanted = as_known(then)
    db.session.rollback()
    found = restated(wanted, wanted.report.answer(wanted))
    assert {each.name: (each.then, each.now) for each in found}["Completed"] == (Rate(6, 8), Rate(7, 8))
    with speaking("en"):
        words = restated_words(wanted, found)
    assert "75.0% (6/8)" in words
    assert words.index("75.0% (6/8)") < words.index("As known now") < words.index("87.5% (7/8)")
    assert str(answer_of(wanted).notes[-1]).startswith("As known on")


def test_who_left_and_was_recorded_late_is_counted_as_known_then_and_not_now(people):
    then = clock.now()
    done(employment.leave, [Exit(people[7].id, days(-10), EndReason.RESIGN)], act())
    wanted = as_known(then)
    db.session.rollback()
    found = {each.name: (each.then, each.now) for each in restated(wanted, wanted.report.answer(wanted))}
    assert found["Completed"] == (Rate(6, 8), Rate(6, 7))


def test_where_nothing_changed_that_is_said_and_what_is_known_now_says_nothing(people):
    wanted = as_known(clock.now())
    with speaking("en"):
        assert "changes no key figure" in str(answer_of(wanted).notes[-1])
        now = replace(wanted, known_at=None)
        assert restated(now, now.report.answer(now)) == []
        assert restated_words(now, []) == ""
    assert tile(answer_of(now), "completed") == Rate(6, 8)


def test_without_tiles_the_totals_are_compared(people):
    then = clock.now()
    factories.completion(people[6], completed_at=clock.now() - timedelta(days=2))
    wanted = replace(asked("completion", as_of=days(-1)), known_at=then)
    found = {each.name: (each.then, each.now) for each in restated(wanted, wanted.report.answer(wanted))}
    assert found["Completed"] == (Rate(1, 2), Rate(2, 2))


def test_the_page_tells_both(people, client):
    person = factories.user(roles=[("hr", None)], locale="en")
    factories.sign_in(client, person)
    page = client.get(f"/reports/completion?course=packing&as_of={days(-1)}&known_at={days(-1)}").text
    assert "As known on" in page
    assert "Completed 75.0% (6/8)" in page[page.index("As known now") :]


def test_figures_that_differ_are_shown_as_closely_as_it_takes_to_see_it():
    assert apart(16.6111, 16.6289) == ("16.61", "16.63")
    assert apart(16.6, 16.7) == ("16.6", "16.7")
    assert apart(3, 4) == ("3", "4")
    assert apart(0.1 + 0.2, 0.3) == ("0.3", "0.3")
