"""What the rows about one person make of their jobs: tried out on copies, so that the outcome can be looked at as a whole."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from app.people.organisation.reasons import TRANSFER, EndReason

from .company import Company, Held, Known, Leave, Manager
from .stated import Stated


@dataclass(slots=True)
class Draft:
    """One person in the sheet: their rows, their jobs before and after, what each row does."""

    key: str
    known: Known | None
    rows: list[Stated]
    jobs: list[Held]
    actions: dict[int, str] = field(default_factory=dict)  # by row number
    places: dict[int, tuple[Held | None, Held]] = field(default_factory=dict)  # by row number: the job before and after
    leaves: list[Leave] = field(default_factory=list)
    leave_places: dict[int, tuple[Leave | None, Leave]] = field(default_factory=dict)  # as `places`

    @property
    def is_wrong(self) -> bool:
        return any(row.is_wrong for row in self.rows)

    @property
    def primary(self) -> list[Held]:
        return sorted((job for job in self.jobs if job.is_primary), key=lambda job: job.started_on)

    @property
    def leaves_with(self) -> Held | None:
        """The main job that ends without another after it."""
        last = self.primary[-1] if self.primary else None
        return last if last and last.ended_on else None

    def holds_on(self, day: date) -> bool:
        return any(job.is_primary and (job.ended_on is None or job.ended_on > day) for job in self.jobs)


def draft(key: str, rows: list[Stated], company: Company, on: date) -> Draft:
    """Let every row do what it says, those about what has ended first. Complaints go to the rows."""
    known = company.by_number.get(key)
    made = Draft(key, known, rows, company.copy_of(known.id) if known else [])
    if known is not None and not company.may_change(known.id):
        for row in rows:
            row.complain("staff_no", "elsewhere")
        return made
    _refuse_doubles(rows)
    for row in sorted(rows, key=lambda row: (not _is_past(row, on), not row.is_primary, row.start or on)):
        if not row.is_wrong:
            _try(made, row, company, on)
    _end_with_the_last(made)
    if made.jobs and not made.primary and not made.is_wrong:
        rows[0].complain("primary", "needs-primary")
    _refuse_overlaps(made)
    _refuse_elsewhere(made, company)
    return made


def _is_past(row: Stated, on: date) -> bool:
    return row.end is not None and row.end <= on


def _refuse_doubles(rows: list[Stated]) -> None:
    """Two rows about the same job; a second main job needs a first day of its own."""
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        which = ("main", row.start) if row.is_primary else ("other", row.department, row.start)
        if which in seen:
            row.complain("staff_no", "twice", row=str(seen[which]))
        seen.setdefault(which, row.number)
    main = [row for row in rows if row.is_primary and not row.is_wrong]
    undated = next((row for row in main if row.start is None), None)
    if undated is not None and len(main) > 1:
        undated.complain("start", "needed-of-several")


def _try(made: Draft, row: Stated, company: Company, on: date) -> None:
    manager = _manager(row, company)
    if _is_past(row, on):
        _try_past(made, row, manager, on)
        return
    current = _current(made, row, on)
    if current is None:
        _begin(made, row, manager, on)
    else:
        _change(made, row, current, manager, on)


def _manager(row: Stated, company: Company) -> Manager:
    known = company.by_number.get(row.manager) if row.manager else None
    return known.id if known else row.manager


def _current(made: Draft, row: Stated, on: date) -> Held | None:
    """The job that a row is about: the one that begins when it says, the one held then, the next to come."""
    same_kind = [
        job
        for job in made.jobs
        if job.is_primary is row.is_primary and (row.is_primary or job.department_id == row.department)
    ]
    lasting = [job for job in same_kind if job.ended_on is None or job.ended_on > on]
    exact = next((job for job in lasting if job.started_on == row.start), None)
    if exact is not None:
        return exact
    day = row.start if row.start and row.start > on else on
    held = next((job for job in lasting if job.is_held_on(day)), None)
    return held or min((job for job in lasting if job.started_on > on), key=lambda job: job.started_on, default=None)


def _begin(made: Draft, row: Stated, manager: Manager, on: date) -> None:
    """A first job, one more, or the first one after coming back."""
    for name in ("department", *(("name",) if made.known is None else ())):
        if getattr(row, name) is None:
            row.complain(name, "needed")
            return
    ended = max((job.ended_on for job in made.primary if job.ended_on), default=None)
    start = row.start if row.start and (ended is None or row.start >= ended) else max(on, ended or on)
    job = Held(
        None, row.department or 0, row.position, manager, row.is_primary, bool(row.head), start, row.end, row.end_reason
    )  # fmt: skip
    made.jobs.append(job)
    made.places[row.number] = (None, job)
    if not row.is_primary:
        made.actions[row.number] = "change" if made.known else "joiner"
    elif ended is not None:
        made.actions[row.number] = "transfer" if ended == start else "rehire"
    else:
        made.actions[row.number] = "joiner"


def _change(made: Draft, row: Stated, current: Held, manager: Manager, on: date) -> None:
    """What the row leaves empty stays, but who goes to another department leaves the line manager and heads nothing there, unless
    the sheet says so."""
    before = replace(current)
    stays = row.department in {None, current.department_id}
    wanted = (
        current.department_id if row.department is None else row.department,
        current.position_id if row.position is None else row.position,
        current.manager if manager is None and stays else manager,
        current.is_head and stays if row.head is None else row.head,
    )
    job = current
    if wanted != current.place:
        day = row.start if row.start and row.start > current.started_on else on
        moved = wanted[:2] != current.place[:2]
        if day > current.started_on:
            job = Held(None, *wanted[:3], row.is_primary, wanted[3], day, current.ended_on, current.end_reason)
            current.ended_on, current.end_reason = day, TRANSFER
            made.jobs.append(job)
        else:
            job.department_id, job.position_id, job.manager, job.is_head = wanted
        made.actions[row.number] = "transfer" if moved else "change"
    elif row.start and row.start != current.started_on and _is_first(made, current):
        if current.started_on <= on < row.start:
            row.complain("start", "starts-later", known=current.started_on.isoformat())
            return
        current.started_on = row.start
    _end(row, job)
    made.places[row.number] = (before, job)


def _is_first(made: Draft, current: Held) -> bool:
    """Whether an employment begins with a job. Later jobs keep their days: a roster often has the day somebody was hired."""
    return not any(job.ended_on == current.started_on for job in made.jobs if job.is_primary is current.is_primary)


def _end(row: Stated, job: Held) -> None:
    if row.end is not None and row.end != job.ended_on:
        job.ended_on = row.end
        job.end_reason = row.end_reason or job.end_reason or EndReason.OTHER.value
    elif row.end_reason is not None and job.ended_on is not None:
        job.end_reason = row.end_reason
    elif row.end_reason is not None:
        row.complain("end_reason", "reason-without-day")


def _try_past(made: Draft, row: Stated, manager: Manager, on: date) -> None:
    """A job that is over: it ends then if it was open, or stands as it is."""
    last = date.fromordinal(row.end.toordinal() - 1) if row.end else on
    same_kind = [job for job in made.jobs if job.is_primary is row.is_primary]
    match = next((job for job in same_kind if job.started_on == row.start), None) or next(
        (job for job in same_kind if job.is_held_on(last) and row.department in {None, job.department_id}), None
    )
    if match is not None:
        before = replace(match)
        _end(row, match)
        made.places[row.number] = (before, match)
        if before.ended_on is None or before.ended_on > on:
            made.actions[row.number] = "leaver"
        return
    if made.known is not None:
        row.complain("last_day", "no-such-job")
    elif row.start is None:
        row.complain("start", "needed")
    else:
        _begin(made, row, manager, on)


def _end_with_the_last(made: Draft) -> None:
    """Who leaves, leaves everything: jobs that no row speaks of end with the last main one."""
    main = made.leaves_with
    if main is None or not any(row.end and row.is_primary for row in made.rows):
        return
    stated = {id(job) for _before, job in made.places.values()}
    for job in made.jobs:
        if not job.is_primary and id(job) not in stated and job.is_held_on(main.ended_on or main.started_on):
            job.ended_on, job.end_reason = main.ended_on, main.end_reason


def _refuse_elsewhere(made: Draft, company: Company) -> None:
    """Main jobs outside the scope stay as they were: what somebody was in another company is not the importer's."""
    had = {job.id: job for job in company.jobs.get(made.known.id, ())} if made.known else {}
    touched = [job for job in made.primary if job.id is not None and job != had[job.id]]
    if not made.is_wrong and any(not company.covers(had[job.id].department_id) for job in touched):
        made.rows[0].complain("start", "elsewhere-then")


def _refuse_overlaps(made: Draft) -> None:
    if made.is_wrong:
        return
    by_job = {id(job): number for number, (_before, job) in made.places.items()}
    rows = {row.number: row for row in made.rows}
    ordered = made.primary
    for job in made.jobs:
        if job.ended_on is not None and job.ended_on <= job.started_on:
            rows[by_job.get(id(job), made.rows[-1].number)].complain("last_day", "ends-before-start")
            return
    for earlier, later in pairwise(ordered):
        if earlier.ended_on is None or earlier.ended_on > later.started_on:
            number = by_job.get(id(later)) or by_job.get(id(earlier)) or made.rows[-1].number
            other = earlier if number == by_job.get(id(later)) else later
            rows[number].complain("start", "overlap", known=other.started_on.isoformat())
            return
