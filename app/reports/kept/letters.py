"""The mails of schedules, written when they are sent: a report as its recipient may see it, and what its owner has to know."""

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app import mail as mails
from app.db import db, locked, writing
from app.i18n import LANGUAGES, speaking
from app.people.actions import record_act
from app.people.mails.composing import composed
from app.people.mails.links import address as public_address
from app.people.mails.models import Mail
from app.people.mails.outbox import Composed, Nothing, composes
from app.people.models import User
from app.people.viewer import viewers
from app.reports.frame import pdf
from app.reports.frame.asking import Asked, address
from app.reports.frame.document import scope_name
from app.reports.frame.model import Answer
from app.reports.registry import reports

from . import words
from .computing import Computed, compute, number_of
from .links import stop_token
from .models import Delivery, Recipient, Run, Schedule
from .running import TROUBLE, Outcome, tell_owner

NOTHING = {
    Outcome.NO_RIGHT: "no-right",
    Outcome.GONE: "no-right",
    Outcome.STOPPED: "stopped",
    Outcome.ENDED: "over",
    Outcome.NO_SERVER: "no_server",
}


@composes("report")
def write_report(mail: Mail) -> Composed | Nothing:
    """A report of one run for one person; nothing where they may not read it, or want it no more."""
    now = clock.now()
    run_id, recipient_id = int(mail.about["run"]), int(mail.about["recipient"])
    found = _find(run_id, recipient_id)
    if found is None:
        return Nothing()
    run, schedule, recipient = found
    outcome = _hindrance(schedule, recipient)
    if outcome is not None:
        _note(run_id, schedule, recipient, Computed(outcome, {}), now)
        return Nothing(NOTHING[outcome])
    who = viewers([recipient.user_id], now=now).get(recipient.user_id)
    if who is None:
        return Nothing("not-employed")
    computed = compute(schedule, run, who, now=now)
    if computed.outcome in NOTHING:
        _note(run_id, schedule, recipient, computed, now)
        return Nothing(NOTHING[computed.outcome])
    composed = _letter(computed, schedule, run, recipient, who.name)
    _note(run_id, schedule, recipient, computed, now)
    return composed


def _find(run_id: int, recipient_id: int) -> tuple[Run, Schedule, Recipient] | None:
    statement = (
        select(Run, Schedule, Recipient)
        .join(Schedule, Schedule.id == Run.schedule_id)
        .join(Recipient, Recipient.schedule_id == Schedule.id)
        .where(Run.id == run_id, Recipient.id == recipient_id)
    )
    row = db.session.execute(statement).one_or_none()
    return (row[0], row[1], row[2]) if row is not None else None


def _hindrance(schedule: Schedule, recipient: Recipient) -> Outcome | None:
    if recipient.stopped_at is not None:
        return Outcome.STOPPED
    if schedule.ended_at is not None:
        return Outcome.ENDED
    return None if mails.is_set_up() else Outcome.NO_SERVER


def _letter(computed: Computed, schedule: Schedule, run: Run, recipient: Recipient, name: str) -> Composed:
    asked, answer = computed.asked, computed.answer
    assert asked is not None
    stop = public_address("kept.stop", token=stop_token(recipient.id))
    owner = db.session.scalar(select(User.name).filter_by(id=schedule.user_id)) or ""
    shown = {
        "title": str(asked.report.title),
        "scope": scope_name(asked),
        "day": asked.as_of.isoformat(),
        "empty": _empty_words(answer) if computed.row_count == 0 else "",
        "too_large": computed.outcome is Outcome.TOO_LARGE,
        "attached": computed.attachment is not None,
        "row_count": computed.row_count,
        "figures": [(str(tile.name), pdf.shown(tile.value)) for tile in answer.tiles] if answer else [],
        "link": f"{current_app.config['PUBLIC_URL']}{address(asked.report.name, computed.query)}",
        "owner": "" if schedule.user_id == recipient.user_id else owner,
        "number": number_of(run),
        "stop": stop,
    }
    called = "" if schedule.name in _titles(asked) else schedule.name
    subject = (
        _("%(name)s: %(title)s, %(day)s", name=called, title=asked.report.title, day=shown["day"])
        if called
        else _("%(title)s, %(day)s", title=asked.report.title, day=shown["day"])
    )
    return _composed("report", subject, name, unsubscribe=stop, computed=computed, **shown)


