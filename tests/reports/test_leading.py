"""Every figure leads to its rows: as many as it says, whoever is looked at."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access import Role
from app.db import db, writing
from app.people.models import Job
from app.people.viewer import Viewer
from app.programmes.duties import actions
from app.programmes.models import Assignment, ProgrammeVersion
from app.reports.figures.rates import Rate
from tests import factories
from tests.reports.asked import answered, asked, viewer
from tests.reports.company import Company, company
from tests.reports.fourteen import AS_OF, fourteen
from tests.reports.leading import answer_at, cells_of, figures_of, rows_at

PERIOD: dict[str, Any] = {"as_of": AS_OF, "from_": date(2026, 1, 1), "to": AS_OF}


def check(report: str, *, by: Viewer | None = None, **wanted: Any) -> list[str]:
    """Follows every figure of a report, each address once; what was followed."""
    asks = asked(report, by=by, **wanted)
    answer, followed, seen = asks.report.answer(asks), [], dict[str, int]()
    for where, value, href in figures_of(answer, asks):
        if href not in seen:
            seen[href] = rows_at(href, by=by)
        parts = (value.numerator or value.denominator,) if isinstance(value, Rate) else (value,)
        assert seen[href] in parts, (where, value, href)
        followed.append(where)
    return followed


def house_with_moves() -> Company:
    """Duties of two courses all over the house: done, late, waived; somebody moved, somebody left, a department was closed."""
    house, today = company(), clock.today()
    due_on = today - timedelta(days=20)
    for number, place in enumerate([house.group, house.sales, house.team, house.stores, house.group, house.stores]):
        person = factories.user(department=place)
        factories.assignment(person, due_on=due_on + timedelta(days=number * 8))
        factories.assignment(person, "watch", due_on=due_on)
        if number % 2:
            factories.completion(person, completed_on=due_on + timedelta(days=number - 2))
    return house


@pytest.mark.parametrize("wanted", [{}, {"state": "open", "set": "period"}])
def test_every_figure_of_participation_leads_to_its_people(app, wanted):
    fourteen()
    followed = check("participation", **PERIOD, **wanted)
    assert {"participation", "overdue", "units.waived", "units.left", "Assignments paused"} <= set(followed)


def test_units_and_whoever_is_in_none_of_them_lead_to_their_own(app):
    house = house_with_moves()
    followed = check("participation")
    assert {"cells.completion", "programmes.fell_due"} <= set(followed)
    check("participation", part="direct")
    assert "overdue" in check("overdue")
    answer = answered("participation", part="direct", state="all")
    assert {row.department for row in answer.tables[0].rows} == {"Group"}
    assert answer.tables[0].row_count == 4
    assert check("participation", by=viewer(Role.MANAGER, house.sales), department=house.sales.code)


def test_the_matrix_leads_to_everybody_it_is_about(app):
    house_with_moves()
    for wanted in ({}, {"set": "period"}):
        cells = cells_of(str(answered("participation", **wanted).charts[0].page()))
        assert len(cells) > 4
        for href, rate in cells:
            assert rows_at(href) == rate.denominator, href


def test_versions_of_a_programme_lead_to_their_own_people(app):
    house, now = company(), clock.now()
    first, second = (factories.user(department=house.sales) for _each in range(2))
    version = db.session.get_one(ProgrammeVersion, factories.version())
    with writing():
        later = ProgrammeVersion(programme_id=version.programme_id, number=2, created_at=now, published_at=now)
        db.session.add(later)
    for person, each in ((first, version), (second, later)):
        with writing():
            actions.assign(each, {person.id: clock.today()}, start_on=clock.today(), now=now)
    assert db.session.query(Assignment).count() == 2
    check("participation")
    [row] = [line for line in answered("participation").tables[2].rows if line.version == 2]
    assert row.counted == 1
    href = next(
        href
        for where, _value, href in figures_of(answered("participation"), asked("participation"))
        if "version=2" in href
    )
    assert [each.user_id for each in answer_at(href).tables[0].rows] == [second.id]


def test_what_to_act_on_leads_to_as_many_rows(app):
    house, today = house_with_moves(), clock.today()
    for number in range(25):
        person = factories.user(department=house.stores)
        factories.attempt(person, passed=number > 3, score_ratio=0.9 if number > 3 else 0.2)
    left = factories.user(department=house.sales)
    factories.assignment(left, due_on=today - timedelta(days=9))
    with writing():
        job = db.session.scalars(select(Job).where(Job.user_id == left.id)).one()
        job.ended_on = today - timedelta(days=2)
        actions.mark_exits([left.id], now=clock.now())
    acts = next(table for table in answered("overview").tables if table.key == "act").rows
    assert {act.href.partition("?")[0] for act in acts} >= {"/reports/participation", "/reports/exams"}
    assert {act.href: rows_at(act.href) for act in acts} == {act.href: act.count for act in acts}
    late = answered("overdue", show="overdue").tables[0].row_count
    assert acts[0].count > (late or 0)


def test_shares_of_the_overview_stand_where_they_lead_to(app):
    house = house_with_moves()
    for by in (viewer(), viewer(Role.MANAGER, house.sales)):
        answer = answered("overview", by=by)
        figures = [(tile.href, tile.value) for tile in answer.tiles if tile.href and isinstance(tile.value, Rate)]
        figures += cells_of(str(answer.charts[1].page()))
        for href, rate in figures:
            there = answer_at(href, by=by)
            exams = [row.first_rate for row in there.tables[0].rows] if "/exams" in href else []
            whole = Rate(sum(each.numerator for each in exams), sum(each.denominator for each in exams))
            assert not rate.denominator or rate in [whole, *(tile.value for tile in there.tiles)], (href, rate)


def test_the_whole_of_a_tile_is_one_link(client):
    house_with_moves()
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    page = client.get("/reports/participation").text
    tiles = page.split('<div class="kpi"')[1:]
    assert len(tiles) == 6
    assert [tile.split("</div>")[0].count("<a ") for tile in tiles] == [1] * 6
    table = page.split("Show the figures as a table")[1].split("</table>")[0]
    assert "state=overdue" in table


def test_every_figure_of_exams_leads_to_its_people(app):
    house, today = house_with_moves(), clock.today()
    for number, place in enumerate([house.sales, house.team, house.stores, house.sales, house.stores]):
        person = factories.user(department=place)
        factories.assignment(person, due_on=today + timedelta(days=20 * (number - 2)))
        if number < 4:
            factories.attempt(person, passed=number > 1, score_ratio=0.3 + number / 5)
        if number == 0:
            factories.attempt(person, number=2, passed=True, score_ratio=0.9)
    followed = check("exams") + check("exams", course="packing")
    assert {"exams.required", "exams.resat", "departments.first_rate", "pass_rate", "absent"} <= set(followed)
