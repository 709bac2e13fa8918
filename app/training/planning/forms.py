"""What training admins type about plans and items."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from app import clock
from app.learning.credits.kinds import Assessment, Mode, Subject, assessment_name, mode_name, subject_name
from app.people.models import Department
from app.training.fields import (
    OUT_OF_RANGE,
    NumberField,
    as_tree,
    hours_field,
    key_field,
    number_field,
    reason_field,
    text_field,
)
from app.training.kinds import Category, ItemStatus
from app.training.wording import category_name, item_status_name

from .particulars import (
    LEAST_HOURS,
    LEAST_YEAR,
    MOST_FEN,
    MOST_HOURS,
    MOST_PEOPLE,
    MOST_YEAR,
    Particulars,
    Standing,
)

MONTHS = range(1, 13)


def _yuan(label: Any) -> NumberField:
    return NumberField(
        label, places=2, validators=[Optional(), NumberRange(0, MOST_FEN // 100, OUT_OF_RANGE), _in_cents]
    )


def _in_cents(_form: FlaskForm, field: Field) -> None:
    if field.data is not None and (field.data * 100) % 1:
        raise ValidationError(_("Use at most two digits after the point."))


class PlanForm(FlaskForm):
    year = IntegerField(
        _l("Year"),
        validators=[
            InputRequired(_l("Type a year.")),
            NumberRange(LEAST_YEAR, MOST_YEAR, _l("Type a year from %(min)s to %(max)s.")),
        ],
    )
    department = SelectField(_l("Department"), coerce=int)

    def offer(self, departments: Sequence[Department]) -> None:
        self.department.choices = as_tree(departments)


class ItemForm(FlaskForm):
    """An item. A new one says whether it is planned; one that is there says why it changes."""

    title_zh = text_field(_l("Title in Chinese"))
    title_en = text_field(_l("Title in English"))
    planned = RadioField(
        _l("In the plan or beside it"),
        default="yes",
        choices=[SelectChoice("yes", _l("In the plan of the year")), SelectChoice("no", _l("Beside the plan"))],
    )
    category = SelectField(_l("Category"), validators=[DataRequired(_l("Choose a category."))])
    owner = SelectField(_l("Department that organises it"), coerce=int)
    audience = text_field(_l("For whom"), longest=500)
    mode = SelectField(_l("How it is taught"))
    month = SelectField(_l("Planned month"), coerce=int)
    headcount = IntegerField(
        _l("Planned number of people"),
        validators=[InputRequired(_l("Type a number.")), NumberRange(1, MOST_PEOPLE, OUT_OF_RANGE)],
    )
    hours = hours_field(_l("Credit hours"), LEAST_HOURS, MOST_HOURS)
    subject = SelectField(_l("Subject of the hours"), default=Subject.PROFESSIONAL.value)
    assessment = SelectField(_l("Assessment"))
    budget = _yuan(_l("Budget in yuan"))
    spent = _yuan(_l("Actual cost in yuan"))
    reason = reason_field(_l("Say why it changes. It is kept with the item."))
    seen = number_field()
    key = key_field()

    def offer(self, departments: Sequence[Department], *, is_new: bool) -> None:
        self.category.choices = [
            SelectChoice("", _("choose …")),
            *(SelectChoice(each.value, category_name(each)) for each in Category),
        ]
        self.owner.choices = as_tree(departments)
        self.mode.choices = [SelectChoice(each.value, mode_name(each)) for each in Mode]
        self.subject.choices = [SelectChoice(each.value, subject_name(each)) for each in Subject]
        self.assessment.choices = [SelectChoice(each.value, assessment_name(each)) for each in Assessment]
        self.month.choices = [SelectChoice(month, _("month %(number)d", number=month)) for month in MONTHS]
        if is_new:
            del self.reason, self.seen
        else:
            del self.planned

    def validate_title_zh(self, field: Field) -> None:
        if not field.data and not self.title_en.data:
            raise ValidationError(_("Give a title, in Chinese or in English."))

    def fill(self, given: Particulars, number: int) -> None:
        for name in ("title_zh", "title_en", "category", "audience", "mode", "month", "headcount", "subject"):
            self[name].data = getattr(given, name)
        self.assessment.data, self.owner.data = given.assessment, given.owner_id
        self.hours.data = Decimal(str(given.hours))
        self.budget.data = Decimal(given.budget_fen) / 100
        self.spent.data = Decimal(given.spent_fen) / 100 if given.spent_fen is not None else None
        self.seen.data = str(number)

    def read(self) -> Particulars:
        return Particulars(
            title_zh=self.title_zh.data or "",
            title_en=self.title_en.data or "",
            owner_id=self.owner.data,
            category=self.category.data,
            audience=self.audience.data or "",
            mode=self.mode.data,
            month=self.month.data,
            headcount=self.headcount.data or 0,
            hours=float(self.hours.data or 0),
            subject=self.subject.data,
            assessment=self.assessment.data,
            budget_fen=fen(self.budget.data) or 0,
            spent_fen=fen(self.spent.data),
        )


class StatusForm(FlaskForm):
    """What became of an item."""

    status = RadioField(_l("Status"), validators=[DataRequired(_l("Choose one."))])
    on = DateField(_l("Since"), validators=[DataRequired(_l("Choose a date."))])
    moved_month = SelectField(_l("Postponed to"), default="")
    spent = _yuan(_l("Actual cost in yuan"))
    reason = reason_field(_l("Say why. It stands in the report on the plan."))
    seen = number_field()
    key = key_field()

    def offer(self, year: int) -> None:
        """`year`: of the plan; postponed items go into it or into the year after."""
        self.year = year
        self.status.choices = [SelectChoice(each.value, item_status_name(each)) for each in ItemStatus]
        self.moved_month.choices = [
            SelectChoice("", _("not said yet")),
            *(
                SelectChoice(f"{each}-{month:02}", f"{each}-{month:02}")
                for each in (year, year + 1)
                for month in MONTHS
            ),
        ]

    def validate_on(self, field: Field) -> None:
        if field.data > clock.today():
            raise ValidationError(_("This day is in the future. What will happen is not known yet."))
        if field.data.year < self.year - 1 or field.data.year > self.year + 1:
            raise ValidationError(_("Choose a day near the year of the plan."))

    def validate_moved_month(self, field: Field) -> None:
        if field.data and self.status.data != ItemStatus.POSTPONED:
            raise ValidationError(_("Only what is postponed has a later month."))

    @property
    def standing(self) -> Standing:
        year, _dash, month = (self.moved_month.data or "").partition("-")
        moved_to = self.on.data.replace(year=int(year), month=int(month), day=1) if month else None
        return Standing(ItemStatus(self.status.data), self.on.data, moved_to, self.reason.data or "")


def fen(yuan: Decimal | None) -> int | None:
    return int(yuan * 100) if yuan is not None else None
