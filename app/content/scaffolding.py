"""New courses, lessons and quizzes: files in two languages that pass the check as they are, to be written over."""

from __future__ import annotations

import re
from pathlib import Path

from . import ids, skeletons
from .courses.tree import NOT_MODULES, is_read
from .diagnostics import Report
from .parsing import texts

LONGEST = 100
UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]")


class CannotMake(Exception):
    """A file is there already; the message says which."""


class BadName(Exception):
    """A name will not do; the message says which."""


def new_course(root: Path, name: str, title: str) -> list[Path]:
    """A course with one module and one lesson, in a folder of the content folder."""
    folder = below(root, name)
    course_id = _id(name)
    _write(folder / "course.yaml", skeletons.COURSE.format(id=course_id, title=_quoted(title)))
    module = folder / "10-start"
    made = [folder / "course.yaml", module / "module.yaml"]
    _write(module / "module.yaml", skeletons.MODULE.format(id="start", title=_quoted(title)))
    return made + new_page("lesson", folder, module.name, "10-welcome", title)


def new_page(kind: str, course: Path, module: str, name: str, title: str) -> list[Path]:
    """A lesson or quiz in both languages, in a module of a course; `name` may go without language and ending."""
    if module in NOT_MODULES:
        raise BadName(module)
    folder = below(course, module)
    _id(module)
    name = name.removesuffix(".md")
    page_id = _id(name)
    if name == "index" or not is_read(f"{name}.md"):
        raise BadName(name)
    given = {"id": page_id, "title": _quoted(title)}
    source = skeletons.PAGES[kind][0].format(**given)
    parts = texts.split(source, Report(name))
    values = {key: node.text for key, (_key, node) in parts.fields.entries.items() if hasattr(node, "text")}
    given["hash"] = texts.source_hash(" ".join(values["title"].split()), values["summary"], parts.body)
    made = []
    for lang, text in (("zh-CN", source), ("en", skeletons.PAGES[kind][1].format(**given))):
        target = below(folder, f"{name}.{lang}.md")
        _write(target, text)
        made.append(target)
    return made


def _check_name(name: str) -> None:
    """Raises BadName for what is not the name of one file or folder that is read."""
    if not 0 < len(name) <= LONGEST or UNSAFE.search(name) or not is_read(name):
        raise BadName(name)


def below(folder: Path, name: str) -> Path:
    """A file or folder in a folder. Raises BadName, for links too: they may lead anywhere, and are not read."""
    _check_name(name)
    if (folder / name).is_symlink():
        raise BadName(name)
    return folder / name


def _id(name: str) -> str:
    _check_name(name)
    found = ids.from_name(name)
    if not ids.is_id(found) or not any(character.isalnum() for character in name):
        raise BadName(name)
    return found


def _quoted(title: str) -> str:
    """As it stands between double quotes in YAML."""
    return " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CannotMake(str(target)) from None
