import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.questions import KINDS

from .folders import build, codes, course, lesson

BROKEN = lesson("a", "## [?] Who?\n`id: q1` `point: 2`\n\n- (x) A\n- ( ) B\n")


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def publish(folder: Path) -> None:
    for file in folder.rglob("*.*"):
        file.write_text(file.read_text().replace("status: draft\n", ""))


def test_check_names_file_line_column_and_fails(runner: FlaskCliRunner, tmp_path: Path):
    result = runner.invoke(args=["courses", "check", str(course(tmp_path, {"m1/a.en.md": BROKEN}))])
    place = tmp_path / "c/m1/a.en.md"
    assert f"{place}:6:10: error C205: “point” is not a setting of a question. Did you mean “points”?" in result.output
    assert result.output.splitlines()[-1] == "1 error · 0 warnings · 0 remarks · --fix can put 1 right"
    assert result.exit_code == 1


def test_check_speaks_chinese(runner: FlaskCliRunner, tmp_path: Path):
    result = runner.invoke(args=["courses", "check", str(course(tmp_path, {"m1/a.en.md": BROKEN})), "--lang", "zh-CN"])
    assert "题没有“point”这个设置" in result.output


def test_check_of_one_course_says_nothing_of_the_others(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {"m1/a.en.md": lesson("a")})
    (tmp_path / "d").mkdir()
    (tmp_path / "d/course.yaml").write_text("id: [")
    result = runner.invoke(args=["courses", "check", str(tmp_path / "c")])
    assert (result.output, result.exit_code) == ("0 errors · 0 warnings · 0 remarks\n", 0)
    assert runner.invoke(args=["courses", "check", str(tmp_path)]).exit_code == 1


def test_what_is_begun_passes_the_check_and_is_never_written_over(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch
):
    monkeypatch.setitem(app.config, "CONTENT_DIR", tmp_path)
    for args in (
        ["course", "10-new-market", "--title", 'A "new": market'],
        ["lesson", "10-new-market", "10-start", "20-first-step", "--title", "First: step"],
        ["quiz", "10-new-market", "20-end", "10-final", "--title", "Final # quiz"],
    ):
        assert runner.invoke(args=["courses", "new", *args]).exit_code == 0
        assert runner.invoke(args=["courses", "new", *args]).exit_code == 1
    assert codes(build(tmp_path)) == ["C121", "C405"]
    publish(tmp_path)
    catalogue = build(tmp_path)
    assert codes(catalogue) == ["C121", "C405"]
    quiz = catalogue.courses["new-market"].lesson("final")
    assert quiz is not None
    assert {question.kind for question in quiz.questions} == set(KINDS)
    assert [lesson.title("en") for lesson in catalogue.courses["new-market"].lessons] == [
        'A "new": market',
        "First: step",
        "Final # quiz",
    ]


def test_a_lesson_is_not_begun_outside_a_course(app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch):
    monkeypatch.setitem(app.config, "CONTENT_DIR", tmp_path)
    result = runner.invoke(args=["courses", "new", "lesson", "nowhere", "m", "x", "--title", "X"])
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_publish_and_list_say_what_is_in_service(runner: FlaskCliRunner):
    said = runner.invoke(args=["courses", "publish"]).output
    assert said.startswith("3 courses · 7 lessons and quizzes · 0 errors")
    assert "packing\tpublished\t3\tzh-CN,en\tPacking basics\n" in runner.invoke(args=["courses", "list"]).output
    assert "\t包装入门\n" in runner.invoke(args=["courses", "list", "--lang", "zh-CN"]).output


def test_the_list_can_be_had_as_data(runner: FlaskCliRunner):
    (packing,) = [
        each for each in json.loads(runner.invoke(args=["courses", "list", "--json"]).output) if each["id"] == "packing"
    ]
    assert packing == {
        "id": "packing",
        "title": "Packing basics",
        "languages": ["zh-CN", "en"],
        "lessons": 3,
        "status": "published",
        "edition": 1,
        "folder": "packing",
    }


def test_check_of_one_course_says_that_its_course_yaml_is_missing(runner: FlaskCliRunner, tmp_path: Path):
    folder = course(tmp_path, {"m1/a.en.md": lesson("a")}) / "c"
    (folder / "course.yaml").unlink()
    for path in (folder, tmp_path):
        result = runner.invoke(args=["courses", "check", str(path)])
        assert f"{folder}/course.yaml:0:0: error C112: course.yaml is missing." in result.output
        assert result.exit_code == 1


def test_check_names_both_files_that_claim_an_id(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {"m1/a.en.md": lesson("a"), "m1/b.en.md": lesson("a")})
    said = runner.invoke(args=["courses", "check", str(tmp_path)]).output
    assert "c/m1/b.en.md:2:5: error C102: The id “a” is already used by c/m1/a.en.md." in said


@pytest.mark.parametrize(
    "args",
    [
        ["lesson", "c", "m1", "../../evil"],
        ["lesson", "c", "../m1", "evil"],
        ["lesson", "..", "m1", "evil"],
        ["quiz", "c", "m1/deeper", "evil"],
        ["quiz", "c", "assets", "evil"],
        ["lesson", "c", "m1", "_evil"],
        ["lesson", "c", "m1", "README"],
        ["lesson", "c", "m1", "index"],
        ["lesson", "c", "m1", "evil.bak"],
        ["lesson", "c", "m1", "a\\b"],
        ["lesson", "c", "m1", "***"],
        ["course", "../evil"],
        ["course", "/evil"],
        ["course", "."],
        ["course", ""],
        ["course", "a:b\n"],
    ],
)
def test_a_name_that_leads_elsewhere_or_would_not_be_read_is_refused(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch, args: list[str]
):
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a")})
    monkeypatch.setitem(app.config, "CONTENT_DIR", content)
    before = sorted(tmp_path.rglob("*"))
    result = runner.invoke(args=["courses", "new", *args, "--title", "X"])
    assert result.exit_code == 2
    assert "cannot be a name" in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_begun_is_a_draft_until_its_line_is_removed(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch
):
    monkeypatch.setitem(app.config, "CONTENT_DIR", tmp_path)
    for args in (
        ["course", "10-new"],
        ["lesson", "10-new", "10-start", "20-more"],
        ["quiz", "10-new", "10-start", "30-end"],
    ):
        said = runner.invoke(args=["courses", "new", *args, "--title", "X"]).output
        assert said.splitlines()[-1] == "status: draft – remove the line to publish."
    begun = build(tmp_path)
    assert (begun.courses["new"].status, begun.courses["new"].lessons, codes(begun)) == ("draft", (), ["C405"])
    publish(tmp_path)
    published = build(tmp_path)
    assert (published.courses["new"].status, len(published.courses["new"].lessons), codes(published)) == (
        "published",
        3,
        ["C405"],
    )


def test_nothing_is_begun_through_a_link_out_of_the_folder(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, monkeypatch
):
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a")})
    monkeypatch.setitem(app.config, "CONTENT_DIR", content)
    (tmp_path / "outside").mkdir()
    (content / "c/m2").symlink_to(tmp_path / "outside")
    result = runner.invoke(args=["courses", "new", "lesson", "c", "m2", "evil", "--title", "X"])
    assert (result.exit_code, list((tmp_path / "outside").iterdir())) == (2, [])
