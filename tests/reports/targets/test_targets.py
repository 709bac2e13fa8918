from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people.models import AuditEntry
from app.reports.figures.kpis import Kpi
from app.reports.targets.actions import set_targets, targets_of
from app.reports.targets.models import Target
from tests import factories

PAGE = "/reports/targets"


def rows() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Target)) or 0


def sign_in(client, *roles):
    person = factories.user("周敏华", roles=list(roles), locale="en")
    factories.sign_in(client, person)
    return person


def test_targets_are_kept_by_year_in_shares_and_hours(client):
    sign_in(client, ("hr", None))
    answer = client.post(PAGE, data={"year": "2026", "due_completion": "95", "hours": "40", "gain": ""})
    assert answer.status_code == 303
    db.session.rollback()
    assert targets_of(2026) == {Kpi.DUE_COMPLETION: 0.95, Kpi.HOURS: 40.0}
    assert targets_of(2025) == {}
    assert 'value="95' in client.get(f"{PAGE}?year=2026").text


def test_a_double_click_changes_nothing_and_leaves_one_line_in_the_log(client):
    sign_in(client, ("hr", None))
    for _click in range(2):
        assert client.post(PAGE, data={"year": "2026", "on_time": "90"}).status_code == 303
    assert rows() == 1
    assert len(db.session.scalars(select(AuditEntry).filter_by(action="targets set")).all()) == 1


def test_a_target_that_was_taken_back_is_none_and_stays_known_for_before(app):
    with app.app_context():
        person, now = factories.user(), clock.now()
        for days, amount in ((0, 0.9), (1, None)):
            with writing():
                set_targets(2026, {Kpi.FIRST_TRY: amount}, by_id=person.id, now=now + timedelta(days=days))
        db.session.rollback()
        assert targets_of(2026) == {}
        assert targets_of(2026, known_at=now + timedelta(hours=1)) == {Kpi.FIRST_TRY: 0.9}


@pytest.mark.parametrize(
    "data",
    [
        {"year": "2026", "on_time": "101"},
        {"year": "2026", "on_time": "-1"},
        {"year": "2026", "hours": "many"},
        {"year": "1", "hours": "40"},
        {"year": "", "hours": "40"},
        {"year": "2026", "hours": "nan"},
    ],
)
def test_what_cannot_be_a_target_is_refused_at_its_field(client, data):
    sign_in(client, ("hr", None))
    answer = client.post(PAGE, data=data)
    assert answer.status_code == 422
    assert rows() == 0


def test_who_looks_after_a_part_reads_them_and_sets_none(client):
    house = factories.department()
    sign_in(client, ("training_admin", house))
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, data={"year": "2026", "on_time": "90"}).status_code == 403
    assert rows() == 0
