"""`flask reports`: list, compute one on somebody's behalf into a file, check the frozen copies."""

import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app import clock
from app.access import scope_in
from app.db import db, writing
from app.errors import DomainError
from app.i18n import LANGUAGES, speaking
from app.people.actions import record_act
from app.people.mails.outbox import SPOKEN_FIRST
from app.people.models import User
from app.people.viewer import Viewer, viewers
from app.reports.frame.asking import GENERAL, Asked, ask
from app.reports.frame.document import Document, document
from app.reports.frame.model import Report, Value
from app.reports.frame.views import answer_of
from app.reports.registry import reports

from . import snapshots
from .computing import write
from .frozen_lines import head_of, packed, written

OF_THE_TERMINAL = "en"
FORMATS = ("xlsx", "csv", "pdf", "json")
MAY_NOT_READ, NOT_WRITTEN = 3, 1  # exit codes, beside 2 for what was typed
TOLD_EVERY = 10_000  # rows
A_DAY = "a day such as 2026-03-31, today at the latest"
A_PERIOD = "from and to in that order, days such as 2026-03-31, at most ten years apart"
EXPECTED = {
    "as_of": A_DAY,
    "known_at": A_DAY,
    "from": A_PERIOD,
    "to": A_PERIOD,
    "q": "at most 100 characters",
    "page": "no page: a file holds all rows",
}
NOT_LOGGED = {"q"}  # it may be a name

commands = AppGroup("reports", help="Reports at the terminal.")


@commands.command("list")
def list_reports() -> None:
    """Print every report: its name, its number in the catalogue, its title."""
    for report in reports().values():
        click.echo(f"{report.name:16} {report.code:6} {report.title}")


@commands.command("render")
@click.argument("name")
@click.argument("values", nargs=-1)
@click.option("--as", "staff_no", required=True, help="Staff number of the person as whom it is computed.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="xlsx", show_default=True)
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="The person's own language unless it is given.")
@click.option("--output", help="The file, or - for standard output; else a name made of the report's.")
def render(name: str, values: Sequence[str], staff_no: str, form: str, lang: str | None, output: str | None) -> None:
    """Compute a report as a person may see it, and write it to a file.

    VALUES are those of the page's address, such as course=packing as_of=2026-06-30. One that is not understood ends with 2, a
    person who may not read the report with 3. The file is whole or not there.
    """
    report = reports().get(name)
    if report is None:
        raise click.UsageError(f"there is no report “{name}”; flask reports list prints them")
    who = _find(staff_no)
    if scope_in(who.grants, report.permission).empty:
        _end(f"{staff_no} may not read this report", MAY_NOT_READ)
    tag = lang or (who.locale if who.locale in LANGUAGES else SPOKEN_FIRST)
    with speaking(OF_THE_TERMINAL):
        asked = _ask(report, _read(values), who)
    with speaking(tag):
        number = _log(asked, form)
        answer = answer_of(asked)
        told = _counting(document(asked, answer, number=number))
        _write(told, [tile.key for tile in answer.tiles], form, output)


@commands.command("verify")
@click.argument("code", required=False, default="")
def verify(code: str) -> None:
    """Check that frozen copies, or the one with this number, are what was frozen; end with 1 where one is not."""
    checked = wrong = 0
    for gone in snapshots.list_gone():
        if code in ("", gone):
            checked, wrong = checked + 1, wrong + 1
            click.echo(f"{gone}: it was frozen, says the audit log, and is not there any more")
    for row in snapshots.list_all(code):
        checked += 1
        faults = snapshots.verify(row).faults
        wrong += bool(faults)
        for fault in faults:
            click.echo(f"{row.code}: {fault}")
    if code and not checked:
        raise click.UsageError(f"there is no frozen copy “{code}”")
    click.echo(f"{checked} checked, {wrong} not what was frozen", err=bool(wrong))
    sys.exit(1 if wrong else 0)


def _find(staff_no: str) -> Viewer:
    found = db.session.scalars(select(User.id).where(func.lower(User.staff_no) == staff_no.casefold())).all()
    people = viewers(found, now=clock.now())
    if len(people) != 1:
        raise click.UsageError(f"nobody at work has the staff number “{staff_no}”")
    return next(iter(people.values()))


