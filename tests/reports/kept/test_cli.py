"""`flask reports`: whole files or none, computed as somebody may see them, and told what went wrong by the exit code."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from app.db import db, writing
from app.people.models import AuditEntry, User
from app.reports.kept import cli
from app.reports.kept.models import Snapshot, SnapshotPiece

from ... import factories
from ..asked import csv_rows
from .frozen import freeze, triggers_off
from .scheduled import build_house


@pytest.fixture
def house(app):
    return build_house()


@pytest.fixture
def run(app, house):
    runner = app.test_cli_runner()
    return lambda *given: runner.invoke(args=["reports", *given])


def test_reports_are_listed(run):
    assert "completion" in run("list").output


def test_a_report_is_computed_as_the_person_may_see_it(run, tmp_path):
    for number, seen in (("HR1", 6), ("S1", 3)):
        file = tmp_path / f"{number}.csv"
        result = run("render", "completion", "course=packing", "--as", number, "--format", "csv", "--output", str(file))
        assert result.exit_code == 0, result.output
        assert len(csv_rows(file.read_bytes())) == seen
    entries = db.session.scalars(select(AuditEntry).filter_by(action="report rendered").order_by(AuditEntry.id)).all()
    assert [each.detail["kind"] for each in entries] == ["csv", "csv"]
    assert {each.subject_id for each in entries} == {
        db.session.scalar(select(User.id).filter_by(staff_no=number)) for number in ("HR1", "S1")
    }


@pytest.mark.parametrize(
    ("form", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_every_format_goes_to_standard_output_too(run, form, begins):
    result = run("render", "completion", "course=packing", "--as", "HR1", "--format", form, "--output", "-")
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(begins)


def test_json_holds_the_rows_and_what_they_mean(run):
    result = run(
        "render", "completion", "course=packing", "--as", "S1", "--format", "json", "--output", "-", "--lang", "zh-CN"
    )
    told = json.loads(result.stdout_bytes)
    assert told["title"] != told["title_beside"]
    assert len(told["sheets"][0]["rows"]) == 3
    assert told["sheets"][0]["columns"][0]["definition"]
    assert {figure["key"] for figure in told["figures"]} == {"completed", "started", "overdue"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["nothing", "--as", "HR1"], 2),
        (["completion", "--as", "NOBODY"], 2),
        (["completion", "course=nothing", "--as", "HR1"], 2),
        (["completion", "department=WH", "--as", "S1"], 2),
        (["completion", "course", "--as", "HR1"], 2),
        (["completion", "colour=red", "--as", "HR1"], 2),
        (["completion", "as_of=31 June", "--as", "HR1"], 2),
        (["completion", "course=packing", "course=packing", "--as", "HR1"], 2),
        (["completion", "--as", "S2"], 3),
        (["completion", "--as", "HR1", "--output", "/no/such/folder/file.xlsx"], 1),
    ],
)
def test_the_exit_code_says_what_went_wrong_and_nothing_is_written(run, tmp_path, monkeypatch, given, code):
    monkeypatch.chdir(tmp_path)
    result = run("render", *given)
    assert result.exit_code == code, result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("nope=1", "“nope” is no value of completion"),
        (
            "as_of=2031-01-01",
            "“as_of=2031-01-01” is not understood: expected a day such as 2026-03-31, today at the latest",
        ),
        ("state=x", "“state=x” is not understood: expected one of those its page offers"),
        ("department=NOPE", "There is no such department among those you may see."),
    ],
)
def test_what_is_refused_is_told_in_the_words_of_a_terminal(run, house, value, told):
    with writing():
        db.session.get_one(User, house.hr.id).locale = "zh-CN"
    result = run("render", "completion", value, "--as", "HR1")
    assert result.exit_code == 2
    assert told in result.output
    assert "shown" not in result.output


def test_a_failure_in_the_middle_leaves_the_old_file_as_it_was(run, tmp_path, monkeypatch):
    file = tmp_path / "report.csv"
    file.write_text("old")

    def breaks(_told, _keys, _form, target):
        target.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "_fill", breaks)
    result = run("render", "completion", "--as", "HR1", "--format", "csv", "--output", str(file))
    assert result.exit_code == 1
    assert "space" in result.output
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_name_is_made_where_none_is_given(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("render", "completion", "course=packing", "--as", "HR1")
    (file,) = Path().iterdir()
    assert file.name.startswith("completion-packing-")
    assert result.output.strip() == file.name


def test_copies_are_verified_and_a_changed_one_ends_with_1(app, house, run):
    client = app.test_client()
    factories.sign_in(client, house.hr)
    code = freeze(client)
    assert run("verify").exit_code == 0
    assert run("verify", "2026-9999").exit_code == 2
    with triggers_off("report_snapshot"), db.engines["writer"].begin() as connection:
        connection.execute(update(Snapshot).values(row_count=1))
    db.session.rollback()
    result = run("verify", code)
    assert result.exit_code == 1
    assert code in result.output
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_a_copy_that_is_gone_is_missed(app, house, run):
    client = app.test_client()
    factories.sign_in(client, house.hr)
    code = freeze(client)
    with (
        triggers_off("report_snapshot"),
        triggers_off("report_snapshot_piece"),
        db.engines["writer"].begin() as connection,
    ):
        connection.execute(delete(SnapshotPiece))
        connection.execute(delete(Snapshot))
    db.session.rollback()
    for result in (run("verify"), run("verify", code)):
        assert result.exit_code == 1
        assert f"{code}: it was frozen" in result.output
