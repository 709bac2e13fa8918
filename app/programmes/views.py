"""Today, the catalogue, a course: the learner's pages that know what is due."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.content.model import Course
from app.i18n import language
from app.learning import queries as learning
from app.learning.certificates.queries import find_outcome
from app.learning.credentials import policy_of
from app.learning.marking.telling import unseen_reviews
from app.learning.rejudging.telling import unseen_corrections
from app.learning.spaced import queries as spaced
from app.learning.standings import list_standings
from app.learning.terms import landing_page, shown_terms
from app.learning.wording import credential_words, done_words, missing_words, need_words, short_words
from app.programmes import queries
from app.programmes.catalogue import cards, module_rows
from app.programmes.duties.own import OwnDuty, list_own
from app.programmes.states import DutyState
from app.programmes.today import is_open, plan_today, renewal_of

bp = Blueprint("programmes", __name__)
NOON, EVENING = 12, 18
LONGEST_SEARCH = 100


@bp.get("/today")
@requires(Permission.LEARN)
def show_today() -> str:
    standings = list_standings(content.list_courses(), learner_id=current_user.id)
    running = learning.list_running(learner_id=current_user.id, now=clock.now())
    today = plan_today(
        standings,
        queries.list_assignments(learner_id=current_user.id),
        today=clock.today(),
        running=[attempt.course_id for attempt in running],
    )
    return render_template(
        "programmes/show_today.html",
        today=clock.today(),
        running=[(attempt, _quiz_title(attempt.course_id, attempt.quiz_id)) for attempt in running],
        part_of_day=part_of_day(clock.now().astimezone(clock.zone()).hour),
        resume=today.resume,
        needs=[need_words(today.resume.course, need) for need in today.resume.held_by] if today.resume else [],
        due=today.due,
        finished=today.finished,
        review=spaced.today_share(learner_id=current_user.id, now=clock.now()),
        reviewed=unseen_reviews(current_user.id),
        corrected=[(each, content.find_course(each.course_id)) for each in unseen_corrections(current_user.id)],
        assigned_count=today.assigned_count,
        completed_count=today.completed_count,
        renewals=today.renewals,
        programmes=[duty for duty in list_own(current_user.id, as_of=clock.today()) if _is_of_interest(duty)],
    )


def _is_of_interest(duty: OwnDuty) -> bool:
    """What Today says more about than that a course is due: several courses together, and what stands still or begins later."""
    waits = duty.state in (DutyState.PAUSED, DutyState.SCHEDULED)
    return waits or (duty.is_open and (len(duty.items) > 1 or duty.was_extended))


def _quiz_title(course_id: str, quiz_id: str) -> str:
    course = content.find_course(course_id)
    quiz = course.lesson(quiz_id) if course else None
    return quiz.title(language()) if quiz else quiz_id


@bp.get("/courses")
@requires(Permission.LEARN)
def list_courses() -> str:
    courses = content.list_courses()
    q = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    standings = list_standings(courses, learner_id=current_user.id)
    found = cards(standings, queries.list_assignments(learner_id=current_user.id), q=q, today=clock.today())
    return render_template("programmes/list_courses.html", q=q, cards=found, course_count=len(courses))


@bp.get("/courses/<course_id>")
@requires(Permission.LEARN)
def show_course(course_id: str) -> str:
    course = content.get_course(course_id)
    standing = list_standings([course], learner_id=current_user.id)[0]
    duty = next(
        (
            row
            for row in queries.list_assignments(learner_id=current_user.id)
            if row.course_id in learning.ids_of(course)
        ),
        None,
    )
    due_on = duty.due_on if duty and is_open(duty, standing) else None
    progress = standing.progress
    landing = landing_page(course.landing, language())
    certificate, refusal = None, None
    if standing.completed_at is not None:
        certificate, refusal = find_outcome(course, holder_id=current_user.id, on=clock.today())
    return render_template(
        "programmes/show_course.html",
        course=course,
        enrolled=standing.enrolled_at is not None,
        modules=module_rows(progress),
        next_lesson=None if progress.is_completed and not standing.is_open else progress.next_lesson,
        started=progress.is_started,
        progress_words=short_words(progress) if progress.is_started else done_words(progress),
        total_count=progress.required_count,
        completed_on=clock.local_date(standing.completed_at) if standing.completed_at else None,
        certificate=certificate,
        refusal=refusal,
        earlier_on=standing.earlier_on,
        nothing_new=progress.is_completed and standing.completed_at is None and standing.earlier_on is not None,
        validity=credential_words(standing.credential, policy_of(course.certificate)) if standing.credential else "",
        renewal=renewal_of(standing),
        missing=missing_words(progress) if progress.is_started else (),
        new=standing.new,
        due_on=due_on,
        left=(due_on - clock.today()).days if due_on else None,
        landing=landing,
        terms=shown_terms(course, _linked_terms(course), language()),
        needs=[need_words(course, need) for need in progress.course_needs or progress.held_by],
        waiting=[lesson for lesson in course.lessons if lesson.id in progress.waiting],
        quizzes=[lesson for lesson in course.required if lesson.kind == "quiz"],
    )


def _linked_terms(course: Course) -> list[str]:
    """Ids of the terms that the landing pages of a course and its modules link to, in order of first use."""
    about = [course.landing, *(module.landing for module in course.modules)]
    pages = (landing_page(own, language()) for own in about)
    return list(dict.fromkeys(term_id for page in pages if page for term_id in page.terms))


def part_of_day(hour: int) -> str:
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
