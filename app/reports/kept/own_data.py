"""What is kept of reports about a person, for the file of one's own data; what an erasure blanks."""

from datetime import datetime
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from app.db import db
from app.people.models import User
from app.people.privacy.erasing import changed, eraser
from app.people.privacy.sections import register

from .models import Delivery, Recipient, SavedView, Schedule

Kept = TypeVar("Kept", SavedView, Schedule)

register(
    "report_views",
    _l("Views of reports"),
    SavedView,
    hidden=("version",),
    shown={"name": _l("Name"), "report": _l("Report"), "made_at": _l("When")},
)
register(
    "report_schedules",
    _l("Schedules of reports"),
    Schedule,
    hidden=("version", "key"),
    shown={"name": _l("Name"), "report": _l("Report"), "made_at": _l("When")},
)
register("report_recipients", _l("Reports by mail"), Recipient)
register("report_deliveries", _l("Reports that came round"), Delivery)


@eraser("kept reports")
def blank_kept(user_id: int, now: datetime) -> int:
    """Views and what is mailed to the person go; in those of others, a search for the person. Frozen copies stay as they are."""
    name, number = db.session.execute(select(User.name, User.staff_no).filter_by(id=user_id)).one()
    count = changed(delete(SavedView).where(SavedView.user_id == user_id))
    ended = update(Schedule).where(Schedule.user_id == user_id)
    count += changed(ended.values(name="", query={}, next_at=None, ended_at=now))
    stopped = update(Recipient).where(Recipient.user_id == user_id, Recipient.stopped_at.is_(None))
    count += changed(stopped.values(stopped_at=now))
    searched: list[SavedView | Schedule] = [*_searching(SavedView, name, number), *_searching(Schedule, name, number)]
    for row in searched:
        row.query = {key: value for key, value in row.query.items() if key != "q"}
    return count + len(searched)


def _searching(model: type[Kept], *words: str) -> list[Kept]:
    """Views or schedules that look for one of these words."""
    text = model.query["q"].as_string()
    about = [text.contains(word, autoescape=True) for word in words if word]
    return list(db.session.scalars(select(model).where(or_(*about)))) if about else []
