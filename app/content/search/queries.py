"""Searching, as pages ask for it."""

from __future__ import annotations

from flask import current_app

from .asking import read
from .finding import Found, Reader
from .following import Search


def search(typed: str, reader: Reader, *, page: int = 1) -> Found:
    """The pages that `typed` finds for this reader; from memory and the index alone. Nothing that is typed is an error."""
    index: Search = current_app.extensions["search"]
    return index.find(read(typed), reader, page)
