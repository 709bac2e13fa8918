"""The walls of the house: who may import whom, read from every import of app/. See docs/decisions for why they stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"

ROOT_FILES = {
    "access",
    "cli",
    "clock",
    "db",
    "errors",
    "filters",
    "fresh",
    "given",
    "mail",
    "origin",
    "headers",
    "health",
    "i18n",
    "jobs",
    "known",
    "limits",
    "logs",
    "pages",
    "reasons",
    "resending",
    "rights",
    "serving",
    "taking",
}
ARROWS: dict[str, set[str]] = {
    "charts": set(),
    "paper": set(),
    "questions": set(),
    "content": {"questions"},
    "people": set(),
    "learning": {"content", "questions", "people"},
    "programmes": {"learning", "content", "questions", "people"},
    "training": {"learning", "content", "people"},
    "credentials": {"learning", "content", "people"},
    "surveys": {"training", "learning", "content", "people"},
    "talent": {"programmes", "learning", "content", "questions", "people"},
    "editing": {"content", "questions", "learning", "people"},
    "reports": {
        "content",
        "questions",
        "people",
        "learning",
        "programmes",
        "training",
        "credentials",
        "surveys",
        "editing",
    },
    "demo": {
        "content",
        "questions",
        "people",
        "learning",
        "programmes",
        "training",
        "credentials",
        "surveys",
        "editing",
        "reports",
        "talent",
    },
}
FOR_ALL = ROOT_FILES | {"charts", "paper"}  # like root files, of several files
CLOSED = {"views", "forms"}  # a package's own; nobody else's business
OUT_OF_REACH: dict[str, set[str]] = {
    "charts": {"flask", "flask_login", "sqlalchemy", "app.db", "config"},  # pure
    "questions": {"flask", "flask_login", "sqlalchemy", "app.db", "config"},  # pure
    "content": {"flask.request", "flask.session", "flask_login", "sqlalchemy", "app.db"},  # no request, no table
}
OF_THE_REQUEST = {"flask.request", "flask.session", "flask_login.current_user"}
WITHOUT_REQUEST = {"queries", "actions", "models"}
LONGEST = 400


def sources() -> list[tuple[str, str]]:
    """Every module of app/ by its dotted name, packages with `.__init__`, and its text."""
    return [
        (".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text(encoding="utf-8"))
        for path in sorted(APP.rglob("*.py"))
    ]


def imports(module: str, source: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of all that a module imports, wherever it stands; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*home, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_arrows(module: str, source: str) -> list[str]:
    """Imports against the arrows, and imports of another package's views and forms."""
    home = module.split(".")[1]
    found = []
    for line, name in imports(module, source):
        parts = name.split(".")
        if parts[0] != "app" or home == "__init__":
            continue
        target = parts[1] if len(parts) > 1 else ""
        allowed = target in FOR_ALL or target == home or target in ARROWS.get(home, set())
        if not allowed:
            found.append(f"{module}:{line} must not import {name}")
        elif target != home and len(parts) > 2 and parts[2] in CLOSED:
            found.append(f"{module}:{line} reaches into another package's {parts[2]}: {name}")
    return found


def out_of_reach(module: str, source: str) -> list[str]:
    """Imports of what a package, or a file of that name, does without: the request, the database."""
    home, file = module.split(".")[1], module.split(".")[-1]
    forbidden = OUT_OF_REACH.get(home, set()) | (OF_THE_REQUEST if file in WITHOUT_REQUEST else set())
    return [
        f"{module}:{line} does without {name}"
        for line, name in imports(module, source)
        if any(name == away or name.startswith(f"{away}.") for away in forbidden)
    ]


def hidden_imports(module: str, source: str) -> list[str]:
    """Imports inside a function: a cycle that hides means something lies in the wrong package."""
    return [
        f"{module}:{inner.lineno} imports inside {function.name}()"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def readers_of_the_environment(module: str, source: str) -> list[str]:
    """Uses of os.environ and os.getenv, under whatever name."""
    found = [
        f"{module}:{node.lineno} reads the environment"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "getenvb"}
        if isinstance(node.value, ast.Name) and node.value.id == "os"
    ]
    named = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "dotenv"}
    return found + [f"{module}:{line} reads the environment" for line, name in imports(module, source) if name in named]


