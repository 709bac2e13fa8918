"""What the search of the audit log asks for. A GET form: what cannot be read is told at its field and not searched for."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from app.people.picking.fields import PersonFilter
from app.people.picking.whom import Whom

from .queries import Search


class SearchForm(FlaskForm):
    class Meta:
        csrf = False

    who = PersonFilter(_l("Who"), [Length(max=100)], whom=Whom.AUDITED)
    whom = PersonFilter(_l("About whom"), [Length(max=100)], whom=Whom.AUDITED)
    action = SelectField(_l("Act"), validate_choice=False)
    words = StringField(_l("Words in the reason"), validators=[Length(max=100)])
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("Until"), validators=[Optional()])
    before = IntegerField(validators=[Optional(), NumberRange(1, 2**62)])

    def search(self) -> Search:
        """What was asked for, without the fields that could not be read."""
        read: dict[str, Any] = {
            field.name: field.data.replace("\0", "").strip() if isinstance(field.data, str) else field.data
            for field in self
            if not field.errors and field.data is not None
        }
        return Search(**read, who_id=self.who.person_id, whom_id=self.whom.person_id)
