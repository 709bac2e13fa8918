"""Pages about credentials: what people hand in, what staff registers and decides, who needs what."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from app import clock, jobs
from app.credentials.models import (
    CredentialHolding,
    CredentialPeriod,
    CredentialRequirement,
    CredentialType,
)
from app.credentials.queries import list_held
from app.credentials.words import State, masked
from app.db import db, writing
from app.people.models import AuditEntry
from app.people.privacy import access

from .. import factories
from ..forms import form_with
from ..walk import signed_in
from . import making


@pytest.fixture
def house(app):
    company = factories.department()
    sales, stores = factories.department(parent=company), factories.department(parent=company)
    return {
        "sales": sales,
        "stores": stores,
        "learner": factories.user("李岚", department=sales),
        "admin": factories.user(department=sales, roles=[("training_admin", sales)]),
        "hr": factories.user(department=stores, roles=[("hr", None)]),
        "stranger": factories.user(department=stores, roles=[("training_admin", stores)]),
        "kind": making.kind(name_zh="叉车司机证", name_en="Forklift licence", code="N1"),
    }


def key_of(page: str) -> str:
    found = re.search(r'name="key"[^>]*value="([\w-]+)"', page)
    assert found
    return found[1]


def handed_in(app, house, **fields):
    client = signed_in(app, house["learner"])
    kind_id = house["kind"].id
    data = {
        "key": key_of(client.get("/me/credentials/new").text),
        "type": str(kind_id),
        "certified_on": "2026-05-04",
        "number": "TS6-20260504-771",
        "scan": (BytesIO(making.picture()), "证.png"),
        **fields,
    }
    return client.post("/me/credentials/new", data=data, content_type="multipart/form-data")


def the_holding() -> CredentialHolding:
    return db.session.scalars(select(CredentialHolding)).one()


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_what_a_learner_hands_in_waits_and_counts_once_verified(app, house):
    learner_id = house["learner"].id
    assert handed_in(app, house).status_code == 303
    db.session.rollback()
    assert list_held(learner_id, on=clock.today())[0].stand.state is State.WAITING
    staff = signed_in(app, house["admin"])
    assert "李岚" in staff.get("/credentials/waiting").text
    holding_id = the_holding().id
    page = staff.get(f"/credentials/held/{holding_id}/verify")
    assert "••••-771" in page.text
    assert "20260504" not in page.text
    form = {
        "seen": "1",
        "certified_on": "2026-05-04",
        "first": "2026-05-04",
        "last": "2028-05-03",
        "number": "TS6-20260504-771",
        "how": "issuer",
        "reason": "市场监管总局网站可查",
    }
    assert staff.post(f"/credentials/held/{holding_id}/verify", data=form).status_code == 303
    assert staff.post(f"/credentials/held/{holding_id}/verify", data=form).status_code == 303  # a double click
    assert count(CredentialPeriod) == 2
    (held,) = list_held(learner_id, on=clock.today())
    assert (held.stand.state, held.stand.valid_until) == (State.VALID, date(2028, 5, 4))
    assert held.terms[0].masked_no == "••••-771"


def test_the_term_follows_from_the_kind_when_the_paper_names_no_last_day(app, house):
    assert handed_in(app, house).status_code == 303
    row = db.session.scalars(select(CredentialPeriod)).one()
    assert (row.valid_from, row.valid_until) == (date(2026, 5, 4), date(2028, 5, 4))


def test_a_form_sent_twice_counts_once(app, house):
    client = signed_in(app, house["learner"])
    key, kind_id = key_of(client.get("/me/credentials/new").text), house["kind"].id
    for _each in range(2):
        scan = (BytesIO(making.picture()), "scan.png")
        data = {"key": key, "type": str(kind_id), "certified_on": "2026-05-04", "scan": scan}
        assert client.post("/me/credentials/new", data=data, content_type="multipart/form-data").status_code == 303
    assert (count(CredentialHolding), count(CredentialPeriod)) == (1, 1)


def test_the_same_paper_is_not_put_in_twice(app, house):
    assert handed_in(app, house).status_code == 303
    again = handed_in(app, house)
    assert again.status_code == 409
    assert count(CredentialHolding) == 1


def test_a_learner_takes_back_what_waits(app, house):
    handed_in(app, house)
    holding_id = the_holding().id
    client = signed_in(app, house["learner"])
    assert client.post(f"/me/credentials/{holding_id}/take-back", data={"seen": "1"}).status_code == 303
    db.session.rollback()
    assert list_held(house["learner"].id, on=clock.today())[0].stand.state is State.NEVER


def test_s06_nobody_takes_back_what_another_handed_in_or_what_was_decided(app, house):
    handed_in(app, house)
    holding_id = the_holding().id
    other = signed_in(app, factories.user(department=house["sales"]))
    assert other.post(f"/me/credentials/{holding_id}/take-back", data={"seen": "1"}).status_code == 404
    form = {"seen": "1", "reason": "看不清"}
    signed_in(app, house["admin"]).post(f"/credentials/held/{holding_id}/refuse", data=form)
    late = signed_in(app, house["learner"]).post(f"/me/credentials/{holding_id}/take-back", data={"seen": "1"})
    assert late.status_code == 409
    assert count(CredentialPeriod) == 2


@pytest.mark.parametrize("role", [None, "manager", "editor"])
def test_s05_who_does_not_manage_credentials_changes_none(app, house, role):
    handed_in(app, house)
    holding_id, learner_id = the_holding().id, house["learner"].id
    roles = [(role, house["sales"])] if role else []
    client = signed_in(app, factories.user(department=house["sales"], roles=roles))
    for deed in ("verify", "refuse", "correct", "revoke", "reinstate", "void"):
        form = {"seen": "1", "reason": "试试", "certified_on": "2026-05-04", "how": "scan", "on": "2026-06-01"}
        assert client.post(f"/credentials/held/{holding_id}/{deed}", data=form).status_code == 403
    assert client.post(f"/people/{learner_id}/credentials/new", data={}).status_code == 403
    assert count(CredentialPeriod) == 1


def test_what_was_known_is_never_changed_by_the_database_either(app, house):
    handed_in(app, house)
    for change in (
        update(CredentialPeriod).values(standing="counts"),
        update(CredentialPeriod).values(valid_until=date(2099, 1, 1)),
        delete(CredentialPeriod),
    ):
        with pytest.raises(DatabaseError, match="append only"), writing():
            db.session.execute(change)


def test_a_refusal_gives_its_reason_to_the_holder(app, house):
    handed_in(app, house)
    holding_id = the_holding().id
    form = {"seen": "1", "reason": "照片看不清编号"}
    assert signed_in(app, house["admin"]).post(f"/credentials/held/{holding_id}/refuse", data=form).status_code == 303
    assert "照片看不清编号" in signed_in(app, house["learner"]).get("/me/credentials").text


def test_two_who_decide_at_once_do_not_overwrite_each_other(app, house):
    handed_in(app, house)
    holding_id = the_holding().id
    refused = signed_in(app, house["admin"]).post(
        f"/credentials/held/{holding_id}/refuse", data={"seen": "1", "reason": "看不清"}
    )
    assert refused.status_code == 303
    form = {"seen": "1", "certified_on": "2026-05-04", "last": "2028-05-03", "how": "scan", "reason": "看过"}
    late = signed_in(app, house["hr"]).post(f"/credentials/held/{holding_id}/verify", data=form)
    assert late.status_code == 409
    assert count(CredentialPeriod) == 2


def test_nobody_registers_or_verifies_their_own(app, house):
    admin = house["admin"]
    client = signed_in(app, admin)
    assert client.get(f"/people/{admin.id}/credentials/new").status_code == 403
    own = making.holding(admin, house["kind"], date(2026, 3, 1), date(2028, 3, 1), standing="waiting")
    form = {"seen": "1", "certified_on": "2026-03-01", "last": "2028-02-29", "how": "scan", "reason": "是我"}
    assert client.post(f"/credentials/held/{own.id}/verify", data=form).status_code == 403
    assert f"/credentials/held/{own.id}" not in client.get("/credentials/waiting").text


def registered(app, house, **fields):
    client = signed_in(app, house["admin"])
    address = f"/people/{house['learner'].id}/credentials/new"
    data = {
        "key": key_of(client.get(address).text),
        "type": str(house["kind"].id),
        "certified_on": "2026-05-04",
        "how": "original",
        "reason": "入职核验",
        **fields,
    }
    return client.post(address, data=data, content_type="multipart/form-data")


def test_what_staff_registers_counts_at_once_and_is_in_the_audit_log(app, house):
    learner_id = house["learner"].id
    assert registered(app, house, number="A-1").status_code == 303
    db.session.rollback()
    assert list_held(learner_id, on=clock.today())[0].stand.state is State.VALID
    entry = db.session.scalars(select(AuditEntry).filter_by(action="credential registered")).one()
    assert (entry.subject_id, entry.reason) == (learner_id, "入职核验")


def test_too_early_is_a_refresher_and_the_form_says_from_when_on(app, house):
    making.holding(house["learner"], house["kind"], date(2026, 1, 1), date(2028, 1, 1))
    answer = registered(app, house)
    assert answer.status_code == 422
    assert "2027-10-03" in answer.text


def test_a_temporary_one_needs_its_last_day_and_a_scan(app, house):
    assert registered(app, house, temporary="y").status_code == 422
    assert registered(app, house, temporary="y", last="2026-06-30").status_code == 422
    scanned = {"temporary": "y", "last": "2026-06-30", "scan": (BytesIO(making.picture("JPEG")), "x.jpg")}
    assert registered(app, house, **scanned).status_code == 303
    held = list_held(house["learner"].id, on=date(2026, 7, 1))
    assert held[0].stand.state is State.LAPSED  # without grace


def test_revoked_from_a_day_on_and_made_valid_again(app, house):
    learner_id = house["learner"].id
    holding_id = making.holding(house["learner"], house["kind"], date(2026, 1, 1), date(2028, 1, 1)).id
    staff = signed_in(app, house["admin"])
    form = {"seen": "1", "on": "2026-06-01", "reason": "吊销通知"}
    assert staff.post(f"/credentials/held/{holding_id}/revoke", data=form).status_code == 303
    db.session.rollback()
    assert list_held(learner_id, on=date(2026, 5, 31))[0].stand.state is State.VALID
    assert list_held(learner_id, on=date(2026, 6, 1))[0].stand.state is State.REVOKED
    form = {"seen": "2", "reason": "通知有误"}
    assert staff.post(f"/credentials/held/{holding_id}/reinstate", data=form).status_code == 303
    db.session.rollback()
    assert list_held(learner_id, on=date(2026, 6, 1))[0].stand.state is State.VALID
    assert "吊销通知" in staff.get(f"/credentials/held/{holding_id}").text


def test_managers_read_masked_numbers_and_the_whole_one_needs_a_reason(app, house):
    holding_id = making.holding(house["learner"], house["kind"], date(2026, 1, 1), number="CN-44710358-8892").id
    manager = factories.user(department=house["sales"], roles=[("manager", house["sales"])])
    page = signed_in(app, manager).get(f"/people/{house['learner'].id}/credentials").text
    assert "••••8892" in page
    assert "44710358" not in page
    assert signed_in(app, manager).get(f"/credentials/held/{holding_id}/number").status_code == 403
    hr = signed_in(app, house["hr"])
    assert "44710358" not in hr.get(f"/credentials/held/{holding_id}/number").text
    assert hr.post(f"/credentials/held/{holding_id}/number", data={"reason": ""}).status_code == 422
    shown = hr.post(f"/credentials/held/{holding_id}/number", data={"reason": "报名年审"})
    assert "CN-44710358-8892" in shown.text
    jobs.run_waiting()
    db.session.rollback()
    looks = {(look.page, look.reason) for look in access.list_looks(house["learner"].id)}
    assert len(looks) == 2
    assert "报名年审" in {reason for _page, reason in looks}


@pytest.mark.parametrize(
    ("number", "shown"), [("", ""), ("7", "••••"), ("AB12", "••••12"), ("CN-44710358-8892", "••••8892")]
)
def test_a_masked_number_shows_its_end_only(number: str, shown: str):
    assert masked(number) == shown


def test_staff_of_elsewhere_finds_nobody(app, house):
    holding_id = making.holding(house["learner"], house["kind"], date(2026, 1, 1)).id
    client, learner_id = signed_in(app, house["stranger"]), house["learner"].id
    for path in (
        f"/people/{learner_id}/credentials",
        f"/people/{learner_id}/credentials/new",
        f"/credentials/held/{holding_id}",
        f"/credentials/held/{holding_id}/revoke",
    ):
        assert client.get(path).status_code == 404, path


def test_kinds_and_who_needs_them_are_for_hr_of_the_whole_house(app, house):
    admin, hr_of_a_part = house["admin"], factories.user(department=house["sales"], roles=[("hr", house["sales"])])
    for path in (
        "/credentials/kinds/new",
        f"/credentials/kinds/{house['kind'].code}/change",
        "/credentials/requirements/new",
    ):
        assert signed_in(app, admin).get(path).status_code == 403
        assert signed_in(app, hr_of_a_part).get(path).status_code == 404
    assert signed_in(app, admin).get("/credentials").status_code == 200


def test_kinds_are_made_changed_retired_and_brought_back(app, house):
    hr = signed_in(app, house["hr"])
    form = {
        "code": "CUSTOMS", "name_zh": "报关员", "name_en": "Customs declarant", "scheme": "customs", "anchor": "fixed_day",
        "fixed_day": "12-31", "min_active_months": "6", "window_days": "60", "grace_days": "0", "if_lapsed": "recert",
        "seen": "1", "reason": "新规定", "course": "",
    }  # fmt: skip
    assert hr.post("/credentials/kinds/new", data={**form, "fixed_day": "02-31"}).status_code == 422
    assert hr.post("/credentials/kinds/new", data=form).status_code == 303
    assert hr.post("/credentials/kinds/new", data=form).status_code == 409
    changed = {**form, "grace_days": "10"}
    assert hr.post("/credentials/kinds/CUSTOMS/change", data=changed).status_code == 303
    assert hr.post("/credentials/kinds/CUSTOMS/change", data={**form, "grace_days": "20"}).status_code == 409
    day = {"on": "2026-12-01", "reason": "改制"}
    assert hr.post("/credentials/kinds/CUSTOMS/retire", data=day).status_code == 303
    row = db.session.scalars(select(CredentialType).filter_by(code="CUSTOMS")).one()
    assert (row.grace_days, row.fixed_day, row.retired_on) == (10, "12-31", date(2026, 12, 1))
    assert hr.post("/credentials/kinds/CUSTOMS/restore", data={"reason": "恢复"}).status_code == 303
    assert "报关员" in hr.get("/credentials", headers={"Accept-Language": "zh-CN"}).text


def test_posts_need_a_kind_from_a_day_until_another(app, house):
    post = factories.position()
    with_post = factories.user(department=house["sales"])
    factories.job(with_post, house["stores"], is_primary=False, position_id=post.id)
    hr, today = signed_in(app, house["hr"]), clock.today()
    form = {
        "type": str(house["kind"].id),
        "position": str(post.id),
        "on": today.isoformat(),
        "reason": "法规",
        "family": "",
    }
    assert hr.post("/credentials/requirements/new", data={**form, "family": "OPR"}).status_code == 422
    assert hr.post("/credentials/requirements/new", data=form).status_code == 303
    assert hr.post("/credentials/requirements/new", data=form).status_code == 303  # a double click
    assert count(CredentialRequirement) == 1
    (held,) = list_held(with_post.id, on=today)
    assert held.is_needed
    assert held.stand.state is State.NEVER
    assert list_held(with_post.id, on=today - timedelta(days=1)) == []
    row = db.session.scalars(select(CredentialRequirement)).one()
    end = {"on": (today + timedelta(days=3)).isoformat(), "reason": "不再需要"}
    assert hr.post(f"/credentials/requirements/{row.id}/end", data=end).status_code == 303
    db.session.rollback()
    assert list_held(with_post.id, on=today + timedelta(days=2))
    assert list_held(with_post.id, on=today + timedelta(days=3)) == []


def test_which_credential_it_is_stands_first(app, house):
    for person, address in (
        ("learner", "/me/credentials/new"),
        ("admin", f"/people/{house['learner'].id}/credentials/new"),
    ):
        form = form_with(signed_in(app, house[person]).get(address).text, "type")
        assert next(each.name for each in form.controls if each.kind != "hidden") == "type"
