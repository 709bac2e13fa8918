"""HR takes back the certificate of somebody who has left, found by the code that stands on it."""

import re
from datetime import date

import pytest

from app.db import db
from app.learning.certificates.models import Certificate
from tests import factories
from tests.walk import signed_in


@pytest.fixture
def here(app):
    return factories.department()


@pytest.fixture
def code(issue, here) -> str:
    """Of somebody who worked here at last, and elsewhere before."""
    leaver = factories.user(name="离职者", active=False)
    factories.job(leaver, factories.department(), started_on=date(2020, 1, 1), ended_on=date(2024, 1, 1))
    factories.job(leaver, here, started_on=date(2024, 1, 1), ended_on=date(2026, 11, 21))
    return issue(leaver).code


def test_hr_of_the_last_department_finds_it_by_its_code_and_revokes_it(app, here, code):
    hr = signed_in(app, factories.user(roles=[("hr", here)], locale="en"))
    found = hr.get("/verify", query_string={"code": code}, follow_redirects=True).get_data(as_text=True)
    assert f'href="/certificates/{code}"' in found
    page = hr.get(f"/certificates/{code}")
    assert page.status_code == 200
    assert f'href="/certificates/{code}/revoke"' in page.get_data(as_text=True)
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "Answers were copied"}).status_code == 303
    assert db.session.query(Certificate).one().revoked_at is not None


def test_the_page_leads_to_no_page_about_somebody_who_has_left(app, here, code):
    hr = signed_in(app, factories.user(roles=[("hr", here)], locale="en"))
    assert not re.search(r'href="/people/\d', hr.get(f"/certificates/{code}").get_data(as_text=True))


def test_hr_of_another_department_of_theirs_does_not(app, code):
    hr = signed_in(app, factories.user(roles=[("hr", factories.department())], locale="en"))
    assert hr.get(f"/certificates/{code}").status_code == 404
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "Answers were copied"}).status_code == 404
    assert f'href="/certificates/{code}"' not in hr.get(f"/verify/{code}").get_data(as_text=True)


def test_a_stranger_is_not_led_to_the_certificate_s_own_page(client, code):
    assert "/certificates/" not in client.get(f"/verify/{code}").get_data(as_text=True)
