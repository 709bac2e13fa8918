"""Assigning a programme, or a single course, to chosen people: once, without a rule."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from app import clock
from app.access import Permission, Scope, requires, scope_of
from app.content import queries as content
from app.db import writing
from app.errors import Conflict, Forbidden
from app.i18n import language
from app.people.picking.whom import Whom
from app.programmes.definitions.actions import course_programme
from app.programmes.definitions.queries import find_version
from app.programmes.models import Programme
from app.programmes.views import bp
from app.resending import MADE_FOR, keeps

from .. import actions, queries
from ..forms import AssignForm
from ..handing import plan_by_hand
from ..plans import Plan
from ..showing import show_groups, show_warnings
from ..wording import due_words
from .common import actor, offer, programme_of
from .previewing import show_outcome

TICKABLE = 200
"""People in a scope that are all shown, to be ticked."""


@bp.route("/programmes/<programme_code>/assign", methods=["GET", "POST"])
@requires(Permission.ASSIGN)
@keeps
def assign_people(programme_code: str) -> ResponseReturnValue:
    """Whom and by when; then what it would change; then it is done. `user` in the address ticks people beforehand."""
    programme = programme_of(programme_code)
    scope = _scope_for(programme)
    if programme.closed_on is not None or find_version(programme) is None:
        raise Conflict(_("This programme cannot be assigned: it is closed, or nothing of it is published yet."))
    form = _form(programme, scope)
    if request.method == "GET":
        form.ticked.data = [int(key) for key in request.args.getlist("user") if key.isdecimal() and len(key) < 10]
        return _form_page(form, programme, scope)
    if form.step.data == "edit" or not _is_valid(form):
        return _form_page(form, programme, scope)
    replan = partial(
        plan_by_hand,
        programme.id,
        listed=tuple({*(person.id for person in form.all_people.people), *(form.ticked.data or ())}),
        conditions=form.audience.all,
        due=form.due,
        within=scope,
        today=clock.today(),
    )
    if form.step.data != "do":
        return _preview_page(form, programme, scope, replan())
    programme_id, by, reason = programme.id, actor(), form.reason.data or ""
    with writing():
        run = actions.assign_by_hand(
            programme_id,
            replan,
            digest=form.digest.data or "",
            reason=reason,
            key=form.form_key.data or "",
            by=by,
            now=clock.now(),
        )
        run_id, is_done = run.id, run.ended_at is not None
    return show_outcome(run_id, is_done, programme_code)


@bp.route("/assign-course", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
def assign_course() -> ResponseReturnValue:
    """Choose the course; from the first time on it is assigned it has a programme of its own."""
    courses = {course.id: course for course in content.list_courses()}
    chosen = courses.get(request.form.get("course", ""))
    if request.method == "POST" and chosen is not None:
        with writing():
            version = course_programme(chosen.id, titles=dict(chosen.title), now=clock.now())
            code = queries.code_of(version.programme_id)
        return redirect(url_for(".assign_people", programme_code=code), 303)
    if request.method == "POST":
        flash(_("Choose a course."), "bad")
    named = sorted((course.title_in(language()), course.id) for course in courses.values())
    page = render_template("programmes/rules/assign_course.html", courses=[(key, title) for title, key in named])
    return page, 422 if request.method == "POST" else 200


def _scope_for(programme: Programme) -> Scope:
    """Managers assign to their own people, and only what is optional. Raises Forbidden."""
    scope = scope_of(Permission.DEFINE_PROGRAMME if programme.is_mandatory else Permission.ASSIGN)
    if scope.empty:
        raise Forbidden(
            _("This programme is mandatory: HR or a training admin assigns it. Managers assign optional ones.")
        )
    return scope


def _form(programme: Programme, scope: Scope) -> AssignForm:
    form = AssignForm(whom=Whom.DEFINED if programme.is_mandatory else Whom.ASSIGNED)
    offer(form, scope)
    people = queries.list_people(scope=scope, on=clock.today(), most=TICKABLE)
    form.ticked.choices = [SelectChoice(each.user_id, f"{each.name} · {each.staff_no}") for each in people]
    return form


def _is_valid(form: AssignForm) -> bool:
    fine = bool(form.validate())
    if fine and not (form.all_people.people or form.ticked.data or not form.audience.all.is_empty):
        form.form_errors.append(
            _("Nobody is chosen yet: list or tick people, or choose a department or another condition.")
        )
        return False
    return fine


def _form_page(form: AssignForm, programme: Programme, scope: Scope) -> ResponseReturnValue:
    page = render_template("programmes/rules/assign_people.html", form=form, programme=programme, scope=scope)
    return page, 422 if form.errors else 200


def _preview_page(form: AssignForm, programme: Programme, scope: Scope, made: Plan) -> ResponseReturnValue:
    today = clock.today()
    form.digest.data = made.digest
    people = form.all_people
    left_out = {"csrf_token", MADE_FOR, "step", "digest", people.name, people.choice_name}
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
    return render_template(
        "programmes/rules/preview_assigning.html",
        form=form,
        programme=programme,
        sent=[*sent, (people.name, people.data)],
        total=made.total,
        groups=show_groups(made, by_rule=False, q="", scope=scope, on=today),
        warnings=show_warnings(made, form.due, today=today),
        due=due_words(form.due),
    )
