"""The page of the audit log: what it shows to whom, and what its search finds."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.db import writing
from app.i18n import speaking
from app.people.actions import record_act
from app.people.audit.words import ACTIONS, DETAILS, detail_words
from app.people.importing import words as importing

from ... import factories
from ...conftest import statements

PAGE = "/settings/audit"
KEEPERS = {"record_act", "_note", "note_act", "_record", "record"}  # what functions that keep an act are called
OF_EVERY_ACT = {"actor_id", "subject_id", "now", "reason", "request_id"}


@pytest.fixture
def company(app):
    top = factories.department()
    sales, stores = factories.department(parent=top), factories.department(parent=top)
    return {
        "top": top,
        "seller": factories.user(name="单小红", staff_no="S1", department=sales, locale="en"),
        "keeper": factories.user(name="曾国良", staff_no="W1", department=stores, locale="en"),
        "hr": factories.user(name="沈佳宁", staff_no="H1", department=top, roles=[("hr", sales)], locale="en"),
        "auditor": factories.user(name="郑可", staff_no="A1", department=top, roles=[("auditor", None)], locale="en"),
    }


def note(subject, *, actor=None, action="role granted", reason="", days_ago=0) -> None:
    subject_id, actor_id = subject.id if subject else None, actor.id if actor else None
    with writing():
        record_act(
            action,
            actor_id=actor_id,
            subject_id=subject_id,
            reason=reason,
            now=clock.now() - timedelta(days=days_ago),
            role="reviewer",
        )


def page(client, reader, **query) -> str:
    factories.sign_in(client, reader)
    response = client.get(PAGE, query_string=query)
    assert response.status_code == 200
    return response.text


def test_an_auditor_reads_who_did_what_to_whom_and_why(client, company):
    note(company["seller"], actor=company["hr"], reason="Reviews open answers from now on")
    shown = page(client, company["auditor"])
    for words in ("沈佳宁 H1", "单小红 S1", "Granted a role", "role: reviewer", "Reviews open answers from now on"):
        assert words in shown


def test_s02_hr_reads_only_acts_about_people_of_its_scope_and_its_own(client, company):
    note(company["seller"], reason="in the scope")
    note(company["keeper"], reason="outside the scope")
    note(None, reason="about nobody")
    note(None, actor=company["hr"], reason="its own")
    shown = page(client, company["hr"])
    assert "in the scope" in shown
    assert "its own" in shown
    assert "outside the scope" not in shown
    assert "about nobody" not in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"whom": "s1"}, {"one"}),
        ({"who": "H1"}, {"two"}),
        ({"action": "sessions ended"}, {"three"}),
        ({"words": "TWO"}, {"two"}),
        ({"since": "yesterday"}, {"one", "two"}),
        ({"until": "yesterday"}, {"three"}),
        ({"words": "%"}, set()),
        ({"words": "_"}, set()),
    ],
)
def test_the_search_finds_what_fits_and_nothing_else(client, company, query, found):
    note(company["seller"], reason="one")
    note(company["keeper"], actor=company["hr"], reason="two")
    note(company["keeper"], action="sessions ended", reason="three", days_ago=3)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    asked = {name: yesterday if value == "yesterday" else value for name, value in query.items()}
    shown = page(client, company["auditor"], **asked)
    assert {words for words in ("one", "two", "three") if f">{words}<" in shown} == found


def test_older_entries_follow_on_further_pages_and_none_is_missed(client, company):
    for number in range(120):
        note(company["seller"], reason=f"number {number} of them")
    factories.sign_in(client, company["auditor"])
    address, seen = PAGE, []
    for _ in range(5):
        shown = client.get(address).text
        seen += [number for number in range(120) if f"number {number} of them" in shown]
        older = re.search(r'href="([^"]*before=[^"]*)"', shown)
        if older is None:
            break
        address = older[1].replace("&amp;", "&")
    assert sorted(seen) == list(range(120))


def test_a_day_that_cannot_be_read_is_told_at_its_field_and_the_rest_is_searched(client, company):
    note(company["seller"], reason="one")
    shown = page(client, company["auditor"], since="31 February", words="one")
    assert 'aria-invalid="true"' in shown
    assert ">one<" in shown


def test_the_page_costs_the_same_however_much_is_written(client, company):
    factories.sign_in(client, company["auditor"])
    client.get(PAGE)
    with statements() as few:
        client.get(PAGE)
    for _ in range(60):
        note(company["seller"])
    with statements() as many:
        client.get(PAGE)
    assert len(many) == len(few)


def test_every_act_in_the_code_has_a_name_for_people():
    unnamed = {
        (path.name, action) for path in Path("app").rglob("*.py") for action in acts_of(path) if action not in ACTIONS
    }
    assert not unnamed


def test_what_is_written_about_an_act_has_a_name_for_people():
    written = {
        (path.name, word.arg)
        for path in Path("app").rglob("*.py")
        for call in keepers_of(path)
        for word in call.keywords
        if word.arg
    }
    assert {(file, name) for file, name in written if name not in {*DETAILS, *OF_EVERY_ACT}} == set()
    assert set(importing.DOING) <= set(DETAILS)


def keepers_of(path: Path) -> list[ast.Call]:
    """Where a file writes acts down, itself or through a function of its own for that."""
    source = path.read_text(encoding="utf-8")
    if "record_act" not in source:
        return []
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in KEEPERS]


def acts_of(path: Path) -> list[str]:
    """The names of acts that a file writes down as they are."""
    named = [each for call in keepers_of(path) for each in either(call.args[0])]
    return [each.value for each in named if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def either(argument: ast.expr) -> list[ast.expr]:
    """What an argument may be: itself, or one of two."""
    if isinstance(argument, ast.IfExp):
        return [*either(argument.body), *either(argument.orelse)]
    return [argument]


def test_how_somebody_signed_in_is_said_in_words(app):
    with app.test_request_context(), speaking("en"):
        assert detail_words({"by": "password+code"}) == "by: password + code from an app or for recovery"
        assert detail_words({"by": "something later"}) == "by: something later"
