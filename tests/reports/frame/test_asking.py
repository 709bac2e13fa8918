"""What an address may ask of a report, and what becomes of what it may not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Role
from app.errors import NotFound
from app.people.organisation import departments
from app.reports.frame.asking import Asked, ask
from app.reports.frame.model import Answer, Attribution, Choice, Report, Take
from app.reports.frame.offered import list_programmes
from tests import factories
from tests.people.organisation.acting import act, days, done
from tests.reports.asked import viewer
from tests.reports.company import EVERYTHING, company

REPORT = Report(
    "test",
    "T",
    "Test",
    "Why?",
    Attribution.AS_OF,
    lambda _asked: Answer(()),
    takes=tuple(Take),
    choices=(
        Choice("show", "Show", (("all", "All"), ("some", "Some"))),
        Choice("columns", "Columns", (("a", "A"), ("b", "B"), ("c", "C")), many=True, usual=lambda _asked: ("a", "b")),
    ),
    sorts=("name",),
)


T = TypeVar("T")


def chosen(found: T | None) -> T:
    assert found is not None
    return found


def asks(*pairs: tuple[str, str], by=None, **values: str) -> Asked:
    given = MultiDict([*pairs, *((name.rstrip("_"), value) for name, value in values.items())])
    return ask(REPORT, given, viewer=by or viewer(), now=clock.now())


def test_an_address_without_values_asks_for_today_and_this_year(app):
    company()
    asked, today = asks(), clock.today()
    assert (asked.as_of, asked.first, asked.last, asked.known_at) == (today, today.replace(month=1, day=1), today, None)
    assert (asked.choices, asked.notes, asked.query()) == ({"show": "all", "columns": "a,b"}, (), {})


def test_what_is_asked_comes_back_as_the_same_address(app):
    house = company()
    given = {
        "as_of": "2026-06-30",
        "from": "2026-04-01",
        "to": "2026-06-15",
        "department": house.team.code,
        "course": "packing",
        "q": "王",
        "sort": "-name",
        "show": "some",
        "columns": "c,a",
    }
    asked = asks(*given.items())
    assert asked.notes == ()
    assert asked.query() == given


def test_what_was_known_is_asked_by_its_last_day(app):
    house = company()
    asked = asks(as_of="2026-06-30", known_at="2026-07-05")
    assert asked.query() == {"as_of": "2026-06-30", "known_at": "2026-07-05"}
    assert asked.known_on == date(2026, 7, 5)
    with pytest.raises(NotFound):  # it was made later
        asks(known_at="2026-07-05", department=house.team.code)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", "yesterday"),
        ("as_of", "0001-01-01"),
        ("as_of", "9999-12-31"),
        ("as_of", (date.today() + timedelta(days=400)).isoformat()),
        ("known_at", "2026-13-01"),
        ("from", "１"),
        ("to", "\x00"),
        ("from", "1900-01-01"),
        ("sort", "salary; DROP TABLE user"),
        ("show", "everything"),
        ("columns", "password"),
        ("unknown", "1"),
        ("page", "-1"),
        ("family", "nobody"),
        ("q", "x" * 200),
    ],
)
def test_what_cannot_be_is_noted_and_the_usual_shown(app, name, value):
    company()
    asked = asks((name, value))
    assert len(asked.notes) == 1
    assert {key: text for key, text in asked.query().items() if key != "q"} == {}


def test_a_reversed_period_is_turned_round_and_said(app):
    company()
    asked = asks(from_="2026-06-30", to="2026-01-01")
    assert (asked.first, asked.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert len(asked.notes) == 1


def test_a_period_is_ten_years_at_most(app):
    company()
    asked = asks(from_="2001-01-01", to="2026-01-01")
    assert asked.first == date(2016, 1, 1)
    assert len(asked.notes) == 1


def test_a_value_given_twice_or_five_thousand_times_is_refused(app):
    company()
    for times in (2, 5000):
        with pytest.raises(UnprocessableEntity):
            asks(*[("department", "SALES")] * times)


def test_five_thousand_columns_are_cut_and_said(app):
    company()
    asked = asks(*[("columns", f"c{number}") for number in range(5000)])
    assert asked.choices["columns"] == "a,b"
    assert len(asked.notes) == 1
    assert asks(columns=",".join(["c", "a"] * 3000)).choices["columns"] == "c,a"


@pytest.mark.parametrize(
    "pair", [("course", "gone"), ("department", "NOWHERE"), ("programme", "NONE"), ("programme", "\0")]
)
def test_what_is_not_there_is_not_found(app, pair):
    company()
    with pytest.raises(NotFound):
        asks(pair)


def test_a_course_that_is_no_more_and_a_closed_department_are_left_out_with_a_note_where_one_can_be_read(app):
    house = company()
    done(departments.close, house.team.id, days(-3), act())
    given = MultiDict([("course", "gone"), ("department", "TEAM")])
    asked = ask(REPORT, given, viewer=viewer(), now=clock.now(), forgiving=True)
    assert (asked.course, asked.department) == (None, None)
    first, second = sorted(asked.notes)
    assert "“gone”" in first
    assert f"“Germany team” was closed on {days(-3)}" in second
    with pytest.raises(NotFound) as told:
        asks(department="TEAM")
    assert "was closed on" in told.value.message
    with pytest.raises(NotFound):
        ask(REPORT, given, viewer=viewer(Role.TRAINING_ADMIN, house.stores), now=clock.now(), forgiving=True)


def test_s02_a_department_outside_the_scope_is_not_found(app):
    house = company()
    manager = viewer(Role.TRAINING_ADMIN, house.sales)
    assert chosen(asks(by=manager, department=house.team.code).department).code == "TEAM"
    assert [each.code for each in asks(by=manager).departments] == ["SALES", "TEAM"]
    with pytest.raises(NotFound):
        asks(by=manager, department=house.stores.code)


def test_departments_are_those_of_the_day(app):
    house = company()
    done(departments.close, house.team.id, days(-3), act())
    assert "TEAM" not in [each.code for each in asks().departments]
    with pytest.raises(NotFound):
        asks(department="TEAM")
    then = days(-10).isoformat()
    assert chosen(asks(as_of=then, department="TEAM").department).path == house.team.path


def test_a_link_to_another_report_keeps_the_day_and_drops_what_is_ours(app):
    house = company()
    asked = asks(as_of="2026-06-30", show="some", q="王", department="SALES")
    assert asked.elsewhere("overdue") == "/reports/overdue?as_of=2026-06-30&department=SALES"
    assert asked.elsewhere("overdue", department=house.team, state="overdue").endswith("department=TEAM&state=overdue")


def test_what_is_assigned_as_one_course_can_be_chosen_too(app):
    factories.assignment(factories.user(department=company().sales))
    [programme] = list_programmes(EVERYTHING)
    assert programme.of_course == "packing"
    assert chosen(asks(programme=programme.code).programme).id == programme.id


def test_what_will_be_known_on_a_day_ahead_is_told(app):
    found = asks(known_at=days(9).isoformat())
    assert found.known_at is None
    [note] = found.notes
    assert "nobody knows yet" in note
    assert not asks(known_at=clock.today().isoformat()).notes


def test_a_report_without_a_period_says_nothing_about_one(app):
    wrong = MultiDict([("from", "2026-09-30"), ("to", "2026-01-01")])
    without = replace(REPORT, takes=())
    assert ask(without, wrong, viewer=viewer(), now=clock.now()).notes == ()
    [note] = ask(REPORT, wrong, viewer=viewer(), now=clock.now()).notes
    assert "read the other way round" in note
