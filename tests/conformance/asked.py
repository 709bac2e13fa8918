"""A question as its file asks it, in the words of the cases: texts are plain, numbers are decimals as text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.content.parsing.asking import Asked
from app.questions import plain
from app.questions.model import NumberAnswer, Option, plain_number

END_OF_BLOCK = re.compile(r"</(?:p|li|pre|tr|blockquote|div|dd|dt|figure|h\d)>")
MARK = "\ufffc"


def view(asked: Asked) -> dict[str, Any]:
    settings, text = asked.settings, asked.text
    structure = asked.parts.question
    options: tuple[Option, ...] = structure.get("options", ())
    shown = [lines(text.options[option.key].html) for option in options]
    pairs = structure.get("pairs", 0)
    return {
        "id": settings.id,
        "type": asked.kind,
        "title": text.title,
        "prompt": asked.prompt,
        "points": _text(settings.points),
        "tags": list(settings.tags),
        "difficulty": settings.difficulty,
        "competency": settings.competency,
        "level": _text(settings.competency_level),
        "hint_cost": _text(settings.hint_cost),
        "shuffle": settings.shuffle,
        "status": settings.status,
        "was": list(settings.aliases),
        "partial": structure.get("partial", "net"),
        "match": structure.get("match", "normal"),
        "tolerance": _text(structure.get("tolerance")),
        "units": {name: _text(size) for name, size in structure.get("units", {}).items()},
        "min_words": _text(structure.get("min_words")),
        "max_words": _text(structure.get("max_words")),
        "options": [_option(option, asked) for option in options],
        "items": shown,
        "lefts": [lines(left) for left in text.lefts],
        "columns": [lines(column) for column in text.columns],
        "pairs": [[lines(left), right] for left, right in zip(text.lefts, shown, strict=False)],
        "extra": shown[pairs:],
        "answers": _answers(asked),
        "blanks": _blanks(asked),
        "vars": [variable.name for variable in structure.get("variables", ())],
        "requires": list(structure.get("conditions", ())),
        "hints": [lines(hint) for hint in text.hints],
        "explanation": lines(text.explanation_html),
        "fb_correct": lines(text.correct_html),
        "fb_partial": lines(text.partial_html),
        "fb_wrong": lines(text.wrong_html),
        "rubric": lines(text.rubric_html),
        "sample": lines(text.sample_html),
    }


def lines(html: str) -> str:
    """Plain text, a line a block."""
    parts = plain.text(END_OF_BLOCK.sub(lambda end: end[0] + MARK, html)).split(MARK)
    return "\n".join(part.strip() for part in parts if part.strip())


def _option(option: Option, asked: Asked) -> dict[str, Any]:
    text = asked.text.options[option.key]
    return {
        "id": option.key,
        "text": lines(text.html),
        "correct": option.right,
        "feedback": lines(text.feedback_html),
        "weight": _text(option.weight),
        "pin": option.pin,
    }


def _answers(asked: Asked) -> list[dict[str, Any]]:
    if asked.kind == "text":
        return [
            {"text": word.text, "weight": _text(word.weight), "feedback": lines(word.feedback_html)}
            for word in asked.text.words
        ]
    numbers: tuple[NumberAnswer, ...] = asked.parts.question.get("answers", ())
    remarks = [*asked.text.answer_feedback, *[""] * len(numbers)]
    return [
        {"spec": _spec(each, asked.text.unit), "weight": _text(each.weight), "feedback": lines(remark)}
        for each, remark in zip(numbers, remarks, strict=False)
    ]


def _blanks(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "kind": blank.kind,
            "spec": _spec(blank.number, text.unit) if blank.number else None,
            "options": [
                {"text": shown, "correct": option.right}
                for option, shown in zip(blank.options, text.options, strict=True)
            ],
            "answers": list(text.words),
        }
        for blank, text in zip(asked.parts.question.get("blanks", ()), asked.text.blanks, strict=True)
    ]


def _spec(number: NumberAnswer, unit: str) -> dict[str, Any]:
    return {
        "value": _text(number.value),
        "tol": _text(number.tolerance),
        "low": _text(number.low),
        "high": _text(number.high),
        "unit": unit,
    }


def _text(number: Decimal | str | int | None) -> str | None:
    return plain_number(number) if isinstance(number, Decimal) else None if number is None else str(number)
