"""Which completions count: the one condition, for every statement that reads them."""

from sqlalchemy import ColumnElement

from .models import Completion


def stands(completion: type[Completion] = Completion) -> ColumnElement[bool]:
    """Not withdrawn. Only judging again, agreed by two people, withdraws a completion; it then counts nowhere.

    `completion`: the table or its like.
    """
    return completion.withdrawn_at.is_(None)
