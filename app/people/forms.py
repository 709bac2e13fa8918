"""Forms about oneself."""

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Optional, ValidationError

from app.i18n import LANGUAGES
from app.people.accounts import passwords, proofs
from app.people.accounts.guessable import is_guessable
from app.people.accounts.tries import too_many_tries


def not_guessable(form: FlaskForm, field: Field) -> None:
    """Refuse what guessers try first. A form says in `words` what is known of the person; else it is who is signed in."""
    words = form.words if hasattr(form, "words") else passwords.own_words()
    if is_guessable(field.data, words):
        raise ValidationError(
            _l("This password is easily guessed. Use a few unrelated words, not your name, number or company.")
        )


NEW_PASSWORD = (
    DataRequired(_l("Choose a password.")),
    Length(min=12, max=128, message=_l("Use 12 to 128 characters.")),
    not_guessable,
)


class WelcomeForm(FlaskForm):
    """The first password, from an invitation, or a new one, from a mail. `words`: what is known of the person."""

    words: list[str]
    password = PasswordField(_l("New password"), validators=NEW_PASSWORD)
    repeated = PasswordField(_l("The same again"), validators=[EqualTo("password", _l("The two passwords differ."))])


class PasswordForm(FlaskForm):
    current = PasswordField(_l("Current password"), validators=[DataRequired(_l("Type your current password."))])
    password = PasswordField(_l("New password"), validators=NEW_PASSWORD)
    repeated = PasswordField(_l("The same again"), validators=[EqualTo("password", _l("The two passwords differ."))])

    def validate_current(self, field: Field) -> None:
        """Whoever finds a browser signed in cannot guess here without end either."""
        try:
            right = proofs.is_password(current_user.id, field.data)
        except proofs.TooManyGuesses as error:
            raise ValidationError(too_many_tries(error.wait_seconds)) from error
        if not right:
            raise ValidationError(_l("This is not your current password."))


class LanguageForm(FlaskForm):
    lang = SelectField(choices=[SelectChoice(tag, name) for tag, name in LANGUAGES.items()])
    next = HiddenField()


class ThemeForm(FlaskForm):
    theme = SelectField(
        choices=[SelectChoice("", "auto"), SelectChoice("light", "light"), SelectChoice("dark", "dark")],
        validators=[Optional()],
    )
    next = HiddenField()


class EmptyForm(FlaskForm):
    """A button: nothing but the proof that it was pressed on our page."""
