"""A survey after a classroom session: for who came, once, until a month after the quarter."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.people.models import User
from app.surveys.instruments import SESSION, current
from app.surveys.models import SurveyCall, SurveyTally
from tests import factories
from tests.training import making

SURVEY = current(SESSION)
FORM = {f"item-{item.key}": "4" for item in SURVEY.items}


@pytest.fixture
def people(app) -> list[User]:
    sales = factories.department()
    return [factories.user(name, department=sales) for name in ("到场", "迟到", "缺席")]


@pytest.fixture
def address(people) -> str:
    """Of the survey about a session that was held this morning."""
    began = clock.now() - timedelta(hours=6)
    item_id = making.item(factories.department(), now=began)
    session_id = making.session(item_id, people, starts_at=began, now=began)
    making.marked(session_id, dict(zip(people, ("present", "late", "absent"), strict=True)), now=clock.now())
    return f"/me/sessions/{session_id}/survey"


def signed_in(client, person):
    factories.sign_in(client, person)
    return client


@pytest.mark.parametrize("place", [0, 1])
def test_who_came_is_offered_it_on_today_and_counted_once(client, people, address, place):
    signed_in(client, people[place])
    assert address in client.get("/today").text
    assert client.get(address).text.count('type="radio"') == 5 * len(SURVEY.items)
    for _ in range(2):
        assert client.post(address, data=FORM).status_code == 303
    assert address not in client.get("/today").text
    assert 'type="radio"' not in client.get(address).text
    counted = db.session.scalar(select(func.sum(SurveyTally.count)).where(SurveyTally.kind == SESSION))
    assert counted == len(SURVEY.items)


def test_who_was_away_is_not_asked(client, people, address):
    signed_in(client, people[2])
    assert address not in client.get("/today").text
    assert 'type="radio"' not in client.get(address).text
    client.post(address, data=FORM)
    assert not db.session.scalars(select(SurveyCall.user_id)).all()


def test_who_refuses_is_not_asked_again(client, people, address):
    signed_in(client, people[0])
    client.post(f"{address}/refuse")
    assert address not in client.get("/today").text
    assert db.session.scalars(select(SurveyCall.answered)).all() == [False]


def test_s40_a_session_of_others_is_not_there(client, address):
    signed_in(client, factories.user())
    assert client.get(address).status_code == 404
    assert client.post(address, data=FORM).status_code == 404
    assert client.post(f"{address}/refuse").status_code == 404
