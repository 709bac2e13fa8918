"""`flask courses check`, and `deploy/check_courses.py` for folders that no platform stands beside."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import click
from flask import current_app, has_app_context

from .. import fixes
from ..fixes import DECIDED_BY_PEOPLE, Outcome, can_fix
from ..messages import CODES
from ..model import Diagnostic
from . import output
from .output import Placed
from .scopes import NoCourse, Scope, scopes
from .voice import Voice, lang_option, voice

FORMS = ("text", "json", "github")
WRONG_USE = 2


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]…")
@click.option("--fix", "fixing", is_flag=True, help="Put right what can be put right, and say what was changed.")
@click.option(
    "--only", multiple=True, metavar="CODE", help="With --fix: these codes, and nothing else. May be repeated."
)
@click.option(
    "--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help="Form of the output."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@lang_option
def check(
    paths: tuple[Path, ...], *, fixing: bool, only: tuple[str, ...], form: str, as_json: bool, strict: bool, lang: str
) -> None:
    """Say what is wrong in a folder of courses, in one course, or in single files of it.

    Exit code 0: nothing, or only warnings and remarks; 1: errors (with --strict: warnings too); 2: the command was not
    understood, or there is no course. Complaints go to the standard output, the summary to the standard error.
    """
    _survive_any_terminal()
    speaker = voice(lang)
    _check_codes(only, fixing, speaker)
    found = _scopes(paths, speaker)
    outcomes = [_look(scope, only, fixing=fixing) for scope in found]
    put_right = _placed(zip(found, (outcome.fixed for outcome in outcomes), strict=True))
    left = _placed(zip(found, (outcome.left for outcome in outcomes), strict=True))
    _tell("json" if as_json else form, left, put_right, speaker)
    for scope, outcome in zip(found, outcomes, strict=True):
        _tell_what_was_left(scope, outcome, speaker)
    click.echo(_summary(left, len(put_right), speaker, fixing=fixing), err=True)
    counted = Counter(each.severity for _shown, each in left)
    if counted["error"] or (strict and counted["warning"]):
        raise click.exceptions.Exit(1)


def _look(scope: Scope, only: tuple[str, ...], *, fixing: bool) -> Outcome:
    """What is wrong; with `fixing`, after what can be put right has been."""
    history = fixes.by_git(scope.root)
    outcome = fixes.run(scope.root, scope.check, scope.wants, only, history) if fixing else Outcome(left=scope.check())
    outcome.left = tuple(each for each in outcome.left if scope.wants(each))
    return outcome


def _scopes(paths: tuple[Path, ...], speaker: Voice) -> list[Scope]:
    try:
        return scopes(paths or (_default(),), today)
    except NoCourse as error:
        click.echo(speaker.gettext("There is no course in %(folder)s.", folder=str(error)), err=True)
        raise click.exceptions.Exit(WRONG_USE) from None


def _default() -> Path:
    """The content folder of the platform, as short as it can be named from here; without one, the folder one is in."""
    if not has_app_context():
        return Path()
    folder = Path(current_app.config["CONTENT_DIR"])
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def today() -> date:
    """The organisation's date, or that of this machine."""
    now = datetime.now(UTC)
    return now.astimezone(current_app.config["ORG_TIME_ZONE"] if has_app_context() else None).date()


def _check_codes(only: tuple[str, ...], fixing: bool, speaker: Voice) -> None:
    unknown = [code for code in only if code not in CODES]
    if unknown or (only and not fixing):
        said = (
            speaker.gettext("“%(code)s” is not a code.", code=unknown[0])
            if unknown
            else speaker.gettext("--only needs --fix.")
        )
        click.echo(said, err=True)
        raise click.exceptions.Exit(WRONG_USE)


def _placed(found: Iterable[tuple[Scope, Iterable[Diagnostic]]]) -> list[Placed]:
    return [(scope.shown(each.path), each) for scope, diagnostics in found for each in diagnostics]


def _tell(form: str, left: list[Placed], put_right: list[Placed], speaker: Voice) -> None:
    if form == "json":
        click.echo(output.document(left, put_right, speaker))
        return
    for shown, each in put_right if form == "text" else ():
        click.echo(output.fixed(shown, each, speaker))
    for shown, each in left:
        click.echo(output.github(shown, each, speaker) if form == "github" else output.text(shown, each, speaker))


def _tell_what_was_left(scope: Scope, outcome: Outcome, speaker: Voice) -> None:
    for path in outcome.worse:
        click.echo(
            speaker.gettext("%(path)s: left as it was, a fix would have made it worse.", path=scope.shown(path)),
            err=True,
        )
    for path in outcome.changed:
        click.echo(
            speaker.gettext("%(path)s: left as it is, somebody has just changed it.", path=scope.shown(path)), err=True
        )
    for reason in outcome.unwritable:
        click.echo(speaker.gettext("Cannot be written: %(reason)s", reason=reason), err=True)


def _summary(left: list[Placed], put_right: int, speaker: Voice, *, fixing: bool) -> str:
    counted = Counter(each.severity for _shown, each in left)
    fixable = sum(can_fix(each) and (not fixing or each.code in DECIDED_BY_PEOPLE) for _shown, each in left)
    parts = [
        speaker.ngettext("%(num)s error", "%(num)s errors", counted["error"]),
        speaker.ngettext("%(num)s warning", "%(num)s warnings", counted["warning"]),
        speaker.ngettext("%(num)s remark", "%(num)s remarks", counted["info"]),
    ]
    if fixing:
        parts.append(speaker.ngettext("%(num)s fixed", "%(num)s fixed", put_right))
    elif fixable:
        parts.append(speaker.ngettext("--fix can put %(num)s right", "--fix can put %(num)s right", fixable))
    return " · ".join(parts)


def _survive_any_terminal() -> None:
    """A terminal that cannot show a character shows a stand-in for it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
