"""A new edition of a course reopens no duty and changes no figure of the past: it is asked of those assigned after it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.content import queries as content
from app.db import db, writing
from app.learning.standings import list_standings
from app.programmes.definitions.moving import Who, plan_moves
from app.programmes.duties.actions import assign
from app.programmes.duties.facts import facts
from app.programmes.duties.own import list_own
from app.programmes.models import ProgrammeVersion
from app.programmes.notices.jobs import make_notices
from app.programmes.notices.models import Notice
from app.programmes.queries import list_assignments
from app.programmes.states import state_of
from app.reports.figures import together
from app.reports.figures.duties import duty_figures
from tests import factories
from tests.programmes import making

FILE = "packing/course.yaml"
FIRST, DUE, RAISED, NOW = date(2026, 3, 2), date(2026, 4, 1), date(2026, 6, 1), date(2026, 6, 20)
EVERYTHING = Scope(everything=True)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone()).astimezone(UTC)


@pytest.fixture
def on(app, monkeypatch):
    """From here on it is noon of a day."""

    def go_to(day: date, hour: int = 12) -> None:
        moment = noon(day) + timedelta(hours=hour - 12)
        monkeypatch.setattr(clock, "now", lambda: moment)

    go_to(FIRST)
    return go_to


@pytest.fixture
def edition(on, course_files):
    """Has an edition of “packing” in service from a day on. The first is from the beginning."""

    def begin(number: int, day: date = RAISED, hour: int = 12) -> None:
        on(day, hour)
        text = (course_files.root / FILE).read_text()
        kept = [line for line in text.splitlines() if not line.startswith("edition:")]
        course_files.write(FILE, "\n".join([*kept, f"edition: {number}", ""]))

    begin(1, FIRST, 1)
    on(FIRST)
    return begin


@pytest.fixture
def learner(app):
    return factories.user(department=factories.department(), locale="en")


def give(person, version: int | None = None, **more) -> int:
    """The duty to complete “packing”, now."""
    version, person_id = version or factories.version(), person.id
    with writing():
        row = db.session.get_one(ProgrammeVersion, version)
        due = {person_id: max(DUE, clock.today() + timedelta(days=10))}
        [made] = assign(row, due, **{"start_on": clock.today(), "now": clock.now(), **more})
    return made


def done(person, day: date, number: int = 1, **more) -> None:
    factories.completion(person, completed_at=noon(day), edition=number, **more)


def states(as_of: date = NOW) -> dict[int, tuple[str, date | None]]:
    db.session.rollback()
    duty = facts(as_of=as_of)
    rows = db.session.execute(select(duty.c.assignment_id, state_of(duty, as_of=as_of), duty.c.completed_on))
    return {key: (state, day) for key, state, day in rows}


def figures(as_of: date, first: date = FIRST):
    db.session.rollback()
    return duty_figures(scope=EVERYTHING, as_of=as_of, first=first, last=as_of)


def test_a_completed_duty_stays_completed_with_its_day_and_past_figures_stay(edition, on, learner):
    other = factories.user(department=factories.department("Elsewhere"))
    mine, theirs = give(learner), give(other)
    done(learner, FIRST + timedelta(days=9))
    on(date(2026, 5, 31))
    before = [(day, states(day), figures(day)) for day in (FIRST, DUE, date(2026, 5, 31))]
    edition(2)
    on(NOW)
    assert states()[mine] == ("completed", FIRST + timedelta(days=9))
    assert states()[theirs][0] == "overdue"
    assert [(day, states(day), figures(day)) for day, *_rest in before] == before
    assert figures(NOW).completed == 1
    [duty] = list_own(learner.id, as_of=NOW)
    assert (duty.state, duty.items[0].completed_on) == ("completed", FIRST + timedelta(days=9))
    assert [row.is_open for row in list_assignments(learner_id=learner.id)] == [False]
    [row] = [row for row in list_assignments(learner_id=other.id)]
    assert row.is_open


def test_reports_count_it_and_nobody_is_told(edition, on, learner):
    give(learner)
    done(learner, FIRST + timedelta(days=9))
    edition(2)
    on(NOW, 5)
    packing = content.get_course("packing")
    [(_path, counts)] = together.figures([packing], scope=EVERYTHING, as_of=NOW, everyone=True).by_department
    assert (counts.completed, counts.overdue) == (1, 0)
    make_notices(NOW)
    db.session.rollback()
    assert db.session.scalars(select(Notice)).all() == []


def test_a_duty_assigned_after_the_raise_asks_anew(edition, on, learner):
    done(learner, FIRST)
    edition(2)
    on(RAISED, 13)
    mine = give(learner)
    assert states(RAISED)[mine] == ("due_soon", None)
    [duty] = list_own(learner.id, as_of=RAISED)
    assert duty.items[0].completed_on is None
    assert [row.is_open for row in list_assignments(learner_id=learner.id)] == [True]
    done(learner, RAISED + timedelta(days=2), 2)
    assert states()[mine] == ("completed", RAISED + timedelta(days=2))


def test_on_the_day_of_the_raise_the_hour_decides(edition, on, learner):
    on(RAISED, 9)
    mine = give(learner)
    done(learner, RAISED)
    edition(2, RAISED, 14)
    assert states(RAISED)[mine] == ("completed", RAISED)


@pytest.mark.parametrize("number", [1, 2])
def test_an_open_duty_from_before_takes_either(edition, on, learner, number):
    mine = give(learner)
    edition(2)
    done(learner, RAISED - timedelta(days=1) if number == 1 else NOW, number)
    assert states()[mine] == ("completed", RAISED - timedelta(days=1) if number == 1 else NOW)


def test_each_raise_asks_only_those_assigned_after_it(edition, on, learner):
    people = [learner, *(factories.user() for _each in range(2))]
    duties = []
    for number, person in enumerate(people, 1):
        edition(number, FIRST + timedelta(days=30 * number))
        duties.append(give(person))
        for made in range(1, number):
            done(person, FIRST + timedelta(days=30 * made), made)
    edition(4, RAISED + timedelta(days=10))
    assert [states()[duty][1] for duty in duties] == [None] * 3
    for number, person in enumerate(people, 1):
        done(person, NOW, number)
    assert [states()[duty][1] for duty in duties] == [NOW] * 3


def test_a_further_round_asks_for_the_edition_of_the_day_it_counts_from(edition, on, learner):
    yearly = making.programme("packing", terms={"valid_months": 12})
    version = db.session.scalar(select(ProgrammeVersion.id).where(ProgrammeVersion.programme_id == yearly.id))
    first = give(learner, version)
    done(learner, FIRST)
    opens, late = RAISED - timedelta(days=5), RAISED + timedelta(days=5)
    done(learner, RAISED - timedelta(days=1), round=2)
    edition(2)
    on(late)
    second = give(learner, version, round=2, start_on=opens, counts_from=opens)
    third = give(learner, version, round=3, start_on=late, counts_from=late)
    assert [states()[duty][1] for duty in (first, second, third)] == [FIRST, RAISED - timedelta(days=1), None]


def test_a_first_duty_with_a_look_back_asks_for_the_edition_of_its_own_day(edition, on, learner):
    done(learner, RAISED - timedelta(days=1))
    edition(2)
    on(NOW)
    mine = give(learner, counts_from=RAISED - timedelta(days=30))
    assert states()[mine][1] is None


def test_a_renamed_course_does_not_begin_anew(edition, on, learner, course_files):
    before = give(learner)
    late = factories.user()
    done(learner, FIRST)
    done(late, FIRST)
    edition(2)
    on(RAISED + timedelta(days=1))
    after = give(late)
    found = states()
    course_files.change(FILE, "id: packing", "id: wrapping\naliases: [packing]")
    assert states() == found
    assert (found[before][1], found[after][1]) == (FIRST, None)
    assert [row.is_open for row in list_assignments(learner_id=learner.id)] == [False]
    done(late, NOW, 2, course_id="wrapping")
    assert states()[after] == ("completed", NOW)


def test_a_withdrawn_course_keeps_its_duties_as_they_were(edition, on, learner, course_files):
    late = factories.user()
    give(learner)
    done(learner, FIRST)
    done(late, FIRST)
    edition(2)
    on(RAISED + timedelta(days=1))
    give(late)
    found = states()
    course_files.change(FILE, "edition: 2", "edition: 2\nstatus: archived")
    assert states() == found


def test_an_edition_that_is_taken_back_asks_nobody(edition, on, learner):
    done(learner, FIRST)
    edition(2)
    on(RAISED, 13)
    mine = give(learner)
    edition(1, RAISED + timedelta(days=1))
    assert states()[mine] == ("completed", FIRST)


def test_without_a_duty_the_course_is_open_again_and_says_what_is_new(edition, on, learner, client):
    give(learner)
    free = factories.user(department=factories.department("Elsewhere"))
    for person in (learner, free):
        done(person, FIRST)
    edition(2)
    on(NOW)
    packing = content.get_course("packing")
    found = together.figures([packing], scope=EVERYTHING, as_of=NOW, everyone=True).by_department
    assert sorted(counts.completed for _path, counts in found) == [0, 1]
    for person in (learner, free):
        [standing] = list_standings([packing], learner_id=person.id)
        assert (standing.completed_at, standing.earlier_on) == (None, FIRST)
        assert standing.new
    factories.sign_in(client, learner)
    assert "You completed an earlier edition" in client.get("/courses/packing").text


def test_moving_to_another_version_counts_what_the_duty_takes(edition, on, learner):
    programme = making.programme("harbour")
    done(learner, FIRST)
    late = factories.user(department=factories.department("Elsewhere"))
    done(late, FIRST)
    version = db.session.scalar(select(ProgrammeVersion.id).where(ProgrammeVersion.programme_id == programme.id))
    give(learner, version)
    edition(2)
    on(NOW)
    give(late, version)
    making.programme_version(programme, "harbour", "packing")
    plan = plan_moves(Who(programme.id, EVERYTHING), today=NOW)
    assert plan is not None
    assert {move.user_id: (move.gains, move.known) for move in plan.moves} == {
        learner.id: ((), ("packing",)),
        late.id: (("packing",), ()),
    }
