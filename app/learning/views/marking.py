"""Reviewing open answers, without names."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app import clock
from app.access import Permission, requires, scope_of
from app.content import queries as content
from app.db import writing
from app.errors import Conflict
from app.filters import clock_time, number
from app.i18n import language
from app.people import actions as people
from app.resending import keeps

from ..marking import actions, queries
from ..marking.answers import OpenAnswer, get_answer
from ..marking.forms import CorrectionForm, MarkingForm
from ..marking.lowering import may_lower
from ..marking.queries import Place, Reviewer, Wanted
from ..marking.steps import steps_of
from ..shown import Shown
from .blueprint import bp

LONGEST_ID, LAST_PAGE = 64, 100_000
MOST_RADIOS = 11  # steps; more of them are a list to choose from


@bp.app_template_global()
def waiting_answer_count() -> int:
    """How many open answers wait for the signed-in reviewer."""
    return queries.count_waiting(_reviewer())


@bp.get("/marking")
@requires(Permission.REVIEW_ANSWER)
def list_open_answers() -> str:
    wanted, reviewer = _wanted(), _reviewer()
    asked = queries.list_asked(reviewer, reviewed=wanted.reviewed)
    matching = [each for each in asked if _matches(each, wanted)]
    row_count = sum(each.count for each in matching)
    page_count = max(1, -(-row_count // queries.ROWS_A_PAGE))
    page = min(request.args.get("page", 1, type=int), page_count)
    return render_template(
        "learning/list_open_answers.html",
        rows=queries.list_page(reviewer, wanted, page=max(page, 1), now=clock.now()) if row_count else [],
        row_count=row_count,
        total_count=sum(each.count for each in asked),
        asked=asked,
        wanted=wanted,
        page=page,
        page_count=page_count,
        titles={(each.course_id, each.page_id): _titles(each.course_id, each.page_id) for each in asked},
        address=_address,
        page_link=lambda at: url_for("learning.list_open_answers", **_query(wanted), page=at),
    )


@bp.route("/marking/<any(quiz, lesson):place>/<int(max=2147483647):answer_id>", methods=["GET", "POST"])
@keeps
@requires(Permission.REVIEW_ANSWER)
def mark_answer(place: Place, answer_id: int) -> ResponseReturnValue:
    """One answer beside its rubric. POST keeps a draft, gives the points for good, or corrects what was given."""
    answer = get_answer(place, answer_id, reviewer=_reviewer())
    if request.method == "GET":
        return _answer_page(answer)
    do = request.form.get("do", "draft")
    form = CorrectionForm(answer.question) if do == "correct" else MarkingForm(answer.question, is_draft=do == "draft")
    if not form.validate():
        return _refusal(answer, form, 422)
    try:
        return {"finish": _finish, "correct": _correct}.get(do, _save_draft)(answer, form)
    except Conflict as conflict:
        return _refusal(get_answer(place, answer_id, reviewer=_reviewer()), form, conflict.status, conflict.message)


def _save_draft(answer: OpenAnswer, form: MarkingForm) -> ResponseReturnValue:
    now, reviewer = clock.now(), _reviewer()
    with writing():
        actions.save_draft(answer.place, answer.id, form.given, form.comment.data, reviewer=reviewer, now=now)
    if _wants_json():
        return jsonify(saved_at=clock_time(now))
    flash(_("The draft is kept; only you see it."))
    return redirect(_address(answer), 303)


def _finish(answer: OpenAnswer, form: MarkingForm) -> ResponseReturnValue:
    reviewer, points, now = _reviewer(), form.given, clock.now()
    assert points is not None
    with writing():
        before = actions.finish(answer.place, answer.id, points, form.comment.data, reviewer=reviewer, now=now)
        if before.fraction is None:  # else it was sent twice
            _note("open answer reviewed", answer, points, now)
    flash(
        _(
            "Answer %(code)s: %(points)s of %(possible)s points.",
            code=answer.code,
            points=number(points),
            possible=number(answer.question.points),
        ),
        "ok",
    )
    wanted = _wanted()
    following = queries.find_next(reviewer, wanted, after=(answer.answered_at, answer.place, answer.id))
    if following is None:
        return redirect(url_for("learning.list_open_answers", **_query(wanted)), 303)
    place, answer_id = following
    return redirect(url_for("learning.mark_answer", place=place, answer_id=answer_id, **_query(wanted)), 303)


def _correct(answer: OpenAnswer, form: MarkingForm) -> ResponseReturnValue:
    assert isinstance(form, CorrectionForm)
    assert form.given is not None
    now = clock.now()
    with writing():
        before = actions.correct(
            answer.place,
            answer.id,
            form.given,
            form.comment.data,
            form.reason.data,
            basis=form.basis.data or 0,
            reviewer=_reviewer(),
            now=now,
        )
        if form.basis.data == (before.review.id if before.review else 0):  # else it was sent twice
            _note("open answer corrected", answer, form.given, now)
    flash(_("Corrected. The learner is told."), "ok")
    return redirect(_address(answer), 303)


def _note(act: str, answer: OpenAnswer, points: Decimal, now: datetime) -> None:
    """A line in the audit log: who gave how many points to which answer."""
    people.record_act(
        act, actor_id=current_user.id, now=now, request_id=g.request_id, answer=answer.code, points=number(points)
    )


def _refusal(answer: OpenAnswer, form: MarkingForm, status: int, message: str = "") -> ResponseReturnValue:
    """What was typed stays on the page; a script gets the reason alone."""
    if _wants_json():
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        return jsonify(error=message or " ".join(reasons)), status
    return _answer_page(answer, form, message), status


def _answer_page(answer: OpenAnswer, form: MarkingForm | None = None, message: str = "") -> str:
    question, wanted = answer.question, _wanted()
    item = Shown(question, language(), 1, (), answer.seed, {"text": answer.text})
    before = answer.draft if answer.fraction is None else answer.review
    steps = steps_of(question.points)
    lowers = answer.fraction is None or may_lower(answer)
    return render_template(
        "learning/mark_answer.html",
        answer=answer,
        item=item,
        title=item.title or _("Open question"),
        place_titles=_titles(answer.course_id, answer.page_id),
        steps=steps,
        least=steps[0] if lowers else answer.least_points,
        may_lower=lowers,
        other_saved_at=answer.read_by_another(now=clock.now()),
        as_radios=len(steps) <= MOST_RADIOS,
        form=form,
        points=form.given if form else None if before is None else before.points,
        comment=form.comment.data if form else before.comment if before else "",
        reason=form.reason.data if isinstance(form, CorrectionForm) else "",
        message=message,
        length_words=_length_words(item),
        is_late=bool(message) and not isinstance(form, CorrectionForm),
        wanted=_query(wanted),
        me=current_user.id,
        following=queries.find_next(_reviewer(), wanted, after=(answer.answered_at, answer.place, answer.id))
        if not wanted.reviewed
        else None,
        page_address=_address(answer),
    )


def _length_words(item: Shown) -> str:
    """“12 words; 5 to 100 were asked for.”"""
    least, most = item.question.min_words, item.question.max_words
    counted = ngettext("%(num)d word", "%(num)d words", item.word_count)
    if least and most:
        return _("%(counted)s; %(least)d to %(most)d were asked for.", counted=counted, least=least, most=most)
    if least:
        return _("%(counted)s; at least %(least)d were asked for.", counted=counted, least=least)
    if most:
        return _("%(counted)s; at most %(most)d were asked for.", counted=counted, most=most)
    return counted


def _reviewer() -> Reviewer:
    return Reviewer(current_user.id, scope_of(Permission.REVIEW_ANSWER), clock.today())


def _wanted() -> Wanted:
    course, page, question = (
        request.args.get(name, "")[:LONGEST_ID].replace("\0", "") for name in ("course", "of", "question")
    )
    return Wanted(course, page, question, reviewed=request.args.get("state") == "reviewed")


def _query(wanted: Wanted) -> dict[str, Any]:
    values = {"course": wanted.course_id, "of": wanted.page_id, "question": wanted.question_id}
    return {name: value for name, value in values.items() if value} | ({"state": "reviewed"} if wanted.reviewed else {})


def _matches(asked: queries.Asked, wanted: Wanted) -> bool:
    pairs = (
        (wanted.course_id, asked.course_id),
        (wanted.page_id, asked.page_id),
        (wanted.question_id, asked.question.id),
    )
    return all(value in ("", own) for value, own in pairs)


def _address(answer: OpenAnswer | queries.QueueRow) -> str:
    return url_for("learning.mark_answer", place=answer.place, answer_id=answer.id, **_query(_wanted()))


def _titles(course_id: str, page_id: str) -> tuple[str, str]:
    """Names of course and page as they are today; their ids where they were withdrawn."""
    course = content.find_course(course_id)
    page = course.lesson(page_id) if course else None
    return course.title_in(language()) if course else course_id, page.title(language()) if page else page_id


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
