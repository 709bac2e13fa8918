"""HR is told when a certificate cannot be changed any more, and whose reason is kept."""

import pytest
from flask.testing import FlaskClient

from app.db import db
from app.learning.certificates.models import Certificate
from tests import factories
from tests.walk import signed_in


@pytest.fixture
def hr(app) -> FlaskClient:
    return signed_in(app, factories.user(roles=[("hr", None)], locale="en"))


@pytest.fixture
def code(issue) -> str:
    return issue(factories.user(department=factories.department())).code


def test_a_second_tab_with_another_reason_reads_the_first_one_and_that_its_own_was_not_kept(hr, code):
    address = f"/certificates/{code}/revoke"
    assert hr.post(address, data={"reason": "Answers were copied"}).status_code == 303
    assert hr.post(address, data={"reason": "Answers were copied"}).status_code == 303
    late = hr.post(address, data={"reason": "Name misspelt"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    for words in ("was revoked already", "Your reason was not kept.", "Answers were copied", "Name misspelt"):
        assert words in page
    assert db.session.query(Certificate).one().revoked_reason == "Answers were copied"


@pytest.mark.parametrize(("done", "said"), [("revoke", "was revoked already"), ("replace", "was replaced by another")])
def test_what_was_revoked_or_replaced_is_refused_before_anything_is_typed(hr, code, done: str, said: str):
    hr.post(f"/certificates/{code}/{done}", data={"reason": "Answers were copied"})
    for what in ("revoke", "replace"):
        refused = hr.get(f"/certificates/{code}/{what}")
        page = refused.get_data(as_text=True)
        assert refused.status_code == 409
        assert said in page
        assert "<textarea" not in page
        assert "Your reason was not kept" not in page


def test_two_characters_are_a_reason_and_the_page_says_so(hr, code):
    page = hr.get(f"/certificates/{code}/revoke").get_data(as_text=True)
    assert "At least 2 characters." in page
    assert 'minlength="2"' in page
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": " 错 "}).status_code == 422
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "作弊"}).status_code == 303
