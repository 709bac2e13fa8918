"""Questions as rows of cells, for sheets of every kind (content-format §16.3)."""

from __future__ import annotations

import string
from collections.abc import Sequence

from ..diagnostics import Report
from . import phrases
from .columns import LETTERS, TYPES, column_of
from .format import Unreadable
from .markdown import question_text
from .model import Foreign, Record
from .rows import read_row

MOST_ROWS = 20_000
HEADER = ("id", "lang", "type", "heading", "question", *(f"option_{letter}" for letter in LETTERS), "answer", "points",
          "explanation", "hint", "tags", "difficulty", *(f"feedback_{letter}" for letter in LETTERS))  # fmt: skip
KEPT_SETTINGS = {"points", "tags", "difficulty"}
LABEL_NAMES = {"correct", "partial", "wrong", "rubric", "sample"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_rows(rows: Sequence[Sequence[str]], report: Report) -> Foreign:
    """The first row that is not empty names the columns. Raises Unreadable."""
    first = next((at for at, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        raise Unreadable(phrases.NO_QUESTIONS)
    columns: list[str | None] = []
    for name in rows[first]:
        column = column_of(name)
        column = None if column in columns else column
        columns.append(column)
        if column is None and name.strip():
            report.add("C602", first + 1, feature=name.strip()[:60])
    if "question" not in columns or "answer" not in columns:
        report.found.clear()
        raise Unreadable(phrases.NO_HEADER)
    if len(rows) > MOST_ROWS:
        raise Unreadable(phrases.TOO_MANY_ROWS)
    records = []
    for at, row in enumerate(rows[first + 1 :], first + 2):
        cells = {column: _unguarded(cell) for column, cell in zip(columns, row, strict=False) if column}
        if any(cell.strip() for cell in cells.values()):
            records.append(read_row(cells, at, report))
    return Foreign(tuple(record for record in records if record is not None))


def _unguarded(cell: str) -> str:
    """Without the sign that an export puts before a cell that a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_rows(records: Sequence[Record], report: Report) -> list[list[str]]:
    """The names of columns, and a row for each question in each language."""
    rows = [_row(record, report) for record in records]
    used = [name for name in HEADER if name in {"type", "question", "answer"} or any(row.get(name) for row in rows)]
    return [list(used), *([guarded(row.get(name, "")) for name in used] for row in rows)]


def _row(record: Record, report: Report) -> dict[str, str]:
    heading, prompt = question_text(record)
    if not prompt:
        heading, prompt = "", heading
    row = {"id": record.id, "lang": record.lang, "type": record.kind, "heading": heading, "question": prompt}
    if record.lang.lower().startswith("zh") and record.kind in TYPES and record.kind != "cloze":
        row["type"] = TYPES[record.kind][0]
    row |= {name: record.settings.get(name, "") for name in KEPT_SETTINGS}
    row["explanation"] = record.labels.get("explanation", "")
    row["hint"] = "\n\n".join(record.hints)
    _tell(record, report)
    return row | _answers(record, report)


def _answers(record: Record, report: Report) -> dict[str, str]:
    if record.kind == "order":
        letters = string.ascii_uppercase[: len(record.items)]
        return {**_options(record.items, record, report), "answer": ",".join(letters)}
    if record.kind == "match":
        return {"answer": "；".join(f"{left} = {right}".strip() for left, right in map(_escaped, record.pairs))}
    if record.kind in {"text", "number"}:
        texts = [answer.text.replace("|", "\\|") for answer in record.answers if answer.weight != 0]
        feedback = {f"feedback_{letter}": each.feedback for letter, each in zip(LETTERS, record.answers, strict=False)}
        return {**feedback, "answer": " | ".join(texts)}
    row = _options([option.text for option in record.options], record, report)
    right = [letter.upper() for letter, option in zip(LETTERS, record.options, strict=False) if option.right]
    feedback = {f"feedback_{letter}": option.feedback for letter, option in zip(LETTERS, record.options, strict=False)}
    return {**row, **feedback, "answer": ",".join(right)}


def _escaped(pair: tuple[str, str]) -> tuple[str, str]:
    left, right = (side.replace("|", "\\|").replace("\n", " ") for side in pair)
    return left, right


def _options(texts: Sequence[str], record: Record, report: Report) -> dict[str, str]:
    if len(texts) > len(LETTERS):
        report.add("C602", record.line, feature=texts[len(LETTERS)][:60])
    return {f"option_{letter}": text for letter, text in zip(LETTERS, texts, strict=False)}


def _tell(record: Record, report: Report) -> None:
    """What a sheet has no column for."""
    lost = [name for name in record.settings if name not in KEPT_SETTINGS]
    lost += [name for name, text in record.labels.items() if text and name in LABEL_NAMES]
    for name in lost:
        report.add("C602", record.line, feature=f"{record.id}: {name}")
    weights = [option.weight for option in record.options] + [answer.weight for answer in record.answers]
    if any(weight is not None for weight in weights):
        report.add("C602", record.line, feature=phrases.WEIGHTS)
    if any(option.pin for option in record.options):
        report.add("C602", record.line, feature=phrases.PIN)
