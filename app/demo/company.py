"""Who works where in the demo company: 400 people with their jobs and roles, from a fixed seed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.access import Role

from . import naming
from .chance import chance
from .organisation import POSTS, UNITS, Unit

LEAVER_COUNT = 12
FAMILY = {post.code: post.family for post in POSTS}


@dataclass(slots=True)
class Stint:
    """A job: where and as what, from `started_on` until the day before `ended_on`."""

    unit: str
    post: str
    started_on: date
    ended_on: date | None = None
    is_primary: bool = True
    manager: "Member | None" = field(default=None, repr=False)


@dataclass(slots=True)
class Member:
    """A person of the demo company. The last primary stint is where the person works now, or worked last."""

    name: str
    staff_no: str = ""
    email: str | None = None
    locale: str | None = None
    stints: list[Stint] = field(default_factory=list)
    roles: list[tuple[Role, str | None]] = field(default_factory=list)  # over which unit; None: everything
    signs_in: bool = False
    is_head: bool = False

    @property
    def job(self) -> Stint:
        return [stint for stint in self.stints if stint.is_primary][-1]

    @property
    def active(self) -> bool:
        return self.job.ended_on is None

    @property
    def hired_on(self) -> date:
        return min(stint.started_on for stint in self.stints)

    @property
    def family(self) -> str:
        return FAMILY[self.job.post]

    def unit_on(self, day: date) -> str | None:
        """The unit of the primary job on a day."""
        held = (stint for stint in self.stints if stint.is_primary and stint.started_on <= day)
        return next((stint.unit for stint in held if stint.ended_on is None or day < stint.ended_on), None)


@dataclass(frozen=True, slots=True)
class Account:
    """One of the people who can sign in: whose name it is, and what the account is for."""

    staff_no: str
    name: str
    unit: str
    purpose: str
    role: Role | None = None
    role_unit: str | None = None


ACCOUNTS = (
    Account("T0001", "林晓雯", "E-EU1-DE", "trainee"),
    Account("M0001", "周敏华", "E-EU1", "manager", Role.MANAGER, "E-EU1"),
    Account("H0001", "沈佳宁", "G-HR", "HR", Role.HR),
    Account("E0001", "郑可", "G-HR-TC", "editor", Role.EDITOR),
    Account("A0001", "高远", "G-DIG", "administrator", Role.ADMIN),
)


def plan_company(today: date) -> list[Member]:
    """Everybody, unit by unit, the head of each first. The same day gives the same people."""
    rng = chance()
    members = _people(today, rng)
    _seat_accounts(members, today)
    _move_some(members, today, rng)
    _let_some_go(members, today, rng)
    _name_managers(members)
    _number(members, rng)
    return members


def _people(today: date, rng: Random) -> list[Member]:
    foreign_count = sum(count for unit in UNITS for _origin, count in unit.foreign)
    chinese_count = sum(unit.size for unit in UNITS) - foreign_count
    chinese = naming.chinese_names(chinese_count, rng, taken=[account.name for account in ACCOUNTS])
    rng.shuffle(chinese)
    names, foreign = iter(chinese), naming.foreign_names(rng)
    members = []
    for unit in UNITS:
        abroad = [origin for origin, count in unit.foreign for _ in range(count)]
        places = set(rng.sample(range(unit.size), len(abroad)))
        rng.shuffle(abroad)
        for place in range(unit.size):
            locale: str | None
            if place in places:
                name, locale = next(foreign[abroad.pop()]), "en"
            else:
                name, locale = next(names), rng.choice(("zh-CN", "zh-CN", None))
            stint = _first_stint(unit, place, today, rng)
            member = Member(name, locale=locale, stints=[stint], is_head=place == 0)
            members.append(member)
    return members


def _first_stint(unit: Unit, place: int, today: date, rng: Random) -> Stint:
    if place == 0:
        return Stint(unit.code, unit.head, _workday(today - timedelta(days=rng.randint(800, 4500))))
    days = rng.randint(8, 110) if rng.random() < 0.1 else int(120 + 3200 * rng.random() ** 1.8)
    post = "NEW-1" if days < 110 and rng.random() < 0.4 else unit.post
    if unit.kind == "warehouse" and place < 4:
        post = "WHS-1"
    return Stint(unit.code, post, _workday(today - timedelta(days=days)))


def _seat_accounts(members: list[Member], today: date) -> None:
    """Give the five accounts their seats: the manager heads a department, the others are staff."""
    for account in ACCOUNTS:
        heads = account.role is Role.MANAGER
        unit = (member for member in members if member.job.unit == account.unit and member.locale != "en")
        seat = next(member for member in unit if member.is_head == heads)
        seat.name, seat.staff_no, seat.locale, seat.signs_in = account.name, account.staff_no, None, True
        if not heads:
            seat.stints = [Stint(account.unit, _unit(account.unit).post, _workday(today - timedelta(days=430)))]
        if account.role and not heads:
            seat.roles.append((account.role, account.role_unit))


def _move_some(members: list[Member], today: date, rng: Random) -> None:
    """Two transfers, one into and one out of the demo manager's department, and one second job beside the first."""
    for old, new, days in (("E-NA-2", "E-EU1-DE", 120), ("E-EU1-CS", "E-CS", 75)):
        member = _pick(members, new, today, rng, hired_before=400)
        moved_on = _workday(today - timedelta(days=days))
        before = Stint(old, _unit(old).post, member.job.started_on, ended_on=moved_on)
        member.stints = [before, Stint(new, _unit(new).post, moved_on)]
    helper = _pick(members, "L-PLN", today, rng, hired_before=400)
    helper.stints.append(Stint("L-OW", "WHS-3", _workday(today - timedelta(days=200)), is_primary=False))


