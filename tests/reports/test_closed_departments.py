"""A department closed within the period is asked for where figures count as they happened; elsewhere a link leads to its last day."""

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app import clock
from app.access import Role
from app.db import writing
from app.learning.credits.actions import Act, give
from app.people.models import Department
from app.people.organisation import departments
from tests import factories
from tests.people.organisation.acting import act, days, done

from .asked import answered, asked, viewer
from .company import Company, company
from .test_ledger import SAFETY


@pytest.fixture
def house(app) -> Company:
    return company()


@pytest.fixture
def old(house) -> Department:
    """Open for two hundred days, with somebody who learnt something there."""
    found = factories.department("OLD", parent=house.sales, name="旧组", name_en="Old team")
    person = factories.user("王小明")
    factories.job(person, found, started_on=date(2020, 1, 1), ended_on=days(-3))
    factories.job(person, house.stores, started_on=days(-3))
    with writing():
        give(person.id, "x:1", replace(SAFETY, credited_on=days(-9)), Act(clock.now()))
    done(departments.close, found.id, days(-3), act())
    return found


@pytest.fixture
def reader(client, house):
    factories.sign_in(client, factories.user("HR", roles=[("hr", None)], department=house.group, locale="en"))
    return client


def since(count: int) -> dict[str, Any]:
    return {"from_": days(-count).isoformat()}


def test_hours_and_ledger_show_what_happened_in_a_department_closed_within_the_period(old):
    found = answered("hours", department="OLD", **since(30)).tables
    assert next(table for table in found if table.key == "departments").total.hours == 3.5
    [row] = answered("ledger", department="OLD", **since(30)).tables[0].rows
    assert (row.department, row.counted) == ("Old team", 3.5)
    assert asked("ledger", department="OLD", **since(30)).notes == ()


def test_the_filter_lists_it_apart_and_the_head_says_since_when_it_is_closed(reader, old):
    page = reader.get(f"/reports/hours?department=OLD&from={days(-30)}").text
    assert '<optgroup label="Closed within the period">' in page
    assert f'<option value="OLD" selected>Old team, closed since {days(-3)}</option>' in page
    assert page.count(f"Old team, closed since {days(-3)}") >= 2
    assert "Closed within the period" not in reader.get("/reports/overdue").text


def test_it_is_neither_offered_nor_shown_after_its_end_or_outside_the_scope(reader, old, house):
    assert asked("hours", **since(2)).closed == []
    assert asked("hours", by=viewer(Role.MANAGER, house.stores), **since(30)).closed == []
    assert "Choose a day before" in reader.get(f"/reports/hours?department=OLD&from={days(-2)}").text


def test_elsewhere_a_link_leads_to_its_last_day(reader, old):
    page = reader.get("/reports/overdue?department=OLD").text
    [address] = re.findall(rf'href="([^"]+)">“Old team” on its last day, {days(-4)}<', page)
    shown = reader.get(html.unescape(address)).text
    assert "was closed on" not in shown
    assert '<option value="OLD" selected>' in shown
