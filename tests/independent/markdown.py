"""A question as its author writes it (content format 8)."""

from collections.abc import Iterable
from decimal import Decimal

from .asked import Asked, Blank, Choice, Number, Quiz


def quiz(quiz: Quiz) -> str:
    fields = [f"id: {quiz.id}", f"title: {quiz.id}", "type: quiz", f"pass_mark: {quiz.pass_mark}"]
    fields += [f"partial: {quiz.partial}"] if quiz.partial else []
    fields += [f"shuffle_options: {str(quiz.shuffle_options).lower()}"]
    fields += ["shuffle_questions: true"] if quiz.shuffle_questions else []
    return "\n".join(["---", *fields, "---", "", *map(question, quiz.questions)])


def question(asked: Asked) -> str:
    settings = " ".join(f"`{key}: {value}`" for key, value in _settings(asked))
    parts = [f"## [?] Question {asked.id}\n{settings}", *_variables(asked), *_prompt(asked), *_answers(asked)]
    parts += [f"> [!HINT]\n> Hint {number}." for number in range(1, asked.hints + 1)]
    return "\n\n".join(parts) + "\n"


def _settings(asked: Asked) -> Iterable[tuple[str, str]]:
    yield "id", asked.id
    if asked.kind in {"text", "number", "order", "match", "open"}:
        yield "type", asked.kind
    if asked.points != 1:
        yield "points", f"{asked.points}"
    if asked.partial:
        yield "partial", asked.partial
    if asked.hint_cost:
        yield "hint_cost", f"{asked.hint_cost}%"
    if asked.match != "normal":
        yield "match", asked.match
    if asked.tolerance is not None:
        yield "tolerance", f"{asked.tolerance}%"
    if asked.units:
        yield "units", ", ".join(f"{name} = {size:f}" for name, size in asked.units)
    if asked.shuffle is not None:
        yield "shuffle", "yes" if asked.shuffle else "no"


def _variables(asked: Asked) -> list[str]:
    lines = [f"{name} = {formula}" for name, formula in asked.variables]
    lines += [f"require {condition}" for condition in asked.conditions]
    return ["\n".join(["```vars", *lines, "```"])] if lines else []


def _prompt(asked: Asked) -> list[str]:
    shown = [f"{name} is {{{{{name}}}}}" for name, _formula in asked.variables]
    blanks = [f"part {number} [[{_blank(blank)}]]" for number, blank in enumerate(asked.blanks, 1)]
    return [", ".join(["Say it", *shown, *blanks]) + "."]


def _answers(asked: Asked) -> list[str]:
    if asked.choices:
        return ["\n".join(f"- {_mark(asked, choice)} {choice.text}{_chips(choice)}" for choice in asked.choices)]
    if asked.words:
        return ["\n".join(f"- = {word.text}{_weight(word.weight)}" for word in asked.words)]
    if asked.numbers:
        return ["\n".join(f"- = {_number(each, asked.unit)}{_weight(each.weight)}" for each in asked.numbers)]
    if asked.items:
        return ["\n".join(f"{number}. {item}" for number, item in enumerate(asked.items, 1))]
    if asked.lefts:
        lefts = [*asked.lefts, *[""] * (len(asked.rights) - len(asked.lefts))]
        rows = [f"| {left} | {right} |" for left, right in zip(lefts, asked.rights, strict=True)]
        return ["\n".join(["| Left | Right |", "|---|---|", *rows])]
    return []


def _mark(asked: Asked, choice: Choice) -> str:
    tick = "x" if choice.right else " "
    return f"[{tick}]" if asked.kind == "multiple" else f"({tick})"


def _chips(choice: Choice) -> str:
    chips = [f"id: {choice.key}"] if choice.named else []
    chips += ["pin: yes"] if choice.pin else []
    return "".join(f" `{chip}`" for chip in chips) + _weight(choice.weight)


def _weight(weight: Decimal | None) -> str:
    return "" if weight is None else f" `weight: {weight}%`"


def _number(number: Number, unit: str) -> str:
    text = number.value if number.high is None else f"{number.value} .. {number.high}"
    text += "" if number.tolerance is None else f" ± {number.tolerance}"
    return f"{text} {unit}".rstrip()


def _blank(blank: Blank) -> str:
    if blank.number is not None:
        return f"= {_number(blank.number, blank.unit)}"
    if blank.choices:
        return " | ".join(f"({'x' if each.right else ' '}) {each.text}" for each in blank.choices)
    return "|".join(blank.words)
