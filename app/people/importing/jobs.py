"""Planning beside the requests."""

from app import clock, jobs
from app.db import db, writing

from . import acts
from .kinds import KINDS, Tell
from .models import ImportPlan


@jobs.job
def plan_sheet(plan_id: int) -> None:
    """Make the plan of a sheet that was read. Run twice, it is made once."""
    make_plan_of(plan_id, lambda _count: None)


@jobs.every_minute
def look_after_plans() -> None:
    """Go on with what was left lying, after a crash for instance. One that fails keeps no other from going on."""
    failed = []
    for plan_id in acts.list_forsaken(clock.now()):
        try:
            plan_sheet(plan_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are to be read; its page says that it was not
            failed.append(type(error).__name__)
    if failed:
        raise RuntimeError(f"sheets not read: {', '.join(sorted(failed))}")


def make_plan_of(plan_id: int, tell: Tell) -> None:
    """The same for whoever wants to be told how many rows are done."""
    with writing():
        if not acts.take_up(plan_id, now=clock.now()):
            return

    def note(count: int) -> None:
        with writing():
            acts.note_progress(plan_id, count, now=clock.now())
        tell(count)

    plan = db.session.get_one(ImportPlan, plan_id)
    kind, table, asked = KINDS[plan.kind], acts.read_again(plan), acts.request_of(plan)
    lines, basis_hash = kind.plan(table, asked, note)
    with writing():
        acts.keep_plan(plan_id, lines, basis_hash)
