"""What followed from a decision, taken back. Inside `writing()`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.content import queries as content
from app.db import MANY, db, locked_by_id
from app.errors import Conflict

from .. import log
from ..certificates import actions as certificates
from ..certificates.models import Certificate
from ..certificates.queries import list_results
from ..certificates.reasons import CORRECTED
from ..certificates.scores import is_good_enough, wanted_score
from ..counted import stands
from ..credits.actions import Act
from ..credits.following import follow_completions
from ..credits.kinds import CORRECTION_UNDONE
from ..grading import counts_as_passed
from ..models import Completion, LessonRecord
from ..places import Place, list_places
from ..queries import ids_of
from ..withdrawing import Taken, restore_all
from .applying import list_changed_results, put_back
from .changed import Changed, ChangedCheck, turned
from .dating import date_completion, passed_at
from .following import follow, list_handed_in, of_round, of_rounds, taught
from .lessons import list_unkept
from .models import Rejudging
from .telling import in_lines, tell


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who undoes what was applied at `applied_at`, and when."""

    actor_id: int
    applied_at: datetime
    now: datetime
    request_id: str = ""


def undo_all(rejudging: Rejudging, undoing: Undoing) -> int:
    """Answers and results as they would be without this, and what followed from it taken back, but for passes reached otherwise.

    Returns how many certificates stay as they are. Raises Conflict when something rests on it by now.
    """
    changes, checks = put_back(rejudging, now=undoing.now)
    kept = _list_kept(changes, undoing.applied_at)
    taken: list[Changed | ChangedCheck] = [*(row for row in changes if row.line_id not in kept), *list_unkept(checks)]
    left = take_back(taken, undoing)
    since = {
        row.line_id: replace(row, old=row.new, new=row.old)
        for row in changes
        if row.is_since and "undo" not in row.followed
    }  # passed, if at all, by a review that counted what is taken back now
    followed = follow(
        list(since.values()),
        actor_id=undoing.actor_id,
        agreed_by_id=None,
        now=undoing.now,
        request_id=undoing.request_id,
    )
    turns: list[tuple[int, Mapping[str, Any]]] = [(row.user_id, turned(row.followed or {})) for row in taken]
    turns += [(since[key].user_id, line) for key, line in followed.lines.items()]
    turns += in_lines(list_changed_results(changes))
    tell(rejudging.id, turns, now=undoing.now, undone=True)
    return left


def _list_kept(changes: Sequence[Changed], applied_at: datetime) -> set[int]:
    """Lines of learners who passed the quiz by other attempts of the same round meanwhile, or as early without this."""
    kept = set()
    for course, quiz, rows in taught(changes):
        given = [row for row in rows if row.followed.get("quiz") == "gained" or _is_dated(row)]
        users = sorted({row.user_id for row in given})
        for chunk in (users[at : at + MANY] for at in range(0, len(users), MANY)):
            handed_in, places = list_handed_in(course, quiz, chunk), list_places(course, chunk, quiz)
            for row in (each for each in given if each.user_id in places):
                own, before = handed_in[row.user_id], _as_before(places[row.user_id], row)
                if _is_dated(row):
                    rounds = of_rounds(own, before.borders(course, quiz, applied_at))
                    moments = {_iso(passed_at(quiz, attempts)) for attempts in rounds}
                    is_kept = all(each["after"][0] in moments for each in row.followed["undo"]["records"])
                else:
                    is_kept = counts_as_passed(quiz, of_round(own, before.counts_since(course, quiz, applied_at)))
                if is_kept:
                    kept.add(row.line_id)
    return kept


def _is_dated(row: Changed) -> bool:
    """Whether this only dated earlier what there was."""
    return "earlier" in row.followed and "quiz" not in row.followed


def _as_before(place: Place, row: Changed) -> Place:
    """The same without the pass that this line gave."""
    before = {each["id"]: each["before"] for each in row.followed["undo"]["records"]}
    records = {
        key: (record._replace(completed_at=_moment(before[key][0]), valid_until=_day(before[key][1])), number)
        if key in before
        else (record, number)
        for key, (record, number) in place.records.items()
    }
    return replace(place, records=records)


def take_back(changes: Sequence[Changed | ChangedCheck], undoing: Undoing) -> int:
    """What these lines gave is taken, what they took is given back, certificates with it.

    Returns how many certificates stay as they are, since something else was decided about them meanwhile.
    Raises Conflict when something rests on it by now.
    """
    steps = [(row, row.followed["undo"]) for row in changes if row.followed and "undo" in row.followed]
    gained = [step for _row, step in steps]
    given = [record for step in gained for record in step["records"] if record["after"][0]]
    records = locked_by_id(LessonRecord, [record["id"] for record in given])
    completions = locked_by_id(Completion, [key for step in gained for key in step["made"]])
    _refuse_resting(gained, records, completions)
    for record in given:
        records[record["id"]].completed_at = _moment(record["before"][0])
        records[record["id"]].valid_until = _day(record["before"][1])
    _end(list(completions.values()), undoing)
    _date_back(steps)
    taken = [Taken(row.user_id, row.course_id, row.page_id, rows) for row, step in steps for rows in step["taken"]]
    restore_all(taken, now=undoing.now)
    moved = [row["id"] for _row, step in steps for row in step.get("moved", ())]
    ended = [key for each in taken for key in each.rows["completions"]]
    follow_completions([*completions, *moved, *ended], Act(undoing.now, undoing.actor_id, CORRECTION_UNDONE))
    return _certificates([step for _row, step in steps], undoing)


