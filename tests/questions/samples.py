"""Questions for tests, made by hand."""

from decimal import Decimal

from app.questions.model import NumberAnswer, Option, OptionText, Partial, Question, QuestionText
from app.questions.revisions import stamp


def choice(kind: str, right: str, *, count: int = 4, partial: Partial = "none", **weights: str) -> Question:
    """A choice with options a, b, …; `right` holds the letters of the right ones, `weights` those written."""
    keys = "abcdefgh"[:count]
    options = tuple(Option(key, key in right, Decimal(weights[key]) if key in weights else None) for key in keys)
    texts = {key: OptionText(f"<p>Option <b>{key}</b></p>", f"Remark {key}" if key != "d" else "") for key in keys}
    text = QuestionText("Which?", "Which?", "", texts)
    return stamp(Question("q1", kind, "en", {"en": text}, partial=partial, options=options))


def number(*answers: NumberAnswer, unit: str = "", partial: Partial = "weights", **units: str) -> Question:
    text = QuestionText("How many?", unit=unit, answer_feedback=tuple(f"Remark {each}" for each in range(len(answers))))
    sizes = {name: Decimal(size) for name, size in units.items()}
    return stamp(Question("q1", "number", "en", {"en": text}, partial=partial, answers=answers, units=sizes))


def around(value: str, tolerance: str = "0", weight: str = "1") -> NumberAnswer:
    return NumberAnswer(value, tolerance, weight=Decimal(weight))
