"""What only shows when all rows are looked at together: addresses, managers, circles of reporting, namesakes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from app.people.organisation.managers import find_circle
from app.people.organisation.staff import has_power

from .company import Company, Held, Manager
from .lines import operations, person_values
from .staffing import Draft
from .stated import Stated

ELSEWHERE = "…"  # in place of a staff number outside the scope


def keep_own_rows(drafts: Iterable[Draft], company: Company, by_id: int | None) -> None:
    """Nobody changes what stands about themselves: their rows say so and do nothing, the others go on."""
    for one in drafts:
        if one.known is None or one.known.id != by_id or not operations(one, company):
            continue
        one.jobs, one.actions, one.places = company.copy_of(one.known.id), {}, {}
        one.leaves, one.leave_places = company.copy_of_leaves(one.known.id), {}
        for row in one.rows:
            row.name = row.email = row.locale = None
        one.rows[0].complain("staff_no", "own-row", level="warning")


def keep_addresses(drafts: Iterable[Draft], company: Company, by_id: int | None) -> None:
    """Links that open an account go to its address: a sheet moves that of nobody with a role. On the terminal it may."""
    for one in drafts:
        if by_id is None or one.known is None or not _has_power(one.known.id, company):
            continue
        if "email" in person_values(one):
            next(row for row in one.rows if row.email is not None).complain("email", "address-of-role", level="warning")
            for row in one.rows:
                row.email = None


def _has_power(user_id: int, company: Company) -> bool:
    headed = [job.department_id for job in company.jobs.get(user_id, ()) if job.is_head]
    return has_power(has_role=user_id in company.with_roles, headed=headed, covers=company.covers)


def check_emails(drafts: Sequence[Draft], company: Company) -> None:
    """An address belongs to one person, also after the sheet."""
    given_up = {one.known.id for one in drafts if one.known and not one.is_wrong and "email" in person_values(one)}
    taken: dict[str, Stated] = {}
    for one in drafts:
        row = next((row for row in one.rows if row.email is not None), None)
        if row is None or row.email is None:
            continue
        address = row.email.casefold()
        owner = company.by_email.get(address)
        if address in taken:
            row.complain("email", "email-twice", row=str(taken[address].number))
        elif owner is not None and owner != one.known and owner.id not in given_up:
            same = row.name is not None and owner.name == row.name and company.may_change(owner.id)
            row.complain(
                "email", "email-taken-by-namesake" if same else "email-taken", known=owner.staff_no if same else ""
            )
        taken.setdefault(address, row)


def check_managers(drafts: Sequence[Draft], company: Company, on: date) -> None:
    """Managers become ids where they have one. Who is neither here nor in a good row of the sheet is nobody's manager."""
    for one in drafts:
        for row in one.rows:
            _resolve(one, row, company)
    by_key = {one.key: one for one in drafts}
    changed = True
    while changed:
        changed = False
        for one in drafts:
            for row in one.rows:
                if not _is_new(row.manager, company) or _complained(row):
                    continue
                named = by_key.get(row.manager or "")
                if named is None or named.is_wrong:
                    row.complain("manager", "unknown-manager" if named is None else "wrong-manager")
                    changed = True
    _refuse_circles(drafts, company, on)


def _complained(row: Stated) -> bool:
    return any(each["field"] == "manager" and each["level"] == "error" for each in row.complaints)


def _is_new(manager: str | None, company: Company) -> bool:
    return manager is not None and manager not in company.by_number


def _resolve(one: Draft, row: Stated, company: Company) -> None:
    if row.manager is None:
        return
    if row.manager == one.key:
        row.complain("manager", "own-manager")
        return
    known = company.by_number.get(row.manager)
    if known is None:
        return
    had = {job.manager for job in company.jobs.get(one.known.id, ())} if one.known else set()
    if known.erased or not (company.may_change(known.id) or known.id in had or _heads_above(known.id, one, company)):
        row.complain("manager", "unknown-manager")


def _heads_above(user_id: int, one: Draft, company: Company) -> bool:
    """Whether somebody outside the scope heads a department above the person's: that is where managers come from."""
    headed = [company.departments[job.department_id].path for job in company.jobs.get(user_id, ()) if job.is_head]
    placed = [company.departments[job.department_id].path for job in one.jobs]
    return any(path.startswith(top) for top in headed for path in placed)


def _refuse_circles(drafts: Sequence[Draft], company: Company, on: date) -> None:
    numbers = {one.key: -place for place, one in enumerate(drafts, 1)}
    reports_to = {}
    for user_id, jobs in company.jobs.items():
        had = _manager(jobs, on)
        if isinstance(had, int):
            reports_to[user_id] = had
    rows: dict[int, Stated] = {}
    for one in drafts:
        if one.is_wrong:
            continue
        person = one.known.id if one.known else numbers[one.key]
        manager = _manager(one.jobs, on)
        if manager is not None and manager != reports_to.get(person):
            rows[person] = next((row for row in one.rows if row.manager is not None), one.rows[0])
        if manager is not None:
            reports_to[person] = manager if isinstance(manager, int) else numbers[manager]
        else:
            reports_to.pop(person, None)
    names = {number: key for key, number in numbers.items()}
    while circle := find_circle(reports_to, rows):
        shown = [_shown(person, company) if person > 0 else names[person] for person in circle]
        for person in circle:
            if person in rows and not rows[person].is_wrong:
                rows[person].complain("manager", "circle", known=" → ".join([*shown[:8], shown[0]]))
        reports_to.pop(circle[0], None)


def _shown(user_id: int, company: Company) -> str:
    return company.people[user_id].staff_no if company.may_change(user_id) else ELSEWHERE


def _manager(jobs: Iterable[Held], on: date) -> Manager:
    """Of the main job held on a day, else of the next one."""
    primary = [job for job in jobs if job.is_primary and (job.ended_on is None or job.ended_on > on)]
    return min(primary, key=lambda job: job.started_on).manager if primary else None


def note_namesakes(drafts: Iterable[Draft], company: Company) -> None:
    """A new person with the name of somebody in the same department may be the same one with another number."""
    known: dict[tuple[str, int], str] = {}
    for user_id, jobs in company.jobs.items():
        for job in jobs if company.may_change(user_id) else ():
            known[(company.people[user_id].name, job.department_id)] = company.people[user_id].staff_no
    seen: dict[tuple[str, int], str] = defaultdict(str)
    for one in drafts:
        row = one.rows[0]
        if one.is_wrong or one.known is not None or row.name is None or row.department is None:
            continue
        which = (row.name, row.department)
        other = known.get(which) or seen[which]
        if other:
            row.complain("name", "namesake", level="warning", known=other)
        seen[which] = row.staff_no
