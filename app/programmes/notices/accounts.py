"""What changed about an account, said in the application too: its mail goes at once and by itself, never in a digest."""

import secrets
from collections.abc import Collection
from datetime import datetime

from app.people.accounts import alerts

from .actions import tell
from .kinds import NoticeKind


@alerts.follow
def note(user_ids: Collection[int], event: str, thing: str, now: datetime) -> None:
    about = {"event": event, "thing": thing}
    tell(user_ids, NoticeKind.ACCOUNT, f"account:{event}:{secrets.token_hex(8)}", about=about, now=now)
