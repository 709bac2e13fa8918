"""Form fields that plans and sessions share, and what is checked of them."""

import re
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, Field, HiddenField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp, ValidationError

from app.i18n import language
from app.people.models import Department
from app.reasons import LEAST_REASON, LONGEST_REASON, stripped

LONGEST_NAME, LONGEST_TEXT = 120, 4000
TOO_LONG = _l("Use at most %(max)d characters.")
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
OUT_OF_RANGE = _l("From %(min)s to %(max)s.")


def storable(_form: FlaskForm, field: Field) -> None:
    if "\0" in (field.data or ""):
        raise ValidationError(_("This text holds a character that cannot be stored. Type it again."))


class NumberField(DecimalField):
    """A number as people write it, with a point or a comma and at most six digits after it; nothing else is one."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip().replace(",", ".") if valuelist else ""
        self.data = None
        if text:
            if not NUMBER.fullmatch(text):
                raise ValueError(_("Type a number, such as 2 or 2.5."))
            self.data = Decimal(text)


def in_halves(_form: FlaskForm, field: Field) -> None:
    if field.data is not None and (field.data * 2) % 1:
        raise ValidationError(_("Use steps of a half: 1.5, 2, 2.5."))


def hours_field(label: Any, least: float, most: float) -> NumberField:
    bounds = NumberRange(Decimal(str(least)), Decimal(str(most)), OUT_OF_RANGE)
    return NumberField(label, places=1, validators=[InputRequired(_l("Type a number.")), bounds, in_halves])


def text_field(label: Any, *validators: Any, longest: int = LONGEST_NAME) -> StringField:
    return StringField(
        label, filters=[stripped], validators=[*validators, Length(max=longest, message=TOO_LONG), storable]
    )


def long_field(label: Any, *validators: Any) -> TextAreaField:
    return TextAreaField(
        label, filters=[stripped], validators=[*validators, Length(max=LONGEST_TEXT, message=TOO_LONG), storable]
    )


def reason_field(message: Any) -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        filters=[stripped],
        validators=[
            DataRequired(message),
            Length(min=LEAST_REASON, max=LONGEST_REASON, message=_l("Use %(min)d to %(max)d characters.")),
            storable,
        ],
    )


def key_field() -> HiddenField:
    """Made when the form is first shown: sent twice, it counts once."""
    return HiddenField(
        default=lambda: secrets.token_urlsafe(18), validators=[Length(min=12, max=64), Regexp(r"[A-Za-z0-9_-]*\Z")]
    )


def number_field() -> HiddenField:
    """Of what the form was made from."""
    return HiddenField(validators=[Regexp(r"[0-9]{1,9}\Z")])


def as_tree(departments: Sequence[Department]) -> list[SelectChoice]:
    """Each below the one it belongs to and set in: several are called “Finance”."""
    top = min((each.path.count("/") for each in departments), default=0)
    ordered = sorted(departments, key=lambda each: [int(part) for part in each.path.strip("/").split("/")])
    return [
        SelectChoice(
            each.id,
            "　" * (each.path.count("/") - top) + each.name(language()),
            render_kw={"depth": each.path.count("/") - top},
        )
        for each in ordered
    ]
