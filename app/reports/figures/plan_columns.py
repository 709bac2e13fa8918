"""The tables of R02, execution of training plans: what each column means, and where its figures lead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.reports.frame.asking import Asked
from app.reports.frame.model import Column, Kind, Mark, Text
from app.training.kinds import ItemStatus

from .rates import Rate

ALL, DUE, HELD, PLANNED, UNPLANNED = "all", "due", "held", "planned", "unplanned"
"""Which items are listed; values of a filter."""

PLAN_RATE = _l(
    "Planned items held by the day, divided by planned items due in the period: those whose planned month ended in it. "
    "Postponed and cancelled items stay among those due."
)
UNPLANNED_SHARE = _l("Items held in the period that were not in a plan, divided by all items held in it.")
PEOPLE_SHARE = _l(
    "People who attended items that were due, each once an item, divided by the people planned for them; may be above 100 %."
)
BUDGET_USE = _l("What was spent on items that were due, divided by their budgets; may be above 100 %.")
PARTICIPATION = _l(
    "People present or late, divided by those who should attend: expected at a session, without those excused. Of sessions that "
    "were closed; who came without being expected is not counted."
)
COST = _l(
    "What items held in the period cost, divided by their credit hours times the people who attended. "
    "Items whose cost is not settled are left out."
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. Money in yuan."""

    item: str
    category: str
    owner: str
    audience: str
    mode: str
    planned_month: str
    planned_headcount: int
    actual_headcount: int
    participation: Rate
    excused: int
    credit_hours: float
    budget: float
    actual: float | None
    assessment: str
    planned_flag: str
    status: Mark
    status_on: date | None
    moved_to: str
    reason: str
    sessions: int
    person_hours: float
    item_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class SumsRow:
    """A month, or a department with all below it. Money in yuan."""

    name: str
    due: int
    held: int
    plan_rate: Rate
    postponed: int
    cancelled: int
    open: int
    unplanned_held: int
    planned_headcount: int
    actual_headcount: int
    participation: Rate
    budget: float
    actual: float
    where: Mapping[str, Any] = field(default_factory=dict)  # what the address says instead, to list its items
    own: Mapping[str, Any] = field(default_factory=dict)  # and to look at it alone; none where that cannot be


def item_columns() -> list[Column]:
    def column(
        key: str,
        name: Text,
        kind: Kind,
        definition: Text,
        link: Callable[[Asked, Any], str | None] | None = None,
        sort: bool = False,
        only_in_files: bool = False,
    ) -> Column:
        return Column(key, name, kind, definition, link, sort=sort, only_in_files=only_in_files)

    return [
        column("item", _l("Training item"), Kind.TEXT, _l("What was planned, or held beside the plan."),
               lambda _asked, row: f"/training/items/{row.item_id}", sort=True),
        column("category", _l("Category"), Kind.TEXT, _l("What the training is for."), only_in_files=True),
        column("owner", _l("Organised by"), Kind.TEXT, _l("The department that organises it."), sort=True),
        column("audience", _l("Audience"), Kind.TEXT, _l("For whom, in words."), only_in_files=True),
        column("mode", _l("Mode"), Kind.TEXT, _l("How it is taught."), only_in_files=True),
        column("planned_month", _l("Planned month"), Kind.TEXT,
               _l("The month in the plan. What was postponed keeps it."), sort=True),
        column("planned_headcount", _l("Planned headcount"), Kind.INT, _l("How many people the plan means.")),
        column("actual_headcount", _l("Actual headcount"), Kind.INT,
               _l("People who attended its sessions by the day, each once.")),
        column("participation", _l("Participation"), Kind.RATE, PARTICIPATION),
        column("excused", _l("Excused"), Kind.INT, _l("Expected and excused; they are no part of those who should attend."),
               only_in_files=True),
        column("credit_hours", _l("Credit hours"), Kind.NUMBER, _l("Of 45 minutes, for each person who attends.")),
        column("budget", _l("Budget (yuan)"), Kind.MONEY, _l("What it may cost."), sort=True),
        column("actual", _l("Actual cost (yuan)"), Kind.MONEY, _l("What it cost. Empty: not settled yet."), sort=True),
        column("assessment", _l("Assessment"), Kind.TEXT, _l("How learning is checked."), only_in_files=True),
        column("planned_flag", _l("In the plan"), Kind.TEXT, _l("Whether it stood in the plan of the year.")),
        column("status", _l("Status"), Kind.MARK, _l("What had become of it by the day, as known then.")),
        column("status_on", _l("Status since"), Kind.DATE, _l("The day since which it is so."), only_in_files=True),
        column("moved_to", _l("Postponed to"), Kind.TEXT, _l("The month it was postponed to."), only_in_files=True),
        column("reason", _l("Reason"), Kind.TEXT, _l("Why it was postponed or cancelled.")),
        column("sessions", _l("Sessions"), Kind.INT, _l("Sessions up to the day that were not cancelled."),
               only_in_files=True),
        column("person_hours", _l("Credited hours, all people"), Kind.NUMBER,
               _l("Credit hours of everybody who attended, together."), only_in_files=True),
    ]  # fmt: skip


def _items(key: str, **values: Any) -> Callable[[Asked, Any], str | None]:
    """Leads from a figure to the items it counts; from nothing nowhere."""

    def link(asked: Asked, row: SumsRow) -> str | None:
        return asked.url(**values, **row.where) if row.where and getattr(row, key) else None

    return link


def sum_columns(name: Text) -> list[Column]:
    def own(asked: Asked, row: SumsRow) -> str | None:
        return asked.url(**row.own) if row.own else None

    def due(key: str, name: Text, kind: Kind, definition: Text, status: str = "") -> Column:
        return Column(key, name, kind, definition, _items(key, rows=DUE, status=status))

    return [
        Column("name", name, Kind.TEXT, _l("What the row counts."), own),
        due("due", _l("Items due"), Kind.INT, _l("Planned items whose month ended in the period.")),
        due("held", _l("Held"), Kind.INT, _l("Those of them that were held by the day."), ItemStatus.HELD),
        due("plan_rate", _l("Plan rate"), Kind.RATE, PLAN_RATE),
        due("postponed", _l("Postponed"), Kind.INT, _l("Due, and postponed."), ItemStatus.POSTPONED),
        due("cancelled", _l("Cancelled"), Kind.INT, _l("Due, and cancelled."), ItemStatus.CANCELLED),
        due("open", _l("Not recorded"), Kind.INT, _l("Due, and nobody said what became of it."), ItemStatus.PLANNED),
        Column("unplanned_held", _l("Held beside the plan"), Kind.INT, _l("Held in the period without being planned."),
               _items("unplanned_held", rows=UNPLANNED, status=ItemStatus.HELD)),
        due("planned_headcount", _l("Planned headcount"), Kind.INT, _l("Of items due.")),
        due("actual_headcount", _l("Actual headcount"), Kind.INT, _l("Of items due: who attended, each once an item.")),
        Column("participation", _l("Participation"), Kind.RATE, PARTICIPATION,
               _items("participation", rows=HELD, status="")),
        due("budget", _l("Budget (yuan)"), Kind.MONEY, _l("Of items due.")),
        due("actual", _l("Actual cost (yuan)"), Kind.MONEY, _l("Of items due, as far as it is settled.")),
    ]  # fmt: skip
