"""Why an answer cannot be read, in words for its learner. Pure."""

from flask_babel import gettext as _

from app.questions import cloze, numbers
from app.questions.model import Answer, Question


def why_unread(question: Question, answer: Answer, lang: str) -> str:
    """Empty where the answer is readable, or there is none."""
    if "unreadable" not in answer:
        return ""
    if question.kind == "order":
        return _("Every item needs a place of its own.")
    text = question.text(lang)
    if question.kind != "cloze":
        return _why_no_number(str(answer["unreadable"]), text.unit)
    found = _unread_blanks(question, answer)
    reasons = [_in_blank(at, typed, text.blanks[at].unit if at < len(text.blanks) else "") for at, typed in found]
    whole = reasons[0] if reasons else _("A number cannot be read: write it as 1234.5.")
    for reason in reasons[1:]:
        whole = joined(whole, reason)
    return whole


def unread_fields(question: Question, answer: Answer) -> list[int]:
    """Which of its fields cannot be read, from 0. Of places in an order that are not whole: all."""
    if "unreadable" not in answer:
        return []
    if question.kind == "cloze":
        return [at for at, _typed in _unread_blanks(question, answer)]
    return list(range(len(question.options))) if question.kind == "order" else [0]


def why_not_counted(question: Question, answer: Answer, lang: str) -> str:
    """The same, with what it means for an attempt that is handed in as it is."""
    reason = why_unread(question, answer, lang)
    return reason and joined(reason, _("Correct it before you hand in: otherwise it brings no points."))


def joined(first: str, second: str) -> str:
    """Two sentences, as the language sets them."""
    return _("%(first)s %(second)s", first=first, second=second)


def _unread_blanks(question: Question, answer: Answer) -> list[tuple[int, str]]:
    blanks = answer.get("blanks")
    return cloze.unreadable_blanks(question, [str(each) for each in blanks] if isinstance(blanks, list) else [])


def _in_blank(at: int, typed: str, unit: str) -> str:
    return _("Blank %(number)s: %(reason)s", number=at + 1, reason=_why_no_number(typed, unit))


def _why_no_number(typed: str, unit: str) -> str:
    """`unit`: the one that the question uses, in the reader's language; empty where it has none."""
    unknown = numbers.unknown_unit(typed)
    if unknown and unit:
        return _("“%(unknown)s” is not understood here: give the number in %(unit)s.", unknown=unknown, unit=unit)
    if unknown:
        return _("“%(unknown)s” is not understood here: write the number alone.", unknown=unknown)
    return _("“%(typed)s” cannot be read as a number: write it as 1234.5.", typed=typed)
