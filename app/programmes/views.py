"""Today: the learner's first page."""

from flask import Blueprint, render_template
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.learning import queries as learning
from app.programmes import queries
from app.programmes.today import plan_today

bp = Blueprint("programmes", __name__)
NOON, EVENING = 12, 18


@bp.get("/today")
@requires(Permission.LEARN)
def show_today() -> str:
    standings = learning.list_standings(content.list_courses(), learner_id=current_user.id)
    today = plan_today(standings, queries.list_assignments(learner_id=current_user.id), today=clock.today())
    return render_template(
        "programmes/show_today.html",
        today=clock.today(),
        part_of_day=part_of_day(clock.now().astimezone(clock.zone()).hour),
        resume=today.resume,
        due=today.due,
        finished=today.finished,
        assigned_count=today.assigned_count,
        completed_count=today.completed_count,
    )


def part_of_day(hour: int) -> str:
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
