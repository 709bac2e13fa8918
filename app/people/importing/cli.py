"""`flask people import` and `export`: a roster from the terminal, planned and, when asked, applied."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.errors import Conflict
from app.people import changed
from app.people.actions import record_act
from app.people.models import Department

from . import acts, queries
from .cells import Wrong, day
from .company import load_company
from .complaints import problems
from .exporting import people_csv, people_xlsx
from .fields import FIELDS, KNOWN_BY
from .jobs import make_plan_of
from .models import ImportPlan
from .planning import ERRORS
from .sheets import BadSheet, read_table
from .words import TABS, action_name

EVERYTHING = Scope(everything=True)
PROBLEMS_SHOWN = 50
ROWS_WRONG, REFUSED = 1, 2


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--department", help="Code of a department that the sheet is all of: the others in it leave.")
@click.option("--on", "on_text", help="The day from which transfers hold, like 2026-03-01. Default: today.")
@click.option("--apply", "apply_it", is_flag=True, help="Write what the plan says, if no row is wrong.")
def import_people(file: Path, department: str | None, on_text: str | None, apply_it: bool) -> None:
    """Plan a sheet of people: xlsx, xls, ods or csv. Without --apply nothing is written.

    Ends with 0 when all is well, 1 when rows are wrong or the data changed meanwhile, 2 when the file is refused.
    """
    try:
        table = read_table(file.read_bytes(), FIELDS, known_by=KNOWN_BY)
        on = day(on_text) if on_text else clock.today()
    except BadSheet as refused:
        click.echo(refused.message, err=True)
        raise SystemExit(REFUSED) from None
    except Wrong:
        raise click.BadParameter("not a day like 2026-03-01", param_hint="--on") from None
    options = {"on": on.isoformat(), "everybody_of": _department_id(department) if department else None}
    with writing():
        plan = acts.start(
            "people", table, data=b"", file_name=file.name, options=options, scope=EVERYTHING, by_id=None, now=clock.now()
        )  # fmt: skip
        plan_id = plan.id
    with click.progressbar(length=len(table.rows), label="Planning") as bar:
        make_plan_of(plan_id, lambda count: bar.update(count - bar.pos))
        bar.update(len(table.rows) - bar.pos)
    db.session.rollback()
    plan = db.session.get_one(ImportPlan, plan_id)
    _show(plan)
    wrong = any(plan.counts.get(action) for action in ERRORS)
    if apply_it and not wrong:
        _apply(plan.key, leavers=bool(department))
    elif not apply_it:
        click.echo(f"{current_app.config['PUBLIC_URL']}/people/import/{plan.key}")
    if wrong:
        raise SystemExit(ROWS_WRONG)


def _department_id(code: str) -> int:
    found = db.session.scalar(select(Department.id).filter_by(code=code))
    if found is None:
        raise click.BadParameter(f"there is no department {code}", param_hint="--department")
    return found


def _show(plan: ImportPlan) -> None:
    changes = {name: plan.counts.get(name, 0) for name in TABS if plan.counts.get(name)}
    for name, count in changes.items():
        click.echo(f"{action_name(name)}: {count}")
    if not set(changes) - {"same"}:
        click.echo("0 changes")
    for problem in problems(plan, queries.list_problem_lines(plan, errors_only=False, most=PROBLEMS_SHOWN)):
        click.echo(f"row {problem.row}, {problem.column}: “{problem.value}”: {problem.text}", err=True)


def _apply(key: str, *, leavers: bool) -> None:
    """With --department those left out leave: who types it has said so."""
    try:
        with writing():
            if leavers:
                acts.choose_all_leavers(key, kind="people", scope=EVERYTHING)
            ids = acts.apply(key, kind="people", good_only=False, scope=EVERYTHING, by_id=None, now=clock.now())
    except Conflict as refused:
        click.echo(refused.message, err=True)
        raise SystemExit(ROWS_WRONG) from None
    if ids:
        changed.tell(ids)
    click.echo(f"applied: {len(ids)} people")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--department", help="Code of a department: only people in it or below it.")
def export_people(file: Path, department: str | None) -> None:
    """Write everybody to FILE (.xlsx or .csv), in the columns that the import reads."""
    writers = {".xlsx": people_xlsx, ".csv": people_csv}
    if file.suffix.lower() not in writers:
        raise click.BadParameter("its name must end with .xlsx or .csv", param_hint="FILE")
    department_id = _department_id(department) if department else None
    detail: dict[str, Any] = {"kind": file.suffix.lower().lstrip("."), "department_id": department_id}
    with writing():
        record_act("people exported", actor_id=None, now=clock.now(), **detail)
    company = load_company(EVERYTHING, today=clock.today())
    file.write_bytes(writers[file.suffix.lower()](company, on=clock.today(), department_id=department_id))
    click.echo(str(file))
