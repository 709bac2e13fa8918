from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from ..folders import build, codes, course
from .helpers import NINE, records

GIFT = "// [id:who]\nWho? {=I ~You}\n\nNobody? {}\n"
VARIABLES = """---
id: sums
title: Sums
---

## [?] What is {{a}} + {{b}}?
`id: sum` `type: number`

```vars
a = random(1, 9)
b = random(10, 90, 10)
```

- = {{a + b}} ± 0.5 EUR
"""


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *args: str | Path) -> tuple[int, str]:
    result = runner.invoke(args=["courses", "questions", *map(str, args)])
    return result.exit_code, result.output


def test_an_import_shows_first_and_writes_then(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {})
    (tmp_path / "q.gift").write_text(GIFT)
    into = tmp_path / "c/pools/new"
    code, output = run(runner, "import", tmp_path / "q.gift", "--into", into, "--dry-run")
    assert code == 0
    assert "--- c/pools/new.en.md" in output
    assert "2 questions" in output
    assert not (tmp_path / "c/pools").exists()
    assert run(runner, "import", tmp_path / "q.gift", "--into", into, "--title", "Bank: one")[0] == 0
    assert 'title: "Bank: one"' in (tmp_path / "c/pools/new.en.md").read_text()
    assert codes(build(tmp_path)) == []


def test_a_second_import_asks_what_to_do(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {})
    (tmp_path / "q.gift").write_text(GIFT)
    into = tmp_path / "c/pools/new"
    run(runner, "import", tmp_path / "q.gift", "--into", into)
    code, output = run(runner, "import", tmp_path / "q.gift", "--into", into)
    assert code == 1
    assert "q.gift:2:0: warning C606" in output
    code, output = run(runner, "import", tmp_path / "q.gift", "--into", into, "--on-same", "skip")
    assert code == 0
    assert "0 questions · 2 skipped" in output


def test_complaints_speak_chinese(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {})
    (tmp_path / "q.csv").write_text("nothing\n")
    code, output = run(runner, "import", tmp_path / "q.csv", "--into", tmp_path / "c/pools/new", "--messages", "zh-CN")
    assert code == 1
    assert "C601" in output
    assert "This file" not in output


@pytest.mark.parametrize("into", ["pools/new", "c/pools/new/deeper"])
def test_a_place_outside_a_course_is_refused(runner: FlaskCliRunner, tmp_path: Path, into: str):
    course(tmp_path, {})
    (tmp_path / "q.gift").write_text(GIFT)
    assert run(runner, "import", tmp_path / "q.gift", "--into", tmp_path / into)[0] == 2


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.gift", "out.xml", "out.zip"])
def test_a_page_is_given_away_and_never_written_over(runner: FlaskCliRunner, tmp_path: Path, name: str):
    course(tmp_path, {"pools/nine.en.md": NINE})
    target = tmp_path / name
    args: list[str | Path] = ["export", tmp_path / "c", "--page", "nine", "--to", target]
    if name == "out.zip":
        args += ["--format", "qti"]
    code, output = run(runner, *args)
    assert (code, target.exists()) == (0, True)
    assert "9 questions" in output
    assert run(runner, *args)[0] == 2
    assert run(runner, *args, "--force")[0] == 0


def test_a_page_that_is_not_there_is_named(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {})
    code, output = run(runner, "export", tmp_path / "c", "--page", "none", "--to", tmp_path / "x.gift")
    assert code == 1
    assert "“none”" in output


def test_variables_are_written_out_as_fixed_questions(runner: FlaskCliRunner, tmp_path: Path):
    course(tmp_path, {"pools/sums.en.md": VARIABLES})
    code, output = run(runner, "export", tmp_path / "c", "--page", "sums", "--to", tmp_path / "x.xml")
    assert code == 0
    assert "C607: 2 variables were written out as 5 fixed questions." in output
    found = records("moodle", (tmp_path / "x.xml").read_bytes())
    assert [each.id for each in found] == [f"sum-{number}" for number in range(1, 6)]
    for each in found:
        one, other = (int(part) for part in each.heading.removeprefix("What is ").removesuffix("?").split(" + "))
        assert each.answers[0].text == f"{one + other} ± 0.5 EUR"


def test_a_sheet_holds_every_language_of_a_page(runner: FlaskCliRunner, tmp_path: Path):
    config = "format: 1\nid: c1\ntitle: C\nlanguages: [en, zh-CN]\n"
    body = "## [?] %s\n`id: who`%s\n\n- (x) %s\n- ( ) %s\n"
    pool = "---\nid: p\ntitle: P\n---\n\n" + body % ("Who?", " `points: 2`", "I", "You")
    course(
        tmp_path,
        {"pools/p.en.md": pool, "pools/p.zh-CN.md": "---\ntitle: P\n---\n\n" + body % ("谁？", "", "我", "你")},
        config,
    )
    assert run(runner, "export", tmp_path / "c", "--page", "p", "--to", tmp_path / "x.csv")[0] == 0
    found = records("csv", (tmp_path / "x.csv").read_bytes())
    assert [(each.id, each.lang, each.heading, each.settings) for each in found] == [
        ("who", "en", "Who?", {"points": "2"}), ("who", "zh-CN", "谁？", {"points": "2"}),
    ]  # fmt: skip


def test_what_a_quiz_says_about_all_its_questions_is_named(runner: FlaskCliRunner, tmp_path: Path):
    quiz = "---\nid: q\ntype: quiz\ntitle: Q\npass_mark: 80\n---\n\n## [?] A or B?\n`id: a`\n\n- (x) A\n- ( ) B\n"
    course(tmp_path, {"m1/q.en.md": quiz})
    code, output = run(runner, "export", tmp_path / "c", "--page", "q", "--to", tmp_path / "x.gift")
    assert code == 0
    assert "q:5:0: warning C602: `pass_mark` has no counterpart" in output