def _let_some_go(members: list[Member], today: date, rng: Random) -> None:
    units = [unit.code for unit in UNITS if unit.size > 5 and unit.code != "E-EU1-DE"]
    for unit in rng.sample(units, LEAVER_COUNT):
        leaver = _pick(members, unit, today, rng, hired_before=330)
        leaver.job.ended_on = _workday(today - timedelta(days=rng.randint(12, 150)))


def _pick(members: list[Member], unit: str, today: date, rng: Random, *, hired_before: int) -> Member:
    """Someone ordinary of a unit: no head, no account, one job, here for so many days."""
    since = today - timedelta(days=hired_before)
    staff = [member for member in members if member.job.unit == unit and not member.is_head and not member.signs_in]
    return rng.choice([member for member in staff if len(member.stints) == 1 and member.hired_on < since])


def _name_managers(members: list[Member]) -> None:
    heads = {member.job.unit: member for member in members if member.is_head}
    for member in members:
        for stint in member.stints:
            unit: str | None = _unit(stint.unit).parent if member.is_head and stint.is_primary else stint.unit
            stint.manager = heads[unit] if unit else None


def _number(members: list[Member], rng: Random) -> None:
    """Staff numbers in two shapes, some with zeros in front, and mailboxes; the shop floor has none."""
    numbers = _staff_numbers(rng)
    taken: dict[str, int] = {}
    for member in members:
        if not member.staff_no:
            local = member.locale == "en" and member.job.unit.startswith("L-OW-")
            member.staff_no = f"{rng.randint(1, 99):04}{next(numbers):05}"[1:] if local else f"TF-{next(numbers):05}"
        if member.job.post != "MFG-4":
            box = naming.mailbox(member.name)
            taken[box] = taken.get(box, 0) + 1
            member.email = f"{box}{taken[box] if taken[box] > 1 else ''}@example.com"


def _staff_numbers(rng: Random) -> Iterator[int]:
    yield from rng.sample(range(217, 39_999), 1000)


def _unit(code: str) -> Unit:
    return next(unit for unit in UNITS if unit.code == code)


def _workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
