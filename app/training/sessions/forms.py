"""What training admins type about sessions and who is expected at them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from app import clock
from app.content.model import Course
from app.i18n import language
from app.people.models import Department
from app.people.picking.fields import PeopleField, PersonField
from app.people.picking.whom import Whom
from app.training.fields import (
    LONGEST_NAME,
    OUT_OF_RANGE,
    as_tree,
    hours_field,
    key_field,
    long_field,
    number_field,
    reason_field,
    text_field,
)
from app.training.models import TrainingSession
from app.training.planning.particulars import LEAST_HOURS, LEAST_YEAR, MOST_HOURS, MOST_YEAR

from .actions import MOST_EXPECTED, Arrangement

LONGEST = timedelta(days=31)
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def _moment(label: object) -> DateTimeLocalField:
    return DateTimeLocalField(
        label, format=FORMATS, validators=[DataRequired(_l("Choose a day and a time.")), _in_our_time]
    )


def _in_our_time(_form: FlaskForm, field: Field) -> None:
    if field.data is not None and not LEAST_YEAR <= field.data.year <= MOST_YEAR:
        raise ValidationError(_("Type a year from %(min)s to %(max)s.", min=LEAST_YEAR, max=MOST_YEAR))


class SessionForm(FlaskForm):
    """When, where, who teaches."""

    starts = _moment(_l("Begins"))
    ends = _moment(_l("Ends"))
    place = text_field(_l("Room or site"), DataRequired(_l("Say where it takes place.")), longest=200)
    trainer = PersonField(_l("Trainer, one of us"), [Optional()], whom=Whom.SEEN)
    trainer_text = text_field(_l("Trainer from elsewhere"), longest=LONGEST_NAME)
    hours = hours_field(_l("Credit hours"), LEAST_HOURS, MOST_HOURS)
    course = SelectField(_l("Belongs to the course"), default="")
    capacity = IntegerField(_l("Seats"), validators=[Optional(), NumberRange(1, MOST_EXPECTED, OUT_OF_RANGE)])
    materials = long_field(_l("Materials"))
    summary = long_field(_l("Minutes of the session"))
    version = number_field()
    key = key_field()

    def offer(self, courses: Sequence[Course], held: str | None) -> None:
        """`held`: the course that it belongs to already, though it may be gone."""
        named = {course.id: course.title_in(language()) for course in courses}
        if held:
            named.setdefault(held, held)
        self.course.choices = [
            SelectChoice("", _("none")),
            *(SelectChoice(key, title) for key, title in sorted(named.items(), key=lambda each: each[1])),
        ]

    def validate_ends(self, field: Field) -> None:
        if self.starts.data is None or field.data is None:
            return
        if field.data <= self.starts.data:
            raise ValidationError(_("The end lies before the beginning. Look at both days and times."))
        if field.data - self.starts.data > LONGEST:
            raise ValidationError(_("A session lasts at most 31 days. Make several of it."))

    def validate_trainer_text(self, field: Field) -> None:
        if field.data and self.trainer.data:
            raise ValidationError(_("Name one trainer: one of us, or somebody from elsewhere."))

    def fill(self, row: TrainingSession) -> None:
        self.starts.data, self.ends.data = _local(row.starts_at), _local(row.ends_at)
        self.place.data, self.trainer_text.data = row.place, row.trainer
        self.hours.data, self.course.data = Decimal(str(row.hours)), row.course_id or ""
        self.capacity.data, self.materials.data, self.summary.data = row.capacity, row.materials, row.summary
        self.version.data = str(row.version)

    def read(self) -> Arrangement:
        return Arrangement(
            starts_at=_instant(self.starts.data),
            ends_at=_instant(self.ends.data),
            place=self.place.data or "",
            hours=float(self.hours.data or 0),
            trainer_id=self.trainer.person_id,
            trainer=self.trainer_text.data or "",
            course_id=self.course.data or None,
            capacity=self.capacity.data,
            materials=self.materials.data or "",
            summary=self.summary.data or "",
        )


class ExpectForm(FlaskForm):
    """Who is to come: people, or everybody of departments."""

    people = PeopleField(_l("People"))
    departments = SelectMultipleField(_l("Everybody of these departments, with all below"), coerce=int)

    def offer(self, departments: Sequence[Department]) -> None:
        self.people.whom, self.people.most = Whom.TRAINED, MOST_EXPECTED
        self.departments.choices = as_tree(departments)

    def validate_people(self, field: Field) -> None:
        if not field.data and not self.departments.data:
            raise ValidationError(_("Nobody is chosen yet: list people, or choose a department."))


class CancelForm(FlaskForm):
    reason = reason_field(_l("Say why. Whoever is expected reads it."))
    version = number_field()


def _local(instant: datetime) -> datetime:
    return instant.astimezone(clock.zone()).replace(tzinfo=None)


def _instant(local: datetime) -> datetime:
    """In the organisation's zone; of an hour that the clocks have twice, the first."""
    return local.replace(tzinfo=clock.zone())
