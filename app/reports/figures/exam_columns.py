"""The way from figures about an exam to the people they count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.reports.frame.asking import Asked, address
from app.reports.frame.model import Column

from .exam_people import (
    FIRST,
    FIRST_FAILED,
    FIRST_SAT,
    LATER,
    NOT_SAT,
    PASSED,
    REQUIRED,
    REQUIRED_PASSED,
    RESAT,
    RESAT_PASSED,
    RESULTS,
    SAT,
    WAITING,
)
from .rates import Rate

PEOPLE_OF: Mapping[str, tuple[str, str]] = {
    "required": (REQUIRED, REQUIRED),
    "sat": (SAT, SAT),
    "absent": (NOT_SAT, NOT_SAT),
    "absent_later": (LATER, LATER),
    "waiting": (WAITING, WAITING),
    "pass_rate": (PASSED, SAT),
    "required_rate": (REQUIRED_PASSED, REQUIRED),
    "first_rate": (FIRST, FIRST_SAT),
    "resat": (RESAT, RESAT),
    "resat_rate": (RESAT_PASSED, RESAT),
}
"""Which people a figure counts; of a share, whom its two numbers do."""
RESULT_OPTIONS = (
    ("", _l("All results")),
    (PASSED, _l("Passed")),
    *((name, text) for name, (text, _tone) in RESULTS.items()),
    ("not_passed", _l("Sat and not passed")),
    (NOT_SAT, _l("Required and not sat")),
    (SAT, _l("Sat")),
    (REQUIRED, _l("Required to sit")),
    (REQUIRED_PASSED, _l("Required and passed")),
    (FIRST_SAT, _l("First attempt within the period")),
    (RESAT, _l("Sat again")),
    (RESAT_PASSED, _l("Sat again and passed")),
    (FIRST_FAILED, _l("First attempt within the period not passed")),
)


def query_of(asked: Asked, **where: Any) -> Mapping[str, str]:
    """The values of an address about one exam, or a department of it, that lists everybody."""
    return asked.query(**{"q": "", "sort": "", "result": "", "tries": "", "band": ""} | where)


def people_of(query: Mapping[str, str], key: str, value: int | Rate) -> str | None:
    """The address of the people behind a figure. A share leads to those it counts; where it counts none, to all it is taken of."""
    counted, of_all = PEOPLE_OF[key]
    if isinstance(value, Rate):
        counted, value = (counted if value.numerator else of_all), value.denominator
    return address("exams", {**query, "result": counted}) if value else None


def leading(column: Column) -> Column:
    """The same with a link, from rows whose `query` says what they are about."""
    key = column.key
    return replace(
        column,
        link=lambda _asked, row: None if row.query is None else people_of(row.query, key, getattr(row, key)),
    )
