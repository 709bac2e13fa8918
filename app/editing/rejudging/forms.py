"""What is decided about answers to an earlier version."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from app.learning.rejudging.plan import CHOICES
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

REASON = (
    DataRequired(_l("Say why in a few words: it is kept with the decision.")),
    Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
    Regexp(r"^[^\x00]*\Z", message=_l("Use letters, digits and punctuation only.")),
)


class ProposeForm(FlaskForm):
    """One of the four choices. `key`: made when the form is shown, so that sent twice it counts once."""

    key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{8,64}\Z")])
    choice = RadioField(
        _l("What becomes of these answers"),
        choices=[SelectChoice(choice, choice) for choice in CHOICES],
        validators=[InputRequired(_l("Choose one of the four."))],
    )
    reason = TextAreaField(_l("Reason"), filters=[stripped], validators=REASON)


class UndoForm(FlaskForm):
    reason = TextAreaField(_l("Why is this undone?"), filters=[stripped], validators=REASON)
