"""The answers of a question as they are written: marked lists, numbered lists, tables (content-format §8.3, §8.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from app.questions.draft import Cell, Draft, Item, Table

from . import marks
from .places import Places, column_of, line_of
from .rendering import Writer
from .token_texts import plain, plain_blocks


def read_items(block: Sequence[Token], draft: Draft, writer: Writer) -> Iterator[Item]:
    """The items of a marked list."""
    for tokens in _list_items(block):
        yield _item(tokens, draft, writer)


def _list_items(block: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for index, token in enumerate(block):
        if token.level == 1 and token.type == "list_item_open":
            start = index
        elif token.level == 1 and token.type == "list_item_close":
            yield block[start : index + 1]


def _item(tokens: Sequence[Token], draft: Draft, writer: Writer) -> Item:
    first = tokens[0]
    line, column = line_of(first), column_of(writer.lines, first)
    mark: marks.Mark | None = first.meta.get("mark")
    if mark is not None and mark.loose:
        draft.complain(line, column, "C224")
    body, remark = split_remark(tokens[1:-1])
    is_typed = mark is not None and mark.kind == "equals"
    _complain_about_items_within(mark, body, line, draft)
    return Item(
        line=line,
        column=column,
        mark=mark.kind if mark else None,
        ticked=bool(mark and mark.ticked),
        text=mark.text if mark and is_typed else plain_blocks(body),
        text_column=mark.column if mark else column,
        html="" if is_typed else writer.html(body),
        feedback_html=writer.html(remark),
        settings=first.meta.get("settings", {}),
    )


def _complain_about_items_within(mark: marks.Mark | None, body: Sequence[Token], line: int, draft: Draft) -> None:
    """A line in an item's text that was meant to be the next item: Markdown goes on with this one."""
    texts = [(line_of(token), token.content) for token in body if token.type == "inline"]
    if mark is not None and mark.kind == "equals":
        texts = [(line, mark.text)]
    for first, text in texts:
        for number, later in enumerate(text.split("\n")[1:], first + 1):
            if any(wrong.match(later) for wrong in (marks.NOT_AN_ITEM, marks.TYPED_NOT_AN_ITEM, marks.NO_BULLET)):
                draft.complain(number, 1, "C228")


def split_remark(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """The content of an item, and the inside of the quotation that is the last thing in it."""
    if not tokens or tokens[-1].type != "blockquote_close":
        return tokens, ()
    level = tokens[-1].level
    start = max(at for at, token in enumerate(tokens) if token.type == "blockquote_open" and token.level == level)
    if "label" in tokens[start].meta:
        return tokens, ()
    return tokens[:start], tokens[start + 1 : -1]


def read_ordered(block: Sequence[Token], writer: Writer) -> tuple[Cell, ...]:
    """The items of a numbered list."""
    return tuple(
        Cell(
            plain_blocks(tokens),
            writer.html(tokens[1:-1]),
            line_of(tokens[0]),
            column_of(writer.lines, tokens[0]),
        )
        for tokens in _list_items(block)
    )


def read_table(block: Sequence[Token], writer: Writer) -> Table:
    rows: list[tuple[Cell, ...]] = []
    cells: list[Cell] = []
    for index, token in enumerate(block):
        if token.type in {"th_open", "td_open"}:
            text = block[index + 1]
            place = Places(writer.lines, text).at(0)
            cells.append(Cell(plain(text.children), writer.html([text]), *place))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return Table(line_of(block[0]), rows[0] if rows else (), tuple(rows[1:]))
