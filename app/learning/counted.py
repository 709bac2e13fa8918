"""Which completions count: the one condition, for every statement that reads them."""

from sqlalchemy import ColumnElement

from .models import Completion


def stands() -> ColumnElement[bool]:
    """Not withdrawn. Only judging again, agreed by two people, withdraws a completion; it then counts nowhere."""
    return Completion.withdrawn_at.is_(None)
