"""How often something may be tried."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import limits
from app.db import db, writing
from app.limits import LimitCount

from .crowd import at_once
from .factories import NOW

WINDOW = timedelta(minutes=15)
START = NOW.replace(minute=0)


def count(times: int = 1, what: str = "sign-in", who: str = "T0001", now=START) -> None:
    for _ in range(times):
        with writing():
            limits.count(what, who, window=WINDOW, now=now)


def wait(what: str = "sign-in", who: str = "T0001", limit: int = 3, now=START) -> int:
    db.session.rollback()
    return limits.wait_seconds(what, who, limit=limit, window=WINDOW, now=now)


def test_below_the_limit_nobody_waits(app):
    assert wait() == 0
    count(2)
    assert wait() == 0


def test_at_the_limit_one_waits_for_the_rest_of_the_window(app):
    count(3)
    assert wait() == 901
    assert wait(now=START + timedelta(minutes=14)) == 61


def test_the_next_window_starts_at_nothing(app):
    count(3)
    assert wait(now=START + WINDOW) == 0


@pytest.mark.parametrize(("what", "who"), [("sign-in", "T0002"), ("export", "T0001")])
def test_other_people_and_other_things_are_counted_apart(app, what, who):
    count(3)
    assert wait(what, who) == 0


def test_letter_case_does_not_make_another_party(app):
    count(3, who="t0001")
    assert wait(who="T0001") > 0


def test_the_table_holds_no_name(app):
    count(who="lilei@example.org")
    buckets = db.session.scalars(select(LimitCount.bucket)).all()
    assert len(buckets) == 1
    assert "lilei" not in buckets[0]


def test_windows_of_yesterday_are_dropped(app):
    count(now=START - timedelta(days=2))
    count(now=START)
    assert len(db.session.scalars(select(LimitCount)).all()) == 1


def test_p3_eight_at_once_are_all_counted(app):
    at_once(app, *[count] * 8)
    assert db.session.scalars(select(LimitCount.count)).one() == 8


def take(now=START) -> int:
    with writing():
        return limits.take("sign-in", "T0001", limit=3, window=WINDOW, now=now)


def test_s65_of_many_tries_at_once_as_many_go_through_as_the_limit_says(app):
    assert sorted(at_once(app, *[take] * 8)) == [0, 0, 0, *[901] * 5]
    assert take() == 901
    assert take(now=START + WINDOW) == 0


def test_a_try_given_back_was_none(app):
    assert [take() for _ in range(4)] == [0, 0, 0, 901]
    with writing():
        limits.give_back("sign-in", "T0001", window=WINDOW, now=START)
    assert [take(), take()] == [0, 901]
