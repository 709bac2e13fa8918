"""Views under a name: list, save, open, rename, delete. A link to one is the address of the report itself."""

from collections.abc import Mapping

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.errors import NotFound
from app.reports.frame.asking import Asked, address
from app.reports.frame.document import filters, scope_name
from app.reports.registry import reports
from app.resending import keeps
from app.taking import done, status

from .. import saved, values
from ..forms import EmptyForm, RenameForm, SaveForm
from ..models import SavedView
from .blueprint import asked_of, bp, reader


@bp.get("/views")
@requires(Permission.READ_REPORT)
def list_views() -> str:
    """One's own views, with the link to give to others."""
    return render_template(
        "reports/kept/list_views.html",
        views=saved.list_views(current_user.id),
        reports=reports(),
        public_address=public_address,
        form=EmptyForm(),
    )


@bp.route("/views/new/<name>", methods=["GET", "POST"])
@requires(Permission.READ_REPORT)
@keeps
def save_view(name: str) -> ResponseReturnValue:
    """The values of this address are those of the report."""
    now, reader_id = clock.now(), current_user.id
    asked = asked_of(name, now)
    query, report = values.kept(asked), asked.report
    form = SaveForm()

    def save() -> None:
        saved.save(reader_id, report.name, form.name.data, query, replaces=bool(form.replaces.data), now=now)

    if done(form, save):
        flash(_("Saved. You find it with your views."), "ok")
        return redirect(address(report.name, query), 303)
    page = render_template("reports/kept/save_view.html", form=form, asked=asked, facts=_facts(asked, query))
    return page, status(form)


def _facts(asked: Asked, query: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the view keeps: where, the days that were chosen, the filters."""
    found = [(_("Scope"), scope_name(asked)), *filters(asked)]
    names = {"from": _("First day"), "to": _("Last day"), "as_of": _("As of"), "known_at": _("Known on")}
    return [*found, *((name, query[key]) for key, name in names.items() if key in query)]


@bp.get("/views/<int(max=2147483647):view_id>")
@requires(Permission.READ_REPORT)
def open_view(view_id: int) -> ResponseReturnValue:
    """The way to the report; or what of it is gone, and how the view can be mended."""
    view = saved.get_view(view_id, user_id=current_user.id)
    who, now = reader(), clock.now()
    report = values.find_open_report(view.report, who)
    if report is None:
        return render_template("reports/kept/mend_view.html", view=view, report=None, rest=None, form=EmptyForm()), 404
    try:
        values.read(report, view.query, viewer=who, now=now)
    except (NotFound, UnprocessableEntity):
        rest = values.readable_part(report, view.query, viewer=who, now=now)
        gone = [name for name in view.query if name not in rest]
        page = render_template(
            "reports/kept/mend_view.html", view=view, report=report, rest=rest, gone=gone, form=EmptyForm(),
            rest_address=address(report.name, rest),
        )  # fmt: skip
        return page, 404
    return redirect(address(report.name, view.query))


@bp.route("/views/<int(max=2147483647):view_id>/rename", methods=["GET", "POST"])
@requires(Permission.READ_REPORT)
@keeps
def rename_view(view_id: int) -> ResponseReturnValue:
    reader_id = current_user.id
    view = saved.get_view(view_id, user_id=reader_id)
    form = RenameForm(name=view.name, seen=str(view.version))
    if done(form, lambda: saved.rename(view_id, form.name.data, user_id=reader_id, seen=int(form.seen.data))):
        flash(_("Renamed."), "ok")
        return redirect(url_for(".list_views"), 303)
    return render_template("reports/kept/rename_view.html", form=form, view=view), status(form)


@bp.post("/views/<int(max=2147483647):view_id>/mend")
@requires(Permission.READ_REPORT)
def mend_view(view_id: int) -> ResponseReturnValue:
    """Keep what of a view can still be read."""
    who, now = reader(), clock.now()
    view = saved.get_view(view_id, user_id=who.id)
    report = values.find_open_report(view.report, who)
    if report is None:
        raise NotFound
    name, rest = view.name, values.readable_part(report, view.query, viewer=who, now=now)
    with writing():
        saved.save(who.id, report.name, name, rest, replaces=True, now=now)
    flash(_("The view goes without what is gone."), "ok")
    return redirect(address(report.name, rest), 303)


@bp.post("/views/<int(max=2147483647):view_id>/delete")
@requires(Permission.READ_REPORT)
def delete_view(view_id: int) -> ResponseReturnValue:
    reader_id, seen = current_user.id, request.form.get("seen", 0, type=int)
    with writing():
        saved.delete(view_id, user_id=reader_id, seen=seen)
    flash(_("The view is deleted."), "ok")
    return redirect(url_for(".list_views"), 303)


def public_address(view: SavedView) -> str:
    """What others can be given: it carries the values, and shows each what they may see."""
    return f"{current_app.config['PUBLIC_URL']}{address(view.report, view.query)}"


def own_views(report: str = "") -> list[SavedView]:
    """For the page of a report, or of all. One statement."""
    return saved.list_views(current_user.id, report)


def kept_query() -> dict[str, str]:
    """The values of the present address, to be carried on to a page that keeps them."""
    return {name: value for name, value in request.args.items() if name not in values.NOT_KEPT}
