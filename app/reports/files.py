"""The completion report as a file: the rows its page lists, and what a reader needs to trust them."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext as _

from app import clock
from app.access import Scope
from app.content import queries as content
from app.content.model import Course
from app.i18n import language
from app.people.models import Department
from app.programmes.wording import state_name

from . import completion
from .figures.counts import Counts
from .figures.excluded import exclusions
from .figures.labels import named
from .figures.rollup import DepartmentRow, department_rows, tops
from .figures.together import figures
from .frame import File, Sheet
from .parameters import Parameters, Who


def completion_file(
    wanted: Parameters, *, scope: Scope, departments: Sequence[Department], as_of: date, made_by: str, made_at: datetime
) -> File:
    """The file for an address. Its person rows are read while it is written; `made_by`, `made_at` mark every copy."""
    within = wanted.department
    courses = [wanted.course] if wanted.course else content.list_courses()
    found, by_course = counted(wanted, scope=scope, as_of=as_of)
    rows, total = department_rows(found, departments, within)
    return File(
        name="-".join(
            [
                "completion",
                wanted.course.id if wanted.course else "courses",
                *([within.code] if within else []),
                as_of.isoformat(),
            ]
        ).lower(),
        title=_("Completion") + (_(": ") + wanted.course.title_in(language()) if wanted.course else ""),
        sheets=(_data(wanted, scope, as_of, by_course), _by_department(wanted, rows, total)),
        facts=_facts(wanted, departments, as_of, made_by, made_at),
        exclusions=exclusions(wanted, courses, total, scope=scope, as_of=as_of),
    )


def counted(
    wanted: Parameters, *, scope: Scope, as_of: date
) -> tuple[list[tuple[str, Counts]], list[tuple[Course, Counts]]]:
    """Counts by department, and by course unless one is looked at. One statement."""
    courses = [wanted.course] if wanted.course else content.list_courses()
    everyone = wanted.who is Who.ALL
    found = figures(courses, scope=scope, as_of=as_of, department=wanted.department, everyone=everyone)
    return found.by_department, [] if wanted.course else found.by_course


def _data(wanted: Parameters, scope: Scope, as_of: date, by_course: Sequence[tuple[Course, Counts]]) -> Sheet:
    if wanted.course is not None:
        people = completion.stream_people(wanted.course, wanted, scope=scope, as_of=as_of)
        return Sheet(_("Data"), completion.person_columns(wanted.course), people)
    rows = [completion.counts_row(course.title_in(language()), counts) for course, counts in by_course]
    return Sheet(_("Data"), completion.COURSE_COLUMNS, rows)


def _by_department(wanted: Parameters, rows: Sequence[DepartmentRow], total: Counts) -> Sheet:
    columns = completion.DEPARTMENT_COLUMNS if wanted.course else completion.DUTY_COLUMNS
    lines = [completion.counts_row(row_name(row), row.counts) for row in rows]
    return Sheet(_("By department"), columns, [*lines, completion.counts_row(_("Total"), total)])


def row_name(row: DepartmentRow) -> str:
    if row.department is None:
        return _("Closed departments")
    name = named(row.department)
    return _("Directly in %(name)s", name=name) if row.direct else name


def scope_name(departments: Sequence[Department], chosen: Department | None) -> str:
    """The department chosen, or the topmost ones of the scope."""
    return named(chosen) if chosen else ", ".join(named(top) for top in tops(departments))


def _facts(
    wanted: Parameters, departments: Sequence[Department], as_of: date, made_by: str, made_at: datetime
) -> list[tuple[str, str]]:
    local = made_at.astimezone(clock.zone())
    return [
        (_("Scope"), scope_name(departments, wanted.department)),
        (_("Course"), wanted.course.title_in(language()) if wanted.course else _("All courses")),
        (_("Counted"), counted_name(wanted)),
        (_("State"), state_name(wanted.state) if wanted.state else _("All states")),
        (_("Search"), wanted.q or "—"),
        (_("As of"), as_of.isoformat()),
        (_("Made at"), f"{local:%Y-%m-%d %H:%M} {clock.zone().key}"),
        (_("Made by"), made_by),
    ]


def counted_name(wanted: Parameters) -> str:
    return _("Only those assigned") if wanted.who is Who.ASSIGNED else _("Everyone in scope")
