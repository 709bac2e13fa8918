"""One sheet read: `python sheet_child.py < FILE > JSON`, a process of its own with limits on time and memory.

Whatever a file does to the library that reads it, it does in here. The first argument is a JSON list of lists: synonyms of
the headers that make a sheet one of ours. Prints `{"name", "kind", "rows", "empty", "cached"}` of the first such sheet, or
`{"refused": code, "detail": words}`. Cells are text, numbers, true or false, or `{"day": "2026-03-01"}`; rows begin at row 1.
`empty`: cells, as "row,column" from 0, with a formula but no value; `cached`: those whose value the formula had when saved.
"""

import csv
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

import python_calamine as calamine

MOST_SECONDS = 30  # of processor time
MOST_MEMORY = 1024 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_BYTES = 200 * 1000 * 1000
MOST_RATIO = 100
SMALL = 1024 * 1024  # bytes: so little is never a bomb
MOST_ROWS = 50_000  # beside the one with the headers
MOST_COLUMNS = 60
LONGEST_CELL = 2_000  # characters
HEAD_WITHIN = 10  # rows from the top in which the headers stand
UNSAFE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\x00-\x1f]")
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, NotImplementedError, EOFError, OSError)


class Refused(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def main() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    known = [set(names) for names in json.loads(sys.argv[1])]
    try:
        found = read(sys.stdin.buffer.read(), known)
    except Refused as refused:
        found = {"refused": refused.code, "detail": refused.detail}
    except MemoryError:
        found = {"refused": "too-costly", "detail": ""}
    sys.stdout.write(json.dumps(found, ensure_ascii=True, separators=(",", ":")))


def read(data: bytes, known: list[set[str]]) -> dict[str, Any]:
    """The kind of file follows from its content; what it is called means nothing."""
    if not data:
        raise Refused("empty")
    if data.startswith(b"PK"):
        files = _unpacked(data)
        kind = _kind_of_archive(files)
        return {"kind": kind, **_of_workbook(data, known, files)}
    if data.startswith(OLE):
        return {"kind": "xls", **_of_workbook(data, known, {})}
    return {"kind": "csv", **_of_text(data, known)}


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The entries of an archive, counted while they are read: what it says about itself is not believed."""
    files: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES:
                raise Refused("too-many-entries", entries[MOST_ENTRIES].filename[:100])
            for entry in entries:
                if UNSAFE.search(entry.filename):
                    raise Refused("bad-name", repr(entry.filename[:100]))
                content = bytearray()
                with package.open(entry) as stream:
                    while piece := stream.read(256 * 1024):
                        content += piece
                        total += len(piece)
                        if total > MOST_BYTES or total > max(SMALL, len(data) * MOST_RATIO):
                            raise Refused("bomb", entry.filename[:100])
                files[entry.filename] = bytes(content)
    except BROKEN:
        raise Refused("damaged") from None
    return files


def _kind_of_archive(files: dict[str, bytes]) -> str:
    for path, content in files.items():
        if path.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise Refused("dtd", path[:100])
        if "vbaproject" in path.lower() or path.startswith("Basic/"):
            raise Refused("macro", path[:100])
    if "xl/workbook.xml" in files:
        if b"macroEnabled" in files.get("[Content_Types].xml", b""):
            raise Refused("macro", "xl/workbook.xml")
        return "xlsx"
    if files.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "xl/workbook.bin" in files:
        raise Refused("wrong-kind", "xlsb")
    raise Refused("wrong-kind", "zip")


def _of_workbook(data: bytes, known: list[set[str]], files: dict[str, bytes]) -> dict[str, Any]:
    titles = []
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        if any(str(sheet.typ).endswith(("Vba", "MacroSheet")) for sheet in book.sheets_metadata):
            raise Refused("macro")
        for place, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(place)
            _check_area(sheet.total_height, sheet.total_width)
            rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if _head(rows, known) is not None:
                return {"name": name, "rows": _trimmed(rows), **_formulas(files, place, rows)}
            titles.append(name)
    except calamine.PasswordError:
        raise Refused("password") from None
    except (calamine.CalamineError, *BROKEN, IndexError, OverflowError):
        raise Refused("damaged") from None
    except BaseException as error:  # what the library's Rust code gives up on comes as an exception of its own
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("damaged") from None
    raise Refused("no-header", "; ".join(titles)[:200])


def _check_area(height: int, width: int) -> None:
    """Two cells far apart make a table of billions."""
    if height > MOST_ROWS + HEAD_WITHIN:
        raise Refused("too-many-rows", str(height))
    if width > 1024 or height * width > (MOST_ROWS + HEAD_WITHIN) * MOST_COLUMNS:
        raise Refused("too-many-columns", str(width))


def _of_text(data: bytes, known: list[set[str]]) -> dict[str, Any]:
    text = _decoded(data)
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(",;\t", key=first.count)
    try:
        csv.field_size_limit(100_000)
        rows: list[list[Any]] = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append([cell[1:] if cell[:1] == "'" and _opens_a_formula(cell[1:]) else cell for cell in row])
            _check_area(len(rows), len(row))
    except csv.Error:
        raise Refused("not-text") from None
    if _head(rows, known) is None:
        raise Refused("no-header")
    return {"name": "", "rows": _trimmed(rows), "empty": [], "cached": []}


def _opens_a_formula(text: str) -> bool:
    """Our own files have a quote in front of such a text."""
    return text.startswith(tuple("=+-@＝＋－＠\t\r\n"))


def _decoded(data: bytes) -> str:
    """A byte order mark decides; else strict UTF-8; else GB18030."""
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in text or text.lstrip()[:1] in {"<", "{"} or text.startswith("%PDF"):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused("not-text")


def _head(rows: list[list[Any]], known: list[set[str]]) -> int | None:
    """The row with the headers: the first that has one of each."""
    for number, row in enumerate(rows[:HEAD_WITHIN]):
        words = {normal(cell) for cell in row if isinstance(cell, str)}
        if all(words & names for names in known):
            return number
    return None


def normal(word: str) -> str:
    """A header without what people vary: width, case, blanks, marks, what stands in brackets."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s_*:：./-]+", "", re.sub(r"[(（\[【][^)）\]】]{0,80}[)）\]】]", "", plain))


