"""Somebody's certificates in a list."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.content import languages
from app.i18n import language

from . import queries
from .reasons import words_of
from .states import State, state_of


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """`title`: of the course or programme, as it was then. `last_day`: the last one on which it is valid; None: no end."""

    code: str
    title: str
    completed_on: date
    last_day: date | None
    state: State
    reason: str


def list_rows(*, holder_id: int, on: date) -> list[CertificateRow]:
    """Newest first, in one statement. The caller has checked that the reader may see this person's."""
    return [
        CertificateRow(
            found.code,
            languages.text(found.snapshot["subject"]["title"], language()),
            date.fromisoformat(found.snapshot["completed_on"]),
            found.valid_until - timedelta(days=1) if found.valid_until else None,
            state_of(found, on),
            words_of(found.revoked_reason),
        )
        for found in queries.list_certificates(holder_id=holder_id)
    ]
