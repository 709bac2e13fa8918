"""Values that QTI draws anew for every candidate, as variables of this format (content-format §8.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..shared import number
from ..xml import Node

NAME = re.compile(r"[^\W\d]\w*")
JOINED = {"sum": " + ", "product": " * ", "subtract": " - ", "divide": " / ", "power": " ^ "}
STEP_OF_FLOATS = "0.01"


class Unknown(Exception):
    """An expression that has no counterpart; the message is its name."""


def variables(item: Node) -> str:
    """The lines of a `vars` block. Raises Unknown."""
    return "\n".join(_lines(item))


def _lines(item: Node) -> Iterator[str]:
    for node in item.all("templateProcessing"):
        for step in node.nodes():
            if step.tag == "setCorrectResponse":
                continue
            expression = next(step.nodes(), None)
            if step.tag != "setTemplateValue" or expression is None:
                raise Unknown(step.tag)
            yield f"{_name(step)} = {_drawn(expression)}"


def right(item: Node, response: str) -> str | None:
    """The formula of what is to be answered; None when it is not computed. Raises Unknown."""
    for node in item.all("setCorrectResponse"):
        if node.get("identifier") == response and (expression := next(node.nodes(), None)) is not None:
            return formula(expression)
    return None


def _name(node: Node) -> str:
    name = node.get("identifier")
    if not NAME.fullmatch(name):
        raise Unknown(name)
    return name


def _drawn(node: Node) -> str:
    low, high = number(node.get("min", "0")), number(node.get("max"))
    if node.tag in {"randomInteger", "randomFloat"} and low is not None and high is not None:
        step = number(node.get("step", "1")) if node.tag == "randomInteger" else STEP_OF_FLOATS
        return f"random({low}, {high})" if step == "1" else f"random({low}, {high}, {step})"
    if node.tag == "random" and (choices := next(node.nodes("multiple"), None)) is not None:
        return f"choice({', '.join(formula(each) for each in choices.nodes())})"
    return formula(node)


def formula(node: Node) -> str:
    """An expression in the language of this format. Raises Unknown."""
    parts = [formula(each) for each in node.nodes()] if node.tag not in {"variable", "baseValue"} else []
    if node.tag == "variable":
        return _name(node)
    if node.tag == "baseValue" and (value := number(node.text())) is not None:
        return f"({value})" if value.startswith("-") else value
    if node.tag in JOINED and len(parts) > 1:
        return f"({JOINED[node.tag].join(parts)})"
    if node.tag in {"round", "truncate", "integerToFloat"} and len(parts) == 1:
        return {"round": f"round({parts[0]})", "truncate": f"floor({parts[0]})"}.get(node.tag, parts[0])
    raise Unknown(node.tag)
