"""Deciding about answers to an earlier version: propose, agree, apply, undo, drop. Each runs inside `writing()`, never commits."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.content.model import Catalogue
from app.db import db
from app.errors import Conflict, Forbidden
from app.people.actions import record_act

from ..asked import keep_revision
from ..models import QuestionRevision
from . import agreeing, queries
from .applying import put_in_place
from .following import Followed
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging
from .plan import Choice
from .queries import Version
from .telling import tell_followed
from .undoing import Undoing, undo_all

OPEN = ("planning", "planned")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `request_id`: for the audit log."""

    id: int
    request_id: str = ""


def propose(version: Version, choice: Choice, reason: str, form_key: str, *, actor: Actor, now: datetime) -> Rejudging:
    """Begin a plan, which a job computes; *keep* is recorded at once. The same form again: the first one.

    Raises Conflict while another plan about this version waits, or when there is nothing left to decide.
    """
    same = select(Rejudging).filter_by(form_key=form_key)
    first = db.session.scalar(same)
    if first is not None:
        return first
    _refuse_second(version)
    keep_revision(version.course, version.question, now=now)
    is_kept = choice == "keep"
    rejudging = Rejudging(
        course_id=version.course.id,
        question_id=version.question.id,
        from_key=version.key,
        to_revision=version.question.revision,
        choice=choice,
        reason=reason,
        state="applied" if is_kept else "planning",
        total_count=version.answer_count,
        done_count=version.answer_count if is_kept else 0,
        summary={} if is_kept else {"run": "", "seen_at": now.isoformat()},
        proposed_by_id=actor.id,
        proposed_at=now,
        applied_by_id=actor.id if is_kept else None,
        applied_at=now if is_kept else None,
        form_key=form_key,
    )
    try:
        with db.session.begin_nested():
            db.session.add(rejudging)
    except IntegrityError:  # where writers are not in line, the same form was first from elsewhere
        return db.session.scalars(same).one()
    _note("answers kept" if is_kept else "judgement proposed", rejudging, actor, now)
    return rejudging


def agree(rejudging_id: int, *, actor: Actor, now: datetime) -> Rejudging:
    """The second person: to a plan, or to undoing what was applied, which is done then. Again: nothing changes.

    Raises Forbidden for what one proposed or asked for oneself, Conflict where nothing waits.
    """
    rejudging = _locked(rejudging_id)
    if rejudging.state == "applied" and rejudging.undo_asked_by_id is not None:
        _refuse_own(rejudging.undo_asked_by_id, actor)
        return _undo(rejudging, actor, now)
    if rejudging.state == "undone" and rejudging.undone_by_id == actor.id:
        return rejudging
    if rejudging.state != "planned":
        raise Conflict(_("There is nothing to agree to here any more. Reload the page to see what happened."))
    _refuse_own(rejudging.proposed_by_id, actor)
    if rejudging.agreed_by_id is None:
        rejudging.agreed_by_id, rejudging.agreed_at = actor.id, now
        _note("judgement agreed", rejudging, actor, now)
    return rejudging


def apply(rejudging_id: int, catalogue: Catalogue, *, actor: Actor, now: datetime) -> Rejudging:
    """Put the whole plan in place. Again: nothing changes.

    Raises Conflict when something has changed since the plan was made, when more would be taken than it says, or when nobody
    else has agreed where scores may fall or whoever proposed or applies it has an answer in it.
    """
    rejudging = _locked(rejudging_id)
    if rejudging.state == "applied":
        return rejudging
    if rejudging.state != "planned":
        raise Conflict(_("This plan cannot be applied: it is not finished, or it was dropped or undone."))
    _refuse_alone(rejudging, actor)
    if not is_current(rejudging, catalogue):
        raise Conflict(_("The question has changed again since this plan was made. Drop the plan and make a new one."))
    followed = put_in_place(rejudging, actor_id=actor.id, now=now, request_id=actor.request_id)
    _refuse_more(rejudging, followed)
    _forget_planned(rejudging.id)
    followed.note()
    tell_followed(rejudging.id, followed, now=now)
    rejudging.summary = {**rejudging.summary, "applied": followed.figures()}
    rejudging.state, rejudging.applied_by_id, rejudging.applied_at = "applied", actor.id, now
    _note("judgement applied", rejudging, actor, now)
    return rejudging


def undo(rejudging_id: int, reason: str, *, actor: Actor, now: datetime) -> Rejudging:
    """Put everything back as it was; where that takes something from somebody, or is about one's own answers, once another
    person agrees: until then this only asks. Again: nothing changes. Raises Conflict when something rests on it by now.

    Who passed a quiz by other attempts meanwhile keeps that pass. Certificates that were revoked are valid again, those issued are
    revoked; `certificates_left` of the summary says of how many something else was decided meanwhile, which stays.
    """
    rejudging = _locked(rejudging_id)
    if rejudging.state == "undone":
        return rejudging
    if rejudging.state != "applied":
        raise Conflict(_("This was not applied: there is nothing to undo."))
    rejudging.undo_reason, rejudging.undo_asked_by_id, rejudging.undo_asked_at = reason, actor.id, now
    if agreeing.is_needed_to_undo(rejudging, actor.id):
        _note("undoing asked for", rejudging, actor, now)
        return rejudging
    return _undo(rejudging, actor, now)


