"""Forms in which people prove who they are, or change what proves it."""

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, ValidationError
from wtforms.validators import DataRequired

from app.people.sign_in import too_many_tries

from . import proofs


class ConfirmForm(FlaskForm):
    """A proof of who is there. `kept`: what was sent before, sealed; see app/resending.py."""

    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Type your password."))])
    next = HiddenField()
    kept = HiddenField()

    def validate_password(self, field: Field) -> None:
        try:
            right = proofs.is_password(current_user.id, field.data)
        except proofs.TooManyGuesses as error:
            raise ValidationError(too_many_tries(error.wait_seconds)) from error
        if not right:
            raise ValidationError(_l("This is not your password."))