def _read(values: Sequence[str]) -> MultiDict[str, str]:
    pairs = [value.partition("=") for value in values]
    wrong = [key for key, sign, _text in pairs if not sign or not key]
    if wrong:
        raise click.UsageError(f"“{wrong[0]}” is not of the form name=value")
    return MultiDict([(key, text) for key, _sign, text in pairs])


def _ask(report: Report, given: MultiDict[str, str], who: Viewer) -> Asked:
    """What was typed, understood to the last value: nobody reads notes in a script."""
    try:
        asked = ask(report, given, viewer=who, now=clock.now(), whole=True)
    except DomainError as error:
        raise click.UsageError(
            error.message or "there is no such thing, or not within what the person may see"
        ) from error
    except HTTPException as error:
        raise click.UsageError(str(error.description)) from error
    if asked.wrong:
        raise click.UsageError("; ".join(_refused(name, given, asked) for name in dict.fromkeys(asked.wrong)))
    return asked


def _refused(name: str, given: MultiDict[str, str], asked: Asked) -> str:
    if name not in {*GENERAL, *asked.choices}:
        return f"“{name}” is no value of {asked.report.name}"
    expected = EXPECTED.get(name, "one of those its page offers")
    return f"“{name}={given.get(name, '')}” is not understood: expected {expected}"


def _log(asked: Asked, form: str) -> str:
    """A line in the audit log about who was meant; its number stands on the file."""
    kept = {
        "first" if name == "from" else name: value for name, value in asked.query().items() if name not in NOT_LOGGED
    }
    number = secrets.token_hex(8)
    with writing():
        record_act(
            "report rendered",
            actor_id=None,
            subject_id=asked.viewer.id,
            now=asked.now,
            request_id=number,
            report=asked.report.name,
            kind=form,
            **kept,
        )
    return number


def _counting(told: Document) -> Document:
    """The same, which says from time to time on the error output how far it is."""

    def counted(rows: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
        for number, row in enumerate(rows, start=1):
            if number % TOLD_EVERY == 0:
                click.echo(f"{number:,} rows", err=True)
            yield row

    return replace(told, sheets=[replace(sheet, rows=counted(sheet.rows)) for sheet in told.sheets])


def _write(told: Document, keys: Sequence[str], form: str, output: str | None) -> None:
    """Beside its place first, then moved there: whoever reads the place never sees half a file."""
    to_output = output == "-"
    place = None if to_output else Path(output or f"{told.name}.{form}")
    folder = str(place.parent) if place is not None else None
    try:
        handle, beside = tempfile.mkstemp(prefix=".tradewind-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as target:
                _fill(told, keys, form, target)
            if place is None:
                with open(beside, "rb") as made:
                    shutil.copyfileobj(made, sys.stdout.buffer)
            else:
                os.chmod(beside, 0o600)
                os.replace(beside, place)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        _end(f"the file cannot be written: {error.strerror}", NOT_WRITTEN)
    if place is not None:
        click.echo(str(place))


def _fill(told: Document, keys: Sequence[str], form: str, target: IO[bytes]) -> None:
    if form == "json":
        for piece in _json(told, keys):
            target.write(piece.encode("utf-8", "surrogatepass"))
    else:
        write(told, form, target)


def _json(told: Document, keys: Sequence[str]) -> Iterator[str]:
    """The head of a frozen copy with the rows in each sheet; values as frozen_lines packs them."""
    head: dict[str, object] = json.loads(head_of(told, keys, {}))
    sheets: Sequence[Mapping[str, object]] = head.pop("sheets")  # type: ignore[assignment]  # a list of objects
    del head["words"]
    yield f'{written(head)[:-1]},"sheets":['
    for number, (sheet, one) in enumerate(zip(sheets, told.sheets, strict=True)):
        yield f'{"," if number else ""}{written(sheet)[:-1]},"rows":['
        for place, row in enumerate(one.rows):
            yield f"{',' if place else ''}{written([packed(value) for value in row])}"
        yield "]}"
    yield "]}\n"


def _end(message: str, code: int) -> None:
    click.echo(f"Error: {message}", err=True)
    sys.exit(code)
