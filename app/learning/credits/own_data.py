"""What the ledger holds about a person, and what of it is blanked when a person is erased."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from app.people.privacy.erasing import changed, eraser
from app.people.privacy.sections import register

from .models import Credit

register(
    "credits",
    _l("Credited hours"),
    Credit,
    hidden=("recorded_by_id", "approved_by_id"),
    shown={
        "credited_on": _l("Day"),
        "item_zh": _l("Training (Chinese)"),
        "item_en": _l("Training (English)"),
        "hours": _l("Credited hours"),
        "is_void": _l("Taken back"),
        "reason": _l("Reason"),
    },
)


@eraser("words in the training ledger")
def blank_credits(user_id: int, _now: datetime) -> int:
    """Reasons, and numbers of papers from outside. The hours stay: the law wants the ledger kept."""
    return changed(update(Credit).where(Credit.user_id == user_id).values(reason="", evidence_no=""))
