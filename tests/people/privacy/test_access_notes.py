"""Who looks at a page about somebody else leaves a note that the person can read."""

import pytest
from sqlalchemy import select

from app import jobs
from app.db import db
from app.people.models import User
from app.people.privacy.models import AccessNote

from ...walk import build_world, signed_in

PAGES = {
    "employment": "/people/{user_id}/employment",
    "duty": "/duties/{assignment_id}",
    "certificate": "/certificates/{code}",
    "mails": "/people/{user_id}/mails",
}


@pytest.fixture
def world(app):
    return build_world()


def notes(user: User) -> list[tuple[str, int, str]]:
    jobs.run_waiting()
    db.session.rollback()
    rows = db.session.scalars(select(AccessNote).filter_by(subject_id=user.id).order_by(AccessNote.page))
    return [(row.page, row.count, row.reason) for row in rows]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_look_at_somebody_is_noted(app, world, page):
    assert signed_in(app, world.people["hr"]).get(PAGES[page].format(**world.arguments("hr"))).status_code == 200
    assert notes(world.people["trainee"]) == [(page, 1, "")]


def test_a_mail_that_is_read_counts_as_a_look_at_whom_it_went_to(app, world):
    client = signed_in(app, world.people["hr"])
    for address in (f"/mails/{world.mail_id}", f"/mails/tomorrow/{world.people['trainee'].id}"):
        assert client.get(address).status_code == 200
    assert notes(world.people["trainee"]) == [("mails", 2, "")]


def test_private_details_are_noted_with_the_reason_once_they_are_shown(app, world):
    trainee, client = world.people["trainee"], signed_in(app, world.people["hr"])
    client.get(f"/people/{trainee.id}/private")
    assert notes(trainee) == []
    client.post(f"/people/{trainee.id}/private", data={"reason": "To send the contract"})
    assert notes(trainee) == [("private", 1, "To send the contract")]


def test_nobody_is_noted_for_looking_at_themselves(app, world):
    trainee = world.people["trainee"]
    assert signed_in(app, trainee).get(f"/certificates/{world.certificates['trainee'].code}").status_code == 200
    assert notes(trainee) == []
