"""A sheet against the company: who joins, changes, moves, comes back, leaves; and every cell that cannot be taken.

Nothing here writes. A plan is lines for the pages, and for each person what is to be written, as data.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from app.people.names import name_key
from app.people.organisation.reasons import EndReason

from .company import Basis, Company, digest, within
from .drafting import Line
from .leaves import state_leave
from .lines import before_and_after, operations
from .models import ImportLine
from .people_checks import check_emails, check_managers, keep_addresses, keep_own_rows, note_namesakes
from .sheets import Table
from .staffing import Draft, draft
from .stated import Stated, shown, state

ERRORS = {"wrong", "duplicate"}


@dataclass(frozen=True, slots=True)
class Plan:
    lines: list[Line]
    basis: Basis
    basis_hash: str

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(line.action for line in self.lines))


def make_plan(
    table: Table,
    company: Company,
    *,
    on: date,
    everybody_of: int | None = None,
    by_id: int | None = None,
    tell: Callable[[int], None] = lambda _count: None,
) -> Plan:
    """`on`: from which day transfers hold. `everybody_of`: the department whose other people are proposed as leavers.
    `by_id`: whose sheet it is; None: on the terminal."""
    stated = state(table.rows, company)
    tell(len(stated) // 3)
    drafts = _drafts(stated, company, on)
    tell(2 * len(stated) // 3)
    keep_own_rows(drafts, company, by_id)
    keep_addresses(drafts, company, by_id)
    check_emails(drafts, company)
    check_managers(drafts, company, on)
    note_namesakes(drafts, company)
    _refuse_with_others(drafts)
    lines = [line for one in drafts for line in _lines_of(one, company, on)]
    lines += [_line(row, "wrong", None) for row in stated if not row.staff_no]
    lines.sort(key=lambda line: line.number)
    if everybody_of is not None:
        lines += [line for line in _leavers(lines, company, drafts, everybody_of, on) if line.user_id != by_id]
    basis = basis_of(lines)
    return Plan(lines, basis, digest(company, basis))


def _drafts(stated: Iterable[Stated], company: Company, on: date) -> list[Draft]:
    rows: dict[str, list[Stated]] = defaultdict(list)
    for row in stated:
        if row.staff_no:
            rows[row.key].append(row)
    drafts = [draft(key, of_one, company, on) for key, of_one in rows.items()]
    for one in drafts:
        state_leave(one, company)
    return drafts


def _refuse_with_others(drafts: Iterable[Draft]) -> None:
    """Rows about one person stand or fall together."""
    for one in drafts:
        wrong = next((row for row in one.rows if row.is_wrong), None)
        if wrong is not None:
            for row in one.rows:
                if not row.is_wrong:
                    row.complain("staff_no", "with-row", row=str(wrong.number))


def _lines_of(one: Draft, company: Company, on: date) -> list[Line]:
    user_id = one.known.id if one.known and company.may_change(one.known.id) else None
    if one.is_wrong:
        return [_line(row, "duplicate" if _is_double(row) else "wrong", user_id) for row in one.rows]
    lines = []
    for row in one.rows:
        line = _line(row, one.actions.get(row.number, "same"), user_id)
        line.before, line.after = before_and_after(one, row, company, with_person=row is one.rows[0])
        if line.action == "same" and line.after:
            line.action = "change"
        if line.action == "leaver" and one.leaves_with is None:
            line.action = "change"  # another row says where to
        elif line.action == "change" and "last_day" in line.after and _is_last(row, one):
            line.action = "leaver"  # the day is still to come
        lines.append(line)
    lines[0].done = operations(one, company)
    if one.known is None:
        lines[0].done["user"] |= {
            "staff_no": one.rows[0].staff_no,
            "name_key": name_key(lines[0].done["user"]["name"]),
            "fs_uniquifier": uuid.uuid4().hex,
            "active": one.holds_on(min(on, company.today)),
        }
    elif one.known.active and not one.holds_on(company.today) and company.standing(one.known.id):
        lines[0].done["off"] = True
    return lines


def _is_last(row: Stated, one: Draft) -> bool:
    """Whether somebody known leaves with the job that a row speaks of."""
    return one.known is not None and one.leaves_with is not None and one.places[row.number][1] is one.leaves_with


def _is_double(row: Stated) -> bool:
    return any(complaint["code"] == "twice" for complaint in row.complaints)


def _line(row: Stated, action: str, user_id: int | None) -> Line:
    given = {key: shown(cell) for key, cell in row.cells.items()}
    return Line(row.number, action, user_id, given, complaints=row.complaints)


def _leavers(lines: list[Line], company: Company, drafts: Iterable[Draft], department_id: int, on: date) -> list[Line]:
    """Whom the sheet leaves out: proposed, and only taken where somebody ticks them."""
    named = {one.known.id for one in drafts if one.known}
    missing = [company.people[user_id] for user_id in within(company, department_id, on) if user_id not in named]
    first = (lines[-1].number if lines else 1) + 1
    return [
        _leaver(number, company, person.id, on)
        for number, person in enumerate(sorted(missing, key=lambda person: person.staff_no), first)
        if person.active and company.may_change(person.id)
    ]


def _leaver(number: int, company: Company, user_id: int, on: date) -> Line:
    person = company.people[user_id]
    jobs = [job for job in company.jobs[user_id] if job.ended_on is None or job.ended_on > on]
    end = {"ended_on": on.isoformat(), "end_reason": EndReason.OTHER.value}
    main = next(job for job in jobs if job.is_primary and job.is_held_on(on))
    return Line(
        number,
        "leaver",
        user_id,
        {"staff_no": person.staff_no, "name": person.name, "department": company.departments[main.department_id].code},
        before={"last_day": main.ended_on and _day_before(main.ended_on)},
        after={"last_day": _day_before(on)},
        done={
            "set": [{"id": job.id, **end} for job in jobs if job.started_on < on],
            "drop": [job.id for job in jobs if job.started_on >= on],
            "off": on <= company.today,
        },
        chosen=False,
    )


def _day_before(day: date) -> str:
    return date.fromordinal(day.toordinal() - 1).isoformat()


def basis_of(lines: Iterable[Line | ImportLine]) -> Basis:
    """Everybody whom a line concerns, all that must still be free, and every place that somebody is put in."""
    people: set[int] = set()
    free: set[str] = set()
    departments: set[int] = set()
    positions: set[int] = set()
    for line in lines:
        if line.user_id is not None and line.action not in ERRORS:
            people.add(line.user_id)
        user = line.done.get("user", {})
        if "staff_no" in user:
            free.add(user["staff_no"].casefold())
        if user.get("email"):
            free.add(user["email"].casefold())
        for job in line.done.get("add", ()):
            departments.add(job["department_id"])
            positions |= {job["position_id"]} - {None}
            people |= {job["manager"]} if isinstance(job["manager"], int) else set()
    return Basis(people, free, departments, positions)
