"""What the pages share: who acts, what was uploaded, what a form says."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from wtforms import Field

from app import clock
from app.access import Permission, scope_of
from app.errors import Forbidden, Invalid, NotFound
from app.people.organisation.acts import Act

from ..actions import Entry, Scan
from ..evidence import store
from ..evidence.checking import MOST_BYTES, check
from ..policies import Kind
from ..queries import previous_term
from ..renewing import term


def acting(reason: str) -> Act:
    """Who manages credentials here, where they may, and why."""
    return Act(current_user.id, scope_of(Permission.MANAGE_CREDENTIAL), clock.now(), reason, g.get("request_id", ""))


def refuse_oneself(user_id: int) -> None:
    if user_id == current_user.id:
        raise Forbidden(_("This is about yourself. Somebody else has to do this."))


def manages_all() -> bool:
    """Kinds, and which posts need them, belong to the whole organisation, like positions: who manages credentials reads them."""
    return scope_of(Permission.MANAGE_ORGANISATION).everything


def refuse_part_of_the_house() -> None:
    if not manages_all():
        raise NotFound


def asked_page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) else 1


def take_scan(field: Field, *, required: bool) -> Scan | None:
    """The file that was sent, looked at and stored; None where there is none, or the field says what is wrong with it."""
    upload: FileStorage | None = field.data
    if upload is None or not upload.filename:
        if required:
            field.errors = [_("Choose a file: a scan or a photo of the paper.")]
        return None
    try:
        paper = check(upload.stream.read(MOST_BYTES + 1))
    except Invalid as refused:
        field.errors = [refused.message]
        return None
    return Scan(store.keep(paper.content), paper.kind, len(paper.content))


def entry_of(
    form: Any, kind: Kind, user_id: int, *, temporary: bool = False, holding_id: int | None = None
) -> Entry | None:
    """What a form of `EntryFields` says, with its days; None where the rules of renewal say no: the form says why."""
    previous = previous_term(user_id, kind.id, but=holding_id)
    given = (form.certified_on.data, form.first.data, form.last.data)
    try:
        valid_from, valid_until = term(*given, policy=kind.policy, previous=previous)
    except Invalid as refused:
        form.last.errors = [refused.message]
        return None
    if valid_until is not None and valid_until <= valid_from:
        form.first.errors = [_("The last day lies before the first one.")]
        return None
    return form.entry(valid_from, valid_until, temporary=temporary)
