"""What the page Today says. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.content.model import Course
from app.learning.progress import progress_of
from app.learning.standings import CourseStanding
from app.programmes.queries import CourseDuty
from app.programmes.today import FINISHED_SHOWN, plan_today
from tests.factories import NOW
from tests.learning import courses

DAY = date(2026, 11, 20)


def taught(course_id: str, **fields) -> Course:
    return courses.course(courses.lesson("a"), courses.lesson("b"), id=course_id, **fields)


def standing(course_id: str, *, done=(), opened=None, completed_at=None, **fields) -> CourseStanding:
    course = taught(course_id, **fields)
    records: list[tuple[str, datetime | None]] = [(lesson_id, NOW) for lesson_id in done] or (
        [("a", None)] if opened else []
    )
    return CourseStanding(course, progress_of(course, records), NOW if records else None, completed_at, opened)


def duty(course_id: str, days: int = 10) -> CourseDuty:
    return CourseDuty(course_id=course_id, due_on=DAY + timedelta(days=days))


def plan(standings, duties=(), **fields):
    return plan_today(standings, duties, today=DAY, **fields)


def test_a_newcomer_without_duties_has_nothing_here():
    today = plan([standing("trade")])
    assert (today.resume, today.due, today.finished) == (None, (), ())
    assert (today.assigned_count, today.completed_count) == (0, 0)


def test_one_goes_on_with_the_course_opened_last():
    later = NOW + timedelta(hours=1)
    today = plan([standing("trade", opened=NOW), standing("customs", opened=later), standing("storage")])
    assert today.resume.course.id == "customs"
    assert today.resume.started


def test_what_is_overdue_comes_before_an_attempt_under_way_and_that_before_what_was_opened_last():
    standings = [standing("trade", opened=NOW), standing("customs"), standing("storage")]
    later, overdue = [duty("storage", 3)], [duty("storage", -1)]
    assert plan(standings, later, running=["customs"]).resume.course.id == "customs"
    assert plan(standings, overdue, running=["customs"]).resume.course.id == "storage"
    assert plan(standings, overdue).resume.course.id == "storage"
    assert plan(standings, later).resume.course.id == "trade"


def test_who_has_not_begun_starts_with_what_is_due_first():
    today = plan([standing("trade"), standing("customs")], [duty("customs", 3), duty("trade", 9)])
    assert today.resume.course.id == "customs"
    assert today.resume.lesson.id == "a"
    assert not today.resume.started
    assert today.resume.due_on == DAY + timedelta(days=3)


def test_a_completed_course_is_not_gone_on_with():
    today = plan([standing("trade", done=("a", "b"), opened=NOW, completed_at=NOW)])
    assert today.resume is None
    assert [row.course.id for row in today.finished] == ["trade"]


def test_what_is_due_stands_there_with_what_is_done_of_it():
    (row,) = plan([standing("trade", done=("a",), opened=NOW)], [duty("trade", 3)]).due
    assert (row.course.id, row.left, row.done_count, row.total_count) == ("trade", 3, 1, 2)


def test_overdue_is_less_than_no_days_left():
    (row,) = plan([standing("trade")], [duty("trade", -2)]).due
    assert row.left == -2


def test_a_duty_done_is_counted_and_no_longer_due():
    standings = [standing("trade", completed_at=NOW), standing("customs")]
    today = plan(standings, [duty("trade"), duty("customs")])
    assert [row.course.id for row in today.due] == ["customs"]
    assert (today.assigned_count, today.completed_count) == (2, 1)


def test_a_duty_under_a_former_id_is_the_same_duty():
    (row,) = plan([standing("customs", aliases=("tariffs",))], [duty("tariffs")]).due
    assert row.course.id == "customs"


def test_a_duty_for_a_withdrawn_course_is_left_out():
    today = plan([standing("trade")], [duty("gone")])
    assert (today.due, today.assigned_count) == ((), 0)


def test_the_newest_five_of_what_is_finished():
    standings = [standing(f"c{day}", completed_at=NOW + timedelta(days=day)) for day in range(FINISHED_SHOWN + 2)]
    assert [row.course.id for row in plan(standings).finished] == ["c6", "c5", "c4", "c3", "c2"]


def test_a_course_with_an_open_page_comes_before_one_that_waits():
    waiting = standing("trade", opened=NOW + timedelta(hours=1))
    waiting = replace(waiting, progress=replace(waiting.progress, completed=frozenset({"b"}), waiting=frozenset({"a"})))
    assert plan([waiting, standing("customs", opened=NOW)]).resume.course.id == "customs"
    alone = plan([waiting]).resume
    assert alone.lesson is None
    assert [lesson.id for lesson in alone.waiting] == ["a"]
