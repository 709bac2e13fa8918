"""What people type about rules: whom, by when, why."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from app.access import Role
from app.people.countries import country_name, in_order
from app.people.families import family_name
from app.people.models import User
from app.people.picking.fields import PeopleField
from app.people.picking.whom import Whom
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .actions import Due
from .audience import MOST_DAYS, MOST_LISTED, Audience, Conditions
from .calendars import MOST_DAYS as MOST_WORKING_DAYS
from .calendars import countries
from .due import DueFrom, DueKind
from .wording import role_words

PARTS = ("all", "any", "none")
EARLIEST, LATEST = date(1950, 1, 1), date(2200, 1, 1)


def _storable(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_("This text holds a character that cannot be stored. Type it again."))


def _in_our_time(_form: FlaskForm, field: Field) -> None:
    if field.data is not None and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(_("Type a year from 1950 to 2200."))


def _listed(most: int) -> Callable[[FlaskForm, Field], None]:
    def check(_form: FlaskForm, field: Field) -> None:
        if len(field.data or ()) > most:
            raise ValidationError(_("Choose at most %(max)d.", max=most))

    return check


def _days(label: Any, least: int, most: int) -> IntegerField:
    return IntegerField(label, validators=[Optional(), NumberRange(least, most, _l("From %(min)d to %(max)d."))])


class DueForm(FlaskForm):
    """By when, and why."""

    due_kind = RadioField(
        _l("Due"),
        default=DueKind.DAYS.value,
        choices=[
            SelectChoice(DueKind.DAYS.value, _l("So many days later")),
            SelectChoice(DueKind.WORKING_DAYS.value, _l("So many working days later")),
            SelectChoice(DueKind.DATE.value, _l("On a date")),
        ],
    )
    due_days = _days(_l("Days"), 1, MOST_DAYS)
    due_from = SelectField(
        _l("Counted from"),
        default=DueFrom.ASSIGNMENT.value,
        choices=[
            SelectChoice(DueFrom.ASSIGNMENT.value, _l("the day of the assignment")),
            SelectChoice(DueFrom.HIRE.value, _l("the day of the hire")),
        ],
    )
    calendar = SelectField(_l("Calendar of working days"), default="")
    due_on = DateField(_l("Date"), validators=[Optional(), _in_our_time])
    least_days = _days(_l("Whoever gets it later has at least so many days"), 0, MOST_DAYS)
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. Whoever gets the duty reads it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            _storable,
        ],
    )
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(min=12, max=64)])
    digest = HiddenField(validators=[Length(max=64)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = in_order((code, country_name(code)) for code in countries())
        self.calendar.choices = [
            SelectChoice("", _("that of the person's department")),
            *(SelectChoice(code, name) for code, name in named),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields that belong to the kind of due day chosen have to be filled."""
        fine = bool(super().validate(extra_validators))
        kind, days = self.due_kind.data, self.due_days
        if kind == DueKind.DATE and self.due_on.data is None and not self.due_on.errors:
            self.due_on.errors = [_("Choose a date.")]
        elif kind in (DueKind.DAYS, DueKind.WORKING_DAYS) and days.data is None and not days.errors:
            days.errors = [_("Type how many days.")]
        elif kind == DueKind.WORKING_DAYS and (days.data or 0) > MOST_WORKING_DAYS:
            days.errors = [_("At most %(max)d working days.", max=MOST_WORKING_DAYS)]
        return fine and not self.due_on.errors and not days.errors

    def validate_form_key(self, field: Field) -> None:
        if not (field.data or "").isascii() or "\0" in (field.data or ""):
            raise ValidationError(_("This page cannot be sent again. Reload it."))

    @property
    def due(self) -> Due:
        kind = self.due_kind.data
        if kind == DueKind.DATE:
            return Due(kind, due_on=self.due_on.data, due_days=self.least_days.data or 0)
        calendar = self.calendar.data if kind == DueKind.WORKING_DAYS else ""
        return Due(kind, due_days=self.due_days.data, due_from=self.due_from.data, calendar=calendar)

    def fill_due(self, due: Any) -> None:
        """From a rule."""
        self.due_kind.data, self.due_on.data = due.due_kind, due.due_on
        self.due_from.data, self.calendar.data = due.due_from, due.calendar
        is_date = due.due_kind == DueKind.DATE
        self.due_days.data = None if is_date else due.due_days
        self.least_days.data = due.due_days if is_date else None


