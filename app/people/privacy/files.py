"""The file of one's own data: JSON with everything, PDF with what people want to read."""

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app import clock
from app.filters import moment
from app.i18n import language
from app.paper import printing

from .names import names_of
from .sections import SECTIONS, Row, Section, collect

TEMPLATE = Path(__file__).resolve().parent / "sheet" / "own_data.typ"
ROWS_PRINTED = 200  # of one section; the JSON file has all


def as_json(user_id: int, *, now: datetime) -> bytes:
    """Everything that is stored about a person, section by section."""
    file = {
        "made_at": now.isoformat(timespec="seconds"),
        "sections": {key: {"title": str(SECTIONS[key].title), "rows": rows} for key, rows in collect(user_id).items()},
    }
    return json.dumps(file, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def as_pdf(user_id: int, *, now: datetime) -> bytes:
    """The same for reading and for the files of an office: the sections with headings. Raises printing.NotPrinted."""
    found = collect(user_id)
    data = {
        "made_at": now.isoformat(timespec="seconds"),
        "language": "zh" if language().startswith("zh") else "en",
        "title": _("My data"),
        "name": _printed(found["person"][0]["name"]),
        "subtitle": _(
            "Everything stored about this person as of %(moment)s. The JSON file has every column.", moment=moment(now)
        ),
        "page_word": _("Page"),
        "issuer": _printed(current_app.config["ORG_NAME"] or "Tradewind"),
        "sections": [_sheet(SECTIONS[key], rows) for key, rows in found.items() if SECTIONS[key].shown],
    }
    target = Path(current_app.instance_path) / "own-data" / f"{secrets.token_hex(16)}.pdf"
    try:
        return printing.make(TEMPLATE, data, target).read_bytes()
    finally:
        target.unlink(missing_ok=True)


def _sheet(section: Section, rows: Sequence[Row]) -> dict[str, Any]:
    printed = rows[:ROWS_PRINTED]
    names = {name: names_of(name, [row[name] for row in printed]) for name in section.shown}
    return {
        "title": str(section.title),
        "columns": [str(label) for label in section.shown.values()],
        "rows": [[_cell(names[name].get(row[name], row[name])) for name in section.shown] for row in printed],
        "left_out": _("%(count)s further rows stand in the JSON file.", count=len(rows) - len(printed))
        if len(rows) > len(printed)
        else "",
        "empty": _("Nothing is stored."),
    }


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.3g}"
    return _printed(_day_or_moment(str(value)))


def _day_or_moment(text: str) -> str:
    """An instant as the reader's local time; a day, or anything else, as it is."""
    try:
        return text if len(text) == len(date.max.isoformat()) else moment(datetime.fromisoformat(text))
    except ValueError:
        return text


def _printed(text: str) -> str:
    return printing.printable(text)


def file_name(staff_no: str, kind: str) -> str:
    """The name under which a browser keeps the file: plain letters and digits."""
    plain = "".join(sign for sign in staff_no if sign.isascii() and sign.isalnum())
    return f"tradewind-{plain}-{clock.today().isoformat()}.{kind}"
