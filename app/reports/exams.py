"""Exam results: who reaches the standard, and at which try.

Without a course: a row for each exam. With one: one of its exams, its people and departments. Pass and fail are decided by the
pass mark of what was asked; scores are shown form by form, and only to readers with the right to them. Practice is not counted.
Source of every figure: docs/figures.md, section "Exam results".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, func, select

from app import clock
from app.access import Permission
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.i18n import language
from app.learning.models import Attempt
from app.people.models import Department
from app.people.queries import people_once_in_scope
from app.programmes.duties.catalogued import stored_ids

from .figures import exam_pictures as pictures
from .figures.departments import department_column
from .figures.exam_columns import RESULT_OPTIONS, leading, people_of, query_of
from .figures.exam_people import SORTS, people_table
from .figures.exams import Results, results
from .figures.rates import Rate
from .figures.rollup import level_rows, row_name
from .figures.scores import BINS, Form, forms
from .figures.sittings import Exam, Span, exams_of, sittings, span_of
from .figures.standings import people
from .frame.asking import Asked
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Report, Table, Take, Tile

REQUIRED = _l(
    "People in scope whose assignment asks for the course on the day of the report and who had not done it before the period. "
    "Those waived or paused are left out; of an optional quiz, nobody is required."
)
SAT = _l(
    "People who handed in at least one attempt within the period, required or not. People are counted, not attempts."
)
ABSENT = _l("Required, and nothing handed in within the period. Those who still have time are among them.")
PASS_RATE = _l("People with an attempt within the period that passed, divided by all who sat.")
REQUIRED_RATE = _l("Of those required: people who passed within the period, divided by all required.")
FIRST_RATE = _l("People who passed at their first attempt, divided by all whose first attempt lies within the period.")
RESAT_PEOPLE = _l("People who sat again within the period after failing, and before they had passed.")
RESAT_RATE = _l("Of these, those who passed at such a further attempt.")
WAITING = _l("People who have sat and not passed, of whom something handed in still waits for its review.")

COUNTED = (
    Column("required", _l("Required to sit"), Kind.INT, REQUIRED),
    Column("sat", _l("Sat"), Kind.INT, SAT),
    Column("absent", _l("Did not sit"), Kind.INT, ABSENT),
    Column(
        "absent_later",
        _l("of these with time left"),
        Kind.INT,
        _l("Required, nothing handed in, and the assignment is not due yet."),
    ),
    Column("waiting", _l("Wait for review"), Kind.INT, WAITING),
    Column("pass_rate", _l("Pass rate"), Kind.RATE, PASS_RATE),
    Column("required_rate", _l("Passed of those required"), Kind.RATE, REQUIRED_RATE),
    Column("first_rate", _l("Passed at the first attempt"), Kind.RATE, FIRST_RATE),
    Column("resat", _l("Sat again"), Kind.INT, RESAT_PEOPLE),
    Column("resat_rate", _l("Passed of those who sat again"), Kind.RATE, RESAT_RATE),
)
EXAM_COLUMNS = (
    Column(
        "exam",
        _l("Exam"),
        Kind.TEXT,
        _l("The quizzes of the courses published today, without those that ask what is known before."),
        link=lambda asked, row: asked.url(course=row.of_course, exam=row.of_quiz),
    ),
    Column("course", _l("Course"), Kind.TEXT, _l("The course the quiz belongs to.")),
    *map(leading, COUNTED),
)
DEPARTMENT_COLUMNS = (
    department_column(),
    *map(leading, COUNTED),
)
FORM_COLUMNS = (
    Column("since", _l("First sat on"), Kind.DATE, _l("The day somebody first handed in this form within the period.")),
    Column("cut", _l("Pass mark, %"), Kind.NUMBER, _l("The share of the points that passes.")),
    Column(
        "people", _l("First attempts"), Kind.INT, _l("People whose first attempt was at this form and has a result.")
    ),
    Column("mean", _l("Mean, %"), Kind.NUMBER, _l("Of these first attempts.")),
    Column("sd", _l("Standard deviation"), Kind.NUMBER, _l("Of these first attempts, as of a sample.")),
    Column(
        "sem",
        _l("Error of measurement"),
        Kind.NUMBER,
        _l(
            "Standard error of measurement: the standard deviation times the root of one less the reliability (α). From 30 first "
            "attempts on, and only where everybody is asked the same questions."
        ),
    ),
    Column(
        "borderline",
        _l("Borderline"),
        Kind.INT,
        _l(
            "First attempts within one error of measurement of the pass mark: by chance they might have ended otherwise."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class CountsRow:
    """An exam or a department, with what is counted about it."""

    name: str
    exam: str
    course: str
    required: int
    sat: int
    absent: int
    absent_later: int
    waiting: int
    pass_rate: Rate
    required_rate: Rate
    first_rate: Rate
    resat: int
    resat_rate: Rate
    of_course: Course | None = None
    of_quiz: str = ""
    of_department: Department | None = None
    query: Mapping[str, str] | None = None  # of the address that lists its people


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form. Figures in percent of its points."""

    since: date
    cut: float
    people: int
    mean: float | None
    sd: float | None
    sem: float | None
    borderline: int | None


