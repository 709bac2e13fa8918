"""Figures about duties, each with its own population. Source of every definition: docs/figures.md, section "Duties in figures".

Two sets: S, the duties that count on a day `as_of`; C, those that fell due in a period up to that day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from operator import add, attrgetter
from statistics import median
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.access import Scope
from app.db import db
from app.people.models import Department
from app.programmes.standings.reading import duties, duties_apart
from app.programmes.states import EXCLUDED, URGENCY, DutyState, urgency_of

from .posts import Units, held, left, posts, posts_on
from .rates import Rate

ON_DAY, FELL_DUE, LEFT = "day", "due", "left"
VERSIONS, WORDS = 2**20, 16  # how far apart the parts of a group's number lie
FIGURES_LEFT = ("left",)


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """What is counted of the duties in a scope. `counted` is #S, `fell_due` is #C; nobody is in them twice for one duty."""

    counted: int = 0  # on the day: the person employed in scope, the duty neither withdrawn, waived nor paused
    started: int = 0
    completed: int = 0
    overdue: int = 0
    fell_due: int = 0  # in the period: the person employed in scope on the due date, the duty not waived, withdrawn or ended by then
    due_completed: int = 0  # by the day
    on_time: int = 0
    on_time_as_first_asked: int = 0  # by the due date before any extension
    waived: int = 0  # on the day; beside S
    paused: int = 0
    left: int = 0  # ended with the employment of people whose last job was in scope
    withdrawn: int = 0

    def __add__(self, other: "DutyFigures") -> "DutyFigures":
        return DutyFigures(*map(add, _numbers(self), _numbers(other)))

    @property
    def people(self) -> int:
        """Whether there is anything to tell: what rolls up has a row for it."""
        return sum(_numbers(self))


_numbers: Callable[[DutyFigures], tuple[int, ...]] = attrgetter(*(each.name for each in fields(DutyFigures)))


def participation_rate(found: DutyFigures) -> Rate:
    """Started, of those that count. Opening a lesson starts; passing nothing is needed."""
    return Rate(found.started, found.counted)


def completion_rate(found: DutyFigures) -> Rate:
    """Completed, of those that count, those not yet due among them: progress, nobody's fault."""
    return Rate(found.completed, found.counted)


def overdue_rate(found: DutyFigures) -> Rate:
    return Rate(found.overdue, found.counted)


def due_completion_rate(found: DutyFigures) -> Rate:
    """Completed by the day, of those that fell due in the period; leavers after their due date stay in it."""
    return Rate(found.due_completed, found.fell_due)


def on_time_rate(found: DutyFigures) -> Rate:
    """Completed by their due date, as extended, of those that fell due in the period."""
    return Rate(found.on_time, found.fell_due)


def on_original_time_rate(found: DutyFigures) -> Rate:
    """As `on_time_rate` by the due date first asked for: what extensions hide."""
    return Rate(found.on_time_as_first_asked, found.fell_due)


Cell: TypeAlias = tuple[int, int]
"""A unit and a version of a programme."""


@dataclass(slots=True)
class Counted:
    """All that one statement counts. By unit and version."""

    states: dict[Cell, Counter[DutyState]] = field(default_factory=dict)  # on the day, of people in scope then
    figures: dict[Cell, DutyFigures] = field(default_factory=dict)

    def of(self, unit: int | None = None, version_ids: set[int] | None = None) -> DutyFigures:
        """The sum of some, or all."""
        return sum((found for cell, found in self.figures.items() if _within(cell, unit, version_ids)), DutyFigures())

    def only(self, unit: int | None = None, version_ids: set[int] | None = None) -> "Counted":
        """What was counted of some."""
        kept = {cell for cell in self.figures if _within(cell, unit, version_ids)}
        states = {cell: found for cell, found in self.states.items() if cell in kept}
        return Counted(states, {cell: found for cell, found in self.figures.items() if cell in kept})

    def states_of(self, unit: int | None = None, version_ids: set[int] | None = None) -> Counter[DutyState]:
        return sum((found for cell, found in self.states.items() if _within(cell, unit, version_ids)), Counter())


