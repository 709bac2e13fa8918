"""The course folder: written beside its place, checked there, and renamed at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .findings import Findings
from .fronts import Fields
from .placing import Plan
from .sources import Sources


class AlreadyThere(Exception):
    """A file or folder of the course's name is there; the message says which."""


@contextmanager
def beside(into: Path, name: str, *, keep: bool) -> Iterator[Path]:
    """A folder to write in, whose folder `name` takes its place in `into` at the end, if it is to be kept.

    Whatever ends the work before leaves nothing but a folder whose name begins with a point, which is never read.
    Raises AlreadyThere.
    """
    target = into / name
    if keep and os.path.lexists(target):
        raise AlreadyThere(str(target))
    if keep:
        into.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=into if keep else None))
    try:
        (work / name).mkdir()
        yield work
        if keep and os.path.lexists(target):
            raise AlreadyThere(str(target))
        if keep:
            (work / name).rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Text files by their path in the course."""
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def write_lists(folder: Path, plan: Plan, course: Fields) -> None:
    """course.yaml and each module.yaml, with what there is now."""
    course.values.pop("modules", None)
    course.set("modules", [module.id for module in plan.modules])
    (folder / "course.yaml").write_text(course.lines(), encoding="utf-8", newline="\n")
    for module in plan.modules:
        fields = Fields()
        fields.set("id", module.id)
        fields.set("title", {plan.lang: module.title, **module.titles} if module.titles else module.title)
        fields.set("lessons", [lesson.id for lesson in module.lessons])
        place = folder / module.folder
        place.mkdir(parents=True, exist_ok=True)
        (place / "module.yaml").write_text(fields.lines(), encoding="utf-8", newline="\n")


def copy_assets(folder: Path, assets: Mapping[str, str], sources: Sources, findings: Findings) -> None:
    for source, path in assets.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(sources.files[source].location, target, follow_symlinks=False)
        except OSError:
            findings.add(source, 0, "unreadable", "gone")


def drop_empty(plan: Plan, there: Callable[[str], bool]) -> None:
    """Takes lessons without a page off the plan, and modules without a lesson."""
    for module in plan.modules:
        for lesson in module.lessons:
            lesson.pages = {lang: source for lang, source in lesson.pages.items() if there(f"{lesson.path}.{lang}.md")}
        module.lessons = [lesson for lesson in module.lessons if lesson.pages]
    plan.modules = [module for module in plan.modules if module.lessons]
