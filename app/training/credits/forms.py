"""What training admins type about hours: outside training, corrections, rules of continuing education."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, IntegerField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp, ValidationError

from app import clock
from app.i18n import language
from app.learning.credits.activities import Activity
from app.learning.credits.kinds import Assessment, Kind, Mode, Subject, assessment_name, subject_name
from app.learning.credits.models import CreditRule
from app.people.families import family_name
from app.people.models import Department, Position
from app.people.picking.fields import PersonField
from app.people.picking.whom import Whom
from app.training.fields import (
    OUT_OF_RANGE,
    NumberField,
    as_tree,
    hours_field,
    key_field,
    reason_field,
    text_field,
)

MOST_HOURS = 500
MOST_OF_A_YEAR = 2000
OF_EVERYBODY = "0"
WHY = _l("Give a reason. It is kept, and the people concerned can read it.")


def _hours_field(label: Any, most: int = MOST_HOURS) -> NumberField:
    return hours_field(label, 0, most)


def _not_ahead(_form: FlaskForm, field: Field) -> None:
    if field.data and not field.data.year >= 1990:
        raise ValidationError(_("Choose a day from 1990 on."))
    if field.data and field.data > clock.today():
        raise ValidationError(_("This day lies ahead. Only what has taken place is credited."))


def _subjects() -> list[SelectChoice]:
    return [SelectChoice(each.value, subject_name(each)) for each in Subject]


class OutsideForm(FlaskForm):
    """Training outside the house, with a paper that proves it."""

    person = PersonField(_l("Person"), [DataRequired(_l("Say who was trained."))], whom=Whom.TRAINED)
    item = text_field(_l("Training"), DataRequired(_l("Say what was taught.")), longest=200)
    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose the day.")), _not_ahead])
    hours = _hours_field(_l("Credited hours"))
    subject = SelectField(_l("Subject"))
    trainer = text_field(_l("Given by"), DataRequired(_l("Say who gave it.")))
    assessment = SelectField(_l("Assessment"))
    evidence_no = text_field(_l("Evidence number"), DataRequired(_l("Type the number of the paper that proves it.")))
    reason = reason_field(WHY)
    key = key_field()

    def offer(self) -> None:
        self.subject.choices = _subjects()
        self.assessment.choices = [SelectChoice(each.value, assessment_name(each)) for each in Assessment]

    def read(self) -> Activity:
        assert self.on.data is not None
        item = self.item.data or ""
        return Activity(
            kind=Kind.OUTSIDE,
            activity=f"outside:{self.key.data}",
            item_zh=item,
            item_en=item,
            mode=Mode.OUTSIDE,
            credited_on=self.on.data,
            hours=float(self.hours.data or 0),
            subject=self.subject.data,
            trainer=self.trainer.data or "",
            assessment=self.assessment.data,
            passed=True,
            evidence_no=self.evidence_no.data or "",
        )


class CorrectionForm(FlaskForm):
    """What an entry should have said, or that it should not be there."""

    hours = _hours_field(_l("Credited hours"))
    subject = SelectField(_l("Subject"))
    is_void = BooleanField(_l("Take the entry back: it counts nothing any more"))
    reason = reason_field(WHY)

    def offer(self) -> None:
        self.subject.choices = _subjects()


class RuleForm(FlaskForm):
    """A version of a set of rules. Lists of positions and subjects may be long: each is one list to choose several from."""

    code = text_field(
        _l("Code"),
        DataRequired(_l("Type a code.")),
        Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z", message=_l("Use letters, digits, dots and hyphens.")),
        longest=40,
    )
    name_zh = text_field(_l("Chinese name"), DataRequired(_l("Type the Chinese name.")))
    name_en = text_field(_l("English name"), DataRequired(_l("Type the English name.")))
    first_year = IntegerField(
        _l("From the year"), validators=[InputRequired(_l("Type a year.")), NumberRange(2000, 2100, OUT_OF_RANGE)]
    )
    year_start = text_field(
        _l("First day of a year"),
        DataRequired(_l("Type it as 01-01.")),
        Regexp(r"\d\d-\d\d\Z", message=_l("Type it as 01-01.")),
    )
    required_hours = _hours_field(_l("Required hours a year"), MOST_OF_A_YEAR)
    specialised_hours = _hours_field(_l("Of these at least specialised"), MOST_OF_A_YEAR)
    subjects = SelectMultipleField(_l("Subjects that count as specialised"), render_kw={"size": 5})
    department = SelectField(_l("For"))
    families = SelectMultipleField(_l("Position families that owe these hours"), render_kw={"size": 6})
    positions = SelectMultipleField(_l("Further positions"), validators=[Optional()], render_kw={"size": 8})
    is_pro_rata = BooleanField(_l("Whoever joins during the year owes a share of it"))
    is_ended = BooleanField(_l("From that year on these rules no longer hold"))
    reason = reason_field(_l("Give a reason, such as the order that asks for it."))
    key = key_field()

    def offer(
        self, departments: Sequence[Department], families: Sequence[str], positions: Sequence[Position], everybody: bool
    ) -> None:
        """`everybody`: whether rules for the whole organisation may be made."""
        self.subjects.choices = _subjects()
        tree = [SelectChoice(str(each.value), each.label) for each in as_tree(departments)]
        self.department.choices = [
            *([SelectChoice(OF_EVERYBODY, _("The whole organisation"))] if everybody else []),
            *tree,
        ]
        self.families.choices = [SelectChoice(each, family_name(each)) for each in families]
        self.positions.choices = [SelectChoice(str(each.id), each.name(language())) for each in positions]

    def validate_year_start(self, field: Field) -> None:
        if field.errors:
            return
        month, day = (int(part) for part in field.data.split("-"))
        if not 1 <= month <= 12 or not 1 <= day <= 28:
            raise ValidationError(_("Choose a day from 01-01 to 12-28 that every year has."))

    def validate_specialised_hours(self, field: Field) -> None:
        if field.data is not None and self.required_hours.data is not None and field.data > self.required_hours.data:
            raise ValidationError(_("These are more than all required hours."))

    def validate_families(self, field: Field) -> None:
        if not field.data and not self.positions.data:
            raise ValidationError(_("Choose a family, or at least one position: otherwise nobody owes hours."))

    def fill(self, rule: CreditRule) -> None:
        self.code.data, self.name_zh.data, self.name_en.data = rule.code, rule.name_zh, rule.name_en
        self.year_start.data, self.is_pro_rata.data = rule.year_start, rule.is_pro_rata
        self.required_hours.data = Decimal(str(rule.required_hours))
        self.specialised_hours.data = Decimal(str(rule.specialised_hours))
        self.subjects.data, self.families.data = rule.subjects, rule.families
        self.positions.data = [str(each) for each in rule.positions]
        self.department.data = str(rule.department_id or OF_EVERYBODY)

    def read(self) -> CreditRule:
        return CreditRule(
            code=self.code.data,
            name_zh=self.name_zh.data,
            name_en=self.name_en.data,
            department_id=int(self.department.data) or None,
            families=sorted(self.families.data or []),
            positions=sorted(int(each) for each in self.positions.data or []),
            subjects=sorted(self.subjects.data or []),
            required_hours=float(self.required_hours.data or 0),
            specialised_hours=float(self.specialised_hours.data or 0),
            year_start=self.year_start.data,
            is_pro_rata=bool(self.is_pro_rata.data),
            is_ended=bool(self.is_ended.data),
            first_year=self.first_year.data,
            form_key=self.key.data,
        )
