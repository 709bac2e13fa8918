"""Kinds of credentials, what people hold of them, who needs them, for tests."""

import itertools
import secrets
import uuid
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from PIL import Image

from app.credentials.evidence import store
from app.credentials.models import (
    CredentialEvidence,
    CredentialHolding,
    CredentialPeriod,
    CredentialRequirement,
    CredentialType,
)
from app.db import db, writing
from app.learning.models import Completion
from app.people.models import Position, User
from tests.factories import NOW

_numbers = itertools.count(1)


def kind(**fields: Any) -> CredentialType:
    """From outside, for two years, with a window of 90 days and 30 days of grace."""
    number = next(_numbers)
    given = {
        "code": f"KIND-{number}",
        "name_zh": f"证书{number}",
        "name_en": f"Credential {number}",
        "valid_months": 24,
        "grace_days": 30,
    }
    row = CredentialType(**{**given, **fields})
    with writing():
        db.session.add(row)
    return row


def holding(
    user: User,
    kind: CredentialType,
    certified_on: date,
    valid_until: date | None = None,
    *,
    recorded_at: datetime = NOW,
    **fields: Any,
) -> CredentialHolding:
    """Registered and verified, unless the fields say otherwise; its first version."""
    user_id, type_id = user.id, kind.id
    with writing():
        holding_id = add_holding(user_id, type_id, recorded_at=recorded_at)
        add_version(holding_id, 1, certified_on, valid_until, recorded_at=recorded_at, **fields)
    return db.session.get_one(CredentialHolding, holding_id)


def add_holding(user_id: int, type_id: int, *, recorded_at: datetime) -> int:
    row = CredentialHolding(user_id=user_id, type_id=type_id, form_key=secrets.token_urlsafe(12), added_at=recorded_at)
    db.session.add(row)
    db.session.flush()
    return row.id


def people(count: int) -> list[int]:
    """People without jobs, in one go."""
    with writing():
        rows = [
            User(
                staff_no=f"C{next(_numbers)}",
                name="程一",
                name_key="chengyi",
                fs_uniquifier=uuid.uuid4().hex,
                created_at=NOW,
            )
            for _each in range(count)
        ]
        db.session.add_all(rows)
        db.session.flush()
        return [row.id for row in rows]


def add_version(
    holding_id: int, version: int, certified_on: date, valid_until: date | None, *, recorded_at: datetime, **fields: Any
) -> None:
    given = {
        "standing": "counts",
        "act": "registered" if version == 1 else "corrected",
        "valid_from": certified_on,
        "number": "CN-20240917",
        "verified_how": "original",
    }
    db.session.add(
        CredentialPeriod(
            holding_id=holding_id,
            version=version,
            certified_on=certified_on,
            valid_until=valid_until,
            recorded_at=recorded_at,
            **{**given, **fields},
        )
    )


def requirement(kind: CredentialType, position: Position | None = None, **fields: Any) -> CredentialRequirement:
    given = {"position_id": position.id if position else None, "valid_from": date(2024, 1, 1), "reason": "规定"}
    row = CredentialRequirement(**{"type_id": kind.id, "recorded_at": NOW, **given, **fields})
    with writing():
        db.session.add(row)
    return row


def scan(holding: CredentialHolding, content: bytes | None = None) -> CredentialEvidence:
    data = content or picture()
    row = CredentialEvidence(
        holding_id=holding.id, digest=store.keep(data), kind="png", byte_count=len(data), added_at=NOW
    )
    with writing():
        db.session.add(row)
    return row


def add_completion(
    user_id: int,
    on: date,
    valid_from: date | None = None,
    valid_until: date | None = None,
    *,
    edition: int = 1,
    withdrawn: bool = False,
) -> None:
    """Of the course “packing”, at noon of a day."""
    at = datetime.combine(on, time(4), UTC)
    db.session.add(
        Completion(
            user_id=user_id,
            course_id="packing",
            edition=edition,
            completed_at=at,
            completed_on=on,
            valid_from=valid_from,
            valid_until=valid_until,
            withdrawn_at=at if withdrawn else None,
        )
    )
    db.session.flush()


def picture(form: str = "PNG", **more: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, next(_numbers) % 250)).save(written, form, **more)
    return written.getvalue()


def known_of(people: dict[str, User]) -> dict[str, dict[str, object]]:
    """For the walk: a kind, who needs it, and of everybody one that waits, with a scan."""
    one = kind()
    need = requirement(one, family="WALK")
    code, need_id = one.code, need.id
    made = {}
    for role, person in people.items():
        waits = holding(person, one, date(2026, 1, 5), date(2028, 1, 5), standing="waiting", act="submitted")
        made[role] = (waits.id, scan(waits).id)
    return {
        role: {
            "kind_code": code,
            "requirement_id": need_id,
            "holding_id": made["trainee"][0],
            "own_holding_id": made[role][0],
            "evidence_id": made["trainee" if role in {"hr", "training_admin", "everything"} else role][1],
        }
        for role in people
    }
