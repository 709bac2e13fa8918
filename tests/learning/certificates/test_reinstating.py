"""HR makes valid again what HR revoked by mistake."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from app.learning.certificates.seals import is_sealed
from app.learning.models import Completion
from app.people.models import AuditEntry
from tests import factories
from tests.walk import signed_in

NOW = factories.NOW


@pytest.fixture
def hr(app) -> FlaskClient:
    return signed_in(app, factories.user(roles=[("hr", None)], locale="en"))


def revoked(hr: FlaskClient, issue, holder) -> str:
    code: str = issue(holder).code
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "Wrong person"}).status_code == 303
    return code


def test_it_is_valid_again_under_the_same_number_and_its_holder_reads_why(app, hr, issue):
    holder = factories.user(department=factories.department(), locale="en")
    own, code = signed_in(app, holder), revoked(hr, issue, holder)
    address = f"/certificates/{code}/reinstate"
    assert f'href="{address}"' in hr.get(f"/certificates/{code}").get_data(as_text=True)
    assert hr.post(address, data={"reason": ""}).status_code == 422
    for _sent in range(2):
        assert hr.post(address, data={"reason": "It was a namesake"}).status_code == 303
    row = db.session.query(Certificate).one()
    assert (row.code, row.revoked_at, is_sealed(row)) == (code, None, True)
    (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="certificate reinstated"))
    assert entry.reason == "It was a namesake"
    page = own.get(f"/certificates/{code}").get_data(as_text=True)
    assert "It was a namesake" in page
    assert ".pdf" in page
    assert "It was a namesake" not in own.get(f"/verify/{code}").get_data(as_text=True)
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "Wrong person"}).status_code == 303


def test_what_was_replaced_or_stands_is_refused(hr, issue):
    department = factories.department()
    standing = issue(factories.user(department=department)).code
    replaced = issue(factories.user(department=department)).code
    hr.post(f"/certificates/{replaced}/replace", data={"reason": "The name"})
    for code in (standing, replaced):
        address = f"/certificates/{code}/reinstate"
        assert hr.get(address).status_code == hr.post(address, data={"reason": "A slip"}).status_code == 409
    assert f"/certificates/{standing}/reinstate" not in hr.get(f"/certificates/{standing}").get_data(as_text=True)


def test_what_a_correction_took_back_stays_with_the_correction(hr, issue):
    actor_id = factories.user().id
    certificate = issue(factories.user(department=factories.department()))
    code, completion_id = certificate.code, certificate.completion_id
    with writing():
        actions.withdraw_for(db.session.get_one(Completion, completion_id), actor_id=actor_id, now=NOW)
    assert hr.post(f"/certificates/{code}/reinstate", data={"reason": "A slip"}).status_code == 409
    assert db.session.query(Certificate).one().revoked_at is not None


def test_nobody_makes_a_certificate_of_their_own_valid_again(app, hr, issue):
    person = factories.user(department=factories.department(), roles=[("hr", None)])
    reader, code = signed_in(app, person), revoked(hr, issue, person)
    assert f"{code}/reinstate" not in reader.get(f"/certificates/{code}").get_data(as_text=True)
    assert reader.post(f"/certificates/{code}/reinstate", data={"reason": "A slip"}).status_code == 403
    assert db.session.query(Certificate).one().revoked_at is not None
