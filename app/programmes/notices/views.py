"""Pages: one's own notices; tomorrow's mails; why somebody did or did not get one; a reminder by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app import clock, mail
from app.access import GRANTED_BY, Permission, Role, Scope, requires, scope_of
from app.db import db, writing
from app.errors import NotFound
from app.given import given_ids
from app.i18n import LANGUAGES, language, speaking
from app.people import queries as people
from app.people.mails.outbox import SPOKEN_FIRST
from app.people.mails.wording import TAGS as MAIL_TAGS
from app.people.mails.wording import kind_words, outcome_words, state_words
from app.people.models import User
from app.people.privacy import access
from app.programmes.models import Assignment, Programme
from app.reasons import LONGEST_REASON
from app.resending import keeps

from . import actions, cli, queries
from .deciding import Decision
from .explaining import explain, preview, preview_of, tomorrow
from .forms import RemindForm
from .kinds import Verdict
from .letters import compose
from .still import Entry
from .verdicts import TAGS, mail_words, verdict_words
from .wording import TITLES, Item, context_of, line, programme_name

T = TypeVar("T", bound=Entry | Decision)

bp = Blueprint("notices", __name__)
ROWS_A_PAGE = 50
TRUE = {Verdict.TELL, Verdict.TOLD, Verdict.ON_LEAVE}  # verdicts with which the sentence of a notice holds


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.cli.add_command(cli.mails)
    app.jinja_env.globals["unread_notice_count"] = lambda: queries.count_unread(current_user.id)


@bp.get("/notices")
@requires(Permission.LEARN)
def list_notices() -> str:
    """Everything the signed-in person was told, newest first; works without any mail."""
    user_id, unread = current_user.id, queries.count_unread(current_user.id)
    pages = max(1, -(-queries.count_own(user_id) // queries.ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "programmes/notices/list_notices.html",
        rows=queries.list_own(user_id, page=page, today=clock.today()),
        unread=unread,
        page=page,
        page_count=pages,
        page_link=lambda number: url_for("notices.list_notices", page=number),
    )


@bp.post("/notices/read")
@requires(Permission.LEARN)
def mark_read() -> ResponseReturnValue:
    """All that was shown, up to the newest of it: what came meanwhile stays unread."""
    user_id, up_to = current_user.id, request.form.get("up_to", 0, type=int)
    with writing():
        actions.mark_read(user_id, now=clock.now(), up_to=min(max(0, up_to), 2**31 - 1))
    return redirect(url_for("notices.list_notices"), 303)


@bp.get("/mails/tomorrow")
@requires(Permission.READ_MAIL)
def preview_tomorrow() -> str:
    """Whom the next digests go to, with how many things each, and what is left out and why."""
    day, scope = tomorrow(), scope_of(Permission.READ_MAIL)
    found = preview(day, among=people.people_in_scope(scope, on=clock.today()), now=clock.now())
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = found[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    named = select(User).where(User.id.in_([row.user_id for row in rows]))
    persons = {person.id: person for person in db.session.scalars(named)}
    return render_template(
        "programmes/notices/preview_tomorrow.html",
        day=day,
        rows=[
            (row, persons[row.user_id], sorted({str(TITLES[item.kind]) for item in row.items if item.kind}))
            for row in rows
        ],
        count=sum(1 for row in found if row.items),
        has_server=mail.is_set_up(),
        outcome_words=outcome_words,
        page=page,
        page_count=pages,
        page_link=lambda number: url_for("notices.preview_tomorrow", page=number),
    )


@bp.get("/mails/tomorrow/<int(max=2147483647):user_id>")
@requires(Permission.READ_MAIL)
def preview_one(user_id: int) -> str:
    """The text of one person's next digest, in that person's language."""
    scope = scope_of(Permission.READ_MAIL)
    person = people.get_person(user_id, scope=scope, on=clock.today())
    day = tomorrow()
    found = preview_of(user_id, day, now=clock.now())
    items = found.items if found else ()
    seen = _seen(items, scope)
    shown = [each for each in (_as_seen(item, seen) for item in items) if each is not None]
    own = db.session.get_one(User, user_id)
    tag = own.locale if own.locale in LANGUAGES else SPOKEN_FIRST
    access.note(user_id, "mails", reader_id=current_user.id)
    with speaking(tag):
        letter = compose(shown, user_id=user_id, name=person.name, mail_address="", day=day) if shown else None
    return render_template(
        "programmes/notices/preview_one.html",
        person=person,
        day=day,
        letter=letter,
        hidden=len(items) - len(shown),
        text=letter.text.replace(letter.unsubscribe, "…") if letter and letter.unsubscribe else letter and letter.text,
        tag=tag,
    )


@bp.get("/people/<int(max=2147483647):user_id>/mails")
@requires(Permission.READ_MAIL)
def explain_mails(user_id: int) -> str:
    """Why somebody did, or did not, get a mail on a day: every duty and event, with the decision about it."""
    today = clock.today()
    scope = scope_of(Permission.READ_MAIL)
    person = people.get_person(user_id, scope=scope, on=today)
    day = _day(request.args.get("day", "")) or today
    found = explain(user_id, day)
    context = context_of([reason.decision for reason in found.reasons])
    access.note(user_id, "mails", reader_id=current_user.id)
    rows, seen = [], _seen([reason.decision for reason in found.reasons], scope)
    for reason in found.reasons:
        decision = reason.decision
        to = _to_whom(decision) if decision.user_id not in (user_id, 0) else ""
        said = _as_seen(_for_nobody(decision) if to else decision, seen)  # “you stand in” is for who does
        if said is None:
            continue
        title = str(TITLES[decision.kind]) if decision.kind else programme_name(decision.about, context)
        if decision.kind is None:
            text = ""
        elif decision.verdict in TRUE or "programme" not in decision.about:
            text = line(said, context, today=day).text
        else:  # the sentence would be untrue: who has finished is not overdue
            text = programme_name(decision.about, context)
        rows.append((reason, title, text, verdict_words(reason, day=day, today=today), mail_words(reason), to))
    return render_template(
        "programmes/notices/explain_mails.html",
        person=person,
        day=day,
        rows=rows,
        mails=found.mails,
        tags=TAGS,
        mail_tags=MAIL_TAGS,
        kind_words=kind_words,
        state_words=state_words,
        has_server=mail.is_set_up(),
    )


@bp.route("/duties/<int(max=2147483647):assignment_id>/remind", methods=["GET", "POST"])
@requires(Permission.REMIND)
@keeps
def remind(assignment_id: int) -> ResponseReturnValue:
    """Remind somebody of one duty, with a word if wanted: a manager once a week, HR once a day."""
    scope, today = scope_of(Permission.REMIND), clock.today()
    assignment = db.session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound
    person = people.get_person(assignment.user_id, scope=scope, on=today)
    programme = db.session.get_one(Programme, assignment.programme_id)
    form, by_id = RemindForm(), current_user.id
    if form.validate_on_submit():
        with writing():
            actions.remind(
                assignment_id,
                by_id=by_id,
                is_limited=not _is_of_hr(),
                reason=form.reason.data,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        flash(_("They find it among their notices, and in their next mail."), "ok")
        return redirect(url_for("reports.show_person", user_id=person.id), 303)
    page = render_template(
        "programmes/notices/remind.html",
        form=form,
        person=person,
        assignment=assignment,
        name=programme.name(language()),
        is_limited=not _is_of_hr(),
        longest=LONGEST_REASON,
    )
    return page, 422 if form.errors else 200


def _seen(items: Sequence[Item], scope: Scope) -> set[int]:
    """Of the people whom these are about, or for whom somebody stands in, those whom the reader may see."""
    named = {item.about[name] for item in items for name in ("person", "for") if name in item.about}
    within = people.people_once_in_scope(scope, on=clock.today())
    return set(db.session.scalars(select(User.id).where(User.id.in_(given_ids(named)), User.id.in_(within))))


def _as_seen(item: T, seen: set[int]) -> T | None:
    """None where it is about somebody whom the reader may not see; without saying for whom somebody stands in, likewise."""
    if item.about.get("person") not in {None, *seen}:
        return None
    if item.about.get("for") in {None, *seen}:
        return item
    return _for_nobody(item)


def _for_nobody(item: T) -> T:
    """Without saying for whom somebody stands in."""
    return replace(item, about={name: value for name, value in item.about.items() if name != "for"})


def _to_whom(decision: Decision) -> str:
    return _("to who stands in for the line manager") if "for" in decision.about else _("to the line manager")


def _is_of_hr() -> bool:
    """Whether the person may remind by another role than that of a manager."""
    free = GRANTED_BY[Permission.REMIND] - {Role.MANAGER}
    return any(grant.role in free and grant.in_force for grant in current_user.grants)


def _day(text: str) -> date | None:
    """A day that somebody may mean; None for everything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1950 <= found.year <= clock.today().year + 10 else None
