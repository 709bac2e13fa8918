"""Which mails somebody wants, and where they are."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from .choices import CHOICES

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
ZONES = tuple(sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS))


class MailForm(FlaskForm):
    """`wanted`: of the mails that may be refused, those that are not."""

    time_zone = SelectField(
        _l("Time zone"),
        choices=[
            SelectChoice("", _l("As my department")),
            *(SelectChoice(name, name.replace("_", " ")) for name in ZONES),
        ],
    )
    wanted = SelectMultipleField(
        _l("Mails that are up to you"),
        choices=[SelectChoice(key.value, words) for key, words in CHOICES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
