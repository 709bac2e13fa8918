"""The column that names the departments of a table, the same in every report that has one."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.reports.frame.asking import Asked
from app.reports.frame.model import Column, Kind, Text

SUMMED = _l("A department with everyone below it. The rows sum to the total.")


def same_report(asked: Asked, row: Any) -> str | None:
    """The report asked of the department of a row alone; a row of those in none leads nowhere."""
    return asked.url(department=row.of_department) if row.of_department else None


def department_column(
    definition: Text = SUMMED, link: Callable[[Asked, Any], str | None] | None = same_report
) -> Column:
    """`name` of a row; `of_department` is the code that `same_report` asks for."""
    return Column("name", _l("Department"), Kind.TEXT, definition, link=link)
