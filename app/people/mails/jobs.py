"""Sending what waits, every minute."""

from app import jobs

from . import outbox


@jobs.every_minute
def send_mails() -> None:
    outbox.send_waiting()
