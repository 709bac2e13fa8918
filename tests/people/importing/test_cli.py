"""Rosters from the terminal."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from .conftest import Firm
from .rosters import csv, jobs_of, state, xlsx


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["people", *map(str, words)])


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(xlsx([("00101", "李雷", None, "DEPOT"), ("00103", "韩梅梅", None, "SALES")]))
    return path


def test_without_apply_nothing_is_written_and_the_plan_has_an_address(app: Flask, firm: Firm, roster: Path):
    before = state()
    done = run(app, "import", roster)
    assert done.exit_code == 0, done.output
    assert "New: 1\nTransfers: 1\n" in done.output
    assert "/people/import/" in done.output
    assert state() == before


def test_with_apply_it_is_done_and_a_second_time_says_0_changes(app: Flask, firm: Firm, roster: Path):
    assert "applied: 2 people" in run(app, "import", roster, "--apply", "--on", "2026-11-15").output
    assert [code for code, _first, _end in jobs_of("00101")] == ["SALES", "DEPOT"]
    again = run(app, "import", roster, "--apply", "--on", "2026-11-15")
    assert (again.exit_code, "0 changes" in again.output) == (0, True)


def test_a_department_that_the_sheet_is_all_of_loses_the_others(app: Flask, firm: Firm, roster: Path):
    assert run(app, "import", roster, "--department", "SALES", "--apply").exit_code == 0
    assert jobs_of("00102")[0][2] is not None


def test_wrong_rows_are_named_and_end_with_1_a_refused_file_with_2(app: Flask, firm: Firm, tmp_path: Path):
    (tmp_path / "wrong.csv").write_bytes(csv([("00103", "甲", None, "汉堡二仓")]))
    (tmp_path / "no.csv").write_bytes(b"%PDF")
    wrong, no = run(app, "import", tmp_path / "wrong.csv", "--apply"), run(app, "import", tmp_path / "no.csv")
    assert wrong.exit_code == 1
    assert "row 2, D (部门): “汉堡二仓”" in wrong.output
    assert no.exit_code == 2
    assert run(app, "import", tmp_path / "wrong.csv", "--on", "soon").exit_code == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_comes_back_unchanged(app: Flask, firm: Firm, tmp_path: Path, ending: str):
    path = tmp_path / f"people.{ending}"
    assert run(app, "export", path).exit_code == 0
    assert "0 changes" in run(app, "import", path, "--apply").output
    assert run(app, "export", tmp_path / "people.pdf").exit_code == 2
