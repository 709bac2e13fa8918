"""`flask courses export`: a course as a package of its files, or as data."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app

from ..exporting.documents import document
from ..exporting.packages import pack
from ..model import Course
from ..publishing.publisher import Publisher
from ..publishing.writing import write_beside
from . import output
from .voice import Voice, lang_option, voice


@click.command("export")
@click.argument("course")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--format", "form", type=click.Choice(["zip", "json"]), default="zip", show_default=True)
@click.option("--as-written", is_flag=True, help="zip: the files as they lie in the folder, broken ones too.")
@click.option("--with-answers", is_flag=True, help="json: with what is right, feedback and explanations.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@lang_option
def export(
    *, course: str, target: Path | None, form: str, as_written: bool, with_answers: bool, force: bool, lang: str
) -> None:
    """Write the course with the id COURSE into a file.

    zip: its folder, every file in the version that is in service; unpacked in a content folder elsewhere it is the same
    course. json: what learners are shown, for other programs; without --to on the standard output.
    """
    speaker = voice(lang)
    publisher: Publisher = current_app.extensions["content"]
    found = publisher.publish().course(course)
    if found is None:
        raise click.ClickException(speaker.gettext("There is no course “%(id)s” in service.", id=course))
    if target is None and form == "zip":
        raise click.UsageError(speaker.gettext("Say with --to FILE where the package goes."))
    if target is not None and target.exists() and not force:
        raise click.UsageError(speaker.gettext("%(file)s is there already; --force writes over it.", file=target))
    if form == "zip" and target is not None:
        _package(found, publisher, target, speaker, as_written=as_written)
        return
    data = json.dumps(document(found, with_answers=with_answers), ensure_ascii=False, indent=2) + "\n"
    if target is None:
        click.echo(data, nl=False)
    else:
        _write(target, data.encode(), speaker)


def _package(course: Course, publisher: Publisher, target: Path, speaker: Voice, *, as_written: bool) -> None:
    builder = publisher.builder
    package = pack(builder.root, course.folder, None if as_written else builder.store)
    _write(target, package.data, speaker)
    for each in package.left_out:
        click.echo(output.text(each.path, each, speaker), err=True)
    written = speaker.ngettext("%(num)s file", "%(num)s files", len(package.paths))
    click.echo(f"{target} · {written}")


def _write(target: Path, data: bytes, speaker: Voice) -> None:
    try:
        write_beside(target, data)
        target.chmod(0o644)
    except OSError as error:
        said = speaker.gettext("Cannot be written: %(reason)s", reason=f"{target}: {error.strerror}")
        raise click.ClickException(said) from None
