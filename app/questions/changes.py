"""What makes two versions of a question two: the parts of the answer key that differ (content-format §11.1). Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import formulas
from .model import NumberAnswer, Question, plain_number
from .pairing import items_of, lefts_of, options_of, pair, picks_of
from .text import accepted
from .words import compared


def differences(old: Question, new: Question) -> tuple[str, ...]:
    """Names of what differs, in the order in which they matter.

    `type`, then `points`, `partial`, `match`; `options` added or gone, `marks` and `weights` of those that are in both,
    `order` of items or options; `sides` and `pairs` of a match; accepted `words`; accepted `numbers` with their tolerances;
    `units`; `blanks`; `variables` with their conditions. `other` when none of these can be told.
    """
    if old.kind != new.kind:
        return ("type",)
    found = [name for name, form in FORMS.items() if form(old) != form(new)]
    found += _list_differences(old, new)
    known = [name for name in ORDER if name in found]
    return tuple(known) or ("other",) if old.answer_key != new.answer_key else tuple(known)


ORDER = (
    "points", "partial", "match", "options", "marks", "weights", "order", "sides", "pairs", "words", "numbers", "units",
    "blanks", "variables",
)  # fmt: skip

FORMS: dict[str, Callable[[Question], object]] = {
    "points": lambda question: question.points,
    "partial": lambda question: question.partial,
    "match": lambda question: question.match if question.kind in ("text", "cloze") else "",
    "words": lambda question: [
        sorted((compared(question.match, word.text), plain_number(word.weight)) for word in accepted(question)),
        *(_blank_words(question, at) for at in range(len(question.blanks))),
    ],
    "numbers": lambda question: [
        question.tolerance,
        *(_operands(answer) for answer in (*question.answers, *(blank.number for blank in question.blanks))),
    ],
    "units": lambda question: [
        question.texts[question.source_lang].unit,
        [blank.unit for blank in question.texts[question.source_lang].blanks],
        sorted(question.units.items()),
    ],
    "blanks": lambda question: [blank.kind for blank in question.blanks],
    "variables": lambda question: [
        [(each.name, formulas.plain(each.formula)) for each in question.variables],
        [formulas.plain(condition) for condition in question.conditions],
    ],
}


def _list_differences(old: Question, new: Question) -> list[str]:
    """What differs in options, items, sides and picks, those known again compared with themselves."""
    if old.kind in ("single", "multiple", "true-false"):
        return _option_differences(old, new)
    if old.kind == "order":
        return _places(pair(items_of(old), items_of(new)), len(old.options), len(new.options), "order")
    if old.kind == "match":
        lefts = pair(lefts_of(old), lefts_of(new))
        rights = pair(items_of(old), items_of(new), shared=True)
        is_same = len(lefts) == old.pairs == new.pairs and len(rights) == len(old.options) == len(new.options)
        kept = all(rights.get(left) == right for left, right in lefts.items())
        return [name for name, differs in (("sides", not is_same), ("pairs", not kept)) if differs]
    if old.kind == "cloze" and [each.kind for each in old.blanks] == [each.kind for each in new.blanks]:
        return ["marks"] if any(_picks_differ(old, new, at) for at in range(len(old.blanks))) else []
    return []


def _option_differences(old: Question, new: Question) -> list[str]:
    pairs = pair(options_of(old), options_of(new))
    found = _places(pairs, len(old.options), len(new.options), "order")
    both = [(old.options[one], new.options[other]) for one, other in pairs.items()]
    if any(one.right != other.right for one, other in both):
        found.append("marks")
    if any(one.weight != other.weight for one, other in both):
        found.append("weights")
    return found


def _places(pairs: dict[int, int], old_count: int, new_count: int, moved: str) -> list[str]:
    found = ["options"] if not len(pairs) == old_count == new_count else []
    heirs = [pairs[at] for at in sorted(pairs)]
    return [*found, moved] if heirs != sorted(heirs) else found


def _picks_differ(old: Question, new: Question, at: int) -> bool:
    pairs = pair(picks_of(old, at), picks_of(new, at))
    before, after = old.blanks[at].options, new.blanks[at].options
    return len(before) != len(after) or any(before[one].right != after[other].right for one, other in pairs.items())


def _blank_words(question: Question, at: int) -> list[str]:
    texts = [text.blanks[at] for text in question.texts.values() if at < len(text.blanks)]
    return sorted({compared(question.match, word) for text in texts for word in text.words})


def _operands(answer: NumberAnswer | None) -> Sequence[str]:
    if answer is None:
        return ()
    operands = (answer.value, answer.tolerance, answer.low, answer.high, plain_number(answer.weight))
    return [formulas.plain(operand or "") for operand in operands]