class AudienceForm(DueForm):
    """The conditions of the parts `all`, `any` and `none`: fields named after both, such as `any_departments`."""

    most_people = MOST_LISTED

    def __init__(self, *, whom: Whom, **kwargs: Any) -> None:
        """`whom`: among whom people are chosen."""
        super().__init__(**kwargs)
        for part in PARTS:
            field = self.part(part)["people"]
            field.whom, field.most = whom, self.most_people

    def offer(
        self,
        *,
        departments: Sequence[SelectChoice],
        positions: Sequence[SelectChoice],
        families: Sequence[str],
    ) -> None:
        for part in PARTS:
            self.part(part)["departments"].choices = list(departments)
            self.part(part)["positions"].choices = list(positions)
            self.part(part)["families"].choices = [SelectChoice(each, family_name(each)) for each in families]
            self.part(part)["roles"].choices = [SelectChoice(each.value, role_words(each)) for each in Role]

    def part(self, part: str) -> dict[str, Field]:
        """The fields of one part, by the name of the condition."""
        return {name: self[f"{part}_{name}"] for name in FIELDS}

    @property
    def audience(self) -> Audience:
        return Audience(all=self._conditions("all"), any=self._conditions("any"), none=self._conditions("none"))

    def _conditions(self, part: str) -> Conditions:
        given = {name: field.people if name == "people" else field.data for name, field in self.part(part).items()}
        return Conditions(
            people=tuple(sorted(person.id for person in given["people"])),
            departments=tuple(sorted(given["departments"] or ())),
            positions=tuple(sorted(given["positions"] or ())),
            families=tuple(sorted(given["families"] or ())),
            roles=tuple(sorted(given["roles"] or ())),
            hired_from=given["hired_from"],
            hired_to=given["hired_to"],
            hired_within=given["hired_within"],
            heads=bool(given["heads"]),
        )

    def fill_audience(self, audience: Audience, people: Mapping[int, User]) -> None:
        """`people`: those whom the reader may see, by id."""
        for part in PARTS:
            conditions: Conditions = getattr(audience, part)
            for name, field in self.part(part).items():
                value = getattr(conditions, name)
                field.data = list(value) if isinstance(value, tuple) else value
            self.part(part)["people"].fill(people[key] for key in conditions.people if key in people)


def _check_order(form: AudienceForm, field: Field) -> None:
    first = form[field.name.replace("hired_to", "hired_from")].data
    if first is not None and field.data is not None and field.data < first:
        raise ValidationError(_("This day is before the first one."))


FIELDS: dict[str, Callable[[], Any]] = {
    "people": lambda: PeopleField(_l("People")),
    "departments": lambda: SelectMultipleField(
        _l("Departments, with all below"), coerce=int, validators=[_listed(MOST_LISTED)]
    ),
    "positions": lambda: SelectMultipleField(_l("Positions"), coerce=int, validators=[_listed(MOST_LISTED)]),
    "families": lambda: SelectMultipleField(_l("Position families"), validators=[_listed(MOST_LISTED)]),
    "roles": lambda: SelectMultipleField(_l("Roles"), validators=[_listed(MOST_LISTED)]),
    "hired_from": lambda: DateField(_l("Hired on or after"), validators=[Optional(), _in_our_time]),
    "hired_to": lambda: DateField(_l("Hired on or before"), validators=[Optional(), _in_our_time, _check_order]),
    "hired_within": lambda: _days(_l("Hired within the last days"), 1, MOST_DAYS),
    "heads": lambda: BooleanField(_l("Heads a department")),
}
for _part in PARTS:
    for _name, _make in FIELDS.items():
        setattr(AudienceForm, f"{_part}_{_name}", _make())


class RuleForm(AudienceForm):
    name = StringField(
        _l("Name of the rule"),
        filters=[stripped],
        validators=[DataRequired(_l("Give the rule a name.")), Length(max=120), _storable],
    )
    department = SelectField(_l("Nobody outside of"), coerce=int)
    version = HiddenField(default="0")

    def validate_version(self, field: Field) -> None:
        if not (field.data or "").isascii() or not (field.data or "").isdecimal() or len(field.data) > 9:
            raise ValidationError(_("This page cannot be sent again. Reload it."))


class AssignForm(AudienceForm):
    """Chosen people, once: only what everybody of them has in common, and longer lists."""

    most_people = 5000
    ticked = SelectMultipleField(_l("People"), coerce=int)
    step = HiddenField(default="look")


class ActForm(FlaskForm):
    """Confirming what was previewed."""

    version = HiddenField()
    digest = HiddenField(validators=[Length(max=64)])
    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(18), validators=[DataRequired(), Length(min=12, max=64)]
    )

    def validate_version(self, field: Field) -> None:
        if not (field.data or "").isascii() or not (field.data or "").isdecimal() or len(field.data) > 9:
            raise ValidationError(_("This page cannot be sent again. Reload it."))

    def validate_form_key(self, field: Field) -> None:
        if not (field.data or "").isascii() or "\0" in (field.data or ""):
            raise ValidationError(_("This page cannot be sent again. Reload it."))


class StopForm(ActForm):
    releasing = RadioField(
        _l("Duties that people have by it"),
        default="keep",
        choices=[
            SelectChoice("keep", _l("stay as they are")),
            SelectChoice("release", _l("are archived while they are open and nothing else asks for them")),
        ],
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. It is kept in the audit log.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            _storable,
        ],
    )
