"""Rules and states in the reader's words."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from app.content import queries as content
from app.content.model import Course, Lesson
from app.filters import iso_day, number, whole_percent
from app.i18n import language

from .credentials import Credential, Policy, Status, last_day
from .progress import Lack, Progress, Tries
from .requirements import Need


def need_words(course: Course, need: Need) -> str:
    """What has to be done, in the reader's language."""
    match need.kind:
        case "lesson":
            lesson = course.lesson(need.id)
            return lesson.title(language()) if lesson else need.id
        case "module":
            module = course.module(need.id)
            return _("the module %(title)s", title=module.title_in(language()) if module else need.id)
        case "course":
            other = content.find_course(need.id)
            return _("the course %(title)s", title=other.title_in(language()) if other else need.id)
        case _:
            competency = course.competencies.get(need.id)
            title = competency.title.get(language()) or next(iter(competency.title.values())) if competency else need.id
            return _("the competency %(title)s at level %(level)s", title=title, level=need.level)


def missing_words(progress: Progress) -> tuple[str, ...]:
    """What keeps the course from being completed, in order. Results are told where the progress knows them."""
    return tuple(_lack_words(progress, lesson) for lesson in progress.missing)


def done_words(progress: Progress) -> str:
    """“2 of 3 parts done”."""
    return _("%(done)s of %(total)s parts done", done=progress.done_count, total=progress.required_count)


def short_words(progress: Progress) -> str:
    """“2 of 3: quiz “Final” ≥ 80% not yet (best: 65%, 13/20)”: how far, and the first thing that is missing."""
    missing = missing_words(progress)
    if not missing:
        return done_words(progress)
    done, total = progress.done_count, progress.required_count
    words = _("%(done)s of %(total)s: %(missing)s", done=done, total=total, missing=missing[0])
    more = len(missing) - 1
    return words + ngettext(", and %(num)d more", ", and %(num)d more", more) if more else words


def running_out_words(progress: Progress) -> tuple[str, ...]:
    """Passes that still count, and not for long."""
    pages = [lesson for lesson in progress.course.required if lesson.id in progress.running_out]
    return tuple(
        _(
            "quiz “%(title)s”: pass counts until %(day)s, take it again",
            title=lesson.title(language()),
            day=iso_day(last_day(progress.running_out[lesson.id])),
        )
        for lesson in pages
    )


def _lack_words(progress: Progress, lesson: Lesson) -> str:
    title, mark = lesson.title(language()), _percent(lesson.pass_ratio)
    match progress.lack(lesson):
        case Lack.WAITING:
            return _("“%(title)s” waits for review", title=title)
        case Lack.RAN_OUT:
            day = iso_day(last_day(progress.ran_out[lesson.id]))
            return _("quiz “%(title)s”: pass ran out on %(day)s, take it again", title=title, day=day) + _best(
                progress.tries.get(lesson.id)
            )
        case Lack.AGAIN if lesson.kind == "lesson":
            return _("“%(title)s” to be read again in this round", title=title)
        case Lack.AGAIN:
            tried = progress.tries.get(lesson.id)
            return _("quiz “%(title)s” ≥ %(mark)s again in this round", title=title, mark=mark) + _best(tried)
        case Lack.NOT_PASSED:
            return _not_passed_words(lesson, progress.tries.get(lesson.id), title, mark)
        case Lack.UNANSWERED:
            return _("questions of “%(title)s” ≥ %(mark)s not yet", title=title, mark=mark)
        case Lack.TOO_SHORT:
            return _("“%(title)s” not read for long enough yet", title=title)
        case _other:
            return _("“%(title)s” not read yet", title=title)


def _not_passed_words(quiz: Lesson, tried: Tries | None, title: str, mark: str) -> str:
    words = _("quiz “%(title)s” ≥ %(mark)s not yet", title=title, mark=mark)
    if tried is None:
        return words
    if tried.passed_count and quiz.passes > 1:
        words = _(
            "quiz “%(title)s” ≥ %(mark)s: %(count)s of %(wanted)s times",
            title=title,
            mark=mark,
            count=tried.passed_count,
            wanted=quiz.passes,
        )
    if quiz.score == "best" or tried.judged_count == 1:
        return words + _best(tried)
    rule = {
        "last": _("; the last attempt counts"),
        "first": _("; the first attempt counts"),
        "average": _("; the average of all attempts counts"),
    }
    return words + _best(tried) + rule[quiz.score]


def _best(tried: Tries | None) -> str:
    """“ (best: 65%, 13/20)”. The share is cut off as in every result: nothing that misses the mark reads as the mark."""
    if tried is None or not tried.points_possible:
        return ""
    points, possible = Decimal(str(tried.points)), Decimal(str(tried.points_possible))
    share = whole_percent(points / possible)
    return _(" (best: %(share)s%%, %(points)s/%(possible)s)", share=share, points=number(points), possible=number(possible))  # fmt: skip


def _percent(ratio: Decimal) -> str:
    return f"{number(ratio * 100)}%"


def status_name(status: Status) -> str:
    """How a credential stands, in a word or two."""
    return {
        Status.VALID: _("Valid"),
        Status.EXPIRING: _("Runs out soon"),
        Status.IN_GRACE: _("Run out, in grace"),
        Status.LAPSED: _("Run out"),
        Status.REVOKED: _("Revoked"),
    }[status]


def credential_words(credential: Credential, policy: Policy) -> str:
    """How long what was completed is valid, and what can be done; empty where it never runs out."""
    day = iso_day(credential.last_day)
    match credential.status:
        case Status.REVOKED:
            return _("Your certificate was revoked. Taking the whole course again brings a new one.")
        case _anything if credential.valid_until is None:
            return ""
        case Status.VALID:
            return _("Valid until %(day)s.", day=day)
        case Status.EXPIRING:
            return _("Valid until %(day)s. It can be renewed now.", day=day)
        case Status.IN_GRACE:
            lapses = iso_day(last_day(policy.lapses_on(credential.valid_until)))
            return _("Ran out on %(day)s. It can still be renewed until %(last)s.", day=day, last=lapses)
        case _lapsed:
            return _("Ran out on %(day)s.", day=day)
