"""Mails to people: put into an outbox, written when they are sent, tried again, accounted for."""

from . import jobs

JOBS = (jobs.send_mails,)
