"""Forms about credentials: text in, typed values out. A form with a file has a key, so that sent twice it counts once."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app import clock
from app.content.model import Course
from app.i18n import language
from app.learning.credentials import A_DAY, Anchor
from app.people.families import family_name
from app.people.models import Position
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .actions import Entry
from .kinds import Terms
from .policies import Kind
from .words import ANCHORS, CHECKS, SCHEMES, Scheme

FIRST_DAY, YEARS_AHEAD = date(1950, 1, 1), 50
LONGEST_NUMBER, LONGEST_NAME = 60, 100
MOST_MONTHS, MOST_DAYS = 600, 3650
PLAIN = Regexp(r"^[^\x00-\x1f\x7f]*\Z", message=_l("This text has characters that cannot be stored."))
MONTH_DAYS = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
LEAP_YEAR = 2024


def sensible_day(_form: FlaskForm, field: Field) -> None:
    if field.data and not FIRST_DAY <= field.data <= date(clock.today().year + YEARS_AHEAD, 12, 31):
        raise ValidationError(_("Choose a day between 1950 and fifty years from now."))


def not_ahead(_form: FlaskForm, field: Field) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_("This day is still to come."))


def a_day(label: str, missing: str) -> DateField:
    return DateField(label, validators=[InputRequired(missing), sensible_day])


def a_text(label: str, most: int, missing: str = "") -> StringField:
    first = DataRequired(missing) if missing else Optional()
    longest = Length(max=most, message=_l("Use at most %(max)d characters."))
    return StringField(label, filters=[stripped], validators=[first, longest, PLAIN])


def a_number(label: str, most: int) -> IntegerField:
    between = NumberRange(0, most, _l("Use a whole number from %(min)s to %(max)s."))
    return IntegerField(label, validators=[InputRequired(_l("Type a number; 0 for none.")), between])


def a_reason() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. It is kept, and the people concerned can read it.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            Regexp(r"^[^\x00]*\Z", message=_l("This text has characters that cannot be stored.")),
        ],
    )


class ReasonForm(FlaskForm):
    reason = a_reason()


class SeenForm(ReasonForm):
    """An act on what somebody saw in a version."""

    seen = HiddenField(validators=[InputRequired(), Regexp(r"^\d{1,6}\Z")])

    @property
    def version(self) -> int:
        return int(self.seen.data or 0)


class DayForm(SeenForm):
    on = a_day(_l("From"), _l("Choose the first day."))


class OnForm(ReasonForm):
    on = a_day(_l("From"), _l("Choose the first day."))


class KeyedForm(FlaskForm):
    key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{12,64}\Z")])
    type = SelectField(_l("Credential"), coerce=str, validators=[DataRequired(_l("Choose which one."))])

    def offer(self, kinds: Sequence[Kind]) -> None:
        self.type.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(str(kind.id), kind.full_name) for kind in sorted(kinds, key=lambda kind: kind.name)),
        ]


class EntryFields(FlaskForm):
    """What stands on the paper. Without a last day it follows from the terms of the kind."""

    kind: Kind | None = None
    certified_on = DateField(
        _l("Given on"), validators=[InputRequired(_l("Choose the day on the paper.")), sensible_day, not_ahead]
    )
    first = DateField(_l("Valid from"), validators=[Optional(), sensible_day])
    last = DateField(_l("Last valid day"), validators=[Optional(), sensible_day])
    level = a_text(_l("Level"), LONGEST_NAME)
    issuer = a_text(_l("Issued by"), LONGEST_NAME)
    number = a_text(_l("Number of the paper"), LONGEST_NUMBER)

    def validate_last(self, field: Field) -> None:
        begins = self.first.data or self.certified_on.data
        if field.data and begins and field.data < begins:
            raise ValidationError(_("The last day lies before the first one."))

    def show(self, entry: Entry) -> None:
        self.certified_on.data, self.first.data = entry.certified_on, entry.valid_from
        self.last.data = entry.valid_until - A_DAY if entry.valid_until else None
        self.level.data, self.issuer.data, self.number.data = entry.level, entry.issuer, entry.number

    def entry(self, valid_from: date, valid_until: date | None, *, temporary: bool = False) -> Entry:
        return Entry(
            self.certified_on.data,
            valid_from,
            valid_until,
            self.level.data,
            self.issuer.data,
            self.number.data,
            temporary,
        )


class SubmitForm(KeyedForm, EntryFields):
    """Its holder hands it in, with a scan."""

    scan = FileField(_l("Scan or photo"))


class RegisterForm(KeyedForm, EntryFields):
    """Staff puts in what they made sure of."""

    how = SelectField(_l("How it was verified"), validators=[DataRequired(_l("Say how you made sure of it."))])
    temporary = BooleanField(_l("Temporary: holds to its last day, without grace"))
    scan = FileField(_l("Scan or photo"))
    reason = a_reason()

    def fit(self, kinds: Sequence[Kind]) -> None:
        self.offer(kinds)
        self.how.choices = check_choices()

    def validate_temporary(self, field: Field) -> None:
        if field.data and not self.last.data:
            raise ValidationError(_("A temporary one needs its last day."))


class VerifyForm(SeenForm, EntryFields):
    """What was handed in, as it stands on the paper; also what was put down, corrected.

    The number that is known is not in the form, for whoever reads it whole says why: left empty, it stays.
    """

    number_is_gone = BooleanField(_l("The paper has no number: take away the one that is known"))
    how = SelectField(_l("How it was verified"), validators=[DataRequired(_l("Say how you made sure of it."))])
    known_number = ""

    def fit(self, known_number: str) -> None:
        self.how.choices = check_choices()
        self.known_number = known_number
        if not known_number:
            del self.number_is_gone

    def validate_number(self, field: Field) -> None:
        if field.data and self._takes_away:
            raise ValidationError(_("Type a number, or tick that there is none: one of the two."))

    @property
    def _takes_away(self) -> bool:
        return "number_is_gone" in self and bool(self.number_is_gone.data)

    def show(self, entry: Entry) -> None:
        super().show(entry)
        self.number.data = ""

    def entry(self, valid_from: date, valid_until: date | None, *, temporary: bool = False) -> Entry:
        kept = "" if self._takes_away else self.number.data or self.known_number
        return replace(super().entry(valid_from, valid_until, temporary=temporary), number=kept)


def check_choices() -> list[SelectChoice]:
    return [SelectChoice("", _("Choose")), *(SelectChoice(each, str(name)) for each, name in CHECKS.items())]


class KindForm(ReasonForm):
    """A kind from outside, or of a course. Of a course, the terms are those of the course."""

    name_zh = a_text(_l("Chinese name"), LONGEST_NAME, _l("Type the Chinese name."))
    name_en = a_text(_l("English name"), LONGEST_NAME, _l("Type the English name."))
    scheme = SelectField(_l("Scheme"))
    level = a_text(_l("Level"), LONGEST_NAME)
    issuer = a_text(_l("Usually issued by"), LONGEST_NAME)
    valid_months = IntegerField(
        _l("Valid for how many months"),
        validators=[Optional(), NumberRange(1, MOST_MONTHS, _l("Use a whole number from %(min)s to %(max)s."))],
    )
    anchor = SelectField(_l("A renewal counts"))
    fixed_day = StringField(_l("The fixed day"), filters=[stripped], validators=[Optional()])
    min_active_months = a_number(_l("Holds at least, in months"), MOST_MONTHS)
    window_days = a_number(_l("Can be renewed so many days before its end"), MOST_DAYS)
    grace_days = a_number(_l("Days of grace"), MOST_DAYS)
    if_lapsed = SelectField(_l("Once lapsed"))
    accept_early = BooleanField(_l("Renewing before that counts, too"))
    seen = HiddenField(default="1", validators=[Regexp(r"^\d{1,6}\Z")])

    def fit(self, courses: Sequence[Course] = ()) -> None:
        self.scheme.choices = [
            SelectChoice(each, str(name)) for each, name in SCHEMES.items() if each != Scheme.COURSE or courses
        ]
        self.anchor.choices = [SelectChoice(each, str(name)) for each, name in ANCHORS.items()]
        self.if_lapsed.choices = [
            SelectChoice("recert", _("Renewed as before")),
            SelectChoice("initial", _("From the beginning")),
        ]

    def validate_fixed_day(self, field: Field) -> None:
        if self.anchor.data != Anchor.FIXED_DAY:
            return
        found = MONTH_DAYS.match(field.data or "")
        try:
            date(LEAP_YEAR, int(found[1]), int(found[2])) if found else date(0, 1, 1)
        except ValueError:
            raise ValidationError(_("Write the day as month and day, such as 12-31.")) from None

    def validate_valid_months(self, field: Field) -> None:
        if not field.data and not field.errors and self.anchor.data == Anchor.PREVIOUS_EXPIRY:
            raise ValidationError(_("Say for how many months it holds, or let it count from the day it was given."))

    def terms(self, course_id: str | None) -> Terms:
        fixed = self.anchor.data == Anchor.FIXED_DAY
        return Terms(
            self.name_zh.data,
            self.name_en.data,
            course_id,
            self.issuer.data,
            Scheme.COURSE if course_id else self.scheme.data,
            self.level.data,
            None if fixed else self.valid_months.data,
            self.window_days.data,
            self.grace_days.data,
            self.anchor.data,
            self.fixed_day.data if fixed else None,
            self.min_active_months.data,
            self.if_lapsed.data,
            self.accept_early.data,
        )

    def show(self, terms: Terms, version: int) -> None:
        for name in Terms.__slots__:
            if name in self:
                self[name].data = getattr(terms, name)
        self.seen.data = str(version)


class NewKindForm(KindForm):
    code = StringField(
        _l("Code"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Type a code.")),
            Length(max=40, message=_l("Use at most %(max)d characters.")),
            Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", message=_l("Use letters, digits, dots and hyphens.")),
        ],
    )
    course = SelectField(_l("Given by a course here"), coerce=str)

    def fit(self, courses: Sequence[Course] = ()) -> None:
        super().fit(courses)
        self.course.choices = [
            SelectChoice("", _("No: it comes from outside")),
            *(SelectChoice(course.id, course.title_in(language())) for course in courses),
        ]


class RequirementForm(ReasonForm):
    type = SelectField(_l("Credential"), coerce=str, validators=[DataRequired(_l("Choose which one."))])
    position = SelectField(_l("Position"), coerce=str)
    family = SelectField(_l("Or every position of a job family"), coerce=str)
    on = a_day(_l("From"), _l("Choose the first day."))
    last = DateField(_l("Last day"), validators=[Optional(), sensible_day])

    def fit(self, kinds: Sequence[Kind], positions: Sequence[Position]) -> None:
        open_ = [position for position in positions if position.closed_on is None]
        self.type.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(str(kind.id), kind.full_name) for kind in kinds),
        ]
        self.position.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(row.id), row.name(language())) for row in open_),
        ]
        families = sorted({row.family for row in open_})
        self.family.choices = [SelectChoice("", "—"), *(SelectChoice(each, family_name(each)) for each in families)]

    def validate_family(self, field: Field) -> None:
        if bool(field.data) == bool(self.position.data):
            raise ValidationError(_("Choose a position or a family: one of the two."))

    def validate_last(self, field: Field) -> None:
        if field.data and self.on.data and field.data < self.on.data:
            raise ValidationError(_("The last day lies before the first one."))
