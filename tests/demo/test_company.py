from collections import Counter
from datetime import date, timedelta

import pytest

from app.access import Role
from app.demo.company import ACCOUNTS, FAMILY, Member, plan_company
from app.demo.naming import mailbox
from app.demo.organisation import UNITS

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def members() -> list[Member]:
    return plan_company(TODAY)


def below(root: str) -> set[str]:
    units = {root}
    for unit in UNITS:
        if unit.parent in units:
            units.add(unit.code)
    return units


def test_there_are_400_people_80_of_them_with_foreign_names(members):
    assert len(members) == 400
    assert sum(not "\u4e00" <= member.name[0] <= "\u9fff" for member in members) == 80


def test_the_group_has_three_subsidiaries_and_five_overseas_warehouses():
    kinds = Counter(unit.kind for unit in UNITS)
    assert (kinds["group"], kinds["company"], kinds["warehouse"]) == (1, 3, 5)
    assert all(unit.parent in {other.code for other in UNITS} for unit in UNITS if unit.parent)


def test_staff_numbers_and_addresses_are_unique_and_some_numbers_begin_with_zeros(members):
    numbers = [member.staff_no for member in members]
    addresses = [member.email for member in members if member.email]
    assert len(set(numbers)) == 400
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.com") and address.isascii() for address in addresses)
    assert any(number.startswith("0") for number in numbers)


def test_a_few_people_share_a_name_but_nobody_that_of_an_account(members):
    names = Counter(member.name for member in members)
    assert sum(count > 1 for count in names.values()) >= 3
    assert all(names[account.name] == 1 for account in ACCOUNTS)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.staff_no)
def test_each_account_has_its_role_and_no_other(members, account):
    member = next(member for member in members if member.staff_no == account.staff_no)
    assert member.name == account.name
    assert member.job.unit == account.unit
    granted = account.role is not None and account.role is not Role.MANAGER
    assert member.roles == ([(account.role, account.role_unit)] if granted else [])
    assert member.is_head == (account.role is Role.MANAGER)
    assert member.signs_in


def test_nobody_else_signs_in(members):
    assert sum(member.signs_in for member in members) == len(ACCOUNTS) == 5


def test_the_demo_manager_leads_about_25_people_in_several_teams_the_trainee_among_them(members):
    units = below("E-EU1")
    people = [member for member in members if member.job.unit in units and member.active]
    assert 20 <= len(people) <= 27
    assert len({member.job.unit for member in people}) >= 4
    assert "T0001" in {member.staff_no for member in people}


def test_jobs_are_dated_some_have_ended_and_some_people_have_moved(members):
    assert 5 <= sum(not member.active for member in members) <= 20
    moved = [member for member in members if sum(stint.is_primary for stint in member.stints) == 2]
    assert moved
    for before, after in (member.stints for member in moved):
        assert before.ended_on == after.started_on > before.started_on
        assert before.unit != after.unit
    for stint in (stint for member in members for stint in member.stints):
        assert stint.started_on < TODAY
        assert stint.ended_on is None or stint.started_on < stint.ended_on <= TODAY


def test_everyone_but_the_head_of_the_group_has_a_manager_who_is_still_there(members):
    without = [member for member in members if member.job.manager is None]
    assert [member.job.unit for member in without] == ["G"]
    managers = [stint.manager for member in members for stint in member.stints if stint.manager]
    assert all(manager.active for manager in managers)
    assert all(member.job.manager is not member for member in members)


def test_every_family_of_the_training_plan_is_there(members):
    assert (
        {member.family for member in members}
        == set(FAMILY.values())
        == {"NEW", "OPR", "WHS", "CUS", "FIN", "MFG", "MGR"}
    )


def test_every_unit_has_one_head_whose_job_makes_a_manager_of_them(members):
    heads = [member.job.unit for member in members if member.is_head]
    assert len(heads) == len(set(heads)) >= 25


def test_the_same_day_gives_the_same_company_and_another_day_the_same_names():
    def rows(day: date) -> list[tuple]:
        return [(m.staff_no, m.name, m.email, m.locale, repr(m.stints), m.roles) for m in plan_company(day)]

    assert rows(TODAY) == rows(TODAY)
    assert [row[:2] for row in rows(TODAY)] == [row[:2] for row in rows(TODAY + timedelta(days=1))]


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("林晓雯", "lin.xiaowen"),
        ("王伟", "wang.wei"),
        ("Małgorzata Król", "malgorzata.krol"),
        ("Anna Großmann", "anna.grossmann"),
        ("Daan van den Berg", "daan.vandenberg"),
        ("Kevin O'Brien", "kevin.obrien"),
        ("Dewi", "dewi"),
    ],
)
def test_a_mailbox_is_plain_letters(name, box):
    assert mailbox(name) == box
