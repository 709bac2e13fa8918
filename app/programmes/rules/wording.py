"""Rules in words, in the reader's language."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import Role
from app.filters import iso_day, listed
from app.i18n import language
from app.people.countries import country_name
from app.people.families import family_name

from .audience import Audience, Conditions
from .due import DueFrom, DueKind, DueRule
from .kinds import RuleState, RunKind
from .models import AssignmentRun
from .queries import Called

NAMED = 12
"""Of longer lists the rest is counted."""


def audience_words(audience: Audience, called: Called, *, department: str) -> list[tuple[str, list[str]]]:
    """Whom it means, as a sentence and the conditions under it. `department`: outside of which nobody is meant."""
    parts = [
        (_("Everybody in %(department)s of whom all of this is true:", department=department), audience.all),
        (_("and at least one of these:"), audience.any),
        (_("and none of these:"), audience.none),
    ]
    found = [(words, list(condition_words(conditions, called))) for words, conditions in parts]
    if audience.all.is_empty:
        found[0] = (_("Everybody in %(department)s", department=department), [])
    return [found[0], *(part for part in found[1:] if part[1])]


def condition_words(conditions: Conditions, called: Called) -> Iterator[str]:
    if conditions.people:
        known = [called.people[key].name for key in conditions.people if key in called.people]
        yield _("one of these people: %(names)s", names=_some(known, len(conditions.people)))
    if conditions.departments:
        names = [
            called.departments[key].name(language()) for key in conditions.departments if key in called.departments
        ]
        yield _("works in %(names)s, or below", names=_some(names, len(conditions.departments)))
    if conditions.positions:
        names = [called.positions[key].name(language()) for key in conditions.positions if key in called.positions]
        yield _("position: %(names)s", names=_some(names, len(conditions.positions)))
    if conditions.families:
        families = [family_name(each) for each in conditions.families]
        yield _("position family: %(names)s", names=_some(families, len(families)))
    if conditions.roles:
        yield _("role: %(names)s", names=_some([role_words(each) for each in conditions.roles], len(conditions.roles)))
    if conditions.heads:
        yield _("heads a department")
    yield from _hired_words(conditions)


def _hired_words(conditions: Conditions) -> Iterator[str]:
    first, last = conditions.hired_from, conditions.hired_to
    if first is not None and last is not None:
        yield _("hired from %(first)s to %(last)s", first=iso_day(first), last=iso_day(last))
    elif first is not None:
        yield _("hired on %(day)s or later", day=iso_day(first))
    elif last is not None:
        yield _("hired on %(day)s or earlier", day=iso_day(last))
    if conditions.hired_within is not None:
        yield ngettext(
            "hired within the last %(num)d day", "hired within the last %(num)d days", conditions.hired_within
        )


def _some(names: list[str], count: int) -> str:
    shown = names[:NAMED]
    rest = count - len(shown)
    more = [ngettext("%(num)d more", "%(num)d more", rest)] if rest else []
    return listed([*shown, *more])


def due_words(due: DueRule) -> str:
    days = due.due_days or 0
    if due.due_kind == DueKind.DATE and due.due_on is not None:
        words = _("By %(day)s.", day=iso_day(due.due_on))
        least = ngettext(
            "Whoever gets it late has at least %(num)d day.", "Whoever gets it late has at least %(num)d days.", days
        )
        return f"{words} {least}" if days and language() == "en" else words + (least if days else "")
    if due.due_kind == DueKind.WORKING_DAYS:
        return _working_words(due, days)
    if due.due_from == DueFrom.HIRE:
        return ngettext("%(num)d day after the hire.", "%(num)d days after the hire.", days)
    return ngettext("%(num)d day after the assignment.", "%(num)d days after the assignment.", days)


def _working_words(due: DueRule, days: int) -> str:
    where = country_name(due.calendar) if due.calendar else _("the department's country")
    if due.due_from == DueFrom.HIRE:
        return ngettext(
            "%(num)d working day after the hire, by the calendar of %(where)s.",
            "%(num)d working days after the hire, by the calendar of %(where)s.",
            days,
            where=where,
        )
    return ngettext(
        "%(num)d working day after the assignment, by the calendar of %(where)s.",
        "%(num)d working days after the assignment, by the calendar of %(where)s.",
        days,
        where=where,
    )


def role_words(role: str) -> str:
    names = {
        Role.MANAGER: _("manager"),
        Role.TRAINING_ADMIN: _("training admin"),
        Role.HR: _("HR"),
        Role.EDITOR: _("editor"),
        Role.REVIEWER: _("reviewer"),
        Role.ADMIN: _("administrator"),
        Role.AUDITOR: _("auditor"),
    }
    return names[Role(role)] if role in set(Role) else role


def state_words(state: str, applied: bool) -> str:
    if state == RuleState.ACTIVE:
        return _("active")
    if state == RuleState.STOPPED:
        return _("stopped")
    return _("changed, not applied since") if applied else _("draft")


def run_words(run: AssignmentRun) -> str:
    """What was done."""
    parts = [
        ngettext("%(num)d added", "%(num)d added", run.added) if run.added else "",
        ngettext("%(num)d had it already", "%(num)d had it already", run.joined) if run.joined else "",
        ngettext("%(num)d with another day", "%(num)d with another day", run.moved) if run.moved else "",
        ngettext("%(num)d released", "%(num)d released", run.released) if run.released else "",
    ]
    return listed(part for part in parts if part) or _("nothing to do")


def run_kind_words(kind: str) -> str:
    return {
        RunKind.APPLY: _("Applied"),
        RunKind.NIGHT: _("At night"),
        RunKind.PEOPLE: _("People changed"),
        RunKind.STOP: _("Stopped"),
        RunKind.HAND: _("Assigned by hand"),
    }[RunKind(kind)]


def warning_words(name: str, count: int, *, due: DueRule, today: date) -> str:
    """What of a plan is to be looked at twice. `count`: people."""
    if name == "uncertain":
        return ngettext(
            "%(num)d due day lies in a year whose public holidays are not all known yet. It is counted with those fixed by law.",
            "%(num)d due days lie in a year whose public holidays are not all known yet. They are counted with those fixed by law.",
            count,
        )
    if name == "ran_out":
        return ngettext(
            "For %(num)d person the days since the hire are over already: they are counted from today.",
            "For %(num)d people the days since the hire are over already: they are counted from today.",
            count,
        )
    if name == "past":
        return _(
            "%(day)s is past. Whoever is added now has it due by the least number of days.", day=iso_day(due.due_on)
        )
    if name == "held":
        return ngettext(
            "For %(num)d person the rule asks for an earlier day than was promised. What was promised stays.",
            "For %(num)d people the rule asks for an earlier day than was promised. What was promised stays.",
            count,
        )
    return ngettext("%(num)d person has less than a week.", "%(num)d people have less than a week.", count)
