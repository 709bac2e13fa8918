"""Rules are kept true every night, and on the day on which people change; duties.jobs has ended those of who left by then."""

from collections.abc import Collection
from datetime import date

from app import clock, jobs
from app.people import changed

from . import runs
from .evaluating import evaluate
from .kinds import RunKind

MOST_NAMED = 2000  # people: of more than these it is as quick to look at everybody


@jobs.daily(hour=1)
def keep_rules_true(today: date) -> None:
    """Every active rule for everybody."""
    _raise_for(evaluate(RunKind.NIGHT, today=today))


@jobs.job
def look_at_people(user_ids: list[int] | None) -> None:
    """Every active rule for the people about whom something has changed; None: for everybody."""
    _raise_for(evaluate(RunKind.PEOPLE, today=clock.today(), only=user_ids))


@jobs.job
def carry_out(run_id: int) -> None:
    """A plan that is too large for a request."""
    try:
        runs.go_on(run_id)
    except Exception as error:
        runs.note_failure(run_id, error)
        raise


@jobs.every_minute
def look_after_runs() -> None:
    """Go on with what was left lying, after a crash for instance. One that fails keeps no other from going on."""
    failed = []
    for run_id in runs.list_forsaken(clock.now()):
        try:
            carry_out(run_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are to go on; it is shown with its run
            failed.append(type(error).__name__)
    _raise_for(failed)


@changed.follow
def follow_people(user_ids: Collection[int] | None) -> None:
    if user_ids is None or len(user_ids) > MOST_NAMED:
        jobs.enqueue(look_at_people, None)
    elif user_ids:
        jobs.enqueue(look_at_people, sorted(user_ids))


def _raise_for(failed: list[str]) -> None:
    """So that it is tried again, and shown among the jobs that failed."""
    if failed:
        raise RuntimeError(f"rules failed: {', '.join(sorted(failed))}")
