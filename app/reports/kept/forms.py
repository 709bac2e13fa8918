"""Forms about what is kept of reports: text in, typed values out."""

from datetime import time
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from app import clock
from app.errors import Invalid
from app.people.picking.fields import PeopleField
from app.people.picking.whom import Whom
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .schedules import FORMS, MOST_RECIPIENTS, Form
from .timing import LONGEST, PERIODS, Period, check

LONGEST_NAME = 80
PLAIN = Regexp(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*\Z",
    message=_l("This text has characters that cannot be stored."),
)


class When(StrEnum):
    """How often, in simple words; or as cron says."""

    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    OWN = "cron"


WHENS = {
    When.MONTHLY: _l("Every month"),
    When.WEEKLY: _l("Every week"),
    When.WORKDAYS: _l("From Monday to Friday"),
    When.DAILY: _l("Every day"),
    When.OWN: _l("As five fields of cron say"),
}
DAYS = {
    1: _l("Monday"),
    2: _l("Tuesday"),
    3: _l("Wednesday"),
    4: _l("Thursday"),
    5: _l("Friday"),
    6: _l("Saturday"),
    0: _l("Sunday"),
}


def a_name(label: str) -> StringField:
    return StringField(
        label,
        filters=[stripped],
        validators=[
            DataRequired(_l("Give it a name.")),
            Length(max=LONGEST_NAME, message=_l("Use at most %(max)d characters.")),
            PLAIN,
        ],
    )


class SaveForm(FlaskForm):
    """`replaces` is shown once the name turned out to be taken."""

    name = a_name(_l("Name"))
    replaces = BooleanField(_l("Replace the view of this name"))


class RenameForm(FlaskForm):
    name = a_name(_l("Name"))
    seen = HiddenField(validators=[Regexp(r"^\d{1,9}\Z")])


class EmptyForm(FlaskForm):
    """Nothing but the token."""


class ScheduleForm(FlaskForm):
    """When which report goes to whom. `cron` is read where no simple choice is made."""

    key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{12,64}\Z")])
    name = a_name(_l("Name"))
    period = SelectField(_l("Period"), choices=[SelectChoice(each, PERIODS[each]) for each in Period])
    when = SelectField(_l("How often"), choices=[SelectChoice(each, words) for each, words in WHENS.items()])
    at = TimeField(_l("At"), default=time(7, 0), validators=[Optional()])
    weekday = SelectField(_l("Day of the week"), choices=[SelectChoice(str(day), words) for day, words in DAYS.items()])
    day = SelectField(
        _l("Day of the month"),
        choices=[*(SelectChoice(str(day), str(day)) for day in range(1, 29)), SelectChoice("L", _l("the last"))],
    )
    cron = StringField(_l("Five fields of cron"), filters=[stripped], validators=[Length(max=LONGEST), PLAIN])
    form = SelectField(_l("How it comes"), choices=[SelectChoice(each, FORMS[each]) for each in Form])
    me = BooleanField(_l("To me"), default=True)
    people = PeopleField(_l("To others"))

    def fit(self, *, takes_period: bool, may_send: bool) -> None:
        """Leave out what does not apply."""
        if not takes_period:
            del self.period
        if may_send:
            self.people.whom, self.people.most = Whom.MAILED, MOST_RECIPIENTS
        else:
            del self.people

    def validate_at(self, field: Field) -> None:
        if field.data is None and self.when.data != When.OWN:
            raise ValidationError(_("Give a time such as 07:30."))

    def validate_cron(self, field: Field) -> None:
        if any(each.errors for each in (self.when, self.at, self.weekday, self.day)):
            return  # there is nothing to put together
        try:
            self.made = check(self._expression(), now=clock.now(), zone=clock.zone())
        except Invalid as error:
            raise ValidationError(error.message) from error

    def _expression(self) -> str:
        if self.when.data == When.OWN:
            return self.cron.data or ""
        at = self.at.data or time(7, 0)
        days = {
            When.DAILY: "* * *",
            When.WORKDAYS: "* * 1-5",
            When.WEEKLY: f"* * {self.weekday.data}",
            When.MONTHLY: f"{self.day.data} * *",
        }
        return f"{at.minute} {at.hour} {days[When(self.when.data)]}"


class FreezeForm(FlaskForm):
    """Under which title and why a report is frozen."""

    key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{12,64}\Z")])
    title = a_name(_l("Title"))
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Say what this copy is for. It stands on the copy for good.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            Regexp(r"^[^\x00]*\Z", message=_l("This text has characters that cannot be stored.")),
        ],
    )
