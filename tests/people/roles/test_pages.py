"""The administrator's pages about roles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, rights
from app.access import GRANTED_BY, Permission, Role
from app.db import db, writing
from app.people.models import AuditEntry, RoleGrant, SignIn, User
from tests import factories
from tests.conftest import statements

REASON = "Takes over from a colleague"


@pytest.fixture
def company(app):
    return factories.department(name="集团", name_en="Group")


@pytest.fixture
def sales(company):
    return factories.department(parent=company)


@pytest.fixture
def admin(company):
    return factories.user("赵敏", staff_no="A0001", department=company, roles=[("admin", None)], locale="en")


@pytest.fixture
def second(company):
    return factories.user("孙丽", staff_no="A0002", department=company, roles=[("admin", None)], locale="en")


@pytest.fixture
def lilei(sales):
    return factories.user("李雷", staff_no="T0001", department=sales, locale="en")


@pytest.fixture
def pages(client, admin):
    factories.sign_in(client, admin)
    return client


def wish(**fields):
    return {
        "holder": "T0001",
        "role": "editor",
        "department": "everything",
        "ended_on": "",
        "reason": REASON,
        **{key: str(value) for key, value in fields.items()},
    }


def grants(**wanted) -> list[RoleGrant]:
    db.session.rollback()
    return list(db.session.scalars(select(RoleGrant).filter_by(**wanted).order_by(RoleGrant.id)))


def acts() -> list[tuple]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.actor_id, row.subject_id, row.reason) for row in rows]


def text(page) -> str:
    return page.get_data(as_text=True)


def test_a_role_is_granted_over_a_department_until_a_day_with_a_reason(pages, admin, lilei, sales):
    until = clock.today() + timedelta(days=30)
    answer = pages.post("/settings/roles/grant", data=wish(role="training_admin", department=sales.id, ended_on=until))
    assert answer.status_code == 303
    [grant] = grants(user_id=lilei.id)
    assert (grant.role, grant.department_id, grant.ended_on, grant.reason) == (
        "training_admin",
        sales.id,
        until,
        REASON,
    )
    assert grant.approved_at is not None
    assert grant.granted_by_id == admin.id
    assert acts() == [("role granted", admin.id, lilei.id, REASON)]


def test_s69_who_is_given_a_role_signs_in_anew(pages, app, lilei):
    other = app.test_client()
    factories.sign_in(other, lilei)
    pages.post("/settings/roles/grant", data=wish())
    assert other.get("/today").status_code == 303
    assert all(db.session.scalars(select(SignIn.ended_at).filter_by(user_id=lilei.id)))


@pytest.mark.parametrize("person", ["T0001", "t0001", "李雷", "李雷 (T0001)", "李雷（t0001）"])
def test_a_whole_number_or_name_says_who(pages, lilei, person):
    assert pages.post("/settings/roles/grant", data=wish(holder=person)).status_code == 303
    assert len(grants(user_id=lilei.id)) == 1


@pytest.mark.parametrize("person", ["lilei", "ll", "雷"])
def test_what_may_mean_somebody_is_asked_back(pages, lilei, person):
    page = pages.post("/settings/roles/grant", data=wish(holder=person))
    assert page.status_code == 422
    assert "Is this the person?" in text(page)
    assert grants(user_id=lilei.id) == []
    sent = wish(holder=person) | {"holder-choice": "T0001"}
    assert pages.post("/settings/roles/grant", data=sent).status_code == 303
    assert len(grants(user_id=lilei.id)) == 1


def test_where_several_are_called_so_they_are_named(pages, lilei, sales):
    factories.user("李蕾", staff_no="T0002", department=sales)
    page = pages.post("/settings/roles/grant", data=wish(holder="lilei"))
    assert page.status_code == 422
    assert 'name="holder-choice" value="T0001"' in text(page)
    assert 'name="holder-choice" value="T0002"' in text(page)


def test_the_hidden_field_of_who_fills_in_the_form_is_not_whom_it_is_about(pages, admin, lilei):
    form = text(pages.get("/settings/roles/grant?person=T0001"))
    assert 'value="李雷 (T0001)"' in form
    assert f'name="made-for" value="{admin.id}"' in form
    assert pages.post("/settings/roles/grant", data=wish() | {"made-for": admin.id}).status_code == 303
    assert len(grants(user_id=lilei.id, role="editor")) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"holder": ""}, "Type a staff number"),
        ({"holder": "Z9999"}, "Nobody is found"),
        ({"holder": "a\0b"}, "Nobody is found"),
        ({"holder": "%"}, "Nobody is found"),
        ({"role": ""}, "Choose a role"),
        ({"role": "manager"}, "Not a valid choice"),
        ({"role": "owner"}, "Not a valid choice"),
        ({"department": ""}, "Choose over what"),
        ({"department": "999999"}, "Not a valid choice"),
        ({"ended_on": "2020-01-01"}, "Choose a day after today"),
        ({"ended_on": "2026-02-31"}, "Not a valid date"),
        ({"reason": ""}, "Give a reason"),
        ({"reason": " x "}, "Use 2 to 500 characters"),
        ({"reason": "a\0b"}, "cannot be stored"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_what_was_typed_stays(pages, lilei, wrong, words):
    page = pages.post("/settings/roles/grant", data=wish(**wrong))
    assert page.status_code == 422
    assert words in text(page)
    assert wrong.get("reason") is not None or REASON in text(page)
    assert grants(user_id=lilei.id) == []


def test_an_administrator_runs_all_of_it(pages, lilei, sales):
    page = pages.post("/settings/roles/grant", data=wish(role="admin", department=sales.id))
    assert page.status_code == 422
    assert "choose everything" in text(page)


def test_nobody_grants_themselves_anything(pages, admin):
    page = pages.post("/settings/roles/grant", data=wish(holder="A0001"))
    assert page.status_code == 403
    assert "your own roles" in text(page)
    assert grants(role="editor") == []


def test_the_same_twice_is_told_and_counts_once(pages, lilei):
    assert pages.post("/settings/roles/grant", data=wish()).status_code == 303
    page = pages.post("/settings/roles/grant", data=wish())
    assert page.status_code == 409
    assert "already" in text(page)
    assert len(grants(user_id=lilei.id)) == 1


def test_one_whose_day_is_over_makes_room(pages, lilei):
    factories.role_grant(lilei, "editor", ended_on=clock.today() - timedelta(days=1))
    assert pages.post("/settings/roles/grant", data=wish()).status_code == 303
    assert len(grants(user_id=lilei.id)) == 2
    assert "ended" in text(pages.get("/settings/roles?state=over"))


def test_who_has_left_is_given_nothing(pages, lilei):
    with writing():
        db.session.get_one(User, lilei.id).active = False
    assert pages.post("/settings/roles/grant", data=wish()).status_code == 422


@pytest.mark.parametrize("role", ["hr", "admin"])
def test_hr_and_administrators_need_a_second_administrator(pages, app, lilei, second, role):
    assert pages.post("/settings/roles/grant", data=wish(role=role)).status_code == 303
    [grant] = grants(user_id=lilei.id)
    assert grant.approved_at is None
    holder = app.test_client()
    factories.sign_in(holder, lilei)
    assert holder.get("/settings").status_code == 403
    assert "Waiting for a second administrator" in text(pages.get("/settings/roles"))
    page = pages.post(f"/settings/roles/{grant.id}/approve")
    assert page.status_code == 403
    other = app.test_client()
    factories.sign_in(other, second)
    assert other.post(f"/settings/roles/{grant.id}/approve").status_code == 303
    [grant] = grants(user_id=lilei.id)
    assert grant.approved_by_id == second.id
    assert holder.get("/today").status_code == 303
    assert acts()[-1] == ("role approved", second.id, lilei.id, REASON)


def test_the_one_it_is_about_does_not_approve_it(app, client, admin, second):
    waiting = factories.role_grant(second, "hr", granted_by_id=admin.id, approved_at=None)
    factories.sign_in(client, second)
    assert client.get(f"/settings/roles/{waiting.id}/approve").status_code == 409
    assert client.post(f"/settings/roles/{waiting.id}/approve").status_code == 403
    assert client.post(f"/settings/roles/{waiting.id}/withdraw", data={"reason": REASON}).status_code == 403
    assert grants(id=waiting.id)[0].approved_at is None


def test_a_grant_that_waits_is_declined_with_a_reason(pages, lilei, second, admin):
    waiting = factories.role_grant(lilei, "hr", granted_by_id=second.id, approved_at=None)
    assert pages.post(f"/settings/roles/{waiting.id}/withdraw", data={"reason": "Not needed"}).status_code == 303
    assert acts()[-1] == ("role declined", admin.id, lilei.id, "Not needed")
    assert pages.post(f"/settings/roles/{waiting.id}/approve").status_code == 409
    assert "declined" in text(pages.get("/settings/roles?state=over"))


def test_a_role_is_withdrawn_with_a_reason_and_at_once(pages, app, lilei, admin):
    held = factories.role_grant(lilei, "editor")
    holder = app.test_client()
    factories.sign_in(holder, lilei)
    assert holder.get("/desk").status_code == 200
    assert pages.post(f"/settings/roles/{held.id}/withdraw", data={"reason": ""}).status_code == 422
    assert pages.post(f"/settings/roles/{held.id}/withdraw", data={"reason": "Moved on"}).status_code == 303
    assert holder.get("/desk").status_code == 303
    assert acts()[-1] == ("role withdrawn", admin.id, lilei.id, "Moved on")


def test_a_second_withdrawal_keeps_the_first_and_shows_the_text_that_was_not_kept(pages, lilei):
    held = factories.role_grant(lilei, "editor")
    pages.post(f"/settings/roles/{held.id}/withdraw", data={"reason": "First"})
    page = pages.post(f"/settings/roles/{held.id}/withdraw", data={"reason": "Second"})
    assert page.status_code == 409
    assert "Second" in text(page)
    assert acts()[-1][3] == "First"


def test_one_s_own_role_is_not_withdrawn(pages, admin):
    [own] = grants(user_id=admin.id)
    assert pages.get(f"/settings/roles/{own.id}/withdraw").status_code == 409
    assert pages.post(f"/settings/roles/{own.id}/withdraw", data={"reason": REASON}).status_code == 403
    assert grants(user_id=admin.id)[0].withdrawn_at is None


def test_an_administrator_of_a_part_sees_and_grants_over_that_part_only(client, app, company, sales, lilei):
    elsewhere = factories.department(parent=company)
    part = factories.user("钱多", staff_no="A0009", department=sales, roles=[("admin", sales)])
    inside, outside = factories.role_grant(lilei, "reviewer", sales), factories.role_grant(lilei, "reviewer", elsewhere)
    whole = factories.role_grant(lilei, "reviewer")
    factories.sign_in(client, part)
    assert text(client.get("/settings/roles?role=reviewer")).count('data-l="') == 5
    assert client.get(f"/settings/roles/{inside.id}/withdraw").status_code == 200
    for grant in (outside, whole):
        assert client.get(f"/settings/roles/{grant.id}/withdraw").status_code == 404
        assert client.post(f"/settings/roles/{grant.id}/withdraw", data={"reason": REASON}).status_code == 404
    for place in ("everything", str(elsewhere.id)):
        assert client.post("/settings/roles/grant", data=wish(department=place)).status_code == 422
    assert client.post("/settings/roles/grant", data=wish(department=sales.id)).status_code == 303


def test_s05_a_stale_session_is_asked_again_before_it_changes_a_role(client, admin, lilei):
    factories.sign_in(client, admin, stale=True)
    held = factories.role_grant(lilei, "editor")
    for address, form in (("grant", wish(role="reviewer")), (f"{held.id}/withdraw", {"reason": REASON})):
        answer = client.post(f"/settings/roles/{address}", data=form)
        assert answer.status_code in {303, 401}
    assert [grant.withdrawn_at for grant in grants(user_id=lilei.id)] == [None]


@pytest.mark.parametrize("role", ["hr", "editor", "auditor", "training_admin"])
def test_other_roles_come_nowhere_near(client, app, lilei, role):
    factories.sign_in(client, factories.user(roles=[(role, None)]))
    for address in ("", "/grant", "/matrix"):
        assert client.get(f"/settings/roles{address}").status_code == 403


def test_the_list_is_narrowed_by_role_person_department_and_state(pages, lilei, sales, company):
    hanmei = factories.user("韩梅梅", staff_no="T0002", department=company)
    factories.role_grant(lilei, "editor", sales)
    factories.role_grant(hanmei, "auditor")
    factories.role_grant(hanmei, "reviewer", ended_on=clock.today())

    def named(query: str) -> set[str]:
        page = text(pages.get(f"/settings/roles?{query}"))
        return {name for name in ("李雷", "韩梅梅", "赵敏") if f'<th scope="row">{name}' in page}

    assert named("") == {"李雷", "韩梅梅", "赵敏"}
    assert named("role=editor") == {"李雷"}
    assert named("q=hanmei") == {"韩梅梅"}
    assert named("q=%25") == set()
    assert named(f"department={company.code}") == {"李雷"}
    assert named("state=over") == {"韩梅梅"}
    assert named("state=nonsense&role=nonsense&page=x&department=nonsense") == {"李雷", "韩梅梅", "赵敏"}
    assert named("page=99999999999") == {"李雷", "韩梅梅", "赵敏"}


def test_the_list_takes_as_many_statements_for_many_as_for_one(pages, company):
    def count() -> int:
        with statements() as seen:
            assert pages.get("/settings/roles").status_code == 200
        return len(seen)

    few = count()
    for _number in range(5):
        factories.user(department=company, roles=[("editor", company)])
    assert count() == few


def test_the_matrix_is_the_table_that_pages_are_guarded_by(pages):
    page = text(pages.get("/settings/roles/matrix"))
    for permission in Permission:
        assert f"<code>{permission}</code>" in page
    row = page.split("<code>role.grant</code>")[1].split("</tr>")[0]
    yes = [">yes<" in cell for cell in row.split("<td")[1:]]
    assert yes == [False, *(role in GRANTED_BY[Permission.GRANT_ROLE] for role in Role)]


def test_everything_has_a_name():
    assert set(rights.PERMISSIONS) == set(Permission)
    assert set(rights.ROLES) == set(Role)


def test_a_foreign_or_unknown_grant_is_not_found(pages):
    for address in ("/settings/roles/999999/approve", "/settings/roles/999999/withdraw", "/settings/roles/x/approve"):
        assert pages.get(address).status_code == 404
