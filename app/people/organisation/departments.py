"""Departments are created, changed, moved, closed and opened again, from a day: past, today or to come.

All of it runs inside `writing()`, and needs `people.changed.tell(None)` after it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.errors import Conflict, NotFound
from app.filters import iso_day
from app.i18n import language
from app.people.models import Department, DepartmentVersion, Job

from . import tree
from .acts import Act
from .projection import project
from .tree import Fault, Own, Timelines, TreeFault
from .versions import read_timelines, write_timelines


def create(code: str, own: Own, day: date, act: Act) -> Department:
    """A new department from a day on; its parent has to be open. Raises Conflict, NotFound for a parent outside the scope."""
    if own.parent_id is None and not act.scope.everything:
        raise NotFound(_("There is no such department among those you may manage."))
    _refuse_outside(own.parent_id, act)
    if db.session.scalar(select(Department.id).where(func.lower(Department.code) == code.casefold())) is not None:
        raise Conflict(_("The code %(code)s belongs to another department.", code=code))
    row = Department(code=code, name_zh=own.name_zh, name_en=own.name_en, kind=own.kind, path="", closed_on=day)
    db.session.add(row)
    db.session.flush()
    _rewrite(act, lambda before: tree.opened(before, row.id, day, own))
    act.record("department created", department_id=row.id, on=day.isoformat(), parent_id=own.parent_id)
    return row


def change(department_id: int, day: date, act: Act, **values: Any) -> None:
    """Other names, kind, country or time zone from a day on, each until the next day on which it changes anyway."""
    _refuse_outside(department_id, act)
    _rewrite(act, lambda before: tree.changed(before, department_id, day, **values), (department_id, day))
    act.record("department changed", department_id=department_id, on=day.isoformat(), fields=sorted(values))


def move(department_id: int, parent_id: int | None, day: date, act: Act) -> None:
    """Under another parent from a day on, with everything below it. Raises Conflict where it would lie below itself."""
    if parent_id is None and not act.scope.everything:
        raise NotFound(_("There is no such department among those you may manage."))
    _refuse_outside(department_id, act)
    _refuse_outside(parent_id, act)
    _rewrite(act, lambda before: tree.changed(before, department_id, day, parent_id=parent_id), (department_id, day))
    act.record("department moved", department_id=department_id, on=day.isoformat(), parent_id=parent_id)


def close(department_id: int, day: date, act: Act) -> None:
    """No more from a day on. Raises Conflict while somebody works there or something below it is open, then or later."""
    _refuse_outside(department_id, act)
    held = (
        select(func.count())
        .select_from(Job)
        .where(Job.department_id == department_id, Job.ended_on.is_(None) | (Job.ended_on > day))
    )
    count = db.session.scalar(held) or 0
    if count:
        raise Conflict(_("%(number)s jobs here last until then or longer. Transfer these people first.", number=count))
    _rewrite(act, lambda before: tree.closed(before, department_id, day), (department_id, day), closing=department_id)
    if not _versions_of(department_id):
        db.session.get_one(Department, department_id).closed_on = day  # it never was: nothing to show it from
    act.record("department closed", department_id=department_id, on=day.isoformat())


def reopen(department_id: int, day: date, act: Act) -> None:
    """Open again from a day on, as it was last and where it was last. Raises Conflict where it is open then."""
    _refuse_outside(department_id, act)
    _rewrite(act, lambda before: tree.opened(before, department_id, day, _last(before, department_id, day)))
    act.record("department reopened", department_id=department_id, on=day.isoformat())


def _last(before: Timelines, department_id: int, day: date) -> Own:
    spans = before.get(department_id, [])
    if not spans:
        row = db.session.get_one(Department, department_id)
        return Own(row.parent_id, row.name_zh, row.name_en, row.kind)
    return next((span.own for span in reversed(spans) if span.start <= day), spans[0].own)


def _versions_of(department_id: int) -> int:
    counted = select(func.count()).select_from(DepartmentVersion)
    return db.session.scalar(counted.where(DepartmentVersion.department_id == department_id)) or 0


def _rewrite(
    act: Act,
    rewritten: Callable[[Timelines], Timelines],
    since: tuple[int, date] | None = None,
    closing: int | None = None,
) -> None:
    """`since`: the department that was there before, and the day from which it becomes another."""
    before = read_timelines()
    if since is not None:
        _refuse_elsewhere(before, *since, act)
    try:
        after = rewritten(before)
    except TreeFault as fault:
        raise Conflict(_words(fault, closing)) from fault
    write_timelines(before, after, now=act.now)
    project(clock.local_date(act.now), after)


def _refuse_elsewhere(before: Timelines, department_id: int, day: date, act: Act) -> None:
    """Raises Conflict where the department lay outside the scope on the day or since: that past is others'."""
    if act.scope.everything:
        return
    tops = [f"/{path.strip('/').split('/')[-1]}/" for path in act.scope.paths]
    today = clock.local_date(act.now)
    for span in before.get(department_id, []):
        is_past = span.start <= max(day, today) and (span.end is None or span.end > day)
        if is_past and not any(top in span.path for top in tops):
            raise Conflict(_("The department lay outside your scope then. Choose a later day."))


def _refuse_outside(department_id: int | None, act: Act) -> None:
    if department_id is None:
        return
    inside = select(Department.id).where(Department.id == department_id, act.scope.covers(Department.path))
    if db.session.scalar(inside) is None:
        raise NotFound(_("There is no such department among those you may manage."))


def _words(fault: TreeFault, closing: int | None) -> str:
    department, day = db.session.get(Department, fault.department_id), iso_day(fault.day)
    name = department.name(language()) if department is not None else ""
    if fault.fault is Fault.CIRCLE:
        return _("%(department)s would lie below itself on %(day)s.", department=name, day=day)
    if fault.fault is Fault.NOT_OPEN:
        return _("%(department)s is not open on %(day)s.", department=name, day=day)
    if fault.fault is Fault.OPEN_ALREADY:
        return _("%(department)s is open on %(day)s already.", department=name, day=day)
    if closing is not None:
        return _(
            "%(department)s lies below it and is open on %(day)s. Close or move it first.", department=name, day=day
        )
    return _("The department above %(department)s is not open on %(day)s.", department=name, day=day)
