"""The audit log as a page."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.access import Permission, requires, scope_of

from . import queries
from .forms import SearchForm
from .words import action_name, detail_words

bp = Blueprint("audit", __name__)


@bp.get("/settings/audit")
@requires(Permission.READ_AUDIT)
def show_audit() -> str:
    """Acts of consequence, the newest first. HR sees those about people of its scope, and its own."""
    mine = {"scope": scope_of(Permission.READ_AUDIT), "reader_id": current_user.id}
    form = SearchForm(request.args)
    form.action.choices = [("", _("Anything")), *((name, action_name(name)) for name in queries.list_actions(**mine))]
    form.validate()
    rows, more = queries.list_entries(form.search(), **mine)
    older: dict[str, Any] | None = {**request.args.to_dict(), "before": rows[-1].entry.id} if more else None
    return render_template(
        "people/audit/show_audit.html",
        form=form,
        rows=rows,
        older=url_for(".show_audit", **older) if older else None,
        asked=any(form.data.values()),
        action_name=action_name,
        detail_words=detail_words,
    )
