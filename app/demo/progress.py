"""How the demo's people have learned over the past year: uneven, with stops and retakes, and never in the future."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.content.model import Course, Lesson

from .answers import can_answer
from .chance import chance
from .company import Member
from .duties import Duty, Paths, plan_duties
from .facts import Facts
from .hours import Diary
from .learner import Learner, TimeIsUp
from .organisation import UNITS

DILIGENCE = {unit.code: unit.diligence for unit in UNITS}
ZONES = {unit.code: ZoneInfo(unit.zone) for unit in UNITS}


def plan_progress(
    members: Sequence[Member], courses: Sequence[Course], paths: Paths, *, now: datetime, zone: ZoneInfo
) -> Facts:
    """Everything that everyone has done with these courses until now. The same arguments give the same rows."""
    facts = Facts()
    for place, member in enumerate(members):
        _live(facts, place, member, courses, paths, now=now, zone=zone)
    facts.events.sort(key=lambda event: event["occurred_at"])
    return facts


def _live(
    facts: Facts, place: int, member: Member, courses: Sequence[Course], paths: Paths, *, now: datetime, zone: ZoneInfo
) -> None:
    """One person's year: one course after the other, each begun some time after it was assigned."""
    rng = chance("progress", member.staff_no)
    until = _last_moment(member, now, zone)
    diligence = min(0.99, max(0.04, DILIGENCE[member.job.unit] + rng.gauss(0, 0.08)))
    ability = rng.gauss(0.9 + 1.3 * (DILIGENCE[member.job.unit] - 0.6), 1.8)
    diary = Diary(ZONES[member.job.unit], rng, datetime.combine(member.hired_on + timedelta(days=1), time(9), zone))
    for duty in plan_duties(member, courses, paths, today=now.astimezone(zone).date(), zone=zone):
        if duty.assigned_at >= until:
            continue
        if duty.due_on is not None:
            row = {"user_id": place, "course_id": duty.course.id}
            facts.assignments.append(
                {**row, "assigned_at": duty.assigned_at, "assigned_on": duty.assigned_on(zone), "due_on": duty.due_on}
            )
        learner = Learner(facts, place, member, duty.course, diary, until, zone, ability)
        _take(learner, duty, diligence, rng)


def _take(learner: Learner, duty: Duty, diligence: float, rng: Random) -> None:
    """Begin the course or leave it; go through it or stop somewhere."""
    lessons = learner.course.lessons
    learner.persistent = duty.scripted or rng.random() < diligence
    stops_after = duty.lessons if duty.scripted or learner.persistent else rng.randrange(len(lessons)) if lessons else 0
    never_begins = not learner.persistent and duty.due_on is not None and rng.random() < 0.4
    delay = 1.5 if duty.scripted else min(80.0, rng.expovariate(1 / (12 if learner.persistent else 26)))
    if never_begins or not lessons:
        return
    learner.diary.at = max(learner.diary.at, duty.assigned_at)
    learner.diary.another_day(delay)
    learner.scripted = duty.scripted
    try:
        for step, lesson in enumerate(_chosen(learner, rng)):
            if stops_after is not None and step >= stops_after:
                learner.begin(lesson)
                break
            learner.study(lesson)
            if rng.random() < 0.45:
                learner.diary.another_day(1.5 if duty.scripted else rng.expovariate(1 / 3))
            else:
                learner.diary.pause(minutes=rng.randint(1, 9))
    except TimeIsUp:
        return


def _chosen(learner: Learner, rng: Random) -> Iterator[Lesson]:
    """The lessons in order, without those that are locked and most of the optional ones; a test beforehand is taken by most."""
    for lesson in learner.course.lessons:
        if lesson.optional and not all(map(can_answer, lesson.questions)):
            continue
        share = 0.85 if lesson.role == "pretest" else 0.35
        if not learner.is_locked(lesson) and (not lesson.optional or (rng.random() < share and not learner.scripted)):
            yield lesson


def _last_moment(member: Member, now: datetime, zone: ZoneInfo) -> datetime:
    ended_on: date | None = member.job.ended_on
    return now if ended_on is None else min(now, datetime.combine(ended_on, time(0), zone))
