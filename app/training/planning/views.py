"""Pages about yearly plans and their items."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.errors import Conflict
from app.learning.credits.kinds import Mode
from app.people.models import Department
from app.resending import keeps
from app.training.kinds import ItemStatus
from app.training.sessions.queries import list_near, list_sessions
from app.training.views import bp, own_departments, request_id, sight
from app.training.wording import item_status_name

from . import actions, queries
from .forms import ItemForm, PlanForm, StatusForm, fen
from .particulars import LEAST_YEAR, MOST_YEAR, particulars_of
from .queries import FoundItem


@bp.get("/training")
@requires(Permission.READ_PROGRAMME)
def list_plans() -> str:
    """The plans of a year, and what comes next."""
    eyes, this_year = sight(), clock.today().year
    years = queries.list_years(sight=eyes)
    asked = request.args.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4 and LEAST_YEAR <= int(asked) <= MOST_YEAR
    year = int(asked) if known else this_year
    departments = own_departments()
    return render_template(
        "training/planning/list_plans.html",
        year=year,
        notes=[_("Type a year from %(min)s to %(max)s.", min=LEAST_YEAR, max=MOST_YEAR)] if asked and not known else [],
        year_choices=[(each, str(each)) for each in sorted({*years, this_year, year}, reverse=True)],
        rows=queries.list_plans(year, sight=eyes),
        near=list_near(sight=eyes, now=clock.now()),
        may_manage=bool(departments),
        now=clock.now(),
    )


@bp.route("/training/plans/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def create_plan() -> ResponseReturnValue:
    form = PlanForm()
    departments = own_departments()
    form.offer(departments)
    if request.method == "GET":
        form.year.data = clock.today().year
    if form.validate_on_submit():
        with writing():
            plan = actions.create_plan(
                form.year.data or 0,
                form.department.data,
                by_id=current_user.id,
                now=clock.now(),
                request_id=request_id(),
            )
            plan_id = plan.id
        return redirect(url_for(".show_plan", plan_id=plan_id), 303)
    page = render_template("training/planning/create_plan.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/training/plans/<int(max=2147483647):plan_id>")
@requires(Permission.READ_PROGRAMME)
def show_plan(plan_id: int) -> str:
    eyes = sight()
    plan, department = queries.get_plan(plan_id, sight=eyes)
    rows = queries.list_items(plan_id)
    return render_template(
        "training/planning/show_plan.html",
        plan=plan,
        department=department,
        rows=rows,
        totals=queries.totals(rows),
        may_manage=eyes.manages(department.path),
        sees_money=eyes.sees_money(department.path),
    )


@bp.route("/training/plans/<int(max=2147483647):plan_id>/items/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def create_item(plan_id: int) -> ResponseReturnValue:
    plan, department = queries.get_plan(plan_id, sight=sight(), to_manage=True)
    form = ItemForm()
    form.offer(_owners(department), is_new=True)
    if request.method == "GET":
        form.owner.data, form.month.data = department.id, clock.today().month
        form.mode.data = Mode.CLASS.value
    if form.validate_on_submit():
        with writing():
            item = actions.add_item(
                plan_id,
                form.read(),
                is_planned=form.planned.data == "yes",
                key=form.key.data or "",
                by_id=current_user.id,
                now=clock.now(),
                request_id=request_id(),
            )
            item_id = item.id
        flash(_("The item is in the plan. Next: say when and where it takes place."), "ok")
        return redirect(url_for(".show_item", item_id=item_id), 303)
    return _item_page(form, plan_id, plan.year, department, None), 422 if form.errors else 200


@bp.get("/training/items/<int(max=2147483647):item_id>")
@requires(Permission.READ_PROGRAMME)
def show_item(item_id: int) -> str:
    eyes = sight()
    found = queries.get_item(item_id, sight=eyes)
    return render_template(
        "training/planning/show_item.html",
        found=found,
        states=queries.list_states(item_id),
        sessions=list_sessions(item_id),
        may_manage=eyes.manages(found.department.path),
        sees_money=eyes.sees_money(found.department.path),
        now=clock.now(),
    )


@bp.route("/training/items/<int(max=2147483647):item_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def edit_item(item_id: int) -> ResponseReturnValue:
    found = queries.get_item(item_id, sight=sight(), to_manage=True)
    form = ItemForm()
    owners = [found.owner, *(each for each in _owners(found.department) if each.id != found.owner.id)]
    form.offer(owners, is_new=False)
    if request.method == "GET":
        form.fill(particulars_of(found.state), found.state.number)
    if form.validate_on_submit():
        with writing():
            actions.change_item(
                item_id,
                form.read(),
                seen=int(form.seen.data or 0),
                reason=form.reason.data or "",
                key=form.key.data or "",
                by_id=current_user.id,
                now=clock.now(),
                request_id=request_id(),
            )
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_item", item_id=item_id), 303)
    page = _item_page(form, found.plan.id, found.plan.year, found.department, found)
    return page, 422 if form.errors else 200


@bp.route("/training/items/<int(max=2147483647):item_id>/status", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def change_status(item_id: int) -> ResponseReturnValue:
    """Held, postponed, cancelled or planned again, since a day, with a reason."""
    found = queries.get_item(item_id, sight=sight(), to_manage=True)
    form = StatusForm()
    form.offer(found.plan.year)
    if request.method == "GET":
        form.status.data = found.state.status
        form.on.data = clock.today()
        form.seen.data = str(found.state.number)
        if found.state.moved_to:
            form.moved_month.data = f"{found.state.moved_to:%Y-%m}"
    if form.validate_on_submit():
        standing = form.standing
        if standing.status is ItemStatus.CANCELLED and _was_held(item_id):
            raise Conflict(_("A session of it was held: it cannot be cancelled."))
        with writing():
            actions.set_standing(
                item_id,
                standing,
                seen=int(form.seen.data or 0),
                spent_fen=fen(form.spent.data),
                key=form.key.data or "",
                by_id=current_user.id,
                now=clock.now(),
                request_id=request_id(),
            )
        flash(_("Recorded as %(status)s.", status=item_status_name(standing.status)), "ok")
        return redirect(url_for(".show_item", item_id=item_id), 303)
    page = render_template("training/planning/change_status.html", form=form, found=found)
    return page, 422 if form.errors else 200


def _was_held(item_id: int) -> bool:
    return any(each.session.state == "held" for each in list_sessions(item_id))


def _owners(department: Department) -> Sequence[Department]:
    """Who may organise an item of this plan: the department and all below it, as far as the reader looks after them."""
    return [each for each in own_departments() if each.path.startswith(department.path)] or [department]


def _item_page(form: ItemForm, plan_id: int, year: int, department: Department, found: FoundItem | None) -> str:
    return render_template(
        "training/planning/edit_item.html",
        form=form,
        plan_id=plan_id,
        year=year,
        department=department,
        found=found,
    )
