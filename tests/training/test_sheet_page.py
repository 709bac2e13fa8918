"""The page on which a sheet is recorded, filled in and sent as a browser without scripts sends it."""

import pytest
from sqlalchemy import select

from app.db import db
from app.training.models import Attendance

from .. import factories
from ..forms import fill_in
from ..walk import signed_in
from . import making


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def client(app, sales):
    return signed_in(app, factories.user("管教", department=sales, roles=[("training_admin", sales)], locale="en"))


def recorded():
    """(person, status, minutes) as it stands, by person."""
    db.session.rollback()
    rows = db.session.scalars(select(Attendance).order_by(Attendance.user_id, Attendance.id))
    return [(row.user_id, row.status, row.minutes) for row in rows]


def test_whoever_came_besides_is_the_one_whose_number_is_typed_into_the_page(client, sales):
    session_id = making.session(making.item(sales))
    other = factories.user("外来的人", department=factories.department(), staff_no="M0001")
    answer = fill_in(client, f"/training/sessions/{session_id}/attendance", {"person": "M0001"})
    assert answer.status_code == 303
    assert recorded() == [(other.id, "present", None)]
