"""Questions with variables as several questions with fixed numbers, for formats that know no variables (C607)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from app.questions.arithmetic import FormulaError
from app.questions.formulas import evaluate, show
from app.questions.model import Question
from app.questions.stored import plain_number
from app.questions.variants import draw, print_text

from ..diagnostics import Report
from .model import Blank, Record
from .source import Written

VARIANTS = 5
FORMULA = re.compile(r"\{\{(?P<formula>[^{}:：]*)(?:[:：]\s*[,，]?\s*(?P<places>\d{1,2})\s*)?\}\}")


def write_out(records: Iterable[Record], questions: Mapping[str, Question], report: Report) -> Iterator[Record]:
    """Records without variables. `questions` by id, for those that have any."""
    for record in records:
        question = questions.get(record.id)
        if question is None or not (record.variables or _prints(record)):
            yield record
            continue
        drawn = [draw(question, str(seed)).values for seed in range(1, VARIANTS + 1)]
        different = list({tuple(values.items()): values for values in drawn}.values())
        if record.variables:
            report.add("C607", record.line, n=len(question.variables), k=len(different))
        for number, values in enumerate(different, 1):
            name = f"{record.id[:60]}-{number}" if record.id and len(different) > 1 else record.id
            try:
                yield _printed(record, values).but(id=name, variables="")
            except FormulaError:
                continue


def _prints(record: Record) -> bool:
    return "{{" in repr(record)


def _printed(record: Record, values: Mapping[str, Decimal]) -> Record:
    def show_in(text: str) -> str:
        return print_text(text, values)

    return record.but(
        heading=show_in(record.heading),
        prompt=show_in(record.prompt),
        options=tuple(
            replace(each, text=show_in(each.text), feedback=show_in(each.feedback)) for each in record.options
        ),
        answers=tuple(
            replace(each, text=_number(each.text, values), feedback=show_in(each.feedback)) for each in record.answers
        ),
        items=tuple(map(show_in, record.items)),
        pairs=tuple((show_in(left), show_in(right)) for left, right in record.pairs),
        blanks=tuple(_blank(each, values) for each in record.blanks),
        hints=tuple(map(show_in, record.hints)),
        labels={name: show_in(text) for name, text in record.labels.items()},
    )


def _blank(blank: Blank, values: Mapping[str, Decimal]) -> Blank:
    options = tuple(print_text(option, values) for option in blank.options)
    return replace(blank, number=_number(blank.number, values), options=options)


def _number(text: str, values: Mapping[str, Decimal]) -> str:
    """An accepted number with its formulas computed."""

    def computed(found: re.Match[str]) -> str:
        value = evaluate(found["formula"], values)
        return show(value, int(found["places"])) if found["places"] else plain_number(value)

    return FORMULA.sub(computed, text)


def question_of(written: Written, question_id: str, lang: str) -> Question:
    """The question that a file asks, as far as drawing its values needs it."""
    asked = written.asked
    return Question(question_id, asked.kind, lang, {lang: asked.text}, **asked.parts.question)
