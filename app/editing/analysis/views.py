"""Questions in figures, for their authors: which ask for a look, and why. Nobody is named, and nobody can be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import writing
from app.editing.views import bp
from app.errors import NotFound
from app.i18n import language
from app.learning.blanks import spoken
from app.learning.queries import ids_of
from app.learning.rejudging.queries import list_applied
from app.people.actions import record_act
from app.questions.model import Question

from .exporting import quiz_file
from .quizzes import QuizFigures, VersionFigures, analyse
from .sittings import list_attempted, list_quizzes_asking, read_sittings
from .wording import advice, right_lines

SORTS = {
    "difficulty": lambda version: version.figures.difficulty,
    "discrimination": lambda version: version.figures.r_rest,
    "n": lambda version: version.figures.n,
}
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz with first attempts; its names are ids where it was withdrawn."""

    course_id: str
    quiz_id: str
    course_title: str
    title: str
    count: int


@bp.get("/desk/questions")
@requires(Permission.READ_ANALYSIS)
def list_questions() -> str:
    """The quizzes that were taken; of one of them, its questions, those that ask for a look first."""
    rows, chosen = _quiz_rows(), _chosen()
    quiz = next((row for row in rows if (row.course_id, row.quiz_id) == chosen), None)
    if any(chosen) and quiz is None:
        raise NotFound(_("Nobody has taken this quiz yet, or it is not there."))
    figures = _analyse(*chosen) if quiz else None
    sort = request.args.get("sort", "")
    return render_template(
        "editing/list_questions.html",
        quizzes=rows,
        quiz=quiz,
        figures=figures,
        versions=_sorted(figures.current, sort) if figures else (),
        sort=sort if sort.removeprefix("-") in SORTS else "",
        sort_link=lambda key: url_for("editing.list_questions", course=chosen[0], quiz=chosen[1], sort=key),
        advice=advice,
        title_of=title_of,
    )


@bp.get("/desk/questions.csv")
@requires(Permission.READ_ANALYSIS)
def download_questions() -> ResponseReturnValue:
    """The figures of a quiz as a file, every version; more of them than the page shows, and a line in the audit log.

    Without a quiz: to the list.
    """
    chosen = _chosen()
    if not any(chosen):
        return redirect(url_for(".list_questions"), 303)
    quiz = next((row for row in _quiz_rows() if (row.course_id, row.quiz_id) == chosen), None)
    if quiz is None:
        raise NotFound(_("Nobody has taken this quiz yet, or it is not there."))
    asked: dict[str, Any] = {"report": "questions", "kind": "csv", "course": quiz.course_id, "quiz": quiz.quiz_id}
    actor_id, now = current_user.id, clock.now()
    with writing():
        record_act("report exported", actor_id=actor_id, now=now, request_id=g.request_id, **asked)
    response = Response(quiz_file(_analyse(*chosen), title_of), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="questions-{quiz.quiz_id}.csv"'
    return response


@bp.get("/desk/questions/<course_id>/<question_id>")
@requires(Permission.READ_ANALYSIS)
def show_question(course_id: str, question_id: str) -> str:
    """A question in every quiz that asked it, version by version, with who chose what."""
    course = content.find_course(course_id)
    course_ids = ids_of(course) if course else (course_id,)
    question = _taught(course).get(question_id) if course else None
    own = (question.id, *question.aliases) if question else (question_id,)
    places = []
    for quiz_id in dict.fromkeys(_quiz(course, each)[0] for each in list_quizzes_asking(course_ids, own)):
        figures = _analyse(course_id, quiz_id)
        versions = [version for version in figures.versions if version.key[0] == own[0]]
        if versions:
            newest_first = sorted(versions, key=lambda version: -version.number)
            places.append((_titles(course_id, quiz_id)[1], quiz_id, figures, newest_first))
    if question is None and not places:
        raise NotFound(_("There is no question at this address, and nobody has answered one."))
    shown = question or places[0][3][0].question
    return render_template(
        "editing/show_question.html",
        course_id=course.id if course else course_id,
        course_title=course.title_in(language()) if course else course_id,
        question=shown,
        title=title_of(shown),
        text=shown.text(language()),
        places=places,
        judgements=list_applied(course_ids, own),
        right_today=right_lines(question, language()) if question else [],
        advice=advice,
    )


def title_of(question: Question) -> str:
    """The heading in the reader's language, blanks left open; the id where there is none."""
    return spoken(question.text(language()).title) or question.id


def _analyse(course_id: str, quiz_id: str) -> QuizFigures:
    course = content.find_course(course_id)
    quiz_ids = _quiz(course, quiz_id)
    taught = _taught(course) if course else {}
    sittings = read_sittings(
        ids_of(course) if course else (course_id,), quiz_ids, {old: each.id for old, each in taught.items()}
    )
    return analyse(sittings, {each.id: each.answer_key for each in taught.values()})


def _quiz_rows() -> list[QuizRow]:
    """Quizzes under their ids of today, by course and title."""
    counts: dict[tuple[str, str], int] = {}
    for row in list_attempted():
        course = content.find_course(row.course_id)
        key = (course.id if course else row.course_id, _quiz(course, row.quiz_id)[0])
        counts[key] = counts.get(key, 0) + row.count
    rows = [QuizRow(*key, *_titles(*key), count) for key, count in counts.items()]
    return sorted(rows, key=lambda row: (row.course_title, row.title, row.quiz_id))


def _quiz(course: Course | None, quiz_id: str) -> tuple[str, ...]:
    """The ids of a quiz, today's first."""
    quiz = course.lesson(quiz_id) if course else None
    return ids_of(quiz) if quiz else (quiz_id,)


def _titles(course_id: str, quiz_id: str) -> tuple[str, str]:
    course = content.find_course(course_id)
    quiz: Lesson | None = course.lesson(quiz_id) if course else None
    return course.title_in(language()) if course else course_id, quiz.title(language()) if quiz else quiz_id


def _taught(course: Course) -> dict[str, Question]:
    """Questions of a course, by their ids and former ids."""
    pools = [question for pool in course.pools.values() for question in pool.questions]
    questions = [*(question for lesson in course.lessons for question in lesson.questions), *pools]
    former = {old: question for question in questions for old in question.aliases}
    return former | {question.id: question for question in questions}


def _chosen() -> tuple[str, str]:
    course_id, quiz_id = (request.args.get(name, "")[:LONGEST_ID].replace("\0", "") for name in ("course", "quiz"))
    return course_id, quiz_id


def _sorted(versions: Sequence[VersionFigures], sort: str) -> Sequence[VersionFigures]:
    """By a figure; what has none comes last. Without a sort: those that ask for a look first."""
    figure = SORTS.get(sort.removeprefix("-"))
    if figure is None:
        return versions
    known = [version for version in versions if figure(version) is not None]
    unknown = [version for version in versions if figure(version) is None]
    return [*sorted(known, key=figure, reverse=sort.startswith("-")), *unknown]
