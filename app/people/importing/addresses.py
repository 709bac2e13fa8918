"""People told of a mail address that an import changes, or takes back. Runs inside `writing()`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from app.people.accounts.addresses import follow_changes
from app.people.models import User

from .models import ImportLine
from .writing_rows import rows_by


@contextmanager
def telling_of_changes(lines: Sequence[ImportLine], *, now: datetime) -> Iterator[None]:
    """Whatever happens inside to the addresses of the people of these lines is told to both addresses, and ends links that went
    to the former; new people, and those who are gone afterwards, are told nothing."""
    ids = [line.user_id for line in lines if line.user_id is not None]
    before = _addresses(ids)
    yield
    follow_changes(before, _addresses(ids), now=now)


def _addresses(user_ids: Sequence[int]) -> dict[int, str | None]:
    return {row.id: row.email for row in rows_by((User.id, User.email), User.id, user_ids)}
