"""Mails about credentials that end: 90 and 30 days before, each once, to whom they concern."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.credentials.jobs import remind_of_ends
from app.credentials.reminding import letter
from app.db import db, writing
from app.people.mails.models import Mail
from app.people.mails.outbox import Composed, Nothing
from app.people.models import Job

from .. import factories
from . import making


@pytest.fixture
def post(app):
    """A person in a post that asks for a kind."""
    place, kind = factories.position(), making.kind(name_en="Forklift licence", name_zh="叉车司机证")
    making.requirement(kind, place)
    person = factories.user(department=factories.department(), email="wang@example.org", locale="en")
    user_id, position_id = person.id, place.id
    with writing():
        db.session.scalars(select(Job).filter_by(user_id=user_id)).one().position_id = position_id
    return person, kind


def keys() -> list[str]:
    db.session.rollback()
    return sorted(key.rpartition(":")[2] for key in db.session.scalars(select(Mail.key)))


def test_each_is_told_once_at_ninety_and_once_at_thirty_days(post):
    person, kind = post
    until = clock.today() + timedelta(days=91)
    making.holding(person, kind, date(2025, 1, 1), until)
    for day, expected in (
        (0, []),
        (1, ["90"]),
        (2, ["90"]),
        (61, ["30", "90"]),
        (70, ["30", "90"]),
        (95, ["30", "90"]),
    ):
        remind_of_ends(clock.today() + timedelta(days=day))
        assert keys() == expected, day


@pytest.mark.parametrize("reason", ["no mails of this kind", "no such post", "renewed"])
def test_nobody_is_told_whom_it_does_not_concern(post, reason: str):
    person, kind = post
    until, user_id = clock.today() + timedelta(days=20), person.id
    holder = factories.user(department=factories.department()) if reason == "no such post" else person
    making.holding(holder, kind, date(2025, 1, 1), until)
    if reason == "renewed":
        making.holding(person, kind, clock.today(), until + timedelta(days=700), valid_from=until)
    if reason == "no mails of this kind":
        with writing():
            db.session.get_one(type(person), user_id).mails_refused = ["certificate"]
    remind_of_ends(clock.today())
    assert keys() == []


def test_the_words_say_what_ends_and_nothing_once_it_is_renewed(post):
    person, kind = post
    until = clock.today() + timedelta(days=20)
    making.holding(person, kind, date(2025, 1, 1), until)
    remind_of_ends(clock.today())
    mail = db.session.scalars(select(Mail)).one()
    said = letter(mail)
    assert isinstance(said, Composed)
    assert kind.name_zh in said.subject or kind.name_en in said.subject
    assert (until - timedelta(days=1)).isoformat() in said.text
    assert "/me/credentials" in said.text
    making.holding(person, kind, clock.today(), until + timedelta(days=700), valid_from=until)
    db.session.rollback()
    assert letter(db.session.scalars(select(Mail)).one()) == Nothing("renewed")
