"""The query desk: what HR asks that no report answers. Population, period, columns and groups from the field dictionary, no SQL.

What is chosen is checked against the dictionary and joined to the people in scope inside the statement; the address holds it, so
it can be saved and sent as any other report.
"""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Row, Select, String, cast, select

from app import charts, filters
from app.access import Permission
from app.db import db

from .figures.dictionary import POPULATIONS
from .figures.dictionary.model import Field, Measure, Population, Source
from .figures.rates import Rate
from .frame.asking import Asked
from .frame.listing import listing
from .frame.model import Answer, Attribution, Choice, Column, Kind, Mark, Picture, Report, Table, Take, Tile, Value

MOST_GROUPS = 3  # fields to count by
BARS = 20


def answer(asked: Asked) -> Answer:
    """Two statements: the rows or groups, and what is counted of them all."""
    population = POPULATIONS[asked.choices["of"]]
    source = population.source(asked)
    fields, notes = {field.key: field for field in population.fields}, []
    groups = [fields[key] for key in _chosen(asked, "group")]
    if len(groups) > MOST_GROUPS:
        notes.append(_("Rows can be counted by three fields at most. The first three are used."))
    kept = _only(asked, source, fields)
    if len(kept) < len(asked.only):
        notes.append(_("The address asks for a value of a field that cannot be chosen. It is left out."))
    found = Source(source.rows, source.columns, [*source.where, *kept])
    total = _measured(db.session.execute(_select([], population.measures, found)).one(), population.measures)
    if groups:
        table = _grouped(asked, population, groups[:MOST_GROUPS], found, total)
    else:
        table = _listed(asked, population, [fields[key] for key in _chosen(asked, "columns")], found)
    return Answer(
        tables=[table],
        tiles=[Tile(each.key, each.name, total[each.key], each.definition) for each in population.measures],
        charts=_drawn(table, groups, population.measures),
        notes=notes,
        facts=[(_l("What a row is"), population.definition)],
    )


def _chosen(asked: Asked, name: str) -> list[str]:
    return [key for key in asked.choices[name].split(",") if key]


def _only(asked: Asked, source: Source, fields: Mapping[str, Field]) -> list[ColumnElement[bool]]:
    """Conditions for the values that the address asks for; of fields that rows can be counted by."""
    found = []
    for key, value in asked.only.items():
        field = fields.get(key)
        if field is not None and field.groups:
            column = source.columns[field.raw or key]
            found.append(column.is_(None) if value == "" else cast(column, String) == value)
    return found


def _select(groups: Sequence[Field], measures: Sequence[Measure], source: Source) -> Select[*tuple[Any, ...]]:
    keys = [column for field in groups for column in _key_columns(field, source)]
    counted = [
        column
        for each in measures
        for column in (
            each.part(source).label(f"m_{each.key}"),
            *([each.whole(source).label(f"w_{each.key}")] if each.whole else []),
        )
    ]
    return select(*keys, *counted).select_from(source.rows).where(*source.where).group_by(*keys)


def _key_columns(field: Field, source: Source) -> list[ColumnElement[Any]]:
    shown = source.columns[field.key].label(f"k_{field.key}")
    return [shown, cast(source.columns[field.raw or field.key], String).label(f"r_{field.key}")]


def _grouped(
    asked: Asked, population: Population, groups: Sequence[Field], source: Source, total: Mapping[str, Value]
) -> Table:
    measures = population.measures
    statement = _select(groups, measures, source)
    statement = statement.order_by(*(source.columns[field.key].asc().nulls_last() for field in groups))

    def made(row: Row[*tuple[Any, ...]]) -> SimpleNamespace:
        keys = {field.key: _shown(field, getattr(row, f"k_{field.key}")) for field in groups}
        raw = {field.key: getattr(row, f"r_{field.key}") or "" for field in groups}
        return SimpleNamespace(**keys, **_measured(row, measures), raw=raw)

    found = listing(asked, statement, made)
    columns = [
        *(Column(field.key, field.name, field.kind, field.definition) for field in groups),
        *(Column(each.key, each.name, each.kind, each.definition, link=_to_rows) for each in measures),
    ]
    names = {field.key: None for field in groups} | {groups[0].key: _total_of(groups[0])}
    everything = SimpleNamespace(**names, **total, raw={})
    return Table("data", population.title, columns, list(found.rows), total=everything, row_count=found.count)


