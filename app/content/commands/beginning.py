"""`flask courses new`: the files of a course, lesson or quiz to start from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from flask import current_app

from .. import scaffolding
from .voice import N_, lang_option, voice

BAD_NAME = N_(
    "“%(name)s” cannot be a name here. Give the name of one file or folder: with a letter or digit, without / and \\, "
    "and not one that is left alone or has a meaning of its own (_x, .x, README, index, assets, pools, shared)."
)


@click.group("new")
def new() -> None:
    """Begin a course, a lesson or a quiz, in both languages."""


@new.command("course")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in course.yaml afterwards.")
@lang_option
def new_course(*, name: str, title: str, lang: str) -> None:
    """Begin a course in the folder NAME of the content folder."""
    _tell(partial(scaffolding.new_course, _content(), name, title), lang)


@new.command("lesson")
@click.argument("course")
@click.argument("module")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in the English file afterwards.")
@lang_option
def new_lesson(*, course: str, module: str, name: str, title: str, lang: str) -> None:
    """Begin a lesson called NAME in the folder MODULE of the folder COURSE."""
    _new_page("lesson", course, module, name, title, lang)


@new.command("quiz")
@click.argument("course")
@click.argument("module")
@click.argument("name")
@click.option("--title", required=True, help="Title; translate it in the English file afterwards.")
@lang_option
def new_quiz(*, course: str, module: str, name: str, title: str, lang: str) -> None:
    """Begin a quiz called NAME in the folder MODULE of the folder COURSE: one question of every kind."""
    _new_page("quiz", course, module, name, title, lang)


def _new_page(kind: str, course: str, module: str, name: str, title: str, lang: str) -> None:
    def make() -> list[Path]:
        folder = scaffolding.below(_content(), course)
        if not (folder / "course.yaml").is_file():
            raise click.ClickException(voice(lang).gettext("There is no course in %(folder)s.", folder=folder))
        return scaffolding.new_page(kind, folder, module, name, title)

    _tell(make, lang)


def _tell(make: Callable[[], list[Path]], lang: str) -> None:
    speaker = voice(lang)
    try:
        made = make()
    except scaffolding.BadName as error:
        raise click.UsageError(speaker.gettext(BAD_NAME, name=str(error))) from None
    except scaffolding.CannotMake as error:
        said = speaker.gettext("“%(name)s” is there already, or cannot be a name.", name=str(error))
        raise click.ClickException(said) from None
    for file in made:
        click.echo(str(file.relative_to(Path.cwd())) if file.is_relative_to(Path.cwd()) else str(file))
    click.echo(speaker.gettext("status: draft – remove the line to publish."))


def _content() -> Path:
    return Path(current_app.config["CONTENT_DIR"])
