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

from . import checks, metadata, texts
from .asking import Asked, read_question
from .diagnostics import Report
from .markdown import parse
from .model import Heading
from .pagefile import Include, PageFile, Role, WrittenPool, WrittenTerm
from .rendering import Writer, plain
from .values import Values

log = structlog.get_logger()

__all__ = ["Include", "PageFile", "Role", "WrittenPool", "WrittenTerm", "read_page"]

MOST_QUESTIONS = 200
NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
CJK_CHARACTER = re.compile(f"[{CJK}]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def read_page(path: str, lang: str, data: bytes, role: Role = "page") -> PageFile:
    """The file, with every complaint about it by itself. Never raises because of what is in it."""
    try:
        return _read_page(path, lang, data, role)
    except Exception as error:  # a fault of ours in one file must not take the others out of service
        log.error("unreadable page", path=path, exc_info=error)
        report = Report(path)
        report.add("C198", why=type(error).__name__)
        return PageFile(path, lang, hashlib.sha256(data).hexdigest()[:16], Values(), diagnostics=tuple(report.found))


def _read_page(path: str, lang: str, data: bytes, role: Role = "page") -> PageFile:
    report = Report(path)
    key = hashlib.sha256(data).hexdigest()[:16]
    text = texts.decode(data, report)
    if text is None:
        return PageFile(path, lang, key, Values(), diagnostics=tuple(report.found))
    source = texts.split(text, report)
    values = metadata.read_page(source.fields, report)
    document = parse(source.body)
    checks.check_body(document, report)
    title, tokens = _title(values.get("title", ""), document.tokens)
    if not title and source.readable and "title" not in values.keys:
        report.add("C120", 1, 1)
    anchors, toc = _set_anchors(tokens)
    writer = Writer(lang, key, document.lines, report)
    blocks, questions = _blocks(_with_figures(tokens), writer)
    summary = values.get("summary", "")
    return PageFile(
        path=path,
        lang=lang,
        key=key,
        values=values,
        title=title,
        summary=summary,
        blocks=blocks,
        toc=toc,
        anchors=anchors,
        links=tuple(writer.links),
        questions=questions,
        minutes=_minutes(source.body, len(questions)),
        readable=source.readable,
        source_hash=texts.source_hash(values.get("title", ""), summary, source.body),
        diagnostics=tuple(report.found),
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
        if token.type != "heading_open" or "question" in token.meta:
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


def _with_figures(tokens: Sequence[Token]) -> list[Token]:
    """A picture alone in its paragraph, with a title, is a figure."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        inside = tokens[index + 1] if tokens[index].type == "paragraph_open" else None
        children = inside.children or [] if inside else []
        if inside and len(children) == 1 and children[0].type == "image" and children[0].attrs.get("title"):
            children[0].meta["figure"] = True
            figure = Token("figure", "figure", 0, level=tokens[index].level, map=inside.map, children=children)
            found.append(figure)
            index += 3
        else:
            found.append(tokens[index])
            index += 1
    return found


def _blocks(tokens: Sequence[Token], writer: Writer) -> tuple[tuple[str | int, ...], tuple[Asked, ...]]:
    """Runs of HTML and the questions between them, in order."""
    blocks: list[str | int] = []
    questions: list[Asked] = []
    start = seen = index = 0
    while index < len(tokens):
        if tokens[index].meta.get("question") and tokens[index].type == "heading_open":
            _add_html(blocks, tokens[start:index], writer)
            end = _end_of_question(tokens, index)
            seen += 1
            if seen == MOST_QUESTIONS + 1:
                line = (tokens[index].map or [0])[0] + 1
                writer.report.add("C118", line, 1, what="questions", limit=MOST_QUESTIONS)
            elif (asked := read_question(tokens[index:end], writer)) is not None:
                blocks.append(len(questions))
                questions.append(asked)
            index = start = end + 1 if end < len(tokens) and tokens[end].type == "hr" else end
        else:
            index += 1
    _add_html(blocks, tokens[start:], writer)
    return tuple(blocks), tuple(questions)


def _end_of_question(tokens: Sequence[Token], start: int) -> int:
    ends = {"heading_open", "hr", "footnote_block_open"}
    later = (at for at in range(start + 1, len(tokens)) if tokens[at].level == 0 and tokens[at].type in ends)
    return next(later, len(tokens))


def _add_html(blocks: list[str | int], tokens: Sequence[Token], writer: Writer) -> None:
    if shown := writer.html(tokens):
        blocks.append(shown)


def _minutes(body: str, questions: int) -> int:
    """Reading time: 400 Chinese characters or 200 words a minute, and one minute a question."""
    characters = len(CJK_CHARACTER.findall(body))
    words = len(WORD.findall(CJK_CHARACTER.sub(" ", body)))
    return max(1, math.ceil(characters / 400 + words / 200) + questions)
