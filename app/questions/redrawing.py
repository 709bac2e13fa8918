"""A later version of a question with the numbers that an earlier one was asked with. Pure.

Values that were drawn stay: they are what the learner saw. Values that are computed from them are computed anew: they are
what is judged by, and may be the very mistake. Where one of these was shown to the learner and comes out differently now, the
answer was given to another question, and nothing can be said about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

from .arithmetic import FormulaError
from .model import Question, QuestionText
from .plans import generator, plan
from .templates import Print, pieces, print_text
from .variants import computed, draw


def redraw(old: Question, new: Question, values: Mapping[str, Decimal]) -> Question | None:
    """The new version as it would have been asked with these values of the old one; both as they are written.

    None when other names are drawn now, when a condition is not met, when something cannot be computed, or when a number
    that was shown comes out differently. Texts are printed only where they decide what is right.
    """
    if not old.variables and not new.variables:
        return draw(new, "")
    try:
        if drawn_names(old) != drawn_names(new):
            return None
        found = _compute(new, values)
        if found is None or any(found.get(name) != values.get(name) for name in _shown_names(old)):
            return None
        return _with(new, found)
    except FormulaError:
        return None


def drawn_names(question: Question) -> frozenset[str]:
    """The variables that chance decides."""
    return frozenset(each.name for each in question.variables if generator(each.formula) is not None)


def _compute(question: Question, values: Mapping[str, Decimal]) -> dict[str, Decimal] | None:
    names = drawn_names(question)
    if not names <= values.keys():
        return None
    steps = plan(question.variables, question.conditions)
    found = {name: values[name] for name in names}
    for name, compute in steps.formulas:
        found[name] = compute(found)
    return found if all(condition(found) for condition in steps.conditions) else None


def _shown_names(question: Question) -> set[str]:
    """The names whose values stand on the page before it is answered."""
    return {name for text in question.texts.values() for html in _shown_texts(text) for name in _names_in(html)}


def _shown_texts(text: QuestionText) -> list[str]:
    return [
        text.title, text.heading_html, text.prompt_html, *text.lefts, *text.columns,
        *(option.html for option in text.options.values()),
        *(words for blank in text.blanks for words in blank.options),
    ]  # fmt: skip


def _names_in(html: str) -> set[str]:
    prints = (piece for piece in pieces(html) if isinstance(piece, Print)) if "{{" in html else ()
    return {name for each in prints for name in each.formula.names}


def _with(question: Question, values: Mapping[str, Decimal]) -> Question:
    show = partial(print_text, values=values)
    texts = question.texts
    if question.kind == "match":  # right-hand sides that read the same stand for each other
        texts = {lang: text.with_html(show) for lang, text in texts.items()}
    return replace(
        question,
        texts=texts,
        answers=tuple(computed(answer, values, question.tolerance) for answer in question.answers),
        blanks=tuple(
            replace(blank, number=computed(blank.number, values, question.tolerance)) if blank.number else blank
            for blank in question.blanks
        ),
        values=values,
    )
