"""Going through what is due in review, one question at a time."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict, Invalid, NotFound
from app.i18n import language
from app.questions import variants
from app.questions.model import Answer, Grade, Question
from app.resending import keeps

from ..drawing import order_of
from ..models import QuestionRevision
from ..showing import complaint
from ..shown import Shown
from ..spaced import actions, queries
from ..spaced.models import ReviewAnswer
from ..spaced.overview import next_due
from ..spaced.places import Place
from ..spaced.session import following
from ..terms import ShownTerm, shown_terms
from .blueprint import bp
from .choosing import Choice, read_choice
from .lessons import pin
from .opening import lesson_address
from .reading import read_sent

CARD = "/review/cards/<int(max=2147483647):card_id>"


@bp.get("/review/next")
@requires(Permission.LEARN)
def ask_review() -> ResponseReturnValue:
    """The next question of today's share; when there is none, what was done."""
    return _next_page(read_choice())


@bp.post(CARD)
@keeps
@requires(Permission.LEARN)
def answer_review(card_id: int) -> ResponseReturnValue:
    """Answer the question of a card. The same form sent again is answered by the first answer."""
    choice, learner_id, place = read_choice(), current_user.id, _find_place(card_id)
    number = _number()
    if request.form.get("asked", "") != pin(place.question):
        flash(_("This question has just been changed. Look at it again: nothing was counted."), "warn")
        return redirect(choice.address("learning.ask_review"), 303)
    answer, refused = _read(place.question, number)
    if refused:
        return _next_page(choice, card_id, answer, refused), Invalid.status
    try:
        with writing():
            row = actions.answer_card(learner_id, card_id, place, number, answer, now=clock.now())
            review_id = row.id if row else None
    except Conflict as refusal:
        flash(refusal.message, "warn")
        return redirect(choice.address("learning.ask_review"), 303)
    if review_id is None:
        return _next_page(choice, card_id, answer), 422
    return redirect(choice.address("learning.show_review_answer", review_id=review_id), 303)


@bp.get(CARD)
@requires(Permission.LEARN)
def show_card(card_id: int) -> ResponseReturnValue:
    """The address that a refused answer leaves in the browser, asked for again: the next question."""
    queries.get_card(card_id, learner_id=current_user.id)
    return redirect(read_choice().address("learning.ask_review"), 303)


@bp.get("/review/answers/<int(max=2147483647):review_id>")
@requires(Permission.LEARN)
def show_review_answer(review_id: int) -> str:
    """What came of an answer, and what is right, as long as this may be seen."""
    row = queries.get_answer(review_id, learner_id=current_user.id)
    review = queries.get_review(learner_id=current_user.id, now=clock.now())
    item = next((each for each in (*review.items, *review.paused) if _is_of(each.place, row)), None)
    choice, shown = read_choice(), _answered(row, review.done.count, may_see=item is not None)
    return render_template(
        "learning/show_review_answer.html",
        item=shown,
        terms=_terms(item.place, shown) if item else [],
        place=item.place if item else None,
        card=item.card if item else None,
        due_on=item.due_on if item else None,
        days=(item.due_on - review.today).days if item else 0,
        source=_source(item.place) if item else None,
        choice=choice,
        left=choice.left(review),
    )


@bp.post(f"{CARD}/pause")
@requires(Permission.LEARN)
def pause_card(card_id: int) -> ResponseReturnValue:
    learner_id = current_user.id
    with writing():
        actions.pause_card(learner_id, card_id, now=clock.now())
    flash(_("This question is put aside. It waits on the review page until you take it up again."), "ok")
    return redirect(read_choice().address("learning.ask_review"), 303)


@bp.post(f"{CARD}/resume")
@requires(Permission.LEARN)
def resume_card(card_id: int) -> ResponseReturnValue:
    learner_id = current_user.id
    with writing():
        actions.resume_card(learner_id, card_id)
    return redirect(url_for("learning.show_review"), 303)


def _next_page(choice: Choice, refused: int = 0, typed: Answer | None = None, why: str = "") -> str:
    """The next question, or what was done. `refused`: the card whose answer could not be taken, as it was `typed`; `why`: in
    words, where the answer itself does not tell."""
    review = queries.get_review(learner_id=current_user.id, now=clock.now())
    due, left = choice.due(review), choice.left(review)
    item = next((each for each in due if each.card.id == refused), left[0] if left else None)
    if item is None:
        return render_template(
            "learning/end_review.html",
            review=review,
            choice=choice,
            due=due,
            rest=following(due, choice.after),
            following=next_due(review.items, review.today),
        )
    number = queries.last_number(item.place, learner_id=current_user.id) + 1
    shown = asked(item.place.question, number, review.done.count + 1, typed if item.card.id == refused else None, why)
    return render_template(
        "learning/ask_review.html",
        item=shown,
        card=item.card,
        place=item.place,
        terms=_terms(item.place, shown),
        number=number,
        pin=pin(item.place.question),
        choice=choice,
        left=left,
    )


def asked(question: Question, number: int, shown_number: int = 1, typed: Answer | None = None, why: str = "") -> Shown:
    """The question with the numbers of its answer `number`. `typed`: what could not be taken, as it was typed, and `why`."""
    seed = actions.review_seed(current_user.id, question, number)
    drawn = variants.draw(question, seed)
    error = "" if typed is None else why or complaint(drawn, typed, language())
    return Shown(drawn, language(), shown_number, order_of(drawn, seed), seed, typed or {}, error=error)


def _answered(row: ReviewAnswer, shown_number: int, *, may_see: bool) -> Shown:
    """The question as it was asked then, with the answer; what came of it and what is right as far as it may be seen."""
    kept = db.session.get_one(QuestionRevision, row.revision)
    question = Question.from_json(kept.body)
    seed = actions.review_seed(current_user.id, question, row.number)
    drawn = variants.draw(question, seed)
    item = Shown(drawn, language(), shown_number, order_of(drawn, seed), seed, row.answer)
    return item.judged(Grade(Decimal(str(row.fraction))), feedback=may_see, right=may_see)


def _read(question: Question, number: int) -> tuple[Answer, str]:
    """The answer in the form, and why it cannot be taken."""
    seed = actions.review_seed(current_user.id, question, number)
    return read_sent(variants.draw(question, seed), seed)


def _find_place(card_id: int) -> Place:
    card = queries.get_card(card_id, learner_id=current_user.id)
    place = queries.Places().find(card.course_id, card.question_id)
    if place is None:
        raise NotFound(_("This question is not asked any more."))
    return place


def _terms(place: Place, shown: Shown) -> list[ShownTerm]:
    """The glossary's terms that the question links to."""
    named = content.find_terms(place.course, shown.shown_html)
    return shown_terms(place.course, [term.id for term in named], language())


def _is_of(place: Place, row: ReviewAnswer) -> bool:
    return row.question_id in (place.question.id, *place.question.aliases) and row.course_id in (
        place.course.id,
        *place.course.aliases,
    )


def _source(place: Place) -> tuple[str, str]:
    """Address and title of the page where a question is from."""
    page = place.lesson or place.quizzes[0]
    return lesson_address(place.course, page), page.title(language())


def _number() -> int:
    given = request.form.get("number", "")
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 7):
        raise Invalid(_("This is not an answer to the question asked. Reload the page and answer again."))
    return int(given)
