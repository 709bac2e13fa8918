"""Credited hours of a period, of the people in scope on the day of the report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Float, String, cast, func

from app.i18n import language
from app.learning.credits.kinds import kind_name, subject_name
from app.learning.credits.models import Credit
from app.learning.credits.queries import counted
from app.reports.frame.asking import Asked
from app.reports.frame.model import Kind

from .model import Field, Measure, Population, Source
from .persons import FIELDS, PEOPLE, in_family, joined


def source(asked: Asked) -> Source:
    among, rows, columns = joined(asked)
    earned = counted(asked.first, asked.last, known_at=asked.known_at)
    rows = rows.join(earned, earned.c.user_id == among.c.id).join(Credit, Credit.id == earned.c.id)
    columns |= {
        "item": (Credit.item_en if language() == "en" else Credit.item_zh).expression,
        "kind": Credit.kind.expression,
        "subject": Credit.subject.expression,
        "credited_on": Credit.credited_on.expression,
        "month": func.substr(cast(Credit.credited_on, String), 1, 7, type_=String),
        "hours": Credit.hours.expression,
    }
    return Source(rows, columns, in_family(asked, columns))


def _hours(source: Source) -> ColumnElement[Any]:
    return func.sum(source.columns["hours"], type_=Float)


def _rows(source: Source) -> ColumnElement[Any]:
    return func.count(source.columns["hours"])


POPULATION = Population(
    "credits",
    _l("Credited hours"),
    _l(
        "Hours credited in the period to people in scope on the day of the report; of one activity done again only the first."
    ),
    source,
    (
        *FIELDS,
        Field("item", _l("Activity"), Kind.TEXT, _l("Course or training that was credited."), groups=True),
        Field("kind", _l("Source"), Kind.TEXT, _l("Where the credit comes from."), shown=kind_name, groups=True),
        Field(
            "subject",
            _l("Subject"),
            Kind.TEXT,
            _l("Public, professional, Party, compliance or management."),
            shown=subject_name,
            groups=True,
        ),
        Field("credited_on", _l("Credited on"), Kind.DATE, _l("The day of the activity.")),
        Field("month", _l("Month"), Kind.TEXT, _l("The month of the activity."), groups=True),
        Field("hours", _l("Hours"), Kind.NUMBER, _l("Credited hours of 45 minutes.")),
    ),
    (
        Measure("hours_sum", _l("Hours"), Kind.NUMBER, _l("Credited hours of 45 minutes, added up."), _hours),
        Measure("activities", _l("Activities"), Kind.INT, _l("Credited activities."), _rows),
        PEOPLE,
    ),
    usual=("name", "staff_no", "department", "item", "credited_on", "hours"),
    with_period=True,
)
