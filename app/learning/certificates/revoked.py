"""Which completions have lost their certificate: as a column, for every statement that says how long one is valid."""

from datetime import datetime

from sqlalchemy import ScalarSelect, func, select

from ..models import Completion
from .models import Certificate
from .reasons import CORRECTED


def revoked_at() -> ScalarSelect[datetime | None]:
    """When HR took back the certificate of a completion; None where there is none, or it stands.

    One that was replaced lives on in the new one. One that a correction of results took back says nothing of itself: the
    completion was withdrawn with it, or its mean result is too low as if there had never been a certificate.
    """
    return (
        select(func.max(Certificate.revoked_at))
        .where(
            Certificate.completion_id == Completion.id,
            Certificate.replaced_by_id.is_(None),
            Certificate.revoked_reason != CORRECTED,
        )
        .correlate(Completion)
        .scalar_subquery()
    )
