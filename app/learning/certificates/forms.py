"""Why a certificate is revoked or replaced: its holder reads it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .reasons import CORRECTED


class ReasonForm(FlaskForm):
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. The holder reads it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
        ],
    )

    def validate_reason(self, field: Field) -> None:
        if "\x00" in field.data:
            raise ValidationError(_l("This text has characters that cannot be stored."))
        if field.data == CORRECTED:
            raise ValidationError(_l("Give a reason. The holder reads it."))
