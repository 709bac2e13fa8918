"""Carrying out a plan: a piece of people at a time, each in a transaction of its own, going on where it stopped.

A plan for at most `AT_ONCE` people is carried out with the act that begins it, a larger one by a job with a progress bar.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.db import MANY, db, locked, writing
from app.errors import Conflict
from app.people.models import User
from app.programmes.duties import actions as duties
from app.programmes.models import ProgrammeVersion

from .kinds import RunKind
from .models import AssignmentRun
from .plans import Plan

AT_ONCE = 500  # people
FORSAKEN = timedelta(minutes=3)  # without a sign of life: whoever carried it out is gone
MOST_TRIES = 10  # in a row, without anything done in between
FIRST, FURTHER, LAST = 0, 1, 2
PHASES = (FIRST, FURTHER, LAST)
"""New duties, further reasons and moved days, releases: in this order over all rules of a programme, so that nobody who goes
from one rule's audience to another's loses the duty in between."""


def steps_of(plan: Plan, *, later: frozenset[int] = frozenset()) -> list[dict[str, Any]]:
    """The plan as JSON-able pieces of at most 500 people. `later`: new people whom another rule gives an earlier day."""
    soon = {key: day for key, day in plan.adds.items() if key not in later}
    rest = {key: day for key, day in plan.adds.items() if key in later}
    moved = {key: move.asked for key, move in plan.moves.items()}
    return [
        *_giving("added", soon, plan, FIRST),
        *_giving("added", rest, plan, FURTHER),
        *_giving("joined", plan.joins, plan, FURTHER),
        *_giving("moved", moved, plan, FURTHER),
        *_taking(plan.releases),
    ]


def _giving(name: str, due: dict[int, date], plan: Plan, phase: int) -> Iterator[dict[str, Any]]:
    rounds = sorted({plan.rounds.get(key, 1) for key in due})
    for number in rounds:
        here = [(key, day) for key, day in due.items() if plan.rounds.get(key, 1) == number]
        for at in range(0, len(here), MANY):
            days: dict[str, list[int]] = {}
            for key, day in here[at : at + MANY]:
                days.setdefault(day.isoformat(), []).append(key)
            yield {"does": name, "phase": phase, "round": number, "due": days, "people": len(here[at : at + MANY])}


def _taking(releases: dict[int, list[int]]) -> Iterator[dict[str, Any]]:
    everybody = list(releases.values())
    for at in range(0, len(everybody), MANY):
        piece = everybody[at : at + MANY]
        ids = [assignment_id for each in piece for assignment_id in each]
        yield {"does": "released", "phase": LAST, "ids": ids, "people": len(piece)}


def begin(
    kind: RunKind,
    steps: Sequence[dict[str, Any]],
    *,
    programme_id: int,
    version_id: int,
    rule_id: int | None,
    now: datetime,
    key: str = "",
    reason: str = "",
    by_id: int | None = None,
) -> AssignmentRun:
    """Note what is going to be done. Runs inside `writing()`. Raises Conflict while the rule is being carried out already."""
    if rule_id is not None and is_under_way(rule_id):
        raise Conflict(under_way_words())
    run = AssignmentRun(
        key=key or secrets.token_urlsafe(18),
        kind=kind.value,
        programme_id=programme_id,
        version_id=version_id,
        rule_id=rule_id,
        plan={"steps": list(steps)},
        total=sum(step["people"] for step in steps),
        done=0,
        added=0,
        joined=0,
        moved=0,
        released=0,
        error="",
        reason=reason,
        by_id=by_id,
        begun_at=now,
        touched_at=now,
        ended_at=None if steps else now,
    )
    db.session.add(run)
    db.session.flush()
    return run


def is_under_way(rule_id: int) -> bool:
    statement = select(AssignmentRun.id).where(AssignmentRun.rule_id == rule_id, AssignmentRun.ended_at.is_(None))
    return db.session.scalar(statement.limit(1)) is not None


def under_way_words() -> str:
    return _("This rule is being carried out right now. Wait until it is done, then look again.")


def carry_out(run: AssignmentRun, *, now: datetime) -> None:
    """All of a small plan, inside the `writing()` that began it."""
    while run.ended_at is None:
        _take_step(run, now=now)


def go_on(run_id: int, *, until: int = LAST) -> None:
    """What is left of a run, up to and with a phase: opens a transaction for each piece. Whoever else works at it is not doubled."""
    while _take_next(run_id, until):
        pass


def _take_next(run_id: int, until: int) -> bool:
    with writing():
        run = db.session.scalar(locked(select(AssignmentRun).where(AssignmentRun.id == run_id)))
        if run is None or run.ended_at is not None or run.plan["steps"][0]["phase"] > until:
            return False
        _take_step(run, now=clock.now())
        return run.ended_at is None


def _take_step(run: AssignmentRun, *, now: datetime) -> None:
    """Do the first piece of what is left, and note that it is done, in the same transaction."""
    step, *rest = run.plan["steps"]
    run_id = run.id
    if step["does"] == "released":
        duties.release(step["ids"], rule_id=run.rule_id, now=now, reason=run.reason, batch=run.key)
    else:
        _give(run, step, now)
    run = db.session.get_one(AssignmentRun, run_id)
    setattr(run, step["does"], getattr(run, step["does"]) + step["people"])
    run.plan = {"steps": rest}
    run.done += step["people"]
    run.touched_at, run.error = now, ""
    if not rest:
        run.ended_at = now
    db.session.flush()


def _give(run: AssignmentRun, step: dict[str, Any], now: datetime) -> None:
    """To those of a piece who are there: whom an import made, an undo takes away."""
    wanted = {key: date.fromisoformat(day) for day, keys in step["due"].items() for key in keys}
    there = db.session.scalars(select(User.id).where(User.id.in_(list(wanted))))
    duties.assign(
        db.session.get_one(ProgrammeVersion, run.version_id),
        {key: wanted[key] for key in there},
        start_on=clock.local_date(now),
        now=now,
        rule_id=run.rule_id,
        by_id=run.by_id if run.kind == RunKind.HAND else None,
        reason=run.reason,
        batch=run.key,
        round=step["round"],
    )


def note_failure(run_id: int, error: Exception) -> None:
    """It is tried again, and given up after many tries: its page says so, and the rule can be changed again."""
    with writing():
        run = db.session.scalars(locked(select(AssignmentRun).where(AssignmentRun.id == run_id))).one()
        if run.ended_at is not None:
            return
        now, tries = clock.now(), run.plan.get("tries", 0) + 1
        run.plan = {**run.plan, "tries": tries}
        run.error, run.touched_at = type(error).__name__, now
        if tries >= MOST_TRIES:
            run.ended_at = now


def list_forsaken(now: datetime) -> list[int]:
    """Runs that nobody seems to carry out any longer."""
    statement = select(AssignmentRun.id).where(
        AssignmentRun.ended_at.is_(None), AssignmentRun.touched_at < now - FORSAKEN
    )
    return list(db.session.scalars(statement.order_by(AssignmentRun.id)))
