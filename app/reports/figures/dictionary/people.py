"""Everybody in scope on the day of the report."""

from flask_babel import lazy_gettext as _l

from app.reports.frame.asking import Asked

from .model import Population, Source
from .persons import FIELDS, PEOPLE, in_family, joined


def source(asked: Asked) -> Source:
    _among, rows, columns = joined(asked)
    return Source(rows, columns, in_family(asked, columns))


POPULATION = Population(
    "people",
    _l("People"),
    _l("Active people whose primary job lies in the scope on the day of the report."),
    source,
    FIELDS,
    (PEOPLE,),
    usual=("name", "staff_no", "department", "position", "manager"),
)
