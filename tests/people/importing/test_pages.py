"""The pages of an import, as HR uses them: sent, looked at, confirmed, undone."""

from datetime import date
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import jobs
from app.db import db
from app.people.importing.models import ImportPlan
from app.people.models import AuditEntry
from tests import factories

from .conftest import Firm
from .rosters import HEAD, csv, jobs_of, state, xlsx

GOOD = [("00101", "李雷", "li@example.com", "DEPOT"), ("00103", "韩梅梅", None, "SALES")]


def signed_in(app: Flask, firm: Firm) -> FlaskClient:
    client = app.test_client()
    factories.sign_in(client, firm.hr)
    return client


def send(client: FlaskClient, data: bytes, name: str = "roster.xlsx", **fields: str) -> TestResponse:
    form = {"key": "a-key-of-twelve", "on": "2026-11-15", "everybody_of": "", "sheet": (BytesIO(data), name), **fields}
    return client.post("/people/import", data=form, content_type="multipart/form-data")


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def test_a_sheet_is_sent_planned_confirmed_and_undone(app: Flask, firm: Firm):
    client, before = signed_in(app, firm), state()
    answer = send(client, xlsx(GOOD))
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert "data-import-progress" in text(client.get(place))
    jobs.run_waiting()
    page = text(client.get(place))
    assert "This is a plan" in page
    assert "韩梅梅" in page
    assert client.post(f"{place}/apply").status_code == 303
    assert jobs_of("00101")[1] == ("DEPOT", date(2026, 11, 15), None)
    assert "2 people were concerned" in text(client.get(place))
    assert client.post(f"{place}/undo", data={"reason": ""}).status_code == 422
    assert client.post(f"{place}/undo", data={"reason": "the wrong month"}).status_code == 303
    assert state() == before
    acts = db.session.execute(select(AuditEntry.action, AuditEntry.reason).order_by(AuditEntry.id)).all()
    assert [tuple(act) for act in acts] == [("people imported", ""), ("people import undone", "the wrong month")]


