"""Hours per head, coverage and headcount, against a calendar gone through day by day."""

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from app import clock
from app.access import Scope
from app.db import db, writing
from app.learning.credits.actions import Act, give, settle
from app.learning.credits.activities import Activity, Wanted
from app.people.models import Department, Job
from app.reports.figures.hours import Heads, Hours, Within, hours, median

from .. import factories
from ..factories import NOW

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
A_DAY = timedelta(days=1)
EVERYTHING = Scope(everything=True)


def activity(name: str, day: date, value: float = 2, subject: str = "professional") -> Activity:
    return Activity(
        kind="course", activity=name, item_zh=name, item_en=name, mode="online", credited_on=day, hours=value, subject=subject
    )  # fmt: skip


def credited(user_id: int, name: str, day: date, value: float = 2, *, source: str = "", subject: str = "party") -> None:
    with writing():
        give(user_id, source or f"{user_id}:{name}:{day}", activity(name, day, value, subject), Act(NOW))


@dataclass(frozen=True)
class House:
    group: Department
    east: Department
    shop: Department  # below east
    west: Department


@pytest.fixture
def house(app):
    group = factories.department("GROUP", kind="group")
    east = factories.department("EAST", parent=group)
    return House(
        group, east, factories.department("SHOP", parent=east), factories.department("WEST", parent=group)
    )  # fmt: skip


def asked(house: House, **changes) -> Hours:
    within = Within(EVERYTHING, FIRST, LAST, date(2026, 4, 1), units=(house.east, house.west))
    return hours(replace(within, **changes))


def works(
    user_id: int, where: Department, first: date, end: date | None = None, *, primary: bool = True, **more
) -> None:
    with writing():
        job = Job(user_id=user_id, department_id=where.id, is_primary=primary, started_on=first, ended_on=end, **more)
        db.session.add(job)


def test_joiners_leavers_and_second_jobs(house):
    stays, joins, leaves = (factories.user(f"person {number}") for number in range(3))
    works(stays.id, house.shop, date(2020, 1, 1))
    works(stays.id, house.west, date(2020, 1, 1), primary=False)
    works(joins.id, house.west, date(2026, 3, 2))
    works(leaves.id, house.west, date(2021, 1, 1), date(2026, 1, 31))
    credited(stays.id, "a", date(2026, 2, 1), 4)
    credited(joins.id, "a", date(2026, 3, 1), 8)  # the day before: not ours yet
    credited(leaves.id, "a", date(2026, 1, 30), 6)
    credited(leaves.id, "b", date(2026, 1, 31), 1)  # the first day away
    found = asked(house)
    assert (found.total.days, found.total.hours) == (90 + 30 + 30, 10)
    assert found.total.headcount == pytest.approx(150 / 90)
    assert found.total.hours_per_head == pytest.approx(6)
    assert found.total.clock_hours_per_head == pytest.approx(4.5)
    assert (found.total.coverage_rate.numerator, found.total.coverage_rate.denominator) == (2, 3)
    assert found.units[house.east.id] == Heads(4, 90, 1.0, 1, 1)
    assert found.units[house.west.id] == Heads(6, 60, 60 / 90, 2, 1)
    assert found.spread == {0: 1, 4: 1, 6: 1}
    assert found.median == 4
    assert (found.without.numerator, found.without.denominator) == (1, 3)


def test_a_move_splits_hours_and_days_and_counts_one_person_once_in_all(house):
    moves = factories.user()
    works(moves.id, house.shop, date(2020, 1, 1), date(2026, 2, 1))
    works(moves.id, house.west, date(2026, 2, 1))
    credited(moves.id, "a", date(2026, 1, 31), 3)
    credited(moves.id, "b", date(2026, 2, 1), 5)
    found = asked(house)
    assert found.units[house.east.id] == Heads(3, 31, 31 / 90, 1, 1)
    assert found.units[house.west.id] == Heads(5, 59, 59 / 90, 1, 1)
    assert (found.total.hours, found.total.people, found.total.credited) == (8, 1, 1)


def test_a_course_done_again_counts_once_a_period_and_again_in_the_next(house):
    learner = factories.user(department=house.west)
    credited(learner.id, "course:safety@1", date(2026, 1, 5), 4)
    credited(learner.id, "course:safety@1", date(2026, 3, 5), 4)
    credited(learner.id, "course:safety@2", date(2026, 3, 6), 4)  # another version is another activity
    assert asked(house).total.hours == 8
    assert asked(house, first=date(2026, 3, 1)).total.hours == 8
    assert asked(house, last=date(2026, 2, 28)).total.hours == 4


def test_what_is_corrected_or_taken_back_counts_as_it_is_known(house):
    learner, now = factories.user(department=house.west), clock.now()
    wanted = Wanted(learner.id, "x:1", activity("a", date(2026, 1, 5), 4))
    assert wanted.activity is not None
    fewer = replace(wanted, activity=replace(wanted.activity, hours=1.5))
    for day, each in enumerate((wanted, fewer, replace(wanted, activity=None)), 1):
        with writing():
            settle([each], Act(now + timedelta(days=day)))
    assert asked(house).total.hours == 0
    moments = [now + timedelta(days=day) for day in range(4)]
    assert [asked(house, known_at=moment).total.hours for moment in moments] == [0, 4, 1.5, 0]


