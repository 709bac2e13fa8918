"""Schedules: list, make, look at what went to whom, pause, resume, delete; and the link that stops a mail."""

import secrets

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access import Permission, public, requires, scope_in
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.people.mails.wording import TAGS, outcome_words, state_words
from app.people.viewer import Viewer, viewers
from app.reports.frame.asking import Asked, address
from app.reports.frame.document import filters, scope_name
from app.reports.frame.model import Report, Take
from app.reports.registry import reports
from app.resending import keeps
from app.taking import done, status

from .. import queries, running, schedules, values, words
from ..forms import EmptyForm, ScheduleForm
from ..links import read_stop_token, stop_token
from ..models import Schedule
from ..timing import PERIODS, Period, next_times
from .blueprint import asked_of, bp, reader

TIMES_SHOWN = 3


@bp.get("/schedules")
@requires(Permission.READ_REPORT)
def list_schedules() -> str:
    """One's own, those to look after, and what comes to oneself."""
    who = reader()
    return render_template(
        "reports/kept/list_schedules.html",
        rows=queries.list_schedules(who),
        mine=queries.list_mine(who.id),
        reader_id=who.id,
        title_of=title_of,
        stop_token=stop_token,
    )


@bp.route("/schedules/new/<name>", methods=["GET", "POST"])
@requires(Permission.READ_REPORT)
@keeps
def make_schedule(name: str) -> ResponseReturnValue:
    """The values of this address are those of the report; its days are not kept."""
    now, who, request_id = clock.now(), reader(), g.get("request_id", "")
    asked = asked_of(name, now)
    report, query = asked.report, values.kept(asked)
    form = ScheduleForm()
    may_send = not scope_in(who.grants, Permission.SEND_REPORT).empty
    form.fit(takes_period=Take.PERIOD in report.takes, may_send=may_send)
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(18)
        form.name.data = str(report.title)
    if request.method == "POST" and form.validate_on_submit():
        _check_recipients(form, report, who)
    made: list[int] = []

    def make() -> None:
        order = schedules.Order(
            report.name,
            form.name.data,
            query,
            form.period.data if "period" in form else Period.YEAR_TO_DATE.value,
            form.made,
            form.form.data,
            _recipients(form, who),
        )
        made.append(schedules.make(order, key=form.key.data, user_id=who.id, now=now, request_id=request_id).id)

    if not form.errors and done(form, make):
        flash(_("The schedule is made. It comes round as this page says."), "ok")
        return redirect(url_for(".show_schedule", schedule_id=made[0]), 303)
    page = render_template(
        "reports/kept/make_schedule.html",
        form=form,
        asked=asked,
        facts=_facts(asked),
        drops_days=query != values.without_days(query),
        zone=clock.zone().key,
    )
    return page, status(form)


@bp.get("/schedules/<int(max=2147483647):schedule_id>")
@requires(Permission.READ_REPORT)
def show_schedule(schedule_id: int) -> str:
    """What it is made of, when it comes next, what went to whom and what did not."""
    who, now = reader(), clock.now()
    found = queries.get_schedule(schedule_id, who)
    row = found.schedule
    recipients = queries.list_recipients(schedule_id)
    able = viewers([each.user_id for each in recipients], now=now)
    report = reports().get(row.report)
    return render_template(
        "reports/kept/show_schedule.html",
        row=row,
        owner=found.owner,
        is_own=row.user_id == who.id,
        reader_id=who.id,
        title=title_of(row.report),
        report_address=address(row.report, row.query) if report else "",
        recipients=recipients,
        may_read={key for key, each in able.items() if report and not scope_in(each.grants, report.permission).empty},
        runs=queries.list_runs(schedule_id),
        times=next_times(row.cron, now, clock.zone(), TIMES_SHOWN) if row.next_at else [],
        period=str(PERIODS.get(Period(row.period), "")) if report and Take.PERIOD in report.takes else "",
        form_words=str(schedules.FORMS[schedules.Form(row.form)]),
        zone=clock.zone().key,
        words=words,
        tags=TAGS,
        state_words=state_words,
        mail_outcome=outcome_words,
        form=EmptyForm(),
    )


@bp.post("/schedules/<int(max=2147483647):schedule_id>/<any(pause, resume, delete):verb>")
@requires(Permission.READ_REPORT)
def change_schedule(schedule_id: int, verb: str) -> ResponseReturnValue:
    """By its owner, or by who may have reports mailed where the owner works or worked."""
    who, now, request_id = reader(), clock.now(), g.get("request_id", "")
    row = queries.get_schedule(schedule_id, who).schedule
    seen = request.form.get("seen", 0, type=int)
    if verb == "resume":
        _refuse_what_cannot_run(row, who)
    with writing():
        if verb == "delete":
            schedules.end(schedule_id, by_id=who.id, now=now, request_id=request_id)
        else:
            act = schedules.pause if verb == "pause" else schedules.resume
            act(schedule_id, seen=seen, by_id=who.id, now=now, request_id=request_id)
    done_so = {
        "pause": _("The schedule rests until somebody resumes it."),
        "resume": _("The schedule comes round again. You own it."),
        "delete": _("The schedule is deleted. What went out stays to be read here."),
    }
    flash(done_so[verb], "ok")
    return redirect(url_for(".show_schedule", schedule_id=schedule_id), 303)


@bp.route("/schedules/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """The link at the end of a mailed report: works without signing in, and by the button of a mail program (RFC 8058)."""
    recipient_id = read_stop_token(token)
    found = queries.find_recipient(recipient_id) if recipient_id is not None else None
    if found is None:
        raise NotFound(_("This link is of no use any more."))
    name, stopped = found[1].name, found[0].stopped_at is not None
    if request.method == "POST":
        with writing():
            schedules.stop(found[0].id, now=clock.now())
        stopped = True
    return render_template("reports/kept/stop.html", name=name, stopped=stopped)


def title_of(report: str) -> str:
    return str(reports()[report].title) if report in reports() else report


def _facts(asked: Asked) -> list[tuple[str, str]]:
    return [(_("Scope"), scope_name(asked)), *filters(asked)]


def _recipients(form: ScheduleForm, who: Viewer) -> list[int]:
    others = [each.id for each in form.people.people] if "people" in form else []
    return [*([who.id] if form.me.data else []), *others]


def _check_recipients(form: ScheduleForm, report: Report, who: Viewer) -> None:
    """Somebody has to get it, and whoever does may read it: nobody is listed who would get nothing."""
    ids = _recipients(form, who)
    if not ids:
        form.me.errors = [_("Choose who gets it.")]
        return
    able = viewers(ids, now=clock.now())
    lacking = [
        each.label
        for each in (form.people.people if "people" in form else ())
        if each.id not in able or scope_in(able[each.id].grants, report.permission).empty
    ]
    if lacking:
        form.people.errors = [
            _("They may not read this report, and would get nothing: %(names)s", names=", ".join(lacking))
        ]


def _refuse_what_cannot_run(row: Schedule, who: Viewer) -> None:
    recipients = {each.user_id for each in queries.list_recipients(row.id) if each.recipient.stopped_at is None}
    why = running.why_not(row, who, recipients, clock.now())
    db.session.rollback()
    if why is not None:
        raise Conflict(words.pause_words(why))
