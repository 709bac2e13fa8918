"""The form of what is stored about a person. Values are read as the cells of a sheet are."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Optional, ValidationError

from app.i18n import LANGUAGES
from app.people.importing import cells
from app.people.importing.complaints import words
from app.people.mails.forms import ZONES
from app.people.models import User
from app.people.organisation.forms import a_reason
from app.reasons import stripped

from .acts import UNIQUE, digest_of, is_taken


def reads(read: Callable[[Any], str]) -> Callable[["DetailsForm", Field], None]:
    """What stands there already is not judged again; anything else becomes what a sheet would make of it."""

    def check(form: "DetailsForm", field: Field) -> None:
        if field.data == getattr(form.person, field.short_name):
            return
        try:
            field.data = read(field.data)
        except cells.Wrong as wrong:
            raise ValidationError(words({"code": wrong.code, **wrong.more})) from None
        if field.short_name in UNIQUE and is_taken(field.short_name, field.data, but=form.person.id):
            raise ValidationError(
                _("The e-mail address belongs to somebody else.")
                if field.short_name == "email"
                else _("This staff number belongs to somebody else.")
            )

    return check


class DetailsForm(FlaskForm):
    """`email`: a new one; empty: the stored one, which is not shown, stays. `seen`: the person as the page showed them."""

    person: User
    seen = HiddenField()
    name = StringField(
        _l("Name"), filters=[stripped], validators=[DataRequired(_l("Type the name.")), reads(cells.name)]
    )
    staff_no = StringField(
        _l("Staff number"),
        filters=[stripped],
        validators=[DataRequired(_l("Type the staff number.")), reads(cells.staff_no)],
    )
    email = EmailField(_l("New e-mail"), filters=[stripped], validators=[Optional(), reads(cells.email)])
    no_email = BooleanField(_l("Take the stored e-mail away: the person has none"))
    locale = SelectField(_l("Language"), validators=[Optional()])
    time_zone = SelectField(_l("Time zone"), validators=[Optional()])
    reason = a_reason()

    def fit(self, person: User, *, keeps_address: bool) -> None:
        """`keeps_address`: neither number nor address of this person may be changed here."""
        self.person = person
        self.locale.choices = [
            SelectChoice("", _("None chosen: as the browser says")),
            *(SelectChoice(tag, name) for tag, name in LANGUAGES.items()),
        ]
        own = [person.time_zone] if person.time_zone and person.time_zone not in ZONES else []
        self.time_zone.choices = [
            SelectChoice("", _("As the department")),
            *(SelectChoice(zone, zone.replace("_", " ")) for zone in (*own, *ZONES)),
        ]
        if keeps_address:
            del self.staff_no, self.email, self.no_email

    def show(self, person: User) -> None:
        """What is stored; the address is for who gives a reason (private details)."""
        for name in ("name", "staff_no", "locale", "time_zone"):
            if name in self:
                self[name].data = getattr(person, name) or ""
        self.note_seen(person)

    def note_seen(self, person: User) -> None:
        self.seen.data = digest_of(person)

    def validate_no_email(self, field: Field) -> None:
        if field.data and self.email.data:
            raise ValidationError(_("Either type a new e-mail or take the stored one away."))

    def values(self) -> dict[str, str | None]:
        """What is to stand there, by name; what the form does not say is left out."""
        found: dict[str, str | None] = {
            name: self[name].data or None for name in ("name", "staff_no", "locale", "time_zone") if name in self
        }
        if "email" in self and self.no_email.data:
            found["email"] = None
        elif "email" in self and self.email.data and self.email.data != (self.person.email or "").casefold():
            found["email"] = self.email.data
        return found
