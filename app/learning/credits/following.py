"""The ledger follows completions of courses: given, withdrawn, given back, dated earlier. Inside `writing()`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from app.content import queries as content
from app.content.model import Course
from app.db import MANY, db

from ..certificates.queries import list_results
from ..counted import stands
from ..models import Completion
from ..queries import ids_of
from .actions import Act, give_all, list_heads, settle
from .activities import Activity, Wanted, activity_of
from .hours import hours_of, subject_of
from .kinds import Assessment, Kind, Mode
from .models import Credit


def source_of(completion_id: int) -> str:
    return f"completion:{completion_id}"


def credit_completions(completions: Sequence[Completion], course: Course, act: Act) -> None:
    """Credit courses that have just been completed. Six statements for up to 500 of them, fewer without quizzes."""
    if not completions:
        return
    give_all(_wanted(completions, course), act)


def credit_earlier(completion_ids: Sequence[int], course: Course, *, now: datetime, at_once: bool = False) -> int:
    """Credit completions of a time without a ledger, as known since they were; `at_once`: since they happened.

    Returns how many rows were written.
    """
    completions = db.session.scalars(select(Completion).where(Completion.id.in_(completion_ids), stands())).all()
    known = {
        source_of(each.id): each.completed_at if at_once else max(each.completed_at, each.known_from)
        for each in completions
    }
    wanted = [replace(each, known_at=known[each.source]) for each in _wanted(completions, course)]
    return give_all(wanted, Act(now))


def follow_completions(completion_ids: Sequence[int], act: Act) -> int:
    """Make the ledger say of these completions what they are now. Returns how many rows were written.

    Of a course that is not taught any more only what was credited before is corrected.
    """
    db.session.flush()
    written = 0
    ids = sorted(set(completion_ids))
    for chunk in (ids[at : at + MANY] for at in range(0, len(ids), MANY)):
        rows = select(Completion).where(Completion.id.in_(chunk)).execution_options(populate_existing=True)
        completions = list(db.session.scalars(rows))
        heads = list_heads([source_of(each.id) for each in completions])
        wanted = [
            _as_it_is(each, heads[source_of(each.id)]) for each in completions if source_of(each.id) in heads
        ]  # fmt: skip
        written += settle(wanted, act)
        for course, missing in _by_course([each for each in completions if source_of(each.id) not in heads]):
            give_all(_wanted(missing, course), Act(act.now))
            written += len(missing)
    return written


def _as_it_is(completion: Completion, head: Credit) -> Wanted:
    """What was credited once stays worth as much, on the day that counts now."""
    activity = replace(activity_of(head), credited_on=completion.completed_on)
    stands = completion.withdrawn_at is None
    return Wanted(completion.user_id, source_of(completion.id), activity if stands else None)


def _by_course(completions: Sequence[Completion]) -> list[tuple[Course, list[Completion]]]:
    """Those that stand, by course; those of courses that are gone are left out."""
    found: dict[str, list[Completion]] = defaultdict(list)
    for completion in completions:
        course = content.find_course(completion.course_id)
        if course is not None and completion.withdrawn_at is None:
            found[course.id].append(completion)
    return [(content.get_course(course_id), rows) for course_id, rows in found.items()]


def _wanted(completions: Sequence[Completion], course: Course) -> list[Wanted]:
    has_quiz = any(page.kind == "quiz" for page in course.required)
    means = list_results(completions, course) if has_quiz else {}
    former = _former_names(completions, course)
    return [
        Wanted(
            each.user_id,
            source_of(each.id),
            Activity(
                kind=Kind.COURSE,
                activity=former.get((each.user_id, each.edition), f"course:{course.id}@{each.edition}"),
                item_zh=course.title_in("zh-CN"),
                item_en=course.title_in("en"),
                version=str(each.edition),
                mode=Mode.ONLINE,
                credited_on=each.completed_on,
                hours=float(hours_of(course)),
                subject=subject_of(course),
                assessment=Assessment.QUIZ if has_quiz else Assessment.NONE,
                score_ratio=_share(means.get(each.id)),
                passed=True,
                course_id=course.id,
                completion_id=each.id,
            ),
        )
        for each in completions
    ]


def _share(mean: Decimal | None) -> float | None:
    return None if mean is None else float(round(mean, 4))


def _former_names(completions: Sequence[Completion], course: Course) -> dict[tuple[int, int], str]:
    """By person and edition, under which of a renamed course's ids it was credited before: it is the same activity."""
    if not course.aliases:
        return {}
    names = {f"course:{key}@{each.edition}": each.edition for key in ids_of(course) for each in completions}
    found: dict[tuple[int, int], str] = {}
    users = sorted({each.user_id for each in completions})
    for at in range(0, len(users), MANY):
        own = Credit.user_id.in_(users[at : at + MANY]), Credit.activity.in_(sorted(names))
        for user_id, name in db.session.execute(select(Credit.user_id, Credit.activity).where(*own)):
            found[user_id, names[name]] = name
    return found
