"""Which option, item or side of a question is which one of its next version (content-format §11.2). Pure."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import plain
from .cells import compared_cell
from .model import Option, Question, QuestionText
from .words import normal

Forms = Mapping[str, str]
"""A text in the form in which it is compared, by language; the source language first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a list. `id`: its key, where keys are identities; `written`: it is not just the letter of its place."""

    forms: Forms
    id: str | None = None
    written: bool = False


def pair(old: Sequence[Entry], new: Sequence[Entry], *, shared: bool = False) -> dict[int, int]:
    """Places in the new list by places in the old one, both from 0; what has no heir is left out.

    By id, else by equal text, else by place if there are as many as before. Every new one is taken once; `shared`: those
    that read the same may stand for each other, as the right-hand sides of a match do.
    """
    pairs: dict[int, int] = {}
    for rule in (_same_id, _same_source, _same_anywhere):
        _pair_by(rule, old, new, pairs, shared=False)
    if shared:
        _pair_by(_same_source, old, new, pairs, shared=True)
    if len(old) == len(new):
        taken = set(pairs.values())
        pairs |= {at: at for at in range(len(old)) if at not in pairs and at not in taken}
    return pairs


def options_of(question: Question) -> list[Entry]:
    """The options of a choice, with their ids; a letter that no author wrote says nothing but the place."""
    return [
        Entry(forms, option.key, option.key != letter)
        for option, letter, forms in zip(
            question.options, string.ascii_lowercase, _option_forms(question, question.options), strict=False
        )
    ]


def items_of(question: Question) -> list[Entry]:
    """The items of an ordering, or the right-hand sides of a match: their keys are places."""
    return [Entry(forms) for forms in _option_forms(question, question.options)]


def lefts_of(question: Question) -> list[Entry]:
    """The left-hand sides of a match."""
    sides = {lang: text.lefts for lang, text in _by_language(question)}
    return [
        Entry({lang: _form(lefts[at]) for lang, lefts in sides.items() if at < len(lefts)})
        for at in range(question.pairs)
    ]


def picks_of(question: Question, blank: int) -> list[Entry]:
    """What a blank offers to pick from; blanks count from 0."""
    offered = {
        lang: text.blanks[blank].options for lang, text in _by_language(question) if blank < len(text.blanks)
    }  # fmt: skip
    count = len(question.blanks[blank].options)
    return [
        Entry({lang: normal(words[at]) or words[at] for lang, words in offered.items() if at < len(words)})
        for at in range(count)
    ]


Rule = Callable[[Entry, Entry], bool]


def _pair_by(rule: Rule, old: Sequence[Entry], new: Sequence[Entry], pairs: dict[int, int], *, shared: bool) -> None:
    """Further pairs by one rule: those in the same place first, so that nothing moves without need."""
    taken = set() if shared else set(pairs.values())
    for near in (True, False):
        for at, entry in enumerate(old):
            if at in pairs:
                continue
            places = (at,) if near else range(len(new))
            heirs = (to for to in places if to < len(new) and to not in taken and rule(entry, new[to]))
            heir = next(heirs, None)
            if heir is not None:
                pairs[at] = heir
                if not shared:
                    taken.add(heir)


def _same_id(old: Entry, new: Entry) -> bool:
    return old.id is not None and old.id == new.id and (old.written or new.written)


def _same_source(old: Entry, new: Entry) -> bool:
    lang = next(iter(new.forms), "")
    return bool(new.forms.get(lang)) and old.forms.get(lang) == new.forms[lang]


def _same_anywhere(old: Entry, new: Entry) -> bool:
    return any(form and old.forms.get(lang) == form for lang, form in new.forms.items())


def _option_forms(question: Question, options: Sequence[Option]) -> list[Forms]:
    texts = {lang: text.options for lang, text in _by_language(question)}
    return [
        {lang: _form(found[option.key].html) for lang, found in texts.items() if option.key in found}
        for option in options
    ]


def _by_language(question: Question) -> Iterator[tuple[str, QuestionText]]:
    """The texts, that of the source language first."""
    yield question.source_lang, question.texts[question.source_lang]
    yield from ((lang, text) for lang, text in question.texts.items() if lang != question.source_lang)


def _form(html: str) -> str:
    return compared_cell(plain.text(html), html)
