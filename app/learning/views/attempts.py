"""An attempt on screen: its questions while it is under way, handing in, the result. All of it works without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import writing
from app.errors import Invalid
from app.filters import clock_time
from app.i18n import language
from app.questions.model import Answer, Question
from app.resending import keeps

from .. import queries
from ..answering import field_name, in_words
from ..attempts import actions, pace, saving
from ..attempts.late import Late, keep_page_late, list_late, list_refused
from ..attempts.results import taught
from ..attempts.rules import grace_left, is_over, seconds_left
from ..attempts.saving import Closed, Given, Kept
from ..attempts.sheets import Sheet, get_sheet
from ..attempts.standing import standing_of
from ..marking.telling import comments_of_attempt
from ..models import Attempt
from ..reading_again import reading_again
from ..rejudging.telling import corrections_of
from ..showing import policy_of, shown_attempt
from ..shown import Shown
from ..terms import ShownTerm, shown_terms
from .achieved import find_achieved
from .blueprint import bp
from .opening import neighbours
from .responses import ATTEMPT, MOST_VERSIONS, refuse_broken_text, result_address, wants_json, whole


@dataclass(frozen=True, slots=True)
class Clash:
    """A question that was answered in another window meanwhile: both answers in words, and when the other was saved."""

    item: Shown
    mine: str
    theirs: str
    saved_at: datetime


@bp.get(ATTEMPT)
@requires(Permission.LEARN)
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """An attempt: its questions while it is under way, all or with `?question=3` one of them; the result afterwards."""
    attempt = queries.get_attempt(attempt_id, learner_id=current_user.id)
    if attempt.submitted_at is not None:
        return _result_page(attempt)
    if is_over(attempt, clock.now()):
        return redirect(url_for("learning.hand_in", attempt_id=attempt.id), 303)
    return _questions_page(attempt)


@bp.post(ATTEMPT)
@keeps
@requires(Permission.LEARN)
def save_attempt(attempt_id: int) -> ResponseReturnValue:
    """The whole page at once, without JavaScript: save, then what `do` says.

    Form: for each question on the page its fields and `v-<id>`, the version the page knows (fields without it: none); `do`:
    `save`, `review`, `go:<number>` to another question, `flag:<id>` to mark it or no longer, `hint:<id>:<number>` to open a hint.
    What was changed in another window meanwhile is left alone and named. When the attempt was handed in meanwhile, or the
    time is over, this says so and shows what came of it.
    """
    refuse_broken_text()
    learner_id, now = current_user.id, clock.now()
    sheet = get_sheet(attempt_id, learner_id=learner_id)
    pace.note(sheet.seed)
    given, refused = _read_page(sheet)
    try:
        with writing():
            attempt = saving.lock_attempt(attempt_id, learner_id=learner_id)
            changed = saving.save_page(attempt, given, now=now)
            _mark(sheet, attempt_id, learner_id, now)
    except Closed as refusal:
        flash(refusal.message, "warn")
        with writing():
            keep_page_late(attempt_id, given, refusal, learner_id=learner_id, now=now)
        attempt = queries.get_attempt(attempt_id, learner_id=learner_id)
        lost = list_refused(attempt, given, queries.list_asked(attempt), lang=language(), now=now)
        page = _result_page(attempt, lost) if attempt.submitted_at else _confirm_page(attempt, lost)
        return page, refusal.status
    if changed or refused:
        attempt = queries.get_attempt(attempt_id, learner_id=learner_id)
        page = _questions_page(attempt, changed=changed, given=given, refused=refused)
        return page, 409 if changed else 422
    return _way_on(attempt_id)


def _read_page(sheet: Sheet) -> tuple[list[Given], dict[str, str]]:
    """The answers on the page, and the complaints about those that cannot be kept, by question id."""
    given, refused = [], {}
    for question in sheet.questions():
        values = request.form.getlist(field_name(question.id))
        if not values and f"v-{question.id}" not in request.form:
            continue  # not on this page
        try:
            base = whole(f"v-{question.id}", most=MOST_VERSIONS) or 0
            given.append(Given(question.id, sheet.revision(question.id), sheet.read(question, values), base))
        except Invalid as refusal:
            refused[question.id] = refusal.message
    return given, refused


def _mark(sheet: Sheet, attempt_id: int, learner_id: int, now: datetime) -> None:
    """Flag a question, or open a hint of it, where the button pressed says so."""
    what, _colon, rest = request.form.get("do", "").partition(":")
    question_id, _colon, number = rest.partition(":")
    if what == "flag":
        given = Given(question_id, sheet.revision(question_id), {})
        saving.toggle_flag(attempt_id, given, learner_id=learner_id, now=now)
    if what == "hint":
        question = sheet.question(question_id)
        given = Given(question_id, sheet.revision(question_id), {})
        count = int(number[:3]) if number.isascii() and number.isdecimal() else 0
        most = len(question.hints(language()))
        saving.open_hint(attempt_id, given, count, most=most, learner_id=learner_id, now=now)


def _way_on(attempt_id: int) -> ResponseReturnValue:
    """Where the button pressed leads, when everything is kept: nothing on the page holds anybody up."""
    what, _colon, rest = request.form.get("do", "").partition(":")
    one = request.args.get("question")
    if what == "review":
        return redirect(url_for("learning.hand_in", attempt_id=attempt_id), 303)
    if what == "save":
        return _leave(attempt_id)
    if what == "go":
        return redirect(url_for("learning.show_attempt", attempt_id=attempt_id, question=rest), 303)
    anchor = f"question-{rest.partition(':')[0]}" if what in {"flag", "hint"} else None
    return redirect(url_for("learning.show_attempt", attempt_id=attempt_id, question=one, _anchor=anchor), 303)


@bp.route(f"{ATTEMPT}/hand-in", methods=["GET", "POST"])
@requires(Permission.LEARN)
def hand_in(attempt_id: int) -> ResponseReturnValue:
    """Asks once more, naming what has no answer; POST grades. Handing in twice shows the first result.

    The script is answered in JSON: `{"handed_in": "10:21", "result": "/attempts/7"}`. Nothing else means that it is done.
    """
    learner_id, now = current_user.id, clock.now()
    attempt = queries.get_attempt(attempt_id, learner_id=learner_id)
    if request.method == "POST" and attempt.submitted_at is None:
        course, quiz = taught(attempt)
        queries.list_asked(attempt)  # in memory before the gate opens
        with writing():
            attempt = actions.submit_attempt(attempt_id, course, quiz, learner_id=learner_id, now=now)
    if request.method == "POST" and wants_json() and attempt.submitted_at is not None:
        return jsonify(handed_in=clock_time(attempt.submitted_at), result=result_address(attempt_id))
    if request.method == "POST" or attempt.submitted_at is not None:
        return redirect(url_for("learning.show_attempt", attempt_id=attempt_id), 303)
    return _confirm_page(attempt)


def _leave(attempt_id: int) -> ResponseReturnValue:
    """To the page of the course, with a word that nothing is lost."""
    attempt = queries.get_attempt(attempt_id, learner_id=current_user.id)
    course, quiz = taught(attempt)
    if course is None:
        return redirect(url_for("programmes.list_courses"), 303)
    title = title_of(quiz)
    if attempt.deadline_at:
        until = clock_time(attempt.deadline_at)
        words = _(
            "Your answers to “%(quiz)s” are saved. Its time runs on: hand in by %(time)s.", quiz=title, time=until
        )
    else:
        words = _("Your answers to “%(quiz)s” are saved. Go on whenever you like.", quiz=title)
    flash(words, "ok")
    return redirect(url_for("programmes.show_course", course_id=course.id), 303)


def _questions_page(
    attempt: Attempt,
    *,
    changed: Sequence[Kept] = (),
    given: Sequence[Given] = (),
    refused: dict[str, str] | None = None,
) -> str:
    """The attempt under way. `changed`, `given`, `refused`: what came of the page just sent."""
    course, quiz = taught(attempt)
    items = [
        _complained(item, refused or {})
        for item in shown_attempt(attempt, queries.list_asked(attempt), lang=language())
    ]
    at = _number_shown(len(items))
    return render_template(
        "learning/take_attempt.html",
        course=course,
        lesson=quiz,
        title=title_of(quiz),
        attempt=attempt,
        items=items,
        at=at,
        page_items=items if at is None else items[at - 1 : at],
        clashes=_clashes(items, changed, given),
        terms=_terms(course, items),
        answered_count=sum(item.is_answered for item in items),
        saved_at=max((response.saved_at for response in attempt.responses if response.version), default=None),
        left=seconds_left(attempt.started_at, attempt.deadline_at, clock.now()),
        grace=grace_left(attempt.deadline_at, clock.now()),
    )


def _number_shown(count: int) -> int | None:
    """Which question stands alone on the page, from 1; None: all of them do."""
    text = request.args.get("question", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    return number if 1 <= number <= count else None


def _complained(item: Shown, refused: dict[str, str]) -> Shown:
    """What cannot be kept stays in its field as it was typed."""
    if item.question.id not in refused:
        return item
    values = request.form.getlist(item.name)
    is_typed = item.question.kind in {"open", "text", "number"}
    answer: Answer = {"text": values[0]} if is_typed and values else item.answer
    return replace(item, error=refused[item.question.id], answer=answer)


def _clashes(items: Sequence[Shown], changed: Sequence[Kept], given: Sequence[Given]) -> list[Clash]:
    mine = {each.question_id: each.answer for each in given}
    theirs = {each.question_id: each for each in changed}
    return [
        Clash(item, _words(item.question, mine[key]), _words(item.question, theirs[key].answer), theirs[key].saved_at)
        for item in items
        if (key := item.question.id) in theirs
    ]


def _words(question: Question, answer: Answer) -> str:
    """An answer in words."""
    return in_words(question, answer, language()) if answer else _("no answer")


def _confirm_page(attempt: Attempt, lost: Sequence[Late] = ()) -> str:
    """`lost`: what was just sent and came too late."""
    course, quiz = taught(attempt)
    items = shown_attempt(attempt, queries.list_asked(attempt), lang=language())
    return render_template(
        "learning/confirm_attempt.html",
        lost=lost,
        course=course,
        title=title_of(quiz),
        attempt=attempt,
        items=items,
        is_over=is_over(attempt, clock.now()),
        left=seconds_left(attempt.started_at, attempt.deadline_at, clock.now()),
        grace=grace_left(attempt.deadline_at, clock.now()),
        unanswered=[item for item in items if not item.is_answered and not item.why_unread],
        unread=[item for item in items if item.why_unread],
        flagged=[item for item in items if item.flagged],
        short=[item for item in items if item.length_note],
        incomplete=[item for item in items if item.gap_count],
        numbers=[item for item in items if item.understood],
    )


def _result_page(attempt: Attempt, lost: Sequence[Late] = ()) -> str:
    """`lost`: what was just sent and came too late."""
    course, quiz = taught(attempt)
    standing = (
        standing_of(course, quiz, learner_id=attempt.user_id, now=clock.now())
        if course is not None and quiz is not None
        else None
    )
    policy = policy_of(quiz, standing.present if standing else [attempt], left=standing.left if standing else None)
    comments = comments_of_attempt(attempt.id)
    questions = queries.list_asked(attempt)
    items = shown_attempt(attempt, questions, lang=language(), policy=policy, comments=comments)
    return render_template(
        "learning/show_attempt.html",
        lost=lost,
        corrections=corrections_of(attempt),
        achieved=find_achieved(attempt, course),
        course=course,
        lesson=quiz,
        title=title_of(quiz),
        attempt=attempt,
        items=items,
        again=reading_again(course, items),
        late=list_late(attempt, questions, lang=language()) if attempt.deadline_at else [],
        terms=_terms(course, items),
        right_count=sum(item.grade is not None and item.grade.fraction >= 1 for item in items),
        points=sum(item.points for item in items),
        waiting_points=sum(item.question.points for item in items if item.is_waiting),
        show_feedback=policy.feedback,
        show_answers=policy.answers,
        is_earlier=standing is not None and not standing.is_present(attempt),
        may_retry=standing is not None and standing.refusal is None,
        attempts_left=standing.left if standing else None,
        following=neighbours(course, quiz)[1] if course and quiz else None,
    )


def _terms(course: Course | None, items: Sequence[Shown]) -> list[ShownTerm]:
    """The glossary's terms that the questions on a page link to."""
    if course is None:
        return []
    named = content.find_terms(course, [html for item in items for html in item.shown_html])
    return shown_terms(course, [term.id for term in named], language())


def title_of(quiz: Lesson | None) -> str:
    return quiz.title(language()) if quiz else "—"
