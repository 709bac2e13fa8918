"""From the tokens of a question to what it asks, in one language (content-format §8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from markdown_it.token import Token

from app.questions import plain, reading
from app.questions.choices import MOST_OPTIONS
from app.questions.draft import Draft, Item, Parts, Setting
from app.questions.model import QuestionText
from app.questions.settings import KEYS, Settings, read_settings

from . import marks
from .diagnostics import nearest
from .places import line_of
from .rendering import Writer

LABELS = {
    "HINT": "hint", "提示": "hint",
    "EXPLANATION": "explanation_html", "解析": "explanation_html",
    "CORRECT": "correct_html", "答对": "correct_html",
    "PARTIAL": "partial_html", "部分正确": "partial_html",
    "WRONG": "wrong_html", "答错": "wrong_html",
    "RUBRIC": "", "评分标准": "",
    "SAMPLE": "", "参考答案": "",
}  # fmt: skip
COMMENT = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one file asks it. HTML in it has marks where addresses are filled in later."""

    line: int
    kind: str
    settings: Settings
    written: dict[str, Setting]  # the settings line, for places
    items: tuple[Item, ...]
    parts: Parts
    text: QuestionText
    prompt: str  # heading and prompt as plain text


@dataclass(slots=True)
class _Found:
    """The parts of a question, while its blocks are gone through."""

    prompt: list[Token] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    labelled: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    answers_over: bool = False  # something stood after the answers: a second list is another question's


def read_question(tokens: Sequence[Token], writer: Writer) -> Asked | None:
    """The question that begins with the first of these tokens; None, with complaints, when it cannot be asked."""
    line = line_of(tokens[0])
    draft = Draft(line)
    blocks = list(_blocks(tokens[3:]))
    if blocks and "settings" in blocks[0][0].meta:
        draft.settings = _settings(blocks.pop(0)[0].meta["settings"], draft)
    found = _Found()
    for block in blocks:
        _take(block, found, draft, writer)
    draft.items = tuple(found.items)
    settings = read_settings(draft)
    heading = writer.html([tokens[1]])
    prompt = writer.html(found.prompt)
    if not heading and not prompt:
        draft.complain(line, 1, "C208")
    read = reading.read(draft)
    writer.report.take(draft.complaints)
    if read is None:
        return None
    parts = read.parts
    text = QuestionText(
        title=plain.text(heading),
        heading_html=heading,
        prompt_html=prompt,
        hints=tuple(found.hints),
        **{**found.labelled, **parts.text},
    )
    asked = f"{plain.text(heading)}\n{plain.text(prompt)}".strip()
    return Asked(line, read.kind, settings, dict(draft.settings), draft.items, parts, text, asked)


def _settings(chips: Sequence[Setting], draft: Draft) -> dict[str, Setting]:
    settings: dict[str, Setting] = {}
    for chip in chips:
        if chip.key not in KEYS:
            draft.complain_about(chip, "C205", key=chip.key, **nearest(chip.key, KEYS))
        elif chip.key in settings:
            draft.complain_about(chip, "C207", key=chip.key)
        else:
            settings[chip.key] = chip
    return settings


def _blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting != 1:
            yield tokens[start : index + 1]
            start = index + 1


def _take(block: Sequence[Token], found: _Found, draft: Draft, writer: Writer) -> None:
    first = block[0]
    if first.type == "blockquote_open" and first.meta.get("label", "NOTE").upper() not in marks.ALERTS:
        _take_label(block, found, draft, writer)
    elif first.type == "bullet_list_open" and first.meta.get("answers"):
        if found.answers_over:
            draft.complain(line_of(first), 1, "C215")
        else:
            room = MOST_OPTIONS + 1 - len(found.items)  # one too many is complained about, the rest is not looked at
            found.items.extend(islice(_items(block, draft, writer), room))
    elif _is_list_gone_wrong(block):
        if not draft.doubtful:
            draft.complain(line_of(first), 1, "C228")
        draft.doubtful = True
    elif first.type == "html_block" and COMMENT.fullmatch(first.content):
        return
    elif not found.items:
        found.prompt.extend(block)
    elif first.type == "blockquote_open" and "label" not in first.meta:
        _take_remark(block, found, draft, writer)
    else:
        if not found.answers_over:
            draft.complain(line_of(first), 1, "C220")
        found.answers_over = True


def _take_label(block: Sequence[Token], found: _Found, draft: Draft, writer: Writer) -> None:
    label = str(block[0].meta["label"])
    line = line_of(block[0])
    part = LABELS.get(label.upper())
    if part is None:
        draft.complain(line, 1, "C225", label=label, **nearest(label.upper(), LABELS))
    elif not part:
        draft.complain(line, 1, "C227", label=label)
    elif part == "hint":
        found.hints.append(writer.html(block[1:-1]))
    elif part in found.labelled:
        draft.complain(line, 1, "C207", key=label)
    else:
        found.labelled[part] = writer.html(block[1:-1])


def _take_remark(block: Sequence[Token], found: _Found, draft: Draft, writer: Writer) -> None:
    """A quotation on the very next line belongs to the option above; after a blank line it belongs to nothing."""
    line = line_of(block[0])
    if found.answers_over or not writer.lines[line - 2].strip():
        draft.complain(line, 1, "C222")
        return
    draft.complain(line, 1, "C223")
    last = found.items[-1]
    found.items[-1] = replace(last, feedback_html=last.feedback_html + writer.html(block[1:-1]))


def _is_list_gone_wrong(block: Sequence[Token]) -> bool:
    if block[0].type == "ordered_list_open":
        return any(token.meta.get("misplaced") for token in block)
    return block[0].type == "paragraph_open" and any(
        marks.NOT_AN_ITEM.match(line) or marks.NO_BULLET.match(line) for line in block[1].content.split("\n")
    )


def _items(block: Sequence[Token], draft: Draft, writer: Writer) -> Iterator[Item]:
    start = 0
    for index, token in enumerate(block):
        if token.level == 1 and token.type == "list_item_open":
            start = index
        elif token.level == 1 and token.type == "list_item_close":
            yield _item(block[start : index + 1], draft, writer)


def _item(tokens: Sequence[Token], draft: Draft, writer: Writer) -> Item:
    first = tokens[0]
    line = line_of(first)
    source = writer.lines[line - 1]
    column = len(source) - len(source.lstrip()) + 1
    mark: marks.Mark | None = first.meta.get("mark")
    if mark is not None and mark.loose:
        draft.complain(line, column, "C224")
    body, remark = _split_remark(tokens[1:-1])
    shown = writer.html(body)
    is_typed = mark is not None and mark.kind == "equals"
    return Item(
        line=line,
        column=column,
        mark=mark.kind if mark else None,
        ticked=bool(mark and mark.ticked),
        text=mark.text if mark and is_typed else plain.text(shown),
        text_column=mark.column if mark else column,
        html="" if is_typed else shown,
        feedback_html=writer.html(remark),
        settings=first.meta.get("settings", {}),
    )


def _split_remark(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """The content of an item, and the inside of the quotation that is the last thing in it."""
    if not tokens or tokens[-1].type != "blockquote_close":
        return tokens, ()
    level = tokens[-1].level
    start = max(at for at, token in enumerate(tokens) if token.type == "blockquote_open" and token.level == level)
    if "label" in tokens[start].meta:
        return tokens, ()
    return tokens[:start], tokens[start + 1 : -1]
