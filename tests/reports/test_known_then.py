"""Whatever is recorded later, a report as it was known at an instant stays the same; and leavers neither vanish nor count twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app import clock
from app.access import Scope
from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.learning.models import Completion
from app.people import queries as people
from app.people.importing.writing_rows import delete_by_id
from app.people.models import Absence, Job, User
from app.people.organisation import absences, corrections, departments, employment
from app.people.organisation.acts import Exit, Move, Place, Return
from app.people.organisation.reasons import AbsenceKind, EndReason
from app.programmes.duties import actions as duties
from app.programmes.duties.deciding import mark_exits
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.moving import move_due_dates
from app.programmes.models import Assignment, ProgrammeVersion
from app.programmes.standings.building import refresh
from app.reports.figures.duties import duty_figures, median_days_overdue
from app.reports.figures.standings import people as people_of
from app.reports.figures.standings import standings
from app.reports.figures.together import Figures, figures
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples
from tests.people.organisation.acting import act, days, done

EVERYTHING = Scope(everything=True)
PEOPLE = 4


@dataclass(frozen=True)
class Later:
    """Something recorded later: what, about whom, from which day, and where."""

    what: str
    who: int  # place in the company
    day: int  # from today
    where: int


@dataclass
class Firm:
    places: list[int]  # the group's two companies, and a team of the first
    staff: list[int]


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.zone())


def firm() -> Firm:
    """Four people with a duty each: one is on the way, one was in time, one had left and came back, one is on leave."""
    group = factories.department("GROUP", kind="group")
    north = factories.department("NORTH", parent=group, kind="company")
    south = factories.department("SOUTH", parent=group, kind="company")
    team = factories.department("TEAM", parent=north)
    staff = [factories.user(f"P{number}") for number in range(PEOPLE)]
    for person, place in zip(staff, [north, team, south, team], strict=True):
        factories.job(person, place, started_on=days(-200), ended_on=days(-45) if person is staff[2] else None)
    factories.job(staff[2], north, started_on=days(-15))
    for person in staff:
        assigned_at = at(days(-90))
        factories.assignment(person, due_on=days(-20), assigned_at=assigned_at, counts_from=None)
    factories.lesson_record(staff[0], first_opened_at=at(days(-60)), last_opened_at=at(days(-60)))
    factories.completion(staff[1], completed_at=at(days(-25)))
    factories.absence(staff[3], started_on=days(-30), ended_on=days(-5), recorded_at=clock.now())
    with writing():
        mark_exits(None, now=clock.now())
    return Firm([north.id, south.id, team.id], [person.id for person in staff])


def transfer(one: Later, house: Firm) -> None:
    done(employment.transfer, [Move(house.staff[one.who], days(one.day), Place(house.places[one.where]))], act())


def leave(one: Later, house: Firm) -> None:
    done(employment.leave, [Exit(house.staff[one.who], days(one.day), EndReason.RESIGN)], act())


def rehire(one: Later, house: Firm) -> None:
    done(employment.rehire, [Return(house.staff[one.who], days(one.day), Place(house.places[one.where]))], act())


def correct(one: Later, house: Firm) -> None:
    first = select(Job.id).filter_by(user_id=house.staff[one.who]).order_by(Job.id).limit(1)
    until = days(one.day) if one.where else None
    for job_id in list(db.session.scalars(first)):
        done(corrections.correct_days, house.staff[one.who], job_id, days(one.day - 40), until, act())


def take_back(one: Later, house: Firm) -> None:
    newest = select(Job.id).filter_by(user_id=house.staff[one.who]).order_by(Job.id.desc()).limit(1)
    done(delete_by_id, Job, list(db.session.scalars(newest)))


def move(one: Later, house: Firm) -> None:
    parent = None if one.where == 2 else house.places[one.where]
    done(departments.move, house.places[2], parent, days(one.day), act())


def rename(one: Later, house: Firm) -> None:
    done(departments.change, house.places[one.where], days(one.day), act(), name_en=f"Renamed {one.day}")


def be_away(one: Later, house: Firm) -> None:
    end = days(one.day + 12) if one.where else None
    done(absences.record, house.staff[one.who], AbsenceKind.SICK, days(one.day), end, True, act())


def be_back(one: Later, house: Firm) -> None:
    known = db.session.scalars(select(Absence.id).filter_by(user_id=house.staff[one.who])).first()
    if known is not None:
        done(absences.end, house.staff[one.who], known, days(one.day), act())


def complete(one: Later, house: Firm) -> None:
    """Reviewed late: it counts from a day before it was recorded."""
    if db.session.scalars(select(Completion.id).filter_by(user_id=house.staff[one.who])).first() is None:
        person = User(id=house.staff[one.who])
        factories.completion(person, completed_at=at(days(min(one.day, 0))))


def date_earlier(one: Later, _house: Firm) -> None:
    moment = at(days(min(one.day, 0) - 30))
    done(db.session.execute, update(Completion).values(completed_at=moment, completed_on=clock.local_date(moment)))


def withdraw_completions(one: Later, _house: Firm) -> None:
    done(db.session.execute, update(Completion).values(withdrawn_at=clock.now() if one.where else None))


def decide(kind: ChangeKind) -> Callable[[Later, Firm], None]:
    def act_on_duties(one: Later, house: Firm) -> None:
        ids = db.session.scalars(select(Assignment.id).filter_by(user_id=house.staff[one.who])).all()
        until = {ChangeKind.EXTEND: days(40 + one.day), ChangeKind.PAUSE: days(50) if one.where else None}.get(kind)
        with writing():
            duties.change(kind, ids, until=until, reason="因为", by_id=None, approver_id=None, now=clock.now())

    return act_on_duties


def assign(one: Later, house: Firm) -> None:
    version = db.session.get_one(ProgrammeVersion, factories.version("customs" if one.where else "packing"))
    db.session.expunge(version)
    with writing():
        duties.assign(version, {house.staff[one.who]: days(30)}, start_on=days(0), now=clock.now())


def run_nightly(_one: Later, _house: Firm) -> None:
    with writing():
        mark_exits(None, now=clock.now())
        move_due_dates(None, now=clock.now())


def work_ahead(_one: Later, _house: Firm) -> None:
    """Where everybody stands is worked out ahead, as the job does it: reports say the same."""
    refresh()


def open_lesson(one: Later, house: Firm) -> None:
    factories.lesson_record(
        User(id=house.staff[one.who]),
        lesson_id="labels",
        first_opened_at=clock.now(),
        last_opened_at=clock.now(),
    )


ACTS: dict[str, Callable[[Later, Firm], None]] = {
    **{each.__name__: each for each in (
        transfer, leave, rehire, correct, take_back, move, rename, be_away, be_back, complete, date_earlier,
        withdraw_completions, assign, run_nightly, open_lesson, work_ahead,
    )},
    **{kind.value: decide(kind) for kind in (
        ChangeKind.EXTEND, ChangeKind.WAIVE, ChangeKind.WITHDRAW, ChangeKind.PAUSE, ChangeKind.REINSTATE,
    )},
}  # fmt: skip
QUICKLY = settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # an example is a small company in a real database: shrinking would take minutes
LATER = st.builds(
    Later, st.sampled_from(sorted(ACTS)), st.integers(0, PEOPLE - 1), st.integers(-60, 10), st.integers(0, 2)
)


def record(one: Later, house: Firm) -> None:
    """What a rule refuses was not recorded."""
    db.session.rollback()
    try:
        ACTS[one.what](one, house)
    except (Conflict, NotFound):
        db.session.rollback()


def told(found: Figures) -> list[str]:
    """Departments come in no order."""
    return [*sorted(map(repr, found.by_department)), repr(found.by_course), repr(found.overdue)]


def report(on: date, known_at: datetime | None, house: Firm) -> dict[str, Any]:
    """All that reports say of a day."""
    db.session.rollback()
    asked: dict[str, Any] = {"as_of": on, "known_at": known_at}
    courses = content.list_courses()
    scopes = [EVERYTHING, *(Scope(paths=(f"/{place}/",)) for place in house.places)]
    among = people_of(EVERYTHING, on=on, known_at=known_at)
    rows = db.session.execute(select(among).order_by(among.c.id)).all()
    again = people_of(EVERYTHING, on=on, known_at=known_at)
    standing = standings(again, courses, lessons_on=on, known_at=known_at)
    stands = db.session.execute(select(standing).order_by(standing.c.user_id, standing.c.course_id)).all()
    return {
        "people": [tuple(row) for row in rows],
        "standings": [tuple(row) for row in stands],
        "together": [told(figures(courses, scope=scope, everyone=True, longest=9, **asked)) for scope in scopes],
        "duties": [duty_figures(scope=scope, first=days(-90), last=on, **asked) for scope in scopes],
        "median": median_days_overdue(scope=EVERYTHING, **asked),
    }


@QUICKLY
@given(
    later=st.lists(LATER, min_size=1, max_size=6), before=st.integers(0, 3), on=st.integers(-60, 0), ahead=st.booleans()
)
def test_what_is_recorded_later_changes_no_report_as_it_was_known(app, later, before, on, ahead):
    with emptied_after():
        house, day = firm(), days(on)
        if ahead:
            refresh()
        for one in later[:before]:
            record(one, house)
        known_at = clock.now()
        then = report(day, known_at, house)
        if on < 0:
            assert then == report(day, None, house)
        for one in later[before:]:
            record(one, house)
        assert report(day, known_at, house) == then
        refresh()
        assert report(day, known_at, house) == then


@QUICKLY
@given(later=st.lists(LATER, min_size=1, max_size=6), on=st.integers(-60, -1))
def test_leavers_neither_vanish_nor_count_twice(app, later, on):
    with emptied_after():
        house, day = firm(), days(on)
        moments = [clock.now()]
        for one in later:
            record(one, house)
            moments.append(clock.now())
        db.session.rollback()
        held = {job.user_id for job in db.session.scalars(select(Job)) if job.is_primary and job.is_held_on(day)}
        assert sorted(db.session.scalars(people.people_in_scope(EVERYTHING, on=day))) == sorted(held)
        for moment in [*moments, None]:
            among = people_of(EVERYTHING, on=day, known_at=moment)
            db.session.rollback()
            ids = list(db.session.scalars(select(among.c.id)))
            assert len(ids) == len(set(ids))
