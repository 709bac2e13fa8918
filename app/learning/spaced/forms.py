"""How long a pause in review is."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field
from wtforms.validators import StopValidation

from app import clock

from .actions import LONGEST_PAUSE


def first_pause() -> date:
    return clock.today() + timedelta(1)


def last_pause() -> date:
    return clock.today() + LONGEST_PAUSE


class PauseForm(FlaskForm):
    """`until`: a day from tomorrow to three months ahead, as YYYY-MM-DD."""

    until = DateField(_l("Pause until"))

    def validate_until(self, field: Field) -> None:
        if field.data is None or not first_pause() <= field.data <= last_pause():
            field.errors = []  # in place of the library's own words for what is no date
            raise StopValidation(
                _(
                    "Choose a day from %(first)s to %(last)s, written year-month-day.",
                    first=first_pause().isoformat(),
                    last=last_pause().isoformat(),
                )
            )
