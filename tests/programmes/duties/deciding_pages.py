"""What the tests of pages about duties share: entering as somebody, and what a browser sends back of a form."""

import re
from typing import Any

from flask.testing import FlaskClient

from app.people.models import User
from tests import factories


def office(**people: dict[str, Any]) -> dict[str, Any]:
    """HR, and a manager of sales; further people by name, each in sales, but “other” in stores."""
    group = factories.department()
    sales, stores = factories.department(parent=group), factories.department(parent=group)
    world: dict[str, Any] = {
        "hr": factories.user("韩人事", department=group, roles=[("hr", None)], locale="en"),
        "manager": factories.user("马经理", department=sales, roles=[("manager", sales)], locale="en"),
    }
    for key, fields in people.items():
        world[key] = factories.user(department=stores if key == "other" else sales, **fields)
    return world


def enter(client: FlaskClient, person: User) -> FlaskClient:
    factories.sign_in(client, person)
    return client


def fields(page: str) -> dict[str, str]:
    names = ("digest", "form_key", "approver")
    return {name: re.findall(rf'name="{name}"[^>]*value="([^"]*)"', page)[0] for name in names}
