"""What HR types about programmes and their versions."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from app.i18n import language
from app.people.models import Department
from app.people.picking.fields import PersonField
from app.people.picking.whom import Whom
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .kinds import Requirement
from .outline import MOST_DAYS, MOST_MONTHS
from .particulars import Particulars
from .wording import requirement_words

LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT = 40, 120, 2000
RESERVED = {"new"}
TOO_LONG = _l("Use at most %(max)d characters.")
OUT_OF_RANGE = _l("From %(min)d to %(max)d.")


def _storable(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_("This text holds a character that cannot be stored. Type it again."))


class ReasonForm(FlaskForm):
    """Why: kept in the audit log. `digest`: of what the form was made from."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. It is kept in the audit log.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            _storable,
        ],
    )
    digest = HiddenField(validators=[Length(max=64)])


class DiscardForm(FlaskForm):
    digest = HiddenField(validators=[DataRequired(), Length(max=64)])


class ProgrammeForm(FlaskForm):
    code = StringField(
        _l("Code"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a code.")),
            Length(max=LONGEST_CODE, message=TOO_LONG),
            Regexp(
                r"[A-Za-z0-9][A-Za-z0-9._-]*\Z", message=_l("Use Latin letters, digits, dots, hyphens and underscores.")
            ),
        ],
    )
    name_zh = StringField(
        _l("Name in Chinese"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give the name in Chinese.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
            _storable,
        ],
    )
    name_en = StringField(
        _l("Name in English"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give the name in English.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
            _storable,
        ],
    )
    purpose_zh = TextAreaField(
        _l("What it is for, in Chinese"),
        filters=[stripped],
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG), _storable],
    )
    purpose_en = TextAreaField(
        _l("What it is for, in English"),
        filters=[stripped],
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG), _storable],
    )
    requirement = SelectField(_l("Required by"), validators=[DataRequired(_l("Choose what requires it."))])
    source = StringField(
        _l("Law or policy"), filters=[stripped], validators=[Length(max=500, message=TOO_LONG), _storable]
    )
    is_mandatory = BooleanField(_l("Mandatory: nobody unsubscribes from its mails"), default=True)
    owner = PersonField(_l("Owner"), [Optional()], whom=Whom.SEEN)
    department = SelectField(_l("Belongs to"))
    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Give a reason. It is kept in the audit log.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            _storable,
        ],
    )
    digest = HiddenField(validators=[Length(max=64)])

    def offer(self, departments: Sequence[Department], *, everywhere: bool, is_new: bool) -> None:
        """What may be chosen. `everywhere`: the programme may be the whole group's. A new one needs no reason."""
        self.requirement.choices = [
            SelectChoice("", _("choose …")),
            *(SelectChoice(each.value, requirement_words(each)) for each in Requirement),
        ]
        first = SelectChoice("", _("The whole group") if everywhere else _("choose …"))
        self.department.choices = [first, *_as_tree(departments)]
        if not everywhere:
            self.department.validators = [DataRequired(_l("Choose one of your departments."))]
        if is_new:
            del self.reason
        else:
            del self.code

    def validate_code(self, field: Field) -> None:
        if field.data.casefold() in RESERVED:
            raise ValidationError(_("This code is used by the site itself. Choose another one."))

    def fill(self, given: Particulars, *, owner: str, department_code: str) -> None:
        """Show what is stored."""
        for name in ("name_zh", "name_en", "purpose_zh", "purpose_en", "source", "is_mandatory"):
            self[name].data = getattr(given, name)
        self.requirement.data = given.requirement.value
        self.owner.data, self.department.data, self.digest.data = owner, department_code, given.digest

    def read(self, *, code: str, department_id: int | None) -> Particulars:
        return Particulars(
            code=code,
            name_zh=self.name_zh.data or "",
            name_en=self.name_en.data or "",
            requirement=Requirement(self.requirement.data),
            purpose_zh=self.purpose_zh.data or "",
            purpose_en=self.purpose_en.data or "",
            source=self.source.data or "",
            is_mandatory=bool(self.is_mandatory.data),
            owner_id=self.owner.person_id,
            department_id=department_id,
        )


class TermsForm(FlaskForm):
    """The terms of a draft; its courses are read by `drafting`."""

    electives_needed = IntegerField(
        _l("Electives needed"),
        default=0,
        validators=[InputRequired(_l("Type a number; 0 for none.")), NumberRange(0, 100, OUT_OF_RANGE)],
    )
    lookback_days = IntegerField(
        _l("Earlier completions count for so many days"),
        validators=[Optional(), NumberRange(0, MOST_DAYS, OUT_OF_RANGE)],
    )
    valid_months = IntegerField(
        _l("To be taken again after so many months"),
        validators=[Optional(), NumberRange(1, MOST_MONTHS, OUT_OF_RANGE)],
    )
    window_days = IntegerField(
        _l("The next round opens so many days before"),
        default=90,
        validators=[InputRequired(_l("Type a number.")), NumberRange(1, MOST_DAYS, OUT_OF_RANGE)],
    )
    grace_days = IntegerField(
        _l("Days of grace afterwards"),
        default=0,
        validators=[InputRequired(_l("Type a number; 0 for none.")), NumberRange(0, MOST_DAYS, OUT_OF_RANGE)],
    )
    note = TextAreaField(
        _l("What is new in this version"),
        filters=[stripped],
        validators=[Length(max=LONGEST_TEXT, message=TOO_LONG), _storable],
    )
    digest = HiddenField(validators=[Length(max=64)])


class MoveForm(ReasonForm):
    """Moving people to the newest version. `form_key`: sent twice, it counts once."""

    form_key = HiddenField(validators=[Length(min=12, max=64), Regexp(r"[A-Za-z0-9_-]*\Z")])


def _as_tree(departments: Sequence[Department]) -> list[SelectChoice]:
    """Each below the one it belongs to and set in: several are called “Finance”."""
    top = min((each.path.count("/") for each in departments), default=0)
    ordered = sorted(departments, key=lambda each: [int(part) for part in each.path.strip("/").split("/")])
    return [SelectChoice(each.code, "　" * (each.path.count("/") - top) + each.name(language())) for each in ordered]