def _certificates(steps: Sequence[dict[str, Any]], undoing: Undoing) -> int:
    """Exactly those that were revoked are valid again; those that were issued are revoked, unless they are earned anyway."""
    revoked = locked_by_id(Certificate, [key for step in steps for key in step.get("revoked", ())])
    issued = locked_by_id(Certificate, [key for step in steps for key in step.get("issued", ())])
    keys = [each.completion_id for each in (*revoked.values(), *issued.values())]
    completions = locked_by_id(Completion, [key for key in keys if key is not None])
    actor_id, now, request_id = undoing.actor_id, undoing.now, undoing.request_id
    of_courses = [each for each in revoked.values() if each.completion_id is not None]
    left = len(of_courses) - certificates.reinstate_all(
        of_courses, completions, since=undoing.applied_at, actor_id=actor_id, now=now, request_id=request_id
    )
    given = [completions[each.completion_id] for each in issued.values() if each.completion_id is not None]
    unearned = _list_unearned([each for each in given if each.withdrawn_at is None])
    certificates.withdraw_all(unearned, actor_id=actor_id, now=now, request_id=request_id)
    return left + sum(each.revoked_at is not None and each.revoked_reason != CORRECTED for each in issued.values())


def _list_unearned(completions: Sequence[Completion]) -> list[Completion]:
    """Those whose mean result is not good enough, as results are now."""
    found = []
    by_course: dict[str, list[Completion]] = defaultdict(list)
    for completion in completions:
        by_course[completion.course_id].append(completion)
    for course_id, rows in by_course.items():
        course = content.find_course(course_id)
        if course is not None and wanted_score(course) is not None:
            means = list_results(rows, course)
            found += [each for each in rows if not is_good_enough(course, means[each.id])]
    return found


def _date_back(steps: Sequence[tuple[Changed | ChangedCheck, dict[str, Any]]]) -> None:
    """Completions that were dated earlier have their own moments again."""
    moved = [row for _row, step in steps for row in step.get("moved", ())]
    completions = locked_by_id(Completion, [row["id"] for row in moved])
    for row in moved:
        completion = completions[row["id"]]
        if _iso(completion.completed_at) == row["after"]:
            date_completion(completion, datetime.fromisoformat(row["before"]))


def _end(completions: Sequence[Completion], undoing: Undoing) -> None:
    for completion in completions:
        completion.withdrawn_at = undoing.now
    db.session.flush()
    certificates.withdraw_all(completions, actor_id=undoing.actor_id, now=undoing.now, request_id=undoing.request_id)
    log.note_all(
        [
            log.Noted(each.user_id, "withdrawn", each.course_id, each.course_id, undoing.now, {"completions": [each.id]})
            for each in completions
        ],
        now=undoing.now,
    )  # fmt: skip


def _refuse_resting(
    steps: Sequence[dict[str, Any]], records: dict[int, LessonRecord], completions: dict[int, Completion]
) -> None:
    """Undoing finds everything as applying left it, and nothing built on it since."""
    rows = [row for step in steps for row in step["records"] if row["after"][0]]
    given = {row["id"]: row["after"] for row in rows}
    for key, after in given.items():
        if [_iso(records[key].completed_at), _iso(records[key].valid_until)] != after:
            raise Conflict(_("A quiz was completed or renewed again since this was applied. Nothing was undone."))
    made = [key for step in steps for key in step["made"]]
    if any(completions[key].withdrawn_at is not None for key in made):
        raise Conflict(_("A course completion was withdrawn since this was applied. Nothing was undone."))
    count = _count_resting([records[row["id"]] for row in rows if not row["before"][0]], set(made))
    if count:
        raise Conflict(
            ngettext(
                "%(num)s learner has completed the course since, with the pass that this gave. Nothing was undone.",
                "%(num)s learners have completed the course since, with the pass that this gave. Nothing was undone.",
                count,
            )
        )


def _count_resting(records: Sequence[LessonRecord], made: set[int]) -> int:
    """How many of these passes bear a completion of their course other than those made by this decision."""
    found = 0
    for at in range(0, len(records), MANY):
        chunk = records[at : at + MANY]
        learners = [record.user_id for record in chunk]
        rows = select(Completion).where(Completion.user_id.in_(learners), stands())
        later: dict[int, list[Completion]] = defaultdict(list)
        for completion in db.session.scalars(rows):
            if completion.id not in made:
                later[completion.user_id].append(completion)
        found += sum(_rests_on(record, completion) for record in chunk for completion in later[record.user_id])
    return found


def _rests_on(record: LessonRecord, completion: Completion) -> bool:
    course = content.find_course(record.course_id)
    quiz = course.lesson(record.lesson_id) if course else None
    if course is None or quiz is None or quiz.optional or record.completed_at is None:
        return False
    return completion.course_id in ids_of(course) and completion.completed_at >= record.completed_at


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None
