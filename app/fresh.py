"""When the signed-in person last proved who they are. What is worth stealing a session for asks for it again.

The moment stands in the signed cookie; a view that needs it recent is marked `@fresh`, or is an unsafe one of a permission in
`access.FRESH`. The page that asks is app/people/accounts/confirming.py.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import current_app, request, session

from app import clock

View = TypeVar("View", bound=Callable[..., Any])
FRESH_FOR = timedelta(minutes=10)


def fresh(view: View) -> View:
    """Mark a view that needs a recent proof whatever its method: an export, the page of a form that takes a file."""
    view.fresh = True  # type: ignore[attr-defined]  # a view carries what is declared of it
    return view


def is_marked() -> bool:
    """Whether the view of this request is marked."""
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "fresh")


def note_proof() -> None:
    """The person has just shown a password, a code or a passkey."""
    session["proved"] = int(clock.now().timestamp())


def is_fresh() -> bool:
    """Whether that is at most ten minutes ago."""
    proved: int = session.get("proved", 0)
    return clock.now().timestamp() - proved <= FRESH_FOR.total_seconds()
