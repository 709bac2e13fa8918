"""The pages about what looks unusual: HR's list, one of them, and one's own record."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.honesty.models import HonestyFlag
from app.learning.honesty.queries import ROWS_A_PAGE
from tests import factories
from tests.conftest import statements
from tests.factories import NOW


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def person(sales):
    return factories.user(name="Han Meimei", department=sales)


@pytest.fixture
def hr(app, sales):
    """A browser of HR of the department."""
    client = app.test_client()
    factories.sign_in(client, factories.user(name="Li Hua", locale="en", department=sales, roles=[("hr", sales)]))
    return client


def say(hr, flag_id, **form):
    return hr.post(f"/flags/{flag_id}", data={"outcome": "harmless", "note": "", **form})


def test_the_list_says_who_what_and_the_figures_it_rests_on(hr, person):
    flag = factories.flag(person)
    page = text(hr.get("/flags"))
    assert "Han Meimei" in page
    assert "Completed after 41 s of study time in all; reading it takes about 10 minutes." in page
    assert "Choosing a box" in page
    assert f'href="/people/{person.id}"' in page
    assert f'href="/flags/{flag.id}"' in page


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (
            "quick-attempt",
            {"seconds": 9, "least_seconds": 15, "questions": 5, "score_ratio": 0.95},
            "Attempt 1: 5 questions in 9 s, where reading and answering take at least 15 s; result 95%.",
        ),
        ("quick-checks", {"answers": 6, "seconds": 8}, "6 questions answered right at the first go within 8 s."),
    ],
)
def test_every_rule_has_its_sentence(hr, person, kind, detail, words):
    flag = factories.flag(person, kind=kind, object_id="final", detail=detail)
    for page in (hr.get("/flags"), hr.get(f"/flags/{flag.id}")):
        assert words in text(page)


def test_saying_what_came_of_it_moves_it_to_the_other_list(hr, person):
    flag = factories.flag(person)
    page = say(hr, flag.id, note="Reads on paper.")
    assert (page.status_code, page.location) == (303, "/flags")
    assert "Han Meimei" not in text(hr.get("/flags"))
    looked_at = text(hr.get("/flags?state=looked-at"))
    assert "There is a harmless explanation" in looked_at
    assert "Li Hua" in looked_at
    assert "Reads on paper." in text(hr.get(f"/flags/{flag.id}"))


def test_two_people_looking_at_once_are_told(app, hr, person, sales):
    other = app.test_client()
    factories.sign_in(other, factories.user(locale="en", department=sales, roles=[("hr", sales)]))
    flag = factories.flag(person)
    say(hr, flag.id)
    page = say(other, flag.id, outcome="follow-up", note="Copied from a colleague.")
    assert page.status_code == 409
    assert "Somebody has looked at this meanwhile" in text(page)
    for words in ("Li Hua", "There is a harmless explanation", "Your own text, not kept", "Copied from a colleague."):
        assert words in text(page)


@pytest.mark.parametrize(
    "form", [{"outcome": ""}, {"outcome": "guilty"}, {"note": "x" * 1001}, {"note": "a\0b"}, {"outcome": "harmless\0"}]
)
def test_a_form_that_is_wrong_comes_back_with_what_was_typed(hr, person, form):
    flag = factories.flag(person)
    page = say(hr, flag.id, **{"note": "typed", **form})
    assert page.status_code == 422
    assert 'class="error"' in text(page)
    assert form.get("note", "typed")[:5].replace("\0", "") in text(page).replace("\0", "")
    db.session.rollback()
    assert db.session.scalars(select(HonestyFlag.looked_at)).one() is None


def test_s33_a_note_is_text(hr, person):
    flag = factories.flag(person)
    say(hr, flag.id, note="<script>alert(1)</script>")
    page = text(hr.get(f"/flags/{flag.id}"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_s02_only_people_of_the_scope_are_listed(hr, person):
    outside = factories.flag(factories.user(name="Outsider", department=factories.department()))
    nowhere = factories.flag(factories.user(name="Jobless"))
    page = text(hr.get("/flags"))
    assert "Outsider" not in page
    assert "Jobless" not in page
    for flag in (outside, nowhere):
        assert hr.get(f"/flags/{flag.id}").status_code == 404
        assert say(hr, flag.id).status_code == 404


@pytest.mark.parametrize("role", ["manager", "editor", "admin"])
def test_nobody_but_hr_sees_them(app, person, sales, role):
    client = app.test_client()
    factories.sign_in(client, factories.user(department=sales, roles=[(role, None if role != "manager" else sales)]))
    flag = factories.flag(person)
    assert client.get("/flags").status_code == client.get(f"/flags/{flag.id}").status_code == 403
    assert 'href="/flags"' not in text(client.get("/today"))


def test_the_list_has_pages_the_newest_first(hr, person):
    for number in range(ROWS_A_PAGE + 2):
        factories.flag(person, number=number, raised_at=NOW - timedelta(hours=number))
    first, second = text(hr.get("/flags")), text(hr.get("/flags?page=2"))
    assert (first.count("<tr>"), second.count("<tr>")) == (ROWS_A_PAGE + 1, 3)
    assert "Page 1 of 2" in first
    assert hr.get("/flags?page=3").location == "/flags"
    assert hr.get("/flags?page=-1&state=looked-at").location == "/flags?state=looked-at"


def test_the_list_takes_the_same_statements_however_full_it_is(hr, person, sales):
    def needed() -> int:
        with statements() as seen:
            hr.get("/flags")
        return len(seen)

    factories.flag(person)
    few = needed()
    for _ in range(5):
        factories.flag(factories.user(department=sales))
    assert needed() == few <= 6


def test_everyone_reads_on_their_record_what_was_noted_and_what_came_of_it(app, hr, person):
    mine = app.test_client()
    person_id = person.id
    factories.sign_in(mine, person)
    mine.post("/language", data={"lang": "en"})
    factories.lesson_record(person)
    assert "What looked unusual" not in text(mine.get("/record"))
    flag = factories.flag(person)
    factories.flag(factories.user(), detail={"seconds": 17, "minutes": 10})
    page = text(mine.get("/record"))
    assert "What looked unusual" in page
    assert "Completed after 41 s" in page
    assert "Nobody has looked at it yet." in page
    assert "17 s" not in page
    say(hr, flag.id, outcome="talked", note="You know it from practice.")
    page = re.sub(r"\s+", " ", text(mine.get("/record")))
    assert "We talked about it, and that is enough" in page
    assert "You know it from practice." in page
    assert person_id
