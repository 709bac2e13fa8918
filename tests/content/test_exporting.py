"""Courses leave as packages and as data, and come back from packages as they were."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.content.exporting.documents import document
from app.content.exporting.packages import pack

from .folders import build, builder, course, lesson, write

EXAMPLE = Path(__file__).parents[1] / "conformance/courses"
A = "m1/a.en.md"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_package_unpacked_elsewhere_is_the_same_course(tmp_path: Path):
    package = pack(EXAMPLE, "crossborder-basics", None)
    zipfile.ZipFile(io.BytesIO(package.data)).extractall(tmp_path)
    here, there = build(EXAMPLE), build(tmp_path)
    assert there.revision == here.revision
    assert there.courses == here.courses or document(
        there.courses["crossborder-basics"], with_answers=True
    ) == document(here.courses["crossborder-basics"], with_answers=True)
    assert there.diagnostics == here.diagnostics


def test_the_same_files_make_the_same_bytes(tmp_path: Path):
    first = pack(EXAMPLE, "crossborder-basics", None)
    zipfile.ZipFile(io.BytesIO(first.data)).extractall(tmp_path)
    assert pack(tmp_path, "crossborder-basics", None).data == first.data


def test_what_is_ignored_stays_at_home(tmp_path: Path):
    others = {"m1/_draft.md": "x", ".git/config": "x", "m1/a.en.md~": "x", "README.md": "x", "Thumbs.db": "x"}
    folder = course(tmp_path, {A: lesson("a"), "m1/assets/p.png": "x", **others})
    assert names(pack(folder, "c", None).data) == [
        "c/course.yaml",
        "c/m1/a.en.md",
        "c/m1/assets/p.png",
        "c/m1/module.yaml",
    ]


def test_links_are_not_followed(tmp_path: Path):
    (tmp_path / "secret.png").write_text("secret")
    folder = course(tmp_path / "content", {A: lesson("a")})
    (folder / "c/m1/p.png").symlink_to(tmp_path / "secret.png")
    assert "c/m1/p.png" not in names(pack(folder, "c", None).data)


@pytest.mark.parametrize("name", ["a:b.png", "a\\b.png", "con.png", "a|b.png", "a.png "])
def test_names_that_cannot_be_unpacked_everywhere_are_left_out_and_said(tmp_path: Path, name: str):
    folder = course(tmp_path, {A: lesson("a"), f"m1/{name}": "x"})
    package = pack(folder, "c", None)
    assert [(found.path, found.code) for found in package.left_out] == [(f"c/m1/{name}", "C608")]
    assert len(names(package.data)) == 3


def test_a_broken_file_leaves_in_the_version_that_is_in_service(tmp_path: Path):
    folder, good = course(tmp_path / "content", {A: lesson("a", "Good.\n")}), lesson("a", "Good.\n")
    made = builder(folder, tmp_path / "store")
    made.build()
    write(folder, {f"c/{A}": lesson("a", "## [?] Bad\n"), "c/m1/new.en.md": "---\nid: [\n---\n"})
    made.build()
    package = pack(folder, "c", made.store)
    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        assert archive.read(f"c/{A}").decode() == good
        assert "c/m1/new.en.md" not in archive.namelist()
    assert [(found.path, found.code) for found in package.left_out] == [("c/m1/new.en.md", "C602")]
    as_written = pack(folder, "c", None)
    with zipfile.ZipFile(io.BytesIO(as_written.data)) as archive:
        assert "## [?] Bad" in archive.read(f"c/{A}").decode()


def test_everything_of_a_course_in_service_leaves(tmp_path: Path):
    made = builder(EXAMPLE, tmp_path / "store")
    made.build()
    package = pack(EXAMPLE, "crossborder-basics", made.store)
    assert package.left_out == ()
    assert package.data == pack(EXAMPLE, "crossborder-basics", None).data


def test_the_command_writes_a_package_and_never_over_another(runner: FlaskCliRunner, tmp_path: Path):
    target = tmp_path / "packing.zip"
    result = runner.invoke(args=["courses", "export", "packing", "--to", str(target)])
    assert (result.exit_code, result.output) == (0, f"{target} · 8 files\n")
    assert "packing/course.yaml" in names(target.read_bytes())
    assert runner.invoke(args=["courses", "export", "packing", "--to", str(target)]).exit_code == 2
    assert runner.invoke(args=["courses", "export", "packing", "--to", str(target), "--force"]).exit_code == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [(["nowhere", "--to", "x.zip"], 1), (["packing"], 2), (["packing", "--to", "/proc/nowhere/x.zip"], 1)],
)
def test_what_cannot_be_exported_is_said(runner: FlaskCliRunner, args: list[str], code: int):
    assert runner.invoke(args=["courses", "export", *args]).exit_code == code


def test_data_holds_the_course_without_its_answers(tmp_path: Path):
    found = build(EXAMPLE).courses["crossborder-basics"]
    data = json.dumps(document(found, with_answers=False), ensure_ascii=False)
    for secret in ("这笔钱属于税务机关", '"right"', '"weight"', '"explanation_html"', '"rubric_html"', "{{"):
        assert secret not in data
    for shown in ("到岸成本怎么算", "eu-vat", "DDP", "<math"):
        assert shown in data


def test_the_order_in_which_things_are_exported_tells_no_answer(tmp_path: Path):
    body = "## [?] Order\n`id: q1` `type: order`\n\n1. one\n2. two\n3. three\n4. four\n5. five\n"
    found = build(course(tmp_path, {A: lesson("a", body)})).courses["c1"]
    lesson_ = document(found, with_answers=False)["course"]["modules"][0]["lessons"][0]
    options = lesson_["questions"][0]["texts"]["en"]["options"]
    assert [each["name"] for each in options] == ["1", "2", "3", "4", "5"]
    assert [each["html"] for each in options] != ["one", "two", "three", "four", "five"]
    assert sorted(each["html"] for each in options) == ["five", "four", "one", "three", "two"]


def test_data_with_answers_can_be_had(runner: FlaskCliRunner):
    plain = runner.invoke(args=["courses", "export", "packing", "--format", "json"])
    full = runner.invoke(args=["courses", "export", "packing", "--format", "json", "--with-answers"])
    assert '"right"' not in plain.output
    assert '"right"' in full.output
    assert json.loads(full.output)["course"]["id"] == "packing"
