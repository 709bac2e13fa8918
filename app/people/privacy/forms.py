"""Forms about one's own data, and HR's answers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from .actions import AGREED, CORRECTION, DONE, ERASURE, REFUSED

LONGEST = 2000
TOO_LONG = _l("Use at most 2,000 characters.")


def readable(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_l("There is a sign in this text that cannot be stored. Type it again."))


class RequestForm(FlaskForm):
    kind = RadioField(
        _l("What do you ask for?"),
        choices=[
            SelectChoice(CORRECTION, _l("Correct something that is wrong")),
            SelectChoice(ERASURE, _l("Erase my identity after I have left")),
        ],
        default=CORRECTION,
    )
    text = TextAreaField(
        _l("In your words"),
        validators=[DataRequired(_l("Say what is wrong, or why.")), Length(max=LONGEST, message=TOO_LONG), readable],
    )


class AnswerForm(FlaskForm):
    verdict = RadioField(_l("What becomes of it"), validators=[DataRequired(_l("Choose one."))])
    text = TextAreaField(
        _l("Your answer, which the person reads"),
        validators=[DataRequired(_l("Give a reason.")), Length(max=LONGEST, message=TOO_LONG), readable],
    )

    def offer(self, kind: str) -> None:
        """The answers that a request of this kind may get."""
        agreed = (
            SelectChoice(DONE, _l("Corrected"))
            if kind == CORRECTION
            else SelectChoice(AGREED, _l("Agreed: to be erased"))
        )
        self.verdict.choices = [agreed, SelectChoice(REFUSED, _l("Refused"))]


class ErasureForm(FlaskForm):
    """HR asks for the erasure of somebody who has left."""

    text = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Give a reason.")), Length(max=LONGEST, message=TOO_LONG), readable]
    )


class ButtonForm(FlaskForm):
    """A button: nothing but the proof that it was pressed on our page."""
