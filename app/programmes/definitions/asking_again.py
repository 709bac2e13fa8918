"""A further round of a programme asks for courses that were completed before it: those may be taken again."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from app.db import db
from app.learning import asking
from app.programmes.duties.facts import facts, of_path
from app.programmes.models import Assignment, ProgrammeItem


@asking.ask
def courses_asked_again(learner_id: int, on: date) -> Mapping[str, date]:
    """By course the day from which completions count, for duties that have begun, stand and are not completed."""
    wanted = select(Assignment.id).where(
        Assignment.user_id == learner_id, Assignment.counts_from.is_not(None), Assignment.start_on <= on
    )
    duty = facts(as_of=on, assignments=wanted)
    statement = (
        select(ProgrammeItem.course_id, func.max(duty.c.counts_from, type_=Assignment.counts_from.type))
        .select_from(duty)
        .join(ProgrammeItem, of_path(duty.c))
        .where(
            duty.c.completed_on.is_(None),
            duty.c.withdrawn_on.is_(None),
            duty.c.waived_on.is_(None),
            duty.c.exit_on.is_(None),
        )
        .group_by(ProgrammeItem.course_id)
    )
    return {course_id: day for course_id, day in db.session.execute(statement)}
