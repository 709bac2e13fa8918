"""Planning beside the requests."""

from sqlalchemy import select

from app import jobs
from app.db import db, writing

from . import acts
from .kinds import KINDS, Tell
from .models import ImportPlan


@jobs.job
def plan_sheet(plan_id: int) -> None:
    """Make the plan of a sheet that was read. Run twice, it is made once."""
    make_plan_of(plan_id, lambda _count: None)


def make_plan_of(plan_id: int, tell: Tell) -> None:
    """The same for whoever wants to be told how many rows are done."""
    plan = db.session.scalar(select(ImportPlan).filter_by(id=plan_id, state="reading"))
    if plan is None:
        return

    def note(count: int) -> None:
        with writing():
            acts.note_progress(plan_id, count)
        tell(count)

    kind, table, asked = KINDS[plan.kind], acts.read_again(plan), acts.request_of(plan)
    lines, basis_hash = kind.plan(table, asked, note)
    with writing():
        acts.keep_plan(plan_id, lines, basis_hash)
