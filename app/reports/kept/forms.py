"""Forms about what is kept of reports: text in, typed values out."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Regexp

LONGEST_NAME = 80
PLAIN = Regexp(
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*\Z",
    message=_l("This text has characters that cannot be stored."),
)


def stripped(text: str | None) -> str:
    return (text or "").strip()


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
