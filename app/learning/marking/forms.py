"""What a reviewer sends."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.questions.model import Question
from app.reasons import LEAST_REASON, LONGEST_REASON

from .steps import read_points

LONGEST_COMMENT = 5000


def plain_text(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def no_nul(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_l("This text holds a character that cannot be stored. Type it again."))


class MarkingForm(FlaskForm):
    """Points and a comment; a draft may still be without points."""

    points = StringField(_l("Points"))
    comment = TextAreaField(
        _l("Comment to the learner"),
        filters=[plain_text],
        validators=[Length(max=LONGEST_COMMENT, message=_l("Use at most %(max)d characters.")), no_nul],
    )

    def __init__(self, question: Question, *, is_draft: bool = False) -> None:
        super().__init__()
        self.question, self.is_draft = question, is_draft

    @property
    def given(self) -> Decimal | None:
        return read_points(self.points.data or "", self.question.points)

    def validate_points(self, field: Field) -> None:
        if field.data and self.given is None:
            raise ValidationError(_("Choose one of the steps from 0 to %(points)s.", points=self.question.points))
        if not field.data and not self.is_draft:
            raise ValidationError(_("Choose the points first."))


class CorrectionForm(MarkingForm):
    """A further review of an answer, with a reason. `basis`: the review that it builds on, 0 for none."""

    reason = TextAreaField(
        _l("Reason for the correction"),
        filters=[plain_text],
        validators=[
            InputRequired(_l("Say why the result is another one now.")),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            no_nul,
        ],
    )
    basis = IntegerField(validators=[InputRequired()])
