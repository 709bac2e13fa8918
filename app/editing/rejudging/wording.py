"""Versions of a question, decisions and plans in the reader's words. Pure, but for the language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.filters import number, percent
from app.questions import plain
from app.questions.changes import differences
from app.questions.model import NumberAnswer, Question
from app.questions.stored import plain_number


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of an answer key. `right` None: neither right nor wrong."""

    text: str
    right: bool | None = None


def changes(old: Question, new: Question) -> list[str]:
    """What is another thing now, a sentence each."""
    words = {
        "type": _("The type of the question: answers to the old one are never read as answers to the new one."),
        "points": _("The number of points. Attempts keep the points the question was asked for."),
        "partial": _("How a part of the answer counts."),
        "match": _("How typed words are compared."),
        "options": _("Options or items were added or taken away."),
        "marks": _("What is right is marked differently."),
        "weights": _("The weights of options."),
        "order": _("The order of options or items."),
        "sides": _("Sides of the match were added or taken away."),
        "pairs": _("What belongs together."),
        "words": _("The accepted words."),
        "numbers": _("The accepted numbers or their tolerances."),
        "units": _("The units of numbers."),
        "blanks": _("The blanks to fill in."),
        "variables": _("The variables or their conditions."),
        "other": _("Something else that decides the score."),
    }
    return [words[name] for name in differences(old, new)]


def key_lines(question: Question, lang: str) -> list[KeyLine]:
    """What is right, and by which rules, as the file says it."""
    return [*_answers(question, lang), *(KeyLine(text) for text in _rules(question, lang))]


def kind_name(kind: str) -> str:
    return {
        "single": _("Single choice"),
        "multiple": _("Multiple choice"),
        "true-false": _("True or false"),
        "text": _("Typed words"),
        "number": _("Typed number"),
        "order": _("Ordering"),
        "match": _("Matching"),
        "cloze": _("Fill in"),
        "open": _("Open answer"),
    }[kind]


def result_words(result: Mapping[str, float | None], possible: float | None) -> str:
    """“60.0% (6/10)”; an attempt that waits for a review has no result."""
    if result["score_ratio"] is None or possible is None:
        return _("no result yet")
    return f"{percent(result['score_ratio'], 1)} ({number(result['points'] or 0)}/{number(possible)})"


def followed_words(followed: Mapping[str, object]) -> list[str]:
    """What follows for one learner."""
    found = []
    if followed.get("quiz"):
        found.append(_("quiz completed") if followed["quiz"] == "gained" else _("quiz no longer completed"))
    if followed.get("course"):
        found.append(_("course completed") if followed["course"] == "gained" else _("course no longer completed"))
    if followed.get("earlier"):
        found.append(_("passed earlier than noted so far"))
    certificates = followed.get("certificates", 0)
    if isinstance(certificates, int) and certificates:
        found.append(_("certificate issued") if certificates > 0 else _("certificate revoked"))
    return found


def _answers(question: Question, lang: str) -> Iterator[KeyLine]:
    text = question.text(lang)
    match question.kind:
        case "single" | "multiple" | "true-false":
            for option in question.options:
                words = plain.text(text.options[option.key].html)
                weight = "" if option.weight is None else f" · {percent(option.weight, 1)}"
                yield KeyLine(f"{words}{weight}", option.right)
        case "text":
            for each in question.texts.values():
                for word in each.words:
                    yield KeyLine(f"{word.text} · {percent(word.weight, 1)}", None)
        case "number":
            for answer in question.answers:
                yield KeyLine(f"{_number(answer, text.unit)} · {percent(answer.weight, 1)}")
        case "order":
            for place, option in enumerate(question.options, 1):
                yield KeyLine(f"{place}. {plain.text(text.options[option.key].html)}")
        case "match":
            for place, option in enumerate(question.options):
                left = plain.text(text.lefts[place]) if place < len(text.lefts) else "—"
                yield KeyLine(f"{left} → {plain.text(text.options[option.key].html)}")
        case "cloze":
            yield from _blanks(question, lang)
        case _:
            yield KeyLine(_("A reviewer gives the points."))


def _blanks(question: Question, lang: str) -> Iterator[KeyLine]:
    text = question.text(lang)
    for at, blank in enumerate(question.blanks):
        shown = text.blanks[at] if at < len(text.blanks) else None
        if blank.number is not None:
            yield KeyLine(f"[{at + 1}] {_number(blank.number, shown.unit if shown else '')}")
        elif blank.kind == "select":
            for option, words in zip(blank.options, shown.options if shown else (), strict=False):
                yield KeyLine(f"[{at + 1}] {words}", option.right)
        else:
            accepted = [word for each in question.texts.values() for word in each.blanks[at].words]
            yield KeyLine(f"[{at + 1}] {' / '.join(dict.fromkeys(accepted))}")


def _number(answer: NumberAnswer, unit: str) -> str:
    if answer.value is None:
        written = f"{answer.low}–{answer.high}"
    else:
        written = answer.value if answer.tolerance is None else f"{answer.value} ± {answer.tolerance}"
    return f"{written} {unit}".rstrip()


def _rules(question: Question, lang: str) -> Iterator[str]:
    yield ngettext("%(shown)s point", "%(shown)s points", int(question.points), shown=number(question.points))
    yield _("Rule for parts: %(rule)s", rule=_partial_name(question.partial))
    if question.kind in ("text", "cloze"):
        yield _("Words compared: %(rule)s", rule=_match_name(question.match))
    if question.tolerance is not None:
        yield _("Tolerance: %(share)s", share=percent(question.tolerance, 2))
    for unit, size in question.units.items():
        yield f"1 {unit} = {plain_number(size)} {question.text(lang).unit}".rstrip()
    for variable in question.variables:
        yield f"{variable.name} = {variable.formula}"
    for condition in question.conditions:
        yield f"require {condition}"


def _partial_name(rule: str) -> str:
    return {
        "none": _("all or nothing"),
        "net": _("right ones less wrong ones"),
        "each": _("each option counts by itself"),
        "weights": _("by the weights written down"),
        "moves": _("by how many have to be moved"),
        "position": _("each at its place counts"),
    }[rule]


def _match_name(rule: str) -> str:
    return {
        "normal": _("case, width and blanks do not matter"),
        "exact": _("exactly as written"),
        "loose": _("only letters and digits matter"),
        "wildcard": _("* stands for any words"),
    }[rule]
