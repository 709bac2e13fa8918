"""Answers to earlier versions of questions: what was changed, the four choices, the plan, and what was decided."""

import secrets

import structlog
from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from app import clock, jobs
from app.access import Permission, requires
from app.content import queries as content
from app.db import db, writing
from app.editing.views import bp
from app.errors import Conflict, NotFound
from app.i18n import language
from app.learning.models import QuestionRevision
from app.learning.rejudging import actions, agreeing, lines, queries
from app.learning.rejudging.actions import Actor
from app.learning.rejudging.jobs import compute_plan
from app.learning.rejudging.models import Rejudging
from app.learning.spaced.jobs import renew_cards
from app.questions.model import Question

from .forms import ProposeForm, UndoForm
from .wording import changes, followed_words, key_lines, kind_name, result_words

log = structlog.get_logger()
JUDGEMENT = "/desk/judgements/<int(max=2147483647):rejudging_id>"
LISTED = 100
UNDONE = _l("Undone. This page says what has become of it.")
VERSION = "/desk/judgements/<course_id>/<question_id>/<from_key>"


@bp.get("/desk/judgements")
@requires(Permission.AGREE_REJUDGE)
def list_judgements() -> str:
    """Questions that are another version now than when they were answered; for the second person, what waits for them."""
    versions = queries.list_versions(content.catalogue())
    undecided, decided = ([each for each in versions if each.is_decided is done] for done in (False, True))
    return render_template(
        "editing/list_judgements.html",
        undecided=undecided[:LISTED],
        decided=decided[:LISTED],
        further_counts=[max(0, len(rows) - LISTED) for rows in (undecided, decided)],
        waiting=[(each, *_names_of(each)) for each in agreeing.list_waiting()],
        kind_name=kind_name,
    )


def _names_of(rejudging: Rejudging) -> tuple[str, str]:
    """The question and its course in the reader's language; their ids where they are gone."""
    found = queries.find_question(content.catalogue(), rejudging.course_id, rejudging.question_id)
    if found is None:
        return rejudging.question_id, rejudging.course_id
    course, question = found
    return question.text(language()).title or question.id, course.title_in(language())


@bp.get(VERSION)
@requires(Permission.REJUDGE)
def show_version(course_id: str, question_id: str, from_key: str) -> str:
    """An earlier version beside the present one, and the four choices."""
    return _version_page(course_id, question_id, from_key, ProposeForm(formdata=None))


@bp.post(VERSION)
@requires(Permission.REJUDGE)
def propose(course_id: str, question_id: str, from_key: str) -> ResponseReturnValue:
    form = ProposeForm()
    if not form.validate():
        return _version_page(course_id, question_id, from_key, form), 422
    with writing():
        version = queries.get_version(content.catalogue(), course_id, question_id, from_key)
        rejudging = actions.propose(
            version, form.choice.data, form.reason.data, form.key.data, actor=_actor(), now=clock.now()
        )
        rejudging_id, state = rejudging.id, rejudging.state
    if state == "planning":
        jobs.enqueue(compute_plan, rejudging_id)
    else:
        flash(_("Recorded: these answers stay as they were judged."))
    return redirect(url_for(".show_judgement", rejudging_id=rejudging_id), 303)


@bp.get(JUDGEMENT)
@requires(Permission.AGREE_REJUDGE)
def show_judgement(rejudging_id: int) -> ResponseReturnValue:
    """A plan while it is computed, when it can be applied, and afterwards as the record of what was done.

    `?only=passing`: of its attempts those that pass now and did not, or the reverse.
    """
    return _judgement_page(rejudging_id, UndoForm(formdata=None))


@bp.get(f"{JUDGEMENT}/progress")
@requires(Permission.AGREE_REJUDGE)
def show_progress(rejudging_id: int) -> ResponseReturnValue:
    rejudging = queries.get_rejudging(rejudging_id)
    return jsonify(state=rejudging.state, done=rejudging.done_count, total=rejudging.total_count)


@bp.post(f"{JUDGEMENT}/agree")
@requires(Permission.AGREE_REJUDGE)
def agree(rejudging_id: int) -> ResponseReturnValue:
    """To a plan, or to undoing what was applied."""
    try:
        with writing():
            rejudging = actions.agree(rejudging_id, actor=_actor(), now=clock.now())
            about, is_undone = (rejudging.course_id, rejudging.question_id), rejudging.state == "undone"
    except Conflict as conflict:
        return _judgement_page(rejudging_id, UndoForm(formdata=None), conflict.message), conflict.status
    if is_undone:
        jobs.enqueue(renew_cards, *about)
    flash(str(UNDONE) if is_undone else _("You have agreed. The plan can be applied now."))
    return redirect(url_for(".show_judgement", rejudging_id=rejudging_id), 303)


@bp.post(f"{JUDGEMENT}/apply")
@requires(Permission.REJUDGE)
def apply(rejudging_id: int) -> ResponseReturnValue:
    try:
        with writing():
            rejudging = actions.apply(rejudging_id, content.catalogue(), actor=_actor(), now=clock.now())
            about = (rejudging.course_id, rejudging.question_id)
    except Conflict as conflict:
        return _judgement_page(rejudging_id, UndoForm(formdata=None), conflict.message), conflict.status
    jobs.enqueue(renew_cards, *about)
    flash(_("Applied. Learners see on their results what was corrected."))
    return redirect(url_for(".show_judgement", rejudging_id=rejudging_id), 303)


