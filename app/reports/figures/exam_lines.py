"""Everybody's exams as words: what figures over thousands of people are added up from, without a row for each exam.

A word has a bit for each thing counted of a person and an exam, and the exam's place. Words are written by the reckoning of
`sittings` itself. They hold for one day and for two periods: the year up to that day, and the same days of the year before. Of
whomever they do not hold, the figures are worked out now. So nothing here is ever an estimate.
"""

import hashlib
import struct
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import CTE, and_, case, select

from app import clock
from app.content import queries as content
from app.db import MANY, db
from app.learning.credentials import add_months
from app.people.models import User
from app.programmes.standings.models import ExamLine
from app.programmes.standings.reading import fresh

from .required import required
from .sittings import Exam, Span, exams_of, first_sittings, midnight, sitters
from .written_ahead import write_stale

BITS = (
    REQUIRED, LATER, WAIVED, PAUSED,  # of the course's duty; `LATER`: it is required and not due yet
    SAT, PASSED, WAITS, FIRST, FIRST_PASSED, RESAT, RESAT_PASSED, PASSED_BEFORE,  # as `sittings.sitters` says, of the year
    FIRST_THEN, FIRST_PASSED_THEN,  # of the year before
) = tuple(2**place for place in range(14))  # fmt: skip
OF_SITTER = {
    "sat": SAT,
    "passed": PASSED,
    "waits": WAITS,
    "first": FIRST,
    "first_passed": FIRST_PASSED,
    "resat": RESAT,
    "resat_passed": RESAT_PASSED,
    "passed_before": PASSED_BEFORE,
}
PLACE = 16  # how far an exam's place is shifted to the left
SIZE = 4  # bytes a word, the lowest first


@dataclass(frozen=True, slots=True)
class Words:
    """By the path of a department, the words of its people joined. `others`: ids of the people about whom none hold."""

    exams: Sequence[Exam]
    by_path: Mapping[str, bytes]
    others: Collection[int]

    def of_paths(self) -> Iterable[tuple[str, Counter[int]]]:
        """How often each combination of bits occurs in a department, whatever the exam."""
        for path, words in self.by_path.items():
            yield path, Counter(struct.unpack(f"<{len(words) // 2}H", words)[::2])

    def of_exams(self) -> Iterable[tuple[Exam, int, int]]:
        """(exam, bits, how often)."""
        for word, count in _counted(b"".join(self.by_path.values())).items():
            yield self.exams[word >> PLACE], word & (1 << PLACE) - 1, count

    def of_one(self, exam: Exam) -> Iterable[tuple[str, int, int]]:
        """(path, bits, how often)."""
        place = next(place for place, each in enumerate(self.exams) if each.key == exam.key)
        for path, words in self.by_path.items():
            for word, count in _counted(words).items():
                if word >> PLACE == place:
                    yield path, word & (1 << PLACE) - 1, count


def _counted(words: bytes) -> Counter[int]:
    return Counter(struct.unpack(f"<{len(words) // SIZE}I", words))


def year_of(day: date) -> Span:
    """The year up to a day."""
    first = day.replace(month=1, day=1)
    return Span(midnight(first), midnight(day + timedelta(days=1)), first, day)


def year_before(day: date) -> Span:
    """The same days of the year before."""
    first, last = (add_months(each, -12) for each in (day.replace(month=1, day=1), day))
    return Span(midnight(first), midnight(last + timedelta(days=1)), first, last)


def read_words(among: CTE, exams: Sequence[Exam], span: Span) -> Words | None:
    """Everybody's words; None: they tell nothing of these exams or days, or too few hold to be worth it. Three statements."""
    served, today = exams_of(content.list_courses()), clock.today()
    if span not in (year_of(today), year_before(today)) or not {id(exam.quiz) for exam in exams} <= {
        id(exam.quiz) for exam in served
    }:
        return None
    anew = fresh(today)
    if anew.ids is None:
        return None
    line, own, changed = ExamLine, catalogue(served), set(anew.ids)
    holds = and_(line.day == today, line.catalogue == own)
    statement = select(among.c.id, among.c.path, case((holds, line.words)), line.person_id)
    by_path: dict[str, list[bytes]] = defaultdict(list)
    others = []
    for user_id, path, words, line_id in db.session.execute(
        statement.outerjoin_from(among, line, line.person_id == among.c.id)
    ):
        if user_id in changed or (words is None and line_id is not None):
            others.append(user_id)
        elif words:
            by_path[path].append(words)
    if len(others) > MANY:
        return None
    return Words(served, {path: b"".join(each) for path, each in by_path.items()}, others)


def catalogue(exams: Iterable[Exam]) -> str:
    """A short name of these exams in this order, under all the ids they ever had."""
    lines = (" ".join((exam.course.id, *exam.course.aliases, "/", exam.quiz.id, *exam.quiz.aliases)) for exam in exams)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def refresh_exam_lines() -> int:
    """Write the words of whoever has none of today; returns of how many."""
    exams, day = exams_of(content.list_courses()), clock.today()

    def told(ids: Sequence[int]) -> dict[int, bytes]:
        words = _written(ids, exams, day) if exams else {}
        return {key: _packed(words.get(key, {})) for key in ids}

    return write_stale(ExamLine, "words", catalogue(exams), told)


def _packed(words: Mapping[int, int]) -> bytes:
    """`words`: bits by the place of the exam."""
    told = [place << PLACE | bits for place, bits in words.items() if bits]
    return struct.pack(f"<{len(told)}I", *told)


def _written(ids: Sequence[int], exams: Sequence[Exam], day: date) -> dict[int, dict[int, int]]:
    """Bits by person and by the place of the exam."""
    among = select(User.id).where(User.id.in_(ids)).cte("people")
    courses = list({exam.course.id: exam.course for exam in exams}.values())
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    of_course, places = _places(exams)
    asked = required(among, courses, year_of(day), only=ids)
    duty = asked.standing.c
    flags = (asked.is_required, asked.waived, asked.paused, duty.due_on)
    for user_id, course_id, is_required, waived, paused, due_on in db.session.execute(
        select(duty.user_id, duty.course_id, *flags)
    ):
        bits = is_required * REQUIRED | waived * WAIVED | paused * PAUSED
        for place in of_course[course_id]:
            found[user_id][place] |= bits | (LATER if is_required and due_on > day else 0)
    for row in db.session.execute(select(sitters(among, exams, year_of(day)))):
        place = places[row.course_id, row.quiz_id]
        found[row.user_id][place] |= sum(bit for name, bit in OF_SITTER.items() if getattr(row, name) == 1)
    for row in db.session.execute(select(first_sittings(among, exams, year_before(day)))):
        place = places[row.course_id, row.quiz_id]
        found[row.user_id][place] |= FIRST_THEN | (FIRST_PASSED_THEN if row.passed == 1 else 0)
    return found


def _places(exams: Sequence[Exam]) -> tuple[dict[str, list[int]], dict[tuple[str, str], int]]:
    """The places of exams, by course and by their own ids."""
    of_course: dict[str, list[int]] = defaultdict(list)
    for place, exam in enumerate(exams):
        of_course[exam.course.id].append(place)
    return of_course, {exam.key: place for place, exam in enumerate(exams)}
