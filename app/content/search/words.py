"""The words of a text as they stand in the index: Chinese ones, stems of English ones, pinyin of titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import rjieba
import tantivy
from pypinyin import lazy_pinyin

from .folding import RUN, compact, fold, pairs

LONGEST = 40  # characters of one word

_stemmer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart. `tokens`: its words, and pairs of characters where there are no blanks, in order."""

    tokens: list[str]
    rows: list[str]  # characters of scripts without blanks

    @property
    def chinese(self) -> list[str]:
        """Words of two and more characters, longer ones with the words inside them."""
        return [each for row in self.rows for each in rjieba.cut_for_search(row) if len(each) > 1]

    @property
    def stems(self) -> list[str]:
        """Stems of the English words."""
        return _stemmer.analyze(" ".join(filter(is_english, self.tokens)))


def take_apart(text: str) -> Words:
    tokens: list[str] = []
    rows: list[str] = []
    for row, word in RUN.findall(fold(text)):
        if row:
            rows.append(row)
            tokens += pairs(row)
        else:
            tokens.append(word[:LONGEST])
    return Words(tokens, rows)


def together(parts: Iterable[Words]) -> Words:
    found = list(parts)
    return Words([token for part in found for token in part.tokens], [row for part in found for row in part.rows])


def title_pairs(title: str) -> list[str]:
    """Pairs of letters of any script, blanks left out: whatever two letters someone remembers of a title."""
    return pairs(compact(fold(title)))


def cut(row: str) -> list[str]:
    """A row of characters as the words it is made of, single characters included."""
    return rjieba.cut(row)


@lru_cache(50_000)
def stem(english: str) -> str:
    return _stemmer.analyze(english)[0]


def is_english(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha()


def pinyin(title: str) -> list[str]:
    """What to type for a Chinese title, from any of its words on.

    到岸成本 is daoanchengben and dacb, chengben and cb; then its words and syllables alone: daoan, dao, an, …
    """
    found = RUN.findall(fold(title))
    if not any(row for row, _word in found):
        return []
    spoken = [lazy_pinyin(each) for row, word in found for each in (cut(row) if row else [word])]
    rests = [[syllable for each in spoken[at:] for syllable in each] for at in range(len(spoken))]
    whole = [form for rest in rests for form in ("".join(rest), "".join(syllable[0] for syllable in rest))]
    single = [form for each in spoken for form in ("".join(each), *each)]
    return list(dict.fromkeys(form[:LONGEST] for form in [*whole, *single]))


def spelled(text: str) -> str:
    """A text as one spells it in Latin letters, blanks left out."""
    return "".join(lazy_pinyin(compact(fold(text))))[:LONGEST]
