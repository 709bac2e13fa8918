"""What programmes store about a person, for the file of one's own data.

Nothing of it is blanked when a person is erased: duties, and what was decided about them, are the lawful record of training;
they name the person by number only.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.db import db
from app.i18n import language
from app.people.privacy.names import Names, namer
from app.people.privacy.sections import register

from .models import Assignment, AssignmentChange, AssignmentPause, AssignmentPausePast, AssignmentSource, Programme
from .notices.models import Notice


def _own(user_id: int) -> Select[int]:
    return select(Assignment.id).where(Assignment.user_id == user_id)


register(
    "duties",
    _l("Duties"),
    Assignment,
    shown={
        "programme_id": _l("Programme"),
        "round": _l("Round"),
        "assigned_on": _l("Assigned on"),
        "due_on": _l("Due date"),
    },
)
register(
    "duty_sources",
    _l("Why a duty was assigned"),
    AssignmentSource,
    lambda user_id: AssignmentSource.assignment_id.in_(_own(user_id)),
)
register(
    "duty_pauses",
    _l("Pauses of a duty"),
    AssignmentPause,
    lambda user_id: AssignmentPause.assignment_id.in_(_own(user_id)),
)
register(
    "duty_pauses_before",
    _l("Pauses of a duty as recorded before they were corrected"),
    AssignmentPausePast,
    lambda user_id: AssignmentPausePast.assignment_id.in_(_own(user_id)),
)
register(
    "duty_changes",
    _l("Decisions about a duty"),
    AssignmentChange,
    lambda user_id: AssignmentChange.assignment_id.in_(_own(user_id)),
    shown={"on": _l("Day"), "kind": _l("What"), "due_after": _l("Due date"), "reason": _l("Reason")},
)
register("notices", _l("Notices"), Notice)


@namer("programme_id")
def programme_names(ids: list[Any]) -> Names:
    rows = db.session.scalars(select(Programme).where(Programme.id.in_(ids)))
    return {row.id: row.name(language()) for row in rows}
