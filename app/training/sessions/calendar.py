"""A session as a file for calendars: iCalendar, RFC 5545. Nothing in it names the people who are expected."""

from datetime import UTC, datetime

from flask import current_app
from flask_babel import gettext as _

from app.i18n import language
from app.training.kinds import SessionState

from .queries import FoundSession

LONGEST_LINE = 73  # octets, with room for the blank that continues a line


def event(found: FoundSession) -> bytes:
    row = found.session
    cancelled = row.state == SessionState.CANCELLED
    host = str(current_app.config["PUBLIC_URL"]).partition("://")[2].partition("/")[0]
    trainer = found.trainer_name
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tradewind//Training//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:session-{row.id}@{host}",
        f"SEQUENCE:{row.version}",
        f"DTSTAMP:{_stamp(row.closed_at or row.created_at)}",
        f"DTSTART:{_stamp(row.starts_at)}",
        f"DTEND:{_stamp(row.ends_at)}",
        f"SUMMARY:{_text(found.state.title(language()))}",
        f"LOCATION:{_text(row.place)}",
        *([f"DESCRIPTION:{_text(_('Trainer: %(name)s', name=trainer))}"] if trainer else []),
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A value: what has a meaning in it is escaped, line ends too."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, broken between signs."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = "", 0
        part, size = part + sign, size + octets
    return "\r\n ".join([*parts, part])
