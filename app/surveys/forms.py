"""The form of a survey: a score for each item, and a word if somebody has one."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from app.i18n import language
from app.reasons import stripped

from .instruments import SCORES, Instrument

LONGEST_COMMENT = 1000


def no_nul(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_("There is a sign in it that cannot be kept. Type it again."))


class SurveyForm(FlaskForm):
    comment = TextAreaField(
        _l("Anything else?"),
        filters=[stripped],
        validators=[Length(max=LONGEST_COMMENT, message=_l("Use at most %(max)d characters.")), no_nul],
    )

    @property
    def rated(self) -> list[Field]:
        """The items in their order."""
        return [field for field in self if field.name.startswith("item-")]

    @property
    def scores(self) -> Mapping[str, int]:
        return {field.name.removeprefix("item-"): int(field.data) for field in self.rated}


def survey_form(survey: Instrument) -> SurveyForm:
    """The form of one instrument, in the reader's language."""
    items: dict[str, Any] = {
        f"item-{item.key}": RadioField(
            item.text(language()),
            choices=[SelectChoice(str(score), str(score)) for score in SCORES],
            validators=[InputRequired(_("Choose a number from 1 to 5."))],
        )
        for item in survey.items
    }
    form: SurveyForm = type("SurveyForm", (SurveyForm,), items)()
    return form
