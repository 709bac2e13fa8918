"""Forms about the organisation: days, places, reasons. Text in, typed values out."""

from collections.abc import Callable, Sequence
from datetime import date
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, EmailField, Field, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, Regexp, ValidationError

from app import clock
from app.i18n import language
from app.people.countries import countries, country_choices
from app.people.models import Department, Position
from app.people.picking.fields import PersonField
from app.people.picking.whom import Whom, anybody_at_work
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .reasons import AbsenceKind, EndReason, absence_kind_name, end_reason_name

KINDS = ("group", "company", "department", "team", "warehouse")
RESERVED = {"new", "positions"}  # words of our own addresses
FIRST_DAY, YEARS_AHEAD = date(1950, 1, 1), 10


def upper(text: str | None) -> str:
    return (text or "").upper()


def storable(_form: FlaskForm, field: Field) -> None:
    if "\x00" in (field.data or ""):
        raise ValidationError(_l("This text has characters that cannot be stored."))


def sensible_day(_form: FlaskForm, field: Field) -> None:
    """Neither before anybody worked here nor further ahead than anybody plans."""
    if field.data and not FIRST_DAY <= field.data <= date(clock.today().year + YEARS_AHEAD, 12, 31):
        raise ValidationError(_("Choose a day between 1950 and ten years from now."))


def not_before(first: str) -> Callable[[FlaskForm, Field], None]:
    """A last day on or after the day in the field named `first`."""

    def check(form: FlaskForm, field: Field) -> None:
        begins = form[first].data
        if field.data and begins and field.data < begins:
            raise ValidationError(_("The last day lies before the first one."))

    return check


def a_day(label: str, missing: str) -> DateField:
    return DateField(label, validators=[InputRequired(missing), sensible_day])


def a_reason() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. It is kept, and the people concerned can read it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            storable,
        ],
    )


def a_name(label: str, missing: str) -> StringField:
    return StringField(
        label,
        filters=[stripped],
        validators=[DataRequired(missing), Length(max=100, message=_l("Use at most %(max)d characters.")), storable],
    )


def a_code() -> StringField:
    return StringField(
        _l("Code"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Type a code.")),
            Length(max=40, message=_l("Use at most %(max)d characters.")),
            Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", message=_l("Use letters, digits, dots and hyphens.")),
        ],
    )


def department_choices(departments: Sequence[Department], first: str | None = None) -> list[SelectChoice]:
    """Departments by path, those below set in; `first`: the words of an empty choice."""
    base = min((department.path.count("/") for department in departments), default=0)
    rows = [
        SelectChoice(str(row.id), "　" * (row.path.count("/") - base) + row.name(language()))
        for row in sorted(departments, key=lambda row: row.path)
    ]
    return rows if first is None else [SelectChoice("", first), *rows]


def position_choices(positions: Sequence[Position]) -> list[SelectChoice]:
    return [SelectChoice("", "—"), *(SelectChoice(str(row.id), row.name(language())) for row in positions)]


class ReasonForm(FlaskForm):
    reason = a_reason()


class PlaceForm(FlaskForm):
    """Where somebody works from a day on."""

    on = a_day(_l("From"), _l("Choose the first day."))
    department = SelectField(_l("Department"), coerce=str, validators=[DataRequired(_l("Choose a department."))])
    position = SelectField(_l("Position"), coerce=str, validators=[Optional()])
    manager = PersonField(_l("Line manager"), [Optional()], whom=Whom.SEEN)
    is_head = BooleanField(_l("Heads this department: sees its people and those below"))
    reason = a_reason()

    def fit(self, departments: Sequence[Department], positions: Sequence[Position]) -> None:
        self.department.choices = department_choices(departments, _("Choose"))
        self.position.choices = position_choices(positions)


class JoinerForm(PlaceForm):
    staff_no = StringField(
        _l("Staff number"),
        filters=[stripped],
        validators=[DataRequired(_l("Type the staff number.")), Length(max=40), storable],
    )
    name = a_name(_l("Name"), _l("Type the name."))
    email = EmailField(
        _l("E-mail"),
        filters=[stripped],
        validators=[Optional(), Length(max=254), Email(_l("This is no e-mail address.")), storable],
    )


class SecondForm(PlaceForm):
    last = DateField(_l("Last day"), validators=[Optional(), sensible_day, not_before("on")])


class ManyForm(FlaskForm):
    """Many people move to one place on one day; an empty position: each keeps theirs."""

    on = a_day(_l("From"), _l("Choose the first day."))
    department = SelectField(_l("Department"), coerce=str, validators=[DataRequired(_l("Choose a department."))])
    position = SelectField(_l("Position"), coerce=str, validators=[Optional()])
    reason = a_reason()


