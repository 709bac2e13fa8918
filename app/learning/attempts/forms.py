"""What is granted on top of a quiz's rules."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from .allowing import Grant

MOST_ATTEMPTS, MOST_MINUTES = 10, 600


class AllowanceForm(FlaskForm):
    """More attempts, more time, or both; always with a reason."""

    quiz = SelectField(_l("Quiz"), validators=[DataRequired(_l("Choose a quiz."))])
    attempts = IntegerField(
        _l("Further attempts"),
        default=1,
        validators=[
            InputRequired(_l("Type a number; 0 for none.")),
            NumberRange(0, MOST_ATTEMPTS, _l("From %(min)d to %(max)d.")),
        ],
    )
    minutes = IntegerField(
        _l("Further minutes for each attempt"),
        default=0,
        validators=[
            InputRequired(_l("Type a number; 0 for none.")),
            NumberRange(0, MOST_MINUTES, _l("From %(min)d to %(max)d.")),
        ],
    )
    reason = TextAreaField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Give a reason. The learner reads it.")),
            Length(min=5, max=500, message=_l("Use 5 to 500 characters.")),
        ],
    )
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(min=12, max=64)])

    def __init__(self, quizzes: list[tuple[str, str]]) -> None:
        super().__init__()
        self.quiz.choices = [SelectChoice("", _("choose …")), *(SelectChoice(key, title) for key, title in quizzes)]

    def validate_reason(self, field: Field) -> None:
        if "\0" in field.data:
            raise ValidationError(_("This text holds a character that cannot be stored. Type it again."))

    def validate_form_key(self, field: Field) -> None:
        if not field.data.isascii() or "\0" in field.data:
            raise ValidationError(_("This page cannot be sent again. Reload it."))

    def validate_minutes(self, field: Field) -> None:
        if not field.data and self.attempts.data == 0:
            raise ValidationError(_("Give attempts, minutes, or both."))

    @property
    def grant(self) -> Grant:
        return Grant(
            self.attempts.data or 0, self.minutes.data or 0, (self.reason.data or "").strip(), self.form_key.data or ""
        )
