"""Pages about mails: one's own choices, the link that ends some of them, what was sent to people in one's scope."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, public, requires, scope_of
from app.db import db, writing
from app.errors import Invalid, NotFound
from app.people.models import User
from app.people.privacy import access

from . import actions, queries
from .choices import MailChoice
from .forms import MailForm
from .links import is_for, read_unsubscribe_token
from .outbox import NAMES_OTHERS
from .wording import STATES, TAGS, kind_words, outcome_words, state_words

bp = Blueprint("mails", __name__)
MOST_PAGES = 200


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["mail_form"] = mail_form
    app.extensions["csrf"].exempt(f"{__name__}.unsubscribe")  # mail programs send it; its own token says who may


def mail_form() -> MailForm:
    """The form on the page of the profile, filled with one's own choices; one statement."""
    own = queries.own_choices(current_user.id)
    return MailForm(
        formdata=None,
        time_zone=own.time_zone or "",
        wanted=[choice.value for choice in MailChoice if choice.value not in own.refused],
    )


@bp.post("/me/mails")
@requires(Permission.LEARN)
def choose_mails() -> ResponseReturnValue:
    form, user_id = MailForm(), current_user.id
    if not form.validate_on_submit():
        raise Invalid(_("Choose a time zone from the list, and mails by their boxes."))
    with writing():
        actions.choose(user_id, time_zone=form.time_zone.data, wanted=form.wanted.data or [])
    flash(_("Your choice of mails is kept."), "ok")
    return redirect(url_for("people.show_me"), 303)


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """The link at the end of a mail: works without signing in, and by the button of a mail program (RFC 8058)."""
    found = read_unsubscribe_token(token)
    person = db.session.get(User, found[0]) if found else None
    if found is None or person is None or not is_for(found[1], person.email):
        raise NotFound(_("This link is of no use any more. Your profile says which mails you get."))
    if request.method == "GET":
        return render_template("people/mails/unsubscribe.html", done=False)
    with writing():
        actions.refuse_all(*found)
    return render_template("people/mails/unsubscribe.html", done=True)


@bp.get("/mails")
@requires(Permission.READ_MAIL)
def list_mails() -> str:
    """What was sent, waits, failed, to people in the scope."""
    scope, today = scope_of(Permission.READ_MAIL), clock.today()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    counts = queries.count_by_state(scope, on=today)
    rows = sum(counts.values()) if not state else counts.get(state, 0)
    pages = min(MOST_PAGES, max(1, -(-rows // queries.ROWS_A_PAGE)))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "people/mails/list_mails.html",
        rows=queries.list_mails(scope, on=today, state=state, page=page),
        counts=counts,
        states=STATES,
        state=state,
        tags=TAGS,
        kind_words=kind_words,
        state_words=state_words,
        outcome_words=outcome_words,
        page=page,
        page_count=pages,
        page_link=lambda number: url_for("mails.list_mails", state=state or None, page=number),
    )


@bp.get("/mails/<int(max=2147483647):mail_id>")
@requires(Permission.READ_MAIL)
def show_mail(mail_id: int) -> str:
    """One mail: to which address it went, what it said, or why it did not go."""
    scope = scope_of(Permission.READ_MAIL)
    row = queries.get_mail(mail_id, scope=scope, on=clock.today())
    access.note(row.mail.user_id, "mails", reader_id=current_user.id)
    return render_template(
        "people/mails/show_mail.html",
        row=row,
        may_read=scope.everything or NAMES_OTHERS not in row.mail.about,
        tags=TAGS,
        kind_words=kind_words,
        state_words=state_words,
        outcome_words=outcome_words,
    )
