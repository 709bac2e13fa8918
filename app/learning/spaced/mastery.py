"""Whether somebody can do what a competency asks for: an estimate from answers (reports.md §4.2). Pure.

Learners see their own on /review. `group_mastery` is for the report on competencies, which there is not yet.
That is all that reports may take from spaced review, and only for groups: per competency how many people are in each band,
how many should refresh, how old the evidence is, with at least five people in the group and the next smallest group hidden
with a hidden one (reports.md §6.2). Answers, recall by question, times and hours of study stay with the learner. Nothing of
it enters a nomination, a selection or an appraisal.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import comb
from typing import Literal

Band = Literal["not enough evidence", "developing", "mastered"]

LOGIC = "mastery 1"  # the version of the thresholds below: figures say by which one they were made
LATEST = 20  # so many first answers count
FEWEST = 8  # below, nothing is said: four options can be guessed
BAR = Fraction(4, 5)  # the share somebody who masters it gets right
SURE = Fraction(4, 5)  # how likely it has to be that they do
FEWEST_PEOPLE = 5
REFRESH_BELOW = 0.80  # mean recall
COVERAGE = 0.75  # of what was asked has a recall


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer to a version of a question (its answer key), in a quiz, a check or a review."""

    version: str
    at: date
    right: bool


@dataclass(frozen=True, slots=True)
class Mastery:
    """`mean`: the expected share of right answers; `probability`: that this share is at least the bar. Both in 0..1."""

    right_count: int
    count: int
    mean: float
    probability: float
    band: Band


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a group. `recalls`: of the questions answered, in 0..1; `asked_count`: of all questions they met."""

    mastery: Mastery
    recalls: Sequence[float]
    asked_count: int
    evidence_on: date | None  # the newest answer


@dataclass(frozen=True, slots=True)
class GroupMastery:
    """What a manager may see of one competency. `oldest_evidence_on`: of the people in the upper two bands."""

    not_enough_count: int
    developing_count: int
    mastered_count: int
    refresh_count: int
    oldest_evidence_on: date | None


def first_answers(answers: Iterable[Evidence]) -> list[Evidence]:
    """The first answer to each version, of these the latest twenty, oldest first."""
    first: dict[str, Evidence] = {}
    for answer in sorted(answers, key=lambda answer: answer.at):
        first.setdefault(answer.version, answer)
    return list(first.values())[-LATEST:]


def estimate(answers: Collection[Evidence]) -> Mastery:
    """The estimate from first answers."""
    return mastery(sum(answer.right for answer in answers), len(answers))


def mastery(right_count: int, count: int) -> Mastery:
    """From so many right of so many: Beta(1, 1) before the first answer, exact sums, no approximation."""
    upper = sum(comb(count + 1, hits) * BAR**hits * (1 - BAR) ** (count + 1 - hits) for hits in range(right_count + 1))
    band: Band = "not enough evidence" if count < FEWEST else "mastered" if upper >= SURE else "developing"
    return Mastery(right_count, count, (1 + right_count) / (2 + count), float(upper), band)


def needs_refreshing(person: Person) -> bool:
    """Mastered once, and fading: mean recall below the bar, where enough of it is known."""
    if person.mastery.band != "mastered" or not person.recalls:
        return False
    covered = len(person.recalls) >= COVERAGE * person.asked_count
    return covered and sum(person.recalls) / len(person.recalls) < REFRESH_BELOW


def group_mastery(people: Sequence[Person]) -> GroupMastery | None:
    """One competency over a group; None for fewer than five people, of whom nothing is shown."""
    if len(people) < FEWEST_PEOPLE:
        return None
    bands = [person.mastery.band for person in people]
    evident = [
        person.evidence_on
        for person in people
        if person.evidence_on is not None and person.mastery.band != "not enough evidence"
    ]
    return GroupMastery(
        bands.count("not enough evidence"),
        bands.count("developing"),
        bands.count("mastered"),
        sum(needs_refreshing(person) for person in people),
        min(evident, default=None),
    )
