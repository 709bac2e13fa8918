"""Several tabs, or several people in HR, at the same moment."""

from sqlalchemy import func, select

from app.db import db, writing
from app.learning.certificates import actions, printing
from app.learning.certificates.models import Certificate
from app.learning.models import Completion
from app.paper import printing as press
from tests import factories
from tests.crowd import at_once

TABS = 6


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_p2_a_completion_seen_at_once_by_many_has_one_certificate(app, course):
    completion_id = factories.completion(factories.user()).id

    def see() -> str | None:
        with writing():
            found = actions.issue_for(db.session.get_one(Completion, completion_id), course, now=factories.NOW)
            return found.code if found else None

    assert len(set(at_once(app, *[see] * TABS))) == 1
    assert count() == 1


def test_p2_replacing_at_once_makes_one_new_certificate(app, issue):
    hr_id, certificate_id = factories.user().id, issue(factories.user()).id

    def replace() -> str:
        with writing():
            return actions.replace(certificate_id, "reason", actor_id=hr_id, now=factories.NOW).code

    assert len(set(at_once(app, *[replace] * TABS))) == 1
    assert count() == 2


def test_a_pdf_asked_for_by_many_at_once_is_one_whole_file(app, issue, monkeypatch):
    monkeypatch.setattr(press, "MOST_WAITING_SECONDS", 60)  # a slow machine is not what is tried
    monkeypatch.setattr(press, "MOST_SECONDS", 60)
    certificate_id = issue(factories.user()).id

    def read() -> bytes:
        return printing.pdf(db.session.get_one(Certificate, certificate_id)).read_bytes()

    found = at_once(app, *[read] * TABS)
    assert len(set(found)) == 1
    assert found[0].startswith(b"%PDF-")
    assert found[0].rstrip().endswith(b"%%EOF")
