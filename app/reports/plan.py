"""Execution of training plans: what was planned and held, for whom, at what cost. Source of every figure: docs/figures.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import charts
from app.charts import Chart, Part, StackedBar
from app.i18n import language
from app.learning.credits.kinds import assessment_name, mode_name
from app.people.models import Department
from app.training.kinds import Category, ItemStatus
from app.training.wording import STATUS_TAGS, category_name, item_status_name, yuan

from .figures.planned import Item, Sums, Within, by_month, by_path, items, total
from .figures.rates import Rate
from .figures.rollup import level_rows, row_name
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE
from .frame.model import Answer, Attribution, Choice, Column, Kind, Left, Mark, Report, Table, Take, Text, Tile

ALL, PLANNED, UNPLANNED = "all", "planned", "unplanned"
FEN = 100
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
    month: str = ""
    department: Department | None = None


def _item_columns() -> list[Column]:
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
        column("budget", _l("Budget (yuan)"), Kind.NUMBER, _l("What it may cost."), sort=True),
        column("actual", _l("Actual cost (yuan)"), Kind.NUMBER, _l("What it cost. Empty: not settled yet."), sort=True),
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


def _sum_columns(name: Text, link: Callable[[Asked, Any], str | None]) -> list[Column]:
    return [
        Column("name", name, Kind.TEXT, _l("What the row counts."), link),
        Column("due", _l("Items due"), Kind.INT, _l("Planned items whose month ended in the period.")),
        Column("held", _l("Held"), Kind.INT, _l("Those of them that were held by the day.")),
        Column("plan_rate", _l("Plan rate"), Kind.RATE, PLAN_RATE),
        Column("postponed", _l("Postponed"), Kind.INT, _l("Due, and postponed.")),
        Column("cancelled", _l("Cancelled"), Kind.INT, _l("Due, and cancelled.")),
        Column("open", _l("Not recorded"), Kind.INT, _l("Due, and nobody said what became of it.")),
        Column("unplanned_held", _l("Held beside the plan"), Kind.INT, _l("Held in the period without being planned.")),
        Column("planned_headcount", _l("Planned headcount"), Kind.INT, _l("Of items due.")),
        Column(
            "actual_headcount", _l("Actual headcount"), Kind.INT, _l("Of items due: who attended, each once an item.")
        ),
        Column("participation", _l("Participation"), Kind.RATE, PARTICIPATION),
        Column("budget", _l("Budget (yuan)"), Kind.NUMBER, _l("Of items due.")),
        Column("actual", _l("Actual cost (yuan)"), Kind.NUMBER, _l("Of items due, as far as it is settled.")),
    ]


def answer(asked: Asked) -> Answer:
    """One statement; the rest is sums of its rows."""
    found = items(
        Within(
            asked.scope,
            asked.first,
            asked.last,
            asked.as_of,
            asked.then,
            asked.known_at,
            asked.department,
            asked.choices["category"],
        )
    )
    whole, months = total(found), by_month(found)
    return Answer(
        [_list(asked, found), _months(asked, months, whole), _departments(asked, found)],
        tiles=_tiles(asked, whole),
        charts=[_chart(asked, months)] if months else [],
        excluded=_excluded(found),
        lacking=_lacking(asked, found, whole),
    )


def _tiles(asked: Asked, whole: Sums) -> list[Tile]:
    return [
        Tile("plan_rate", _("Plan rate"), whole.plan_rate, PLAN_RATE, asked.url(rows=PLANNED)),
        Tile("people", _("People trained of those planned"), _percent(whole.people_share), PEOPLE_SHARE, unit="%",
             beside=[(_("attended"), f"{whole.came:,}"), (_("planned"), f"{whole.headcount:,}")]),
        Tile("participation", _("Participation"), whole.participation, PARTICIPATION,
             beside=[(_("excused"), str(whole.excused))]),
        Tile("budget", _("Budget used"), _percent(whole.budget_use), BUDGET_USE, unit="%",
             beside=[(_("spent (yuan)"), yuan(whole.spent_fen)), (_("budget (yuan)"), yuan(whole.budget_fen))]),
        Tile("unplanned", _("Unplanned share"), whole.unplanned_share, UNPLANNED_SHARE, asked.url(rows=UNPLANNED)),
        Tile("postponed", _("Postponed"), whole.postponed, _("Due in the period, and postponed."),
             asked.url(status=ItemStatus.POSTPONED)),
        Tile("cancelled", _("Cancelled"), whole.cancelled, _("Due in the period, and cancelled."),
             asked.url(status=ItemStatus.CANCELLED)),
        Tile("cost_per_hour", _("Cost of a credit hour"), whole.cost_per_hour, COST, unit=_("yuan")),
    ]  # fmt: skip


def _list(asked: Asked, found: Sequence[Item]) -> Table:
    wanted = [item for item in found if _is_wanted(asked, item)]
    key = asked.sort.removeprefix("-") or "planned_month"
    wanted.sort(key=SORTS[key], reverse=asked.sort.startswith("-"))
    shown = wanted
    if asked.page is not None:
        shown = wanted[(asked.page - 1) * ROWS_A_PAGE : asked.page * ROWS_A_PAGE]
    return Table(
        "items",
        _("Items"),
        _item_columns(),
        [_row(item) for item in shown],
        row_count=len(wanted) if asked.page is not None else None,
        sort="planned_month",
        empty=_("No item of a plan fits the period and what was chosen."),
        tone=lambda row: "muted" if row.status.tone == "bad" else "",
    )


def _is_wanted(asked: Asked, item: Item) -> bool:
    rows, status, month = asked.choices["rows"], asked.choices["status"], asked.only.get("month")
    return (
        (rows == ALL or item.is_planned == (rows == PLANNED))
        and (not status or item.state.status == status)
        and (month is None or f"{item.counted_in:%Y-%m}" == month)
    )


def _row(item: Item) -> ItemRow:
    state = item.state
    return ItemRow(
        item=state.title(language()),
        category=category_name(state.category),
        owner=_owner(item),
        audience=state.audience,
        mode=mode_name(state.mode),
        planned_month=f"{item.month:%Y-%m}",
        planned_headcount=state.headcount,
        actual_headcount=item.came,
        participation=item.participation,
        excused=item.excused,
        credit_hours=float(state.hours),
        budget=state.budget_fen / FEN,
        actual=state.spent_fen / FEN if state.spent_fen is not None else None,
        assessment=assessment_name(state.assessment),
        planned_flag=_("in the plan") if item.is_planned else _("beside the plan"),
        status=Mark(item_status_name(state.status), STATUS_TAGS[ItemStatus(state.status)]),
        status_on=state.status_on if state.status != ItemStatus.PLANNED else None,
        moved_to=f"{state.moved_to:%Y-%m}" if state.moved_to else "",
        reason=state.reason,
        sessions=item.sessions,
        person_hours=float(item.hours),
        item_id=item.item_id,
        owner_id=item.owner_id,
    )


def _owner(item: Item) -> str:
    return item.owner_en if language() == "en" else item.owner_zh


SORTS: Mapping[str, Callable[[Item], Any]] = {
    "planned_month": lambda item: (item.month, item.item_id),
    "item": lambda item: (item.state.title(language()).casefold(), item.item_id),
    "owner": lambda item: (item.path, item.month),
    "budget": lambda item: (item.state.budget_fen, item.item_id),
    "actual": lambda item: (item.state.spent_fen or 0, item.item_id),
}


def _months(asked: Asked, months: Mapping[date, Sums], whole: Sums) -> Table:
    rows = [_sums(f"{month:%Y-%m}", sums, month=f"{month:%Y-%m}") for month, sums in months.items()]
    columns = _sum_columns(_l("Month"), lambda asked, row: asked.url(only={"month": row.month}) if row.month else None)
    return Table("months", _("By month"), columns, rows, total=_sums(_("Total"), whole))


def _departments(asked: Asked, found: Sequence[Item]) -> Table:
    rows, whole = level_rows(by_path(list(found)), asked.departments, asked.department, Sums())
    columns = _sum_columns(
        _l("Department"), lambda asked, row: asked.url(department=row.department) if row.department else None
    )
    lines = [_sums(row_name(row), row.counts, department=None if row.direct else row.department) for row in rows]
    return Table("departments", _("By department"), columns, lines, total=_sums(_("Total"), whole))


def _sums(name: str, sums: Sums, *, month: str = "", department: Department | None = None) -> SumsRow:
    return SumsRow(
        name=name,
        due=sums.due,
        held=sums.held,
        plan_rate=sums.plan_rate,
        postponed=sums.postponed,
        cancelled=sums.cancelled,
        open=sums.open,
        unplanned_held=sums.unplanned_held,
        planned_headcount=sums.headcount,
        actual_headcount=sums.came,
        participation=sums.participation,
        budget=sums.budget_fen / FEN,
        actual=sums.spent_fen / FEN,
        month=month,
        department=department,
    )


def _chart(asked: Asked, months: Mapping[date, Sums]) -> Chart:
    parts = [
        Part(_("Held"), "done"),
        Part(_("Not recorded"), "open"),
        Part(_("Postponed"), "third"),
        Part(_("Cancelled"), "late"),
        Part(_("Held beside the plan"), "fourth"),
    ]
    bars = []
    for month, sums in months.items():
        values = [sums.held, sums.open, sums.postponed, sums.cancelled, sums.unplanned_held]
        if any(values):
            link = asked.url(only={"month": f"{month:%Y-%m}"})
            said = f"{sums.held}/{sums.due}" + (f" + {sums.unplanned_held}" if sums.unplanned_held else "")
            bars.append(StackedBar(f"{month:%Y-%m}", values, [str(value) for value in values], link, said))
    whole = sum(months.values(), Sums())
    summary = _(
        "%(held)d of %(due)d items that were due were held, %(unplanned)d more were held beside the plan.",
        held=whole.held,
        due=whole.due,
        unplanned=whole.unplanned_held,
    )
    return charts.stacked(_("The plan, month by month"), summary, parts, bars)


def _excluded(found: Sequence[Item]) -> list[Left]:
    ahead = [item for item in found if item.is_planned and item.due_on > item.within.until]
    early = [item for item in ahead if item.was_held]
    return [
        Left(_("Planned items that are not due yet"), len(ahead) - len(early)),
        Left(_("Planned items held before they were due: they count when they are due"), len(early)),
    ]


def _lacking(asked: Asked, found: Sequence[Item], whole: Sums) -> list[Left]:
    held = [item for item in found if item.was_held_then]
    return [
        Left(_("Items due of which nobody said what became of them"), whole.open, asked.url(status=ItemStatus.PLANNED)),
        Left(_("Items held without a session"), sum(not item.sessions for item in held)),
        Left(_("Items held whose cost is not settled"), sum(item.state.spent_fen is None for item in held)),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def _categories(_asked: Asked) -> list[tuple[str, str]]:
    return [("", _("All categories")), *((each.value, category_name(each)) for each in Category)]


def _statuses(_asked: Asked) -> list[tuple[str, str]]:
    return [("", _("All states")), *((each.value, item_status_name(each)) for each in ItemStatus)]


REPORT = Report(
    name="plan",
    code="R02",
    title=_l("Training plan execution"),
    question=_l("Did we run what we planned, for whom, at what cost?"),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.ONLY),
    choices=(
        Choice("category", _l("Category"), _categories),
        Choice(
            "rows",
            _l("Listed"),
            ((ALL, _l("All items")), (PLANNED, _l("In the plan")), (UNPLANNED, _l("Beside the plan"))),
        ),
        Choice("status", _l("Status"), _statuses),
    ),
    about_people=False,
    sorts=tuple(SORTS),
)
