"""Finding people in reports."""

from sqlalchemy import CTE, ColumnElement

from app.people.search import means


def matches(q: str, among: CTE) -> ColumnElement[bool]:
    """Whether a person of `standings.people` is meant by a search text."""
    return means(q, among.c)
