"""Forms about oneself."""

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Optional, ValidationError

from app import clock, limits
from app.db import db, writing
from app.i18n import LANGUAGES
from app.people.models import User
from app.people.sign_in import TRIES_AN_ACCOUNT, WINDOW, too_many_tries, wait_after

COMMON = {"password", "tradewind", "123456789012", "1234567890", "qwertyuiop", "iloveyou", "letmein", "welcome", "信风"}


def not_common(_form: FlaskForm, field: Field) -> None:
    """Refuse what guessers try first: known words with or without digits, one letter repeated."""
    plain = field.data.casefold().strip("0123456789!@#$ ")
    if plain in COMMON or field.data in COMMON or len(set(field.data)) < 5:
        raise ValidationError(_l("This password is easily guessed. Use a few unrelated words."))


NEW_PASSWORD = (
    DataRequired(_l("Choose a password.")),
    Length(min=12, max=128, message=_l("Use 12 to 128 characters.")),
    not_common,
)


class WelcomeForm(FlaskForm):
    """The first password, from an invitation; the first administrator also says who they are."""

    password = PasswordField(_l("New password"), validators=NEW_PASSWORD)
    repeated = PasswordField(_l("The same again"), validators=[EqualTo("password", _l("The two passwords differ."))])


class PasswordForm(FlaskForm):
    current = PasswordField(_l("Current password"), validators=[DataRequired(_l("Type your current password."))])
    password = PasswordField(_l("New password"), validators=NEW_PASSWORD)
    repeated = PasswordField(_l("The same again"), validators=[EqualTo("password", _l("The two passwords differ."))])

    def validate_current(self, field: Field) -> None:
        """Whoever finds a browser signed in cannot guess here without end either."""
        who = str(current_user.id)
        wait = wait_after("current password", who, TRIES_AN_ACCOUNT)
        if wait:
            raise ValidationError(too_many_tries(wait))
        if not db.session.get_one(User, current_user.id).verify_and_update_password(field.data):
            with writing():
                limits.count("current password", who, window=WINDOW, now=clock.now())
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
