"""Seconds in use: one item at a time for each person, never more than the clock on the wall."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db, writing
from app.learning.honesty.beats import BEAT_SECONDS, SLACK_SECONDS, Beat, Item, counted, take_beat
from app.learning.honesty.models import ActiveItem, StudyTime
from app.learning.models import LessonRecord
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.acting import count

BOXES, LABELS = Item(("packing",), ("boxes",)), Item(("packing",), ("labels",))
MOST = BEAT_SECONDS + SLACK_SECONDS


def beat(learner, after: float, item=BOXES, tab="a", seconds=20) -> int:
    with writing():
        return take_beat(learner.id, item, Beat(tab, seconds), now=NOW + timedelta(seconds=after))


def active(learner) -> dict[str, int]:
    db.session.rollback()
    rows = select(LessonRecord.lesson_id, LessonRecord.active_seconds).filter_by(user_id=learner.id)
    return {lesson_id: seconds for lesson_id, seconds in db.session.execute(rows)}


@pytest.fixture
def reading(learner):
    factories.lesson_record(learner, "boxes")
    factories.lesson_record(learner, "labels")
    return learner


def test_beats_of_one_page_add_up(reading):
    assert [beat(reading, at) for at in (0, 20, 40, 60)] == [0, 20, 20, 20]
    assert active(reading) == {"boxes": 60, "labels": 0}
    assert list(db.session.scalars(select(StudyTime.seconds))) == [60]


def test_two_tabs_at_once_are_never_counted_twice(reading):
    for at in range(0, 121, 10):
        beat(reading, at, BOXES if at % 20 else LABELS, tab="a" if at % 20 else "b")
    assert active(reading) == {"boxes": 60, "labels": 60}


def test_two_windows_used_in_turn_do_not_keep_each_other_from_counting(reading):
    for at in (0, 30, 60, 90, 120):
        beat(reading, at, BOXES, tab="a", seconds=30)
        beat(reading, at + 12, LABELS, tab="b", seconds=30)
    assert active(reading) == {"boxes": 72, "labels": 60}


@pytest.mark.parametrize("seed", range(5))
def test_all_windows_together_never_count_more_than_the_clock(reading, seed):
    chance, at = Random(seed), 0.0
    for _beat in range(40):
        at += chance.choice([0, 0.4, 7, 31, 90])
        beat(reading, at, chance.choice([BOXES, LABELS]), chance.choice("abc"), chance.choice([0, 5, 30, 999]))
    assert 0 < sum(active(reading).values()) <= at


def test_going_on_in_another_lesson_counts_there_from_then_on(reading):
    for at, item, tab, seconds in (
        (0, BOXES, "a", 0),
        (20, BOXES, "a", 20),
        (25, LABELS, "b", 0),
        (45, LABELS, "b", 20),
    ):
        beat(reading, at, item, tab, seconds)
    assert active(reading) == {"boxes": 20, "labels": 20}


def test_seconds_that_a_page_invents_are_not_counted(reading):
    beat(reading, 0)
    assert [beat(reading, at, seconds=9999) for at in (5, 6, 7.5)] == [5, 1, 1]
    assert beat(reading, 4000, seconds=9999) == MOST


def test_a_page_that_was_left_alone_counts_only_what_it_says(reading):
    beat(reading, 0)
    assert beat(reading, 600, seconds=3) == 3


def test_parts_of_a_second_add_up(reading):
    beat(reading, 0)
    for number in range(1, 11):
        beat(reading, number * 19.95)
    assert active(reading)["boxes"] >= 199


def test_a_flood_of_beats_counts_no_more_than_the_clock(reading):
    for number in range(100):
        beat(reading, number * 0.13)
    assert active(reading)["boxes"] <= 13


@given(st.lists(st.tuples(st.floats(0, 90), st.integers(0, 60)), max_size=60))
def test_however_beats_come_they_count_at_most_what_passed(beats):
    for elapsed, seconds in beats:
        worth = counted(seconds, elapsed)
        assert 0 <= worth <= min(elapsed, seconds, MOST)


def test_f08_a_clock_set_back_counts_nothing_and_goes_on_afterwards(reading):
    beat(reading, 100)
    assert beat(reading, 120) == 20
    assert beat(reading, 60) == 0
    assert beat(reading, 80) == 20
    assert active(reading)["boxes"] == 40


def test_a_beat_about_what_was_never_opened_adds_nothing(learner):
    for at in (0, 20):
        assert beat(learner, at) == 0
    assert count(StudyTime) == 0


def test_the_day_is_the_organisations(reading):
    for at in (0, 20):
        beat(reading, 15 * 3600 + at)  # 17:00 UTC is one in the morning in Shanghai
    assert list(db.session.scalars(select(StudyTime.on))) == [NOW.date() + timedelta(days=1)]


def test_of_several_rounds_the_newest_is_counted(learner):
    factories.lesson_record(learner, "boxes", completed_at=NOW, active_seconds=300)
    newest = factories.lesson_record(learner, "boxes", round=2)
    for at in (0, 20):
        beat(learner, at)
    db.session.rollback()
    assert [row.active_seconds for row in db.session.scalars(select(LessonRecord).order_by(LessonRecord.id))] == [
        300,
        20,
    ]
    assert newest.round == 2


def test_a_beat_takes_at_most_four_statements(reading):
    beat(reading, 0)
    beat(reading, 20)
    learner_id = reading.id
    with statements() as seen, writing():
        take_beat(learner_id, BOXES, Beat("a", 20), now=NOW + timedelta(seconds=40))
    assert len(seen) <= 4
    assert count(ActiveItem) == 1
