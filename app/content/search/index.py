"""The index: one document for a page in one language, made of words as `words` cuts them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import tantivy

from . import words
from .entries import Entry, Section, Target, entries

FORMAT = 2  # to be raised whenever what follows, or how words are cut, changes: the index is then made anew
HEAP_BYTES = 30_000_000

# Words in order, so that rows of characters are found as phrases.
IN_ORDER = ("title", "names", "headings", "about", "text")
# Words alone: pairs of letters of the title, stems, Chinese words, pinyin of the title.
ALONE = ("title_stems", "stems", "title_words", "words", "pinyin")


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("target", fast=True)
    builder.add_integer_field("lang", indexed=True, fast=True)
    for name in (*IN_ORDER, "title_pairs"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ALONE:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


@cache
def number(name: str) -> int:
    """A number for a key or a language that is the same in all processes."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) >> 1


def documents(target: Target) -> Iterator[tantivy.Document]:
    return (document(target, entry) for entry in entries(target))


def document(target: Target, entry: Entry) -> tantivy.Document:
    title, about = words.take_apart(entry.title), words.take_apart(entry.about)
    names = words.take_apart(" ".join(entry.names))
    headings = words.together(words.take_apart(section.heading) for section in entry.sections)
    text = words.together(words.take_apart(section.text) for section in entry.sections)
    titles, everything = words.together((title, names)), words.together((title, names, headings, about, text))
    fields = {
        "title": title.tokens,
        "names": names.tokens,
        "headings": headings.tokens,
        "about": about.tokens,
        "text": text.tokens,
        "title_pairs": words.title_pairs(entry.title),
        "title_stems": titles.stems,
        "title_words": titles.chinese,
        "stems": everything.stems,
        "words": everything.chinese,
        "pinyin": [form for name in (entry.title, *entry.names) for form in words.pinyin(name)],
    }
    return tantivy.Document(
        key=target.key,
        target=number(target.key),
        lang=number(entry.lang),
        kept=_keep(entry),
        **{name: " ".join(found) for name, found in fields.items()},
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a result shows of a page, as it was when it was indexed."""

    lang: str
    title: str
    about: str
    sections: tuple[Section, ...]


def _keep(entry: Entry) -> bytes:
    sections = [[section.anchor, section.heading, section.text] for section in entry.sections]
    return json.dumps([entry.lang, entry.title, entry.about, sections], ensure_ascii=False).encode()


def kept(document: Any) -> Kept:
    lang, title, about, sections = json.loads(bytes(document.get_first("kept")))
    return Kept(lang, title, about, tuple(Section(*section) for section in sections))
