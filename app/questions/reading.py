"""From a draft to what a question asks: which kind it is, its structure, its variables (content-format §8.3, §8.7)."""

from __future__ import annotations

from dataclasses import dataclass

from app import questions  # by its full name: its KINDS are there only when all its modules are

from .choices import main_mark
from .draft import Draft, Parts
from .kind import Kind
from .settings import refuse


@dataclass(frozen=True, slots=True)
class Read:
    """`kind` is a key of KINDS; what stands in `parts` goes into `Question` and `QuestionText` as it is."""

    kind: str
    parts: Parts


def read(draft: Draft) -> Read | None:
    """The question a draft asks; None, with complaints in the draft, when it cannot be asked.

    All complaints about settings of one kind, answers, blanks, variables and formulas are made here.
    """
    kind = _kind(draft)
    parts = kind.read(draft) if kind else None
    return Read(kind.name, parts) if kind and parts else None


def _kind(draft: Draft) -> Kind | None:
    setting = draft.settings.get("type")
    if setting is not None and setting.value not in questions.KINDS:
        refuse(draft, setting, "one of " + ", ".join(questions.KINDS))
        return None
    if not draft.items:
        if not draft.doubtful:
            draft.complain(draft.line, 1, "C209")
        return None
    seen = next((kind for kind in questions.KINDS.values() if kind.claims(draft)), None)
    if setting is not None:
        kind = questions.KINDS[setting.value]
        if kind.fits(draft):
            return kind
        draft.complain_about(setting, "C221", type=setting.value, found=seen.name if seen else "number")
        return None
    if seen is None and main_mark(draft) == "equals":
        draft.complain(draft.items[0].line, draft.items[0].column, "C214")
    return seen
