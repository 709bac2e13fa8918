"""One question to the index, answered for one reader: a page of results from what is in service at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

import tantivy

from .. import languages
from .asking import PREFERENCE, Question, as_written, in_pinyin, of_titles, preferring, with_typos
from .entries import Target
from .excerpts import Excerpt, Marker, Part
from .folding import compact, fold
from .index import Kept, kept, number

PAGE_SIZE = 10
MOST = 2_000  # documents that are looked at: nobody turns so many pages
MOST_SUGGESTIONS = 5
# Of the score of a term: its few words hold each word more densely than a lesson of equal use does.
TERM_WEIGHT = 0.5
NAMED_WEIGHT = 0.6  # when one of its names is just what was typed: behind lessons of that title, well on the first page


@dataclass(frozen=True, slots=True)
class Live:
    """What may be found now, by number: the index may still know what is gone, or not be public any more."""

    targets: Mapping[int, Target]
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: their language, and whether they see drafts."""

    lang: str
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A page that was found, in one language: `title` and `about` (its summary, or its beginning) with their hits."""

    target: Target
    lang: str
    title: tuple[Part, ...]
    about: tuple[Part, ...]
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results. `alike`: nothing has the words as they were typed. `suggestions`: when nothing was found at all.

    `page` and `pages` count from 1. `more`: there are more than are counted. `ready`: false while the very first index is made.
    """

    question: Question
    results: tuple[Result, ...] = ()
    count: int = 0
    page: int = 1
    more: bool = False
    alike: bool = False
    suggestions: tuple[Target, ...] = ()
    ready: bool = True

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class _Row:
    target: Target
    address: tantivy.DocAddress


_Rows = list[_Row]


def find(searcher: tantivy.Searcher, live: Live, question: Question, reader: Reader, page: int) -> Found:
    """What the question finds for the reader: as written; else as spelled in pinyin; else with typing mistakes."""
    if not question.terms:
        return Found(question)
    rows, more, alike = _Rows(), False, False
    for ask in (as_written, in_pinyin, with_typos):
        rows, more = _rows(searcher, live, ask(question), question, reader)
        alike = ask is with_typos
        if rows:
            break
    if not rows:
        return Found(question, suggestions=_suggestions(searcher, live, question, reader))
    page = min(max(page, 1), -(-len(rows) // PAGE_SIZE))
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    marker = Marker(question, loosely=alike)
    results = tuple(_result(row.target, kept(searcher.doc(row.address)), marker) for row in shown)
    return Found(question, results, len(rows), page, more=more, alike=alike)


def _rows(
    searcher: tantivy.Searcher, live: Live, query: tantivy.Query, question: Question, reader: Reader
) -> tuple[_Rows, bool]:
    """One row a page: in the reader's language where that was found; those pages first, then by relevance.

    And whether there are more of them than are looked at.
    """
    own = {number(tag) for tag in live.languages if languages.first_part(tag) == languages.first_part(reader.lang)}
    hits = searcher.search(preferring(query, sorted(own)), MOST, count=False).hits
    addresses = [address for _score, address in hits]
    best: dict[int, tuple[bool, float, int]] = {}  # by target: not in the reader's language, minus relevance, which hit
    targets = searcher.fast_field_values("target", addresses)
    tags = searcher.fast_field_values("lang", addresses)
    for place, ((score, _address), at, tag) in enumerate(zip(hits, targets, tags, strict=True)):
        target = live.targets.get(at)  # type: ignore[arg-type]  # never None here
        if target is None or (target.draft and not reader.drafts):
            continue
        foreign = tag not in own
        rank = foreign, -_relevance(score - (0 if foreign else PREFERENCE), target, question), place
        if at not in best or rank < best[at]:  # type: ignore[index]  # never None here
            best[at] = rank  # type: ignore[index]  # never None here
    rows = [
        _Row(live.targets[at], addresses[place])
        for at, (_foreign, _minus, place) in sorted(best.items(), key=itemgetter(1))
    ]
    return rows, len(hits) == MOST


def _relevance(score: float, target: Target, question: Question) -> float:
    """The score by words, of a term less: lessons that say as much come first."""
    if target.term is None:
        return score
    names = (name for text in target.term.texts.values() for name in (text.title, *text.aka))
    return score * (NAMED_WEIGHT if any(compact(fold(name)) == question.compact for name in names) else TERM_WEIGHT)


def _result(target: Target, page: Kept, marker: Marker) -> Result:
    excerpts = marker.excerpts(page.sections)
    about = page.about or (page.sections[0].text if page.sections else "")
    return Result(target, page.lang, marker.mark_title(page.title), marker.beginning(about), tuple(excerpts))


def _suggestions(searcher: tantivy.Searcher, live: Live, question: Question, reader: Reader) -> tuple[Target, ...]:
    rows, _more = _rows(searcher, live, of_titles(question), question, reader)
    return tuple(row.target for row in rows[:MOST_SUGGESTIONS])
