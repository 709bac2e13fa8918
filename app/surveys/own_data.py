"""What surveys store about a person: that they need not be asked again. What they said cannot be found again, for nobody.

Nothing is blanked when a person is erased: there are no words of theirs here, and comments name nobody.
"""

from flask_babel import lazy_gettext as _l

from app.people.privacy.sections import register

from .models import SurveyCall

register(
    "surveys",
    _l("Surveys answered or refused (what you said cannot be found again)"),
    SurveyCall,
    shown={"subject_id": _l("About"), "answered": _l("Answered")},
)
