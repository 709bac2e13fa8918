"""Outside training, corrections, rules and certificates of hours: by whom, about whom, and once."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app import clock
from app.db import db
from app.learning.credits.models import Credit, CreditRule
from app.people.models import AuditEntry, Position

from ... import factories
from ...languages import words_of
from ...learning.credits.making import entry_of

KEY = "a-key-of-a-form"


@pytest.fixture
def sales(app):
    return factories.department("SALES", parent=factories.department("GROUP"))


@pytest.fixture
def learner(sales):
    return factories.user("王小明", department=sales, staff_no="WH1042", locale="en")


@pytest.fixture
def clerk(app, sales):
    """Looks after training in sales."""
    client = app.test_client()
    factories.sign_in(client, factories.user(department=sales, roles=[("training_admin", sales)], locale="en"))
    return client


def outside(**fields) -> dict[str, str]:
    usual = {
        "person": "WH1042", "item": "Customs broker", "on": "2026-05-04", "hours": "6.5", "subject": "professional",
        "trainer": "Customs school", "assessment": "exam", "evidence_no": "310-77", "reason": "certificate seen", "key": KEY,
    }  # fmt: skip
    return usual | fields


def entries() -> list[Credit]:
    db.session.rollback()
    return list(db.session.scalars(select(Credit).order_by(Credit.id)))


def test_outside_training_sent_twice_is_recorded_once_with_its_paper(clerk, learner):
    for _ in range(2):
        assert clerk.post("/ledger/outside/new", data=outside()).status_code == 303
    (row,) = entries()
    assert (row.user_id, row.hours, row.evidence_no, row.kind) == (learner.id, 6.5, "310-77", "outside")
    assert row.recorded_by_id is not None
    acts = [each.action for each in db.session.scalars(select(AuditEntry))]
    assert acts.count("outside training recorded") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"hours": "6.3"}, {"hours": "-1"}, {"hours": "501"}, {"hours": "viel"}, {"on": "2999-01-01"}, {"on": "yesterday"},
        {"evidence_no": ""}, {"item": "x" * 201}, {"item": "a\0b"}, {"subject": "magic"}, {"reason": ""},
        {"person": "NOBODY"}, {"trainer": ""},
    ],
)  # fmt: skip
def test_bad_fields_are_told_beside_them_and_nothing_is_written(clerk, learner, fields):
    answer = clerk.post("/ledger/outside/new", data=outside(**fields))
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert entries() == []


def test_people_of_other_departments_and_oneself_are_not_credited(clerk, learner, app, sales):
    factories.user(department=factories.department("ELSEWHERE"), staff_no="OTHER1")
    assert clerk.post("/ledger/outside/new", data=outside(person="OTHER1")).status_code == 422
    me = factories.user(department=sales, roles=[("hr", None)], staff_no="HR7", locale="en")
    client = app.test_client()
    factories.sign_in(client, me)
    assert client.post("/ledger/outside/new", data=outside(person="HR7")).status_code == 403
    assert entries() == []


def test_a_correction_stands_beside_the_entry_and_a_second_tab_is_told(clerk, learner):
    entry = entry_of(learner)
    page = f"/ledger/{entry}/correct"
    fields = {"hours": "4", "subject": "public", "reason": "half a day"}
    assert clerk.post(page, data=fields).status_code == 303
    assert clerk.post(page, data=fields).status_code == 303  # the same again
    assert clerk.post(page, data=fields | {"hours": "3"}).status_code == 409
    assert [(row.hours, row.subject) for row in entries()] == [(6, "professional"), (4, "public")]
    shown = clerk.get(f"/ledger/{entry}").text
    assert "<s>6</s>" in shown
    assert "half a day" in shown


def test_in_chinese_an_entry_that_counts_is_valid_and_has_a_subject(clerk, learner):
    entry = entry_of(learner)
    clerk.post("/language", data={"lang": "zh-CN"})
    words = [text for _language, text in words_of(clerk.get(f"/ledger/{entry}").text)]
    assert "有效" in words
    assert "科目" in words
    assert not {"有效期", "内容"} & set(words)


def test_outside_training_can_be_taken_back(clerk, learner):
    entry = entry_of(learner)
    fields = {"hours": "6", "subject": "professional", "reason": "forged", "is_void": "y"}
    assert clerk.post(f"/ledger/{entry}/correct", data=fields).status_code == 303
    assert [row.is_void for row in entries()] == [False, True]


def test_entries_outside_the_scope_are_not_there(app, clerk, learner):
    elsewhere = factories.user(department=factories.department("ELSEWHERE"))
    entry = entry_of(elsewhere)
    assert clerk.get(f"/ledger/{entry}").status_code == 404
    assert clerk.get(f"/ledger/{entry}/correct").status_code == 404
    assert clerk.get(f"/ledger/people/{elsewhere.id}/hours.pdf").status_code == 404
    assert clerk.get("/ledger/2147483646").status_code == 404


def ruled(**fields) -> dict[str, object]:
    usual = {
        "code": "zhejiang", "name_zh": "浙江", "name_en": "Zhejiang", "first_year": str(clock.today().year),
        "year_start": "01-01", "required_hours": "90", "specialised_hours": "60", "subjects": ["professional"],
        "families": ["OPR"], "reason": "order 25 of the ministry", "key": KEY,
    }  # fmt: skip
    return usual | fields


def test_rules_are_set_once_for_the_own_departments_and_years_that_are_over_keep_theirs(clerk, learner, sales):
    factories.position()
    sales_id = str(sales.id)
    for _ in range(2):
        assert clerk.post("/ledger/rules/new", data=ruled(department=sales_id)).status_code == 303
    assert clerk.post("/ledger/rules/new", data=ruled(department="0", key=KEY + "2")).status_code == 422
    past = ruled(department=sales_id, first_year=str(clock.today().year - 1), key=KEY + "3")
    assert clerk.post("/ledger/rules/new", data=past).status_code == 409
    mistakes: list[dict[str, object]] = [
        {"specialised_hours": "91"},
        {"families": []},
        {"year_start": "02-30"},
        {"year_start": "1.1."},
    ]
    for wrong in mistakes:
        assert (
            clerk.post("/ledger/rules/new", data=ruled(department=sales_id, key=KEY + "4", **wrong)).status_code == 422
        )
    db.session.rollback()
    (rule,) = db.session.scalars(select(CreditRule))
    assert (rule.required_hours, rule.specialised_hours, rule.families) == (90, 60, ["OPR"])
    assert "Zhejiang" in clerk.get("/ledger/rules").text
    assert 'value="zhejiang"' in clerk.get("/ledger/rules/new?code=zhejiang").text
    assert db.session.scalars(select(Position)).one().family == "OPR"


def test_a_certificate_of_hours_says_each_activity_once(app, clerk, learner):
    entry_of(learner)
    entry_of(learner, "outside:again", activity="outside:entry-of-a-test", credited_on=date(2026, 6, 1))
    entry_of(learner, "outside:other", hours=2.5, item_en="Lithium batteries", item_zh="锂电池")
    factories.user(department=factories.department("ELSEWHERE"))
    address = "hours.pdf?from=2026-01-01&to=2026-06-30"
    own = app.test_client()
    factories.sign_in(own, learner)
    for client, page in ((clerk, f"/ledger/people/{learner.id}/{address}"), (own, f"/record/{address}")):
        answer = client.get(page)
        assert answer.mimetype == "application/pdf"
        text = "".join(each.extract_text() for each in PdfReader(BytesIO(answer.data)).pages)
        assert "WH1042" in text
        assert "8.5" in text
        assert text.count("Customs broker") == 1
        assert "锂电池" in text
    assert "Lithium batteries" in own.get("/record").text
