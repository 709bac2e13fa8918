"""What a certificate is worth on a day. Pure."""

from datetime import date
from enum import StrEnum

from .models import Certificate


class State(StrEnum):
    VALID = "valid"
    NOT_YET = "not_yet"  # its term begins later
    RUN_OUT = "run_out"
    REVOKED = "revoked"
    REPLACED = "replaced"
    CHANGED = "changed"  # by somebody else than us: nothing that its row says is to be believed


def state_of(certificate: Certificate, on: date) -> State:
    """Revoking and replacing come before the dates."""
    if certificate.replaced_by_id is not None:
        return State.REPLACED
    if certificate.revoked_at is not None:
        return State.REVOKED
    if certificate.valid_until is not None and on >= certificate.valid_until:
        return State.RUN_OUT
    begins = certificate.snapshot["valid_from"]
    return State.NOT_YET if begins and on < date.fromisoformat(begins) else State.VALID
