"""Whom a text means: the rules by which one person is taken, several are asked back, and nobody outside is found."""

import pytest

from app import clock
from app.access import Scope
from app.people.picking.queries import NOBODY, Answer, label_of, resolve, resolve_all, search
from app.people.picking.whom import anybody, anybody_at_work
from app.people.queries import people_in_scope
from tests import factories
from tests.conftest import statements


@pytest.fixture
def house(app):
    """Two departments; those of the first may be found."""
    group = factories.department()
    sales, stores = factories.department(parent=group), factories.department(parent=group)
    factories.user("王小明", staff_no="WH1042", department=sales, email="Wang@example.org")
    factories.user("王小铭", staff_no="WH10", department=sales)
    factories.user("陈晓", staff_no="S1", department=sales)
    factories.user("陈晓", staff_no="S2", department=sales)
    factories.user("Jürgen Weber", staff_no="007", department=sales)
    factories.user("Anna (Vertrieb)", staff_no="A(1)", department=sales)
    factories.user("赵四", staff_no="Z4", department=stores, email="zhao@example.org")
    factories.user("钱五", staff_no="Q5", department=sales, active=False)
    return people_in_scope(Scope(paths=(sales.path,)), on=clock.today())


def who(answer: Answer) -> str | list[str]:
    return answer.one.staff_no if answer.one is not None else [row.staff_no for row in answer.several]


@pytest.mark.parametrize(
    ("text", "staff_no"),
    [
        ("WH1042", "WH1042"),
        (" wh1042 ", "WH1042"),
        ("WH10", "WH10"),
        ("007", "007"),
        ("王小明", "WH1042"),
        ("王小明 (WH1042)", "WH1042"),
        ("王小明（wh1042）", "WH1042"),
        ("陈晓 (S2)", "S2"),
        ("wang@EXAMPLE.org", "WH1042"),
        ("jürgen  weber", "007"),
        ("Anna (Vertrieb)", "A(1)"),
        ("Anna (Vertrieb) (A(1))", "A(1)"),
    ],
)
def test_a_whole_number_name_or_address_says_who(house, text, staff_no):
    assert who(resolve(text, among=house)) == staff_no


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("陈晓", ["S1", "S2"]),
        ("wangxiaoming", ["WH1042", "WH10"]),
        ("wxm", ["WH1042", "WH10"]),
        ("小明", ["WH1042"]),
        ("jurgen", ["007"]),
        ("WH1", ["WH1042", "WH10"]),
    ],
)
def test_other_texts_are_asked_back_also_where_one_person_alone_fits(house, text, numbers):
    assert sorted(who(resolve(text, among=house))) == sorted(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "%",
        "_",
        "a\0b",
        "x" * 5000,
        "Z4",
        "赵四",
        "zhaosi",
        "赵四 (Z4)",
        "zhao@example.org",
        "Q5",
        "钱五",
        "wang@example",
        "王小明 (WH10)",
        "陈晓 (Z4)",
        "()",
        "(((((",
    ],
)
def test_nobody_else_is_found_neither_outside_nor_with_the_account_off(house, text):
    assert resolve(text, among=house) == Answer()
    assert search(text, among=house) == Answer()


def test_elsewhere_the_whole_number_alone_is_known(house):
    def elsewhere(text: str) -> Answer:
        return resolve(text, among=house, anywhere=anybody())

    assert who(elsewhere("z4")) == "Z4"
    assert elsewhere("z4").outside
    assert not elsewhere("WH10").outside
    assert [who(elsewhere(text)) for text in ("Z", "赵四", "赵四 (Z4)", "zhao@example.org", "zhaosi", "Q5")] == [[]] * 6
    assert who(resolve("Z4", among=house, anywhere=anybody_at_work())) == "Z4"


def test_what_stands_in_a_field_means_the_same_person_again(house):
    for text in ("WH1042", "WH10", "007", "A(1)", "S2"):
        found = resolve(text, among=house).one
        assert found is not None
        assert who(resolve(label_of(found), among=house)) == text


def test_two_numbers_that_differ_in_case_alone_are_told_apart_by_it(house, app):
    factories.user("孙一", staff_no="k1", department=factories.department())
    factories.user("孙二", staff_no="K1", department=factories.department())
    assert who(resolve("k1", among=anybody())) == "k1"
    assert who(resolve("K1", among=anybody())) == "K1"


def test_a_search_shows_ten_and_says_that_there_are_more(app):
    department = factories.department()
    for number in range(12):
        factories.user(f"林{number}", staff_no=f"L{number:02}", department=department)
    found = search("lin", among=anybody_at_work())
    assert len(found.several) == 10
    assert found.more
    assert found.several[0].department is not None
    assert found.several[0].department.id == department.id


def test_names_that_begin_so_come_first(app):
    department = factories.department()
    for name, staff_no in (("陈琳", "A1"), ("林风", "A2"), ("李一宁", "A3"), ("林安", "LIN7")):
        factories.user(name, staff_no=staff_no, department=department)
    assert who(search("lin", among=anybody_at_work())) == ["LIN7", "A2", "A1"]
    assert who(search("lyn", among=anybody_at_work())) == ["A3"]


def test_a_long_list_takes_few_statements(house, app):
    texts = [f"N{number}" for number in range(1200)] + ["王小明", "陈晓"]
    with statements() as seen:
        found = resolve_all(texts, among=house)
    assert who(found["王小明"]) == "WH1042"
    assert who(found["陈晓"]) == ["S1", "S2"]
    assert len(seen) <= 40


def test_brackets_upon_brackets_are_not_all_looked_for(house, app):
    texts = [f"{'(' * 190}{number})" for number in range(500)]
    with statements() as seen:
        found = resolve_all(texts, among=house)
    assert all(answer == NOBODY for answer in found.values())
    assert len(seen) <= 40
