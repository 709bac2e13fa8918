"""Who is told when a sheet changes mail addresses, or is taken back."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people.accounts.models import PasswordReset
from app.people.accounts.passwords import reset_link
from app.people.actions import invite
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import Invitation, User
from tests import factories
from tests.conftest import statements
from tests.mailbox import Mailbox, running

from .conftest import Firm
from .rosters import applied, planned, undone, xlsx

HEAD = ("工号", "姓名", "邮箱", "部门")
OLD, OTHER = "li@example.com", "li.lei@example.org"


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box


@pytest.fixture
def moved(firm: Firm, mailbox: Mailbox):
    """Li's address is another one by a sheet; nothing was sent yet."""
    english(firm.li)
    plan = planned(xlsx([("00101", "李雷", OTHER, "SALES")], head=HEAD), firm.hr)
    applied(plan, firm.hr)
    return plan


def english(person: User) -> None:
    with writing():
        db.session.get_one(User, person.id).locale = "en"


def came(mailbox: Mailbox) -> dict[str, str]:
    """What was sent since it was last asked, by recipient."""
    outbox.send_waiting()
    found = {address: mailbox.text(number) for number, address in enumerate(mailbox.recipients)}
    assert len(found) == len(mailbox.recipients)
    mailbox.messages.clear()
    mailbox.recipients.clear()
    return found


def states() -> set[tuple[str, str]]:
    db.session.rollback()
    return {(mail.state, mail.outcome) for mail in db.session.scalars(select(Mail))}


def test_both_addresses_are_told_and_the_old_one_learns_no_more_than_it_must(moved, mailbox):
    letters = came(mailbox)
    assert set(letters) == {OLD, OTHER}
    assert "no longer the mail address of your account" in letters[OLD]
    assert "l…@example.org" in letters[OLD]
    assert OTHER not in letters[OLD]
    assert "This is now the mail address of your account" in letters[OTHER]
    assert all("Tell HR or your administrator" in words for words in letters.values())


def test_links_that_went_to_the_old_address_open_nothing_any_more(firm):
    with writing():
        invite(firm.li.id, now=clock.now())
        invite(firm.wang.id, now=clock.now())
        reset_link(firm.li.id, now=clock.now())
    rows = [("00101", "李雷", OTHER, "SALES"), ("00102", "王小明", "wang@example.com", "SALES")]
    applied(planned(xlsx(rows, head=HEAD), firm.hr), firm.hr)
    db.session.rollback()
    open_ones = [
        db.session.scalars(select(link.user_id).filter_by(used_at=None)).all() for link in (Invitation, PasswordReset)
    ]
    assert open_ones == [[firm.wang.id], []]  # a first address was no other before


def test_undone_before_anything_was_sent_nobody_is_told(moved, firm, mailbox):
    undone(moved, firm.hr)
    assert came(mailbox) == {}
    assert states() == {("cancelled", "changed_back")}


def test_undone_afterwards_both_are_told_again(moved, firm, mailbox):
    came(mailbox)
    undone(moved, firm.hr)
    letters = came(mailbox)
    assert set(letters) == {OLD, OTHER}
    assert "This is now the mail address" in letters[OLD]
    assert "no longer the mail address" in letters[OTHER]


def test_what_changed_again_before_it_was_sent_is_told_once_as_it_is_in_the_end(moved, firm, mailbox):
    undone(moved, firm.hr)
    applied(planned(xlsx([("00101", "李雷", "third@example.net", "SALES")], head=HEAD), firm.hr), firm.hr)
    letters = came(mailbox)
    assert set(letters) == {OLD, "third@example.net"}
    assert "t…@example.net" in letters[OLD]


def test_nobody_is_told_of_a_first_address_nor_of_capital_letters(firm, mailbox):
    with writing():
        db.session.get_one(User, firm.li.id).email = "Li@Example.com"
    rows = [
        ("00101", "李雷", OLD, "SALES"),
        ("00102", "王小明", "wang@example.com", "SALES"),
        ("00103", "新人", "new@example.com", "SALES"),
    ]
    applied(planned(xlsx(rows, head=HEAD), firm.hr), firm.hr)
    assert came(mailbox) == {}
    assert states() == set()


def test_two_who_swap_their_addresses_are_each_told_at_both(firm, mailbox):
    with writing():
        db.session.get_one(User, firm.wang.id).email = OTHER
    rows = [("00101", "李雷", OTHER, "SALES"), ("00102", "王小明", OLD, "SALES")]
    applied(planned(xlsx(rows, head=HEAD), firm.hr), firm.hr)
    outbox.send_waiting()
    assert sorted(mailbox.recipients) == sorted([OLD, OTHER] * 2)


def test_without_a_mail_server_nothing_piles_up(firm, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)
    applied(planned(xlsx([("00101", "李雷", OTHER, "SALES")], head=HEAD), firm.hr), firm.hr)
    assert states() == set()


def test_many_changed_addresses_cost_a_few_statements(firm, mailbox):
    def written(count: int, first: int) -> int:
        people = [
            factories.user(f"员工{n}", f"8{n:04}", department=firm.sales, email=f"a{n}@x.cn")
            for n in range(first, first + count)
        ]
        rows = [(person.staff_no, person.name, f"b{person.email}", "SALES") for person in people]
        plan = planned(xlsx(rows, head=HEAD), firm.hr)
        with statements() as seen:
            applied(plan, firm.hr)
        return len(seen)

    assert written(3, 0) == written(30, 100)
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 66
