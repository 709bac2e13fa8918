"""The words that were found, marked where they stand; and the best piece of a text around them. Plain text in and out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import words
from .asking import COMMON, Question, Term
from .entries import Section
from .folding import GRAMS, fold_with_places, pairs

LENGTH = 180  # of an excerpt, in letters; a Chinese character counts as two
MOST_SECTIONS = 3
MOST_HITS = 40  # of one section, that an excerpt is chosen from
BEGUN = 6  # letters of a word that may be begun and mistyped at once; fewer begin too many words
WORD = re.compile(rf"[^\W_{GRAMS}]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of plain text; `hit`: it is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One heading of a page with the best piece of its text. Without a heading: the page's beginning."""

    anchor: str
    heading: tuple[Part, ...]
    text: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text, from `start` up to `end`, and which term was found there."""

    start: int
    end: int
    term: int


class Marker:
    """Finds the terms of one question in texts. `loosely`: words with typing mistakes count, too."""

    def __init__(self, question: Question, *, loosely: bool = False) -> None:
        self.loosely = loosely
        named = [(at, term) for at, term in enumerate(question.terms) if not term.common]
        named = named or list(enumerate(question.terms))
        self._latin = [(at, term) for at, term in named if not term.grams]
        self._characters = [(at, piece) for at, term in named if term.grams for piece in self._pieces(term)]
        self._known: dict[str, int | None] = {}
        self._compact = question.compact

    def mark(self, text: str) -> tuple[Part, ...]:
        """The whole text with its hits."""
        return _parts(text, self.hits(text), 0, len(text))

    def mark_title(self, title: str) -> tuple[Part, ...]:
        """A title with its hits; where no word is one, with the letters that were typed."""
        hits = self.hits(title)
        folded = fold_with_places(title)
        at = folded.text.find(self._compact)
        if not hits and len(self._compact) > 1 and at >= 0:
            hits = [Hit(folded.origin(at), folded.origin(at + len(self._compact)), 0)]
        return _parts(title, hits, 0, len(title))

    def excerpts(self, sections: Sequence[Section]) -> list[Excerpt]:
        """The sections that hold most of the terms, the best first, at most three."""
        found = []
        for section in sections:
            heading, text = self.hits(section.heading), self.hits(section.text)
            terms = {hit.term for hit in heading} | {hit.term for hit in text}
            if terms:
                weight = (len(terms), bool(heading), min(len(text), 9))
                found.append((weight, section, heading, text))
        found.sort(key=lambda each: each[0], reverse=True)
        best = found[0][0][0] if found else 0
        return [
            Excerpt(
                section.anchor,
                _parts(section.heading, heading, 0, len(section.heading)),
                _excerpt(section.text, text),
            )
            for weight, section, heading, text in found[:MOST_SECTIONS]
            if weight[0] * 2 >= best
        ]

    def beginning(self, text: str) -> tuple[Part, ...]:
        return _excerpt(text, self.hits(text))

    def hits(self, text: str) -> list[Hit]:
        """All places where a term stands, in order; they do not overlap."""
        folded = fold_with_places(text)
        places = sorted([*self._characters_in(folded.text), *self._words_in(folded.text)], key=lambda hit: hit.start)
        return [Hit(folded.origin(hit.start), folded.origin(hit.end), hit.term) for hit in places]

    def _characters_in(self, text: str) -> list[Hit]:
        found: list[Hit] = []
        taken = bytearray(len(text))
        for term, piece in self._characters:
            at = text.find(piece)
            while at >= 0:
                end = at + len(piece)
                if not any(taken[at:end]):
                    taken[at:end] = b"x" * len(piece)
                    found.append(Hit(at, end, term))
                at = text.find(piece, end)
        return found

    def _words_in(self, text: str) -> Iterator[Hit]:
        if not self._latin:
            return
        known = {word: term for word in set(WORD.findall(text)) if (term := self._term_of(word)) is not None}
        for found in WORD.finditer(text) if known else ():
            if found[0] in known:
                yield Hit(found.start(), found.end(), known[found[0]])

    def _pieces(self, term: Term) -> list[str]:
        """What counts as a hit, the longest first, so that a whole row is marked as one."""
        cuts = range(len(term.parts) + 1)
        pieces = {"".join(term.parts[start:end]) for start in cuts for end in cuts[start + 1 :]} - COMMON
        if self.loosely:
            pieces.update(pairs(term.text))
        several = {piece for piece in pieces if len(piece) > 1} or {term.text}
        return sorted(several, key=lambda piece: (-len(piece), piece))

    def _term_of(self, word: str) -> int | None:
        """Which term a word of a text is, or None."""
        if word not in self._known:
            self._known[word] = next((at for at, term in self._latin if self._is(term, word)), None)
        return self._known[word]

    def _is(self, term: Term, found: str) -> bool:
        if found == term.text or (term.begins and found.startswith(term.text)):
            return True
        if words.is_english(term.text) and words.is_english(found) and words.stem(term.text) == words.stem(found):
            return True
        if not self.loosely or not term.typos:
            return False
        if within(term.text, found, term.typos):
            return True
        return term.last and len(term.text) >= BEGUN and within(term.text, found[: len(term.text)], term.typos)


def within(one: str, other: str, most: int) -> bool:
    """Whether at most so many letters are missing, too many, wrong or swapped with their neighbour."""
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return False
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1] <= most


def _excerpt(text: str, hits: Sequence[Hit]) -> tuple[Part, ...]:
    start, end = _window(text, hits)
    parts = _parts(text, hits, start, end)
    before = (Part("… "),) if start else ()
    after = (Part(" …"),) if end < len(text) else ()
    return before + parts + after


def _window(text: str, hits: Sequence[Hit]) -> tuple[int, int]:
    """The piece of the text that holds most different terms, then most hits; whole words."""
    if not hits:
        return 0, _reach(text, 0, LENGTH)
    looked_at = hits[:MOST_HITS]
    best = max(looked_at, key=lambda first: (*_worth(text, first, looked_at), -first.start))
    start = _back(text, best.start, LENGTH // 4)
    end = _reach(text, start, LENGTH)
    return start, max(end, best.end)


def _worth(text: str, first: Hit, hits: Sequence[Hit]) -> tuple[int, int]:
    end = first.start + (LENGTH * 3 // 4) // (1 + _wide(text[first.start]))
    inside = [hit for hit in hits if first.start <= hit.start and hit.end <= end]
    return len({hit.term for hit in inside}), len(inside)


def _reach(text: str, start: int, length: int) -> int:
    """How far so many letters reach, to the end of a word."""
    end = start
    while end < len(text) and length > 0:
        length -= 1 + _wide(text[end])
        end += 1
    return end if end >= len(text) else _word_end(text, start, end)


def _word_end(text: str, start: int, end: int) -> int:
    if _wide(text[end - 1]) or _wide(text[end]):
        return end
    blank = text.rfind(" ", start, end)
    return blank if blank > start + (end - start) // 2 else end


def _back(text: str, place: int, length: int) -> int:
    start = place
    while start > 0 and length > 0:
        start -= 1
        length -= 1 + _wide(text[start])
    if start == 0 or _wide(text[start]) or _wide(text[start - 1]):
        return start
    blank = text.find(" ", start, place)
    return start if blank < 0 else blank + 1


def _wide(letter: str) -> bool:
    return letter > "\u2e7f"


def _parts(text: str, hits: Sequence[Hit], start: int, end: int) -> tuple[Part, ...]:
    inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
    edges = [start, *(edge for hit in inside for edge in (hit.start, hit.end)), end]
    found = [Part(text[left:right], hit=at % 2 == 1) for at, (left, right) in enumerate(pairwise(edges))]
    return tuple(part for part in found if part.text)