def _plain(cell: object) -> Any:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, datetime):
        return {"day": cell.date().isoformat()} if cell.time() == time() else str(cell)
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, int | float) else str(cell)[: LONGEST_CELL + 1]


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without what is empty at the right and at the end."""
    for row in rows:
        while row and (row[-1] == "" or (isinstance(row[-1], str) and not row[-1].strip())):
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise Refused("too-many-columns", str(len(row)))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _formulas(files: dict[str, bytes], place: int, rows: list[list[Any]]) -> dict[str, list[str]]:
    """Which cells hold a formula: with the value it had when the file was saved, or with none."""
    found: Iterator[tuple[int, int]] = iter(())
    if "content.xml" in files and b"formula" in files["content.xml"]:
        found = _ods_formulas(files["content.xml"], place)
    elif (content := _xlsx_sheet(files, place)) and (b"<f" in content or b":f" in content):
        found = _xlsx_formulas(content)
    empty: list[str] = []
    cached: list[str] = []
    for row, column in found:
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        (empty if cell == "" else cached).append(f"{row},{column}")
    return {"empty": empty, "cached": cached}


def _xlsx_sheet(files: dict[str, bytes], place: int) -> bytes:
    """The part that holds a sheet, found as readers find it: the order in the workbook, then its relations."""
    ids, targets = [], {}

    def note(name: str, given: dict[str, str]) -> None:
        if name.endswith("sheet") and "name" in given:
            ids.append(next((value for key, value in given.items() if key.endswith(":id")), ""))
        if name.endswith("Relationship"):
            targets[given.get("Id", "")] = given.get("Target", "")

    for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        _walk(files.get(path, b"<x/>"), note)
    target = targets.get(ids[place], "") if place < len(ids) else ""
    return files.get(target.lstrip("/") if target.startswith("/") else f"xl/{target}", b"")


def _xlsx_formulas(content: bytes) -> Iterator[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = [(0, 0)]

    def note(name: str, given: dict[str, str]) -> None:
        local = name.rsplit(":", 1)[-1]
        if local == "c" and (match := PLACE.match(given.get("r", ""))):
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
            at[0] = (int(match[2]) - 1, column - 1)
        elif local == "f":
            found.append(at[0])

    _walk(content, note)
    return iter(found)


def _ods_formulas(content: bytes, place: int) -> Iterator[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = {"table": -1, "row": 0, "rows": 0, "column": 0}

    def note(name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            at.update(table=at["table"] + 1, row=0, rows=0)
        elif name == "table:table-row":
            at.update(row=at["row"] + at["rows"], rows=int(given.get("table:number-rows-repeated", 1)), column=0)
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            if "table:formula" in given and at["table"] == place:
                found.append((at["row"], at["column"]))
            at["column"] += int(given.get("table:number-columns-repeated", 1))

    _walk(content, note)
    return iter(found)


def _walk(content: bytes, note: Any) -> None:
    """Documents with a DTD were refused before: nothing in here can expand."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = note
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused("damaged") from None


if __name__ == "__main__":
    main()
