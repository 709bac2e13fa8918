"""The key figures of a part of the organisation in a period, each by the function that its own report uses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import CTE

from app.content import queries as content
from app.credentials.policies import list_kinds
from app.credentials.standing import Look
from app.learning.credentials import add_months

from . import planned
from .credentials import Certified, by_place, needs
from .education import Education, education
from .effects import read_shares
from .exams import Firsts, Tries, first_tries
from .fallen_due import Due, Fallen, fallen_due
from .hours import Within
from .kpis import Kpi
from .per_head import PerHead, per_head
from .rates import Rate
from .rollup import level_below
from .sittings import exams_of, span_of
from .standings import people

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked

Value: TypeAlias = Rate | float | None
MONTHS = 12  # of the lines
LEAST_PAIRED = 5


@dataclass(frozen=True, slots=True)
class Overall:
    """Key figures, those of the year before, and what some of them are made of, by the path of a department."""

    values: Mapping[Kpi, Value]
    before: Mapping[Kpi, Value]
    due: Fallen
    hours: PerHead
    certified: list[tuple[str, Certified]]
    exams: Mapping[tuple[str, str], Tries]
    exams_by_path: list[tuple[str, Tries]]
    plan: planned.Sums
    owing: int  # people who owe hours of continuing education and have not earned them


def overall(asked: "Asked") -> Overall:
    """In a constant number of statements, whatever the number of people."""
    year_before = _a_year_before(asked)
    due, earned, certified, plan = (
        _due(asked),
        _hours(asked),
        _certified(asked),
        planned.total(planned.items(_plan(asked))),
    )
    exams, educated = _exams(asked), _education(asked)
    whole = sum((part for _path, part in due.by_path), Due())
    fell_before = due.between(year_before.first, min(year_before.last, year_before.as_of))
    values: dict[Kpi, Value] = {
        Kpi.DUE_COMPLETION: whole.completed_rate,
        Kpi.ON_TIME: whole.on_time_rate,
        Kpi.HOURS: earned.total.hours_per_head,
        Kpi.PLAN: plan.plan_rate,
        Kpi.CERTIFIED: _rate(certified),
        Kpi.FIRST_TRY: exams.whole.first_rate,
        Kpi.EDUCATION: educated.met_rate,
        Kpi.GAIN: gained(asked),
    }
    before: dict[Kpi, Value] = {
        Kpi.DUE_COMPLETION: fell_before.completed_then_rate,
        Kpi.ON_TIME: fell_before.on_time_rate,
        Kpi.HOURS: _hours(year_before).total.hours_per_head,
        Kpi.PLAN: planned.total(planned.items(_plan(year_before))).plan_rate,
        Kpi.CERTIFIED: _rate(_certified(year_before)),
        Kpi.FIRST_TRY: _exams(year_before).whole.first_rate,
        Kpi.EDUCATION: _education(year_before).met_rate,
        Kpi.GAIN: None,  # would look at everybody's tests once more
    }
    return Overall(
        values,
        before,
        due,
        earned,
        certified,
        exams.by_exam,
        list(exams.by_path.items()),
        plan,
        sum(not each.met.is_met for each in educated.owing),
    )


def _a_year_before(asked: "Asked") -> "Asked":
    """The same question about the same days of the year before, as they are known now."""
    as_of, first, last = (add_months(day, -12) for day in (asked.as_of, asked.first, asked.last))
    return replace(asked, as_of=as_of, first=first, last=last)


def _due(asked: "Asked") -> Fallen:
    since = min(add_months(asked.as_of.replace(day=1), 1 - MONTHS), add_months(asked.first, -12))
    return fallen_due(
        asked.scope,
        as_of=asked.as_of,
        first=asked.first,
        last=asked.last,
        since=since,
        known_at=asked.known_at,
        department=asked.department,
    )


def _hours(asked: "Asked") -> PerHead:
    above, units = level_below(asked.departments, asked.department)
    return per_head(
        Within(
            asked.scope,
            asked.first,
            asked.last,
            asked.as_of,
            asked.department,
            known_at=asked.known_at,
            units=units,
            above=above,
        )
    )


def _certified(asked: "Asked") -> list[tuple[str, Certified]]:
    kinds, look = list_kinds(), Look(asked.as_of, asked.known_at)
    return [(path, counts) for path, _position, counts in by_place(needs(_people(asked), kinds, look), look)]


def _rate(certified: Iterable[tuple[str, Certified]]) -> Rate:
    return sum((counts for _path, counts in certified), Certified()).rate


def _exams(asked: "Asked") -> Firsts:
    return first_tries(_people(asked), exams_of(content.list_courses()), span_of(asked))


def _education(asked: "Asked") -> Education:
    return education(asked.scope, asked.as_of, known_at=asked.known_at, department=asked.department)


def _people(asked: "Asked") -> CTE:
    return people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)


def gained(asked: "Asked") -> float | None:
    """The mean share gained, over all courses with two tests; None for fewer than five people, or where it could be worked out
    of whom it is."""
    found = read_shares(asked, content.list_courses())
    return found.mean_share if found.count >= LEAST_PAIRED else None


def _plan(asked: "Asked") -> planned.Within:
    return planned.Within(
        scope=asked.scope,
        first=asked.first,
        last=asked.last,
        as_of=asked.as_of,
        end=asked.then,
        known_at=asked.known_at,
        department=asked.department,
    )
