"""A rule's preview; applying and stopping it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission, requires
from app.db import writing
from app.errors import Conflict
from app.programmes.definitions.queries import find_version
from app.programmes.models import Programme
from app.programmes.views import bp
from app.resending import keeps

from .. import actions, runs
from ..audience import read_audience
from ..evaluating import ask_of
from ..forms import ActForm, StopForm
from ..jobs import carry_out
from ..kinds import RuleState
from ..plans import plan
from ..queries import Seen
from ..showing import show_groups, show_warnings
from ..wording import audience_words, due_words
from .common import actor, called, define_scope, programme_of, rule_of, search_words
from .rules import RULE, department_words


@bp.get(RULE + "/preview")
@requires(Permission.DEFINE_PROGRAMME)
def preview_rule(programme_code: str, rule_id: int) -> str:
    """Whom the rule adds, keeps, releases and gives another day, and why; nothing is changed by looking."""
    programme = programme_of(programme_code)
    return _preview_page(programme, rule_of(programme, rule_id), ActForm())


@bp.post(RULE + "/apply")
@requires(Permission.DEFINE_PROGRAMME)
def apply_rule(programme_code: str, rule_id: int) -> ResponseReturnValue:
    programme = programme_of(programme_code)
    seen, form = rule_of(programme, rule_id), ActForm()
    if not form.validate_on_submit():
        return _preview_page(programme, seen, form), 422
    by = actor()
    with writing():
        run = actions.apply_rule(
            rule_id,
            version=int(form.version.data or 0),
            digest=form.digest.data or "",
            key=form.form_key.data or "",
            by=by,
            now=clock.now(),
        )
        run_id, is_done = run.id, run.ended_at is not None
    return show_outcome(run_id, is_done, programme_code)


@bp.route(RULE + "/stop", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def stop_rule(programme_code: str, rule_id: int) -> ResponseReturnValue:
    programme = programme_of(programme_code)
    seen, form = rule_of(programme, rule_id), StopForm()
    if form.validate_on_submit():
        by = actor()
        with writing():
            run = actions.stop_rule(
                rule_id,
                version=int(form.version.data or 0),
                releasing=form.releasing.data == "release",
                reason=form.reason.data or "",
                key=form.form_key.data or "",
                by=by,
                now=clock.now(),
            )
            run_id, is_done = (run.id, run.ended_at is not None) if run else (0, True)
        flash(_("Stopped. It assigns nobody any more."), "ok")
        if is_done:
            return redirect(url_for(".show_rule", programme_code=programme_code, rule_id=rule_id), 303)
        return show_outcome(run_id, is_done, programme_code)
    if not form.version.data:
        form.version.data = str(seen.rule.version)
    page = render_template("programmes/rules/stop_rule.html", form=form, programme=programme, rule=seen.rule)
    return page, 422 if form.errors else 200


def show_outcome(run_id: int, is_done: bool, programme_code: str) -> ResponseReturnValue:
    """Leads to the page of a run; what is too large for a request is given to a job."""
    if not is_done:
        jobs.enqueue(carry_out, run_id)
    return redirect(url_for(".show_run", programme_code=programme_code, run_id=run_id), 303)


def _preview_page(programme: Programme, seen: Seen, form: ActForm) -> str:
    if runs.is_under_way(seen.rule.id):
        raise Conflict(runs.under_way_words())
    today, scope, q = clock.today(), define_scope(), search_words()
    rule, audience = seen.rule, read_audience(seen.rule.audience)
    version = find_version(programme)
    made = plan(ask_of(rule, seen.department.path if seen.department else None), today=today)
    form.version.data, form.digest.data = str(rule.version), made.digest
    return render_template(
        "programmes/rules/preview_rule.html",
        programme=programme,
        rule=rule,
        version=version,
        form=form,
        q=q,
        is_stopped=rule.state == RuleState.STOPPED,
        total=made.total,
        groups=show_groups(made, by_rule=True, q=q, scope=scope, on=today),
        warnings=show_warnings(made, rule, today=today),
        audience=audience_words(audience, called(audience, scope), department=department_words(seen.department)),
        due=due_words(rule),
    )
