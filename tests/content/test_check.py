"""The check on a terminal: what it takes, what it says, and with which exit code. Real folders, the real command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.content.commands.checking import check
from app.content.commands.scopes import scopes
from tests.privileges import ordinary_user

from .folders import COURSE, MODULE, TODAY, course, lesson, write

ROOT = Path(__file__).parents[2]
A = "m1/a.en.md"
BROKEN = lesson("a", "## [?] Who?\n`id: q1` `point: 2`\n\n- (x) A\n- ( ) B\n")
WARNED = lesson("a", "![](assets/p.png)\n")


def checked(*args: str | Path) -> Result:
    return CliRunner().invoke(check, [str(arg) for arg in args])


def lines(result: Result) -> list[str]:
    return result.stdout.splitlines()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return course(tmp_path, {A: BROKEN})


def test_a_complaint_is_one_line_with_place_code_and_words(broken: Path):
    result = checked(broken)
    place = broken / "c" / A
    assert lines(result) == [
        f"{place}:6:10: error C205: “point” is not a setting of a question. Did you mean “points”?",
    ]
    assert result.stderr == "1 error · 0 warnings · 0 remarks · --fix can put 1 right\n"


def test_the_hint_stands_behind_the_message(tmp_path: Path):
    folder = course(tmp_path, {A: "---\ntitle: A\n---\n"})
    (line,) = lines(checked(folder))
    assert line.endswith("Add `id: a`, so that renaming the file cannot separate it from learners' progress.")


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        ({A: lesson("a")}, [], 0),
        ({A: WARNED, "m1/assets/p.png": "x"}, [], 0),
        ({A: WARNED, "m1/assets/p.png": "x"}, ["--strict"], 1),
        ({A: lesson("a"), "m1/assets/p.png": "x"}, ["--strict"], 0),
        ({A: BROKEN}, [], 1),
    ],
    ids=["clean", "a warning", "a warning, strictly", "a remark, strictly", "an error"],
)
def test_the_exit_code_follows_from_the_gravest_complaint(tmp_path: Path, files, args: list[str], code: int):
    assert checked(course(tmp_path, files), *args).exit_code == code


@pytest.mark.parametrize(
    "args",
    [["nowhere"], ["--format", "xml"], ["--lang", "fr"], ["--only", "C205"], ["--fix", "--only", "C999"], ["--what"]],
)
def test_what_is_not_understood_ends_with_two(broken: Path, args: list[str]):
    assert checked(*args, broken).exit_code == 2


def test_a_folder_without_any_course_ends_with_two(tmp_path: Path):
    (tmp_path / "pictures").mkdir()
    result = checked(tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"There is no course in {tmp_path}.\n")


def test_paths_are_shown_as_they_were_given(broken: Path, monkeypatch: pytest.MonkeyPatch):
    def shown(given: str) -> str:
        (line,) = lines(checked(given))
        return line.split(":6:10")[0]

    monkeypatch.chdir(broken)
    assert shown(".") == "c/m1/a.en.md"
    assert shown("c") == "c/m1/a.en.md"
    assert shown("c/m1") == "c/m1/a.en.md"
    assert shown("c/m1/a.en.md") == "c/m1/a.en.md"
    assert shown(str(broken / "c")) == str(broken / "c/m1/a.en.md")
    monkeypatch.chdir(broken / "c" / "m1")
    assert shown("a.en.md") == "a.en.md"
    assert shown("..") == "../m1/a.en.md"
    assert shown(".") == "a.en.md"


def test_single_files_are_checked_in_the_context_of_their_course(tmp_path: Path):
    folder = course(
        tmp_path, {A: lesson("a", "[b](b.md) [gone](gone.md)\n"), "m1/b.en.md": BROKEN.replace("id: a", "id: b")}
    )
    result = checked(folder / "c" / A)
    assert [line.split(": ")[1] for line in lines(result)] == ["error C301"]
    both = checked(folder / "c" / A, folder / "c/m1/b.en.md")
    assert [line.split(": ")[1] for line in lines(both)] == ["error C301", "error C205"]


def test_a_course_that_is_required_is_looked_for_beside_the_one_that_is_checked(tmp_path: Path):
    course(tmp_path, {A: lesson("a")}, COURSE + "requires: [course:other, course:nowhere]\n")
    write(tmp_path, {"d/course.yaml": COURSE.replace("c1", "other"), "d/m1/a.en.md": BROKEN})
    assert [line.split(": ")[1] for line in lines(checked(tmp_path / "c"))] == ["error C124"]
    assert "nowhere" in checked(tmp_path / "c").stdout


def test_what_lies_beside_a_course_is_not_walked_through(tmp_path: Path):
    course(tmp_path, {A: lesson("a")})
    write(tmp_path, {f"other/m{number}/a.en.md": lesson("a") for number in range(3)})
    (scope,) = scopes([tmp_path / "c"], lambda: TODAY)
    assert scope.check() == ()
    assert set(scope._scan(tmp_path) or {}) == {"c"}


def test_chinese(broken: Path):
    result = checked(broken, "--lang", "zh-CN")
    assert "错误 C205" in result.stdout
    assert "题没有“point”这个设置" in result.stdout
    assert "1 个错误" in result.stderr


def test_json_holds_every_part_of_a_complaint(broken: Path):
    data = json.loads(checked(broken, "--json").stdout)
    (found,) = data["diagnostics"]
    assert found == {
        "path": str(broken / "c" / A),
        "line": 6,
        "column": 10,
        "severity": "error",
        "code": "C205",
        "message": "“point” is not a setting of a question. Did you mean “points”?",
        "hint": "",
        "args": {"key": "point", "did": "points"},
        "fixable": True,
        "fix": found["fix"],
    }
    assert set(found["fix"]) == {"line", "column", "end_line", "end_column", "replacement"}
    assert (data["errors"], data["warnings"], data["infos"], data["fixed"]) == (1, 0, 0, [])


def test_json_of_a_fix_tells_what_was_changed(broken: Path):
    data = json.loads(checked(broken, "--fix", "--format", "json").stdout)
    assert [each["code"] for each in data["fixed"]] == ["C205"]
    assert (data["diagnostics"], data["errors"]) == ([], 0)


def test_github_form(tmp_path: Path):
    folder = course(
        tmp_path, {A: WARNED, "m1/assets/p.png": "x", "m1/b, 50%.en.md": "---\nid: b\ntitle: B\nminuts: 5\n---\n"}
    )
    said = lines(checked(folder, "--format", "github"))
    assert f"::warning file={folder}/c/{A},line=5,col=1,title=C320::This picture has no description." in said[0]
    assert f"::warning file={folder}/c/m1/b%2C 50%25.en.md,line=4,col=1,title=C108::" in said[1]


def test_github_form_of_a_whole_file_names_no_line(tmp_path: Path):
    folder = course(tmp_path, {A: lesson("a"), "m1/a.fr.md": lesson("a")})
    (said,) = lines(checked(folder, "--format", "github"))
    assert said.startswith(f"::warning file={folder}/c/m1/a.fr.md,title=C503::")


def test_what_needs_an_error_s_answer_does_not_stop_the_output(broken: Path):
    (broken / "c/m1/b.en.md").write_bytes(b"\xff\xfe\x00")
    (broken / "c/m1/c.en.md").mkdir()
    result = checked(broken)
    assert result.exit_code == 1
    assert "b.en.md:1:1: error C116" in result.stdout


def test_a_file_that_may_not_be_read_is_an_error(broken: Path):
    (broken / "c" / A).chmod(0)
    with ordinary_user():
        assert "error C197" in checked(broken).stdout


def test_windows_line_ends_and_byte_order_marks_keep_places_true(tmp_path: Path):
    folder = course(tmp_path, {A: b"\xef\xbb\xbf" + BROKEN.replace("\n", "\r\n").encode()})
    assert ":6:10: error C205" in checked(folder).stdout


def test_ten_thousand_files_are_checked(tmp_path: Path):
    files: dict[str, str | bytes] = {}
    for course_number in range(10):
        files[f"c{course_number}/course.yaml"] = COURSE.replace("c1", f"c{course_number}")
        files[f"c{course_number}/m1/module.yaml"] = MODULE
        for number in range(100):
            shown = [f"assets/{number}-{picture}.png" for picture in range(9)]
            body = "".join(f"![A box]({path})\n\n" for path in shown)
            files[f"c{course_number}/m1/l{number}.md"] = lesson(f"l-{number}", body)
            files |= {f"c{course_number}/m1/{path}": b"x" for path in shown}
    assert len(files) > 10_000
    result = checked(write(tmp_path, files))
    assert (result.exit_code, result.stdout) == (0, "")


def run(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """deploy/check_courses.py, as a hook or a workflow calls it: in a folder of its own, with nothing set."""
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), **environment}
    return subprocess.run(
        [sys.executable, ROOT / "deploy/check_courses.py", *args],
        cwd=folder,
        env=known,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def test_it_runs_without_an_application_settings_or_a_database(broken: Path):
    before = sorted(broken.rglob("*"))
    result = run(broken, "c", DEMO="0")
    assert (result.returncode, result.stderr) == (1, "1 error · 0 warnings · 0 remarks · --fix can put 1 right\n")
    assert result.stdout.startswith("c/m1/a.en.md:6:10: error C205")
    assert sorted(broken.rglob("*")) == before


def test_it_runs_in_a_terminal_that_knows_no_chinese(broken: Path):
    result = run(broken, "c", "--lang", "zh-CN", PYTHONIOENCODING="latin-1:strict", PYTHONUTF8="0")
    assert result.returncode == 1
    assert ":6:10:" in result.stdout
