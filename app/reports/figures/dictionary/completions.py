"""Courses completed in a period by the people in scope on the day of the report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, cast, func

from app.content import queries as content
from app.i18n import language
from app.learning.counted import stands
from app.learning.known import completions_known
from app.reports.frame.asking import Asked
from app.reports.frame.model import Kind

from .model import Field, Measure, Population, Source
from .persons import FIELDS, PEOPLE, in_family, joined


def source(asked: Asked) -> Source:
    """Withdrawn ones left out."""
    among, rows, columns = joined(asked)
    done = completions_known(asked.known_at)
    rows = rows.join(done, done.user_id == among.c.id)
    columns |= {
        "course": done.course_id.expression,
        "edition": done.edition.expression,
        "completed_on": done.completed_on.expression,
        "month": func.substr(cast(done.completed_on, String), 1, 7, type_=String),
    }
    period = done.completed_on.between(asked.first, min(asked.last, asked.as_of))
    return Source(rows, columns, [stands(done), period, *in_family(asked, columns)])


def _rows(source: Source) -> ColumnElement[Any]:
    return func.count(source.columns["course"])


def _title(course_id: str) -> str:
    """Of a course that is no longer there: its id."""
    course = content.catalogue().courses.get(course_id)
    return course.title_in(language()) if course else course_id


POPULATION = Population(
    "completions",
    _l("Completed courses"),
    _l("Courses completed in the period by people in scope on the day of the report, whatever the edition or round."),
    source,
    (
        *FIELDS,
        Field("course", _l("Course"), Kind.TEXT, _l("The course completed."), shown=_title, groups=True),
        Field("edition", _l("Edition"), Kind.INT, _l("The course's edition that was completed."), groups=True),
        Field("completed_on", _l("Completed on"), Kind.DATE, _l("The day of completion.")),
        Field("month", _l("Month"), Kind.TEXT, _l("The month of completion."), groups=True),
    ),
    (Measure("completions", _l("Completed courses"), Kind.INT, _l("Completions in the period."), _rows), PEOPLE),
    usual=("name", "staff_no", "department", "course", "completed_on"),
    with_period=True,
)
