"""Where a learner stands in a course. Pure."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.model import Module
from app.learning.progress import Progress, best_points, progress_of, reaches
from app.learning.requirements import Elsewhere, Need
from tests.factories import NOW

from .courses import course, lesson, quiz, single


def done(*ids: str):
    return [(lesson_id, NOW) for lesson_id in ids]


def going_on(progress: Progress) -> str | None:
    return progress.next_lesson.id if progress.next_lesson else None


def test_what_is_missing_stands_in_the_order_of_the_course():
    progress = progress_of(course(lesson("a"), lesson("b"), quiz()), done("b"))
    assert [page.id for page in progress.missing] == ["a", "exam"]
    assert (progress.done_count, progress.required_count) == (1, 3)
    assert progress.ratio == pytest.approx(1 / 3)
    assert not progress.is_completed


def test_everything_required_completes_a_course():
    assert progress_of(course(lesson("a"), quiz()), done("a", "exam")).is_completed


def test_an_optional_lesson_is_not_missed():
    progress = progress_of(course(lesson("a"), lesson("extra", optional=True)), done("a"))
    assert progress.is_completed
    assert progress.required_count == 1


def test_opening_is_not_completing():
    progress = progress_of(course(lesson("a")), [("a", None)])
    assert progress.is_started
    assert not progress.is_completed


def test_a_course_without_anything_required_is_never_completed():
    assert not progress_of(course(), []).is_completed
    assert progress_of(course(), []).ratio is None
    assert not progress_of(course(lesson("a", optional=True)), done("a")).is_completed


def test_records_of_archived_lessons_are_left_out():
    progress = progress_of(course(lesson("a")), done("a", "gone"))
    assert progress.completed == {"a"}
    assert progress.done_count == progress.required_count == 1


def test_a_former_id_counts_for_its_heir():
    progress = progress_of(course(lesson("new", aliases=("old", "older"))), done("old"))
    assert progress.is_completed
    assert progress.completed == {"new"}


def test_of_a_former_and_a_present_record_the_earlier_day_counts():
    later = NOW + timedelta(days=3)
    progress = progress_of(course(lesson("new", aliases=("old",))), [("new", later), ("old", NOW)])
    assert progress.completed_at["new"] == NOW


def test_one_goes_on_with_the_lesson_opened_last():
    progress = progress_of(course(lesson("a"), lesson("b"), lesson("c")), [("a", None), ("b", None)])
    assert going_on(progress) == "b"


def test_after_completing_it_one_goes_on_with_the_first_that_is_missing():
    assert going_on(progress_of(course(lesson("a"), lesson("b"), lesson("c")), done("b"))) == "a"


def test_who_has_done_everything_goes_back_to_the_start():
    assert going_on(progress_of(course(lesson("a"), lesson("b")), done("a", "b"))) == "a"


def test_an_empty_course_leads_nowhere():
    assert progress_of(course(), []).next_lesson is None


def test_lessons_on_the_route_have_a_state():
    pages = (lesson("a"), lesson("b"), lesson("c", requires=("b",)), lesson("d"))
    progress = progress_of(course(*pages), done("a"))
    assert [progress.state(page) for page in pages] == ["done", "here", "locked", "todo"]


def test_an_optional_quiz_opened_last_waits_behind_what_is_missing():
    taught = course(lesson("a"), quiz("extra", optional=True), lesson("b", optional=True))
    assert going_on(progress_of(taught, [("extra", None)])) == "a"
    assert going_on(progress_of(taught, [("b", None)])) == "b"
    assert going_on(progress_of(taught, [*done("a"), ("extra", None)])) == "extra"


def test_where_the_next_lesson_is_the_module_is_here():
    first, second = lesson("a"), lesson("b", module_id="n")
    modules = (
        Module("m", "sailing", {"en": "1"}, lessons=(first,)),
        Module("n", "sailing", {"en": "2"}, lessons=(second,)),
    )
    progress = progress_of(course(modules=modules), done("a"))
    assert [progress.module_state(module) for module in modules] == ["done", "here"]
    assert [progress.module_done_count(module) for module in modules] == [1, 0]


def test_a_lesson_opens_when_what_it_requires_is_completed():
    locked = lesson("b", requires=("a",))
    taught = course(lesson("a"), locked)
    assert progress_of(taught, []).unmet(locked) == (Need("lesson", "a"),)
    assert progress_of(taught, [("a", None)]).unmet(locked) == (Need("lesson", "a"),)
    assert progress_of(taught, done("a")).unmet(locked) == ()


def test_a_lesson_once_opened_stays_open():
    locked = lesson("b", requires=("a", "course:other", "competency:knots>=2"))
    assert progress_of(course(lesson("a"), locked), [("b", None)]).unmet(locked) == ()


def test_a_required_module_means_all_its_lessons_that_are_not_optional():
    locked = lesson("z", module_id="n", requires=("module:m",))
    modules = (
        Module("m", "sailing", {"en": "1"}, lessons=(lesson("a"), lesson("b", optional=True))),
        Module("n", "sailing", {"en": "2"}, lessons=(locked,)),
    )
    assert progress_of(course(modules=modules), []).unmet(locked) == (Need("module", "m"),)
    assert progress_of(course(modules=modules), done("a")).unmet(locked) == ()


def test_a_required_lesson_that_was_withdrawn_locks_nobody_out():
    locked = lesson("b", requires=("gone", "module:gone"))
    assert progress_of(course(locked), []).unmet(locked) == ()


def test_a_course_that_is_required_locks_every_page_until_it_is_completed():
    pages = (lesson("a"), lesson("b", requires=("course:knots",)))
    taught = course(*pages, requires=("course:knots",))
    missing = progress_of(taught, [], elsewhere=Elsewhere(frozenset({"knots"})))
    assert [missing.unmet(page) for page in pages] == [(Need("course", "knots"),)] * 2
    assert not any(progress_of(taught, []).unmet(page) for page in pages)


@pytest.mark.parametrize(("level", "met"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_required_competency_is_met_by_its_level_or_a_higher_one(level, met):
    locked = lesson("a", requires=("competency:knots>=2",))
    progress = progress_of(course(locked), [], elsewhere=Elsewhere(levels={"knots": level} if level else {}))
    assert progress.unmet(locked) == (() if met else (Need("competency", "knots", 2),))


def test_what_waits_for_a_review_is_neither_done_nor_next():
    progress = progress_of(course(lesson("a"), lesson("b")), [("b", None), ("a", None)], waiting=["a"])
    assert progress.state(progress.course.lessons[0]) == "waiting"
    assert not progress.is_completed
    assert going_on(progress) == "b"
    assert going_on(progress_of(course(lesson("a")), [("a", None)], waiting=["a"])) is None


def test_what_was_completed_waits_for_nothing():
    progress = progress_of(course(lesson("new", aliases=("old",))), done("old"), waiting=["old"])
    assert progress.waiting == frozenset()
    assert progress.is_completed


IDS = [f"l{number}" for number in range(6)]


@given(
    optional=st.sets(st.sampled_from(IDS)),
    published=st.lists(st.sampled_from(IDS), unique=True),
    records=st.lists(st.tuples(st.sampled_from([*IDS, "old-l1", "gone"]), st.booleans())),
)
def test_completed_means_that_nothing_is_missing(optional, published, records):
    pages = [lesson(key, optional=key in optional, aliases=(f"old-{key}",)) for key in published]
    progress = progress_of(course(*pages), [(key, NOW if at else None) for key, at in records])
    assert progress.is_completed == (progress.required_count > 0 and not progress.missing)
    assert progress.done_count + len(progress.missing) == progress.required_count
    assert progress.completed <= progress.opened <= set(published)


@given(records=st.lists(st.sampled_from(IDS)), more=st.sampled_from(IDS))
def test_completing_more_never_takes_anything_away(records, more):
    taught = course(*(lesson(key) for key in IDS))
    before, after = progress_of(taught, done(*records)), progress_of(taught, done(*records, more))
    assert before.completed <= after.completed
    assert after.done_count >= before.done_count


@given(order=st.permutations(IDS), records=st.lists(st.sampled_from(IDS)))
def test_moving_lessons_changes_nobodys_progress(order, records):
    before = progress_of(course(*(lesson(key) for key in IDS)), done(*records))
    after = progress_of(course(*(lesson(key) for key in order)), done(*records))
    assert (before.completed, before.done_count, before.is_completed) == (
        after.completed,
        after.done_count,
        after.is_completed,
    )


@pytest.mark.parametrize(
    ("points", "possible", "ratio", "passed"),
    [("4.8", "6", "0.8", True), ("4.7999", "6", "0.8", False), ("0", "6", "0", True), ("0", "0", "0", False)],
)
def test_passing_is_exact(points, possible, ratio, passed):
    assert reaches(Decimal(points), Decimal(possible), Decimal(ratio)) is passed


def test_points_of_a_lesson_are_those_of_its_best_answers():
    page = lesson("a", questions=(single("q1", points=Decimal(2)), single("q2")))
    assert best_points(page, {"q1": Decimal("0.5"), "retired": Decimal(1)}) == 1
    assert best_points(replace(page, questions=()), {"q1": Decimal(1)}) == 0


# Where to go on when pages are locked


def test_a_locked_lesson_is_passed_over_for_the_next_open_one():
    pages = (lesson("a", requires=("b",)), lesson("b"))
    assert going_on(progress_of(course(*pages), [])) == "b"


def test_an_optional_lesson_that_opens_the_rest_is_the_next_one():
    pages = (lesson("a", requires=("extra",)), lesson("extra", optional=True))
    assert going_on(progress_of(course(*pages), [])) == "extra"


def test_what_waits_for_review_and_what_it_locks_lead_nowhere():
    pages = (lesson("a"), lesson("b", requires=("a",)))
    progress = progress_of(course(*pages), [("a", None)], waiting=["a"])
    assert progress.next_lesson is None
    assert progress.held_by == ()


def test_a_course_locked_from_outside_says_by_what():
    locked = course(lesson("a"), lesson("b", requires=("a",)), requires=("course:other",))
    progress = progress_of(locked, [], elsewhere=Elsewhere(frozenset({"other"})))
    assert progress.next_lesson is None
    assert progress.held_by == (Need("course", "other"),)
