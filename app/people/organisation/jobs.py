"""By the clock: today's organisation, and the accounts of those whose last day was yesterday."""

from datetime import date

from sqlalchemy import select, update

from app import clock, jobs
from app.db import db, writing
from app.people import changed
from app.people.models import User
from app.people.names import name_key

from . import leavers
from .projection import project


@jobs.daily(hour=0)
def begin_the_day(_day: date) -> None:
    """What was written ahead for today becomes true. Run twice, it does it once."""
    today = clock.today()
    with writing():
        moved = project(today)
        left = leavers.list_left(today)
        leavers.switch_off(left, now=clock.now())
    if moved or left:
        changed.tell(None)


@jobs.daily(hour=1)
def bring_name_keys_in_line(_day: date) -> None:
    """Keys that an earlier release made are made anew: how names are said is learnt. Usually there is nothing to do."""
    wrong = [
        {"id": user_id, "name_key": name_key(name)}
        for user_id, name, key in db.session.execute(select(User.id, User.name, User.name_key))
        if name_key(name) != key
    ]
    if wrong:
        with writing():
            db.session.execute(update(User), wrong)
