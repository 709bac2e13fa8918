"""Views that somebody keeps under a name. Each action runs inside `writing()`, is given `now`, and never commits."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.db import db, locked
from app.errors import Conflict, Invalid, NotFound

from .models import SavedView

MOST_VIEWS = 200  # of one person


def list_views(user_id: int, report: str = "") -> list[SavedView]:
    """A person's own, by report and name. One statement."""
    statement = select(SavedView).filter_by(user_id=user_id).order_by(SavedView.report, SavedView.name, SavedView.id)
    return list(db.session.scalars(statement.filter_by(report=report) if report else statement))


def get_view(view_id: int, *, user_id: int) -> SavedView:
    """One's own. Raises NotFound."""
    found = db.session.scalar(select(SavedView).filter_by(id=view_id, user_id=user_id))
    if found is None:
        raise NotFound
    return found


def find_view(user_id: int, report: str, name: str) -> SavedView | None:
    return db.session.scalar(select(SavedView).filter_by(user_id=user_id, report=report, name=name))


def save(user_id: int, report: str, name: str, query: Mapping[str, str], *, replaces: bool, now: datetime) -> SavedView:
    """Keep values under a name; the same twice is once. Raises Conflict where the name stands for others and `replaces` is off."""
    found = db.session.scalar(locked(select(SavedView).filter_by(user_id=user_id, report=report, name=name)))
    if found is not None:
        if found.query == dict(query):
            return found
        if not replaces:
            raise Conflict(_("You have a view of this name already. Choose another name, or replace it."))
        found.query, found.version = dict(query), found.version + 1
        return found
    count = db.session.scalar(select(func.count()).select_from(SavedView).filter_by(user_id=user_id)) or 0
    if count >= MOST_VIEWS:
        raise Invalid(_("You keep %(count)s views. Delete one first.", count=count))
    view = SavedView(user_id=user_id, report=report, name=name, query=dict(query), made_at=now)
    db.session.add(view)
    db.session.flush()
    return view


def rename(view_id: int, name: str, *, user_id: int, seen: int) -> None:
    """Raises NotFound, and Conflict where it was changed meanwhile or the name is taken."""
    view = _locked(view_id, user_id)
    if view.name == name:
        return
    _refuse_changed(view, seen)
    if find_view(user_id, view.report, name) is not None:
        raise Conflict(_("You have a view of this name already. Choose another name."))
    view.name, view.version = name, view.version + 1


def delete(view_id: int, *, user_id: int, seen: int) -> None:
    """Raises NotFound, and Conflict where it was changed meanwhile."""
    view = _locked(view_id, user_id)
    _refuse_changed(view, seen)
    db.session.delete(view)


def _refuse_changed(view: SavedView, seen: int) -> None:
    if view.version != seen:
        raise Conflict(_("You changed this view in another tab meanwhile. Look at it again."))


def _locked(view_id: int, user_id: int) -> SavedView:
    found = db.session.scalar(locked(select(SavedView).filter_by(id=view_id, user_id=user_id)))
    if found is None:
        raise NotFound
    return found
