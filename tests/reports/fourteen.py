"""The worked example of docs/figures.md: fourteen people with one duty each in the first half of 2026."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from app import clock
from app.db import db, writing
from app.people.models import Absence, Department
from app.programmes.duties import actions
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.moving import move_due_dates
from app.programmes.models import ProgrammeVersion
from tests import factories

AS_OF, FIRST = date(2026, 6, 30), date(2026, 1, 1)


@dataclass
class One:
    """A row of the example; days as (month, day) of 2026."""

    due: tuple[int, int] = (3, 31)
    started: tuple[int, int] | None = None
    completed: tuple[int, int] | None = None
    assigned: tuple[int, int] = (2, 1)
    hired: date = date(2020, 1, 1)
    left: tuple[int, int] | None = None  # the first day after the last


ROWS = {
    "A01": One(started=(2, 10), completed=(3, 20)),
    "A02": One(started=(3, 1), completed=(4, 5)),
    "A03": One(started=(3, 2)),
    "A04": One(),
    "A05": One(),  # waived 03-10
    "A06": One((7, 31), started=(6, 5), assigned=(6, 1)),
    "A07": One((7, 31), started=(6, 2), completed=(6, 15), assigned=(6, 1)),
    "A08": One(started=(3, 1), left=(3, 16)),
    "A09": One(started=(2, 20), completed=(3, 25), left=(6, 1)),
    "A10": One((7, 10), assigned=(6, 10), hired=date(2026, 6, 10)),
    "A11": One(),  # leave 03-01 to 08-31
    "A12": One(started=(3, 30)),  # completed 2026-03-31T16:30Z, which is 04-01 here
    "A13": One(started=(4, 20), completed=(5, 10)),  # extended to 05-15
    "A14": One(started=(3, 5), completed=(3, 29)),  # failed 03-10, passed 03-29
}
S = {"A01", "A02", "A03", "A04", "A06", "A07", "A10", "A12", "A13", "A14"}
C = {"A01", "A02", "A03", "A04", "A09", "A12", "A13", "A14"}


def on(day: tuple[int, int]) -> date:
    return date(2026, *day)


def noon(day: tuple[int, int]) -> datetime:
    return datetime.combine(on(day), time(12), clock.zone()).astimezone(UTC)


def fourteen(home: Department | None = None) -> dict[str, int]:
    """The company of the example, each decision made on its day: ids of the duties by name."""
    home, version = home or factories.department(), factories.version()
    people, made = {}, {}
    for name, row in ROWS.items():
        person = factories.user(name, staff_no=name)
        factories.job(person, home, started_on=row.hired, ended_on=row.left and on(row.left))
        people[name] = person.id
        if row.started:
            factories.lesson_record(person, first_opened_at=noon(row.started), last_opened_at=noon(row.started))
        if row.completed:
            factories.completion(person, completed_at=noon(row.completed))
        if name == "A12":
            factories.completion(person, completed_at=datetime(2026, 3, 31, 16, 30, tzinfo=UTC))
        if name == "A14":
            days = ((1, (3, 10), 0.55, False), (2, (3, 29), 0.82, True))
            for number, day, share, passed in days:
                factories.attempt(person, number=number, submitted_at=noon(day), score_ratio=share, passed=passed)
        with writing():
            [made[name]] = actions.assign(
                db.session.get_one(ProgrammeVersion, version),
                {people[name]: on(row.due)},
                start_on=on(row.assigned),
                now=noon(row.assigned),
            )
    with writing():
        db.session.add(
            Absence(
                user_id=people["A11"],
                kind="parental",
                started_on=on((3, 1)),
                ended_on=on((9, 1)),
                recorded_at=noon((3, 1)),
            )
        )
    who: dict[str, Any] = {"by_id": people["A01"], "approver_id": people["A01"], "reason": "as in the example"}
    with writing():
        move_due_dates([people["A11"]], now=noon((3, 1)))
        actions.change(ChangeKind.WAIVE, [made["A05"]], now=noon((3, 10)), **who)
        actions.mark_exits(None, now=noon((3, 16)))
        actions.change(ChangeKind.EXTEND, [made["A13"]], until=on((5, 15)), now=noon((3, 20)), **who)
        actions.mark_exits(None, now=noon((6, 1)))
    return made
