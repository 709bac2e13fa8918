"""The columns of R05, hours and credits: what each of them means, and where it leads."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.reports.frame.asking import Asked
from app.reports.frame.model import Column, Kind

from .persons import PERSON_COLUMNS

SHORT, OWING, CREDITED, NONE, ALL = "short", "owing", "credited", "none", "all"
"""Whom the list of people shows; values of its filter."""


def ledger_address(asked: Asked, **changes: Any) -> str:
    """Where the entries are listed that a figure is made of."""
    values = {"family": asked.family, "department": asked.department, **changes, "rows": "counting"}
    return asked.elsewhere("ledger", **values)


HOURS_PER_HEAD = _l(
    "Credited hours of everyone in scope, leavers while they were, divided by the average headcount. A credited hour (学时) has "
    "45 minutes: in clock hours it is three quarters of this. A course done again in the period counts once."
)
HEADCOUNT = _l("Days worked in scope by primary jobs, added up, divided by the days of the period.")
COVERAGE = _l(
    "People with at least one credited activity in the period, divided by everyone ever in scope in it. Joiners and leavers "
    "count once; whoever moved is in several rows and once in the total."
)
MEDIAN = _l("Half of the people ever in scope have at most so many hours.")
NO_HOURS = _l("People ever in scope without any credited hours in the period, divided by all of them.")
MET = _l(
    "Those who have the hours that continuing education asks for, all together and of specialised subjects, divided by those "
    "who owe hours in the year of the last day."
)

OF_GROUPS = (
    Column("people", _l("People"), Kind.INT, _l("Everyone ever in scope in the period."),
           link=lambda asked, row: row.everyone(asked)),
    Column("headcount", _l("Average headcount"), Kind.NUMBER, HEADCOUNT, link=lambda asked, row: row.everyone(asked)),
    Column("hours", _l("Credited hours"), Kind.NUMBER, _l("Where the person worked on the day they were credited."),
           link=lambda asked, row: row.entries(asked)),
    Column("hours_per_head", _l("Hours per head"), Kind.NUMBER, HOURS_PER_HEAD, link=lambda asked, row: row.entries(asked)),
    Column("clock_hours_per_head", _l("Clock hours per head"), Kind.NUMBER,
           _l("Hours of 60 minutes: hours per head × 45 ÷ 60."), link=lambda asked, row: row.entries(asked)),
    Column("coverage_rate", _l("Coverage"), Kind.RATE, COVERAGE, link=lambda asked, row: row.credited(asked)),
)  # fmt: skip
UNIT_COLUMNS = (
    Column("name", _l("Department"), Kind.TEXT,
           _l("A department with everyone below it, as it lay on the day of the report. Hours and days sum to the total."),
           link=lambda asked, row: row.own(asked)),
    *OF_GROUPS,
    Column("met_rate", _l("Continuing education met"), Kind.RATE, MET, link=lambda asked, row: row.owing(asked)),
)  # fmt: skip
FAMILY_COLUMNS = (
    Column("name", _l("Position family"), Kind.TEXT, _l("Of the position held on each day."),
           link=lambda asked, row: row.own(asked)),
    *OF_GROUPS,
)  # fmt: skip
POSITION_COLUMNS = (
    Column("name", _l("Position"), Kind.TEXT, _l("Held on each day."), link=lambda asked, row: row.own(asked)),
    *OF_GROUPS,
)
SUBJECT_COLUMNS = (
    Column("name", _l("Subject"), Kind.TEXT, _l("As the course or the session says.")),
    Column("hours", _l("Credited hours"), Kind.NUMBER, _l("In the period, by subject."),
           link=lambda asked, row: ledger_address(asked, subject=row.subject)),
    Column("share", _l("Share (%)"), Kind.NUMBER, _l("Of all credited hours, in percent.")),
)  # fmt: skip
PEOPLE_COLUMNS = (
    *PERSON_COLUMNS,
    Column("earned", _l("Credited hours"), Kind.NUMBER, _l("In the period, while in scope."),
           link=lambda asked, row: ledger_address(asked, q=row.staff_no), sort=True),
    Column("rule", _l("Rules"), Kind.TEXT, _l("The set of rules of continuing education that holds for the position."), only_in_files=True),
    Column("required", _l("Required"), Kind.NUMBER, _l("Hours the rules ask for in the year of the last day.")),
    Column("in_year", _l("Earned in the year"), Kind.NUMBER,
        _l("Credited hours of that year up to the last day, wherever they were earned.")),
    Column("specialised", _l("Of these specialised"), Kind.NUMBER, _l("Hours of the subjects that the rules count as specialised.")),
    Column("shortfall", _l("Shortfall"), Kind.NUMBER,
           _l("Hours still to be earned so that both are met: all hours, and those of specialised subjects."), sort=True),
    Column("state", _l("State"), Kind.MARK, _l("Whether continuing education is met by the last day.")),
    Column("basis", _l("Recognised by"), Kind.TEXT, _l("Where the hours come from."), only_in_files=True),
    Column("evidence_no", _l("Evidence number"), Kind.TEXT, _l("Of papers from outside the house."), only_in_files=True),
    Column("papers", _l("Certificate"), Kind.ACTIONS, _l("A certificate of the person's hours in the period, to print.")),
)  # fmt: skip
