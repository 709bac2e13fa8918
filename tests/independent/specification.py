"""Scores (content format 9.3 and 10), a second time: in exact fractions, cut to four decimals once, at the end."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from . import words
from .asked import Asked, Blank, Given, Number, Quiz, Result, Worth
from .formulas import PAPER, operand, printed
from .numbers import read

Values = Mapping[str, Decimal]
NOTHING = Worth(Fraction(0))
UNREADABLE = Worth(Fraction(0), unreadable=True)


def worth(question: Asked, given: Given, values: Values, page_partial: str | None = None) -> Worth:
    """What an answer is worth. Leaving everything as it was is no answer, and worth nothing."""
    if not any(each.strip() for each in ([given] if isinstance(given, str) else given)):
        return NOTHING
    if isinstance(given, frozenset):
        rule = question.partial or page_partial or "net"
        return Worth(_multiple(question, given, rule) if question.kind == "multiple" else _single(question, given))
    if isinstance(given, str):
        return _typed(question, given, values)
    many = {"order": _order, "match": _match, "cloze": _cloze}
    found = many[question.kind](question, given, values)
    if not found.unreadable and question.partial == "none":
        return Worth(Fraction(found.fraction == 1))
    return found


def _share(percent: Decimal | None, default: int) -> Fraction:
    return Fraction(default) if percent is None else Fraction(percent) / 100


def _single(question: Asked, given: frozenset[str]) -> Fraction:
    (chosen,) = (choice for choice in question.choices if choice.key in given)
    return _share(chosen.weight, int(chosen.right))


def _multiple(question: Asked, given: frozenset[str], rule: str) -> Fraction:
    chosen = [choice for choice in question.choices if choice.key in given]
    if any(choice.weight is not None for choice in question.choices):
        return min(Fraction(1), max(Fraction(0), sum((_share(choice.weight, 0) for choice in chosen), Fraction(0))))
    rights = sum(choice.right for choice in question.choices)
    hits = sum(choice.right for choice in chosen)
    misses = len(chosen) - hits
    if rule == "net":
        return max(Fraction(0), Fraction(hits - misses, rights))
    if rule == "each":
        return Fraction(len(question.choices) - (rights - hits) - misses, len(question.choices))
    return Fraction(hits == rights and not misses)


def _typed(question: Asked, given: str, values: Values) -> Worth:
    if question.kind == "open":
        return Worth(Fraction(0), waiting=True)
    if question.kind == "text":
        fitting = (word for word in question.words if words.fits(question.match, word.text, given))
        weights = [_share(word.weight, 1) for word in fitting][:1]
    else:
        value = read(given, question.unit, question.units)
        if value is None:
            return UNREADABLE
        fits = [each for each in question.numbers if _is_in(value, each, question.tolerance, values)]
        weights = [_share(each.weight, 1) for each in fits]
    fraction = max(weights, default=Fraction(0))
    return Worth(Fraction(fraction == 1) if question.partial == "none" else fraction)


def _is_in(value: Decimal, number: Number, tolerance: Decimal | None, values: Values) -> bool:
    """Whether a number is right, both ends included."""
    middle = operand(number.value, values)
    if number.high is not None:
        return middle <= value <= operand(number.high, values)
    if number.tolerance is not None:
        around = operand(number.tolerance, values)
    else:
        around = abs(PAPER.multiply(middle, (tolerance or Decimal(0)) / 100))
    return PAPER.subtract(middle, around) <= value <= PAPER.add(middle, around)


def _order(question: Asked, given: tuple[str, ...], values: Values) -> Worth:
    """Every place has to be given once."""
    count = len(question.items)
    if sorted(given) != sorted(str(place) for place in range(1, count + 1)):
        return UNREADABLE
    items = sorted(range(count), key=lambda item: int(given[item]))
    if question.partial == "position":
        return Worth(Fraction(sum(item == place for place, item in enumerate(items)), count))
    return Worth(Fraction(longest_run(items) - 1, count - 1))


def longest_run(items: list[int]) -> int:
    """Length of the longest run in rising order, not necessarily of neighbours."""
    runs: list[int] = []
    for at, item in enumerate(items):
        runs.append(1 + max((runs[before] for before in range(at) if items[before] < item), default=0))
    return max(runs)


def _match(question: Asked, given: tuple[str, ...], values: Values) -> Worth:
    rights = [printed(text, values) for text in question.rights]
    hits = sum(bool(key) and rights[int(key) - 1] == rights[left] for left, key in enumerate(given))
    return Worth(Fraction(hits, len(question.lefts)))


def _cloze(question: Asked, given: tuple[str, ...], values: Values) -> Worth:
    found = [_blank(question, blank, text, values) for blank, text in zip(question.blanks, given, strict=True)]
    return UNREADABLE if None in found else Worth(Fraction(sum(map(bool, found)), len(found)))


def _blank(question: Asked, blank: Blank, given: str, values: Values) -> bool | None:
    """Whether a blank is right; None: what is in it cannot be read."""
    if not given.strip():
        return False
    if blank.choices:
        return any(choice.right for choice in blank.choices if choice.key == given)
    if blank.number is None:
        return any(words.fits(question.match, word, given) for word in blank.words)
    value = read(given, blank.unit, question.units)
    return None if value is None else _is_in(value, blank.number, question.tolerance, values)


def four_decimals(exact: Fraction) -> Decimal:
    """Cut to four decimals, halves away from zero."""
    units = exact * 10_000
    whole = int(units + Fraction(1, 2))
    return Decimal(whole).scaleb(-4)


def score(question: Asked, fraction: Fraction, hints_opened: int) -> Decimal:
    left = max(Fraction(0), 1 - Fraction(question.hint_cost) / 100 * hints_opened)
    return four_decimals(Fraction(question.points) * fraction * left)


def result(quiz: Quiz, graded: Iterable[tuple[Asked, Worth, int]]) -> Result:
    """The result of an attempt, of everything asked: each question with what its answer is worth and the hints opened."""
    scores = {question.id: score(question, found.fraction, hints) for question, found, hints in graded}
    points, possible = sum(scores.values(), Decimal(0)), sum((each.points for each in quiz.questions), Decimal(0))
    ratio = four_decimals(Fraction(points) / Fraction(possible))
    return Result(points, possible, ratio, 100 * points >= quiz.pass_mark * possible, scores)
