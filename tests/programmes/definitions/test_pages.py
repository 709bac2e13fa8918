"""Programmes on pages: found, made, drafted without a script, published, closed; who sees and changes which."""

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.people.models import AuditEntry
from app.programmes.definitions.outline import outline_of
from app.programmes.definitions.queries import find_version, list_versions
from app.programmes.models import Programme
from tests import factories
from tests.conftest import statements
from tests.course_files import course_files as course_files
from tests.programmes import making
from tests.programmes.making import outline

NEW = {
    "code": "EXPORT-2026",
    "name_zh": "出口合规",
    "name_en": "Export compliance",
    "requirement": "law",
    "is_mandatory": "y",
    "department": "",
}


@pytest.fixture
def company(app):
    return factories.department(code="ROOT", name="集团", name_en="Group", kind="group")


@pytest.fixture
def sales(company):
    return factories.department(code="SALES", parent=company)


@pytest.fixture
def hr(client, sales):
    factories.sign_in(
        client, factories.user(department=sales, roles=[("hr", None)], locale="en", name="王小明", staff_no="H1")
    )
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert found, name
    return found[1]


def rows(*courses: str, path: str = "initial", kind: str = "required") -> dict[str, list[str]]:
    """A draft's rows as its page sends them."""
    return {
        "course": list(courses),
        "path": [path] * len(courses),
        "place": [str(number) for number, _course in enumerate(courses, 1)],
        "kind": [kind] * len(courses),
    }


TERMS = {
    "electives_needed": "0",
    "lookback_days": "",
    "valid_months": "",
    "window_days": "90",
    "grace_days": "0",
    "note": "",
}


@pytest.fixture
def draft(hr):
    """(address of its edit page, programme's id), of a draft that has “packing” and “harbour”."""
    programme = making.programme("packing", "harbour")
    answer = hr.post(f"/programmes/{programme.code}/versions")
    assert answer.status_code == 303
    return answer.location.partition("#")[0], programme.id


def drafted(programme_id: int):
    db.session.rollback()
    return outline_of(list_versions(programme_id)[0])


def send(client, address: str, **fields):
    page = client.get(address).text
    return client.post(address, data={**TERMS, "digest": hidden(page, "digest"), "act": "save", **fields})


def test_a_programme_from_its_first_line_to_its_first_version(hr):
    made = hr.post("/programmes/new", data={**NEW, "owner": "H1"})
    assert (made.status_code, made.location) == (303, "/programmes/EXPORT-2026")
    assert "Nothing is published yet" in hr.get(made.location).text
    edit = hr.post("/programmes/EXPORT-2026/versions").location
    assert edit == "/programmes/EXPORT-2026/versions/1/edit"
    assert send(hr, edit, **{"add-initial": "packing"}).status_code == 303
    assert send(hr, edit, **rows("packing"), act="publish").location == "/programmes/EXPORT-2026/versions/1/publish"
    page = hr.get("/programmes/EXPORT-2026/versions/1/publish").text
    for _click in range(2):
        sent = hr.post(
            "/programmes/EXPORT-2026/versions/1/publish", data={"digest": hidden(page, "digest"), "reason": "first one"}
        )
        assert sent.status_code == 303
    page = hr.get("/programmes/EXPORT-2026").text
    assert "Packing basics" in page
    assert "Courses, version 1" in page
    reasons = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "programme version published"))
    assert list(reasons) == ["first one"]


