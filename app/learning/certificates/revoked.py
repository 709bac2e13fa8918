"""Which completions have lost their certificate: as a column, for every statement that says how long one is valid."""

from datetime import datetime

from sqlalchemy import ScalarSelect, func, select, true

from ..models import Completion
from .models import Certificate
from .reasons import CORRECTED


def revoked_at(
    completion: type[Completion] = Completion, known_at: datetime | None = None
) -> ScalarSelect[datetime | None]:
    """When HR took back the certificate of a completion; None where there is none, or it stands.

    `completion`: the table or its like. `known_at`: what was taken back later still stood.

    One that was replaced lives on in the new one. One that a correction of results took back says nothing of itself: the
    completion was withdrawn with it, or its mean result is too low as if there had never been a certificate.
    """
    return (
        select(func.max(Certificate.revoked_at))
        .where(
            Certificate.completion_id == completion.id,
            Certificate.replaced_by_id.is_(None),
            Certificate.revoked_reason != CORRECTED,
            Certificate.revoked_at <= known_at if known_at else true(),
        )
        .correlate(completion)
        .scalar_subquery()
    )
