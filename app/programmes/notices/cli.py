"""`flask mails`: send what waits, see what goes out tomorrow, and why somebody did or did not get a mail."""

from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.db import db
from app.people.mails import outbox
from app.people.mails.queries import mail_status
from app.people.mails.wording import status_words
from app.people.models import User

from .digest import put_digests
from .explaining import explain, preview, tomorrow
from .verdicts import mail_words, verdict_words
from .wording import TITLES, context_of, programme_name

mails = AppGroup("mails", help="Digests and other mails.")


@mails.command("send")
def send() -> None:
    """Put the digests that are due and send what waits, as the job of every minute does."""
    put_digests(clock.now())
    sent = 0
    while count := outbox.send_waiting():
        sent += count
    click.echo(f"{sent} sent; {status_words(mail_status())}")


@mails.command("tomorrow")
def show_tomorrow() -> None:
    """List whom tomorrow's digests go to: staff number, how many things, what is left out."""
    day = tomorrow()
    found = preview(day, among=select(User.id), now=clock.now())
    numbers = {user_id: number for user_id, number in db.session.execute(select(User.id, User.staff_no))}
    for row in found:
        left_out = ", ".join(f"{why} {count}" for why, count in row.left_out.items())
        click.echo(f"{numbers[row.user_id]}  {len(row.items)}" + (f"  left out: {left_out}" if left_out else ""))
    click.echo(f"{day}: {sum(1 for row in found if row.items)} digests")


@mails.command("why")
@click.argument("staff_no")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The day in question; today unless given.")
def why(staff_no: str, day: datetime | None) -> None:
    """Say why STAFF_NO did, or did not, get a mail on a day."""
    user_id = db.session.scalar(select(User.id).filter_by(staff_no=staff_no))
    if user_id is None:
        raise click.ClickException(f"There is no account {staff_no}.")
    today = clock.today()
    wanted = day.date() if day else today
    found = explain(user_id, wanted)
    context = context_of([reason.decision for reason in found.reasons])
    for reason in found.reasons:
        decision = reason.decision
        name = programme_name(decision.about, context) if "programme" in decision.about else ""
        parts = [
            str(TITLES[decision.kind]) if decision.kind else "",
            name,
            verdict_words(reason, day=wanted, today=today),
        ]
        click.echo(": ".join(part for part in [*parts, mail_words(reason)] if part))
    for row in found.mails:
        click.echo(f"mail {row.id}: {row.kind}, {row.state} {row.outcome}".rstrip())
    if not found.reasons and not found.mails:
        click.echo("Nothing is to be told, and nothing was sent.")
