"""One duty of one person: where it stands, why they have it, what was decided about it."""

from flask import render_template
from flask_login import current_user
from sqlalchemy import select

from app import clock
from app.access import Permission, allows, requires, scope_of
from app.db import db
from app.errors import NotFound
from app.people import queries as people
from app.people.models import Department, Job, User
from app.people.privacy import access
from app.people.queries import employed_on
from app.programmes.models import Programme
from app.programmes.states import DutyState
from app.programmes.views import bp

from ..kinds import CHANGES, ChangeKind
from ..own import OwnDuty, find_duty, list_sources
from ..refusing import refusal
from ..rows import own_pauses
from ..selecting import Selection, preview
from ..sight import own_hand
from ..wording import act_name, change_words


@bp.get("/duties/<int(max=2147483647):assignment_id>")
@requires(Permission.READ_PROGRAMME)
def show_duty(assignment_id: int) -> str:
    today = clock.today()
    duty = find_duty(assignment_id, as_of=today)
    if duty is None:
        raise NotFound
    person = people.get_person(duty.user_id, scope=scope_of(Permission.READ_PROGRAMME), on=today)
    access.note(duty.user_id, "duty", reader_id=current_user.id)
    return render_template(
        "programmes/duties/show_duty.html",
        duty=duty,
        person=person,
        sources=list_sources(assignment_id),
        acts=_possible(duty) if allows(Permission.ASSIGN) else [],
        act_name=act_name,
        change_words=change_words,
        today=today,
    )


def _possible(duty: OwnDuty) -> list[str]:
    """What the reader may decide about it now."""
    today = clock.today()
    reached = db.session.scalar(
        select(User.id)
        .join(Job, (Job.user_id == User.id) & Job.is_primary & employed_on(today))
        .join(Department, Department.id == Job.department_id)
        .join(Programme, Programme.id == duty.programme.id)
        .where(User.id == duty.user_id, own_hand().reaches)
    )
    if reached is None:
        return []
    paused = duty.assignment_id in own_pauses([duty.assignment_id], on=today)
    changes = [
        kind.value
        for kind in CHANGES
        if refusal(kind, duty.state, due_on=duty.due_on, until=duty.due_on.max, paused=paused, today=today) is None
    ]
    return [*changes, *_asking_again(duty)]


def _asking_again(duty: OwnDuty) -> list[str]:
    if duty.state is not DutyState.COMPLETED:
        return []
    hand, one = own_hand(), Selection(ticked=(duty.assignment_id,))
    scope, kind = scope_of(Permission.ASSIGN), ChangeKind.AGAIN
    found = preview(kind, one, until=None, scope=scope, hand=hand, approver=hand, today=clock.today())
    return [kind.value] if found.changed else []
