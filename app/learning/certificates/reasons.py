"""Why a certificate was revoked: in HR's words, or because results were corrected."""

from flask_babel import gettext as _

CORRECTED = "results-corrected"  # stored instead of words: why results were corrected is for editors alone


def words_of(reason: str) -> str:
    """What its holder and HR read, in the reader's language."""
    if reason == CORRECTED:
        return _("After a correction of results the conditions are no longer met.")
    return reason
