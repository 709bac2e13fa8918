"""Moodle's calculated questions with evenly drawn values; other ones are left to the check, which says what is wrong."""

from __future__ import annotations

import re
from decimal import Decimal

from app.questions.stored import plain_number

from .. import phrases
from ..escapes import clean
from ..markdown import percent
from ..model import Typed
from ..shared import number, share
from ..xml import Node
from .answers import Parts, Refused
from .texts import Texts

PLACEHOLDER = re.compile(r"\{(=?)((?:[^{}]|\{\w+\})+)\}")
NAME = re.compile(r"\{(\w+)\}")
CONSTANT = re.compile(r"\bpi\s*\(\s*\)")
FUNCTIONS = {"log": "ln", "fmod": "mod", "ceiling": "ceil"}
RELATIVE, NOMINAL = "1", "2"


def numbers(node: Node, texts: Texts) -> Parts:
    variables = [_variable(each) for each in node.all("dataset_definition")]
    answers, settings = [], {}
    for each in node.nodes("answer"):
        worth = share(each.get("fraction", "100"))
        around = number(each.text("tolerance") or "0") or "0"
        text = f"{{{{{formula(each.text('text'))}}}}}"
        if each.text("tolerancetype").strip() == RELATIVE and Decimal(around) > 0:
            settings["tolerance"] = percent(min(Decimal(around), Decimal(1)))
        elif Decimal(around) > 0:
            text += f" ± {around}"
        answers.append(Typed(text, None if worth == 1 else worth, texts.read(each.find("feedback"))))
    if not answers or not variables:
        raise Refused(phrases.NO_ANSWER)
    return Parts(
        "number", prompt=_prompt(node, texts), answers=tuple(answers), settings=settings, variables="\n".join(variables)
    )


def _prompt(node: Node, texts: Texts) -> str:
    """Values and formulas of the text; braces that are none of them stay text."""
    text = node.find("questiontext")
    return PLACEHOLDER.sub(lambda found: f"{{{{{formula(found[2])}}}}}", texts.read(text)) if text else ""


def formula(text: str) -> str:
    """A formula of Moodle, where names stand in braces, in the language of this format."""
    plain = CONSTANT.sub("3.14159265358979", NAME.sub(r"\1", clean(text).strip().lstrip("=").replace("\\", "")))
    return re.sub(r"\b(" + "|".join(FUNCTIONS) + r")(?=\s*\()", lambda found: FUNCTIONS[found[1]], plain)


def _variable(node: Node) -> str:
    name = node.text("name", "text").strip()
    low, high = number(node.text("minimum", "text")), number(node.text("maximum", "text"))
    decimals = number(node.text("decimals", "text")) or "0"
    if low is None or high is None or node.text("distribution", "text").strip() not in {"", "uniform"}:
        raise Refused(phrases.NO_SUCH_TYPE)
    places = int(Decimal(decimals)) if 0 <= Decimal(decimals) <= 10 else 0
    step = f", {plain_number(Decimal(1).scaleb(-places))}" if places else ""
    return f"{name} = random({low}, {high}{step})"
