"""Pages about the ledger: an entry with what corrected it, training outside the house, rules, certificates of hours."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from app import clock
from app.access import Permission, requires, scope_of
from app.db import db, writing
from app.errors import Forbidden, NotFound
from app.learning.credits.actions import Act
from app.learning.credits.activities import activity_of
from app.learning.credits.kinds import Kind, Subject
from app.learning.credits.recording import Writer, correct_entry, find_rule, record_outside, set_rule
from app.paper.printing import NotPrinted
from app.people.models import User
from app.people.privacy import access
from app.people.queries import people_once_in_scope
from app.resending import keeps
from app.training.views import bp, own_departments, request_id

from . import paper, queries
from .forms import CorrectionForm, OutsideForm, RuleForm

ID = "int(max=2147483647)"


def _writer(reason: str) -> Writer:
    return Writer(Act(clock.now(), current_user.id, reason), request_id())


@bp.get(f"/ledger/<{ID}:credit_id>")
@requires(Permission.READ_REPORT)
def show_entry(credit_id: int) -> str:
    """An entry, what it corrects, what corrected it, and what happened about it."""
    chain = queries.get_chain(credit_id, scope=scope_of(Permission.READ_REPORT))
    manages = not scope_of(Permission.MANAGE_TRAINING).empty and chain.last.person.id != current_user.id
    return render_template("training/credits/show_entry.html", chain=chain, asked_id=credit_id, may_correct=manages)


@bp.route("/ledger/outside/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def record_outside_training() -> ResponseReturnValue:
    form = OutsideForm()
    form.offer()
    if form.validate_on_submit() and form.person.person_id is not None:
        with writing():
            record_outside(form.person.person_id, form.read(), form.key.data or "", _writer(form.reason.data or ""))
        flash(_("The training is in the ledger."), "ok")
        return redirect(url_for(".list_rules"), 303)
    return render_template("training/credits/record_outside.html", form=form), 422 if form.errors else 200


@bp.route(f"/ledger/<{ID}:credit_id>/correct", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def correct_ledger(credit_id: int) -> ResponseReturnValue:
    """Hours and subject of any entry can be corrected; only outside training can be taken back here."""
    chain = queries.get_chain(credit_id, scope=scope_of(Permission.MANAGE_TRAINING))
    row = chain.last.row
    if chain.last.person.id == current_user.id:
        raise Forbidden(_("This is about yourself. Somebody else has to do this."))
    form = CorrectionForm()
    form.offer()
    if row.kind != Kind.OUTSIDE:
        del form.is_void
    if request.method == "GET":
        form.hours.data, form.subject.data = Decimal(str(row.hours)), row.subject
    if form.validate_on_submit():
        taken_back = form.is_void is not None and bool(form.is_void.data)
        corrected = replace(activity_of(row), hours=float(form.hours.data or 0), subject=form.subject.data)
        with writing():
            correct_entry(credit_id, None if taken_back else corrected, _writer(form.reason.data or ""))
        flash(_("Corrected. The entry before stays, struck through."), "ok")
        return redirect(url_for(".show_entry", credit_id=credit_id), 303)
    page = render_template("training/credits/correct_entry.html", form=form, entry=chain.last)
    return page, 422 if form.errors else 200


@bp.get("/ledger/rules")
@requires(Permission.MANAGE_TRAINING)
def list_rules() -> str:
    rows = queries.list_versions(scope=scope_of(Permission.MANAGE_TRAINING))
    return render_template("training/credits/list_rules.html", rows=rows)


@bp.route("/ledger/rules/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_TRAINING)
@keeps
def create_rule() -> ResponseReturnValue:
    """Rules, or with a code in the address what follows a version of them."""
    scope = scope_of(Permission.MANAGE_TRAINING)
    form = RuleForm()
    form.offer(own_departments(), queries.families(), queries.positions(), scope.everything)
    if request.method == "GET":
        _suggest(form, request.args.get("code", ""))
    if form.validate_on_submit():
        with writing():
            set_rule(form.read(), _writer(form.reason.data or ""), today=clock.today())
        flash(_("The rules are set. Years that are over keep theirs."), "ok")
        return redirect(url_for(".list_rules"), 303)
    return render_template("training/credits/create_rule.html", form=form), 422 if form.errors else 200


def _suggest(form: RuleForm, code: str) -> None:
    """What the state asks for in most places; or what the version before says."""
    form.first_year.data = clock.today().year
    rule = find_rule(code, clock.today()) if code and "\0" not in code else None
    if rule is not None:
        form.fill(rule)
        return
    form.year_start.data, form.subjects.data = "01-01", [Subject.PROFESSIONAL]
    form.required_hours.data, form.specialised_hours.data = Decimal(90), Decimal(60)


@bp.get(f"/ledger/people/<{ID}:user_id>/hours.pdf")
@requires(Permission.READ_REPORT)
def print_hours(user_id: int) -> Response:
    """A certificate of somebody's hours; that it was made is noted for the person to see."""
    among = people_once_in_scope(scope_of(Permission.READ_REPORT), on=clock.today())
    person = db.session.scalar(select(User).where(User.id == user_id, User.id.in_(among)))
    if person is None:
        raise NotFound
    access.note(user_id, "record", reader_id=current_user.id)
    return _printed(person)


@bp.get("/record/hours.pdf")
@requires(Permission.LEARN)
def print_own_hours() -> Response:
    return _printed(db.session.get_one(User, current_user.id))


def _printed(person: User) -> Response:
    """Of the days in the address, or of this year."""
    today = clock.today()
    first, last = _day("from") or today.replace(month=1, day=1), _day("to") or today
    first, last = min(first, last), max(first, last)
    rows = queries.list_holding(person.id, first=first, last=last)
    try:
        made = paper.pdf(person, rows, first, last, now=clock.now())
    except NotPrinted as error:
        raise ServiceUnavailable(_("The certificate could not be printed just now. Try again in a moment.")) from error
    name = f"hours-{first.isoformat()}-{last.isoformat()}.pdf"
    return send_file(BytesIO(made), mimetype="application/pdf", as_attachment=True, download_name=name)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
