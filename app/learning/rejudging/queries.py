"""Reads about answers to earlier versions of questions, for editors: nobody's name is in them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select

from app.content.model import Catalogue, Course
from app.db import MANY, db
from app.errors import NotFound
from app.questions.model import Question

from ..models import Attempt, CheckAnswer, LessonRecord, QuestionRevision, Response
from ..queries import ids_of
from .models import Rejudging

Place = tuple[str, str]
"""The ids of a course and of one of its questions."""


@dataclass(slots=True)
class Version:
    """An earlier version of a question that stands in a course now, and the answers given to it."""

    course: Course
    question: Question  # as it is now
    key: str  # the answer key of the earlier version
    asked_at: dict[str, datetime] = field(default_factory=dict)  # by revision: when it was first asked
    attempt_count: int = 0  # answers in attempts that were handed in
    check_count: int = 0  # answers inside lessons
    decisions: list[Rejudging] = field(default_factory=list)  # about this version and the present one, newest first

    @property
    def revision(self) -> str:
        """The one of this version that was first asked last."""
        return max(self.asked_at, key=lambda revision: (self.asked_at[revision], revision))

    @property
    def answer_count(self) -> int:
        return self.attempt_count + self.check_count

    @property
    def decision(self) -> Rejudging | None:
        """The one in force, or the plan that waits."""
        return next((each for each in self.decisions if each.state in ("planning", "planned", "applied")), None)

    @property
    def further_count(self) -> int:
        """Answers that came in since the decision: attempts under way go on with the version they began with."""
        decision = self.decision
        if decision is None or decision.state != "applied":
            return 0
        return max(0, self.answer_count - decision.total_count)

    @property
    def is_decided(self) -> bool:
        return self.decision is not None and self.decision.state == "applied" and not self.further_count


def list_versions(catalogue: Catalogue, *, only: Place | None = None) -> list[Version]:
    """Earlier versions of questions in service that were answered, those asked last first. Four statements for up to 500 changed
    revisions, three more for each further 500; whatever has not changed is compared here, and its answers are not counted.

    `only`: one question of one course. What is retired or gone is left out: in attempts that hold it, nothing changes.
    """
    standing = _standing(catalogue, only)
    kept = _changed_revisions(standing, only)
    versions: dict[tuple[str, str, str], Version] = {}
    for course_id, question_id, revision, count, is_check in _counts(standing, kept):
        found = standing.get((course_id, question_id))
        if found is None or found[1].answer_key == kept[revision].answer_key:
            continue
        course, question = found
        key = kept[revision].answer_key
        version = versions.setdefault((course.id, question.id, key), Version(course, question, key))
        version.asked_at[revision] = kept[revision].first_asked_at
        version.attempt_count += 0 if is_check else count
        version.check_count += count if is_check else 0
    asked = {key for each in versions.values() for key in (each.question.id, *each.question.aliases)}
    for decision, to_key in _decisions(asked):
        found = standing.get((decision.course_id, decision.question_id))
        version_of = (found[0].id, found[1].id, decision.from_key) if found else None
        if found and version_of in versions and to_key == found[1].answer_key:
            versions[version_of].decisions.append(decision)
    return sorted(versions.values(), key=lambda each: (each.asked_at[each.revision], each.question.id), reverse=True)


def count_undecided(catalogue: Catalogue) -> int:
    """How many earlier versions have answers about which nobody has decided yet."""
    return sum(not version.is_decided for version in list_versions(catalogue))


def get_version(catalogue: Catalogue, course_id: str, question_id: str, key: str) -> Version:
    """Raises NotFound when no answers were given to this version, or when it is the present one."""
    version = find_version(catalogue, course_id, question_id, key)
    if version is None:
        raise NotFound
    return version


def find_version(catalogue: Catalogue, course_id: str, question_id: str, key: str) -> Version | None:
    found = (each for each in list_versions(catalogue, only=(course_id, question_id)) if each.key == key)
    return next(found, None)


def list_applied(course_ids: Collection[str], question_ids: Collection[str]) -> dict[str, Rejudging]:
    """Decisions in force by which answers to a question were judged again, the last one of each version, by its answer key."""
    statement = (
        select(Rejudging)
        .where(Rejudging.course_id.in_(course_ids), Rejudging.question_id.in_(question_ids))
        .where(Rejudging.state == "applied", Rejudging.choice != "keep")
        .order_by(Rejudging.id)
    )
    return {decision.from_key: decision for decision in db.session.scalars(statement)}


def find_question(catalogue: Catalogue, course_id: str, question_id: str) -> tuple[Course, Question] | None:
    """The question as learners are asked it now; None when it is asked no more."""
    return _standing(catalogue, (course_id, question_id)).get((course_id, question_id))


def get_rejudging(rejudging_id: int) -> Rejudging:
    """Raises NotFound."""
    found = db.session.get(Rejudging, rejudging_id)
    if found is None:
        raise NotFound
    return found


def in_attempts(course: Course, question: Question, revisions: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The condition that a response, joined with its attempt, was handed in and answers one of these revisions."""
    return (
        Attempt.course_id.in_(ids_of(course)),
        Attempt.submitted_at.is_not(None),
        Response.question_id.in_((question.id, *question.aliases)),
        Response.revision.in_(revisions),
    )


