"""What the pages of the organisation share: who acts, what a form chose, what an address asks for."""

from datetime import date, timedelta

from flask import g, request
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, scope_of
from app.errors import Forbidden

from ..acts import Act, Place
from ..forms import PlaceForm

DAY = timedelta(days=1)


def acting(permission: Permission, reason: str) -> Act:
    """Who asks, where they may, and why."""
    return Act(current_user.id, scope_of(permission), clock.now(), reason, g.get("request_id", ""))


def refuse_oneself(user_id: int) -> None:
    if user_id == current_user.id:
        raise Forbidden(_("This is about yourself. Somebody else in HR has to do this."))


def place_of(form: PlaceForm) -> Place:
    """What a form chose."""
    return Place(
        int(form.department.data),
        int(form.position.data) if form.position.data else None,
        form.manager.person_id,
        form.is_head.data,
    )


def asked_day() -> tuple[date, str]:
    """The day of `?on=`, today where there is none; and a note where it was not understood."""
    text = request.args.get("on", "").strip()
    if not text:
        return clock.today(), ""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not 1950 <= found.year <= clock.today().year + 10:
        return clock.today(), _(
            "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.", name="on"
        )
    return found, ""


def asked_page() -> tuple[int, str]:
    """The number of `?page=`, 1 where there is none; and a note where it was not understood."""
    text = request.args.get("page", "")
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) >= 1:
        return int(text), ""
    return 1, _("There is no such page of this list. The first one is shown.") if text else ""


def may(permission: Permission, path: str) -> bool:
    """Whether who asks has a permission over the department of a path."""
    scope = scope_of(permission)
    return scope.everything or path.startswith(scope.paths)


def day_after(last: date | None) -> date | None:
    """Forms ask for the last day, tables keep the day after."""
    return last + DAY if last is not None else None
