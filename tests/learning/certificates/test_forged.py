"""What the pages say of a certificate whose row was changed behind our back: nothing that stands in it."""

import pytest
from sqlalchemy import update

from app.db import WRITER, db
from app.learning.certificates.models import Certificate
from tests import factories
from tests.walk import signed_in


@pytest.fixture
def holder(app):
    return factories.user(department=factories.department(), locale="en")


@pytest.fixture(params=["another name", "nothing else"])
def code(request, issue, holder) -> str:
    """Its name was changed, or its whole snapshot is gone."""
    certificate = issue(holder)
    kept = dict(certificate.snapshot) if request.param == "another name" else {}
    code = certificate.code
    db.session.rollback()
    with db.engines[WRITER].begin() as connection:
        connection.execute(update(Certificate).values(snapshot={**kept, "name": "王小明明"}))
    return code


def test_neither_its_holder_nor_hr_sees_or_prints_it(app, holder, code):
    own = signed_in(app, holder)
    hr = signed_in(app, factories.user(roles=[("hr", None)], locale="en"))
    for reader in (own, hr):
        for address in (f"/certificates/{code}", f"/certificates/{code}.pdf"):
            refused = reader.get(address)
            assert refused.status_code == 409
            page = refused.get_data(as_text=True)
            assert "flask certificates verify" in page
            assert "王小明明" not in page


@pytest.mark.parametrize("what", ["revoke", "replace"])
def test_hr_reads_that_nothing_can_be_done_with_it(app, code, what: str):
    hr = signed_in(app, factories.user(roles=[("hr", None)], locale="en"))
    assert hr.get(f"/certificates/{code}/{what}").status_code == 409
    refused = hr.post(f"/certificates/{code}/{what}", data={"reason": "a good reason"})
    assert refused.status_code == 409
    assert "flask certificates verify" in refused.get_data(as_text=True)
    assert db.session.query(Certificate).one().revoked_at is None


def test_whoever_checks_it_is_told_that_it_cannot_be_confirmed(client, code):
    client.set_cookie("language", "en")
    response = client.get(f"/verify/{code}")
    assert response.status_code == 200
    page = response.get_data(as_text=True)
    assert "cannot be confirmed" in page
    assert "王小明明" not in page


def test_the_lists_say_so_too(app, holder, code):
    holder_id = holder.id
    hr = signed_in(app, factories.user(roles=[("hr", None)], locale="en"))
    for reader, address in ((signed_in(app, holder), "/record"), (hr, f"/people/{holder_id}")):
        page = reader.get(address).get_data(as_text=True)
        assert "Cannot be confirmed" in page
        assert code in page
