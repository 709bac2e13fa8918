"""How many sat an exam, passed it and at which try, and how many were to sit it. Source: docs/figures.md, section "Exam results"."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Subquery, and_, func, literal, select, union_all

from app import clock
from app.db import db

from . import exam_lines as words
from .counts import number
from .rates import Rate
from .required import Required, required
from .sittings import Exam, Span, first_sittings, of_exam, sitters


@dataclass(frozen=True, slots=True)
class Results:
    """What is counted about a group of people and an exam. All are people, each once."""

    required: int = 0
    required_later: int = 0  # of these: their duty is not due yet
    required_sat: int = 0
    required_sat_later: int = 0
    required_passed: int = 0
    sat: int = 0
    passed: int = 0
    waiting: int = 0  # all that they handed in waits for its review, or failed and something waits
    first: int = 0  # their first attempt lies in the period
    first_passed: int = 0
    resat: int = 0
    resat_passed: int = 0
    waived: int = 0
    paused: int = 0

    def __add__(self, other: "Results") -> "Results":
        return Results(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def people(self) -> int:
        return self.required + self.sat - self.required_sat

    @property
    def absent(self) -> int:
        return self.required - self.required_sat

    @property
    def absent_later(self) -> int:
        return self.required_later - self.required_sat_later

    @property
    def pass_rate(self) -> Rate:
        return Rate(self.passed, self.sat)

    @property
    def required_rate(self) -> Rate:
        return Rate(self.required_passed, self.required)

    @property
    def first_rate(self) -> Rate:
        return Rate(self.first_passed, self.first)

    @property
    def resat_rate(self) -> Rate:
        return Rate(self.resat_passed, self.resat)


COUNTERS = tuple(field.name for field in fields(Results))


@dataclass(frozen=True, slots=True)
class Tries:
    """Of `Results` what is about first attempts alone: much less to look for. Two groups add up."""

    first: int = 0
    first_passed: int = 0

    def __add__(self, other: "Tries") -> "Tries":
        return Tries(self.first + other.first, self.first_passed + other.first_passed)

    @property
    def people(self) -> int:
        """A group without first attempts has no row."""
        return self.first

    @property
    def first_rate(self) -> Rate:
        return Rate(self.first_passed, self.first)


@dataclass(frozen=True, slots=True)
class Firsts:
    """First attempts of a group of people, by the path of their department; by course and quiz."""

    by_path: dict[str, Tries]
    by_exam: dict[tuple[str, str], Tries]

    @property
    def whole(self) -> Tries:
        return sum(self.by_exam.values(), Tries())

    def add(self, path: str, exam: tuple[str, str], tries: Tries) -> None:
        self.by_path[path] = self.by_path.get(path, Tries()) + tries
        self.by_exam[exam] = self.by_exam.get(exam, Tries()) + tries


def first_tries(among: CTE, exams: Sequence[Exam], span: Span) -> Firsts:
    """Of all these exams. At most four statements."""
    found = Firsts({}, {})
    if not exams:
        return found
    read = words.read_words(among, exams, span)
    if read is not None:
        _read_firsts(found, read, span)
    if read is None or read.others:
        few = among if read is None else _few(among, read.others)
        first = first_sittings(few, exams, span).c
        keys = (few.c.path, first.course_id, first.quiz_id)
        statement = (
            select(*keys, func.count(), number(first.passed == 1))
            .select_from(first.user_id.table)
            .join(few, few.c.id == first.user_id)
            .group_by(*keys)
        )
        for path, course, quiz, *counts in db.session.execute(statement):
            found.add(path, (course, quiz), Tries(*counts))
    return found


def _read_firsts(found: Firsts, read: words.Words, span: Span) -> None:
    """Of the people whose words hold."""
    now, then = (words.FIRST, words.FIRST_PASSED), (words.FIRST_THEN, words.FIRST_PASSED_THEN)
    first, passed = now if span == words.year_of(clock.today()) else then

    def tries(bits: int, count: int) -> Tries:
        return Tries(count if bits & first else 0, count if bits & passed else 0)

    for path, counter in read.of_paths():
        found.by_path[path] = sum((tries(*each) for each in counter.items()), Tries())
    for exam, bits, count in read.of_exams():
        found.by_exam[exam.key] = found.by_exam.get(exam.key, Tries()) + tries(bits, count)


def _few(among: CTE, ids: Collection[int]) -> CTE:
    return select(among).where(among.c.id.in_(ids)).cte("few")


def results(
    among: CTE, exams: Sequence[Exam], span: Span, *, by_department: bool
) -> dict[str | tuple[str, str], Results]:
    """By the path of a department, of one exam; or by exam. At most five statements, of which one may be large."""
    found: dict[str | tuple[str, str], Results] = {}
    is_now = span == words.year_of(clock.today())  # of the year before, words tell of first attempts alone
    read = words.read_words(among, exams, span) if is_now else None
    if read is not None:
        for key, exam, bits, count in _read(read, exams, by_department):
            found[key] = found.get(key, Results()) + _of_bits(exam, bits, count)
    if read is None:
        _work_out(found, among, exams, span, by_department, None)
    elif read.others:
        _work_out(found, _few(among, read.others), exams, span, by_department, read.others)
    return found


def _read(
    read: words.Words, exams: Sequence[Exam], by_department: bool
) -> Iterator[tuple[str | tuple[str, str], Exam, int, int]]:
    if by_department:
        [exam] = exams
        yield from ((path, exam, bits, count) for path, bits, count in read.of_one(exam))
    else:
        wanted = {exam.key for exam in exams}
        yield from ((exam.key, exam, bits, count) for exam, bits, count in read.of_exams() if exam.key in wanted)


def _of_bits(exam: Exam, bits: int, count: int) -> Results:
    """The counts of so many people of whom the same is known. Of an optional quiz nobody is required."""
    asking = 0 if exam.quiz.optional else bits
    sat, is_required = bits & words.SAT, asking & words.REQUIRED
    settled = not sat and bits & words.PASSED_BEFORE
    so = {
        "required": is_required and not settled,
        "required_later": asking & words.LATER and not settled,
        "required_sat": is_required and sat,
        "required_sat_later": asking & words.LATER and sat,
        "required_passed": is_required and bits & words.PASSED,
        "sat": sat,
        "passed": bits & words.PASSED,
        "waiting": bits & words.WAITS and not bits & words.PASSED,
        "first": bits & words.FIRST,
        "first_passed": bits & words.FIRST_PASSED,
        "resat": bits & words.RESAT,
        "resat_passed": bits & words.RESAT_PASSED,
        "waived": asking & words.WAIVED,
        "paused": asking & words.PAUSED,
    }
    return Results(**{name: count if is_so else 0 for name, is_so in so.items()})


def _work_out(
    found: dict[str | tuple[str, str], Results],
    among: CTE,
    exams: Sequence[Exam],
    span: Span,
    by_department: bool,
    only: Collection[int] | None,
) -> None:
    """Add what is worked out now. `only`: ids of these people, where they are few."""
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    asked = required(among, courses, span, only=only)
    both = union_all(
        _of_sitters(among, sitters(among, exams, span), exams, asked, by_department),
        _of_required(among, asked, by_department),
    )
    for row in db.session.execute(both):
        counts = Results(**{name: getattr(row, name) for name in COUNTERS})
        asking = [exam for exam in exams if not exam.quiz.optional and row.course_id in ("", exam.course.id)]
        if by_department:
            keys: list[Any] = [row.path] if row.has_sitters or asking else []
        else:
            keys = [(row.course_id, row.quiz_id)] if row.has_sitters else [exam.key for exam in asking]
        for key in keys:
            found[key] = found.get(key, Results()) + counts


def _of_sitters(among: CTE, sitter: Subquery, exams: Sequence[Exam], asked: Required, by_department: bool) -> Any:
    """Counts of those with attempts. Whoever passed before the period and sat nothing in it is not required any more."""
    one, duty = sitter.c, asked.standing.c
    sat = one.sat == 1
    is_required = and_(asked.is_required == 1, *(~of_exam(each, sitter) for each in exams if each.quiz.optional))
    later, settled = asked.later, and_(one.sat == 0, one.passed_before == 1, is_required)
    keys = [among.c.path] if by_department else [one.course_id, one.quiz_id]
    counts = {
        "required": -number(settled),
        "required_later": -number(and_(settled, later)),
        "required_sat": number(and_(sat, is_required)),
        "required_sat_later": number(and_(sat, is_required, later)),
        "required_passed": number(and_(is_required, one.passed == 1)),
        "waiting": number(and_(one.passed == 0, one.waits == 1)),
        **{
            name: number(one[name] == 1) for name in ("sat", "passed", "first", "first_passed", "resat", "resat_passed")
        },
    }
    return (
        _counted(counts, 1, *((keys[0], NONE, NONE) if by_department else (NONE, *keys)))
        .select_from(sitter)
        .join(among, among.c.id == one.user_id)
        .outerjoin(asked.standing, and_(duty.user_id == one.user_id, duty.course_id == one.course_id))
        .group_by(*keys)
    )


def _of_required(among: CTE, asked: Required, by_department: bool) -> Any:
    duty = asked.standing.c
    key = among.c.path if by_department else duty.course_id
    is_required = asked.is_required == 1
    counts = {
        "required": number(is_required),
        "required_later": number(and_(is_required, asked.later)),
        "waived": number(asked.waived == 1),
        "paused": number(asked.paused == 1),
    }
    return (
        _counted(counts, 0, *((key, NONE, NONE) if by_department else (NONE, key, NONE)))
        .select_from(asked.standing)
        .join(among, among.c.id == duty.user_id)
        .group_by(key)
    )


NONE = literal("", literal_execute=True)


def _counted(counts: dict[str, ColumnElement[int]], has_sitters: int, path: Any, course_id: Any, quiz_id: Any) -> Any:
    """All counters in their order, those not given 0, with what they are of."""
    keys = {"path": path, "course_id": course_id, "quiz_id": quiz_id, "has_sitters": literal(has_sitters)}
    nothing = literal(0, Integer)
    return select(
        *(column.label(name) for name, column in keys.items()),
        *(counts.get(name, nothing).label(name) for name in COUNTERS),
    )
