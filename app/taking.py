"""Taking a form: what is right is done; what a rule refuses comes back in the form, which keeps what was typed."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm

from app.db import writing
from app.errors import Conflict, Invalid


def done(form: FlaskForm, action: Callable[[], Any]) -> bool:
    """Whether a form was right and its action was carried out. A rule's no stands above the form; a Conflict is noted there."""
    if not form.validate_on_submit():
        return False
    try:
        with writing():
            action()
    except (Conflict, Invalid) as refused:
        form.form_errors = [*form.form_errors, refused.message]
        form.conflict = isinstance(refused, Conflict)
        return False
    return True


def status(form: FlaskForm) -> int:
    """Of the page with the form: 409 where things stand otherwise by now, 422 where something has to be typed anew."""
    if getattr(form, "conflict", False):
        return Conflict.status
    return Invalid.status if form.errors else 200
