"""Any number of ids and texts travel to the database as one value, and come back as rows."""

from sqlalchemy import select

from app.db import db
from app.given import given_ids, given_pairs
from app.people.models import User
from tests import factories


def test_more_ids_than_a_statement_can_name(app):
    person = factories.user().id
    found = db.session.scalars(select(User.id).where(User.id.in_(given_ids([person, *range(10**6, 10**6 + 70_000)]))))
    assert found.all() == [person]


def test_no_ids_are_nobody(app):
    factories.user()
    assert db.session.scalars(select(User.id).where(User.id.in_(given_ids([])))).all() == []


def test_pairs_keep_their_texts_as_they_are(app):
    pairs = {(1, "overdue:7:2026-11-30:1"), (2, 'O\'Neill "%s" 王\\'), (2, "")}
    assert {(row.id, row.text) for row in db.session.execute(select(given_pairs(pairs)))} == pairs
