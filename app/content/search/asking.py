"""What somebody types, as questions to the index: first as written, then as spelled in pinyin, then with typing mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from tantivy import Occur, Query

from . import words
from .folding import compact, fold, pairs, runs
from .index import schema

LONGEST = 100  # characters of a question that are looked at
MOST_TERMS = 16
PREFERENCE = 1000.0  # more than any score by words
INFIX = 3  # so many letters, at most, are also looked for inside the words of titles

# Words that need not be on a page.
COMMON_ENGLISH = """
a an and are as at be by can do does for from how i if in is it of on or that the this to was we
what when where which who why with you
"""
COMMON_CHINESE = "的 了 和 与 是 在 吗 呢 有 什么 怎么 怎样 如何 哪些 哪个 为什么 多少 我 我们 你 请问"
COMMON = frozenset(COMMON_ENGLISH.split() + COMMON_CHINESE.split())
BOOSTS = {"title": 6.0, "names": 4.0, "headings": 3.0, "about": 2.0, "text": 1.0}


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or (`grams`) a row of characters with the words it is made of. `last`: more of it may yet be typed."""

    text: str
    grams: bool = False
    parts: tuple[str, ...] = ()
    last: bool = False

    @property
    def begins(self) -> bool:
        """Whether words that begin so count, too."""
        return self.last and len(self.text) > 1

    @property
    def common(self) -> bool:
        return self.text in COMMON

    @property
    def chunks(self) -> tuple[str, ...]:
        """Its parts that follow each other without a common word between them: 海外仓怎么盘点 is 海外仓 and 盘点."""
        groups = groupby(self.parts, lambda part: part in COMMON)
        return tuple("".join(group) for common, group in groups if not common)

    @property
    def typos(self) -> int:
        """How many typing mistakes a word may have."""
        return 0 if self.grams or len(self.text) < 4 else 1 if len(self.text) < 8 else 2


@dataclass(frozen=True)
class Question:
    """What was typed; `shortened` when it was longer than what is looked at."""

    text: str
    terms: tuple[Term, ...]
    shortened: bool = False

    @cached_property
    def compact(self) -> str:
        return compact(fold(self.text))[: words.LONGEST]


