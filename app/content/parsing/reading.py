"""One file by itself: all that can be said of it without the others. Its result is kept as long as the file's bytes."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Sequence

import structlog
from markdown_it.token import Token

from app.questions.words import CJK

from ..diagnostics import Report, inside
from ..model import Heading
from . import checks, glossaries, metadata, texts
from .asking import Asked
from .markdown import parse
from .page_parts import PageParts
from .pagefile import Include, PageFile, Role, WrittenPool, WrittenTerm
from .places import line_of
from .rendering import Writer
from .token_texts import plain
from .values import Values

log = structlog.get_logger()

__all__ = ["Asked", "Include", "PageFile", "Role", "WrittenPool", "WrittenTerm", "read_page"]

NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
CJK_CHARACTER = re.compile(f"[{CJK}]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
TITLED = {"page", "pool"}
SHARED = {"pool", "piece"}
"""Files whose text stands in pages beside the text of other files."""


def read_page(path: str, lang: str, data: bytes, role: Role = "page") -> PageFile:
    """The file, with every complaint about it by itself. Never raises because of what is in it."""
    try:
        return _read_page(path, lang, data, role)
    except Exception as error:  # a fault of ours in one file must not take the others out of service
        log.error("unreadable page", path=path, exc_info=error)
        report = Report(path)
        report.add("C198", why=type(error).__name__)
        return _unreadable(path, lang, data, role, report)


def _unreadable(path: str, lang: str, data: bytes, role: Role, report: Report) -> PageFile:
    return PageFile(path, lang, _key(data), Values(), role=role, diagnostics=tuple(report.found))


def _key(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _read_page(path: str, lang: str, data: bytes, role: Role = "page") -> PageFile:
    report = Report(path)
    text = texts.decode(data, report)
    if text is None:
        return _unreadable(path, lang, data, role, report)
    source = texts.split(text, report)
    values = metadata.read_page(source.fields, report)
    document = parse(source.body, role)
    checks.check_body(document, report, mends_headings=source.readable)
    title, tokens = values.get("title", ""), document.tokens
    if role in {"page", "pool", "landing"}:
        title, tokens = _title(title, tokens)
    if role in TITLED and not title and source.readable and "title" not in values.keys:
        report.add("C120", 1, 1)
    anchors, toc = _set_anchors(tokens)
    key = _key(data)
    writer = Writer(lang, key, document.lines, report, prefix=f"{key[:6]}-" if role in SHARED else "")
    parts = PageParts(writer)
    terms: tuple[WrittenTerm, ...] = ()
    asks = next((token for token in tokens if "question" in token.meta), None)
    if role == "glossary":
        terms = glossaries.read_terms(tokens, writer)
    elif role == "piece" and asks is not None:
        report.add("C333", line_of(asks), 1)
    else:
        parts.read(tokens)
    summary, lines = values.get("summary", ""), text.split("\n")
    return PageFile(
        path=path,
        lang=lang,
        key=key,
        values=values,
        title=title,
        summary=summary,
        blocks=tuple(parts.blocks),
        toc=toc,
        anchors=anchors,
        links=tuple(writer.links),
        questions=tuple(parts.questions),
        pools=parts.checked_pools(),
        terms=terms,
        has_questions=asks is not None,
        minutes=_minutes(source.body, len(parts.questions)),
        readable=source.readable,
        source_hash=texts.source_hash(values.get("title", ""), summary, source.body),
        diagnostics=tuple(inside(found, lines) for found in report.found),
        role=role,
    )


def _title(title: str, tokens: list[Token]) -> tuple[str, list[Token]]:
    """The title, and the blocks without a heading at the very top that says the same, or that stands for it."""
    if not tokens or tokens[0].tag not in {"h1", "h2"} or tokens[0].type != "heading_open" or tokens[0].meta:
        return title, tokens
    heading = plain(tokens[1].children)
    if not title or (tokens[0].tag == "h1" and heading == title):
        return heading, tokens[3:]
    return title, tokens


def _set_anchors(tokens: Sequence[Token]) -> tuple[frozenset[str], tuple[Heading, ...]]:
    used: dict[str, int] = {}
    toc: list[Heading] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open" or "question" in token.meta or "pool" in token.meta:
            continue
        text = plain(tokens[index + 1].children)
        name = NOT_IN_ANCHOR.sub("", unicodedata.normalize("NFC", text).lower()).replace(" ", "-")
        again = used.get(name, 0)
        used[name] = again + 1
        anchor = f"{name}-{again}" if again else name
        if name:
            token.meta["anchor"] = tokens[index + 2].meta["anchor"] = anchor
            toc.append(Heading(max(2, int(token.tag[1])), anchor, text))
    return frozenset(heading.anchor for heading in toc), tuple(toc)


def _minutes(body: str, questions: int) -> int:
    """Reading time: 400 Chinese characters or 200 words a minute, and one minute a question."""
    characters = len(CJK_CHARACTER.findall(body))
    words = len(WORD.findall(CJK_CHARACTER.sub(" ", body)))
    return max(1, math.ceil(characters / 400 + words / 200) + questions)
