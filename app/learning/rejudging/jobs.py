"""Plans are computed beside the requests: ten thousand answers take seconds."""

from app import clock, jobs

from .computing import compute, list_abandoned


@jobs.job
def compute_plan(rejudging_id: int) -> None:
    """Compute a plan, once: a plan that is there already stays as it is."""
    compute(rejudging_id)


@jobs.every_minute
def compute_abandoned_plans() -> None:
    """Plans whose process ended go on."""
    for rejudging_id in list_abandoned(clock.now()):
        compute(rejudging_id)