@bp.post(f"{JUDGEMENT}/undo")
@requires(Permission.REJUDGE)
def undo(rejudging_id: int) -> ResponseReturnValue:
    form = UndoForm()
    if not form.validate():
        return _judgement_page(rejudging_id, form), 422
    try:
        with writing():
            rejudging = actions.undo(rejudging_id, form.reason.data, actor=_actor(), now=clock.now())
            about, is_undone = (rejudging.course_id, rejudging.question_id), rejudging.state == "undone"
    except Conflict as conflict:
        return _judgement_page(rejudging_id, form, conflict.message), conflict.status
    if is_undone:
        jobs.enqueue(renew_cards, *about)
    flash(str(UNDONE) if is_undone else _("Asked for. It is undone as soon as another person agrees."))
    return redirect(url_for(".show_judgement", rejudging_id=rejudging_id), 303)


@bp.post(f"{JUDGEMENT}/drop")
@requires(Permission.REJUDGE)
def drop(rejudging_id: int) -> ResponseReturnValue:
    """Give a plan up, or the wish to undo one; with `anew`, on to the choices for another one."""
    with writing():
        rejudging = actions.drop(rejudging_id, actor=_actor(), now=clock.now())
        place, is_in_force = (
            (rejudging.course_id, rejudging.question_id, rejudging.from_key),
            rejudging.state == "applied",
        )
    if is_in_force:
        flash(_("The decision stays in force."))
        return redirect(url_for(".show_judgement", rejudging_id=rejudging_id), 303)
    flash(_("The plan was dropped. Nothing was changed."))
    if "anew" in request.form and queries.find_version(content.catalogue(), *place) is not None:
        course_id, question_id, from_key = place
        address = url_for(".show_version", course_id=course_id, question_id=question_id, from_key=from_key)
        return redirect(address, 303)
    return redirect(url_for(".list_judgements"), 303)


def _version_page(course_id: str, question_id: str, from_key: str, form: ProposeForm) -> str:
    version = queries.get_version(content.catalogue(), course_id, question_id, from_key)
    old, new = _kept(version.revision), version.question
    if old is None:
        raise NotFound
    form.key.data = form.key.data or secrets.token_urlsafe(12)
    return render_template(
        "editing/show_version.html",
        version=version,
        form=form,
        **_compared(old, new),
    )


def _judgement_page(rejudging_id: int, form: UndoForm, message: str = "") -> str:
    rejudging = queries.get_rejudging(rejudging_id)
    counts = lines.count_planned(rejudging) if rejudging.state != "planning" else (0, 0)
    only_passing = request.args.get("only") == "passing"
    line_count = counts[only_passing]
    page_count = max(1, -(-line_count // lines.PAGE))
    page = max(1, min(request.args.get("page", 1, type=int), page_count))
    new = _kept(rejudging.to_revision)
    old = None if new is None else _last_asked(rejudging.from_key, new)
    if old is None or new is None:
        raise NotFound
    course = content.catalogue().course(rejudging.course_id)
    return render_template(
        "editing/show_judgement.html",
        rejudging=rejudging,
        course=course,
        lines=lines.list_planned(rejudging, page=page, only_passing=only_passing) if line_count else [],
        counts=counts,
        only_passing=only_passing,
        message=message,
        page=page,
        page_count=page_count,
        page_link=lambda at: url_for(
            ".show_judgement", rejudging_id=rejudging_id, only="passing" if only_passing else None, page=at
        ),
        form=form,
        is_current=actions.is_current(rejudging, content.catalogue()),
        is_own=rejudging.proposed_by_id == current_user.id,
        asks_second=agreeing.is_needed(rejudging),
        has_own=agreeing.has_own_answer(rejudging_id, current_user.id),
        undo_asks_second=rejudging.state == "applied" and agreeing.is_needed_to_undo(rejudging, current_user.id),
        is_undo_own=rejudging.undo_asked_by_id == current_user.id,
        result_words=result_words,
        followed_words=followed_words,
        **_compared(old, new),
    )


def _compared(old: Question, new: Question) -> dict[str, object]:
    lang = language()
    return {
        "old": old,
        "new": new,
        "changes": changes(old, new),
        "old_key": key_lines(old, lang),
        "new_key": key_lines(new, lang),
        "kind_name": kind_name,
    }


def _kept(revision: str) -> Question | None:
    row = db.session.get(QuestionRevision, revision)
    return None if row is None else Question.from_json(row.body)


def _last_asked(key: str, question: Question) -> Question | None:
    """The last wording of an earlier version."""
    asked = select(QuestionRevision).where(
        QuestionRevision.answer_key == key, QuestionRevision.question_id.in_((question.id, *question.aliases))
    )
    row = db.session.scalar(asked.order_by(QuestionRevision.first_asked_at.desc()).limit(1))
    return None if row is None else Question.from_json(row.body)


def _actor() -> Actor:
    return Actor(current_user.id, g.get("request_id", ""))