def test_courses_are_added_moved_and_removed_without_a_script(hr, draft):
    address, programme_id = draft
    both = rows("packing", "harbour")
    assert send(hr, address, **both, **{"act": "down:0"}).status_code == 303
    assert drafted(programme_id).required == ("harbour", "packing")
    turned = rows("harbour", "packing")
    assert send(hr, address, **turned, **{"act": "up:1"}).status_code == 303
    assert drafted(programme_id).required == ("packing", "harbour")
    assert send(hr, address, **{**both, "place": ["9", "2"]}).status_code == 303
    assert drafted(programme_id).required == ("harbour", "packing")
    assert (
        send(hr, address, **turned, **{"act": "remove:0", "add-renewal": "watch"}, valid_months="12").status_code == 303
    )
    assert drafted(programme_id) == outline("packing", renewal=("watch",), valid_months=12)
    mixed = {
        "course": ["packing", "watch"],
        "path": ["initial", "renewal"],
        "place": ["1", "1"],
        "kind": ["elective", "required"],
    }
    assert send(hr, address, **mixed, electives_needed="1", valid_months="12").status_code == 303
    assert drafted(programme_id).electives == ("packing",)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"valid_months": "0"}, "From 1 to 120."),
        ({"valid_months": "abc"}, "Not a valid integer value."),
        ({"electives_needed": "-1"}, "From 0 to 100."),
        ({"window_days": ""}, "Type a number."),
        ({"place": ["x", "2"]}, "Give each course its place as a whole number."),
        ({"add-initial": "packing"}, "This course stands there already."),
        ({"add-initial": "no-such-course"}, "There is no course to add at this place any more."),
        ({"note": "x" * 2001}, "Use at most 2000 characters."),
    ],
)
def test_what_is_wrong_in_a_draft_is_said_and_what_was_typed_stays(hr, draft, fields, words):
    address, programme_id = draft
    answer = send(hr, address, **{**rows("packing", "harbour"), "grace_days": "7", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="7"' in answer.text
    assert drafted(programme_id) == outline("packing", "harbour")


@pytest.mark.parametrize("odd", [{"course": ["packing"]}, {"path": ["elsewhere"] * 2}, {"course": ["packing", ""]}])
def test_rows_that_no_page_of_ours_sends_are_refused(hr, draft, odd):
    address, programme_id = draft
    assert send(hr, address, **{**rows("packing", "harbour"), **odd}).status_code == 422
    assert drafted(programme_id) == outline("packing", "harbour")


def test_a_draft_that_somebody_else_changed_is_not_overwritten_and_what_was_typed_is_shown(hr, draft):
    address, programme_id = draft
    began = hidden(hr.get(address).text, "digest")
    assert send(hr, address, **rows("packing")).status_code == 303
    answer = hr.post(address, data={**TERMS, **rows("harbour"), "digest": began, "act": "save", "note": "mine"})
    assert answer.status_code == 409
    assert "changed this meanwhile" in answer.text
    assert "mine" in answer.text
    assert drafted(programme_id).required == ("packing",)


def test_what_cannot_be_published_says_why_and_offers_no_button(hr, draft):
    address, programme_id = draft
    assert send(hr, address).status_code == 303  # no course at all
    page = hr.get(address.replace("/edit", "/publish"))
    assert "There is no course that has to be completed." in page.text
    assert 'name="reason"' not in page.text
    sent = hr.post(
        address.replace("/edit", "/publish"),
        data={"digest": hidden(hr.get(address).text, "digest"), "reason": "all the same"},
    )
    assert sent.status_code == 422
    assert drafted(programme_id) == outline()


def test_a_published_version_is_not_edited_and_a_discarded_draft_is_gone(hr, draft):
    address, _programme_id = draft
    assert hr.get(address.replace("/2/", "/1/")).status_code == 409
    digest = hidden(hr.get(address).text, "digest")
    discard = address.replace("/edit", "/discard")
    assert hr.post(discard).status_code == 409
    for _click in range(2):
        assert hr.post(discard, data={"digest": digest}).status_code == 303
    assert hr.get(address).status_code == 404


def test_versions_are_compared_and_a_course_that_is_gone_is_shown_as_such(hr, course_files):
    programme = making.programme("packing", "harbour")
    making.programme_version(programme, "packing", "watch", valid_months=12, note="A new law")
    page = hr.get(f"/programmes/{programme.code}/versions/2").text
    assert "Compared with version 1" in page
    assert "No longer asked for" in page
    assert "A new law" in page
    course_files.change("watch/course.yaml", "id: watch", "id: other")
    for address in ("", "/versions/2", "/versions/2?with=1", "/versions/1?with=2", "/versions/1?with=x", "/migrate"):
        assert hr.get(f"/programmes/{programme.code}{address}").status_code == 200, address
    assert "no longer there" in hr.get(f"/programmes/{programme.code}").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "", "Give a code."),
        ("code", "NEW", "This code is used by the site itself."),
        ("code", "a/b", "Use Latin letters, digits, dots, hyphens and underscores."),
        ("code", "x" * 41, "Use at most 40 characters."),
        ("name_zh", " ", "Give the name in Chinese."),
        ("name_en", "", "Give the name in English."),
        ("requirement", "whim", "Not a valid choice."),
        ("department", "NOWHERE", "Not a valid choice."),
        ("owner", "nobody at all", "Nobody in your scope has this name, staff number or e-mail."),
        ("name_en", "a\0b", "cannot be stored"),
    ],
)
def test_wrong_particulars_are_said_at_the_field_and_nothing_is_made(hr, field, value, words):
    answer = hr.post("/programmes/new", data={**NEW, "source": "§ 12", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "§ 12" in answer.text
    assert db.session.scalar(select(Programme.id)) is None


def test_a_code_is_given_once(hr):
    assert hr.post("/programmes/new", data=NEW).status_code == 303
    again = hr.post("/programmes/new", data=NEW)
    assert again.status_code == 422
    assert "Another programme has this code." in again.text


def test_the_owner_is_found_by_name_or_pinyin_and_chosen_where_several_may_be_meant(hr, sales):
    factories.user(name="陈晓", department=sales, staff_no="EXPORT-0411")
    factories.user(name="陈笑", department=sales, staff_no="EXPORT-0412")
    several = hr.post("/programmes/new", data={**NEW, "owner": "chen"})
    assert several.status_code == 422
    assert "Several people may be meant." in several.text
    assert "EXPORT-0411" in several.text
    assert hr.post("/programmes/new", data={**NEW, "owner": "chen", "owner-choice": "EXPORT-0412"}).status_code == 303
    assert "陈笑" in hr.get("/programmes/EXPORT-2026").text
    assert hr.post("/programmes/new", data={**NEW, "code": "B", "owner": "陈晓"}).status_code == 303


def test_editing_asks_for_a_reason_and_refuses_to_overwrite(hr):
    hr.post("/programmes/new", data=NEW)
    address = "/programmes/EXPORT-2026/edit"
    digest = hidden(hr.get(address).text, "digest")
    changed = {**NEW, "name_en": "Export 2027", "digest": digest}
    assert hr.post(address, data=changed).status_code == 422
    for _click in range(2):
        assert hr.post(address, data={**changed, "reason": "new name"}).status_code == 303
    assert hr.post(address, data={**changed, "name_en": "Other", "reason": "late"}).status_code == 409
    assert "Export 2027" in hr.get("/programmes/EXPORT-2026").text


def test_closing_takes_a_reason_and_a_programme_off_the_list_and_a_late_second_click_does_not_reopen_it(hr):
    hr.post("/programmes/new", data=NEW)
    address = "/programmes/EXPORT-2026/close"
    assert hr.post(address, data={"what": "close"}).status_code == 422
    for _click in range(2):
        assert hr.post(address, data={"what": "close", "reason": "over"}).status_code == 303
    assert "Export compliance" not in hr.get("/programmes").text
    assert "Export compliance" in hr.get("/programmes?state=closed").text
    assert hr.post(address, data={"what": "reopen", "reason": "not over"}).status_code == 303
    assert "Export compliance" in hr.get("/programmes").text


def test_the_list_is_searched_filtered_and_counts_duties_in_few_statements(hr, sales):
    for number in range(3):
        programme = making.programme("packing", name_en=f"Programme {number}", source="GB/T 19001" if number else "")
        factories.user(department=sales)
        making.duty(factories.user(department=sales), programme)
    factories.assignment(factories.user(department=sales), "harbour")
    with statements() as seen:
        page = hr.get("/programmes").text
    assert page.count("Programme 0") == 1
    assert "course-harbour" not in page
    assert "course-harbour" in hr.get("/programmes?kind=courses").text
    assert "Programme 0" not in hr.get("/programmes?q=19001").text
    assert "Programme 0" not in hr.get("/programmes?q=%25").text
    assert "No programme found" in hr.get("/programmes?requirement=customer").text
    assert "does not know" in hr.get("/programmes?state=odd").text
    assert hr.get("/programmes?q=a&q=b").status_code == 422
    making.programme("packing")
    with statements() as more:
        hr.get("/programmes")
    assert len(more) == len(seen)


def test_s02_who_sees_and_who_changes_which_programme(client, company, sales):
    team, stock = factories.department(parent=sales), factories.department(parent=company)
    group = making.programme(code="GROUP")
    making.programme(code="OPTIONAL", is_mandatory=False)
    making.programme(code="MINE", department=team)
    making.programme(code="THEIRS", department=stock)
    making.programme(code="ABOVE", department=company)
    person = factories.user(department=team)

    def seen() -> set[str]:
        page = client.get("/programmes").text
        codes = {"GROUP", "OPTIONAL", "MINE", "THEIRS", "ABOVE"}
        listed = {code for code in codes if f'/programmes/{code}"' in page}
        assert listed == {code for code in codes if client.get(f"/programmes/{code}").status_code == 200}
        return listed

    def changed() -> set[str]:
        codes = ("GROUP", "OPTIONAL", "MINE", "THEIRS", "ABOVE")
        return {code for code in codes if client.get(f"/programmes/{code}/edit").status_code == 200}

    factories.sign_in(client, factories.user(department=sales, roles=[("manager", sales)]))
    assert seen() == {"OPTIONAL", "MINE"}
    making.duty(person, group)
    assert seen() == {"OPTIONAL", "MINE", "GROUP"}
    assert client.get("/programmes/MINE/edit").status_code == 403
    factories.sign_in(client, factories.user(department=sales, roles=[("training_admin", sales)]))
    assert seen() == {"GROUP", "OPTIONAL", "MINE", "ABOVE"}
    assert changed() == {"MINE"}
    refused = client.post("/programmes/new", data={**NEW, "department": ""})
    assert refused.status_code == 422
    factories.sign_in(client, factories.user(department=sales, roles=[("hr", None)]))
    assert seen() == changed() == {"GROUP", "OPTIONAL", "MINE", "THEIRS", "ABOVE"}


def test_people_are_moved_from_a_page_once_and_with_a_reason(hr, sales):
    programme = making.programme("packing")
    person = factories.user(department=sales, name="Jonas Weber")
    making.duty(person, programme)
    making.programme_version(programme, "packing", "watch")
    address = f"/programmes/{programme.code}/migrate"
    page = hr.get(address).text
    assert "Jonas Weber" in page
    assert "Night watch" in page
    form = {"digest": hidden(page, "digest"), "form_key": hidden(page, "form_key")}
    assert hr.post(address, data=form).status_code == 422
    for _click in range(2):
        assert hr.post(address, data={**form, "reason": "new law"}).status_code == 303
    assert "Nobody is to be moved" in hr.get(address).text
    other = {**form, "form_key": "another-form-s-key", "reason": "new law"}
    assert hr.post(address, data=other).status_code == 409
    assert hr.get(f"{address}?department=NOWHERE").status_code == 404


def test_a_single_course_s_programme_is_shown_and_not_changed_here(hr, sales):
    factories.assignment(factories.user(department=sales), "packing")
    assert hr.get("/programmes/course-packing").status_code == 200
    assert hr.get("/programmes/course-packing/edit").status_code == 404
    assert hr.post("/programmes/course-packing/versions").status_code == 404
    assert find_version(db.session.scalars(select(Programme)).one()) is not None


def test_departments_of_one_name_are_told_apart_by_what_stands_above_them(hr, company, sales):
    stock = factories.department(code="STOCK", parent=company, name="仓储", name_en="Stock")
    for parent in (stock, sales):
        factories.department(parent=parent, name="财务", name_en="Finance")
    page = hr.get("/programmes/new").text
    found = re.findall(r"<option[^>]*>([^<]*)", page.split('name="department"')[1].split("</select>")[0])
    assert found[1:] == ["Group", f"　{sales.name('en')}", "　　Finance", "　Stock", "　　Finance"]
