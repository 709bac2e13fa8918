"""The answers of Moodle's types of questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.questions.stored import plain_number

from .. import phrases
from ..escapes import clean, one_line
from ..model import Blank, Choice, Typed
from ..shared import number, share, true_false, weighted
from ..xml import Node
from .texts import Texts

WORD_LIMITS = {"min_words": "minwordlimit", "max_words": "maxwordlimit"}


class Refused(Exception):
    """This is no question; the message says why, as the C604 of the messages."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a type knows. `prompt` None: the question's text as it is."""

    kind: str
    prompt: str | None = None
    options: tuple[Choice, ...] = ()
    answers: tuple[Typed, ...] = ()
    items: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    blanks: tuple[Blank, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    variables: str = ""


def choices(node: Node, texts: Texts) -> Parts:
    several = node.text("single").strip().lower() in {"false", "0"}
    options = [
        Choice(texts.read(each), weight=share(each.get("fraction", "0")), feedback=texts.read(each.find("feedback")))
        for each in node.nodes("answer")
    ]
    return Parts("multiple" if several else "single", options=weighted(options, several=several))


def truth(node: Node, texts: Texts) -> Parts:
    found = {one_line(each.text("text")).lower(): each for each in node.nodes("answer")}
    if set(found) != {"true", "false"}:
        raise Refused(phrases.NO_ANSWER)
    right = (share(found["true"].get("fraction", "0")) or 0) > 0
    if_true, if_false = (texts.read(found[word].find("feedback")) for word in ("true", "false"))
    return Parts("true-false", options=true_false(node.text("questiontext", "text"), right, if_true, if_false))


def words(node: Node, texts: Texts) -> Parts:
    exact = node.text("usecase").strip() == "1"
    found = _typed(node, texts)
    wild = any("*" in answer.text.replace("\\*", "") for answer in found)
    settings = {"match": "wildcard"} if wild else {"match": "exact"} if exact else {}
    if wild and exact:
        texts.lose("usecase")
    return Parts("text", answers=tuple(found), settings=settings)


def _typed(node: Node, texts: Texts) -> list[Typed]:
    found = []
    for each in node.nodes("answer"):
        text = one_line(clean(each.text("text")))
        weight = share(each.get("fraction", "100"))
        feedback = texts.read(each.find("feedback"))
        if text == "*" and not weight:
            if feedback:
                texts.lose(phrases.FEEDBACK)
            continue
        found.append(Typed(text.replace("\\*", "*"), None if weight == 1 else weight, feedback))
    if not found:
        raise Refused(phrases.NO_ANSWER)
    return found


def numbers(node: Node, texts: Texts) -> Parts:
    unit, others = _units(node)
    answers = []
    for each, typed in zip(_with_text(node), _typed(node, texts), strict=False):
        value, around = number(typed.text), number(each.text("tolerance") or "0")
        text = typed.text if value is None else value
        if around is not None and Decimal(around) > 0:
            text += f" ± {around}"
        answers.append(Typed(f"{text} {unit}".rstrip(), typed.weight, typed.feedback))
    return Parts("number", answers=tuple(answers), settings={"units": others} if others else {})


def _with_text(node: Node) -> list[Node]:
    """The answers that `_typed` keeps."""
    return [each for each in node.nodes("answer") if one_line(each.text("text")) != "*" or share(each.get("fraction"))]


def _units(node: Node) -> tuple[str, str]:
    """The unit of the answers, and the setting `units` for the others."""
    found = []
    for each in (unit for units in node.nodes("units") for unit in units.nodes("unit")):
        multiplier = number(each.text("multiplier"))
        name = one_line(clean(each.text("unit_name")))
        if name and multiplier is not None and Decimal(multiplier) > 0:
            found.append((name, Decimal(multiplier)))
    own = next((name for name, multiplier in found if multiplier == 1), "")
    others = [
        f"{name} = {plain_number((1 / multiplier).quantize(Decimal('0.0000000001')))}"
        for name, multiplier in found
        if name != own and own
    ]
    return own, ", ".join(others)


def pairs(node: Node, texts: Texts) -> Parts:
    found = tuple(
        (texts.read(each), texts.convert(clean(each.text("answer", "text")), "plain_text"))
        for each in node.nodes("subquestion")
    )
    return Parts("match", pairs=found)


def ordering(node: Node, texts: Texts) -> Parts:
    return Parts("order", items=tuple(texts.read(each) for each in node.nodes("answer")))


def essay(node: Node, texts: Texts) -> Parts:
    limits = {name: number(node.text(tag)) or "" for name, tag in WORD_LIMITS.items()}
    if node.text("responsetemplate", "text").strip():
        texts.lose("responsetemplate")
    if (number(node.text("attachments")) or "0") != "0":
        texts.lose("attachments")
    return Parts(
        "open",
        labels={"rubric": texts.read(node.find("graderinfo"))},
        settings={name: limit for name, limit in limits.items() if limit not in {"", "0"}},
    )
