"""An answer as it is handed in: title, header, sheets, what was left out. Every file is made of it, and a frozen copy is it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from flask_babel import gettext as _

from app import clock
from app.i18n import language, speaking
from app.people.families import family_name
from app.reports.figures.labels import named
from app.reports.figures.rates import Rate
from app.reports.figures.rollup import tops

from .asking import Asked, options
from .model import Answer, Attribution, Column, Kind, Left, Mark, Picture, Table, Take, Text, Value

Cell: TypeAlias = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table without its links. `rows` are values in the order of `columns`; they may be read once only."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    total: Sequence[Value] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure as paper shows it."""

    name: str
    value: Value
    definition: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language. `sheets[0]` is its data. `mark` stands on every copy: who made it, when, under which number."""

    name: str  # of the file, without the ending
    title: str
    title_beside: str  # in the other language
    facts: Sequence[tuple[str, str]]
    figures: Sequence[Figure]
    charts: Sequence[Picture]
    sheets: Sequence[Sheet]
    excluded: Sequence[tuple[str, int]]
    lacking: Sequence[tuple[str, int]]
    notes: Sequence[str]
    mark: str
    made_at: datetime


def document(asked: Asked, answer: Answer, *, number: str) -> Document:
    """What was answered, as a file holds it. `number`: of the export in the audit log, or of the frozen copy."""
    local = asked.now.astimezone(clock.zone())
    return Document(
        name=file_name(asked),
        title=str(asked.report.title),
        title_beside=in_the_other_language(asked.report.title),
        facts=[*header(asked, answer), (_("Number of this copy"), number)],
        figures=[Figure(str(tile.name), tile.value, str(tile.definition), str(tile.unit)) for tile in answer.tiles],
        charts=answer.charts,
        sheets=[sheet_of(table) for table in answer.tables],
        excluded=_told(answer.excluded),
        lacking=_told(answer.lacking),
        notes=[str(note) for note in (*asked.notes, *answer.notes)],
        mark=f"{made_by(asked)} · {local:%Y-%m-%d %H:%M} · {number}",
        made_at=asked.now,
    )


def header(asked: Asked, answer: Answer) -> list[tuple[str, str]]:
    """What a reader needs to trust the figures, on every page and file: scope, days, filters, version of the logic."""
    report, local = asked.report, asked.now.astimezone(clock.zone())
    facts = [
        (_("Report"), f"{report.code} {report.title}"),
        (_("What it answers"), str(report.question)),
        (_("Scope"), scope_name(asked)),
        (_("As of"), asked.as_of.isoformat()),
        (
            _("Records counted"),
            _("those made by %(day)s", day=asked.known_on) if asked.known_on else _("all, up to the time given below"),
        ),
        (_("Counted where"), attribution_name(answer.attribution or report.attribution)),
    ]
    if Take.PERIOD in report.takes:
        facts.insert(3, (_("Period"), f"{asked.first.isoformat()} – {asked.last.isoformat()}"))
    facts += filters(asked)
    facts += [(str(name), str(text)) for name, text in answer.facts]
    facts += [
        (_("Version of the definitions"), str(report.version)),
        (_("Made at"), f"{local:%Y-%m-%d %H:%M} {clock.zone().key}"),
        (_("Made by"), made_by(asked)),
    ]
    return facts


def made_by(asked: Asked) -> str:
    return f"{asked.viewer.name} ({asked.viewer.staff_no})"


def filters(asked: Asked) -> list[tuple[str, str]]:
    """What was chosen besides scope and days, by name."""
    takes, found = set(asked.report.takes), []
    if Take.COURSE in takes:
        found.append((_("Course"), asked.course.title_in(language()) if asked.course else _("All courses")))
    if Take.PROGRAMME in takes:
        found.append((_("Programme"), named(asked.programme) if asked.programme else _("All programmes")))
    if Take.FAMILY in takes:
        found.append((_("Position family"), family_name(asked.family) or _("All families")))
    for choice in asked.report.choices:
        names = dict(options(choice, asked))
        chosen = asked.choices.get(choice.name, "")
        values = chosen.split(",") if choice.many else [chosen]
        found.append((str(choice.title), _(", ").join(str(names.get(value, "")) for value in values) or "—"))
    if Take.SEARCH in takes and asked.q:
        found.append((_("Search"), asked.q))
    return found


def attribution_name(attribution: Attribution) -> str:
    names = {
        Attribution.AT_EVENT: _("in the department of the person when it happened"),
        Attribution.AT_DUE: _("in the department of the person on the due date"),
        Attribution.AS_OF: _("in the department of the person on the day of the report"),
        Attribution.AS_OF_OR_DUE: _(
            "what counts on the day: in the department of the person on that day; what fell due: in that on the due date"
        ),
        Attribution.EACH: _("each figure as its own report says"),
    }
    return names[attribution]


def scope_name(asked: Asked) -> str:
    """The department chosen, or the topmost ones of the scope."""
    if asked.department is not None:
        closed_on, name = asked.department.closed_on, named(asked.department)
        return name if closed_on is None else _("%(name)s, closed since %(day)s", name=name, day=closed_on.isoformat())
    return _(", ").join(named(top) for top in tops(asked.departments)) or _("no department")


def file_name(asked: Asked) -> str:
    """Such as “completion-packing-sales-2026-06-30”."""
    parts = [
        asked.report.name,
        asked.course.id if asked.course else "",
        asked.programme.code if asked.programme else "",
        asked.department.code if asked.department else "",
        asked.as_of.isoformat(),
    ]
    return "".join(
        sign if (sign.isalnum() and sign.isascii()) or sign in "-_." else "-" for sign in "-".join(filter(None, parts))
    ).lower()


def headings(columns: Iterable[Column]) -> Iterator[tuple[str, Kind]]:
    """Names and kinds of a file's columns: a rate takes three."""
    for column in columns:
        if column.kind is Kind.RATE:
            yield _("%(name)s: numerator", name=column.name), Kind.INT
            yield _("%(name)s: denominator", name=column.name), Kind.INT
            yield _("%(name)s: share", name=column.name), Kind.RATE
        else:
            yield str(column.name), column.kind


def cells(columns: Sequence[Column], row: Sequence[Value]) -> Iterator[Cell]:
    """A row's values as a file holds them, in the order of `headings`."""
    for column, value in zip(columns, row, strict=True):
        if column.kind is Kind.RATE:
            yield from (
                (value.numerator, value.denominator, value.ratio) if isinstance(value, Rate) else (None, None, None)
            )
        elif isinstance(value, Mark):
            yield value.text
        elif value is None or isinstance(value, str | int | float | date):
            yield value
        else:
            raise TypeError(f"a cell cannot hold {type(value).__name__}")


def sheet_of(table: Table) -> Sheet:
    """A table as paper and files hold it."""
    columns = [column for column in table.columns if column.kind is not Kind.ACTIONS]
    return Sheet(
        table.key,
        str(table.title),
        columns,
        (_values(columns, row) for row in table.rows),
        None if table.total is None else _values(columns, table.total),
        str(table.note),
    )


def _values(columns: Sequence[Column], row: Any) -> tuple[Value, ...]:
    return tuple(getattr(row, column.key) for column in columns)


def _told(left: Iterable[Left]) -> list[tuple[str, int]]:
    return [(str(each.reason), each.count) for each in left if each.count]


def in_the_other_language(text: Text) -> str:
    with speaking("en" if language() != "en" else "zh-CN"):
        return str(text)
