"""Crediting what was completed before there was a ledger: by itself, once a day, so that an upgrade needs no hand."""

from datetime import date

from app import jobs

from .catching_up import credit_missing


@jobs.daily(hour=1)
def credit_missing_completions(_day: date) -> None:
    credit_missing()
