"""Random questions of all nine kinds, as authors may write them; none of them with an error."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from . import calculations
from .asked import Asked, Blank, Choice, Number, Quiz, Word

POINTS = [Decimal(text) for text in ("1", "1", "1", "2", "3", "5", "0.5", "0.03", "0.07", "1.25", "33.33", "100", "0")]
HINT_COSTS = [Decimal(text) for text in ("10", "25", "33", "50", "1", "100", "7")]
SPLITS = [(100,), (50, 50), (75, 25), (33, 33, 34), (10, 20, 70), (1, 99), (25, 25, 25, 25)]
TRUTHS = [("True", "False"), ("no", "Yes"), ("正确", "错误"), ("Right", "wrong"), ("对", "错"), ("是", "否")]
WORDS = (
    "HS code", "landed cost", "到岸成本", "HS 编码", "door-to-door", "it's", "Straße", "B2C", "order_id_2", "C&F", "naïve",
    "A/B test", "增值税 19", "the commercial invoice", "Île", "관세", "ﬁve", "Ａ号", "say \"yes\"",
)  # fmt: skip
PATTERNS = ("*invoice*", "in*ce", "*税", "a*b*c", "HS*")
ITEMS = ("label", "pack", "weigh", "export", "import", "deliver", "return", "refund")
RIGHTS = ("buyer pays", "seller pays", "nobody pays", "the carrier", "至仓库", "12 EUR")
UNITS = [
    ("kg", "g = 0.001, t = 1000"),
    ("EUR", ""),
    ("USD", ""),
    ("CNY", ""),
    ("%", ""),
    ("days", "week = 7"),
    ("", ""),
]
UNITS += [("m³", "l = 0.001"), ("box", "pallet = 48"), ("m", "km = 1000, cm = 0.01"), ("JPY", ""), ("元", "角 = 0.1")]
KINDS = ("single", "multiple", "multiple", "true-false", "text", "number", "number", "order", "match", "cloze")


def write_quiz(by: Random, quiz_id: str, longest: int = 12, kinds: tuple[str, ...] = KINDS) -> Quiz:
    count = by.randint(1, longest)
    questions = [write_question(by, f"{quiz_id}-q{number}", by.choice(kinds)) for number in range(1, count + 1)]
    if not any(question.points for question in questions):
        return write_quiz(by, quiz_id, longest, kinds)
    marks = (0, 1, 25, 33, 34, 50, 50, 60, 66, 67, 75, 80, 99, 100, by.randint(0, 100))
    partial = by.choice((None, None, "each", "none"))
    return Quiz(quiz_id, tuple(questions), by.choice(marks), partial, by.random() < 0.8, by.random() < 0.3)


def write_even_quiz(by: Random, quiz_id: str) -> Quiz:
    """One whose result is often the pass mark itself: few questions that count alike."""
    quiz = write_quiz(by, quiz_id, 4, ("true-false", "true-false", "multiple", "order"))
    questions = tuple(replace(each, points=Decimal(3), hint_cost=Decimal(0)) for each in quiz.questions)
    return replace(quiz, questions=questions, pass_mark=by.choice((25, 50, 50, 75, 100)))


def write_question(by: Random, question_id: str, kind: str) -> Asked:
    fields = WRITERS[kind](by)
    common: dict[str, Any] = {"points": by.choice(POINTS), "hints": by.choice((0, 0, 1, 2, 3))}
    if common["hints"] and kind != "open" and by.random() < 0.8:
        common["hint_cost"] = by.choice(HINT_COSTS)
    return calculations.checked(by, Asked(question_id, kind, **common, **fields))


def _choices(by: Random, rights: list[bool]) -> list[Choice]:
    named = by.random() < 0.3
    return [
        Choice(
            f"o-{by.randint(0, 999)}{at}" if named else chr(97 + at),
            f"Option {at}",
            right,
            None,
            by.random() < 0.15,
            named,
        )
        for at, right in enumerate(rights)
    ]


def _weighted(choice: Choice, percent: int | None) -> Choice:
    weight = None if percent is None else Decimal(percent)
    return Choice(choice.key, choice.text, choice.right, weight, choice.pin, choice.named)


def _single(by: Random) -> dict[str, Any]:
    count = by.randint(2, 6)
    right = by.randrange(count)
    choices = _choices(by, [at == right for at in range(count)])
    if by.random() < 0.4:
        choices = [each if each.right else _weighted(each, by.choice((None, 0, 25, 50, 99))) for each in choices]
    return {"choices": tuple(choices), "shuffle": by.choice((None, None, True, False))}


def _true_false(by: Random) -> dict[str, Any]:
    pair, right = by.choice(TRUTHS), by.randrange(2)
    return {"choices": tuple(Choice("ab"[at], text, at == right) for at, text in enumerate(pair))}


def _multiple(by: Random) -> dict[str, Any]:
    shuffle = by.choice((None, None, True, False))
    if by.random() < 0.3:
        split = list(by.choice(SPLITS))
        percents = split + [by.choice((None, 0, -25, -50, -100)) for _wrong in range(by.randint(1, 3))]
        by.shuffle(percents)
        choices = _choices(by, [percent is not None and percent > 0 for percent in percents])
        return {"choices": tuple(map(_weighted, choices, percents)), "shuffle": shuffle}
    rights = [True, *(by.random() < 0.5 for _option in range(by.randint(1, 6)))]
    by.shuffle(rights)
    partial = by.choice((None, "net", "each", "none"))
    return {"choices": tuple(_choices(by, rights)), "shuffle": shuffle, "partial": partial}


def _text(by: Random) -> dict[str, Any]:
    mode = by.choice(("normal", "normal", "exact", "loose", "wildcard"))
    texts = by.sample(WORDS, by.randint(1, 4))
    if mode == "wildcard":
        texts += by.sample(PATTERNS, by.randint(1, 2))
        by.shuffle(texts)
    weights = _some_full(by, len(texts))
    words = tuple(Word(text, weight) for text, weight in zip(texts, weights, strict=True))
    return {"words": words, "match": mode, "partial": by.choice((None, None, "none"))}


def _some_full(by: Random, count: int) -> list[Decimal | None]:
    weights = [Decimal(100) if by.random() < 0.2 else None]
    weights += [by.choice((None, Decimal(50), Decimal(33), Decimal(0))) for _more in range(count - 1)]
    by.shuffle(weights)
    return weights


def _number(by: Random) -> dict[str, Any]:
    unit, units = _unit(by)
    variables, conditions, operands = calculations.write(by)
    numbers = {number.value: number for number in (one_number(by, operands) for _each in range(by.randint(1, 3)))}
    weighted = zip(numbers.values(), _some_full(by, len(numbers)), strict=True)
    return {
        "numbers": tuple(Number(each.value, each.tolerance, each.high, weight) for each, weight in weighted),
        "unit": unit, "units": units, "variables": variables, "conditions": conditions,
        "tolerance": by.choice((None, Decimal(2), Decimal("0.5"), Decimal(10))), "partial": by.choice((None, None, "none")),
    }  # fmt: skip


def _unit(by: Random) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    unit, further = by.choice(UNITS)
    pairs = [part.split(" = ") for part in further.split(", ") if part and by.random() < 0.8]
    return unit, tuple((name, Decimal(size)) for name, size in pairs)


def one_number(by: Random, operands: list[str]) -> Number:
    """A value or a range, of the formulas given or of literals."""
    if operands and by.random() < 0.8:
        formula = by.choice(operands)
        value = f"{{{{{formula}{by.choice(('', '', ' : 2', ':0'))}}}}}"
        high = f"{{{{({formula}) + 2}}}}"
    else:
        low = Decimal(by.choice((by.randint(0, 20), by.randint(-5000, 90000)))) / by.choice((1, 1, 10, 100))
        value, high = _literal(by, low), _literal(by, low + by.randint(0, 9))
    shape = by.random()
    if shape < 0.2 and ":" not in value:
        return Number(value, high=high)
    return Number(value, by.choice(("0.01", "0.5", "1", "2.25", "0"))) if shape < 0.75 else Number(value)


def _literal(by: Random, value: Decimal) -> str:
    return f"{value:,f}" if by.random() < 0.3 else f"{value:f}"


def _order(by: Random) -> dict[str, Any]:
    items = by.sample(ITEMS, by.randint(2, 7))
    return {"items": tuple(items), "partial": by.choice((None, "moves", "position", "none"))}


def _match(by: Random) -> dict[str, Any]:
    variables, conditions, operands = calculations.write(by)
    rights = [*RIGHTS, *(f"{{{{{formula}}}}}" for formula in operands)]
    fitting = [by.choice(rights) for _row in range(by.randint(2, 7))]
    further = [right for right in rights if right not in fitting][: by.choice((0, 0, 1, 2))]
    return {
        "lefts": tuple(f"Left {at}" for at in range(len(fitting))),
        "rights": (*fitting, *dict.fromkeys(further)),
        "variables": variables, "conditions": conditions, "partial": by.choice((None, "each", "none")),
    }  # fmt: skip


def _cloze(by: Random) -> dict[str, Any]:
    variables, conditions, operands = calculations.write(by)
    blanks = tuple(_blank(by, operands) for _blank_ in range(by.randint(1, 7)))
    mode = by.choice(("normal", "normal", "exact", "loose"))
    used = {"variables": variables, "conditions": conditions, "match": mode}
    return {**used, "blanks": blanks, "partial": by.choice((None, "each", "none"))}


def _blank(by: Random, operands: list[str]) -> Blank:
    kind = by.choice(("text", "number", "select"))
    if kind == "text":
        return Blank(words=tuple(by.sample(WORDS, by.randint(1, 3))))
    if kind == "number":
        return Blank(number=one_number(by, operands), unit=_unit(by)[0])
    right, count = by.randrange(2), by.randint(2, 4)
    return Blank(choices=tuple(Choice(str(at + 1), f"pick {at}", at == right) for at in range(count)))


def _open(by: Random) -> dict[str, Any]:
    return {}


WRITERS = {
    "single": _single, "true-false": _true_false, "multiple": _multiple, "text": _text, "number": _number,
    "order": _order, "match": _match, "cloze": _cloze, "open": _open,
}  # fmt: skip