def answer(asked: Asked) -> Answer:
    """A constant number of statements, at most eleven."""
    span = span_of(asked)
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    exam = _exam(asked)
    if exam is not None:
        return _of_exam(asked, exam, among, span)
    if asked.course is not None:
        return Answer([Table("exams", _("Exams"), EXAM_COLUMNS, [], empty=_("This course has no exam."))])
    return _of_all(asked, among, span)


def _of_all(asked: Asked, among: CTE, span: Span) -> Answer:
    exams = exams_of(content.list_courses())
    found = results(among, exams, span, by_department=False) if exams else {}
    counted = [(exam, found.get(exam.key, Results())) for exam in exams]
    lines = [
        _line(
            "",
            counts,
            exam=exam.quiz.title(language()),
            course=exam.course.title_in(language()),
            of=exam,
            query=query_of(asked, course=exam.course, exam=exam.quiz.id),
        )
        for exam, counts in counted
    ]
    sat = [(exam, counts) for exam, counts in counted if counts.sat]
    table = Table("exams", _("Exams"), EXAM_COLUMNS, lines, empty=_("There is no exam in any published course."))
    charts = [pictures.by_exam(asked, sat)] if sat else []
    return Answer([table], charts=charts, excluded=_excluded(asked, exams, among, span, Results()))


def _of_exam(asked: Asked, exam: Exam, among: CTE, span: Span) -> Answer:
    found = results(among, [exam], span, by_department=True)
    by_path = [(str(path), counts) for path, counts in found.items()]
    rows, total = level_rows(by_path, asked.departments, asked.department, Results())
    named = [
        _line(
            row_name(row),
            row.counts,
            department=None if row.direct else row.department,
            query=query_of(asked, department=row.department) if row.department and not row.direct else None,
        )
        for row in rows
    ]
    scores = asked.may(Permission.READ_SCORE)
    shown = [] if scores.empty else _forms(asked, exam, span)
    whole = _line(_("Total"), total, query=query_of(asked))
    title = exam.quiz.title(language())
    tables = [
        people_table(asked, exam, among, span, title=title, with_scores=not scores.empty),
        Table("departments", _("By department"), DEPARTMENT_COLUMNS, named, total=whole, total_leads=True),
    ]
    if shown:
        tables.append(
            Table(
                "forms",
                _("Form by form"),
                FORM_COLUMNS,
                [_form(form) for form in shown],
                note=_("Scores of different forms are not comparable and never put together."),
            )
        )
    return Answer(
        tables=tables,
        tiles=_tiles(asked, total),
        charts=[*pictures.of_attempts(asked, among, exam, span, total), *pictures.of_scores(asked, shown)],
        excluded=_excluded(asked, [exam], among, span, total),
    )


def _forms(asked: Asked, exam: Exam, span: Span) -> list[Form]:
    """Of the people whose scores the reader may read."""
    readable = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department)
    scores = asked.may(Permission.READ_SCORE)
    within = select(readable).where(scores.covers_then(readable.c.path)).cte("readable")
    return forms(sittings(within, [exam], span), exam, span)


