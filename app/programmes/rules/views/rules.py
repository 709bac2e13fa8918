"""The rules of a programme: listed, made, looked at, changed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from app import clock
from app.access import Permission, allows, requires, scope_of
from app.db import writing
from app.i18n import language
from app.people.models import Department
from app.people.picking.whom import Whom
from app.people.queries import list_departments
from app.programmes.models import AssignmentRule, Programme
from app.programmes.views import bp
from app.resending import keeps

from .. import actions, queries
from ..actions import Definition
from ..audience import Audience, read_audience
from ..forms import PARTS, RuleForm
from ..queries import Seen
from ..wording import audience_words, due_words, run_kind_words, run_words, state_words
from .common import actor, called, define_scope, department_choices, offer, programme_of, rule_of

RULES = "/programmes/<programme_code>/rules"
RULE = RULES + "/<int(max=2147483647):rule_id>"
EVERYWHERE = 0


@bp.get(RULES)
@requires(Permission.READ_PROGRAMME)
def list_rules(programme_code: str) -> str:
    """Rules of the reader's departments, and by name alone those from above that hold there, too."""
    programme = programme_of(programme_code)
    defining = define_scope()
    scope = scope_of(Permission.READ_PROGRAMME)
    seen = queries.list_rules(programme.id, scope=scope)
    ids = [each.rule.id for each in seen]
    return render_template(
        "programmes/rules/list_rules.html",
        programme=programme,
        rules=seen,
        may_change={each.rule.id for each in queries.list_rules(programme.id, scope=defining) if each.is_own}
        if not defining.empty
        else set(),
        standing=queries.count_standing(ids, scope=scope, on=clock.today()),
        runs=queries.last_runs([each.rule.id for each in seen if each.is_own]),  # of those from above: others' people
        may_define=allows(Permission.DEFINE_PROGRAMME),
        may_assign=may_assign(programme),
        due_words=due_words,
        state_words=state_words,
        run_words=run_words,
        run_kind_words=run_kind_words,
    )


def may_assign(programme: Programme) -> bool:
    """Managers assign only what is optional."""
    return allows(Permission.DEFINE_PROGRAMME if programme.is_mandatory else Permission.ASSIGN)


@bp.route(RULES + "/new", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def create_rule(programme_code: str) -> ResponseReturnValue:
    programme = programme_of(programme_code)
    form = _form(None, Audience())
    if form.validate_on_submit():
        programme_id, by = programme.id, actor()
        with writing():
            rule_id = actions.add_rule(programme_id, _definition(form), by=by, now=clock.now()).id
        flash(_("Saved. Nobody has been assigned anything yet: look at what it changes, then apply it."), "ok")
        return redirect(url_for(".preview_rule", programme_code=programme_code, rule_id=rule_id), 303)
    return _form_page(form, programme, None)


@bp.get(RULE)
@requires(Permission.DEFINE_PROGRAMME)
def show_rule(programme_code: str, rule_id: int) -> str:
    programme = programme_of(programme_code)
    seen = rule_of(programme, rule_id)
    audience = read_audience(seen.rule.audience)
    scope = define_scope()
    return render_template(
        "programmes/rules/show_rule.html",
        programme=programme,
        rule=seen.rule,
        audience=audience_words(audience, called(audience, scope), department=department_words(seen.department)),
        due=due_words(seen.rule),
        state=state_words(seen.rule.state, seen.rule.applied_at is not None),
        standing=queries.count_standing([rule_id], scope=scope, on=clock.today()).get(rule_id, 0),
        runs=queries.list_runs(programme.id, rule_id=rule_id),
        run_words=run_words,
        run_kind_words=run_kind_words,
    )


@bp.route(RULE + "/edit", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def edit_rule(programme_code: str, rule_id: int) -> ResponseReturnValue:
    programme = programme_of(programme_code)
    seen = rule_of(programme, rule_id)
    audience = read_audience(seen.rule.audience)
    form = _form(seen, audience)
    if request.method == "GET":
        known = called(audience, define_scope())
        form.fill_audience(audience, known.people)
        form.fill_due(seen.rule)
        form.name.data, form.department.data = seen.rule.name, seen.rule.department_id or EVERYWHERE
        form.version.data = str(seen.rule.version)
    if form.validate_on_submit():
        by, version = actor(), int(form.version.data or 0)
        with writing():
            actions.change_rule(rule_id, _definition(form), version=version, by=by, now=clock.now())
        flash(_("Saved. It adds and releases nobody until you apply it again."), "ok")
        return redirect(url_for(".preview_rule", programme_code=programme_code, rule_id=rule_id), 303)
    return _form_page(form, programme, seen.rule)


def department_words(department: Department | None) -> str:
    return department.name(language()) if department else _("the whole group")


def _form(seen: Seen | None, stored: Audience) -> RuleForm:
    scope = define_scope()
    form = RuleForm(whom=Whom.DEFINED)
    offer(form, scope, called(stored, scope))
    choices = department_choices(list_departments(scope=scope), [seen.department] if seen and seen.department else ())
    form.department.choices = [
        *([SelectChoice(EVERYWHERE, _("the whole group"))] if scope.everything else []),
        *(SelectChoice(each.value, "\u2003" * each.render_kw["depth"] + each.label) for each in choices),
    ]
    return form


def _definition(form: RuleForm) -> Definition:
    return Definition(
        name=form.name.data or "",
        audience=form.audience,
        due=form.due,
        department_id=form.department.data or None,
        reason=form.reason.data or "",
    )


def _form_page(form: RuleForm, programme: Programme, rule: AssignmentRule | None) -> ResponseReturnValue:
    page = render_template("programmes/rules/edit_rule.html", form=form, programme=programme, rule=rule, parts=PARTS)
    return page, 422 if form.errors else 200
