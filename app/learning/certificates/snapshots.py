"""What a certificate says, frozen on the day it is issued. Pure.

A snapshot holds what is printed and nothing else: `{name, subject: {kind, id, title, summary}, edition, completed_on,
valid_from, valid_until, minutes, score, issuer, competencies}`. Texts are kept in all languages, dates as YYYY-MM-DD.
`valid_until` is the first day on which it is no longer valid; `score` whole percent, cut off, or None.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from app.content.model import Course

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
JOINERS = "\u200c\u200d"  # some scripts need them to write names


@dataclass(frozen=True, slots=True)
class Subject:
    """What was completed: a course, or a programme. `score_ratio` in 0..1 where the certificate states the result."""

    kind: Literal["course", "programme"]
    id: str
    title: dict[str, str]
    summary: dict[str, str]
    edition: int
    minutes: int
    competencies: tuple[dict[str, Any], ...] = ()
    score_ratio: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """When it was completed, and from when until when it is valid: `[valid_from, valid_until)`; None: for ever."""

    completed_on: date
    valid_from: date | None = None
    valid_until: date | None = None


def of_course(course: Course, score_ratio: Decimal | None) -> Subject:
    """A course as it stands; optional pages neither add time nor prove anything."""
    levels: dict[str, int] = {}
    for lesson in course.required:
        for competency, level in lesson.competencies.items():
            levels[competency] = max(level, levels.get(competency, 0))
    proven = [
        {"id": key, "title": dict(found.title), "level": level, "levels": found.levels}
        for key, level in sorted(levels.items())
        if (found := course.competencies.get(key))
    ]
    return Subject(
        "course",
        course.id,
        {tag: plain(text) for tag, text in course.title.items()},
        {tag: plain(text) for tag, text in course.summary.items()},
        course.edition,
        course.minutes,
        tuple(proven),
        score_ratio,
    )


def freeze(name: str, subject: Subject, term: Term, issuer: str) -> dict[str, Any]:
    return {
        "name": plain(name),
        "subject": {
            "kind": subject.kind, "id": subject.id, "title": subject.title, "summary": subject.summary,
        },
        "edition": subject.edition,
        "completed_on": term.completed_on.isoformat(),
        "valid_from": term.valid_from.isoformat() if term.valid_from else None,
        "valid_until": term.valid_until.isoformat() if term.valid_until else None,
        "minutes": subject.minutes,
        "score": None if subject.score_ratio is None else int(subject.score_ratio * 100),
        "issuer": plain(issuer),
        "competencies": list(subject.competencies),
    }  # fmt: skip


def plain(text: str) -> str:
    """The text in one line, composed, without characters that show nothing or turn the reading direction."""
    seen = "".join(sign for sign in text if sign.isspace() or sign in JOINERS or _is_visible(sign))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _is_visible(sign: str) -> bool:
    return unicodedata.category(sign) not in INVISIBLE
