"""Official copies: numbered without gaps, never changed, the same files whatever happens, read by who may read all of it."""

import zlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DatabaseError

from app import clock
from app.db import db, writing
from app.i18n import catalogues, speaking
from app.people.models import AuditEntry, Department, DepartmentVersion, Job, User
from app.people.privacy.erasing import erase
from app.reports import completion, registry
from app.reports.kept import freezing
from app.reports.kept.models import Snapshot, SnapshotPiece

from ... import factories
from ..asked import csv_rows, download, workbook
from .frozen import files, freeze, only, triggers_off
from .scheduled import build_house

PACKING = "completion?course=packing"


@pytest.fixture
def house(app):
    return build_house()


@pytest.fixture
def client(app, house):
    return signed_in(app, house.hr)


def signed_in(app, user):
    client = app.test_client()
    factories.sign_in(client, user)
    return client


def test_copies_are_numbered_by_year_without_gaps(client, monkeypatch):
    year = clock.today().year
    assert freeze(client, key="the-first-form") == f"{year}-0001"

    def breaks(*_given, **_more):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(freezing, "record_act", breaks)
        assert (
            client.post(
                f"/reports/snapshots/new/{PACKING}", data={"key": "the-second-form", "title": "T", "reason": "because"}
            ).status_code
            == 500
        )
    assert freeze(client, key="the-third-form") == f"{year}-0002"


def test_a_double_click_freezes_once(client):
    assert freeze(client) == freeze(client)
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_the_key_of_somebody_elses_form_opens_nothing(app, house, client):
    freeze(client)
    other = factories.user(department=house.root, roles=[("hr", None)])
    answer = signed_in(app, other).post(
        f"/reports/snapshots/new/{PACKING}", data={"key": "a-key-of-a-form", "title": "T", "reason": "because"}
    )
    assert answer.status_code == 404


def test_the_copy_holds_all_rows_and_says_what_it_is(client, house):
    for _number in range(60):
        factories.user(department=house.sales)
    code = freeze(client)
    page = client.get(f"/reports/snapshots/{code}")
    assert page.status_code == 200
    copy = only()
    assert copy.row_count == 66
    assert copy.rows_hash in page.text
    assert "handed in" in page.text
    assert client.get(f"/reports/snapshots/{code}?page=2").status_code == 200
    found = files(client, code)
    assert len(csv_rows(found["csv", "en"])) == 66
    assert {row["Staff number"] for row in csv_rows(found["csv", "en"])} == {
        row["工号"] for row in csv_rows(found["csv", "zh-CN"])
    }
    assert code in "".join(each.extract_text() for each in PdfReader(BytesIO(found["pdf", "en"])).pages)
    notes = workbook(found["xlsx", "en"]).get_sheet_by_name("Notes").to_python()
    assert any(code in str(cell) for row in notes for cell in row)


def test_every_report_can_be_frozen_and_read_again(client):
    for number, name in enumerate(sorted(registry.reports())):
        code = freeze(client, name, key=f"key-of-form-{number}")
        assert client.get(f"/reports/snapshots/{code}").status_code == 200, name
        assert client.get(f"/reports/snapshots/{code}/compare").status_code == 200, name
        for kind in ("csv", "xlsx", "pdf"):
            assert download(client, f"/reports/snapshots/{code}.{kind}"), (name, kind)


def id_of(staff_no: str) -> int:
    return db.session.scalars(select(User.id).filter_by(staff_no=staff_no)).one()


def change_everything(house, monkeypatch):
    """Data, names of departments and people, where somebody works, translations, the version of the definitions."""
    sales_id, s2 = house.sales.id, id_of("S2")
    with writing():
        for which in (
            update(Department).where(Department.id == sales_id),
            update(DepartmentVersion).where(DepartmentVersion.department_id == sales_id),
        ):
            db.session.execute(which.values(name_zh="改名部", name_en="Renamed"))
        db.session.execute(update(User).where(User.id == s2).values(name="改名人"))
        db.session.execute(update(Job).where(Job.user_id == s2).values(department_id=house.warehouse.id))
    factories.completion(factories.user(staff_no="NEW", department=house.sales))
    changed = replace(completion.REPORT, version=99, title="Changed title")
    monkeypatch.setitem(registry.reports(), "completion", changed)
    with speaking("zh-CN"):
        chinese = catalogues.get_translations()
        for message in [key for key in chinese._catalog if isinstance(key, str) and key]:
            monkeypatch.setitem(chinese._catalog, message, chinese._catalog[message] + "改")
    with speaking("en"):
        english = catalogues.get_translations()
        for message in (
            "Data",
            "Notes",
            "Exclusions",
            "Key figures",
            "%(name)s: numerator",
            "Column",
            "Definition",
            "Page",
        ):
            if hasattr(english, "_catalog"):
                monkeypatch.setitem(english._catalog, message, message + " changed")


