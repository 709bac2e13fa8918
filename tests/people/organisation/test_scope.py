"""S02: over random organisations, moves, grants and delegations, nothing shows a person outside the viewer's scope."""

import re

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings

from app.access import Permission
from app.db import db
from app.people.models import Department, User
from app.people.picking.whom import PERMISSIONS, Whom
from tests.conftest import emptied_after
from tests.examples import examples
from tests.walk import signed_in

from .random_house import House, build, histories, once_visible, visible


@settings(
    max_examples=examples(20),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories)
def test_s02_no_page_export_or_search_shows_a_person_outside_the_scope(app, history):
    with emptied_after():
        look_everywhere(app, build(history))


def look_everywhere(app: Flask, house: House) -> None:
    people, results = visible(house, Permission.READ_PERSON), visible(house, Permission.READ_REPORT)
    managed = visible(house, Permission.MANAGE_PEOPLE)
    everybody = {person.id: person.staff_no for person in map(_get, house.people)}
    client = signed_in(app, _get(house.viewer))
    numbers = {user_id: everybody[user_id] for user_id in people}

    def shown(path: str) -> set[str]:
        answer = client.get(path)
        assert answer.status_code in {200, 403, 404}, path
        return set(re.findall(r"(?:>|,|^)(NO\d{3})", answer.text, re.MULTILINE)) if answer.status_code == 200 else set()

    own = {everybody[house.viewer]}
    assert shown("/people") - own == set(numbers.values()) - own
    assert shown("/people?q=NO0") - own == set(numbers.values()) - own
    for number in everybody.values():
        assert shown(f"/people?q={number}") <= {number} & (set(numbers.values()) | own)
    _charts(house, client, set(numbers.values()) | own)
    _choices(house, client)
    assert shown("/reports/completion.csv?who=all") <= {everybody[user_id] for user_id in results} | own
    for user_id in everybody:
        assert (client.get(f"/people/{user_id}").status_code == 200) <= (user_id in results)
        if user_id in people:
            assert client.get(f"/people/{user_id}/employment").status_code == 200
        if user_id not in managed and _get(user_id).active:
            assert client.get(f"/people/{user_id}/employment/leave").status_code in {403, 404}


def _charts(house: House, client: FlaskClient, allowed: set[str]) -> None:
    """The chart and every department, named by heads and people: nobody who is not to be seen."""
    names = {user.name: user.staff_no for user in map(_get, house.people)}
    for path in ("/organisation", *(f"/organisation/{code}" for code in _codes(house))):
        answer = client.get(path)
        if answer.status_code == 200:
            found = {names[name] for name in re.findall(r"人\d号", answer.text)}
            assert found <= allowed, path


def _choices(house: House, client: FlaskClient) -> None:
    """Fields in which somebody is named: what follows typing, and what comes back where a text may mean several."""
    everybody = {user.id: user for user in map(_get, house.people)}
    for whom, permission in PERMISSIONS.items():
        seen = once_visible(house, permission) if whom is Whom.AUDITED else visible(house, permission)
        allowed = {everybody[user_id].staff_no for user_id in seen}
        single = [each for user in everybody.values() for each in (user.staff_no, user.name)]
        for text in ("NO0", "人", *(single if whom is Whom.SEEN else ())):
            answer = client.get(f"/choices/{whom}?q={text}")
            assert answer.status_code in {200, 403}, whom
            found = {row["staff_no"] for row in answer.get_json()["people"]} if answer.status_code == 200 else set()
            assert found == {no for no in allowed if text in (no, "NO0", "人") or _named(everybody, no) == text}, whom
    back = client.post("/people/new", data={"manager": "人"})
    assert back.status_code in {303, 403, 422}
    shown = set(re.findall(r'name="manager-choice" value="(NO\d{3})"', back.text))
    people = visible(house, Permission.READ_PERSON)
    assert shown == ({everybody[user_id].staff_no for user_id in people} if back.status_code == 422 else set())


def _named(everybody: dict[int, User], number: str) -> str:
    return next(user.name for user in everybody.values() if user.staff_no == number)


def _codes(house: House) -> list[str]:
    return [db.session.get_one(Department, key).code for key in house.departments]


def _get(user_id: int) -> User:
    return db.session.get_one(User, user_id)
