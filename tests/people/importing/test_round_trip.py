"""Whatever is done to our own export: planned, applied and undone, everything is as it was."""

from datetime import date
from io import BytesIO
from typing import Any

import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.people.importing.company import load_company
from app.people.importing.exporting import people_xlsx
from app.people.importing.fields import FIELDS
from app.people.importing.writing_sheets import as_xlsx
from tests import factories
from tests.examples import examples

from .conftest import Firm
from .rosters import EVERYTHING, actions, applied, planned, state, undone

EDITS: dict[str, list[Any]] = {
    "staff_no": ["00101", "00102", "77001", "77002"],
    "name": ["李雷", "欧阳娜", "Jana Vogt", ""],
    "email": ["li@example.com", "x@example.com", "bad", ""],
    "department": ["SALES", "DEPOT", "HQ", "集团/汉堡仓", "nowhere"],
    "manager": ["00101", "00102", "H1", "77001", ""],
    "primary": ["是", "否", ""],
    "head": ["yes", "no"],
    "start": ["2024-01-01", "2025-06-01", "2026-12-24", "2026-02-31", ""],
    "last_day": ["2025-12-31", "2027-01-31", ""],
    "end_reason": ["resign", "退休", ""],
    "leave_from": ["2026-11-01", "2026-12-24", "2027-01-04", ""],
    "leave_until": ["2026-12-31", "2027-02-28", ""],
    "leave_kind": ["病假", "maternity leave", "nonsense", ""],
    "locale": ["en", "中文"],
}
edit = st.sampled_from(sorted(EDITS)).flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(EDITS[key])))
sheet = st.lists(st.tuples(st.integers(0, 9), st.lists(edit, max_size=4)), min_size=1, max_size=6)


def exported() -> list[dict[str, Any]]:
    data = people_xlsx(load_company(EVERYTHING, today=clock.today()), on=clock.today())
    rows = python_calamine.load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [dict(zip([field.key for field in FIELDS], row, strict=False)) for row in rows[1:]]


@settings(
    max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example ends as it began
@given(sheet=sheet, everybody=st.booleans())
def test_planned_applied_undone_is_as_before(firm: Firm, sheet: list[Any], everybody: bool) -> None:
    rows = exported()
    made = []
    for place, edits in sheet:
        row = {key: value for key, value in {**rows[place % len(rows)], **dict(edits)}.items() if value != ""}
        made.append(row)
    before = state()
    plan = planned(as_xlsx(FIELDS, made, title="x"), firm.hr, everybody_of=firm.sales.id if everybody else None)
    if set(actions(plan).values()) <= {"wrong", "duplicate"}:
        return
    applied(plan, firm.hr, good_only=True)
    undone(plan, firm.hr)
    assert state() == before


def test_the_whole_export_changes_nothing_also_with_people_of_all_sorts(firm: Firm) -> None:
    gone = factories.user("离开的", "00201", active=False)
    factories.job(gone, firm.sales, ended_on=date(2025, 1, 1), end_reason="resign")
    leaving = factories.user("要走的", "00202", email="Leaving@Example.com", locale="en")
    factories.job(leaving, firm.sales, ended_on=date(2099, 1, 1), end_reason="retire", manager_id=firm.li.id)
    moving = factories.user("调动的", "00203")
    factories.job(moving, firm.sales, ended_on=date(2099, 1, 1), end_reason="transfer")
    factories.job(moving, firm.depot, started_on=date(2099, 1, 1))
    factories.job(firm.wang, firm.depot, is_primary=False, is_head=True)
    coming = factories.user("要来的", "00204")
    factories.job(coming, firm.depot, started_on=date(2099, 1, 1))
    factories.absence(firm.li, kind="sick", started_on=date(2026, 1, 1), ended_on=date(2026, 2, 1))
    factories.absence(firm.li, kind="maternity", started_on=date(2026, 11, 1), ended_on=date(2027, 2, 1))
    factories.absence(firm.wang, kind="secondment", started_on=date(2099, 1, 1), ended_on=None)
    data = people_xlsx(load_company(EVERYTHING, today=clock.today()), on=clock.today())
    plan = planned(data, firm.hr)
    assert set(actions(plan).values()) == {"same"}
    assert plan.counts["same"] == 8
