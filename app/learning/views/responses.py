"""What the script of an attempt's page talks to: saving each answer as it is given, and how things stand on the server.

The answers are JSON; what each means for the page is in docs/decisions/0019-answers-have-versions.md.
"""

from datetime import datetime, timedelta
from urllib.parse import unquote_to_bytes

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.errors import Invalid
from app.filters import clock_time, recent
from app.i18n import language
from app.questions.model import Question

from .. import queries
from ..answering import field_name, is_given, understood
from ..attempts import pace, saving
from ..attempts.rules import grace_left, is_late_but_kept, is_over, seconds_left
from ..attempts.saving import Changed, Closed, Given, Kept
from ..attempts.sheets import Sheet, get_sheet, sheet_of
from ..unread import unread_fields, why_not_counted
from .blueprint import bp

ATTEMPT = "/attempts/<int(max=2147483647):attempt_id>"
MOST_VERSIONS = 2**31 - 1
LONGEST_AGE = 10**12  # milliseconds: thirty years, and no number that a clock could not take


@bp.post(f"{ATTEMPT}/responses")
@requires(Permission.LEARN)
def save_response(attempt_id: int) -> ResponseReturnValue:
    """One answer as it is given, or with `flag` only the mark to look at it again.

    Form: `question` (id), `version` (of this answer as the page last knew it, 0: none), `age` (milliseconds since it was
    given), the question's own fields. `flag`: 1 or 0, and then no fields.
    """
    refuse_broken_text()
    learner_id, now = current_user.id, clock.now()
    sheet = get_sheet(attempt_id, learner_id=learner_id)
    pace.note(sheet.seed)
    question_id = request.form.get("question", "")
    revision = sheet.revision(question_id)
    if "flag" in request.form:
        flagged = whole("flag", most=1) == 1
        given = Given(question_id, revision, {})
        try:
            with writing():
                kept = saving.set_flag(attempt_id, given, flagged, learner_id=learner_id, now=now)
        except Closed as refusal:
            return _closed(attempt_id, refusal, late=False)
        return _saved(kept, sheet, now) | {"flagged": flagged}
    question = sheet.question(question_id)
    answer = sheet.read(question, request.form.getlist(field_name(question_id)))
    given = Given(question_id, revision, answer, base=required("version", most=MOST_VERSIONS))
    age = timedelta(milliseconds=whole("age", most=LONGEST_AGE) or 0)
    try:
        with writing():
            kept = saving.save_response(attempt_id, given, learner_id=learner_id, now=now)
    except Changed as refusal:
        return _changed(refusal.newer, sheet, question, now)
    except Closed as refusal:
        return _closed(attempt_id, refusal, late=_keep_late(attempt_id, given, refusal, learner_id, now, age))
    return _saved(kept, sheet, now)


@bp.post(f"{ATTEMPT}/hints")
@requires(Permission.LEARN)
def open_attempt_hint(attempt_id: int) -> ResponseReturnValue:
    """Open a hint of a question. Form: `question` (id), `hint` (its number, from 1). Sent twice, it is opened once.

    Answers with the HTML of all hints open now: `{"opened": 1, "hints": ["…"]}`.
    """
    learner_id, now = current_user.id, clock.now()
    sheet = get_sheet(attempt_id, learner_id=learner_id)
    pace.note(sheet.seed)
    question = sheet.question(request.form.get("question", ""))
    hints = question.hints(language())
    given = Given(question.id, sheet.revision(question.id), {})
    try:
        with writing():
            count = saving.open_hint(
                attempt_id, given, whole("hint", most=99) or 0, most=len(hints), learner_id=learner_id, now=now
            )
    except Closed as refusal:
        return _closed(attempt_id, refusal, late=False)
    return jsonify(opened=count, hints=list(hints[:count]))


