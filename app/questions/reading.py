"""From a draft to what a question asks: which kind it is, its structure, its variables (content-format §8.3, §8.7)."""

from __future__ import annotations

from dataclasses import dataclass

from app import questions  # by its full name: its KINDS are there only when all its modules are

from .blanks import check_blanks, is_blank
from .choices import main_mark
from .draft import Draft, Parts
from .kind import Kind
from .sampling import check_draws
from .settings import refuse
from .variables import Names


@dataclass(frozen=True, slots=True)
class Read:
    """`kind` is a key of KINDS; what stands in `parts` goes into `Question` and `QuestionText` as it is."""

    kind: str
    parts: Parts


def read(draft: Draft) -> Read | None:
    """The question a draft asks; None, with complaints in the draft, when it cannot be asked.

    All complaints about settings of one kind, answers, blanks, variables and formulas are made here.
    """
    names = Names(draft)
    names.read()
    for written in draft.formulas:
        names.print_of(written)
    check_blanks(draft)
    kind = _kind(draft)
    parts = kind.read(draft, names) if kind else None
    if kind is None or parts is None:
        return None
    names.complain_about_unused()
    if names.sound and (names.prints or names.variables):
        check_draws(draft, names, parts)
    drawn = {"variables": tuple(names.variables), "conditions": tuple(names.conditions)}
    return Read(kind.name, Parts({**parts.question, **drawn}, parts.text))


def _kind(draft: Draft) -> Kind | None:
    """The kind that is written, or else the one that is seen; None, with a complaint, when they do not agree."""
    setting = draft.settings.get("type")
    if setting is not None and setting.value not in questions.KINDS:
        refuse(draft, setting, "one of " + ", ".join(questions.KINDS))
        return None
    if draft.items and any(map(is_blank, draft.blanks)):
        draft.complain(draft.items[0].line, 1, "C215")
        return None
    seen = next((kind for kind in questions.KINDS.values() if kind.claims(draft)), None)
    if setting is None:
        if seen is None:
            _complain_about_none(draft)
        return seen
    kind = questions.KINDS[setting.value]
    if kind.fits(draft) and seen in (None, kind, *_also_seen(kind)):
        return kind
    if not draft.items and seen is None:
        _complain_about_none(draft)
        return None
    found = seen.name if seen else "number" if main_mark(draft) == "equals" else "text"
    draft.complain_about(setting, "C221", type=setting.value, found=found)
    return None


def _also_seen(kind: Kind) -> tuple[Kind, ...]:
    """A true-false question may be asked as any single choice."""
    return (questions.KINDS["true-false"],) if kind.name == "single" else ()


def _complain_about_none(draft: Draft) -> None:
    if main_mark(draft) == "equals":
        draft.complain(draft.items[0].line, draft.items[0].column, "C214")
    elif not draft.doubtful:
        draft.complain(draft.line, 1, "C209")
