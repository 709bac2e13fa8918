"""What people type when they decide about duties."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from app.people.picking.fields import PersonField
from app.people.picking.whom import Whom, anybody
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

from .kinds import ChangeKind
from .sight import Approver, get_approver

FARTHEST = timedelta(days=3660)


def _storable(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_l("This text holds a character that cannot be stored. Type it again."))


class DecideForm(FlaskForm):
    """One act about some duties. `until`: the due date, or the first day after a pause."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(_l("Say why: the person reads it.")),
            Length(LEAST_REASON, LONGEST_REASON, _l("Write 2 to 500 characters.")),
            _storable,
        ],
    )
    approver = PersonField(
        _l("Approved by"),
        [DataRequired(_l("Say who approved it."))],
        whom=Whom.SEEN,
        anywhere=anybody,
        oneself=True,
    )
    digest = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}\Z|^\Z")])
    form_key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{8,64}\Z")])

    approved_by: Approver | None = None

    def validate_approver(self, field: Field) -> None:
        if field.person is None:
            return
        self.approved_by = get_approver(field.person)
        hand = self.approved_by.hand
        if hand.full.empty and hand.optional.empty:
            raise ValidationError(_l("This person may not decide about duties. Name a manager, or somebody in HR."))


class _DatedForm(DecideForm):
    today: date

    def validate_until(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data <= self.today:
            raise ValidationError(_l("Choose a day after today."))
        if field.data > self.today + FARTHEST:
            raise ValidationError(_l("Choose a day within ten years."))


class ExtendForm(_DatedForm):
    until = DateField(_l("New due date"), validators=[DataRequired(_l("Choose a day, such as 2026-03-31."))])


class AgainForm(_DatedForm):
    until = DateField(_l("Due date"), validators=[DataRequired(_l("Choose a day, such as 2026-03-31."))])


class PauseForm(_DatedForm):
    until = DateField(_l("Goes on from"), validators=[Optional()])


def form_for(kind: ChangeKind, *, today: date) -> DecideForm:
    dated = {ChangeKind.EXTEND: ExtendForm, ChangeKind.PAUSE: PauseForm, ChangeKind.AGAIN: AgainForm}
    if kind not in dated:
        return DecideForm()
    form = dated[kind]()
    form.today = today
    return form
