"""Asking for a new password is answered at once; who asked, and whether anybody, is looked up here."""

from datetime import timedelta

from app import clock, jobs, limits
from app.db import writing
from app.people.mails import outbox
from app.people.queries import find_by_identity

RESETS = 3
RESET_WINDOW = timedelta(hours=1)


@jobs.job
def ask_for_reset(identity: str, key: str) -> None:
    """Let a mail wait for whoever has this staff number or address; nobody, or somebody without a mailbox, gets none."""
    person = find_by_identity(identity)
    if person is None or not person.active or not person.email:
        return
    user_id, now = person.id, clock.now()
    with writing():
        if limits.wait_seconds("reset person", str(user_id), limit=RESETS, window=RESET_WINDOW, now=now):
            return
        limits.count("reset person", str(user_id), window=RESET_WINDOW, now=now)
        outbox.put(user_id, "reset", f"reset:{key}", about={"asked_at": now.isoformat()}, now=now)
    outbox.send_waiting()