def _within(cell: Cell, unit: int | None, version_ids: set[int] | None) -> bool:
    return unit in (None, cell[0]) and (version_ids is None or cell[1] in version_ids)


def duty_figures(
    *,
    scope: Scope,
    as_of: date,
    first: date,
    last: date,
    known_at: datetime | None = None,
    programme_id: int | None = None,
    department: Department | None = None,
) -> DutyFigures:
    """Counts of the duties in a scope: on the day `as_of`, and in the period from `first` to `last`. One statement.

    `known_at`: only what was recorded by that instant counts; None: everything recorded by now.
    """
    within: dict[str, Any] = {"known_at": known_at, "programme_id": programme_id, "department": department}
    return count(scope=scope, as_of=as_of, first=first, last=last, units=Units(), **within).of()


def count(
    *,
    scope: Scope,
    as_of: date,
    first: date,
    last: date,
    units: Units,
    known_at: datetime | None = None,
    programme_id: int | None = None,
    department: Department | None = None,
) -> Counted:
    """The same by unit and version. Two statements, beside the small one about whom nothing was worked out ahead."""
    parts = duties_apart(as_of=as_of, known_at=known_at, programme_id=programme_id)
    on_day = posts_on(as_of, scope, units, known_at=known_at, department=department)
    post = posts(scope, units, known_at=known_at, department=department)
    sums: dict[Cell, Counter[str]] = defaultdict(Counter)
    found = Counted()
    for (cell, state, started), number in _states(union_all(*(_on_day(duty, on_day, as_of) for duty in parts))).items():
        found.states.setdefault(cell, Counter())[state] += number
        for name in _of_state(state, started):
            sums[cell][name] += number
    others = [(_fell_due(duty, post, as_of, first, last), _left(duty, post, as_of)) for duty in parts]
    for part, packed, number in db.session.execute(union_all(*(each for pair in others for each in pair))):
        group, bits = divmod(packed, WORDS)
        for name in FIGURES_LEFT if part == LEFT else _of_bits(bits):
            sums[divmod(group, VERSIONS)][name] += number
    found.figures = {cell: DutyFigures(**counts) for cell, counts in sums.items()}
    return found


def _states(statement: Any) -> Counter[tuple[Cell, DutyState, bool]]:
    """How many duties on the day are in a state, begun or not, by unit and version."""
    numbers: dict[int, list[str]] = defaultdict(list)
    for unit, of_person in db.session.execute(statement):
        numbers[unit].append(of_person)
    found: Counter[tuple[Cell, DutyState, bool]] = Counter()
    for unit, each in numbers.items():
        for packed, number in Counter(",".join(each).split(",")).items():
            rest, word = divmod(int(packed), WORDS)
            version, started = divmod(rest, 2)
            found[(unit, version), URGENCY[word], bool(started)] += number
    return found


@cache
def _of_state(state: DutyState, started: bool) -> tuple[str, ...]:
    """The figures that count a duty in it."""
    if state in EXCLUDED:
        beside = {DutyState.WAIVED: "waived", DutyState.PAUSED: "paused", DutyState.WITHDRAWN: "withdrawn"}
        return (beside[state],) if state in beside else ()
    done = state is DutyState.COMPLETED
    names = (("started", started or done), ("completed", done), ("overdue", state is DutyState.OVERDUE))
    return ("counted", *(name for name, holds in names if holds))


@cache
def _of_bits(bits: int) -> tuple[str, ...]:
    """The figures that count a duty that fell due."""
    names = ((1, "due_completed"), (2, "on_time"), (4, "on_time_as_first_asked"))
    return ("fell_due", *(name for bit, name in names if bits & bit))