@bp.get(f"{ATTEMPT}/state")
@requires(Permission.LEARN)
def show_state(attempt_id: int) -> ResponseReturnValue:
    """How the attempt stands: for other tabs, for the clock on the page, for a page that wakes up. With a fresh token."""
    attempt, now = queries.get_attempt(attempt_id, learner_id=current_user.id), clock.now()
    sheet = sheet_of(attempt)
    rows = {row.question_id: row for row in attempt.responses}
    answers = {}
    for question in sheet.questions():
        row = rows.get(question.id)
        answers[question.id] = {
            "version": row.version if row else 0,
            "values": sheet.values(question, row.answer if row else {}),
            "answered": bool(row and is_given(row.answer)),
            "saved_at": clock_time(row.saved_at) if row and row.version else None,
            "flagged": bool(row and row.flagged),
            "hints_opened": row.hints_opened if row else 0,
        }
    is_done = attempt.submitted_at is not None
    return jsonify(
        now=milliseconds(now.timestamp()),
        left=0 if is_done else seconds_left(attempt.started_at, attempt.deadline_at, now),
        grace=grace_left(attempt.deadline_at, now),
        handed_in=recent(attempt.submitted_at) if attempt.submitted_at else None,
        result=result_address(attempt_id) if is_done or is_over(attempt, now) else None,
        token=generate_csrf(),
        answers=answers,
    )


def whole(name: str, *, most: int) -> int | None:
    """A whole number of the form from 0 to `most`; None when it was not sent. Raises Invalid."""
    text = request.form.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 20 and int(text) <= most):
        raise Invalid(_("This page sent something that cannot be read. Reload it and answer again."))
    return int(text)


def required(name: str, *, most: int) -> int:
    """The same of a field that every page of ours sends. Raises Invalid."""
    number = whole(name, most=most)
    if number is None:
        raise Invalid(_("This page sent something that cannot be read. Reload it and answer again."))
    return number


def refuse_broken_text() -> None:
    """Raises Invalid where the body is no UTF-8: the form would keep such bytes as the letters that stand for them."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode()
        except UnicodeDecodeError as error:
            raise Invalid(_("This page sent something that cannot be read. Reload it and answer again.")) from error


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def result_address(attempt_id: int) -> str:
    return url_for("learning.show_attempt", attempt_id=attempt_id)


def _saved(kept: Kept, sheet: Sheet, now: datetime) -> dict[str, object]:
    question = sheet.question(kept.question_id)
    return {
        "saved_at": clock_time(kept.saved_at),
        "version": kept.version,
        "answered": is_given(kept.answer),
        "unreadable": "unreadable" in kept.answer,
        "unread": unread_fields(question, kept.answer),
        "complaint": why_not_counted(question, kept.answer, language()),
        "understood": list(understood(question, kept.answer, language())),
        "left": seconds_left(kept.times.started_at, kept.times.deadline_at, now),
    }


def _changed(newer: Kept, sheet: Sheet, question: Question, now: datetime) -> ResponseReturnValue:
    """What stands there, for the page to choose by age between that and its own."""
    ago = max(0, milliseconds((now - newer.saved_at).total_seconds()))
    values = sheet.values(question, newer.answer)
    return {
        "changed": True,
        "version": newer.version,
        "saved_at": clock_time(newer.saved_at),
        "saved_ago": ago,
        "values": values,
    }, 409


def _closed(attempt_id: int, refusal: Closed, *, late: bool) -> ResponseReturnValue:
    """Handed in by the learner, with the time; or over, and whether the answer was kept beside the attempt."""
    result = result_address(attempt_id)
    if refusal.by_time:
        return {"over": True, "late": late, "result": result, "error": refusal.message}, 409
    assert refusal.submitted_at is not None
    return {"handed_in": recent(refusal.submitted_at), "result": result, "error": refusal.message}, 409


def _keep_late(attempt_id: int, given: Given, refusal: Closed, learner_id: int, now: datetime, age: timedelta) -> bool:
    if not refusal.by_time or refusal.deadline_at is None or not is_late_but_kept(refusal.deadline_at, now, age):
        return False
    with writing():
        return saving.keep_late(attempt_id, given, given_at=now - age, learner_id=learner_id, now=now)