def test_the_scope_and_the_family_leave_out_the_rest(house):
    position = factories.position()
    for where, place in ((house.shop, position.id), (house.west, None)):
        person = factories.user()
        works(person.id, where, date(2020, 1, 1), position_id=place)
        credited(person.id, "a", date(2026, 2, 1), 2, subject="party")
    east = asked(house, scope=Scope(paths=(house.east.path,)))
    assert (east.total.hours, east.total.people) == (2, 1)
    assert asked(house, department=house.west).total.people == 1
    assert asked(house, family="OPR").total.hours == 2
    both = asked(house)
    assert both.subjects == {"party": 4}
    assert {key: heads.people for key, heads in both.families.items()} == {"OPR": 1, "": 1}
    assert {key: heads.hours for key, heads in both.positions.items()} == {position.id: 2, 0: 2}


def test_a_department_that_was_closed_meanwhile_keeps_what_was_learnt_in_it(house):
    person = factories.user()
    works(person.id, house.shop, date(2020, 1, 1), date(2026, 2, 1))
    credited(person.id, "a", date(2026, 1, 10), 2)
    with writing():
        db.session.get_one(Department, house.shop.id).closed_on = date(2026, 2, 1)
    assert asked(house).units[house.east.id].hours == 2


@pytest.mark.parametrize("seed", range(6))
def test_random_lives_agree_with_a_calendar_and_parts_sum_to_the_whole(house, seed):
    chance = random.Random(seed)
    places = [house.group, house.east, house.shop, house.west]
    position_ids = [factories.position().id, None]
    days: dict[int, dict[date, int]] = defaultdict(dict)  # by person: the department of each day employed
    learnt: dict[int, list[tuple[date, str, float]]] = defaultdict(list)
    for _person in range(12):
        person = factories.user()
        start = date(2025, 11, 1) + timedelta(days=chance.randrange(80))
        while start < date(2026, 5, 1) and chance.random() < 0.85:
            end = start + timedelta(days=chance.randrange(1, 70))
            where = chance.choice(places)
            works(person.id, where, start, end, position_id=chance.choice(position_ids))
            if chance.random() < 0.3:
                works(person.id, chance.choice(places), start, end, primary=False)
            days[person.id] |= {start + timedelta(days=n): where.id for n in range((end - start).days)}
            start = end + timedelta(days=chance.choice([0, 0, 9]))
        for number in range(chance.randrange(6)):
            day = date(2025, 12, 15) + timedelta(days=chance.randrange(130))
            name, value = chance.choice("abc"), chance.choice([0.5, 2, 7.5])
            credited(person.id, name, day, value, source=f"{person.id}:{number}")
            learnt[person.id].append((day, name, value))
    found = asked(house)
    calendar = [FIRST + timedelta(days=number) for number in range(90)]
    below = {house.east.id: {house.east.id, house.shop.id}, house.west.id: {house.west.id}, 0: {house.group.id}}
    counting: list[tuple[int, date, float]] = []
    for user_id, own in learnt.items():
        first_time: dict[str, tuple[date, float]] = {}
        for day, name, value in sorted(own, key=lambda each: each[0]):
            if FIRST <= day <= LAST:
                first_time.setdefault(name, (day, value))
        counting += [(user_id, day, value) for day, value in first_time.values() if day in days[user_id]]
    for key, ids in {**below, None: {place.id for place in places}}.items():
        heads = found.total if key is None else found.units.get(key, Heads())
        there = {user_id: [day for day in calendar if own.get(day) in ids] for user_id, own in days.items()}
        assert heads.days == sum(map(len, there.values()))
        assert heads.headcount == pytest.approx(heads.days / 90)
        assert heads.people == sum(bool(each) for each in there.values())
        mine = [(user_id, value) for user_id, day, value in counting if days[user_id][day] in ids]
        assert heads.hours == sum(value for _user_id, value in mine)
        assert heads.credited == len({user_id for user_id, _value in mine})
    for parts in (found.units, found.families, found.positions):
        assert sum(each.hours for each in parts.values()) == found.total.hours
        assert sum(each.days for each in parts.values()) == found.total.days
    assert sum(found.subjects.values()) == found.total.hours
    assert sum(found.spread.values()) == found.total.people
    assert sum(value * count for value, count in found.spread.items()) == found.total.hours


@pytest.mark.parametrize(
    ("spread", "middle"), [({}, None), ({3.5: 1}, 3.5), ({0: 2, 4: 2}, 2), ({0: 3, 4: 2}, 0), ({1: 1, 2: 1, 9: 1}, 2)]
)
def test_the_median(spread, middle):
    assert median(spread) == middle
