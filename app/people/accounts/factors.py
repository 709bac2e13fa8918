"""Taking a second factor off an account whose owner has lost it: an administrator's act. Runs inside `writing()`."""

from datetime import datetime

from sqlalchemy import delete

from app.db import db
from app.people import actions
from app.people.accounts import codes
from app.people.accounts.models import Passkey


def take_off(user_id: int, *, by_id: int, reason: str, now: datetime, request_id: str = "") -> bool:
    """No codes, no recovery codes, no passkeys any more, and every session ended; False where there was nothing to take.

    Whose role asks for a second factor sets one up at the next sign-in.
    """
    had_codes = codes.take_off(user_id)
    gone = db.session.execute(delete(Passkey).where(Passkey.user_id == user_id)).rowcount  # type: ignore[attr-defined]  # a DELETE has it
    if not had_codes and not gone:
        return False
    actions.end_all_sign_ins(user_id, now=now)
    actions.record_act(
        "second factor taken off",
        actor_id=by_id,
        subject_id=user_id,
        reason=reason,
        now=now,
        request_id=request_id,
        codes=had_codes,
        passkeys=gone,
    )
    return True
