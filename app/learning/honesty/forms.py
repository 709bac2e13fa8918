"""What came of something that looked implausible."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from ..marking.forms import no_nul

OUTCOMES = {
    "harmless": _l("There is a harmless explanation"),
    "talked": _l("We talked about it, and that is enough"),
    "follow-up": _l("Something follows from it"),
}
LONGEST_NOTE = 1000


class OutcomeForm(FlaskForm):
    outcome = RadioField(
        _l("What came of it?"),
        choices=[SelectChoice(key, words) for key, words in OUTCOMES.items()],
        validators=[InputRequired(_l("Say what came of it."))],
    )
    note = TextAreaField(
        _l("Note"),
        validators=[
            Length(max=LONGEST_NOTE, message=_l("Use at most %(max)d characters.")),
            no_nul,
        ],
    )
