"""A certificate of somebody's hours in a period, as PDF. Its words are its own, in Chinese and English whoever prints it."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from app import clock, filters
from app.learning.credits.kinds import Subject
from app.learning.credits.models import Credit
from app.paper import printing
from app.people.models import User

TEMPLATE = Path(__file__).resolve().parent / "sheet" / "hours.typ"
LABELS = {
    "heading": ("学时证明", "Certificate of Training Hours"),
    "name": ("姓名", "Name"),
    "staff_no": ("工号", "Staff no."),
    "period": ("期间", "Period"),
    "total": ("合计学时", "Credited hours"),
    "day": ("日期", "Date"),
    "item": ("培训内容", "Training"),
    "subject": ("科目", "Subject"),
    "hours": ("学时", "Hours"),
    "number": ("台账号", "Entry"),
    "note": (
        "1 学时为 45 分钟。同一课程同一版本在期间内重复学习只计一次。",
        "A credited hour has 45 minutes. The same edition of a course counts once in the period.",
    ),
    "signed": ("盖章 / 签字", "Stamp / signature"),
    "page": ("页", "Page"),
}
SUBJECTS: dict[str, str] = {
    Subject.PUBLIC: "公需 Public",
    Subject.PROFESSIONAL: "专业 Professional",
    Subject.PARTY: "党建 Party",
    Subject.COMPLIANCE: "合规 Compliance",
    Subject.MANAGEMENT: "管理 Management",
}


def pdf(person: User, rows: Sequence[Credit], first: date, last: date, *, now: datetime) -> bytes:
    """One line an activity, the first time of each; as many pages as it takes. Raises NotPrinted."""
    target = Path(current_app.instance_path) / "hours" / f"{secrets.token_hex(16)}.pdf"
    try:
        return printing.make(TEMPLATE, sheet(person, rows, first, last, now=now), target).read_bytes()
    finally:
        target.unlink(missing_ok=True)


def sheet(person: User, rows: Sequence[Credit], first: date, last: date, *, now: datetime) -> dict[str, Any]:
    """What the template is given. `rows`: what holds in the period, in any order."""
    once: dict[str, Credit] = {}
    for row in sorted(rows, key=lambda each: (each.credited_on, each.id)):
        once.setdefault(row.activity, row)
    facts = {
        "name": person.name,
        "staff_no": person.staff_no,
        "period": f"{first.isoformat()} – {last.isoformat()}",
        "total": filters.number(sum(row.hours for row in once.values())),
    }
    lines = [
        [
            str(row.id),
            row.credited_on.isoformat(),
            row.item_zh if row.item_zh == row.item_en else f"{row.item_zh} {row.item_en}",
            SUBJECTS.get(row.subject, row.subject),
            filters.number(row.hours),
        ]
        for row in once.values()
    ]
    return {
        "made_at": now.isoformat(timespec="seconds"),
        "issuer": printing.printable(current_app.config["ORG_NAME"] or "Tradewind"),
        "labels": LABELS,
        "facts": [[key, printing.printable(value)] for key, value in facts.items()],
        "rows": [[printing.printable(cell) for cell in line] for line in lines],
        "printed": f"{now.astimezone(clock.zone()):%Y-%m-%d %H:%M}",
    }
