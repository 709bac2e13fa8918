"""Views of reports under a name: saved, opened with the opener's rights, mended, renamed, deleted."""

import re

import pytest

from app.db import db, writing
from app.people.models import Department
from app.reports.kept.models import SavedView
from app.reports.kept.saved import MOST_VIEWS, list_views

from ... import factories


@pytest.fixture
def house(app):
    root = factories.department(code="HQ")
    sales = factories.department(code="SALES", parent=root)
    return root, sales


@pytest.fixture
def hr(app, house):
    return factories.user(department=house[0], roles=[("hr", None)])


@pytest.fixture
def client(app, hr):
    client = app.test_client()
    factories.sign_in(client, hr)
    return client


def views_of(user_id):
    db.session.rollback()
    return list_views(user_id)


def test_a_view_keeps_what_is_not_usual_and_leads_back_to_it(client, hr):
    hr_id = hr.id
    answer = client.post(
        "/reports/views/new/completion?course=packing&department=SALES&page=3", data={"name": " 打包 "}
    )
    assert answer.status_code == 303
    assert answer.location == "/reports/completion?department=SALES&course=packing"
    (view,) = views_of(hr_id)
    assert (view.name, view.query) == ("打包", {"department": "SALES", "course": "packing"})
    assert client.get(f"/reports/views/{view.id}").location == answer.location
    page = client.get(answer.location).text
    assert "打包" in page
    assert 'aria-current="page"' in page
    assert "打包" in client.get("/reports").text


def test_a_double_click_saves_once(client, hr):
    hr_id = hr.id
    for _click in range(2):
        assert client.post("/reports/views/new/completion?course=packing", data={"name": "A"}).status_code == 303
    assert len(views_of(hr_id)) == 1


def test_a_name_that_is_taken_asks_before_it_replaces(client, hr):
    hr_id = hr.id
    client.post("/reports/views/new/completion?course=packing", data={"name": "A"})
    refused = client.post("/reports/views/new/completion", data={"name": "A"})
    assert refused.status_code == 409
    assert 'name="replaces"' in refused.text
    assert views_of(hr_id)[0].query == {"course": "packing"}
    assert client.post("/reports/views/new/completion", data={"name": "A", "replaces": "y"}).status_code == 303
    assert views_of(hr_id)[0].query == {}


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\x07b", "\u202egnp.exe", "x" * 81])
def test_a_name_that_cannot_stand_is_refused_at_the_field(client, hr, name):
    hr_id = hr.id
    answer = client.post("/reports/views/new/completion", data={"name": name})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert views_of(hr_id) == []


def test_nobody_opens_or_changes_the_view_of_another(app, client, house):
    other = factories.user(department=house[0], roles=[("hr", None)])
    view = SavedView(user_id=other.id, report="completion", name="mine", query={}, made_at=factories.NOW)
    with writing():
        db.session.add(view)
    view_id = view.id
    assert client.get(f"/reports/views/{view_id}").status_code == 404
    assert client.post(f"/reports/views/{view_id}/rename", data={"name": "x", "seen": "1"}).status_code == 404
    assert client.post(f"/reports/views/{view_id}/delete", data={"seen": "1"}).status_code == 404
    db.session.rollback()
    assert db.session.get(SavedView, view_id) is not None


def test_the_link_shows_each_what_they_may_see(app, client, hr, house):
    client.post("/reports/views/new/completion?course=packing&department=HQ", data={"name": "A"})
    manager = factories.user(department=house[1], roles=[("manager", house[1])])
    theirs = app.test_client()
    factories.sign_in(theirs, manager)
    assert theirs.get("/reports/completion?department=HQ&course=packing").status_code == 404
    assert theirs.get("/reports/completion?department=SALES&course=packing").status_code == 200


def test_a_view_of_something_that_is_gone_says_so_and_can_be_mended(client, hr, house):
    hr_id = hr.id
    client.post("/reports/views/new/completion?course=packing&department=SALES", data={"name": "A"})
    sales_id = house[1].id
    with writing():
        row = db.session.get_one(Department, sales_id)
        row.closed_on = factories.NOW.date()
    (view,) = views_of(hr_id)
    page = client.get(f"/reports/views/{view.id}")
    assert page.status_code == 404
    assert "SALES" in page.text
    answer = client.post(f"/reports/views/{view.id}/mend")
    assert answer.location == "/reports/completion?course=packing"
    assert views_of(hr_id)[0].query == {"course": "packing"}


def test_a_view_of_a_report_that_is_gone_can_only_be_deleted(client, hr):
    view = SavedView(user_id=hr.id, report="no-such-report", name="old", query={}, made_at=factories.NOW)
    with writing():
        db.session.add(view)
    page = client.get(f"/reports/views/{view.id}")
    assert page.status_code == 404
    assert "delete" in page.text.lower()
    assert client.get("/reports/views").status_code == 200


def test_a_view_renamed_in_another_tab_is_not_renamed_unseen(client, hr):
    hr_id = hr.id
    client.post("/reports/views/new/completion", data={"name": "A"})
    (view,) = views_of(hr_id)
    address = f"/reports/views/{view.id}/rename"
    assert client.post(address, data={"name": "B", "seen": "1"}).status_code == 303
    assert client.post(address, data={"name": "C", "seen": "1"}).status_code == 409
    assert views_of(hr_id)[0].name == "B"


def test_a_view_is_deleted_once(client, hr):
    hr_id = hr.id
    client.post("/reports/views/new/completion", data={"name": "A"})
    (view,) = views_of(hr_id)
    address = f"/reports/views/{view.id}/delete"
    assert client.post(address, data={"seen": "7"}).status_code == 409
    assert client.post(address, data={"seen": "1"}).status_code == 303
    assert client.post(address, data={"seen": "1"}).status_code == 404
    assert views_of(hr_id) == []


def test_five_thousand_values_are_not_kept(client, hr):
    hr_id = hr.id
    more = "&".join(f"v{number}=1" for number in range(5000))
    assert client.post(f"/reports/views/new/completion?course=packing&{more}", data={"name": "A"}).status_code in (
        303,
        414,
    )
    twice = "&".join("course=packing" for _number in range(5000))
    assert client.post(f"/reports/views/new/completion?{twice}", data={"name": "B"}).status_code == 422
    assert [view.query for view in views_of(hr_id)] in ([{"course": "packing"}], [])


def test_an_unknown_report_is_not_found(client):
    assert client.post("/reports/views/new/nothing", data={"name": "A"}).status_code == 404


def test_views_have_an_end(client, hr):
    hr_id = hr.id
    with writing():
        db.session.add_all(
            SavedView(user_id=hr_id, report="completion", name=str(number), query={}, made_at=factories.NOW)
            for number in range(MOST_VIEWS)
        )
    assert client.post("/reports/views/new/completion", data={"name": "one more"}).status_code == 422


def test_the_form_says_what_the_view_keeps(client):
    page = client.get("/reports/views/new/completion?course=packing&department=SALES&as_of=2026-03-31").text
    assert re.search(r"<dt>(Scope|范围)</dt><dd>", page)
    assert re.search(r"<dt>[^<]+</dt><dd>2026-03-31</dd>", page)
    assert re.search(r"<dt>(Course|课程)</dt><dd>[^<]+</dd>", page)