def commits(module: str, source: str) -> list[str]:
    """Calls of session.commit(): only app/db.py ends a transaction."""
    return [
        f"{module}:{node.lineno} commits"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def all_of(guard, *, but: tuple[str, ...] = ()) -> list[str]:
    return [fault for module, source in sources() if module not in but for fault in guard(module, source)]


def test_every_import_follows_the_arrows():
    assert not all_of(wrong_arrows)


def test_every_package_and_root_file_stands_in_the_table():
    packages = {path.parent.name for path in APP.glob("*/__init__.py")}
    files = {path.stem for path in APP.glob("*.py")} - {"__init__"}
    assert packages == set(ARROWS)
    assert files <= ROOT_FILES


def test_the_arrows_have_no_circle():
    left = {name: set(targets) for name, targets in ARROWS.items()}
    while left:
        free = {name for name, targets in left.items() if not targets & set(left)}
        assert free, f"a circle among {sorted(left)}"
        left = {name: targets for name, targets in left.items() if name not in free}


def test_pure_packages_know_neither_request_nor_database():
    assert not all_of(out_of_reach)


def test_no_import_stands_inside_a_function():
    assert not all_of(hidden_imports)


def test_only_config_reads_the_environment():
    assert not all_of(readers_of_the_environment)
    for name in ("run.py", "migrations/env.py"):
        assert not readers_of_the_environment(name, (ROOT / name).read_text(encoding="utf-8"))


def test_only_the_database_file_commits():
    assert not all_of(commits, but=("app.db",))


def test_migrations_never_import_the_application():
    for path in sorted((ROOT / "migrations/versions").glob("*.py")):
        names = [name for _line, name in imports(path.stem, path.read_text(encoding="utf-8"))]
        assert not [name for name in names if name.split(".")[0] in {"app", "config"}], path.name


def test_no_file_is_longer_than_four_hundred_lines():
    files = [ROOT / "config.py", ROOT / "run.py", *APP.rglob("*.py"), *APP.rglob("*.html"), *APP.rglob("*.js")]
    files += [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.people.queries", "from app.learning.models import Attempt"),
        ("app.people.queries", "from app.learning import models"),
        ("app.people.queries", "from app import learning"),
        ("app.people.queries", "import app.learning.models"),
        ("app.people.queries", "from ..learning import models"),
        ("app.people.__init__", "from .. import learning"),
        ("app.content.parsing", "from app.people.models import User"),
        ("app.questions.single", "from app.content.model import Course"),
        ("app.learning.views.quizzes", "from ...reports import queries"),
        ("app.learning.queries", "if TYPE_CHECKING:\n    from app.programmes.models import Assignment"),
        ("app.learning.queries", "def late():\n    from app.programmes import queries"),
        ("app.people.queries", "from app.demo.loading import load"),
        ("app.access", "from app.people.models import User"),
        ("app.pages", "import app.content.queries"),
        ("app.reports.views", "from app.people.forms import PasswordForm"),
        ("app.reports.views", "from app.learning.views.lessons import lesson_address"),
        ("app.reports.views", "from app.learning import views"),
        ("app.people.views", "from app import create_app"),
    ],
)
def test_the_guard_sees_an_import_against_the_arrows(module: str, source: str):
    assert wrong_arrows(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.people.views", "from app.people.forms import PasswordForm"),
        ("app.people.views", "from . import actions, forms"),
        ("app.learning.views.quizzes", "from .. import actions\nfrom .lessons import neighbours"),
        ("app.learning.actions", "from app.people import queries as people\nfrom app import clock"),
        ("app.__init__", "from app import people"),
        ("app.access", "from app.errors import Forbidden"),
        ("app.reports.views", "from flask import views"),
    ],
)
def test_the_guard_lets_a_rightful_import_pass(module: str, source: str):
    assert not wrong_arrows(module, source)


@pytest.mark.parametrize(
    ("guard", "module", "source"),
    [
        (out_of_reach, "app.questions.single", "from flask_babel import gettext\nimport flask"),
        (out_of_reach, "app.questions.single", "from app.db import db"),
        (out_of_reach, "app.content.parsing", "from flask import request"),
        (out_of_reach, "app.content.parsing", "from sqlalchemy.orm import Session"),
        (out_of_reach, "app.learning.actions", "from flask_login import current_user"),
        (out_of_reach, "app.people.queries", "from flask import g, request"),
        (hidden_imports, "app.people.queries", "def late():\n    if True:\n        import json"),
        (hidden_imports, "app.people.queries", "class A:\n    async def late(self):\n        from . import models"),
        (readers_of_the_environment, "app.clock", "import os\nzone = os.environ['TZ']"),
        (readers_of_the_environment, "app.clock", "import os\nzone = os.getenv('TZ')"),
        (readers_of_the_environment, "app.clock", "from os import environ as settings"),
        (commits, "app.people.actions", "def add(row):\n    db.session.commit()"),
    ],
)
def test_each_other_guard_sees_its_fault(guard, module: str, source: str):
    assert guard(module, source)