def _to_rows(asked: Asked, row: Any) -> str | None:
    """From a group to the rows it counts."""
    return asked.url(group="", only={**asked.only, **row.raw})


def _total_of(field: Field) -> Value:
    return Mark(_("Total")) if field.kind is Kind.MARK else _("Total")


def _listed(asked: Asked, population: Population, fields: Sequence[Field], source: Source) -> Table:
    statement = (
        select(*(source.columns[field.key].label(f"k_{field.key}") for field in fields), source.columns["user_id"])
        .select_from(source.rows)
        .where(*source.where)
        .order_by(
            source.columns["name_key"], source.columns["user_id"], *(source.columns[field.key] for field in fields)
        )
    )

    def made(row: Row[*tuple[Any, ...]]) -> SimpleNamespace:
        values = {field.key: _shown(field, getattr(row, f"k_{field.key}")) for field in fields}
        return SimpleNamespace(**values, user_id=row[-2] if asked.page is not None else row[-1])

    found = listing(asked, statement, made)
    columns = [
        Column(field.key, field.name, field.kind, field.definition, link=_to_person if field.key == "name" else None)
        for field in fields
    ]
    return Table("data", population.title, columns, found.rows, row_count=found.count)


def _to_person(_asked: Asked, row: Any) -> str:
    return f"/people/{row.user_id}"


def _shown(field: Field, value: Any) -> Value:
    if value is None or field.shown is None:
        shown: Value = value
        return shown
    return field.shown(value)


def _measured(row: Row[*tuple[Any, ...]], measures: Sequence[Measure]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in measures:
        part = getattr(row, f"m_{each.key}")
        found[each.key] = Rate(part or 0, getattr(row, f"w_{each.key}") or 0) if each.whole else part or 0
    return found


def _drawn(table: Table, groups: Sequence[Field], measures: Sequence[Measure]) -> list[Picture]:
    """One field to count by: its groups as bars of the first measure."""
    if len(groups) != 1:
        return []
    first, rows = measures[0], list(table.rows)
    bars = [
        charts.Bar(
            _label(getattr(row, groups[0].key)), float(getattr(row, first.key)), _number(getattr(row, first.key))
        )
        for row in sorted(rows, key=lambda row: -getattr(row, first.key))[:BARS]
    ]
    title = f"{first.name} · {groups[0].name}"
    if not bars:
        return []
    said = {"first": first.name, "group": groups[0].name, "label": bars[0].label, "text": bars[0].text}
    return [charts.bars(title, _("%(first)s by %(group)s; most: %(label)s, %(text)s.", **said), bars)]


def _label(value: Value) -> str:
    return value.text if isinstance(value, Mark) else str(value) if value is not None else "—"


def _number(value: float) -> str:
    return filters.whole(value) if isinstance(value, int) else filters.one_decimal(value)


def _populations(_asked: Asked) -> list[tuple[str, Any]]:
    return [(each.name, each.title) for each in POPULATIONS.values()]


def _groupable(asked: Asked) -> list[tuple[str, Any]]:
    return [(field.key, field.name) for field in POPULATIONS[asked.choices["of"]].fields if field.groups]


def _fields(asked: Asked) -> list[tuple[str, Any]]:
    return [(field.key, field.name) for field in POPULATIONS[asked.choices["of"]].fields]


REPORT = Report(
    name="desk",
    code="R90",
    title=_l("Query desk"),
    question=_l("What no other report answers: choose what to look at, its columns and what to count it by."),
    attribution=Attribution.AS_OF,
    answer=answer,
    takes=(Take.DEPARTMENT, Take.PERIOD, Take.FAMILY, Take.ONLY),
    choices=(
        Choice("of", _l("What to look at"), _populations),
        Choice("group", _l("Count by (at most three)"), _groupable, many=True),
        Choice(
            "columns",
            _l("Columns of the list"),
            _fields,
            many=True,
            usual=lambda asked: POPULATIONS[asked.choices["of"]].usual,
        ),
    ),
    permission=Permission.QUERY_REPORT,
)