def test_sent_twice_it_is_one_plan_and_confirmed_twice_it_is_done_once(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    first, second = send(client, xlsx(GOOD)), send(client, xlsx(GOOD))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(db.session.scalars(select(ImportPlan)).all()) == 1
    jobs.run_waiting()
    for _time in range(2):
        assert client.post(f"{first.headers['Location']}/apply").status_code == 303
    assert len(db.session.scalars(select(AuditEntry).filter_by(action="people imported")).all()) == 1


def test_a_wrong_row_keeps_all_out_until_only_the_good_ones_are_asked_for(app: Flask, firm: Firm):
    client, before = signed_in(app, firm), state()
    place = send(client, xlsx([*GOOD, ("00104", "乙", None, "汉堡二仓")])).headers["Location"]
    jobs.run_waiting()
    page = text(client.get(place))
    assert "1 of 3 rows are wrong" in page
    assert "The nearest is “汉堡仓”" in page
    assert "Import the 2 good rows" in page
    assert client.post(f"{place}/apply").status_code == 409
    assert state() == before
    assert client.post(f"{place}/apply", data={"good_only": "1"}).status_code == 303
    assert jobs_of("00103")
    assert not jobs_of("00104")


def test_who_stands_with_a_number_alone_is_named_on_the_plan(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    place = send(client, xlsx([("00101", None, None, "DEPOT")])).headers["Location"]
    jobs.run_waiting()
    assert "李雷<small>00101</small>" in text(client.get(place))


def test_s02_somebody_outside_the_scope_is_not_named(app: Flask, firm: Firm):
    reader = factories.user(department=firm.sales, roles=[("hr", firm.sales)], locale="en")
    stranger = factories.user("韩梅梅", "00103", department=firm.depot)
    client = app.test_client()
    factories.sign_in(client, reader)
    place = send(client, xlsx([(stranger.staff_no, None, None, "SALES")])).headers["Location"]
    jobs.run_waiting()
    page = text(client.get(place))
    assert "<small>00103</small>" in page
    assert "韩梅梅" not in page


def test_what_is_wrong_can_be_taken_along_as_a_file(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    place = send(client, csv([("00104", "=1+1", None, "汉堡二仓")]), "roster.csv").headers["Location"]
    jobs.run_waiting()
    answer = client.get(f"{place}/problems.csv")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert "2,D (部门),汉堡二仓,There is none of this name" in text(answer)
    assert "2,B (姓名),'=1+1," in text(answer)


def test_a_refused_sheet_says_why_at_the_field(app: Flask, firm: Firm):
    answer = send(signed_in(app, firm), csv([("1",)], head=("nothing", "known")))
    assert answer.status_code == 422
    assert "No sheet has the headers" in text(answer)
    answer = send(signed_in(app, firm), csv([("1", "甲")], head=HEAD[:2]))
    assert "These columns are missing: Department." in text(answer)


def test_s58_a_hundred_megabytes_are_refused_with_the_limit(app: Flask, firm: Firm):
    answer = signed_in(app, firm).post(
        "/people/import", data=b"x" * 100 * 1024 * 1024, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert "8 MiB" in text(answer)


def test_leavers_are_ticked_one_by_one(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    place = send(client, xlsx(GOOD[1:]), everybody_of=str(firm.sales.id)).headers["Location"]
    jobs.run_waiting()
    assert "李雷 leaves" in text(client.get(f"{place}?show=leaver"))
    assert client.post(f"{place}/leavers", data={"shown": ["3", "4"], "leaver": "3"}).status_code == 303
    assert "1 person leaves." in text(client.get(place))
    client.post(f"{place}/apply")
    assert jobs_of("00101")[0][2] == date(2026, 11, 15)
    assert jobs_of("00102")[0][2] is None


def test_s40_the_export_holds_no_formula_and_comes_back_unchanged(app: Flask, firm: Firm):
    factories.user("=HYPERLINK(1)", "00105", department=firm.sales, email="x@example.com")
    client = signed_in(app, firm)
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/people/export.{kind}")
        assert answer.status_code == 200
        place = send(client, answer.get_data(), f"people.{kind}", key=f"a-key-for-{kind}-000").headers["Location"]
        jobs.run_waiting()
        page = text(client.get(place))
        assert "0 changes" in page, kind
        assert ">Import</button>" not in page, kind
    assert ",'=HYPERLINK(1)," in client.get("/people/export.csv").get_data(as_text=True)


def test_s02_hr_of_one_department_sees_and_changes_only_that(app: Flask, firm: Firm):
    narrow = factories.user("小人事", "H2", department=firm.depot, roles=[("hr", firm.depot)], locale="en")
    client = app.test_client()
    factories.sign_in(client, narrow)
    assert "李雷" not in text(client.get("/people/export.csv"))
    place = send(client, xlsx([("00101", "李磊", None, "DEPOT"), ("00109", "甲", None, "SALES")])).headers["Location"]
    jobs.run_waiting()
    page = text(client.get(place))
    assert "belongs to somebody outside your scope" in page
    assert "none of this name or code within your scope" in page
    other = send(signed_in(app, firm), xlsx(GOOD), key="a-key-of-the-other").headers["Location"]
    assert client.get(other).status_code == 404
    assert client.post(f"{other}/apply").status_code == 404


def test_the_template_can_be_filled_in_and_sent(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    place = send(client, client.get("/people/import/template.xlsx").get_data()).headers["Location"]
    jobs.run_waiting()
    page = text(client.get(place))
    assert "00123" in page
    assert "This is the example of the template. Delete the row." in page
    assert "nothing to change" in text(client.get("/people/import"))


def test_a_plan_names_places_and_waits_only_where_it_does_something(app: Flask, firm: Firm):
    client = signed_in(app, firm)
    place = send(client, xlsx([("00101", "李雷", None, "DEPOT")])).headers["Location"]
    jobs.run_waiting()
    page = text(client.get(place))
    assert "Sales (SALES)" in page
    assert "Hamburg depot (DEPOT)" in page
    assert "waits for confirmation" in text(client.get("/people/import"))
