"""A row that is changed behind our back is found, whichever column it is, and nothing makes it genuine again."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import insert, select, update

from app.db import WRITER, db, writing
from app.errors import Conflict
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from app.learning.certificates.reasons import CORRECTED
from app.learning.certificates.seals import is_sealed
from app.learning.models import Completion
from app.people.models import AuditEntry
from tests import factories

SAYS = "This certificate was issued here."  # of a certificate that is confirmed, and valid
ANOTHER_KEY = "another-one-8c1d0f7e6b5a4938271605"


def verify(app: Flask, command: str = "verify") -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["certificates", command])


@pytest.fixture
def change_secret(app: Flask):
    """The key is changed; those given are believed as former ones."""
    former = app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"]

    def change(*believed: str) -> None:
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = ANOTHER_KEY, list(believed)

    yield change
    app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = former


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


def test_p13_a_new_key_keeps_the_seals_as_long_as_the_former_one_is_believed(app, issue, client, change_secret):
    client.set_cookie("language", "en")
    code, former = issue(factories.user(), valid_until=None).code, app.config["SECRET_KEY"]
    change_secret()
    assert verify(app).exit_code == 1
    assert SAYS not in client.get(f"/verify/{code}").get_data(as_text=True)
    change_secret(former)
    assert verify(app).exit_code == 0
    assert SAYS in client.get(f"/verify/{code}").get_data(as_text=True)
    forge(snapshot={"name": "别人"})
    assert verify(app).exit_code == 1


def test_what_a_former_key_confirms_is_sealed_anew_and_nothing_else(app, issue, change_secret):
    former = app.config["SECRET_KEY"]
    good, forged = issue(factories.user()).code, issue(factories.user()).id
    db.session.rollback()
    with db.engines[WRITER].begin() as connection:
        connection.execute(update(Certificate).where(Certificate.id == forged).values(snapshot={"name": "别人"}))
    change_secret(former)
    done = verify(app, "reseal")
    assert done.exit_code == 1
    assert "1 certificates sealed anew, 1 left as they are" in done.output
    assert good not in done.output
    change_secret()
    assert {each.id for each in db.session.scalars(select(Certificate)) if not is_sealed(each)} == {forged}
    assert "0 certificates sealed anew, 1 left" in verify(app, "reseal").output


def test_without_a_former_key_nothing_gets_a_new_seal(app, issue, change_secret):
    issue(factories.user())
    change_secret()
    assert "0 certificates sealed anew, 1 left" in verify(app, "reseal").output
    assert verify(app).exit_code == 1


@pytest.mark.parametrize("change", [actions.revoke, actions.replace])
def test_p13_hr_cannot_make_a_forged_row_genuine(app, issue, change):
    hr_id = factories.user().id
    certificate = issue(factories.user())
    certificate_id, snapshot = certificate.id, dict(certificate.snapshot)
    forge(snapshot={**snapshot, "name": "别人"})
    with pytest.raises(Conflict, match="certificates verify"), writing():
        change(certificate_id, "reason", actor_id=hr_id, now=factories.NOW)
    done = verify(app)
    assert (done.exit_code, done.output.splitlines()[-1]) == (1, "1 certificates, 1 changed")


def test_p13_a_correction_of_results_leaves_a_forged_row_as_it_is_and_notes_it(app, issue):
    hr_id = factories.user().id
    certificate = issue(factories.user())
    completion_id, snapshot = certificate.completion_id, dict(certificate.snapshot)
    forge(snapshot={**snapshot, "name": "别人"})
    with writing():
        actions.withdraw_for(db.session.get_one(Completion, completion_id), actor_id=hr_id, now=factories.NOW)
    assert verify(app).exit_code == 1
    assert db.session.scalars(select(Certificate)).one().revoked_at is None
    assert db.session.scalars(select(AuditEntry.action)).all() == ["certificate not revoked: its seal is broken"]


def test_p13_undoing_a_correction_leaves_a_forged_row_as_it_is(app, issue):
    hr_id = factories.user().id
    certificate = issue(factories.user())
    certificate_id, completion_id, snapshot = certificate.id, certificate.completion_id, dict(certificate.snapshot)
    with writing():
        actions.withdraw_for(db.session.get_one(Completion, completion_id), actor_id=hr_id, now=factories.NOW)
    forge(snapshot={**snapshot, "name": "别人"})
    with writing():
        found = db.session.get_one(Certificate, certificate_id)
        completion = db.session.get_one(Completion, completion_id)
        assert not actions.reinstate(found, completion, since=factories.NOW, actor_id=hr_id, now=factories.NOW)
    assert verify(app).exit_code == 1
    assert db.session.scalars(select(Certificate)).one().revoked_reason == CORRECTED


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