def _tiles(asked: Asked, total: Results) -> list[Tile]:
    later, query = [(_("of these with time left"), str(total.absent_later))], query_of(asked)

    def leads(key: str) -> str | None:
        return people_of(query, key, getattr(total, key))

    return [
        Tile("pass_rate", _("Pass rate"), total.pass_rate, PASS_RATE, leads("pass_rate")),
        Tile("required_rate", _("Passed of those required"), total.required_rate, REQUIRED_RATE, leads("required_rate")),
        Tile("first_rate", _("Passed at the first attempt"), total.first_rate, FIRST_RATE, leads("first_rate")),
        Tile("resat_rate", _("Passed of those who sat again"), total.resat_rate, RESAT_RATE, leads("resat_rate")),
        Tile("absent", _("Did not sit"), total.absent, ABSENT, leads("absent"), beside=later),
    ]  # fmt: skip


def _line(
    name: str,
    counts: Results,
    *,
    exam: str = "",
    course: str = "",
    of: Exam | None = None,
    department: Department | None = None,
    query: Mapping[str, str] | None = None,
) -> CountsRow:
    figures = {column.key: getattr(counts, column.key) for column in COUNTED}
    return CountsRow(
        name, exam, course, **figures,
        of_course=of.course if of else None, of_quiz=of.quiz.id if of else "", of_department=department, query=query,
    )  # fmt: skip


def _form(form: Form) -> FormRow:
    def percent(share: float | None) -> float | None:
        return None if share is None else share * 100

    return FormRow(
        since=clock.local_date(form.first_at),
        cut=form.pass_ratio * 100,
        people=len(form.firsts),
        mean=percent(form.mean),
        sd=percent(form.deviation),
        sem=percent(form.error),
        borderline=form.borderline,
    )


def _excluded(asked: Asked, exams: Sequence[Exam], among: CTE, span: Span, total: Results) -> list[Left]:
    once = people_once_in_scope(asked.scope, on=asked.as_of)
    sat = (
        select(Attempt.user_id)
        .where(
            Attempt.course_id.in_(stored_ids({exam.course.id: exam.course for exam in exams}.values())),
            Attempt.quiz_id.in_(stored_ids(exam.quiz for exam in exams)),
            Attempt.submitted_at >= span.start,
            Attempt.submitted_at < span.end,
        )
        .distinct()
        .subquery("sat")
        .c
    )
    statement = select(func.count()).where(sat.user_id.in_(once), sat.user_id.not_in(select(among.c.id)))
    gone = 0 if asked.department else db.session.scalar(statement) or 0
    return [
        Left(_("People required whose assignment is waived"), total.waived),
        Left(_("People required whose assignment is paused"), total.paused),
        Left(_("People who sat and have left, or whose account is switched off"), gone),
    ]


def _exam(asked: Asked) -> Exam | None:
    if asked.course is None:
        return None
    return next((exam for exam in exams_of([asked.course]) if exam.quiz.id == asked.choices["exam"]), None)


def _quizzes(asked: Asked) -> list[tuple[str, str]]:
    """The last quiz of a course first: it is the one that most often decides."""
    if asked.course is None:
        return [("", _("All exams"))]
    return [(exam.quiz.id, exam.quiz.title(language())) for exam in reversed(exams_of([asked.course]))]


def _bands(asked: Asked) -> list[tuple[str, str]]:
    """Scores are a filter only for those who may read them."""
    if asked.may(Permission.READ_SCORE).empty:
        return [("", _("All scores"))]
    step = 100 // BINS
    return [("", _("All scores")), *((str(band), f"{band * step}–{(band + 1) * step}%") for band in range(BINS))]


TRIES = (
    ("", _l("At any attempt")),
    ("1", _l("At the first attempt")),
    ("2", _l("At the second attempt")),
    ("3", _l("At the third attempt")),
    ("4", _l("At the fourth or a later one")),
)

REPORT = Report(
    name="exams",
    code="R08",
    title=_l("Exam results"),
    question=_l("Do people reach the standard, and at which try?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.COURSE, Take.DEPARTMENT, Take.PERIOD, Take.SEARCH),
    choices=(
        Choice("exam", _l("Exam"), _quizzes),
        Choice("result", _l("Result"), RESULT_OPTIONS),
        Choice("tries", _l("Passed"), TRIES),
        Choice("band", _l("First score"), _bands),
    ),
    sorts=SORTS,
)