def _on_day(duty: CTE, post: CTE, as_of: date) -> Select[*tuple[Any, ...]]:
    """Whatever people in scope on the day have, a row a person: their unit, and of each duty a number that says its version,
    whether it was begun, and its state. So nothing has to be sorted, and each person is looked up once."""
    begun = case((duty.c.started > 0, 1), else_=0)
    number = (duty.c.version_id * 2 + begun) * WORDS + urgency_of(duty, as_of=as_of)
    numbers = func.aggregate_strings(cast(number, String), ",").label("numbers")
    each = select(duty.c.user_id, numbers).group_by(duty.c.user_id).subquery("each_person").c
    return select(post.c.unit, each.numbers).join_from(post, each.user_id.table, each.user_id == post.c.user_id)


def _fell_due(duty: CTE, post: CTE, as_of: date, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Of people in scope on the due date."""
    one = duty.c
    done = one.completed_on <= as_of
    bits = _bits(done, done & (one.completed_on <= one.due_on), done & (one.completed_on <= one.original_due_on))
    which = fell_due(duty, first=first, last=last, as_of=as_of)
    return _grouped(FELL_DUE, duty, post, held(post, one.user_id, one.due_on), bits).where(which)


def fell_due(duty: CTE, *, first: date, last: date, as_of: date) -> ColumnElement[bool]:
    """What fell due in a period, up to a day: not waived, withdrawn or ended by then."""
    one = duty.c
    not_waived = or_(one.waived_on.is_(None), one.waived_on > one.due_on, one.completed_on <= one.waived_on)
    not_withdrawn = or_(one.withdrawn_on.is_(None), one.withdrawn_on > one.due_on)
    not_ended = or_(one.exit_on.is_(None), one.exit_on > one.due_on, one.completed_on < one.exit_on)
    return and_(one.due_on.between(first, min(last, as_of)), not_waived, not_withdrawn, not_ended)


def _left(duty: CTE, post: CTE, as_of: date) -> Select[*tuple[Any, ...]]:
    """What ended with the employment of people whose last job was in scope."""
    ended = urgency_of(duty, as_of=as_of) == URGENCY.index(DutyState.ENDED_BY_EXIT)
    which = left(post, duty.c.user_id, duty.c.exit_on)
    return _grouped(LEFT, duty, post, which, literal(0)).where(duty.c.exit_on <= as_of, ended)


def _grouped(
    name: str, duty: CTE, post: CTE, of: ColumnElement[bool], word: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """How many of each kind: one number says unit, version and a word of four bits, which is sooner grouped."""
    group = cast(post.c.unit, BigInteger) * VERSIONS + duty.c.version_id
    number = group * WORDS + word
    return (
        select(literal(name).label("part"), number.label("number"), func.count().label("duties"))
        .select_from(duty)
        .join(post, of)
        .group_by("number")
    )


def _bits(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    bits: ColumnElement[int] = literal(0, Integer)
    for place, condition in enumerate(conditions):
        bits = bits + case((condition, 2**place), else_=0)
    return bits


def median_days_overdue(
    *,
    scope: Scope,
    as_of: date,
    known_at: datetime | None = None,
    programme_id: int | None = None,
    department: Department | None = None,
) -> float | None:
    """The middle of how long the overdue duties that count have been overdue, in days; None: none is."""
    duty = duties(as_of=as_of, known_at=known_at, programme_id=programme_id)
    post = posts(scope, Units(), known_at=known_at, department=department)
    statement = (
        select(duty.c.due_on, func.count())
        .join_from(duty, post, held(post, duty.c.user_id, as_of))
        .where(urgency_of(duty, as_of=as_of) == URGENCY.index(DutyState.OVERDUE))
        .group_by(duty.c.due_on)
    )
    days = [(as_of - due_on).days for due_on, count in db.session.execute(statement) for _each in range(count)]
    return median(days) if days else None
