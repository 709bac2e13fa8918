"""A document as canonical lines of JSON, and back: what is kept of a frozen report, and what its hashes are taken of.

The first line is the head: everything but the rows. Then a line a row, `[number of the sheet, values…]`, sheet by sheet. Lines
are compressed as one stream for each language. Values that JSON has no word for are objects of one key: `d` a day, `r` a rate,
`m` a mark. No line depends on how a library prints: keys in order, no blanks, letters as they are.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO, Any

from markupsafe import Markup

from app.reports.figures.rates import Rate
from app.reports.frame.document import Document, Figure, Sheet
from app.reports.frame.model import Column, Kind, Mark, Picture, Value

FORMAT = 1
PIECE = 256 * 1024  # compressed bytes of a piece
NUMBER_HERE = "\ue000"  # stands where the number of the copy will, which is given last
HASH_HERE = "\ue001"  # stands where the hash of its rows will, which is taken while they are written
A_LINK = re.compile(r"</?a(?=[\s>])[^>]*>")


@dataclass(frozen=True, slots=True)
class FrozenPicture:
    """A picture as it was drawn, for page and paper, without its links."""

    title: str
    summary: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    for_page: str
    for_paper: str

    def page(self) -> Markup:
        return Markup(self.for_page)  # noqa: S704 - drawn by app.charts; the hash of the copy is checked before it is shown

    def paper(self) -> str:
        return self.for_paper


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def head_of(
    told: Document, keys: Sequence[str], words: Mapping[str, str], card: Mapping[str, Any] | None = None
) -> str:
    """The first line. `keys`: of the key figures, in their order; `words`: those that files are made with; `card`: what is said
    of the copy itself."""
    head = {
        "format": FORMAT,
        "card": dict(card or {}),
        "name": told.name,
        "title": told.title,
        "title_beside": told.title_beside,
        "facts": [list(pair) for pair in told.facts],
        "figures": [
            {
                "key": key,
                "name": each.name,
                "value": packed(each.value),
                "definition": each.definition,
                "unit": each.unit,
            }
            for key, each in zip(keys, told.figures, strict=True)
        ],
        "charts": [_picture(each) for each in told.charts],
        "sheets": [_sheet(each) for each in told.sheets],
        "excluded": [list(pair) for pair in told.excluded],
        "lacking": [list(pair) for pair in told.lacking],
        "notes": list(told.notes),
        "mark": told.mark,
        "made_at": told.made_at.isoformat(),
        "words": dict(words),
    }
    return written(head)


def rows_of(told: Document) -> Iterator[str]:
    """The lines after the first; reads every row once."""
    for number, sheet in enumerate(told.sheets):
        for row in sheet.rows:
            yield written([number, *map(packed, row)])


def packed(value: Any) -> Any:
    """A value as JSON holds it. Raises TypeError for what no file could hold either."""
    if isinstance(value, Rate):
        return {"r": [value.numerator, value.denominator]}
    if isinstance(value, Mark):
        return {"m": [str(value.text), value.tone]}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"d": value.isoformat()}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"a frozen row cannot hold {type(value).__name__}")


def unpacked(value: Any) -> Value:
    if not isinstance(value, dict):
        found: Value = value
        return found
    ((kind, inner),) = value.items()
    if kind == "d":
        return date.fromisoformat(inner)
    return Rate(*inner) if kind == "r" else Mark(*inner)


class Freezer:
    """Takes lines of one language into an open file, compressed; counts rows and keeps the hashes."""

    def __init__(self, target: IO[bytes], rows_hash: Any, whole_hash: Any) -> None:
        self.target, self.rows_hash, self.whole_hash = target, rows_hash, whole_hash
        self.compressor = zlib.compressobj(6)
        self.row_counts: dict[int, int] = {}

    def head(self, line: str) -> None:
        self._take(f"{line}\n".encode("utf-8", "surrogatepass"))

    def row(self, line: str) -> None:
        data = f"{line}\n".encode("utf-8", "surrogatepass")
        self.rows_hash.update(data)
        sheet = int(line[1 : line.index(",")])
        self.row_counts[sheet] = self.row_counts.get(sheet, 0) + 1
        self._take(data)

    def _take(self, data: bytes) -> None:
        self.whole_hash.update(data)
        self.target.write(self.compressor.compress(data))

    def close(self) -> None:
        self.target.write(self.compressor.flush())


def lines_in(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a compressed stream, without their ends, one after the other. Raises zlib.error where it is damaged."""
    opener, rest = zlib.decompressobj(), b""
    for piece in pieces:
        *whole, rest = (rest + opener.decompress(piece)).split(b"\n")
        yield from whole
    *whole, rest = (rest + opener.flush()).split(b"\n")
    yield from whole
    if rest or not opener.eof or opener.unused_data:
        raise zlib.error("the stream does not end where it should")


def hashes() -> tuple[Any, Any]:
    """Of the rows, and of everything."""
    return hashlib.sha256(), hashlib.sha256()


def document_of(
    head: Mapping[str, Any], rows: Sequence[Iterable[Sequence[Value]]], *, number: str, rows_hash: str
) -> Document:
    """The document again, under its number."""
    sheets = [
        Sheet(
            key=sheet["key"],
            title=sheet["title"],
            columns=[
                Column(
                    column["key"],
                    column["name"],
                    Kind(column["kind"]),
                    column["definition"],
                    only_in_files=column["only_in_files"],
                )
                for column in sheet["columns"]
            ],
            rows=own,
            total=None if sheet["total"] is None else [unpacked(value) for value in sheet["total"]],
            note=sheet["note"],
        )
        for sheet, own in zip(head["sheets"], rows, strict=True)
    ]
    return Document(
        name=f"{head['name']}-{number}",
        title=head["title"],
        title_beside=head["title_beside"],
        facts=[(name, text.replace(NUMBER_HERE, number).replace(HASH_HERE, rows_hash)) for name, text in head["facts"]],
        figures=[
            Figure(each["name"], unpacked(each["value"]), each["definition"], each["unit"]) for each in head["figures"]
        ],
        charts=[FrozenPicture(**each) for each in head["charts"]],
        sheets=sheets,
        excluded=[(reason, count) for reason, count in head["excluded"]],
        lacking=[(reason, count) for reason, count in head["lacking"]],
        notes=head["notes"],
        mark=head["mark"].replace(NUMBER_HERE, number),
        made_at=datetime.fromisoformat(head["made_at"]),
    )


def without_rows(told: Document) -> Document:
    return replace(told, sheets=[replace(sheet, rows=()) for sheet in told.sheets])


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "title": str(picture.title),
        "summary": str(picture.summary),
        "headings": [str(each) for each in picture.headings],
        "rows": [[str(cell) for cell in row] for row in picture.rows],
        "for_page": A_LINK.sub("", str(picture.page())),
        "for_paper": picture.paper(),
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "key": sheet.key,
        "title": sheet.title,
        "columns": [
            {
                "key": each.key,
                "name": str(each.name),
                "kind": each.kind.value,
                "definition": str(each.definition),
                "only_in_files": each.only_in_files,
            }
            for each in sheet.columns
        ],
        "total": None if sheet.total is None else [packed(value) for value in sheet.total],
        "note": sheet.note,
    }