def test_the_files_are_the_same_bytes_whatever_happened_in_between(client, house, monkeypatch):
    code = freeze(client)
    before = files(client, code)
    change_everything(house, monkeypatch)
    assert client.get("/reports/completion.csv?course=packing").data != before["csv", "en"]
    after = files(client, code)
    assert {name for name in before if before[name] != after[name]} == set()
    assert "改" not in "".join(client.get(f"/reports/snapshots/{code}").text.split("<main")[1])
    assert client.get(f"/reports/snapshots/{code}/verify").status_code == 200


def test_a_copy_of_a_report_that_is_gone_still_reads(client, monkeypatch):
    code = freeze(client)
    before = files(client, code)
    monkeypatch.delitem(registry.reports(), "completion")
    assert client.get(f"/reports/snapshots/{code}").status_code == 200
    assert files(client, code) == before
    assert client.get(f"/reports/snapshots/{code}/compare").status_code == 404


@pytest.mark.parametrize("table", ["report_snapshot", "report_snapshot_place", "report_snapshot_piece"])
@pytest.mark.parametrize("verb", ["change", "delete"])
def test_nobody_changes_or_deletes_a_copy(client, table, verb):
    freeze(client, "completion?course=packing&department=SALES")
    statement = (
        f"UPDATE {table} SET {'title' if table == 'report_snapshot' else 'snapshot_id'} = snapshot_id"
        if verb == "change"
        else f"DELETE FROM {table}"
    )
    statement = statement.replace("title = snapshot_id", "title = 'x'")
    with pytest.raises(DatabaseError, match="append only"), writing():
        db.session.connection().exec_driver_sql(statement)


def tampered(client, change) -> str:
    code = freeze(client)
    change(only().id)
    answer = client.get(f"/reports/snapshots/{code}")
    assert answer.status_code == 409
    assert client.get(f"/reports/snapshots/{code}.csv").status_code == 409
    assert "<table" not in answer.text
    return client.get(f"/reports/snapshots/{code}/verify").text


def test_a_row_changed_past_the_triggers_is_found(client):
    def swap(snapshot_id):
        piece = db.session.scalars(select(SnapshotPiece).filter_by(snapshot_id=snapshot_id, language="en")).one()
        content = zlib.compress(zlib.decompress(piece.content).replace("业务员2".encode(), "别人来了".encode()))
        with triggers_off("report_snapshot_piece"), writing():
            db.session.execute(
                update(SnapshotPiece).filter_by(snapshot_id=snapshot_id, language="en").values(content=content)
            )

    assert "not those that were frozen" in tampered(client, swap)


def test_hashes_changed_along_with_the_rows_are_found_by_the_audit_log(client):
    def swap(snapshot_id):
        with triggers_off("report_snapshot"), writing():
            db.session.execute(update(Snapshot).values(rows_hash="0" * 64))

    said = tampered(client, swap)
    assert "audit log" in said


@pytest.mark.parametrize("said", [{"title": "Third quarter"}, {"reason": "another"}, {"frozen_at": factories.NOW}])
def test_what_is_said_of_a_copy_cannot_be_changed_unseen(client, said):
    def swap(snapshot_id):
        with triggers_off("report_snapshot"), writing():
            db.session.execute(update(Snapshot).values(said))

    assert "who froze it and when" in tampered(client, swap)


def test_files_say_that_they_are_official_and_how_to_verify_them(client):
    code = freeze(client)
    hash_of_rows = only().rows_hash
    found = files(client, code)
    facts = {
        row[0]: str(row[1])
        for row in workbook(found["xlsx", "en"]).get_sheet_by_name("Notes").to_python()
        if len(row) > 1
    }
    assert (facts["Official copy"], facts["Title"], facts["Reason"]) == (code, "Second quarter", "handed in")
    assert facts["Hash of the rows (SHA-256)"] == hash_of_rows
    assert "(HR1)" in facts["Frozen"]
    assert "Number of this copy" not in facts


def test_the_list_says_what_of_and_the_form_says_what_will_be_frozen(client):
    address = "participation?department=SALES&from=2026-01-01&to=2026-03-31"
    form = client.get(f"/reports/snapshots/new/{address}").text
    assert "2026-01-01 – 2026-03-31" in form
    freeze(client, address)
    page = client.get("/reports/snapshots").text
    assert "2026-01-01 – 2026-03-31" in page
    assert "Sales" in page


def test_a_piece_added_or_cut_is_found(client):
    def add(snapshot_id):
        more = {"snapshot_id": snapshot_id, "language": "en", "number": 1, "content": b"more"}
        with writing():
            db.session.execute(insert(SnapshotPiece), [more])

    assert "damaged" in tampered(client, add)


