"""Forms as they stand in pages: what nobody sees never takes the place of what somebody types."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from sqlalchemy import select

import app as product
from app.db import db
from app.learning.credits.models import Credit
from app.resending import MADE_FOR

from . import factories
from .forms import fill_in, form_with, forms_of, send
from .walk import SIGNS_OUT, address, ask, build_world, rules, signed_in

CSRF = Path(product.__file__).parent / "templates/components/csrf.html"
ROWS = {"course", "kind", "path"}  # of a version's courses: a row has each once, seen or not


def form_classes() -> list[type[FlaskForm]]:
    for module in pkgutil.walk_packages(product.__path__, "app."):
        if not module.name.endswith("_child"):  # a program of its own
            importlib.import_module(module.name)
    found, waiting = [], [FlaskForm]
    while waiting:
        waiting += (below := [each for each in waiting.pop().__subclasses__() if each.__module__.startswith("app.")])
        found += below
    return found


def fields_of(form: type[FlaskForm]) -> set[str]:
    return {name for name in dir(form) if hasattr(getattr(form, name, None), "_formfield")}


def test_no_form_has_a_field_called_like_a_hidden_one_of_every_form():
    hidden = set(re.findall(r'name="([^"]+)"', CSRF.read_text(encoding="utf-8")))
    assert hidden == {"csrf_token", MADE_FOR}
    classes = form_classes()
    assert len(classes) > 80
    assert [form.__name__ for form in classes if hidden & fields_of(form)] == []
    assert not MADE_FOR.isidentifier()


@pytest.mark.once
def test_no_page_has_a_hidden_field_called_like_one_that_people_fill_in(app: Flask):
    world = build_world()
    client, seen, doubled = signed_in(app, world.people["everything"]), 0, []
    for rule, method in rules(app):
        if method != "GET" or rule.endpoint in SIGNS_OUT | {"static"}:
            continue
        answer = ask(client, method, address(rule, **world.arguments("everything")))
        if answer.mimetype != "text/html":
            continue
        for form in forms_of(answer.text):
            seen += form.method == "post"
            both = form.names(hidden=True) & form.names(hidden=False)
            if both - (ROWS if rule.endpoint == "definitions.edit_version" else set()):
                doubled.append((rule.endpoint, both))
    assert doubled == []
    assert seen > 200


def test_whoever_is_typed_into_the_page_of_training_outside_is_credited(app: Flask):
    sales = factories.department()
    learner = factories.user(department=sales, staff_no="WH1042")
    client = signed_in(app, factories.user(department=sales, roles=[("training_admin", sales)]))
    typed = {
        "person": "WH1042",
        "item": "Customs broker",
        "on": "2026-05-04",
        "hours": "6.5",
        "trainer": "Customs school",
        "evidence_no": "310-77",
        "reason": "certificate seen",
    }
    assert fill_in(client, "/ledger/outside/new", typed).status_code == 303
    assert [(row.user_id, row.hours) for row in db.session.scalars(select(Credit))] == [(learner.id, 6.5)]


def test_a_form_of_a_page_is_sent_as_a_browser_sends_it(app: Flask):
    page = """<form method="post" action="/there"><input type="hidden" name="a" value="kept"><input name="a" value="old">
      <select name="b"><option value="1">x<option value="2" selected>y</select><textarea name="c">
text &amp; more</textarea><input type="checkbox" name="d" checked><input type="checkbox" name="e"><button name="do" value="go">"""
    form = form_with(page, "b")
    assert list(form.sent({"a": "new"}, "do=go")) == [
        ("a", "kept"), ("a", "new"), ("b", "2"), ("c", "text & more"), ("d", "on"), ("do", "go"),
    ]  # fmt: skip
    assert send(app.test_client(), "/", form, {}).status_code in {303, 404}
