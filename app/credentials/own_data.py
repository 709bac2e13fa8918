"""What is stored about a person's credentials, for the file of one's own data; what an erasure blanks; what an import undoes."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update

from app.people.privacy.access import PAGES
from app.people.privacy.erasing import changed, eraser
from app.people.privacy.sections import register

from .models import CredentialEvidence, CredentialHolding, CredentialPeriod

register(
    "credentials",
    _l("Credentials"),
    CredentialHolding,
    hidden=("form_key",),
    shown={"type_id": _l("Credential"), "added_at": _l("When")},
)
register(
    "credential_terms",
    _l("Terms of credentials"),
    CredentialPeriod,
    lambda user_id: CredentialPeriod.holding_id.in_(_holdings(user_id)),
    hidden=("recorded_by_id", "verified_by_id"),
    shown={
        "certified_on": _l("Given on"),
        "valid_until": _l("Valid until"),
        "number": _l("Number of the paper"),
        "issuer": _l("Issued by"),
    },
)
register(
    "credential_evidence",
    _l("Scans of credentials"),
    CredentialEvidence,
    lambda user_id: CredentialEvidence.holding_id.in_(_holdings(user_id)),
    hidden=("added_by_id",),
)
PAGES |= {
    "credentials": _l("Credentials"),
    "credential-number": _l("The number of a credential"),
    "credential-evidence": _l("A scan of a credential"),
}


@eraser("credentials")
def blank_credentials(user_id: int, now: datetime) -> int:
    """Numbers, words and scans go; days stay, for the figures. The files themselves are deleted by the sweep (jobs.py)."""
    own = CredentialPeriod.holding_id.in_(_holdings(user_id))
    words = update(CredentialPeriod).where(own).values(number="", level="", issuer="", reason="")
    scans = update(CredentialEvidence).where(
        CredentialEvidence.holding_id.in_(_holdings(user_id)), CredentialEvidence.dropped_at.is_(None)
    )
    return changed(words) + changed(scans.values(dropped_at=now))


def _holdings(user_id: int) -> Select[int]:
    return select(CredentialHolding.id).where(CredentialHolding.user_id == user_id)
