"""The organisation over time, against a naive calendar that keeps a whole tree for each day."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.organisation import tree
from app.people.organisation.projection import standings_on
from app.people.organisation.tree import Fault, Own, Span, Timelines, TreeFault

FIRST = date(2026, 1, 1)
DAYS = 9
Calendar = list[dict[int, Own]]  # for each day the departments that are open


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def own(parent_id: int | None = None, name: str = "甲", **fields: Any) -> Own:
    return Own(parent_id, name, name, "team", **fields)


def chain() -> Timelines:
    """1 above 2 above 3, and 4 beside 2, all open for good."""
    start: Timelines = {}
    for key, parent in ((1, None), (2, 1), (3, 2), (4, 1)):
        start = tree.opened(start, key, FIRST, own(parent))
    return start


acts = st.lists(
    st.tuples(
        st.sampled_from(["open", "close", "rename", "move", "country"]),
        st.integers(1, 5),
        st.integers(0, DAYS - 1),
        st.one_of(st.none(), st.integers(1, 5)),
        st.sampled_from("甲乙丙"),
    ),
    max_size=14,
)


@given(acts)
def test_timelines_say_of_every_day_what_a_calendar_says(given_acts):
    timelines: Timelines = {}
    calendar: Calendar = [{} for _ in range(DAYS + 1)]  # the last stands for all days after
    for verb, key, at, parent, name in given_acts:
        try:
            after = applied(timelines, verb, key, day(at), parent, name)
        except TreeFault:
            assert naive(calendar, verb, key, at, parent, name) is None
        else:
            expected = naive(calendar, verb, key, at, parent, name)
            assert expected is not None
            timelines, calendar = after, expected
        for number, there in enumerate(calendar):
            found = tree.on(timelines, day(number))
            assert {each: span.own for each, span in found.items()} == there
            assert {each: span.path for each, span in found.items()} == {each: path(there, each) for each in there}
    check_whole(timelines)


def applied(timelines: Timelines, verb: str, key: int, at: date, parent: int | None, name: str) -> Timelines:
    if verb == "open":
        return tree.opened(timelines, key, at, own(parent, name))
    if verb == "close":
        return tree.closed(timelines, key, at)
    if verb == "rename":
        return tree.changed(timelines, key, at, name_zh=name)
    if verb == "country":
        return tree.changed(timelines, key, at, country=name, kind="company")
    return tree.changed(timelines, key, at, parent_id=parent)


def naive(calendar: Calendar, verb: str, key: int, at: int, parent: int | None, name: str) -> Calendar | None:
    """The same on the calendar, day by day; None where it cannot be."""
    after = [dict(there) for there in calendar]
    if (key in after[at]) == (verb == "open"):
        return None
    if verb == "open":
        for there in after[at:]:
            if key in there:
                break
            there[key] = own(parent, name)
    elif verb == "close":
        for there in after[at:]:
            there.pop(key, None)
    else:
        names: dict[str, dict[str, Any]] = {
            "rename": {"name_zh": name},
            "country": {"country": name, "kind": "company"},
            "move": {"parent_id": parent},
        }
        for field, value in names[verb].items():
            old = getattr(after[at][key], field)
            for there in after[at:]:
                if key in there and getattr(there[key], field) != old:
                    break
                if key in there:
                    there[key] = replace(there[key], field, value)
    return after if all(path(there, each) for there in after[at:] for each in there) else None


def replace(own: Own, field: str, value: Any) -> Own:
    return Own(**{**{name: getattr(own, name) for name in Own.__slots__}, field: value})


def path(there: dict[int, Own], key: int) -> str:
    """ "" where it leads nowhere, or in a circle."""
    ids: list[int] = []
    at: int | None = key
    while at is not None:
        if at in ids or at not in there:
            return ""
        ids.append(at)
        at = there[at].parent_id
    return "/" + "".join(f"{each}/" for each in reversed(ids))


def check_whole(timelines: Timelines) -> None:
    """Spans of a department come in order, never meet, and neighbours differ."""
    for spans in timelines.values():
        for one, other in pairwise(spans):
            assert one.end is not None
            assert one.end <= other.start
            assert one.end < other.start or (one.own, one.path) != (other.own, other.path)
        assert all(span.end is None or span.start < span.end for span in spans)


def test_a_move_gives_everything_below_new_spans():
    moved = tree.changed(chain(), 2, day(5), parent_id=4)
    assert [(span.start, span.end, span.path) for span in moved[3]] == [
        (day(0), day(5), "/1/2/3/"),
        (day(5), None, "/1/4/2/3/"),
    ]
    assert moved[4] == chain()[4]


def test_a_move_back_on_its_own_day_leaves_no_trace():
    moved = tree.changed(chain(), 2, day(5), parent_id=4)
    assert tree.changed(moved, 2, day(5), parent_id=1) == chain()


def test_a_new_name_lasts_until_the_next_one():
    named = tree.changed(chain(), 2, day(6), name_zh="丙")
    earlier = tree.changed(named, 2, day(3), name_zh="乙", kind="company")
    assert [(span.start, span.own.name_zh, span.own.kind) for span in earlier[2]] == [
        (day(0), "甲", "team"),
        (day(3), "乙", "company"),
        (day(6), "丙", "company"),
    ]


@pytest.mark.parametrize("target", [2, 3])
def test_nothing_lies_below_itself_today_or_later(target):
    with pytest.raises(TreeFault) as refused:
        tree.changed(chain(), 2, day(3), parent_id=target)
    assert (refused.value.fault, refused.value.day) == (Fault.CIRCLE, day(3))
    later = tree.changed(chain(), 4, day(6), parent_id=3)
    with pytest.raises(TreeFault) as refused:
        tree.changed(later, 2, day(3), parent_id=4)
    assert (refused.value.fault, refused.value.day) == (Fault.CIRCLE, day(6))


def test_nothing_lies_below_what_is_closed():
    without = tree.closed(chain(), 4, day(4))
    for at in (2, 4):
        with pytest.raises(TreeFault) as refused:
            tree.changed(without, 3, day(at), parent_id=4)
        assert (refused.value.fault, refused.value.day) == (Fault.PARENT_CLOSED, day(4))
    with pytest.raises(TreeFault, match="parent_closed"):
        tree.closed(chain(), 2, day(4))


def test_what_a_department_does_not_say_is_that_of_those_above():
    start = tree.changed(chain(), 1, FIRST, country="DE", time_zone="Europe/Berlin")
    start = tree.changed(start, 3, FIRST, time_zone="Europe/Madrid")
    found = standings_on(start, FIRST)
    assert {key: (each.country, each.time_zone) for key, each in found.items()} == {
        1: ("DE", "Europe/Berlin"),
        2: ("DE", "Europe/Berlin"),
        3: ("DE", "Europe/Madrid"),
        4: ("DE", "Europe/Berlin"),
    }
    moved = tree.changed(tree.opened(start, 5, FIRST, own(None)), 2, day(3), parent_id=5)
    assert standings_on(moved, day(3))[2].country == "CN"
    assert standings_on(moved, day(2))[2].country == "DE"


def test_a_closed_department_stands_as_it_last_was_and_one_to_come_as_it_will_be():
    timelines = {1: [Span(FIRST, day(3), own(), "/1/"), Span(day(6), None, own(name="乙"), "/1/")]}
    found = [standings_on(timelines, day(number))[1] for number in (0, 4, 7)]
    assert [(each.name_zh, each.closed_on) for each in found] == [("甲", None), ("甲", day(3)), ("乙", None)]
    before = standings_on(timelines, FIRST - timedelta(days=1))[1]
    assert (before.name_zh, before.closed_on) == ("甲", FIRST)
