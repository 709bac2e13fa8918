"""Who is to have which role, where, until when and why."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app import clock, rights
from app.access import Role
from app.people.models import Department
from app.people.picking.fields import PersonField
from app.people.picking.whom import Whom, anybody
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .states import EVERYWHERE_ONLY, GRANTABLE

EVERYTHING = "everything"


def reason_field(words: str) -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(words),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            _storable,
        ],
    )


def _storable(_form: FlaskForm, field: Field) -> None:
    if "\x00" in field.data:
        raise ValidationError(_l("This text has characters that cannot be stored."))


class ReasonForm(FlaskForm):
    reason = reason_field(_l("Give a reason. The person reads it."))


class EmptyForm(FlaskForm):
    """A button: nothing but the proof that it was pressed on our page."""


class GrantForm(FlaskForm):
    holder = PersonField(
        _l("Person"), [DataRequired(_l("Type a staff number or a name."))], whom=Whom.HOLDERS, anywhere=anybody
    )
    role = SelectField(_l("Role"), validators=[DataRequired(_l("Choose a role."))])
    department = SelectField(_l("Over"), validators=[DataRequired(_l("Choose over what."))])
    ended_on = DateField(_l("First day without it"), validators=[Optional()])
    reason = reason_field(_l("Give a reason. The person reads it."))

    def __init__(self, places: list[tuple[Department, int]], language: str, *, everything: bool) -> None:
        super().__init__()
        blank = SelectChoice("", _("choose …"))
        self.role.choices = [blank, *(SelectChoice(role.value, str(rights.ROLES[role])) for role in GRANTABLE)]
        whole = [SelectChoice(EVERYTHING, _("everything"))] if everything else []
        self.department.choices = [blank, *whole] + [
            SelectChoice(str(place.id), f"{'　' * depth}{place.name(language)} ({place.code})")
            for place, depth in places
        ]

    @property
    def department_id(self) -> int | None:
        return None if self.department.data == EVERYTHING else int(self.department.data)

    def validate_department(self, field: Field) -> None:
        if self.role.data in {role.value for role in EVERYWHERE_ONLY} and field.data != EVERYTHING:
            raise ValidationError(_("An administrator runs all of it: choose everything."))

    def validate_ended_on(self, field: Field) -> None:
        if field.data and field.data <= clock.today():
            raise ValidationError(_("Choose a day after today, or none."))

    @property
    def chosen_role(self) -> Role:
        return Role(self.role.data)
