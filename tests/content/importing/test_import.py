"""The command as people use it, and folders that nobody would write on purpose."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.importing.actions import NothingToImport

from .folders import PNG, bring_in, check, errors, foreign, kinds

BOOK: dict[str, str | bytes] = {
    "README.md": "# Boxes\n\n![A box](a.png)\n",
    "a.png": PNG,
    "1-lift/a.md": "# Lift\n",
    "1-lift/b.md": "[a](a.md)\n",
}


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *args: object):
    return runner.invoke(args=["courses", "import", *map(str, args)])


def test_a_folder_becomes_a_course_that_passes_the_check(runner: FlaskCliRunner, tmp_path: Path):
    source, into = foreign(tmp_path, BOOK), tmp_path / "courses"
    result = run(runner, source, "--into", into, "--title", "Handling boxes")
    assert result.exit_code == 0, result.output
    assert "1-lift/a.md → guide/1-lift/a.en.md" in result.output
    assert runner.invoke(args=["courses", "check", str(into)]).exit_code == 0
    assert (into / "guide/guide-x").exists() is False
    assert check(tmp_path).courses["guide"].title_in("en") == "Handling boxes"
    assert sorted(path.name for path in into.iterdir()) == ["guide"]


def test_a_second_import_is_refused_with_a_way_out(runner: FlaskCliRunner, tmp_path: Path):
    source, into = foreign(tmp_path, BOOK), tmp_path / "courses"
    run(runner, source, "--into", into)
    before = {path: path.read_bytes() for path in into.rglob("*") if path.is_file()}
    result = run(runner, source, "--into", into)
    assert result.exit_code == 1
    assert "--id" in result.output
    assert {path: path.read_bytes() for path in into.rglob("*") if path.is_file()} == before
    assert run(runner, source, "--into", into, "--id", "other").exit_code == 0


def test_a_trial_writes_nothing_and_reports_as_data(runner: FlaskCliRunner, tmp_path: Path):
    source, into = foreign(tmp_path, BOOK), tmp_path / "courses"
    result = run(runner, source, "--into", into, "--dry-run", "--json")
    report = json.loads(result.output)
    assert (report["written"], report["course"], [page["id"] for page in report["pages"]]) == (
        False, "guide", ["introduction", "lift-a", "lift-b"],
    )  # fmt: skip
    assert not into.exists()


def test_a_draft_is_not_offered_to_learners(runner: FlaskCliRunner, tmp_path: Path):
    run(runner, foreign(tmp_path, BOOK), "--into", tmp_path / "courses", "--draft")
    assert check(tmp_path).courses["guide"].status == "draft"


def test_bad_wishes_are_refused(runner: FlaskCliRunner, tmp_path: Path):
    source, into = foreign(tmp_path, BOOK), tmp_path / "courses"
    for wish in (["--id", "Not One"], ["--id", "../x"], ["--lang", "klingonese"]):
        assert run(runner, source, "--into", into, *wish).exit_code != 0
    assert run(runner, foreign(tmp_path, {"a.txt": "x"}, "empty"), "--into", into).exit_code == 1
    assert not into.exists()


def test_nothing_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "app.content.importing.writing.copy_assets", lambda *_args: (_ for _ in ()).throw(OSError("full"))
    )
    with pytest.raises(OSError, match="full"):
        bring_in(tmp_path, BOOK)
    assert list((tmp_path / "courses").iterdir()) == []


def test_links_of_the_file_system_are_not_followed(tmp_path: Path):
    source = foreign(tmp_path, {"a.md": "# A\n\n[s](secret.md) ![p](p.png)\n"})
    (tmp_path / "out.md").write_text("# Secret\n")
    (source / "secret.md").symlink_to(tmp_path / "out.md")
    (source / "loop").symlink_to(source)
    result = bring_in(tmp_path, {})
    assert [page.source for page in result.placed] == ["a.md"]
    assert "unsafe" in kinds(result)
    assert errors(tmp_path) == []


def test_names_that_nothing_else_takes_are_taken(tmp_path: Path):
    files = {
        "pools/README.md": "# P\n", "assets/x.md": "# X\n", "a/index.en.md": "# I\n", "a/LICENSE-notes.md": "# L\n",
        "a/node.js.md": "# N\n", "a/" + "长" * 80 + ".md": "# Long\n", "a/Cafe\u0301 😀 (1).md": "# C\n", "a/~x.md": "# T\n",
        "a/" + "b" * 250 + ".md": "# B\n", "_episodes/01-a.md": "# E\n",
    }  # fmt: skip
    result = bring_in(tmp_path, files)
    assert len(result.placed) == len(files)
    assert errors(tmp_path) == []
    assert len(check(tmp_path).courses["c1"].lessons) == len(files)


def test_an_empty_folder_is_nothing(tmp_path: Path):
    with pytest.raises(NothingToImport):
        bring_in(tmp_path, {"a.md": bytes(range(256)) * 20})


PIECES = st.sampled_from(
    ["# T\n", "## [?] q\n", "`id: x`\n", "- (x) a\n", "---\n", "title: x\n", "+++\n", "```\n", "~~~\n", "    c\n", "> ", ">> ", "- ", "1. ",
     "<div>", "</div>", "<table>", "<tr><td>", "</table>", "<details>", "<summary>", "<script>", "</script>", "<!--", "-->", "<b>", "</b>",
     "<img src=x>", "<a href='y.md'>", "</a>", "<p", "[[", "]]", "{{", "}}", "{%", "%}", "{{<", ">}}", "{% if x %}\n", "{% endif %}\n",
     "{{< note >}}\n", "{{< /note >}}\n", ":::note\n", ":::\n", "!!! note\n", "??? tip \"x\"\n", '=== "T"\n', "    x\n",
     "[a](b.md)", "[a](b.md#z)",
     "![i](p.png)", "[r]: b.md\n", "[x][r]", "[^1]", "[^1]: n\n", "$x$", "$$\n", "$\\frac{", "|a|b|\n|-|-|\n|c|d|\n", "**", "*", "`",
     "\n", "\n\n",
     "\t", "\r\n", "\x00", "é", "文字", "（", "![x](", "](", "<", ">", "\\", "&#0;", "{: .x}\n", "{{#include a.md}}\n", "--8<-- \"a.md\"\n",
     "import x from 'y'\n", "export const a = {\n", "> [!NOTE]\n", "[!HINT]", "Text\n===\n", ": d\n",
     "include:x", "[t](term:x)", "term\n: d\n"]
)  # fmt: skip
TEXTS = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(lambda each: "".join(each).encode()))
NAMES = st.sampled_from(
    ["a.md", "b.md", "README.md", "SUMMARY.md", "src/SUMMARY.md", "book.toml", "mkdocs.yml", "docs/a.md", "docs/b.zh.md",
     "docs/_sidebar.md",
     "_toc.yml", "x/index.md", "x/a.mdx", "p.png", "x/_category_.json", "en/a.md", "zh/a.md", "_config.yml"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(files=st.dictionaries(NAMES, TEXTS, max_size=5), data=TEXTS)
def test_whatever_is_in_a_folder_becomes_a_course_without_errors(tmp_path_factory: pytest.TempPathFactory, files, data):
    tmp_path = tmp_path_factory.mktemp("any")
    try:
        bring_in(tmp_path, {"a.md": data, **files})
    except NothingToImport:
        return
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    ["> " * 5000 + "x", "[" * 10_000, "<div>" * 3000, "<ul><li>" * 500, "x " * 300_000, "a" * 900_000, "!!! note\n" + "    " * 500 + "x",
     "$" + "{" * 3000 + "$", "<!--" * 2000, "{% if %}" * 2000, ("- " * 200 + "x\n") * 20, "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n",
     "{{#include a.md}}\n" * 20, "---\n" + "a: &a [" * 200 + "\n---\n", "---\na: " + "[" * 3000 + "\n---\nx", ":::note\n" * 300,
     "<Card>\n" * 20_000, "1. a\n\n  b\n" * 10_000, "$$\nx\n\n" * 10_000, ":ref:`a`" * 5000, "```toc\n" * 5000, "$ x $" * 5000]
)  # fmt: skip
def test_pages_out_of_measure_end_in_a_course(tmp_path: Path, text: str):
    bring_in(tmp_path, {"a.md": text, "b.md": "# B\n"})
    assert errors(tmp_path) == []
