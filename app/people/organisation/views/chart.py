"""The chart of the organisation, and a department of it, on a day."""

from flask import render_template, url_for

from app import clock
from app.access import Permission, requires, scope_of
from app.people.queries import get_department

from .. import queries
from ..forms import kind_name
from .asking import asked_day, asked_page, may
from .blueprint import bp

ROWS_A_PAGE = 50


@bp.get("/organisation")
@requires(Permission.READ_PERSON)
def show_chart() -> str:
    """Departments within each other, with heads and headcounts; as it was or will be on `?on=`."""
    on, note = asked_day()
    trees = queries.tree_on(on, scope=scope_of(Permission.READ_PERSON))
    return render_template(
        "people/organisation/show_chart.html",
        trees=trees,
        on=on,
        today=clock.today(),
        notes=[note] if note else [],
        people=sum(tree.below for tree in trees),
        kind_name=kind_name,
    )


@bp.get("/organisation/<department_code>")
@requires(Permission.READ_PERSON)
def show_department(department_code: str) -> str:
    """Its people, heads and history, and what HR may do to it."""
    scope, (on, note) = scope_of(Permission.READ_PERSON), asked_day()
    department = get_department(department_code, scope=scope)
    page, page_note = asked_page()
    jobs, count = queries.list_here(department.id, scope=scope, on=on, page=page, size=ROWS_A_PAGE)
    history = queries.list_history(department.id)
    above = [int(key) for key in department.path.strip("/").split("/")[:-1]]
    named = queries.find_departments({*above, *(row.parent_id for row in history if row.parent_id)}, scope=scope)
    return render_template(
        "people/organisation/show_department.html",
        department=department,
        above=[named[key] for key in above if key in named],
        below=queries.list_below(department.id),
        jobs=jobs,
        names=queries.find_names([job.user_id for job in jobs]),
        count=count,
        history=history,
        parents=named,
        on=on,
        today=clock.today(),
        notes=[text for text in (note, page_note) if text],
        page=page,
        page_count=max(1, -(-count // ROWS_A_PAGE)),
        page_link=lambda number: url_for(
            ".show_department",
            department_code=department.code,
            page=number,
            on=on.isoformat() if on != clock.today() else None,
        ),
        kind_name=kind_name,
        may_manage=may(Permission.MANAGE_ORGANISATION, department.path),
    )
