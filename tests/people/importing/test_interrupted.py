"""A sheet whose reading was interrupted is taken up again, or says so and what to do."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock, jobs
from app.db import db, writing
from app.people.importing import acts
from app.people.importing.jobs import look_after_plans, plan_sheet
from app.people.importing.models import ImportPlan
from config import Settings
from tests.processes import kill

from .conftest import Firm
from .rosters import EVERYTHING, kept, lines, state, xlsx
from .test_pages import send, signed_in, text

ROWS = [(f"9{number:04}", f"新人{number}", None, "SALES") for number in range(60)]
INTERRUPTED = "Reading was interrupted"


def later(monkeypatch: pytest.MonkeyPatch, minutes: int = 4) -> None:
    then = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: then)


def killed(settings: Settings, after: int) -> None:
    """The process that runs jobs dies by SIGKILL at a statement that writes."""
    db.session.rollback()
    kill(settings, "from app import jobs", "jobs.run_waiting()", after=after)


def the_plan() -> ImportPlan:
    db.session.rollback()
    return db.session.scalars(select(ImportPlan)).one()


@pytest.mark.parametrize("after", [1, 2, 4, 5])
def test_killed_while_it_is_read_a_sheet_is_taken_up_again_by_itself(
    app: Flask, firm: Firm, settings: Settings, monkeypatch: pytest.MonkeyPatch, after: int
):
    client = signed_in(app, firm)
    place, before = send(client, xlsx(ROWS)).headers["Location"], state()
    killed(settings, after)
    assert jobs.run_waiting() == 0
    assert the_plan().state == "reading"
    assert "data-import-progress" in text(client.get(place))
    look_after_plans()
    assert the_plan().state == "reading"
    later(monkeypatch)
    page = text(client.get(place))
    assert INTERRUPTED in page
    assert "data-import-progress" not in page
    assert "was interrupted" in text(client.get("/people/import"))
    look_after_plans()
    assert state() == before
    assert (the_plan().state, len(lines(the_plan()))) == ("planned", 60)
    assert "This is a plan. Nothing has been written yet." in text(client.get(place))


def test_what_was_interrupted_is_read_again_when_somebody_asks(
    app: Flask, firm: Firm, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(app, firm)
    place = send(client, xlsx(ROWS)).headers["Location"]
    killed(settings, 2)
    assert client.post(f"{place}/again").status_code == 409
    later(monkeypatch)
    assert client.post(f"{place}/again").status_code == 303
    assert "data-import-progress" in text(client.get(place))
    jobs.run_waiting()
    assert the_plan().state == "planned"


def test_what_was_interrupted_can_be_dropped(
    app: Flask, firm: Firm, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(app, firm)
    place = send(client, xlsx(ROWS)).headers["Location"]
    killed(settings, 4)
    later(monkeypatch)
    assert client.post(f"{place}/drop").status_code == 303
    look_after_plans()
    assert the_plan().state == "dropped"
    assert lines(the_plan()) == []


def test_a_sheet_that_ends_every_job_is_left_to_whoever_looks_at_it(firm: Firm, monkeypatch: pytest.MonkeyPatch):
    plan = kept(xlsx(ROWS[:2]), firm.hr)
    for number in range(acts.MOST_TRIES):
        with writing():
            assert acts.take_up(plan, now=clock.now())
        later(monkeypatch)
        assert acts.list_forsaken(clock.now()) == ([plan] if number < acts.MOST_TRIES - 1 else [])
    assert acts.is_interrupted(the_plan(), now=clock.now())
    with writing():
        acts.plan_again(the_plan().key, kind="people", scope=EVERYTHING, now=clock.now())
    plan_sheet(plan)
    assert the_plan().state == "planned"


def test_a_job_that_comes_late_does_nothing_more(firm: Firm):
    plan = kept(xlsx(ROWS[:2]), firm.hr)
    plan_sheet(plan)
    made = [line.id for line in lines(the_plan())]
    plan_sheet(plan)
    assert (the_plan().tries, [line.id for line in lines(the_plan())]) == (1, made)
