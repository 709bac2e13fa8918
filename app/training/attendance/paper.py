"""The sheet that people sign, as PDF. Its words are its own, in Chinese and English whoever prints it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from app import clock
from app.paper import printing
from app.people.models import Department
from app.training.sessions.queries import FoundSession

from .queries import Participant

TEMPLATE = Path(__file__).resolve().parent / "sheet" / "sign_in.typ"
BLANK_ROWS = 6  # for those who come besides
LABELS = {
    "heading": ("培训签到表", "Sign-in sheet"),
    "title": ("培训项目", "Training"),
    "time": ("时间", "Time"),
    "place": ("地点", "Place"),
    "trainer": ("讲师", "Trainer"),
    "organiser": ("主办部门", "Organised by"),
    "hours": ("学时", "Credit hours"),
    "expected": ("应到人数", "Expected"),
    "number": ("序号", "No."),
    "staff_no": ("工号", "Staff no."),
    "name": ("姓名", "Name"),
    "department": ("部门", "Department"),
    "signature": ("签名", "Signature"),
    "came": ("实到人数", "Present"),
    "confirmed": ("讲师或组织者签字", "Signed by trainer or organiser"),
    "page": ("页", "Page"),
}


def pdf(found: FoundSession, people: Sequence[Participant], *, now: datetime) -> bytes:
    """Everybody expected, with lines for others; as many pages as it takes. Raises NotPrinted."""
    target = Path(current_app.instance_path) / "sign-in" / f"{secrets.token_hex(16)}.pdf"
    try:
        return printing.make(TEMPLATE, sheet(found, people, now=now), target).read_bytes()
    finally:
        target.unlink(missing_ok=True)


def sheet(found: FoundSession, people: Sequence[Participant], *, now: datetime) -> dict[str, Any]:
    """What the template is given."""
    row, state = found.session, found.state
    title = [text for text in dict.fromkeys((state.title_zh, state.title_en)) if text]
    facts = {
        "time": _span(row.starts_at, row.ends_at),
        "place": row.place,
        "trainer": found.trainer_name or "—",
        "organiser": _named(found.department),
        "hours": f"{row.hours:g}",
        "expected": str(len(people)),
    }
    rows = [[each.staff_no, each.name, _named(each.department)] for each in people] + [["", "", ""]] * BLANK_ROWS
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "issuer": printing.printable(current_app.config["ORG_NAME"] or "Tradewind"),
        "document_title": printing.printable(f"签到表 Sign-in sheet: {title[0]}"),
        "title": [printing.printable(text) for text in title],
        "labels": LABELS,
        "facts": [[key, printing.printable(value)] for key, value in facts.items()],
        "rows": [[str(number), *map(printing.printable, cells)] for number, cells in enumerate(rows, start=1)],
        "printed": f"{now.astimezone(clock.zone()):%Y-%m-%d %H:%M}",
    }


def _named(department: Department | None) -> str:
    return department.name_zh or department.name_en if department else ""


def _span(start: datetime, end: datetime) -> str:
    first, last = start.astimezone(clock.zone()), end.astimezone(clock.zone())
    until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M} – {until}"