def read(typed: str) -> Question:
    """Nothing that is typed is wrong: without letters and digits, there are no terms."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())
    shown = text[:LONGEST]
    found = list(runs(fold(shown)))[:MOST_TERMS]
    terms = [
        Term(run.text, grams=True, parts=tuple(words.cut(run.text)))
        if run.grams
        else Term(run.text[: words.LONGEST], last=run is found[-1])
        for run in found
    ]
    return Question(shown, tuple(dict.fromkeys(terms)), len(text) > LONGEST)


def as_written(question: Question) -> Query:
    """Pages with all the words, or with these letters in their title."""
    return _any([_all_of(question.terms, _written), _boost(_row("title_pairs", pairs(question.compact)), 0.5)])


def in_pinyin(question: Question) -> Query:
    """Pages whose title is spelled so, from one of its words on; Chinese with wrong characters is spelled, too."""
    spelled = words.spelled(question.text)
    whole = Query.fuzzy_term_query(schema(), "pinyin", spelled, 0, True, True)
    if any(term.grams for term in question.terms) or len(spelled) < 2:
        return whole if len(spelled) > 1 else Query.empty_query()
    each = [(Occur.Must, Query.term_query(schema(), "pinyin", term.text)) for term in question.terms]
    return _any([whole, Query.boolean_query(each)])


def with_typos(question: Question) -> Query:
    """Pages with words like these, or with half of the pairs of characters."""
    return _all_of(question.terms, _alike)


def of_titles(question: Question) -> Query:
    """Pages with a word like one of these in their title, or with most of the letters."""
    found = _wholes(question.compact)
    most = max(2, len(found) * 2 // 3)
    letters = Query.boolean_query(
        [(Occur.Should, _row("title_pairs", [pair])) for pair in found], minimum_number_should_match=most
    )
    return _any([*(_in_title(term) for term in question.terms if not term.common), letters])


def preferring(query: Query, languages: Sequence[int]) -> Query:
    """The same pages, those in one of the languages (their numbers) before all others."""
    own = Query.const_score_query(Query.term_set_query(schema(), "lang", list(languages)), PREFERENCE)
    return Query.boolean_query([(Occur.Must, query), (Occur.Should, own)])


def _all_of(terms: Sequence[Term], ask: Callable[[Term], Query]) -> Query:
    needed = [term for term in terms if not term.common] or list(terms)
    clauses = [(Occur.Must if term in needed else Occur.Should, ask(term)) for term in terms]
    return Query.boolean_query(clauses)


def _written(term: Term) -> Query:
    if term.grams:
        return _characters(term)
    found = [_boost(Query.term_query(schema(), name, term.text), boost) for name, boost in BOOSTS.items()]
    if words.is_english(term.text):
        stem = words.stem(term.text)
        found.append(_boost(Query.term_query(schema(), "title_stems", stem), 4.0))
        found.append(_boost(Query.term_query(schema(), "stems", stem), 0.8))
    if term.begins:
        found += [_boost(_beginning(name, term.text), boost / 2) for name, boost in BOOSTS.items()]
    if len(term.text) <= INFIX:
        found.append(_boost(_row("title_pairs", pairs(term.text)), 0.2))
    return Query.disjunction_max_query(found, 0.1)


def _characters(term: Term) -> Query:
    """The characters in a row, or all the words they are made of; better where they are words there, too."""
    if len(term.text) == 1:
        return Query.disjunction_max_query([_boost(_beginning(name, term.text), by) for name, by in BOOSTS.items()])
    found = [_boost(_everywhere(term.text), 2.0)]
    needed = [part for part in term.parts if len(part) > 1 and part not in COMMON]
    if needed:
        further = [(Occur.Should, _everywhere(part)) for part in term.parts if part not in needed]
        found.append(Query.boolean_query([*((Occur.Must, _everywhere(part)) for part in needed), *further]))
    known = [_boost(Query.term_query(schema(), "words", part), 0.5) for part in needed]
    known += [_everywhere(chunk) for chunk in term.chunks if len(chunk) > 1]
    known += [Query.term_query(schema(), "title_words", part) for part in needed]
    must = (Occur.Must, Query.disjunction_max_query(found, 0.1))
    return Query.boolean_query([must, *((Occur.Should, each) for each in known)])


def _everywhere(characters: str) -> Query:
    if len(characters) == 1:
        return _beginning("text", characters)
    return Query.disjunction_max_query(
        [_boost(_row(name, _wholes(characters)), boost) for name, boost in BOOSTS.items()], 0.1
    )


def _alike(term: Term) -> Query:
    if term.grams:
        halves = _wholes(term.text)
        if len(halves) < 2:
            return _everywhere(term.text)
        each = [(Occur.Should, _everywhere(pair)) for pair in halves]
        return Query.boolean_query(each, minimum_number_should_match=(len(halves) + 1) // 2)
    found = [_boost(_fuzzy(name, term), boost / 2) for name, boost in BOOSTS.items()]
    return Query.disjunction_max_query([_written(term), *found], 0.1)


def _in_title(term: Term) -> Query:
    if term.grams:
        return _any([_row("title", [pair]) for pair in _wholes(term.text)] or [_beginning("title", term.text)])
    return _any([_fuzzy("title", term), _fuzzy("names", term)])


def _fuzzy(name: str, term: Term) -> Query:
    return Query.fuzzy_term_query(schema(), name, term.text, term.typos, True, term.last and len(term.text) > 3)


def _beginning(name: str, text: str) -> Query:
    return Query.fuzzy_term_query(schema(), name, text, 0, True, True)


def _wholes(text: str) -> list[str]:
    return [pair for pair in pairs(text) if len(pair) > 1]


def _row(name: str, found: Sequence[str]) -> Query:
    """Words that follow each other. A lone character begins a pair."""
    rest = [each for each in found if len(each) > 1]
    if not rest:
        return _beginning(name, found[0]) if found else Query.empty_query()
    return (
        Query.phrase_query(schema(), name, list(rest)) if len(rest) > 1 else Query.term_query(schema(), name, rest[0])
    )


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _boost(query: Query, boost: float) -> Query:
    return Query.boost_query(query, boost)
