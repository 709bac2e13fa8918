"""`flask courses questions`: questions of other programs into a course, and the questions of a page for them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from .. import languages
from ..commands import output
from ..commands.voice import CATALOGUES, Voice, voice
from ..diagnostics import Report, has_error, sort
from ..publishing.writing import write_beside
from .arriving import OnSame, Plan, Wishes, lang_of, plan
from .folders import read_folder
from .format import MOST_BYTES, Format
from .formats import FORMATS, of_file
from .leaving import NoPage, export_page
from .reading_in import read_in

READERS = [name for name, each in FORMATS.items() if each.read]
WRITERS = [name for name, each in FORMATS.items() if each.write]


messages_option = click.option(
    "--messages", type=click.Choice(list(CATALOGUES)), default="en", show_default=True, help="Language of the messages."
)


@click.group("questions")
def questions() -> None:
    """Bring questions in from other programs, and give them away."""


@questions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), help="COURSE_FOLDER/pools/NAME or …/MODULE/NAME"
)
@click.option("--as", "kind", type=click.Choice(["pool", "quiz"]), help="A pool in pools/, else a quiz.")
@click.option("--format", "form", type=click.Choice(READERS), help="What the file is; seen from it otherwise.")
@click.option("--lang", default="", help="Language of the questions; else the course's first.")
@click.option("--title", default="", help="Title of the pool or quiz.")
@click.option("--on-same", type=click.Choice(["skip", "replace", "add"]), help="Where a question is there already.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@messages_option
def import_questions(
    *, file: Path, into: Path, kind: str | None, form: str | None, lang: str, title: str, on_same: str | None,
    dry_run: bool, messages: str,
) -> None:  # fmt: skip
    """Write the questions of FILE into a course, as Markdown. Nothing is written while a choice is open."""
    speaker = voice(messages)
    course, place, kind = _place(into, kind, speaker)
    tag = languages.normal(lang or lang_of(place)[1]) if lang or lang_of(place)[1] else ""
    if tag is None:
        raise click.UsageError(speaker.gettext("“%(lang)s” is no language tag such as en or zh-CN.", lang=lang))
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(speaker.gettext("%(file)s is too large.", file=file))
    data = file.read_bytes()
    found = FORMATS[form] if form else of_file(file.name, data)
    if found is None:
        raise click.UsageError(speaker.gettext("Say with --format what %(file)s is.", file=file))
    report = Report(str(file))
    foreign = read_in(found, data, report)
    choice = cast(OnSame, on_same or "ask")
    wishes = Wishes(
        read_folder(course), lang_of(place)[0], "quiz" if kind == "quiz" else "pool", tag or "", choice, title
    )
    refused = sum(found.code == "C604" for found in report.found)
    made = plan(foreign, wishes, report) if foreign else Plan()
    made.left_out += refused
    _tell(report, speaker)
    _write(made, course, speaker, dry_run=dry_run)
    if made.same or has_error(report.found):
        raise click.exceptions.Exit(1)


@questions.command("export")
@click.argument("course", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--page", "page_id", required=True, help="Id of a lesson, quiz or pool.")
@click.option("--format", "form", type=click.Choice(WRITERS), help="Seen from the name of the file otherwise.")
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", default="", help="Language of the questions; else the page's first, or all of them.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@messages_option
def export_questions(
    *, course: Path, page_id: str, form: str | None, target: Path, lang: str, force: bool, messages: str
) -> None:
    """Write the questions of a page of the course in the folder COURSE into a file for another program."""
    speaker = voice(messages)
    if target.exists() and not force:
        raise click.UsageError(speaker.gettext("%(file)s is there already; --force writes over it.", file=target))
    found = _writer(form, target, speaker)
    report = Report(page_id)
    try:
        data, count = export_page(course, page_id, found, languages.normal(lang) or "", report)
    except NoPage:
        raise click.ClickException(speaker.gettext("There is no page “%(id)s” in this course.", id=page_id)) from None
    _tell(report, speaker)
    write_beside(target, data)
    target.chmod(0o644)
    click.echo(f"{target} · {speaker.ngettext('%(num)s question', '%(num)s questions', count)}")


def _writer(form: str | None, target: Path, speaker: Voice) -> Format:
    if form:
        return FORMATS[form]
    fitting = [each for each in FORMATS.values() if each.write and target.suffix.lower() == each.endings[0]]
    if len(fitting) != 1:
        raise click.UsageError(speaker.gettext("Say with --format what %(file)s is.", file=target))
    return fitting[0]


def _place(into: Path, kind: str | None, speaker: Voice) -> tuple[Path, str, str]:
    """The course's folder, the place in it, and whether it is a pool or a quiz."""
    course = into.parent.parent
    if not (course / "course.yaml").is_file():
        raise click.UsageError(speaker.gettext("There is no course in %(folder)s.", folder=course))
    in_pools = into.parent.name == "pools"
    if kind is not None and (kind == "pool") != in_pools:
        raise click.UsageError(speaker.gettext("Pools lie in pools/, quizzes in the folder of a module."))
    return course, f"{into.parent.name}/{into.name}", "pool" if in_pools else "quiz"


def _tell(report: Report, speaker: Voice) -> None:
    for found in sort(report.found):
        click.echo(output.text(found.path, found, speaker), err=True)


def _write(made: Plan, course: Path, speaker: Voice, *, dry_run: bool) -> None:
    if dry_run or made.same:
        for path, data in made.files.items():
            click.echo(f"--- {path.relative_to(course.parent)}")
            click.echo(data.decode() if path.suffix == ".md" else f"({len(data)} B)")
    else:
        for path, data in made.files.items():
            write_beside(path, data)
            path.chmod(0o644)
            click.echo(str(path))
    click.echo(_summary(made, speaker), err=True)


def _summary(made: Plan, speaker: Voice) -> str:
    parts = [speaker.ngettext("%(num)s question", "%(num)s questions", made.written)]
    if made.skipped:
        parts.append(speaker.ngettext("%(num)s skipped", "%(num)s skipped", made.skipped))
    if made.left_out:
        parts.append(speaker.ngettext("%(num)s left out", "%(num)s left out", made.left_out))
    if made.same:
        parts.append(speaker.ngettext("%(num)s there already", "%(num)s there already", made.same))
    return " · ".join(parts)
