"""A question that was revised since: its figures say so, and nobody is asked to revise it again."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.learning.models import Attempt
from tests.factories import NOW
from tests.learning.rejudging.conftest import change_key as change_key
from tests.learning.rejudging.crowd import RIGHT, WEIGHT, hand_in

LIST = "/desk/questions?course=packing&quiz=final"
QUESTION = "/desk/questions/packing/padding"


def text(response) -> str:
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.fixture
def revised(desk, change_key) -> None:
    """Sixty people, of whom by the key of then those who know more answered worse."""
    hand_in([{**RIGHT, "fields": {"chosen": ["c"]}}, WEIGHT] * 30)
    with writing():
        db.session.execute(update(Attempt).values(started_at=NOW - timedelta(days=1)))
    before = text(desk.get(LIST))
    assert "4 need a look" in before
    change_key()


def test_the_list_counts_no_earlier_version_among_those_that_need_a_look(desk, revised):
    page = text(desk.get(LIST))
    assert "3 need a look" in page
    row = page[page.index("/desk/questions/packing/padding") :]
    assert "today’s version has no answers yet" in row
    assert "Earlier version" in row
    assert "Whoever knows more answers worse" not in row


def test_the_question_says_what_is_right_today_and_that_nobody_answered_that_yet(desk, revised):
    page = text(desk.get(QUESTION))
    assert "today’s version has no answers in this quiz yet" in page
    assert "Right today: B. It adds weight" in page
    assert "Earlier version" in page


def test_once_the_version_of_today_was_answered_only_that_is_listed(desk, revised):
    hand_in([RIGHT])
    assert "today’s version has no answers yet" not in text(desk.get(LIST))
    page = text(desk.get(QUESTION))
    assert "today’s version has no answers in this quiz yet" not in page
    assert page.index("Version 2") < page.index("Version 1") < page.rindex("Earlier version")


def test_the_file_asks_for_nothing_about_an_earlier_version(desk, revised):
    lines = text(desk.get(LIST.replace("?", ".csv?"))).splitlines()
    assert next(line for line in lines if line.startswith("padding,")).endswith(",Earlier version")
