"""Review: what is due, what comes this week, what is still known; how one wants to review."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.db import writing

from ..spaced import actions, queries
from ..spaced.forms import MinutesForm, PauseForm, first_pause, last_pause
from ..spaced.mastery import FEWEST, LATEST
from ..spaced.overview import forecast, known_of, next_due, totals_of
from ..spaced.session import minutes_of
from .blueprint import bp
from .choosing import read_choice
from .reviewing import asked


@bp.get("/review")
@requires(Permission.LEARN)
def show_review() -> str:
    """One's own review, in five statements beside the person's, and five more where competencies are taught."""
    return _page(PauseForm())


def _page(form: PauseForm, minutes_form: MinutesForm | None = None) -> str:
    review = queries.get_review(learner_id=current_user.id, now=clock.now())
    choice = read_choice()
    due, left = choice.due(review), choice.left(review)
    items = [*review.items, *review.paused]
    known = known_of(items, queries.list_mastery(items, learner_id=current_user.id), review.today)
    return render_template(
        "learning/show_review.html",
        form=form,
        minutes_form=minutes_form,
        review=review,
        choice=choice,
        due=due,
        left=left,
        minutes=minutes_of(left or due),
        days=forecast(review.items, review.today, review.setting, review.done.seconds),
        following=next_due(review.items, review.today),
        known=known,
        totals=totals_of(known),
        fewest=FEWEST,
        latest=LATEST,
        today=review.today,
        least=actions.FEWEST_MINUTES,
        most=actions.MOST_MINUTES,
        aside=[
            (item, asked(item.place.question, 1).title or _("Question without a heading")) for item in review.paused
        ],
        first_pause=first_pause(),
        last_pause=last_pause(),
    )


@bp.post("/review/minutes")
@requires(Permission.LEARN)
def change_review_minutes() -> ResponseReturnValue:
    learner_id, form = current_user.id, MinutesForm()
    if not form.validate_on_submit():
        return _page(PauseForm(formdata=None), form), 422
    with writing():
        actions.change_minutes(learner_id, form.minutes.data or 0)
    flash(_("Saved."), "ok")
    return redirect(url_for("learning.show_review"), 303)


@bp.post("/review/pause")
@requires(Permission.LEARN)
def pause_review() -> ResponseReturnValue:
    """Ask nothing until a day; without a field for it: go on."""
    form = PauseForm() if "until" in request.form else None
    if form is not None and not form.validate_on_submit():
        return _page(form), 422
    with writing():
        actions.pause_until(current_user.id, form and form.until.data, now=clock.now())
    return redirect(url_for("learning.show_review"), 303)
