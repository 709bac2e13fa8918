"""Execution of training plans: what was planned and held, for whom, at what cost. Source of every figure: docs/figures.md."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import charts, filters
from app.charts import Chart, Part, StackedBar
from app.i18n import language
from app.learning.credits.kinds import assessment_name, mode_name
from app.training.kinds import Category, ItemStatus
from app.training.wording import STATUS_TAGS, category_name, item_status_name

from .figures.plan_columns import (
    ALL,
    BUDGET_USE,
    COST,
    DUE,
    HELD,
    PARTICIPATION,
    PEOPLE_SHARE,
    PLAN_RATE,
    PLANNED,
    UNPLANNED,
    UNPLANNED_SHARE,
    ItemRow,
    SumsRow,
    item_columns,
    sum_columns,
)
from .figures.planned import Item, Sums, Within, by_month, by_path, items, total
from .figures.rollup import level_below, level_rows, row_name
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE
from .frame.model import Answer, Attribution, Choice, Left, Mark, Report, Table, Take, Tile
from .parameters import LONGEST_SEARCH

FEN = 100
NOT_HELD = "open"
DIRECTLY, ELSEWHERE = "directly", "elsewhere"


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
        facts=[(_("Month"), asked.only["month"][:LONGEST_SEARCH])] if "month" in asked.only else (),
    )


def _tiles(asked: Asked, whole: Sums) -> list[Tile]:
    due, held = (asked.url(rows=rows, status="", only={}) for rows in (DUE, HELD))
    return [
        Tile("plan_rate", _("Plan rate"), whole.plan_rate, PLAN_RATE, due),
        Tile("people", _("People trained of those planned"), _percent(whole.people_share), PEOPLE_SHARE, due, "%",
             beside=[(_("attended"), f"{whole.came:,}"), (_("planned"), f"{whole.headcount:,}")]),
        Tile("participation", _("Participation"), whole.participation, PARTICIPATION, held,
             beside=[(_("excused"), str(whole.excused))]),
        Tile("budget", _("Budget used"), _percent(whole.budget_use), BUDGET_USE, due, "%",
             beside=[(_("spent (yuan)"), filters.money(whole.spent_fen / FEN)),
                     (_("budget (yuan)"), filters.money(whole.budget_fen / FEN))]),
        Tile("unplanned", _("Unplanned share"), whole.unplanned_share, UNPLANNED_SHARE,
             asked.url(rows=UNPLANNED, status=ItemStatus.HELD, only={})),
        Tile("postponed", _("Postponed"), whole.postponed, _("Due in the period, and postponed."),
             asked.url(rows=DUE, status=ItemStatus.POSTPONED, only={})),
        Tile("cancelled", _("Cancelled"), whole.cancelled, _("Due in the period, and cancelled."),
             asked.url(rows=DUE, status=ItemStatus.CANCELLED, only={})),
        Tile("cost_per_hour", _("Cost of a credit hour"), whole.cost_per_hour, COST, held, _("yuan")),
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
        item_columns(),
        [_row(item) for item in shown],
        row_count=len(wanted) if asked.page is not None else None,
        sort="planned_month",
        empty=_("No item of a plan fits the period and what was chosen."),
        tone=lambda row: "muted" if row.status.tone == "bad" else "",
    )


def _is_wanted(asked: Asked, item: Item) -> bool:
    rows, status, month = asked.choices["rows"], asked.choices["status"], asked.only.get("month")
    fits = {
        ALL: True,
        DUE: item.is_due,
        NOT_HELD: item.is_due and not item.was_held,
        HELD: item.was_held_then,
        PLANNED: item.is_planned,
        UNPLANNED: not item.is_planned,
    }
    return (
        fits[rows]
        and (not status or item.state.status == status)
        and (month is None or f"{item.counted_in:%Y-%m}" == month)
        and _is_in(asked, item.path)
    )


def _is_in(asked: Asked, path: str) -> bool:
    """Whether a department is in the row of a table that its address names: directly in the one above, or in none below it."""
    place = asked.only.get("place")
    if place is None:
        return True
    focus, children = level_below(asked.departments, asked.department)
    if place == DIRECTLY:
        return focus is not None and path == focus.path
    return (focus is None or path != focus.path) and not any(path.startswith(each.path) for each in children)


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
    rows = []
    for month, sums in months.items():
        where = {"only": {"month": f"{month:%Y-%m}"}}
        rows.append(_sums(_month_name(asked, month), sums, where, where))
    return Table("months", _("By month"), sum_columns(_l("Month")), rows, total=_sums(_("Total"), whole))


def _month_name(asked: Asked, month: date) -> str:
    """With a remark why it is there, where it lies outside the period."""
    text = f"{month:%Y-%m}"
    if month < asked.first.replace(day=1):
        return _("%(month)s (planned before the period, held in it)", month=text)
    return _("%(month)s (planned after the period, held in it)", month=text) if month > asked.last else text


def _departments(asked: Asked, found: Sequence[Item]) -> Table:
    rows, whole = level_rows(by_path(list(found)), asked.departments, asked.department, Sums())
    lines = []
    for row in rows:
        if row.direct or row.department is None:
            where: dict[str, Any] = {"only": {"place": DIRECTLY if row.direct else ELSEWHERE}}
            lines.append(_sums(row_name(row), row.counts, where))
        else:
            where = {"department": row.department, "only": {}}
            lines.append(_sums(row_name(row), row.counts, where, where))
    return Table(
        "departments", _("By department"), sum_columns(_l("Department")), lines, total=_sums(_("Total"), whole)
    )


def _sums(
    name: str, sums: Sums, where: Mapping[str, Any] | None = None, own: Mapping[str, Any] | None = None
) -> SumsRow:
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
        where=where or {},
        own=own or {},
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
        Left(
            _("Items due of which nobody said what became of them"),
            whole.open,
            asked.url(rows=DUE, status=ItemStatus.PLANNED, only={}),
        ),
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
            (
                (ALL, _l("All items")),
                (DUE, _l("Due in the period")),
                (NOT_HELD, _l("Due in the period and not held")),
                (HELD, _l("Held in the period")),
                (PLANNED, _l("In the plan")),
                (UNPLANNED, _l("Beside the plan")),
            ),
        ),
        Choice("status", _l("Status"), _statuses),
    ),
    about_people=False,
    sorts=tuple(SORTS),
)
