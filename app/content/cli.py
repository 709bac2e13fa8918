"""`flask courses`: check, publish, list and begin courses. Needs no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from . import messages, scaffolding
from .catalogue import Builder, under
from .model import Catalogue, Severity
from .store import NoStore
from .tree import scan_course

BAD_NAME = (
    "“%s” cannot be a name here. Give the name of one file or folder: with a letter or digit, without / and \\, "
    "and not one that is left alone or has a meaning of its own (_x, .x, README, index, assets, pools, shared)."
)

courses = AppGroup("courses", help="Check, publish, list and begin courses.")


@courses.command("check")
@click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["en", "zh-CN"]), default="en", help="Language of the messages.")
def check(path: Path | None, lang: str) -> None:
    """Say what is wrong in the content folder, or in one course folder. Exit code 1 if there are errors."""
    asked = (path or Path(current_app.config["CONTENT_DIR"])).absolute()
    one_course = (asked / "course.yaml").is_file() or _lacks_its_file(asked)
    root = asked.parent if one_course else asked
    catalogue = _builder(root).build()
    if one_course:
        catalogue = under(catalogue, asked.name)
    with force_locale(lang.replace("-", "_")):
        for found in catalogue.diagnostics:
            click.echo(messages.line(replace(found, path=_from_here(root / found.path)), _))
            if hint := messages.hint(found, _):
                click.echo(f"    {hint}")
        click.echo(_summary(catalogue))
    if _count(catalogue, "error"):
        raise click.exceptions.Exit(1)


@courses.command("publish")
@click.option("--lang", type=click.Choice(["en", "zh-CN"]), default="en", help="Language of the messages.")
def publish(lang: str) -> None:
    """Put what is in the content folder into service, and say what is served."""
    catalogue: Catalogue = current_app.extensions["content"].publish()
    lessons = sum(len(course.lessons) for course in catalogue.courses.values())
    with force_locale(lang.replace("-", "_")):
        served = [
            ngettext("%(num)s course", "%(num)s courses", len(catalogue.courses)),
            ngettext("%(num)s lesson or quiz", "%(num)s lessons and quizzes", lessons),
        ]
        click.echo(" · ".join([*served, _summary(catalogue)]))


@courses.command("list")
@click.option("--lang", type=click.Choice(["en", "zh-CN"]), default="en", help="Language of the titles.")
def list_courses(lang: str) -> None:
    """List the courses in service: id, status, number of lessons, languages, title."""
    catalogue: Catalogue = current_app.extensions["content"].catalogue
    for course in catalogue.courses.values():
        columns = course.id, course.status, str(len(course.lessons)), ",".join(course.languages), course.title_in(lang)
        click.echo("\t".join(columns))


@courses.group("new")
def new() -> None:
    """Begin a course, a lesson or a quiz, in both languages."""


@new.command("course")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in course.yaml afterwards.")
def new_course(name: str, title: str) -> None:
    """Begin a course in the folder NAME of the content folder."""
    _tell(partial(scaffolding.new_course, Path(current_app.config["CONTENT_DIR"]), name, title))


@new.command("lesson")
@click.argument("course")
@click.argument("module")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in the English file afterwards.")
def new_lesson(course: str, module: str, name: str, title: str) -> None:
    """Begin a lesson called NAME in the folder MODULE of the folder COURSE."""
    _new_page("lesson", course, module, name, title)


@new.command("quiz")
@click.argument("course")
@click.argument("module")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in the English file afterwards.")
def new_quiz(course: str, module: str, name: str, title: str) -> None:
    """Begin a quiz called NAME in the folder MODULE of the folder COURSE."""
    _new_page("quiz", course, module, name, title)


def _new_page(kind: str, course: str, module: str, name: str, title: str) -> None:
    def make() -> list[Path]:
        folder = scaffolding.below(Path(current_app.config["CONTENT_DIR"]), course)
        if not (folder / "course.yaml").is_file():
            raise click.ClickException(_("There is no course in %(folder)s.", folder=folder))
        return scaffolding.new_page(kind, folder, module, name, title)

    _tell(make)


def _tell(make: Callable[[], list[Path]]) -> None:
    try:
        made = make()
    except scaffolding.BadName as error:
        raise click.UsageError(BAD_NAME % str(error)) from None
    except scaffolding.CannotMake as error:
        raise click.ClickException(_("“%(name)s” is there already, or cannot be a name.", name=str(error))) from None
    for file in made:
        click.echo(_from_here(file))
    click.echo("status: draft – remove the line to publish.")


def _builder(root: Path) -> Builder:
    zone = current_app.config["ORG_TIME_ZONE"]
    return Builder(root, NoStore(), lambda: datetime.now(UTC).astimezone(zone).date())


def _lacks_its_file(folder: Path) -> bool:
    """Whether a folder without a course.yaml looks like a course, and not like a folder of courses."""
    return scan_course(folder, folder.name).has_lessons and not any(folder.glob("*/course.yaml"))


def _from_here(path: Path) -> str:
    """As short as it can be named from the folder one is in."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _summary(catalogue: Catalogue) -> str:
    errors, warnings, infos = (_count(catalogue, severity) for severity in ("error", "warning", "info"))
    return " · ".join(
        [
            ngettext("%(num)s error", "%(num)s errors", errors),
            ngettext("%(num)s warning", "%(num)s warnings", warnings),
            ngettext("%(num)s remark", "%(num)s remarks", infos),
        ]
    )


def _count(catalogue: Catalogue, severity: Severity) -> int:
    return sum(found.severity == severity for found in catalogue.diagnostics)
