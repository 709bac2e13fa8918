"""A schedule never shows a recipient anything that the page would not show them, whoever they are and whatever was asked for."""

from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.db import db, writing
from app.people.mails.models import Mail
from app.reports.kept.models import Delivery, Recipient, Run, Schedule
from app.reports.registry import reports

from ... import factories
from ...rows import empty_tables
from ..asked import csv_rows
from .scheduled import build_house, come_round, scheduled

ROLES = ("manager", "training_admin", "hr", "auditor", "editor", "admin")
PLACES = ("HQ", "SALES", "WH", "TEAM")


def recipients_of(house, data):
    """Six people, each with up to two roles over some part of the house, or over all of it."""
    team = factories.department(code="TEAM", parent=house.sales)
    places = {"HQ": house.root, "SALES": house.sales, "WH": house.warehouse, "TEAM": team, "": None}
    grants = st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from([*PLACES, ""])), max_size=2)
    people = []
    for number in range(6):
        drawn = (
            (role, places[place] or (house.root if role == "manager" else None)) for role, place in data.draw(grants)
        )
        roles = list(dict.fromkeys(drawn))  # nobody has one role twice over the same
        where = places[data.draw(st.sampled_from(PLACES))]
        people.append(
            factories.user(
                staff_no=f"R{number}", department=where, roles=roles, email=f"r{number}@example.org", locale="en"
            )
        )
    return people


def forget() -> None:
    with writing():
        for model in (Delivery, Run, Recipient, Schedule, Mail):
            db.session.execute(delete(model))


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_mailed_is_what_the_page_shows(app, mailbox, data):
    with app.app_context():
        empty_tables()
        house = build_house()
        people = recipients_of(house, data)
        names = sorted(name for name, report in reports().items() if report.permission == "report.read")
        for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)):
            query = {} if data.draw(st.booleans()) else {"department": data.draw(st.sampled_from(PLACES))}
            check(app, mailbox, house, people, name, query)


def check(app, mailbox, house, people, name, query):
    mailbox.messages.clear()
    mailbox.recipients.clear()
    scheduled(house.hr, people, report=name, query=query)
    assert come_round() == 1
    for person in people:
        client = app.test_client()
        factories.sign_in(client, person)
        page = client.get(f"/reports/{name}.csv?{urlencode(query)}")
        shown = csv_rows(page.data) if page.status_code == 200 else []
        assert mailed(mailbox, person.email) == shown, (name, query, person.staff_no, page.status_code)
        if page.status_code != 200:
            assert person.email not in mailbox.recipients
    forget()


def mailed(mailbox, address) -> list[dict[str, str]]:
    if address not in mailbox.recipients:
        return []
    files = list(mailbox.messages[mailbox.recipients.index(address)].iter_attachments())
    return csv_rows(files[0].get_content().encode()) if files else []
