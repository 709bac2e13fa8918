"""Reading a lesson, marking it complete."""

import hashlib
import hmac
from functools import partial

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import writing
from app.i18n import language
from app.pages import remember
from app.questions.model import Question

from .. import actions, completing, queries
from ..honesty.beats import Item, take_beat
from ..marking.telling import comments_in_lesson
from ..showing import Sent, shown_checks
from ..terms import shown_terms
from .active import read_beat
from .blueprint import bp
from .opening import find_lesson, lesson_address, neighbours, refuse_locked


@bp.post("/courses/<course_id>/enrol")
@requires(Permission.LEARN)
def enrol(course_id: str) -> ResponseReturnValue:
    """Begin a course, and open where it goes on. Where nothing is missing, as in an edition with nothing new, it is completed."""
    course, learner_id = content.get_course(course_id), current_user.id
    with writing():
        completing.complete_course_if_done(learner_id, course, clock.now())
    progress = queries.course_progress(course, learner_id=learner_id)
    lesson = None if progress.is_completed else progress.next_lesson
    return redirect(
        lesson_address(course, lesson) if lesson else url_for("programmes.show_course", course_id=course.id), 303
    )


@bp.get("/courses/<course_id>/lessons/<lesson_id>")
@requires(Permission.LEARN)
def show_lesson(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """A lesson, in at most three statements: the person, the course's records, the answers given here."""
    revision = content.catalogue().revision
    course, lesson = find_lesson(course_id, lesson_id)
    if lesson.id != lesson_id or course.id != course_id:
        return redirect(lesson_address(course, lesson), 301)  # a former id
    return remember(revision, partial(lesson_page, course, lesson))


@bp.post("/courses/<course_id>/lessons/<lesson_id>/opened")
@requires(Permission.LEARN)
def open_lesson(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Sent by the page once it is on screen, so that *Today* knows where to go on."""
    course, lesson = find_lesson(course_id, lesson_id)
    learner_id = current_user.id
    refuse_locked(lesson, queries.course_progress(course, learner_id=learner_id))
    with writing():
        actions.open_lesson(learner_id, course, lesson, now=clock.now())
    return "", 204


@bp.post("/courses/<course_id>/lessons/<lesson_id>/complete")
@requires(Permission.LEARN)
def complete_lesson(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """The form brings the last seconds in use along, where a script counts them."""
    course, lesson = find_lesson(course_id, lesson_id)
    learner_id, beat = current_user.id, read_beat()
    refuse_locked(lesson, queries.course_progress(course, learner_id=learner_id))
    with writing():
        actions.open_lesson(learner_id, course, lesson, now=clock.now())  # stays noted when completing is refused
        if beat is not None:
            take_beat(learner_id, Item(queries.ids_of(course), queries.ids_of(lesson)), beat, now=clock.now())
    try:
        with writing():
            actions.complete_lesson(learner_id, course, lesson, now=clock.now())
    except actions.TooEarly as refusal:
        return lesson_page(course, lesson, refusal=refusal.message), refusal.status
    progress = queries.course_progress(course, learner_id=learner_id)
    _before, following = neighbours(course, lesson)
    if following and not progress.unmet(following):
        return redirect(lesson_address(course, following), 303)
    return redirect(url_for("programmes.show_course", course_id=course.id), 303)


@bp.get("/courses/<course_id>/lessons/<lesson_id>/complete")
@requires(Permission.LEARN)
def show_completing(course_id: str, lesson_id: str) -> ResponseReturnValue:
    """The address that completing too early leaves in the browser, asked for again: the lesson, at its end."""
    return redirect(f"{lesson_address(*find_lesson(course_id, lesson_id))}#end", 303)


def pin(question: Question) -> str:
    """What a form sends back to say which state of the question was answered. Keyed: a plain hash of the whole question
    could be used to try out which answer is right."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, question.revision.encode(), hashlib.sha256).hexdigest()[:16]


def lesson_page(course: Course, lesson: Lesson, sent: Sent | None = None, refusal: str = "") -> str:
    """The lesson. `sent`: what was just sent for one of its questions. `refusal`: why it cannot be marked complete yet."""
    learner_id = current_user.id
    progress = queries.course_progress(course, learner_id=learner_id)
    refuse_locked(lesson, progress)
    states = queries.list_check_states(course, lesson, learner_id=learner_id)
    module_number, module = next((n, m) for n, m in enumerate(course.modules, 1) if m.id == lesson.module_id)
    previous, following = neighbours(course, lesson)
    page = lesson.page(language())
    comments = comments_in_lesson(course, lesson, learner_id=learner_id)
    checks = shown_checks(lesson, states, sent, learner_id=learner_id, lang=language(), comments=comments)
    return render_template(
        "learning/show_lesson.html",
        course=course,
        module=module,
        module_number=module_number,
        lesson=lesson,
        lesson_number=[other.id for other in module.lessons].index(lesson.id) + 1,
        page=page,
        terms=shown_terms(course, page.terms, language()),
        progress=progress,
        completed_at=progress.completed_at.get(lesson.id),
        previous=previous,
        following=following,
        checks=checks,
        pin=pin,
        is_waiting=any(item.is_waiting for item in checks.values()),
        refusal=refusal,
        page_address=lesson_address(course, lesson),
    )