def in_lessons(course: Course, question: Question, revisions: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The same for an answer inside a lesson. Whoever gave one has opened the lesson: that is how they are found quickly."""
    return (
        CheckAnswer.course_id.in_(ids_of(course)),
        CheckAnswer.question_id.in_((question.id, *question.aliases)),
        CheckAnswer.revision.in_(revisions),
        CheckAnswer.user_id.in_(select(LessonRecord.user_id).where(LessonRecord.course_id.in_(ids_of(course)))),
    )


def _standing(catalogue: Catalogue, only: Place | None) -> dict[Place, tuple[Course, Question]]:
    """Every question that learners may be asked, by the ids and former ids of its course and its own."""
    found: dict[Place, tuple[Course, Question]] = {}
    for course in catalogue.courses.values():
        if course.status != "published" or (only is not None and only[0] not in ids_of(course)):
            continue
        asked = (*(each.questions for each in course.lessons), *(each.questions for each in course.pools.values()))
        questions = [question for page in asked for question in page if question.status == "live"]
        if only is not None:
            questions = [each for each in questions if only[1] in (each.id, *each.aliases)]
        for former in (True, False):  # what has an id now goes before what had it once
            for question in questions:
                own = question.aliases if former else (question.id,)
                found |= {(course_id, key): (course, question) for course_id in ids_of(course) for key in own}
    return found


def _changed_revisions(
    standing: Mapping[Place, tuple[Course, Question]], only: Place | None
) -> dict[str, Row[str, str, str, datetime]]:
    """What was asked under these ids and is not the present version everywhere, by revision; without the questions."""
    present: dict[str, set[str]] = defaultdict(set)
    for (_course_id, question_id), (_course, question) in standing.items():
        present[question_id].add(question.answer_key)
    columns = (
        QuestionRevision.revision, QuestionRevision.question_id, QuestionRevision.answer_key,
        QuestionRevision.first_asked_at,
    )  # fmt: skip
    statement = select(*columns)
    if only is not None:
        statement = statement.where(QuestionRevision.question_id.in_(present))
    return {
        row.revision: row
        for row in db.session.execute(statement)
        if row.question_id in present and present[row.question_id] != {row.answer_key}
    }


def _counts(
    standing: Mapping[Place, tuple[Course, Question]], kept: Mapping[str, Row[str, str, str, datetime]]
) -> Iterator[tuple[str, str, str, int, bool]]:
    """(course id, question id, revision, how many answers, whether inside a lesson)."""
    changed = {row.question_id for row in kept.values()}
    courses = {course_id for course_id, question_id in standing if question_id in changed}
    for revisions in _chunks(sorted(kept)):
        yield from _counts_of(revisions, courses)


def _counts_of(kept: Collection[str], courses: Collection[str]) -> Iterator[tuple[str, str, str, int, bool]]:
    in_attempt = (
        select(Attempt.course_id, Response.question_id, Response.revision, func.count())
        .join(Response.attempt)
        .where(Attempt.course_id.in_(courses), Attempt.submitted_at.is_not(None))
        .where(Response.revision.in_(kept))
        .group_by(Attempt.course_id, Response.question_id, Response.revision)
    )
    opened = select(LessonRecord.user_id).where(LessonRecord.course_id.in_(courses))
    in_lesson = (
        select(CheckAnswer.course_id, CheckAnswer.question_id, CheckAnswer.revision, func.count())
        .where(CheckAnswer.user_id.in_(opened), CheckAnswer.course_id.in_(courses))
        .where(CheckAnswer.revision.in_(kept))
        .group_by(CheckAnswer.course_id, CheckAnswer.question_id, CheckAnswer.revision)
    )
    for statement, is_check in ((in_attempt, False), (in_lesson, True)):
        for course_id, question_id, revision, count in db.session.execute(statement):
            yield course_id, question_id, revision, count, is_check


def _decisions(question_ids: Collection[str]) -> list[tuple[Rejudging, str]]:
    """Decisions and plans about these with the answer key of the version that was present then, newest first."""
    statement = (
        select(Rejudging, QuestionRevision.answer_key)
        .join(QuestionRevision, QuestionRevision.revision == Rejudging.to_revision)
        .where(Rejudging.state != "dropped")
    )
    found = [
        (decision, key)
        for chunk in _chunks(sorted(question_ids))
        for decision, key in db.session.execute(statement.where(Rejudging.question_id.in_(chunk)))
    ]
    return sorted(found, key=lambda each: each[0].id, reverse=True)


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (names[at : at + MANY] for at in range(0, len(names), MANY))