def _titles(asked: Asked) -> set[str]:
    """What a schedule is called that was left as it was offered, in whichever language its owner reads."""
    titles = set()
    for tag in LANGUAGES:
        with speaking(tag):
            titles.add(str(asked.report.title))
    return titles


def _empty_words(answer: Answer | None) -> str:
    data = answer.tables[0] if answer and answer.tables else None
    return str(data.empty if data else "") or _(
        "There is nothing to list this time: nothing that you may see fits what was chosen."
    )


def _composed(
    kind: str, subject: str, name: str, *, unsubscribe: str = "", computed: Computed | None = None, **words: object
) -> Composed:
    attachment = computed.attachment if computed else None
    return composed(
        f"reports/kept/mails/{kind}",
        " ".join(subject.split()),
        {"name": name, **words},
        unsubscribe=unsubscribe,
        names_others=True,
        attachments=(attachment,) if attachment else (),
    )


def _note(run_id: int, schedule: Schedule, recipient: Recipient, computed: Computed, now: datetime) -> None:
    """What the run had for a person; the first time in the audit log too, and of trouble the owner is told."""
    schedule_id, owner_id, report = schedule.id, schedule.user_id, schedule.report
    user_id, form, outcome = recipient.user_id, schedule.form, computed.outcome
    with writing():
        row = db.session.scalars(locked(select(Delivery).filter_by(run_id=run_id, user_id=user_id))).one()
        first = row.noted_at is None
        row.outcome, row.row_count, row.noted_at = outcome.value, computed.row_count, now
        if first and computed.attachment is not None:
            record_act(
                "report mailed",
                actor_id=owner_id,
                subject_id=user_id,
                now=now,
                report=report,
                kind=form,
                schedule=schedule_id,
                run=run_id,
            )
        if outcome in TROUBLE:
            tell_owner(run_id, owner_id, now)


@composes("report-trouble")
def write_trouble(mail: Mail) -> Composed | Nothing:
    """To the owner: who got nothing of a run, and why."""
    statement = (
        select(Delivery.outcome, User.name, User.staff_no, Schedule.id, Schedule.name.label("called"))
        .join(Run, Run.id == Delivery.run_id)
        .join(Schedule, Schedule.id == Run.schedule_id)
        .join(User, User.id == Delivery.user_id)
        .where(Delivery.run_id == int(mail.about["run"]), Delivery.outcome.in_([each.value for each in TROUBLE]))
        .order_by(User.name_key, User.id)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return Nothing()
    lines = [f"{row.name} ({row.staff_no}){_(': ')}{words.outcome_words(row.outcome)}" for row in rows]
    link = public_address("kept.show_schedule", schedule_id=rows[0].id)
    subject = _("%(name)s: somebody got no report", name=rows[0].called)
    return _composed("trouble", subject, _name_of(mail), lines=lines, called=rows[0].called, link=link)


@composes("report-paused")
def write_paused(mail: Mail) -> Composed | Nothing:
    """To the owner and to whoever looks after schedules: that one rests, and why."""
    row = db.session.get(Schedule, int(mail.about["schedule"]))
    if row is None or row.paused_at is None:
        return Nothing()
    report = reports().get(row.report)
    why, link = words.pause_words(str(mail.about["why"])), public_address("kept.show_schedule", schedule_id=row.id)
    subject = _("%(name)s: the schedule rests", name=row.name)
    title = str(report.title) if report else row.report
    return _composed("paused", subject, _name_of(mail), called=row.name, title=title, why=why, link=link)


def _name_of(mail: Mail) -> str:
    return db.session.scalars(select(User.name).filter_by(id=mail.user_id)).one()
