"""Complaints about the blocks of a body that need no other file (content-format §12–§14)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from ..diagnostics import Report
from . import colours, mending
from .markdown import DEEPEST, Document
from .places import column_of, line_of
from .rendering import DIAGRAMS
from .text_checks import check_text
from .token_texts import language_of

WIDEST_TABLE = 50
VARIABLES = ("vars", "变量")
HOLDS_BLOCKS = {"blockquote_open", "list_item_open", "dd_open"}


def check_body(document: Document, report: Report, *, mends_headings: bool = True) -> None:
    """All complaints about blocks and about the text in them.

    `mends_headings`: False when the `---` below a text may be the end of fields that were not read.
    """
    for refused in document.refused:
        report.add("C118", refused.line, 1, what=refused.what, limit=refused.limit)
    too_deep = (token for token in document.tokens if token.type in HOLDS_BLOCKS and token.level >= DEEPEST - 1)
    if (lost := next(too_deep, None)) is not None:
        report.add("C118", line_of(lost), 1, what="quotations and lists inside each other", limit=DEEPEST // 2)
    level = 1
    tops = 0
    in_question = False
    for index, token in enumerate(document.tokens):
        if token.type == "heading_open":
            if token.level == 0:
                in_question = "question" in token.meta
                if in_question:
                    _underline(token, document, report, mends=mends_headings)
                else:
                    level, tops = _heading(token, document, level, tops, report, mends=mends_headings)
            if token.meta.get("misplaced"):
                report.add("C201", line_of(token), 1)
        elif token.type == "hr" and token.level == 0:
            in_question = False
        elif token.type == "inline":
            in_table = index > 0 and document.tokens[index - 1].type in {"th_open", "td_open"}
            check_text(token, document.lines, report, in_question=in_question, in_table=in_table)
        else:
            _block(token, index, document, report, in_question=in_question)


def _heading(
    token: Token, document: Document, level: int, tops: int, report: Report, *, mends: bool
) -> tuple[int, int]:
    """The level of this heading, and how many of level 1 there are by now."""
    new = int(token.tag[1])
    _underline(token, document, report, mends=mends)
    if "pool" in token.meta:
        return level, tops
    if new > level + 1 or (new == 1 and tops):
        report.add("C313", line_of(token), 1)
    return new, tops + (new == 1)


def _underline(token: Token, document: Document, report: Report, *, mends: bool) -> None:
    if token.markup in {"=", "-"}:
        line = (token.map or [0, 1])[1]
        report.add("C312", line, 1, fix=mending.underline(document.lines, token) if mends else None)


def _block(token: Token, index: int, document: Document, report: Report, *, in_question: bool) -> None:
    line = line_of(token)
    if token.type == "fence":
        language = language_of(token)
        if language in VARIABLES:
            if not in_question or token.level > 0:
                report.add("C256", line, column_of(document.lines, token))
        elif language.lower() in DIAGRAMS:
            report.add("C337", line, column_of(document.lines, token), lang=language)
        elif not colours.is_known(language):
            report.add("C338", line, column_of(document.lines, token), lang=language)
    elif token.type == "code_block":
        report.add("C342", line, 1, fix=mending.indented_code(document.lines, token))
    elif token.type == "table_open":
        columns = _columns(document.tokens, index)
        if columns > WIDEST_TABLE:
            report.add("C118", line, 1, what="columns", limit=WIDEST_TABLE)


def _columns(tokens: Sequence[Token], start: int) -> int:
    """How many columns the table has that begins here."""
    count = 0
    for at in range(start, len(tokens)):
        if tokens[at].type == "thead_close":
            break
        count += tokens[at].type == "th_open"
    return count
