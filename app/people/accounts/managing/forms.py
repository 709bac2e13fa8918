"""Why something is done for somebody's account."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from app.people.roles.forms import ReasonForm


class ActForm(ReasonForm):
    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(18),
        validators=[Length(min=12, max=64, message=_l("This form is damaged. Open the page again."))],
    )
