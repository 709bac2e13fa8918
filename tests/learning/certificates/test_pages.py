"""The pages: one's own certificate, the public check, and what HR may do."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from app import clock
from app.db import WRITER, Base, db, writing
from app.learning.certificates import actions
from app.learning.certificates.models import Certificate
from app.learning.certificates.paper import WORDS, paper
from app.learning.certificates.reasons import CORRECTED
from app.paper import typeset
from tests import factories
from tests.conftest import statements
from tests.walk import signed_in

from .conftest import pdf_text, unbroken

NOW = factories.NOW


class Spans(HTMLParser):
    """The texts of `dt` and `dd` of a page, each language by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._depth += tag in {"dt", "dd"}

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in {"dt", "dd"}

    def handle_data(self, data: str) -> None:
        if self._depth and data.strip():
            self.texts.append(unbroken(data))


def fields_of(page: str) -> list[str]:
    parser = Spans()
    parser.feed(page)
    return parser.texts


@pytest.fixture
def hr(app) -> FlaskClient:
    return signed_in(app, factories.user(roles=[("hr", None)], locale="en"))


def test_the_public_page_shows_exactly_what_stands_in_the_pdf(client, issue, course_files):
    certificate = issue(factories.user(name="林晓雯", staff_no="S90817"))
    text = pdf_text(certificate)
    page = client.get(f"/verify/{certificate.code}").get_data(as_text=True)
    shown = fields_of(page)
    values = [
        said for said in shown if said not in {"姓名", "Name", "内容", "Says", "简介", "Summary", "课程", "Course"}
    ]
    assert {"林晓雯", "包装入门", "Packingbasics", "2028年11月19日", "19November2028", certificate.code} <= set(values)
    for said in values:
        assert said in text, said
    fixed = [unbroken(word) for pair in (WORDS.house, WORDS.heading, WORDS.check) for word in pair]
    for said in sorted([*values, *fixed, "127.0.0.1:8000/verify/", *WORDS.seal], key=len, reverse=True):
        text = text.replace(said, "\n")
    assert text.strip() == ""
    assert "S90817" not in page


@pytest.mark.parametrize(("quiz", "zh", "en"), [(85, "1.6 小时", "1.6 hours"), (53, "1.1 小时", "1.1 hours")])
def test_a_certificate_and_the_course_page_say_the_same_length(
    browser, learner, issue, course_files, quiz: int, zh: str, en: str
):
    """10 minutes of lessons, a quiz, and an hour that is optional and adds nothing."""
    course_files.change("packing/10-basics/30-final.zh-CN.md", "minutes: 5", f"minutes: {quiz}")
    more = "---\nid: more\ntitle: 选读\nminutes: 60\noptional: true\n---\n\n选读。\n"
    course_files.write("packing/10-basics/40-more.zh-CN.md", more)
    length = paper(issue(learner), NOW.date()).lines[2]
    assert (length.key, *length.value) == ("length", zh, en)
    for tag, said in (("en", en), ("zh-CN", zh)):
        browser.post("/language", data={"lang": tag})
        assert said in browser.get("/courses/packing").get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_stranger_is_told_what_it_is_worth(client, issue, language: str, monkeypatch):
    client.set_cookie("language", language)
    code = issue(factories.user()).code
    monkeypatch.setattr(clock, "today", lambda: date(2028, 11, 19))
    assert ("Valid." if language == "en" else 'data-s="ok"') in client.get(f"/verify/{code}").get_data(as_text=True)
    monkeypatch.setattr(clock, "today", lambda: date(2028, 11, 20))
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert 'data-s="bad"' in page
    assert "2028-11-20" in page


def test_a_revoked_one_says_when_and_not_why(client, issue):
    client.set_cookie("language", "en")
    hr_id, certificate = factories.user().id, issue(factories.user())
    certificate_id, code = certificate.id, certificate.code
    with writing():
        actions.revoke(certificate_id, "考试作弊", actor_id=hr_id, now=NOW)
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "Revoked on 2026-11-20" in page
    assert "考试作弊" not in page


def test_a_replaced_one_names_its_successor(client, issue):
    client.set_cookie("language", "en")
    hr_id, certificate = factories.user().id, issue(factories.user())
    certificate_id, code = certificate.id, certificate.code
    with writing():
        new = actions.replace(certificate_id, "名字", actor_id=hr_id, now=NOW).code
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "Replaced on 2026-11-20" in page
    assert new in page
    assert "revoked" not in page


