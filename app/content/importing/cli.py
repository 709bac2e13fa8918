"""`flask courses import`: a course out of a folder of Markdown from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import clock
from app.content.languages import normal

from .actions import BadId, NothingToImport, Result, Wishes, import_course
from .writing import AlreadyThere


@click.command("import")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), help="Content folder; the one in use otherwise."
)
@click.option("--id", "course_id", default="", help="Id of the course, and name of its folder.")
@click.option("--title", default="", help="Title of the course.")
@click.option("--lang", default="", help="Language that most pages are in, such as zh-CN.")
@click.option("--languages", default="", help="Translations to take, such as zh-CN,ja; all of them when there are few.")
@click.option("--draft", is_flag=True, help="Write the course as a draft.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--messages", type=click.Choice(["en", "zh-CN"]), default="en", help="Language of the report.")
def import_folder(
    source: Path, into: Path | None, course_id: str, title: str, lang: str, languages: str,
    draft: bool, dry_run: bool, as_json: bool,
    messages: str,
) -> None:  # fmt: skip
    """Make a course of the folder SOURCE, whose pages were written for mdBook, MkDocs, Docusaurus, Jekyll and others."""
    tag = _tag(lang) if lang else ""
    wishes = Wishes(
        source.absolute(),
        (into or Path(current_app.config["CONTENT_DIR"])).absolute(),
        clock.now().astimezone(current_app.config["ORG_TIME_ZONE"]).date(),
        course_id,
        " ".join(title.split()),
        tag,
        tuple(_tag(each.strip()) for each in languages.split(",") if each.strip()),
        draft,
        dry_run,
    )
    with force_locale(messages.replace("-", "_")):
        result = _import(wishes)
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=2) if as_json else "\n".join(as_text(result)))


def _tag(lang: str) -> str:
    tag = normal(lang.replace("_", "-"))
    if tag is None:
        raise click.UsageError(_("“%(lang)s” is no language tag such as en or zh-CN.", lang=lang))
    return tag


def _import(wishes: Wishes) -> Result:
    try:
        return import_course(wishes)
    except NothingToImport:
        raise click.ClickException(
            _("There is no Markdown page in %(folder)s that can be read.", folder=wishes.source)
        ) from None
    except AlreadyThere as error:
        raise click.ClickException(
            _(
                "%(folder)s is there already, and an import never writes over a course. "
                "Give the new one another name with --id, or move the old one away first.",
                folder=error,
            )
        ) from None
    except BadId as error:
        raise click.ClickException(
            _(
                "“%(id)s” cannot be the id of this course: it is taken, or it has other signs than small letters, digits and -.",
                id=error,
            )
        ) from None


def as_text(result: Result) -> Iterator[str]:
    """The report for people: where each page went, what was changed, the sums."""
    for page in result.placed:
        yield f"{page.source} → {result.folder.name}/{page.path}"
    for source, path in result.assets.items():
        yield f"{source} → {result.folder.name}/{path}"
    yield ""
    for found, count in result.findings.rows():
        place = f"{found.path}:{found.line}" if found.line else found.path
        times = f" (× {count})" if count > 1 else ""
        yield f"{place}: {found.severity} {found.code}: {found.message}{times}"
    yield ""
    yield " · ".join(f"{code} {count}" for code, count in result.findings.by_code().items())
    sums = [
        result.tool,
        ngettext("%(num)s module", "%(num)s modules", len(result.modules)),
        ngettext("%(num)s page", "%(num)s pages", len(result.placed)),
        ngettext("%(num)s file", "%(num)s files", len(result.assets)),
        ", ".join(result.languages),
    ]
    yield " · ".join(sums)
    yield (
        _("Written: %(folder)s", folder=result.folder)
        if result.written
        else _("Nothing was written: this was a trial.")
    )


def as_data(result: Result) -> dict[str, Any]:
    """The report for programs; paths of pages are from the folder that was read, and from the course."""
    return {
        "course": result.course_id,
        "title": result.title,
        "folder": str(result.folder),
        "written": result.written,
        "order": result.tool,
        "languages": result.languages,
        "modules": [{"folder": folder, "title": title} for folder, title in result.modules],
        "pages": [
            {"source": page.source, "path": page.path, "id": page.id, "title": page.title, "lang": page.lang}
            for page in result.placed
        ],
        "files": result.assets,
        "findings": [
            {
                "path": found.path,
                "line": found.line,
                "code": found.code,
                "severity": found.severity,
                "message": found.message,
                "count": count,
            }
            for found, count in result.findings.rows()
        ],
        "counts": result.findings.by_code(),
    }
