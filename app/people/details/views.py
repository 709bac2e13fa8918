"""The page on which HR corrects what is stored about one person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires, scope_of
from app.i18n import LANGUAGES
from app.people import changed
from app.people.models import User
from app.people.organisation import queries
from app.people.organisation.views.asking import acting, refuse_oneself
from app.resending import keeps
from app.taking import done, status

from . import acts
from .forms import DetailsForm

bp = Blueprint("details", __name__)


@bp.route("/people/<int(max=2147483647):user_id>/details", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
@keeps
def correct_details(user_id: int) -> ResponseReturnValue:
    scope = scope_of(Permission.MANAGE_PEOPLE)
    person = queries.get_subject(user_id, scope=scope)
    refuse_oneself(user_id)
    keeps_address = acts.must_keep_address(user_id, scope)
    form = DetailsForm()
    form.fit(person, keeps_address=keeps_address)
    if request.method == "GET":
        form.show(person)
    what: list[str] = []
    if done(form, lambda: what.extend(_correct(user_id, form))):
        if what:
            changed.tell([user_id])
        flash(_("Corrected.") if what else _("Everything stands there as you sent it. Nothing changed."), "ok")
        return redirect(url_for("organisation.show_employment", user_id=user_id), 303)
    refused = status(form) == 409
    person = queries.get_subject(user_id, scope=scope)
    if refused:
        form.note_seen(person)
    page = render_template(
        "people/details/correct_details.html",
        form=form,
        person=person,
        keeps_address=keeps_address,
        refused=refused,
        language=LANGUAGES.get(person.locale or "", ""),
    )
    return page, status(form)


def _correct(user_id: int, form: DetailsForm) -> list[str]:
    if "email" not in form and _says_more(form.person):
        raise acts.must_stay()
    act = acting(Permission.MANAGE_PEOPLE, form.reason.data)
    return acts.correct(user_id, form.values(), act, seen=form.seen.data or "")


def _says_more(person: User) -> bool:
    """Whether what was sent, from a page that still offered it, would change the number or the address."""
    sent = request.form
    number = sent.get("staff_no", person.staff_no).strip()
    return bool(sent.get("email", "").strip() or sent.get("no_email")) or number != person.staff_no
