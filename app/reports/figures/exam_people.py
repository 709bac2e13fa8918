"""The people of one exam: who was to sit it, who did, with what result. Scores only of those whose scores may be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, false, func, null, or_, select, type_coerce

from app import clock
from app.access import Permission
from app.reports.frame.asking import Asked
from app.reports.frame.listing import listing
from app.reports.frame.model import Column, Kind, Mark, Table
from app.reports.search import matches

from .persons import PERSON_COLUMNS, companies, in_order, person_fields, persons
from .required import required
from .scores import BINS
from .sittings import RATIO, Exam, Span, of_exam, sitters

FIRST, AGAIN, WAITING, FAILED, ABSENT, LATER = "first", "again", "waiting", "failed", "absent", "later"
RESULTS = {
    FAILED: (_l("Not passed"), "bad"),
    ABSENT: (_l("Did not sit"), "warn"),
    WAITING: (_l("Waits for review"), "info"),
    LATER: (_l("Not sat yet"), ""),
    AGAIN: (_l("Passed at a further attempt"), "ok"),
    FIRST: (_l("Passed at the first attempt"), "ok"),
}  # the first of them ask for attention first
PASSED, NOT_SAT = "passed", "not_sat"
SAT, FIRST_SAT, FIRST_FAILED, RESAT, RESAT_PASSED = "sat", "first_sat", "first_failed", "resat", "resat_passed"
REQUIRED, REQUIRED_PASSED = "required", "required_passed"
GROUPS = {
    PASSED: (FIRST, AGAIN),
    NOT_SAT: (ABSENT, LATER),
    "not_passed": (FAILED, WAITING),
    **{name: (name,) for name in RESULTS},
}
MORE = 4  # attempts, and all above

RESULT = Column(
    "result",
    _l("Result"),
    Kind.MARK,
    _l(
        "Within the period: passed at the first attempt or at a further one; waits for review; not passed. Who is required to sit "
        "and has handed in nothing did not sit, or, while there is time, has not sat yet."
    ),
    sort=True,
)
ATTEMPTS = Column("attempts", _l("Attempts handed in"), Kind.INT, _l("Attempts handed in within the period."))
LAST_ON = Column(
    "last_on", _l("Last sat on"), Kind.DATE, _l("The day the last of these attempts was handed in."), sort=True
)
PASSED_ON = Column(
    "passed_on", _l("Passed on"), Kind.DATE, _l("The day the first attempt that passed was handed in."), sort=True
)
FIRST_SCORE = Column(
    "first_score",
    _l("First score, %"),
    Kind.NUMBER,
    _l("Points of the first attempt, of those possible. Only for readers with the right to scores."),
)
BEST_SCORE = Column(
    "best_score",
    _l("Best score, %"),
    Kind.NUMBER,
    _l("Points of the best attempt, of those possible. Only for readers with the right to scores."),
)
AS_OF = Column("as_of", _l("As of"), Kind.DATE, _l("The day whose organisation and states the row shows."))
SORTS = ("result", "name", "department", "last_on", "passed_on")


@dataclass(frozen=True, slots=True)
class SitterRow:
    """One person with one exam. Scores in percent."""

    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    result: Mark | None
    attempts: int
    last_on: date | None
    passed_on: date | None
    first_score: float | None
    best_score: float | None
    as_of: date


def people_table(asked: Asked, exam: Exam, among: CTE, span: Span, *, title: str, with_scores: bool) -> Table:
    """Those who were to sit it and those who did, without the ones who passed before the period."""
    units = companies(asked.as_of, asked.known_at)
    found = listing(asked, _statement(asked, exam, among, span), lambda row: _person(row, asked, units))
    columns = [*PERSON_COLUMNS, RESULT, ATTEMPTS, LAST_ON, PASSED_ON]
    columns += [FIRST_SCORE, BEST_SCORE] if with_scores else []
    return Table("people", title, [*columns, AS_OF], found.rows, row_count=found.count, sort="result")


def _statement(asked: Asked, exam: Exam, among: CTE, span: Span) -> Select[*tuple[Any, ...]]:
    sitter = sitters(among, [exam], span)
    duty = required(among, [exam.course], span)
    listed, one = persons(among, asked), sitter.c
    sat = func.coalesce(one.sat, 0) == 1
    is_required = false() if exam.quiz.optional else duty.is_required == 1
    result = case(
        (and_(one.first_passed == 1, one.passed == 1), FIRST),
        (one.passed == 1, AGAIN),
        (one.waits == 1, WAITING),
        (sat, FAILED),
        (duty.later, LATER),
        else_=ABSENT,
    )
    flags = {
        SAT: sat,
        FIRST_SAT: one.first == 1,
        FIRST_FAILED: and_(one.first == 1, one.first_passed == 0),
        RESAT: one.resat == 1,
        RESAT_PASSED: one.resat_passed == 1,
        REQUIRED: is_required,
        REQUIRED_PASSED: and_(is_required, one.passed == 1),
    }
    may_read = asked.may(Permission.READ_SCORE).covers_then(among.c.path)
    scores = [
        type_coerce(case((may_read, score), else_=null()), RATIO).label(name)
        for name, score in (("first_score", one.first_score), ("best_score", one.best_score))
    ]
    concerned = or_(sat, and_(is_required, func.coalesce(one.passed_before, 0) == 0))
    urgency = case({name: place for place, name in enumerate(RESULTS)}, value=result)
    orders = {**listed.orders, "result": urgency, "last_on": one.last_at, "passed_on": one.passed_at}
    statement = (
        select(*listed.columns, result.label("result"), one.attempts, one.last_at, one.passed_at, *scores)
        .select_from(
            listed.source.outerjoin(sitter, and_(one.user_id == among.c.id, of_exam(exam, sitter))).outerjoin(
                duty.standing, duty.standing.c.user_id == among.c.id
            )
        )
        .where(concerned, *_wanted(asked, result, one, flags, may_read))
        .order_by(in_order(asked.sort or "result", orders), among.c.name_key, among.c.id)
    )
    return statement.where(matches(asked.q, among)) if asked.q else statement


def _wanted(
    asked: Asked,
    result: ColumnElement[str],
    sitter: Any,
    flags: Mapping[str, ColumnElement[bool]],
    may_read: ColumnElement[bool],
) -> list[ColumnElement[bool]]:
    """What the filters leave. Scores that may not be read filter nobody in."""
    wanted, tries, band = (asked.choices[name] for name in ("result", "tries", "band"))
    found: list[ColumnElement[bool]] = []
    if wanted in GROUPS:
        found.append(result.in_(GROUPS[wanted]))
    elif wanted:
        found.append(flags[wanted])
    if tries:
        place = sitter.passed_place
        found.append(place >= MORE if int(tries) == MORE else place == int(tries))
    if band:
        low = int(band) / BINS
        above = sitter.first_score <= 1 if int(band) == BINS - 1 else sitter.first_score < low + 1 / BINS - 1e-6
        found += [may_read, sitter.first_score >= low - 1e-6, above]
    return found


def _person(row: Row[*tuple[Any, ...]], asked: Asked, units: dict[str, str]) -> SitterRow:
    name, tone = RESULTS[row.result]
    return SitterRow(
        **person_fields(row, units),
        result=Mark(str(name), tone),
        attempts=row.attempts or 0,
        last_on=clock.local_date(row.last_at) if row.last_at else None,
        passed_on=clock.local_date(row.passed_at) if row.passed_at else None,
        first_score=_percent(row.first_score),
        best_score=_percent(row.best_score),
        as_of=asked.as_of,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)
