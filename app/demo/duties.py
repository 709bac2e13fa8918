"""Who learns what by when in the demo: duties that follow from the programme of the position, whatever courses there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.content.model import Course
from app.talent.model import Starter

from .chance import chance
from .company import Member

WINDOW = timedelta(days=60)  # from the assignment to the due date
FIRST, LAST = 300, 62  # days ago: when the first and the last course of a position were assigned
MOST = 5  # courses assigned to one person whose position has no programme

Paths = Mapping[str, Starter]
"""What each family of positions learns, by the family's code."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A course one person is to take. Without a due date the person takes it freely."""

    course: Course
    assigned_at: datetime
    due_on: date | None
    lessons: int | None = None  # for the demo trainee: how many are completed, a further one is begun
    scripted: bool = False

    def assigned_on(self, zone: ZoneInfo) -> date:
        return self.assigned_at.astimezone(zone).date()


def plan_duties(member: Member, courses: Sequence[Course], paths: Paths, *, today: date, zone: ZoneInfo) -> list[Duty]:
    """The duties of one person, the earliest first."""
    if member.staff_no == "T0001":
        return _trainee_duties(courses, paths, today, zone)
    rng = chance("duties", member.staff_no)
    own = courses_for(member.family, courses, paths, rng)
    unit = member.job.unit
    late = {"G": 5, "E": 0, "L": 12, "M": -15}[unit[0]] + chance("unit", unit).randint(-7, 7)
    duties = []
    for place, course in enumerate(own):
        days_ago = FIRST - (FIRST - LAST) * place / max(1, len(own) - 1)
        campaign = today - timedelta(days=round(days_ago) + late)
        started = max(campaign, member.hired_on + timedelta(days=rng.randint(1, 4) + 14 * place))
        duties.append(Duty(course, _morning(started, zone, rng), started + WINDOW))
    free = [course for course in courses if course not in own]
    if free and rng.random() < 0.1:
        day = max(today - timedelta(days=rng.randint(20, 300)), member.hired_on + timedelta(days=7))
        duties.append(Duty(rng.choice(free), _morning(day, zone, rng), None))
    return sorted(duties, key=lambda duty: duty.assigned_at)


def courses_for(family: str, courses: Sequence[Course], paths: Paths, rng: Random) -> list[Course]:
    """What the programme of the position requires, in its order, and as many of its electives as it asks for.

    Without such a programme, or where none of its courses is there, the first of all courses.
    """
    by_id, path = {course.id: course for course in courses}, paths.get(family)
    if path is None:
        return list(courses[:MOST])
    offered = [by_id[key] for key in path.electives if key in by_id]
    chosen = rng.sample(offered, min(path.electives_needed, len(offered)))
    return [*(by_id[key] for key in path.required if key in by_id), *chosen] or list(courses[:MOST])


def _trainee_duties(courses: Sequence[Course], paths: Paths, today: date, zone: ZoneInfo) -> list[Duty]:
    """The demo trainee: a course completed, one begun and overdue, one begun and due soon, if there are so many."""
    rng = chance("trainee")
    own = courses_for("OPR", courses, paths, rng)
    chosen = [*own, *(course for course in courses if course not in own)][:3]
    script = [(150, -92, None), (62, -6, 0.5), (16, 9, 0.3)]  # assigned days ago, due in days, share completed
    duties = []
    for course, (days_ago, due_in, share) in zip(chosen, script[-1:] if len(chosen) == 1 else script, strict=False):
        lessons = None if share is None else min(max(1, round(len(course.required) * share)), len(course.required) - 1)
        assigned_at = _morning(today - timedelta(days=days_ago), zone, rng)
        duties.append(Duty(course, assigned_at, today + timedelta(days=due_in), lessons, scripted=True))
    return duties


def _morning(day: date, zone: ZoneInfo, rng: Random) -> datetime:
    return datetime.combine(day, time(9, rng.randint(0, 59)), zone)