def test_a_replaced_one_says_when_its_successor_is_revoked(client, issue):
    client.set_cookie("language", "en")
    hr_id, certificate = factories.user().id, issue(factories.user())
    certificate_id, code = certificate.id, certificate.code
    with writing():
        new_id = actions.replace(certificate_id, "名字", actor_id=hr_id, now=NOW).id
    with writing():
        actions.revoke(new_id, "考试作弊", actor_id=hr_id, now=NOW)
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "<strong>revoked</strong>" in page
    assert "考试作弊" not in page


@pytest.mark.parametrize("how", ["lower", "blanks", "wide"])
def test_a_code_typed_carelessly_leads_to_its_page(client, issue, how: str):
    code = issue(factories.user()).code
    typed = {
        "lower": code.lower(),
        "blanks": f" {code.replace('-', ' ')} ",
        "wide": "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    }[how]
    response = client.get("/verify", query_string={"code": typed})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/verify/{code}"
    assert client.get(f"/verify/{typed.strip()}", follow_redirects=True).status_code == 200


def test_the_form_asks_again_for_what_cannot_be_a_code(client):
    client.set_cookie("language", "en")
    response = client.get("/verify", query_string={"code": '"><script>alert(1)</script>'})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "cannot be a certificate" in page
    assert "<script>alert" not in page


def test_s03_a_guessed_code_is_not_there_and_guessers_have_to_wait_while_good_codes_are_shown(client, issue):
    real = issue(factories.user()).code
    assert client.get("/verify/AAAA").status_code == 404
    for number in range(30):
        guess = f"2222-2222-2222-22{number // 8 + 2}{number % 8 + 2}"
        assert client.get(f"/verify/{guess}").status_code == 404
    refused = client.get("/verify/2222-2222-2222-2299")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 601
    assert client.get("/verify/AAAA").status_code == 429
    assert client.get(f"/verify/{real}").status_code == 200


def test_s03_another_person_s_certificate_is_not_found(app, issue):
    certificate = issue(factories.user())
    code = certificate.code
    for role in ("manager", "editor", "admin"):
        reader = signed_in(app, factories.user(roles=[(role, None)]))
        for address in (f"/certificates/{code}", f"/certificates/{code}.pdf"):
            assert reader.get(address).status_code == 404


def test_hr_reads_and_changes_only_within_its_departments(app, issue):
    here, there = factories.department(), factories.department()
    hr = signed_in(app, factories.user(roles=[("hr", here)]))
    ours, theirs = issue(factories.user(department=here)).code, issue(factories.user(department=there)).code
    assert hr.get(f"/certificates/{ours}").status_code == 200
    for address in (f"/certificates/{theirs}", f"/certificates/{theirs}/revoke", f"/certificates/{theirs}/replace"):
        assert hr.get(address).status_code == 404
    assert hr.post(f"/certificates/{theirs}/revoke", data={"reason": "a good reason"}).status_code == 404


def test_the_holder_downloads_the_pdf(browser, learner, issue):
    code = issue(learner).code
    page = browser.get(f"/certificates/{code}").get_data(as_text=True)
    assert f'href="/certificates/{code}.pdf"' in page
    response = browser.get(f"/certificates/{code}.pdf", buffered=True)
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == f"attachment; filename=certificate-{code}.pdf"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_failure_to_print_asks_to_try_again(browser, learner, issue, monkeypatch):
    code = issue(learner).code
    with monkeypatch.context() as broken:
        broken.setattr(typeset, "__file__", "/nowhere/typeset.py")
        refused = browser.get(f"/certificates/{code}.pdf")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert "could not be made" in refused.get_data(as_text=True)
    assert browser.get(f"/certificates/{code}.pdf").status_code == 200


def test_hr_replaces_one_and_a_second_click_makes_no_third(app, hr, issue):
    department = factories.department()
    holder = factories.user(department=department)
    code = issue(holder).code
    assert "name on the new one" in hr.get(f"/certificates/{code}/replace").get_data(as_text=True).lower()
    first = hr.post(f"/certificates/{code}/replace", data={"reason": "The name was misspelt"})
    second = hr.post(f"/certificates/{code}/replace", data={"reason": "The name was misspelt"})
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"] != f"/certificates/{code}"
    assert db.session.query(Certificate).count() == 2


def test_a_reason_is_asked_for(hr, issue):
    code = issue(factories.user(department=factories.department())).code
    for reason in ("", "   ", "a", "x" * 501, "with a \x00 in it", CORRECTED, f" {CORRECTED} "):
        assert hr.post(f"/certificates/{code}/revoke", data={"reason": reason}).status_code == 422
    assert db.session.query(Certificate).one().revoked_at is None


def test_the_holder_reads_why_it_was_revoked_and_cannot_print_it(app, hr, issue):
    holder = factories.user(department=factories.department(), locale="en")
    own = signed_in(app, holder)
    code = issue(holder).code
    assert hr.post(f"/certificates/{code}/revoke", data={"reason": "Answers were copied"}).status_code == 303
    page = own.get(f"/certificates/{code}").get_data(as_text=True)
    assert "Answers were copied" in page
    assert ".pdf" not in page
    assert own.get(f"/certificates/{code}.pdf").status_code == 409


def test_hr_cannot_change_a_certificate_of_its_own(app, issue):
    person = factories.user(department=factories.department(), roles=[("hr", None)])
    reader = signed_in(app, person)
    code = issue(person).code
    for what in ("revoke", "replace"):
        assert reader.get(f"/certificates/{code}/{what}").status_code == 403
        assert reader.post(f"/certificates/{code}/{what}", data={"reason": "a good reason"}).status_code == 403


def test_a_changed_row_is_not_confirmed(client, issue):
    client.set_cookie("language", "en")
    code = issue(factories.user(name="林晓雯")).code
    with db.engines[WRITER].begin() as connection:
        table = Base.metadata.tables["certificate"]
        forged = {**connection.execute(table.select()).one()._mapping["snapshot"], "name": "王小明"}
        connection.execute(table.update().values(snapshot=forged))
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "cannot be confirmed" in page
    assert "王小明" not in page


def test_no_search_engine_and_no_cache_keeps_the_public_pages(client, issue):
    code = issue(factories.user()).code
    for address in ("/verify", f"/verify/{code}", "/verify/2222-2222-2222-2222"):
        response = client.get(address)
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex' in response.get_data(as_text=True)


def test_hostile_names_are_text_on_every_page(app, hr, issue, client):
    holder = factories.user(name='<img src=x onerror=alert(1)>"', department=factories.department())
    code = issue(holder).code
    for browser, address in (
        (client, f"/verify/{code}"),
        (hr, f"/certificates/{code}"),
        (hr, f"/certificates/{code}/replace"),
    ):
        page = browser.get(address).get_data(as_text=True)
        assert "<img src=x" not in page
        assert re.search(r"&lt;img src=x", page)


def test_checking_a_code_takes_one_statement(client, issue):
    code = issue(factories.user()).code
    client.get(f"/verify/{code}")
    with statements() as seen:
        client.get(f"/verify/{code}")
    assert len(seen) == 1


def test_the_record_lists_one_s_certificates_with_what_they_are_worth(browser, learner, issue):
    code = issue(learner).code
    page = browser.get("/record").get_data(as_text=True)
    assert f'href="/certificates/{code}"' in page
    assert "2028-11-19" in page


def test_the_record_says_why_there_is_no_certificate(browser, learner, course, course_files):
    course_files.change("packing/course.yaml", "  valid_months: 24", "  min_score: 90")
    factories.attempt(learner, score_ratio=0.8)
    factories.completion(learner)
    page = browser.get("/record").get_data(as_text=True)
    assert "the mean of your quiz results is 80%, and 90% is needed" in page


def test_a_manager_sees_that_there_is_one_and_hr_opens_it(app, hr, issue):
    department = factories.department()
    manager = signed_in(app, factories.user(roles=[("manager", department)], locale="en"))
    holder = factories.user(department=department)
    holder_id, code = holder.id, issue(holder).code
    seen = manager.get(f"/people/{holder_id}").get_data(as_text=True)
    assert "Certificates" in seen
    assert code not in seen
    assert f'href="/certificates/{code}"' in hr.get(f"/people/{holder_id}").get_data(as_text=True)


def test_the_course_page_leads_to_the_certificate_or_says_why_there_is_none(app, course, course_files, issue):
    holder, other = factories.user(locale="en"), factories.user(locale="en")
    code = issue(holder).code
    page = signed_in(app, holder).get("/courses/packing").get_data(as_text=True)
    assert f'href="/certificates/{code}"' in page
    course_files.change("packing/course.yaml", "  valid_months: 24", "  min_score: 90")
    factories.attempt(other, score_ratio=0.8)
    factories.completion(other)
    page = signed_in(app, other).get("/courses/packing").get_data(as_text=True)
    assert "the mean of your quiz results is 80%, and 90% is needed" in page
