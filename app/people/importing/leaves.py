"""Leave that a sheet states: tried out on copies, beside the jobs.

A row states one leave by its first day. What leave was recorded and no row speaks of stays; an empty last day changes none.
"""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from app.people.organisation.reasons import AbsenceKind

from .company import Company, Leave
from .staffing import Draft
from .stated import Stated


def state_leave(made: Draft, company: Company) -> None:
    """Let every row say what leave there is. Complaints go to the rows."""
    made.leaves = company.copy_of_leaves(made.known.id) if made.known else []
    said: list[Stated] = []
    for row in made.rows:
        if row.is_wrong:
            continue
        if row.leave_from is None:
            if row.leave_until is not None or row.leave_kind is not None:
                row.complain("leave_from", "needed")
            continue
        otherwise = next((other for other in said if _differ(other, row)), None)
        if otherwise is not None:
            row.complain("leave_from", "leave-otherwise", row=str(otherwise.number))
            continue
        said.append(row)
        _state_one(made, row, row.leave_from)


def _differ(one: Stated, other: Stated) -> bool:
    """Whether two rows say different things about the same leave."""
    pairs = ((one.leave_until, other.leave_until), (one.leave_kind, other.leave_kind))
    return one.leave_from == other.leave_from and any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _state_one(made: Draft, row: Stated, first: date) -> None:
    known = next((leave for leave in made.leaves if leave.started_on == first), None)
    before = replace(known) if known else None
    leave = known or Leave(None, row.leave_kind or AbsenceKind.OTHER.value, first, row.leave_until)
    if known is None:
        made.leaves = sorted([*made.leaves, leave], key=lambda each: each.started_on)
    elif row.leave_until is not None:
        known.ended_on = row.leave_until
    if leave.id is None and row.leave_kind is not None:
        leave.kind = row.leave_kind
    if leave.ended_on is not None and leave.ended_on <= first:
        row.complain("leave_until", "ends-before-start")
        return
    for earlier, later in pairwise(made.leaves):
        if earlier.ended_on is None or earlier.ended_on > later.started_on:
            other = earlier if later is leave else later
            row.complain("leave_from", "leave-overlaps", known=other.started_on.isoformat())
            return
    made.leave_places[row.number] = (before, leave)


def shown_leave(leave: Leave | None) -> dict[str, Any]:
    """The days; of what kind it is, a plan does not say."""
    if leave is None:
        return {}
    last = date.fromordinal(leave.ended_on.toordinal() - 1).isoformat() if leave.ended_on else None
    return {"leave_from": leave.started_on.isoformat(), "leave_until": last}


def leave_operations(one: Draft, company: Company) -> dict[str, Any]:
    """What is to be written: leave to `leave_set` by id, leave to `leave_add`. Empty for nothing."""
    had = {leave.id: leave for leave in company.leaves.get(one.known.id, ())} if one.known else {}
    changed = [leave for leave in one.leaves if leave.id is not None and leave != had[leave.id]]
    added = [leave for leave in one.leaves if leave.id is None]
    found: dict[str, Any] = {}
    if changed:
        found["leave_set"] = [{"id": leave.id, "ended_on": iso(leave.ended_on)} for leave in changed]
    if added:
        found["leave_add"] = [
            {"kind": leave.kind, "started_on": iso(leave.started_on), "ended_on": iso(leave.ended_on)}
            for leave in added
        ]
    return found


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
