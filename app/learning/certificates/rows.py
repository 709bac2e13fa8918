"""Somebody's certificates in a list."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.content import languages
from app.i18n import language

from . import queries
from .models import Certificate
from .reasons import words_of
from .seals import is_sealed
from .states import State, state_of


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """`title`: of the course or programme, as it was then. `last_day`: the last one on which it is valid; None: no end.

    Of a row that somebody changed, only its code and the id of its subject are told.
    """

    code: str
    title: str
    completed_on: date | None
    last_day: date | None
    state: State
    reason: str


def list_rows(*, holder_id: int, on: date) -> list[CertificateRow]:
    """Newest first, in one statement. The caller has checked that the reader may see this person's."""
    return [_row(found, on) for found in queries.list_certificates(holder_id=holder_id)]


def _row(found: Certificate, on: date) -> CertificateRow:
    if not is_sealed(found):
        return CertificateRow(found.code, found.subject_id, None, None, State.CHANGED, "")
    return CertificateRow(
        found.code,
        languages.text(found.snapshot["subject"]["title"], language()),
        date.fromisoformat(found.snapshot["completed_on"]),
        found.valid_until - timedelta(days=1) if found.valid_until else None,
        state_of(found, on),
        words_of(found.revoked_reason) if found.revoked_at else "",
    )