class LeaveForm(FlaskForm):
    """Somebody leaves for good."""

    last = a_day(_l("Last working day"), _l("Choose the last working day."))
    end_reason = SelectField(_l("Why the employment ends"), validators=[DataRequired(_l("Choose why."))])
    reason = a_reason()

    def fit(self) -> None:
        self.end_reason.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(each.value, end_reason_name(each)) for each in EndReason),
        ]


class DaysForm(FlaskForm):
    """What the days of a job should have been."""

    first = a_day(_l("First day"), _l("Choose the first day."))
    last = DateField(_l("Last day"), validators=[Optional(), sensible_day])
    reason = a_reason()


class EndForm(FlaskForm):
    last = a_day(_l("Last day"), _l("Choose the last day."))
    reason = a_reason()


class AbsenceForm(FlaskForm):
    kind = SelectField(_l("Kind of leave"), validators=[DataRequired(_l("Choose the kind."))])
    first = a_day(_l("First day"), _l("Choose the first day."))
    last = DateField(_l("Last day"), validators=[Optional(), sensible_day, not_before("first")])
    pauses = BooleanField(_l("Due dates move by these days"), default=True)
    reason = a_reason()

    def fit(self) -> None:
        self.kind.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(each.value, absence_kind_name(each)) for each in AbsenceKind),
        ]


class DelegationForm(FlaskForm):
    to = PersonField(_l("Who stands in"), [DataRequired(_l("Say who stands in."))], whom=Whom.SEEN)
    department = SelectField(_l("For"), coerce=str, validators=[Optional()])
    first = a_day(_l("First day"), _l("Choose the first day."))
    last = DateField(
        _l("Last day"), validators=[InputRequired(_l("Choose the last day.")), sensible_day, not_before("first")]
    )
    reason = a_reason()

    def fit(self, headed: Sequence[Department], *, by_hr: bool = False) -> None:
        """Managers choose whom they trust, wherever that person works; HR among those it manages."""
        self.to.whom, self.to.anywhere = (Whom.MANAGED, None) if by_hr else (Whom.SEEN, anybody_at_work)
        self.department.choices = department_choices(headed, _("All departments headed"))


class DepartmentForm(FlaskForm):
    name_zh = a_name(_l("Chinese name"), _l("Type the Chinese name."))
    name_en = a_name(_l("English name"), _l("Type the English name."))
    kind = SelectField(_l("Kind"), validators=[DataRequired(_l("Choose the kind."))])
    country = SelectField(_l("Country"), coerce=upper, validators=[Optional()], validate_choice=False)
    time_zone = StringField(_l("Time zone"), filters=[stripped], validators=[Optional()])
    on = a_day(_l("From"), _l("Choose the first day."))
    reason = a_reason()

    def fit(self) -> None:
        self.kind.choices = [SelectChoice(kind, kind_name(kind)) for kind in KINDS]
        self.country.choices = [
            SelectChoice("", _("as the department above")),
            *(SelectChoice(code, name) for code, name in country_choices()),
        ]

    def validate_country(self, field: Field) -> None:
        if field.data and field.data not in countries():
            raise ValidationError(_("Choose a country from the list."))

    def validate_time_zone(self, field: Field) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError(_("There is no such time zone. Type it as in Asia/Shanghai or Europe/Berlin."))


class NewDepartmentForm(DepartmentForm):
    code = a_code()
    parent = SelectField(_l("Below"), coerce=str, validators=[Optional()])

    def validate_code(self, field: Field) -> None:
        if field.data.casefold() in RESERVED:
            raise ValidationError(_("This word is part of an address here. Choose another code."))


class MoveForm(FlaskForm):
    parent = SelectField(_l("Below"), coerce=str, validators=[Optional()])
    on = a_day(_l("From"), _l("Choose the first day."))
    reason = a_reason()


class OnForm(FlaskForm):
    """An act on a day: close, open again."""

    on = a_day(_l("From"), _l("Choose the first day."))
    reason = a_reason()


class PositionForm(FlaskForm):
    name_zh = a_name(_l("Chinese name"), _l("Type the Chinese name."))
    name_en = a_name(_l("English name"), _l("Type the English name."))
    family = a_name(_l("Job family"), _l("Type the job family."))
    reason = a_reason()


class NewPositionForm(PositionForm):
    code = a_code()


def kind_name(kind: str) -> str:
    names = {
        "group": _("Group"),
        "company": _("Company"),
        "department": _("Department"),
        "team": _("Team"),
        "warehouse": _("Warehouse"),
    }
    return names.get(kind, kind)