def drop(rejudging_id: int, *, actor: Actor, now: datetime) -> Rejudging:
    """Give up a plan that was not applied, its lines stay for the record; or the wish to undo one that was. Again: nothing changes."""
    rejudging = _locked(rejudging_id)
    if rejudging.state in OPEN:
        rejudging.state = "dropped"
        _note("judgement dropped", rejudging, actor, now)
    elif rejudging.state == "applied" and rejudging.undo_asked_by_id is not None:
        _note("undoing dropped", rejudging, actor, now)
        rejudging.undo_reason, rejudging.undo_asked_by_id, rejudging.undo_asked_at = "", None, None
    elif rejudging.state != "dropped":
        raise Conflict(_("This plan was applied already. It can be undone instead."))
    return rejudging


def _undo(rejudging: Rejudging, actor: Actor, now: datetime) -> Rejudging:
    left = 0
    if rejudging.choice != "keep":
        assert rejudging.applied_at is not None
        left = undo_all(rejudging, Undoing(actor.id, rejudging.applied_at, now, actor.request_id))
    rejudging.state, rejudging.undone_by_id, rejudging.undone_at = "undone", actor.id, now
    rejudging.summary = {**rejudging.summary, "certificates_left": left}
    _note("judgement undone", rejudging, actor, now)
    return rejudging


def _refuse_own(user_id: int, actor: Actor) -> None:
    if user_id == actor.id:
        raise Forbidden(_("You proposed this yourself. Another person has to agree."))


def _refuse_alone(rejudging: Rejudging, actor: Actor) -> None:
    """Nobody alone lowers what others have, or changes a score of one's own."""
    if rejudging.agreed_by_id is None and rejudging.choice == "again":
        raise Conflict(_("Scores may fall: another person has to agree first."))
    if rejudging.agreed_by_id is None and agreeing.is_needed(rejudging):
        raise Conflict(_("Whoever proposed this has an answer in it: another person has to agree first."))
    if rejudging.agreed_by_id in (None, actor.id) and agreeing.has_own_answer(rejudging.id, actor.id):
        raise Conflict(_("An answer of your own is in this plan: somebody else has to apply it."))


def _forget_planned(rejudging_id: int) -> None:
    """The lines say what followed, not what was planned to."""
    for line, nothing in ((RejudgedAttempt, {}), (RejudgedAnswer, None)):
        planned = update(line).where(line.rejudging_id == rejudging_id)
        db.session.execute(planned.values(followed=nothing).execution_options(synchronize_session=False))


def _refuse_more(rejudging: Rejudging, followed: Followed) -> None:
    count = agreeing.count_taking_more(rejudging.id, followed)
    if count:
        raise Conflict(
            ngettext(
                "By now more would be taken from %(num)s learner than this plan says. Drop it and make a new one.",
                "By now more would be taken from %(num)s learners than this plan says. Drop it and make a new one.",
                count,
            )
        )


def is_current(rejudging: Rejudging, catalogue: Catalogue) -> bool:
    """Whether the question is still the version that the plan judges by."""
    key = db.session.scalar(select(QuestionRevision.answer_key).filter_by(revision=rejudging.to_revision))
    present = queries.find_question(catalogue, rejudging.course_id, rejudging.question_id)
    return present is not None and present[1].answer_key == key


def _refuse_second(version: Version) -> None:
    """One plan at a time, and one decision in force: it has to be undone before another is made about the same answers."""
    decisions = select(Rejudging).where(
        Rejudging.course_id == version.course.id,
        Rejudging.question_id == version.question.id,
        Rejudging.from_key == version.key,
    )
    found = db.session.scalars(decisions.order_by(Rejudging.id)).all()
    if any(each.state in OPEN for each in found):
        raise Conflict(_("There is a plan about these answers already. Apply it or drop it first."))
    if version.is_decided and version.decision is not None and version.decision.choice != "keep":
        raise Conflict(_("This is decided already. Undo that decision to make another one."))


def _locked(rejudging_id: int) -> Rejudging:
    """The decision, for nobody else to change meanwhile. Raises NotFound."""
    queries.get_rejudging(rejudging_id)
    return db.session.get_one(Rejudging, rejudging_id, with_for_update=True, populate_existing=True)


def _note(action: str, rejudging: Rejudging, actor: Actor, now: datetime) -> None:
    """A line in the audit log. The reason of undoing is its own."""
    db.session.flush()
    record_act(
        action,
        actor_id=actor.id,
        now=now,
        request_id=actor.request_id,
        rejudging=rejudging.id,
        course=rejudging.course_id,
        question=rejudging.question_id,
        choice=rejudging.choice,
        reason=rejudging.undo_reason if rejudging.undo_asked_by_id is not None else rejudging.reason,
    )
