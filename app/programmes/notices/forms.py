"""Reminding somebody by hand."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import Length

from app.reasons import LONGEST_REASON, stripped


def no_nul(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_l("There is a sign in it that cannot be kept. Type it again."))


class RemindForm(FlaskForm):
    reason = TextAreaField(
        _l("A word to them"),
        filters=[stripped],
        validators=[Length(max=LONGEST_REASON, message=_l("Use at most %(max)d characters.")), no_nul],
    )
