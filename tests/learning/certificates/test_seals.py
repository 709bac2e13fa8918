"""A row that is changed behind our back is found, whichever column it is."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import insert, update

from app.db import WRITER, db, writing
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from tests import factories


def verify(app: Flask) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["certificates", "verify"])


def forge(**values: object) -> None:
    db.session.rollback()
    with db.engines[WRITER].begin() as connection:
        connection.execute(update(Certificate).values(**values))


def test_p13_untouched_certificates_pass_revoked_and_replaced_ones_too(app, issue):
    hr_id = factories.user().id
    first, second = issue(factories.user()).id, issue(factories.user()).id
    with writing():
        actions.revoke(first, "reason", actor_id=hr_id, now=factories.NOW)
    with writing():
        actions.replace(second, "reason", actor_id=hr_id, now=factories.NOW)
    done = verify(app)
    assert (done.exit_code, done.output) == (0, "3 certificates, 0 changed\n")


@pytest.mark.parametrize(
    "values",
    [
        {"snapshot": {"name": "别人"}},
        {"valid_until": None},
        {"subject_id": "harbour"},
        {"code": "2222-3333-4444-5555"},
        {"seal": ""},
        {"serial": 7},
        {"issued_at": factories.NOW.replace(year=2020)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_p13_a_changed_row_is_found_and_named(app, issue, values: dict):
    code = values.get("code", issue(factories.user()).code)
    forge(**values)
    done = verify(app)
    assert done.exit_code == 1
    assert code in done.output


def test_p13_a_new_key_keeps_the_seals_as_long_as_the_former_one_is_believed(app, issue, client):
    code, former = issue(factories.user()).code, app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another-one-8c1d0f7e6b5a4938271605"
    try:
        assert verify(app).exit_code == 1
        app.config["SECRET_KEY_FALLBACKS"] = [former]
        assert verify(app).exit_code == 0
        assert "cannot be confirmed" not in client.get(f"/verify/{code}?lang=en").get_data(as_text=True)
        forge(snapshot={"name": "别人"})
        assert verify(app).exit_code == 1
    finally:
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = former, []


def test_p13_a_revocation_that_is_taken_back_by_hand_is_found(app, issue):
    hr_id = factories.user().id
    certificate_id = issue(factories.user()).id
    with writing():
        actions.revoke(certificate_id, "reason", actor_id=hr_id, now=factories.NOW)
    forge(revoked_at=None, revoked_by_id=None, revoked_reason="")
    assert verify(app).exit_code == 1


def test_p13_a_row_that_was_put_in_by_hand_is_found(app, issue):
    certificate = issue(factories.user())
    other = factories.user().id
    columns = [column.name for column in Certificate.__table__.columns if column.name != "id"]
    forged = {name: getattr(certificate, name) for name in columns}
    with db.engines[WRITER].begin() as connection:
        connection.execute(
            insert(Certificate).values(
                {**forged, "user_id": other, "code": "2222-3333-4444-5555", "completion_id": None}
            )
        )
    done = verify(app)
    assert done.exit_code == 1
    assert "2222-3333-4444-5555" in done.output
    assert certificate.code not in done.output
