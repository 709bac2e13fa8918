"""`flask competencies` and `flask programmes`: the framework checked, and its programmes made, at the terminal."""

from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.content.commands import output
from app.content.commands.voice import lang_option, voice
from app.db import writing
from app.i18n import speaking
from app.people.queries import find_by_identity

from . import queries
from .checking import check as complaints_about
from .parsing import PROGRAMMES
from .starting import Started, start_programmes

competencies = AppGroup("competencies", help="The competency framework and the profiles of positions.")
programmes = AppGroup("programmes", help="Programmes of positions.")
SPOKEN = "zh-CN"  # what is written down for everyone, where nobody says in which language


@competencies.command("check")
@lang_option
def check(lang: str) -> None:
    """Say what is wrong in the files of the framework, and where courses do not agree with it.

    Exit code 0: nothing, or only warnings and remarks; 1: errors.
    """
    speaker, root = voice(lang), Path(current_app.config["CONTENT_DIR"])
    here = root.relative_to(Path.cwd()) if root.is_relative_to(Path.cwd()) else root
    found = complaints_about(root)
    for each in found:
        click.echo(output.text(str(here / each.path), each, speaker))
    counted = Counter(each.severity for each in found)
    parts = [
        speaker.ngettext("%(num)s error", "%(num)s errors", counted["error"]),
        speaker.ngettext("%(num)s warning", "%(num)s warnings", counted["warning"]),
        speaker.ngettext("%(num)s remark", "%(num)s remarks", counted["info"]),
    ]
    click.echo(" · ".join(parts), err=True)
    if counted["error"]:
        raise click.exceptions.Exit(1)


@programmes.command("starter")
@click.option("--owner", metavar="STAFF_NO", help="Who looks after the programmes that are made; else nobody does yet.")
def starter(owner: str | None) -> None:
    """Make the programmes of the positions, as framework/programmes.yaml proposes them; nobody is assigned anything.

    Each gets a published version and a rule that is a draft: HR looks at whom it would reach, and applies it. One that is there
    already stays as it is, however often this is run.
    """
    framework = queries.framework()
    if not framework.starters:
        raise click.ClickException(f"{PROGRAMMES} in the folder of courses proposes no programmes.")
    with speaking(SPOKEN), writing():
        owner_id = _owner_id(owner) if owner else None
        found = start_programmes(framework.starters.values(), framework.positions, now=clock.now(), owner_id=owner_id)
    for each in found:
        click.echo(words(each))
    made = sum(each.version is not None for each in found)
    click.echo(
        f"{made} made, {sum(each.was_there for each in found)} there already. Nobody has been assigned anything."
    )


def _owner_id(staff_no: str) -> int:
    """Raises ClickException where nobody active has this staff number."""
    user = find_by_identity(staff_no)
    if user is None or not user.active:
        raise click.ClickException(f"There is no active account {staff_no}.")
    return user.id


def words(started: Started) -> str:
    """What came of one proposal, with what is missing from it."""
    if started.was_there:
        said = "there already, other than the file by now; left as it is" if started.differs else "there already"
    elif started.version is None:
        said = "not made: none of its courses is published"
    else:
        said = f"made, {started.required_count} required and {started.elective_count} elective courses; its rule is a draft"
    missing = f"; not published: {', '.join(started.missing)}" if started.missing else ""
    return f"{started.code}: {said}{missing}"
