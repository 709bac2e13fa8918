"""What the documents say is there, and what is there is in the documents."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from config import Settings

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
DECISIONS = ROOT / "docs/decisions"
OF_FLASK = {"run", "shell", "routes"}
OF_THE_LIBRARIES = {*OF_FLASK, "db"}  # described by Flask and Flask-Migrate
NAMES_OF_FIELDS = {"debug": "FLASK_DEBUG"}  # the others are the field's name in capitals

PARTS = ["Context", "Decision", "Consequences", "Status"]
FOLDERS = (".ci", "app", "benchmarks", "courses", "deploy", "docs", "migrations", "tests")
TEXT = {".cfg", ".conf", ".css", ".csv", ".example", ".html", ".ini", ".js", ".mako", ".md", ".po", ".py", ".service"}
TEXT |= {".svg", ".toml", ".txt", ".yaml", ".yml", ".sh", ""}
INSTALLED = Path("/opt/tradewind")  # where docs/operations.md puts it: that one may be named
HERE = re.escape(f"{ROOT}/") if ROOT != INSTALLED else "(?!)"
ELSEWHERE = {
    "a path of somebody's machine": re.compile(rf"(?<![\w.~$}}])(?:{HERE}|/(?:root|home/\w+|Users/\w+)/)"),
    "a package registry": re.compile(
        r"\b(?:pypi|npmjs|pythonhosted)\.(?:org|io|com)|registry\.\w+\.\w+|[./]mirrors?\.[a-z]|mirror[s]?\.\w+\.(?:com|cn|org)"
    ),
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def variables() -> set[str]:
    """Names of the environment that config.py reads, found in its calls."""
    return {
        node.value
        for call in ast.walk(ast.parse(read("config.py")))
        if isinstance(call, ast.Call)
        for node in call.args
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Z][A-Z_]+", node.value)
    }


def documented(readme: str) -> set[str]:
    """The names in the first column of the settings table."""
    return set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", read(readme), re.MULTILINE))


def commands(group: click.Group, prefix: str = "flask") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def own_commands(app: Flask) -> list[str]:
    return [name for name in commands(app.cli) if name.split()[1] not in OF_THE_LIBRARIES]


def manual() -> str:
    """The README and docs/; not the decisions, which speak of what is not there, too."""
    pages = [ROOT / "README.md", *(page for page in (ROOT / "docs").rglob("*.md") if page.parent != DECISIONS)]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def texts() -> list[Path]:
    """Every file of the project that people read or machines follow."""
    files = [path for path in ROOT.iterdir() if path.is_file() and (path.suffix in TEXT or path.name == "Makefile")]
    files += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return sorted(path for path in files if path.suffix in TEXT and path.name != ".env")


def leads_elsewhere(text: str) -> list[str]:
    return [what for what, pattern in ELSEWHERE.items() if pattern.search(text)]


def test_every_setting_is_a_variable_that_is_read():
    assert {NAMES_OF_FIELDS.get(field.name, field.name.upper()) for field in fields(Settings)} == variables()


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_table_holds_every_setting_and_no_other(readme: str):
    assert documented(readme) == variables()


def test_every_command_is_in_the_manual(migrated_app: Flask):
    text = manual()
    named = {
        " ".join(name.split()[:3]) for name in own_commands(migrated_app)
    }  # what is below a command says its --help
    assert sorted(name for name in named if name not in text) == []


def test_every_command_in_the_manual_exists(migrated_app: Flask):
    there = migrated_app.cli.commands
    for group, name in set(re.findall(r"\bflask ([a-z]+)(?: ([a-z]+))?", manual())):
        assert group in {*there, *OF_FLASK}, f"flask {group}"
        command = there.get(group)
        assert not name or not isinstance(command, click.Group) or name in command.commands, f"flask {group} {name}"


def test_every_command_says_what_it_does(migrated_app: Flask):
    runner = migrated_app.test_cli_runner()
    for name in own_commands(migrated_app):
        lines = runner.invoke(args=[*name.split()[1:], "--help"]).output.splitlines()
        assert len(lines) > 2, name
        assert lines[2].strip()[:1].isupper(), f"{name} has no description"


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_is_in_the_readme(readme: str):
    targets = re.findall(r"^([a-z][a-z-]*):.*##", read("Makefile"), re.MULTILINE)
    assert {"run", "test"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in read(readme)] == []


def test_every_make_target_in_the_readme_exists():
    there = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    for readme in READMES:
        assert set(re.findall(r"`(?:\w+=\S+ )*make ([a-z-]+)", read(readme))) <= there


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in DECISIONS.glob("*.md"))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9.-]+\.md", name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize("name", sorted(path.name for path in DECISIONS.glob("*.md")))
def test_a_decision_has_its_four_parts(name: str):
    text = read(f"docs/decisions/{name}")
    assert text.startswith(f"# {name[:4]} ")
    assert [part for part in re.findall(r"^## (.*)$", text, re.MULTILINE) if part in PARTS] == PARTS


def test_every_document_that_is_named_exists():
    made_up = ROOT / "tests/content/importing"  # folders of other people's making
    for path in (path for path in texts() if not path.is_relative_to(made_up)):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"docs/[\w./-]+\.md", text):
            assert (ROOT / name).is_file(), f"{path.name} names {name}"
        if path.suffix == ".md" and not str(path.relative_to(ROOT)).startswith(("courses", "tests")):
            for target in re.findall(
                r"\]\((?!https?:|mailto:|#|/)([^)#\s]+)", re.sub(r"(`+).*?\1", "", text, flags=re.DOTALL)
            ):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} links to {target}"


def test_no_file_names_a_machine_or_a_registry():
    found = {
        str(path.relative_to(ROOT)): leads_elsewhere(path.read_text(encoding="utf-8"))
        for path in texts()
        if path != Path(__file__)
    }
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "cp x /root/x",
        "/home/anna/tradewind",
        "--index-url https://pypi.org/simple",
        "https://files.pythonhosted.org/x",
        "https://mirrors.example.com/pypi",
        "https://registry.npmjs.org",
    ],
)
def test_the_guard_sees_a_machine_or_a_registry(text: str):
    assert leads_elsewhere(text)


@pytest.mark.parametrize("text", ["a course's /lessons/root/x", "the site's root/", "~/tradewind"])
def test_the_guard_lets_other_paths_pass(text: str):
    assert not leads_elsewhere(text)


def test_the_changelog_has_this_version(migrated_app: Flask):
    assert f"## {migrated_app.config['VERSION']}" in read("CHANGELOG.md").replace("[", "").replace("]", "")
    assert f'version = "{migrated_app.config["VERSION"]}"' in read("pyproject.toml")
