"""How long a day's review is, and how long a pause."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField
from wtforms.validators import StopValidation

from app import clock

from .actions import FEWEST_MINUTES, LONGEST_PAUSE, MOST_MINUTES


def first_pause() -> date:
    return clock.today() + timedelta(1)


def last_pause() -> date:
    return clock.today() + LONGEST_PAUSE


class MinutesForm(FlaskForm):
    """`minutes` a day, from 3 to 20."""

    minutes = IntegerField(_l("Minutes a day"))

    def validate_minutes(self, field: Field) -> None:
        if field.data is None or not FEWEST_MINUTES <= field.data <= MOST_MINUTES:
            field.errors = []  # in place of the library's own words for what is no number
            raise StopValidation(
                _("Choose between %(least)d and %(most)d minutes a day.", least=FEWEST_MINUTES, most=MOST_MINUTES)
            )


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
