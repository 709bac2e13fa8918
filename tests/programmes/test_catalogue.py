"""What the catalogue and a course's page say. Pure."""

from datetime import date, timedelta

import pytest

from app.content.model import Module
from app.learning.progress import progress_of
from app.learning.standings import CourseStanding
from app.programmes.catalogue import cards, module_rows
from app.programmes.queries import CourseDuty
from tests.factories import NOW
from tests.learning import courses

DAY = date(2026, 11, 20)


def standing(course_id: str, title: str = "Trade", *, done=(), completed_at=None, **fields) -> CourseStanding:
    titles = {"en": title, "zh-CN": "关税与增值税"}
    course = courses.course(courses.lesson("a"), courses.lesson("b"), id=course_id, title=titles, **fields)
    return CourseStanding(course, progress_of(course, [(key, NOW) for key in done]), None, completed_at, None)


def shown(standings, duties=(), q=""):
    return cards(standings, duties, q=q, today=DAY)


def duty(course_id: str, days: int) -> CourseDuty:
    return CourseDuty(course_id=course_id, due_on=DAY + timedelta(days=days))


def test_a_card_says_where_one_stands():
    new, started, completed = shown(
        [standing("x"), standing("y", done=("a",)), standing("z", done=("a", "b"), completed_at=NOW)]
    )
    assert [card.state for card in (new, started, completed)] == ["new", "started", "completed"]
    assert (started.done_count, started.total_count) == (1, 2)


def test_duties_come_first_by_their_day_and_what_is_done_last():
    found = shown(
        [standing("done", completed_at=NOW), standing("free"), standing("later"), standing("soon")],
        [duty("later", 9), duty("soon", -1), duty("done", 1)],
    )
    assert [card.course.id for card in found] == ["soon", "later", "free", "done"]
    assert [card.left for card in found] == [-1, 9, None, None]
    assert [card.assigned for card in found] == [True, True, False, True]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", 1),
        ("trade", 1),
        ("TRADE", 1),
        ("关税", 1),
        ("增值税 trade", 1),
        ("trade ships", 0),
        ("%", 0),
        ("_", 0),
        ("  ", 1),
    ],
)
def test_a_search_looks_at_titles_in_both_languages(q, found):
    assert len(shown([standing("x")], q=q)) == found


def test_the_module_to_go_on_with_is_unfolded():
    modules = tuple(
        Module(key, "sailing", {"en": key}, lessons=(courses.lesson(f"{key}1", module_id=key),)) for key in "mn"
    )
    course = courses.course(modules=modules)
    first, second = module_rows(progress_of(course, [("m1", NOW)]))
    assert (first.open, second.open) == (False, True)
    assert (first.state, second.state) == ("done", "here")
    assert [row.number for row in (*first.lessons, *second.lessons)] == ["1.1", "2.1"]
    assert (first.done_count, first.total_count) == (1, 1)
