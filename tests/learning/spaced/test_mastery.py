"""Bands of mastery, against reports.md §4.3 (oracle 4-A), and what a group may be told."""

from datetime import date, timedelta

import pytest

from app.learning.spaced.mastery import (
    Evidence,
    Mastery,
    Person,
    estimate,
    first_answers,
    group_mastery,
    mastery,
    needs_refreshing,
)

DAY = date(2026, 3, 1)


def answers(count: int, right: bool = True) -> list[Evidence]:
    return [Evidence(f"v{number}", DAY + timedelta(number), right) for number in range(count)]


def person(found: Mastery, *recalls: float, asked: int = 4) -> Person:
    return Person(found, recalls, asked, DAY)


@pytest.mark.parametrize(
    ("right", "count", "mean", "probability", "band"),
    [
        (4, 5, 0.7143, 0.3446, "not enough evidence"),
        (18, 20, 0.8636, 0.8213, "mastered"),
        (17, 20, 0.8182, 0.6296, "developing"),
        (0, 0, 0.5, 0.2, "not enough evidence"),
    ],
)
def test_oracle_4a_the_estimate(right, count, mean, probability, band):
    found = mastery(right, count)
    assert (round(found.mean, 4), round(found.probability, 4), found.band) == (mean, probability, band)


@pytest.mark.parametrize(("count", "band"), [(7, "not enough evidence"), (8, "mastered")])
def test_below_eight_answers_nothing_is_said(count, band):
    assert mastery(count, count).band == band


def test_only_the_first_answer_to_a_version_counts():
    later = [Evidence("v0", DAY + timedelta(90), True)]
    assert first_answers([*later, *answers(1, right=False)]) == answers(1, right=False)


def test_the_latest_twenty_count():
    old, new = answers(20, right=False), [Evidence(f"n{at}", DAY + timedelta(50 + at), True) for at in range(15)]
    found = estimate(first_answers([*old, *new]))
    assert (found.right_count, found.count) == (15, 20)


def test_who_mastered_it_and_forgets_should_refresh():
    mastered = mastery(20, 20)
    assert needs_refreshing(person(mastered, 0.7, 0.7, 0.7))
    assert not needs_refreshing(person(mastered, 0.9, 0.9, 0.9))
    assert not needs_refreshing(person(mastered, 0.1, 0.1))  # too little is known about the rest
    assert not needs_refreshing(person(mastery(3, 20), 0.1, 0.1, 0.1, 0.1))
    assert not needs_refreshing(person(mastered))


def test_a_group_of_four_is_told_nothing():
    people = [person(mastery(20, 20), 0.7, 0.7, 0.7)] * 4
    assert group_mastery(people) is None


def test_a_group_of_five_is_told_counts_and_no_names():
    people = [
        person(mastery(20, 20), 0.7, 0.7, 0.7),
        person(mastery(20, 20), 0.9, 0.9, 0.9),
        person(mastery(10, 20)),
        person(mastery(1, 2)),
        person(mastery(0, 0)),
    ]
    found = group_mastery(people)
    assert found
    assert (found.not_enough_count, found.developing_count, found.mastered_count) == (2, 1, 2)
    assert (found.refresh_count, found.oldest_evidence_on) == (1, DAY)
