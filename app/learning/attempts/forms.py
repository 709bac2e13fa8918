"""What is granted on top of a quiz's rules."""

import secrets
from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from app.content.model import Lesson
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .allowing import Grant

MOST_ATTEMPTS, MOST_MINUTES = 10, 600


def _none_of(words: str) -> Callable[[FlaskForm, Field], None]:
    def refuse(_form: FlaskForm, field: Field) -> None:
        if field.data:
            raise ValidationError(words)

    return refuse


class AcceptForm(FlaskForm):
    """Which answers that came too late are accepted, and why."""

    question = SelectMultipleField(_l("Answers"), validators=[DataRequired(_l("Choose at least one answer."))])
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. The learner reads it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
        ],
    )

    def validate_reason(self, field: Field) -> None:
        if "\x00" in field.data:
            raise ValidationError(_l("This text has characters that cannot be stored."))

    def __init__(self, question_ids: Sequence[str], chosen: Sequence[str]) -> None:
        super().__init__(question=list(chosen))
        self.question.choices = [SelectChoice(key, key) for key in question_ids]


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
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. The learner reads it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
        ],
    )
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(min=12, max=64)])

    def __init__(self, quizzes: list[tuple[str, str]]) -> None:
        super().__init__()
        self.quiz.choices = [SelectChoice("", _("choose …")), *(SelectChoice(key, title) for key, title in quizzes)]

    def fit(self, quiz: Lesson) -> None:
        """Only what the quiz limits can be granted; what was sent all the same is refused with words."""
        for field, limit, words in (
            (self.attempts, quiz.attempts, _("This quiz allows any number of attempts: there is nothing to add.")),
            (self.minutes, quiz.time_limit_minutes, _("This quiz has no time limit: there are no minutes to add.")),
        ):
            if limit is None:
                field.validators = [_none_of(words)]
                if not field.raw_data:
                    field.data = 0

    def validate_reason(self, field: Field) -> None:
        if "\0" in field.data:
            raise ValidationError(_("This text holds a character that cannot be stored. Type it again."))

    def validate_form_key(self, field: Field) -> None:
        if not field.data.isascii() or "\0" in field.data:
            raise ValidationError(_("This page cannot be sent again. Reload it."))

    def validate_minutes(self, field: Field) -> None:
        if not field.data and self.attempts.data == 0 and (field.raw_data or not self.attempts.raw_data):
            raise ValidationError(_("Give attempts, minutes, or both."))

    def validate_attempts(self, field: Field) -> None:
        if not field.data and not self.minutes.raw_data:
            raise ValidationError(_("Give at least one attempt."))

    @property
    def grant(self) -> Grant:
        return Grant(
            self.attempts.data or 0, self.minutes.data or 0, (self.reason.data or "").strip(), self.form_key.data or ""
        )
