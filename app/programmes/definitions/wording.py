"""Programmes in words, in the reader's language."""

from flask_babel import gettext as _
from flask_babel import ngettext

from .courses import CourseLine
from .kinds import Requirement
from .outline import Outline, Problem


def requirement_words(requirement: Requirement | str) -> str:
    match Requirement(requirement):
        case Requirement.LAW:
            return _("the law")
        case Requirement.CUSTOMER:
            return _("customers")
        case Requirement.POLICY:
            return _("company policy")
        case Requirement.POST:
            return _("the post")
        case _development:
            return _("personal development")


def problem_words(problem: Problem, line: CourseLine | None) -> str:
    title = line.title if line else ""
    match problem:
        case Problem.EMPTY:
            return _(
                "There is no course that has to be completed. Add a required one, or electives with how many are needed."
            )
        case Problem.TOO_MANY_ELECTIVES:
            return _("More electives are needed than there are.")
        case Problem.NO_ELECTIVES_NEEDED:
            return _("No elective is needed: the electives are only an offer.")
        case Problem.UNKNOWN:
            return _("“%(title)s”: there is no such course any more.", title=title)
        case Problem.UNPUBLISHED:
            return _("“%(title)s” is not published. Nobody could complete it.", title=title)
        case Problem.TWICE:
            return _("“%(title)s” stands here twice.", title=title)
        case Problem.NO_VALIDITY:
            return _(
                "There is a renewal path, but nothing ever runs out: only those asked again by a person will get it."
            )
        case _long_window:
            return _("The next round would open before the one before it can be completed. Shorten the window.")


def term_name(name: str) -> str:
    return {
        "electives_needed": _("Electives needed"),
        "lookback_days": _("Earlier completions count for so many days"),
        "valid_months": _("To be taken again after so many months"),
        "window_days": _("The next round opens so many days before"),
        "grace_days": _("Days of grace afterwards"),
    }[name]


def term_value(name: str, value: int | None) -> str:
    if value is not None:
        return str(value)
    return _("never") if name == "valid_months" else _("always")


def terms_words(outline: Outline) -> list[str]:
    """The terms of a version, a sentence each."""
    found = []
    if outline.electives:
        found.append(
            ngettext(
                "At least %(num)d of the electives has to be completed.",
                "At least %(num)d of the electives have to be completed.",
                outline.electives_needed,
            )
        )
    if outline.lookback_days is None:
        found.append(_("Courses that were completed before the assignment count."))
    elif outline.lookback_days == 0:
        found.append(_("Only what is completed from the day of the assignment on counts."))
    else:
        found.append(
            ngettext(
                "Courses count that were completed up to %(num)d day before the assignment.",
                "Courses count that were completed up to %(num)d days before the assignment.",
                outline.lookback_days,
            )
        )
    return [*found, *_validity_words(outline)]


def _validity_words(outline: Outline) -> list[str]:
    if outline.valid_months is None:
        return [_("It is completed once for good.")]
    found = [
        ngettext(
            "It is taken again every %(num)d month.", "It is taken again every %(num)d months.", outline.valid_months
        ),
        ngettext(
            "The next round opens %(num)d day before the end.",
            "The next round opens %(num)d days before the end.",
            outline.window_days,
        ),
    ]
    if outline.grace_days:
        found.append(
            ngettext(
                "After the end there is %(num)d day of grace.",
                "After the end there are %(num)d days of grace.",
                outline.grace_days,
            )
        )
    return found
