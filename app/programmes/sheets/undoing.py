"""What of programmes goes with a person whom an import made, when it is undone: duties that rules gave, and what they led to.

The database takes these duties along, and nothing else: migrations/versions/0005.
"""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, delete, exists, or_, select

from app.db import db
from app.given import given_ids
from app.people.importing.traces import goes, keeps, takes
from app.programmes.duties.kinds import ACTS
from app.programmes.models import (
    Assignment,
    AssignmentChange,
    AssignmentPause,
    AssignmentRule,
    AssignmentSource,
)
from app.programmes.notices.models import Notice
from app.programmes.rules.audience import BadAudience, read_audience

DECIDED = exists().where(
    AssignmentChange.assignment_id == Assignment.id,
    or_(
        AssignmentChange.by_id.is_not(None),
        AssignmentChange.approver_id.is_not(None),
        and_(AssignmentChange.rule_id.is_(None), AssignmentChange.kind.in_([kind.value for kind in ACTS])),
    ),
)
ASKED_FOR = exists().where(AssignmentSource.assignment_id == Assignment.id, AssignmentSource.rule_id.is_(None))
PAUSED = exists().where(AssignmentPause.assignment_id == Assignment.id)

goes(
    Assignment,
    "user_id",
    unless=or_(Assignment.assigned_by_id.is_not(None), DECIDED, ASKED_FOR, PAUSED),
    why=_l("Somebody decided about a duty"),
)
goes(Notice, "user_id", unless=Notice.read_at.is_not(None), why=_l("A notice was read"))


@takes
def take_notices_to_others(user_ids: Sequence[int]) -> None:
    """What line managers were told about them."""
    about = delete(Notice).where(Notice.about["person"].as_integer().in_(given_ids(user_ids)))
    db.session.execute(about.execution_options(synchronize_session=False))


@keeps(_l("An assignment rule lists the person"))
def listed_by_rules() -> set[int]:
    found: set[int] = set()
    for stored in db.session.scalars(select(AssignmentRule.audience)):
        try:
            audience = read_audience(stored)
        except BadAudience:
            continue
        found |= {*audience.all.people, *audience.any.people, *audience.none.people}
    return found
