"""What the pages of an import ask: a sheet and how to read it, a confirmation, a reason."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, Field, HiddenField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from app import clock
from app.i18n import language
from app.people.models import Department

MOST_BYTES = 8 * 1024 * 1024
ROOM_FOR_THE_FORM = 64 * 1024
FARTHEST = timedelta(days=366)
LONGEST_REASON = 500


class UploadForm(FlaskForm):
    """`key`: made when the form is shown, so that sent twice it counts once."""

    key = HiddenField(validators=[InputRequired(), Regexp(r"^[\w-]{12,64}\Z")])
    sheet = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])


class PeopleUploadForm(UploadForm):
    on = DateField(
        _l("Transfers hold from"),
        validators=[InputRequired(_l("Not a day. Write it like 2026-03-01."))],
    )
    everybody_of = SelectField(_l("Is this everybody of a department?"), default="")

    def offer(self, departments: Sequence[Department]) -> None:
        self.everybody_of.choices = [
            SelectChoice("", _("No: who is not in the sheet stays")),
            *(
                SelectChoice(str(unit.id), "\u2003" * (unit.path.count("/") - 2) + unit.name(language()))
                for unit in sorted(departments, key=lambda unit: unit.path)
            ),
        ]

    def validate_on(self, field: Field) -> None:
        if field.data and not _today() - FARTHEST <= field.data <= _today() + FARTHEST:
            raise ValidationError(_l("At most one year from today."))


def _today() -> date:
    return clock.today()


class UndoForm(FlaskForm):
    reason = TextAreaField(
        _l("Why is it undone?"),
        validators=[
            InputRequired(_l("Say why in a few words: it is kept with the import.")),
            Length(max=LONGEST_REASON, message=_l("Use %(max)d characters at most.")),
            Regexp(r"^[^\x00]*\Z", message=_l("Use letters, digits and punctuation only.")),
        ],
    )