def test_only_who_may_freeze_all_of_it_reads_it(app, client, house):
    team = factories.department(code="TEAM", parent=house.sales)
    whole, part = freeze(client), freeze(client, "completion?course=packing&department=SALES", key="another-form-key")
    of_sales = signed_in(app, factories.user(department=house.sales, roles=[("training_admin", house.sales)]))
    of_team = signed_in(app, factories.user(department=team, roles=[("training_admin", team)]))
    of_root = signed_in(app, factories.user(department=house.root, roles=[("training_admin", house.root)]))
    seen = {
        name: [each.get(f"/reports/snapshots/{code}").status_code for code in (whole, part)]
        for name, each in {"hr": client, "sales": of_sales, "team": of_team, "root": of_root}.items()
    }
    assert seen == {"hr": [200, 200], "sales": [404, 200], "team": [404, 404], "root": [404, 200]}
    assert of_sales.get(f"/reports/snapshots/{whole}.csv").status_code == 404
    assert whole not in of_sales.get("/reports/snapshots").text
    assert part in of_sales.get("/reports/snapshots").text
    assert part not in of_team.get("/reports/snapshots").text
    assert signed_in(app, house.head_of_sales).get(f"/reports/snapshots/{part}").status_code == 403


def test_who_freezes_needs_the_right_for_all_that_the_page_shows(app, house):
    both = factories.user(department=house.sales, roles=[("manager", house.warehouse), ("training_admin", house.sales)])
    client = signed_in(app, both)
    refused = client.post(
        f"/reports/snapshots/new/{PACKING}", data={"key": "a-key-of-a-form", "title": "T", "reason": "because"}
    )
    assert refused.status_code == 403
    assert freeze(client, "completion?course=packing&department=SALES")
    assert only().is_everything is False


def test_scores_in_a_copy_ask_for_the_right_to_read_scores(app, house, client):
    code = freeze(client, "ledger?department=SALES")
    assert "score.read" in only().rights
    admin = factories.user(department=house.sales, roles=[("training_admin", house.sales)])
    other = signed_in(app, admin)
    assert other.get(f"/reports/snapshots/{code}").status_code == 404
    assert code not in other.get("/reports/snapshots").text


def test_what_was_restated_since_is_shown(client, house):
    code = freeze(client)
    same = client.get(f"/reports/snapshots/{code}/compare").text
    assert "Nothing was restated" in same
    late = factories.user(department=house.warehouse)
    factories.completion(late, completed_at=clock.now() - timedelta(days=1))
    page = client.get(f"/reports/snapshots/{code}/compare").text
    assert "restated" in page.lower()
    assert 'data-s="warn"' in page
    assert page.index("Restated") < page.index("The same")


def test_the_rows_that_came_and_went_since_are_shown(client, house):
    code = freeze(client)
    assert "Every row is as it was." in client.get(f"/reports/snapshots/{code}/compare").text
    late = factories.user(name="新来的人", department=house.warehouse)
    factories.completion(late, completed_at=clock.now() - timedelta(days=1))
    page = client.get(f"/reports/snapshots/{code}/compare").text
    assert "Every row is as it was." not in page
    came = page[page.index("Rows that came since") :]
    assert "新来的人" in came
    assert "新来的人" not in page[: page.index("Rows that came since")]


def test_erasing_a_person_leaves_official_rows_as_they_are(client, house):
    code = freeze(client)
    before = files(client, code)
    person = id_of("S2")
    with writing():
        erase(person, now=clock.now())
    assert files(client, code) == before


def test_freezing_and_every_file_are_in_the_audit_log(client):
    code = freeze(client)
    files(client, code)
    db.session.rollback()
    frozen = db.session.scalars(select(AuditEntry).filter_by(action="report frozen")).one()
    assert frozen.detail["snapshot"] == code
    assert frozen.reason == "handed in"
    exported = db.session.scalars(select(AuditEntry).filter_by(action="report exported")).all()
    assert [each.detail["snapshot"] for each in exported] == [code] * 6


@pytest.mark.parametrize(
    "code", ["2026-1", "2026-00001", "x", "2026-9999", "0000-0001", "２０２６-0001", "2026-0001-1", "9999-999999999999"]
)
def test_no_such_number_is_not_found(client, code):
    freeze(client)
    assert client.get(f"/reports/snapshots/{code}").status_code == 404


@pytest.mark.parametrize(
    "field", [{"title": ""}, {"reason": ""}, {"title": "a\x07"}, {"reason": "a\x00b"}, {"key": "no"}]
)
def test_what_cannot_stand_on_a_copy_is_refused(client, field):
    given = {"key": "a-key-of-a-form", "title": "T", "reason": "because"} | field
    assert client.post(f"/reports/snapshots/new/{PACKING}", data=given).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 0
