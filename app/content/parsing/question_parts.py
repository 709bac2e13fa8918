"""Which block of a question is which part of it (content-format §8.1, §8.5, §17.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from markdown_it.token import Token

from app.questions.choices import MOST_OPTIONS
from app.questions.draft import Draft, Item, Written

from ..diagnostics import nearest
from ..model import Fix
from . import answers, marks, mending
from .places import column_of, line_of
from .rendering import Writer
from .token_texts import language_of

VARIABLES = ("vars", "变量")
LABELS = {
    "HINT": "hint", "提示": "hint",
    "EXPLANATION": "explanation_html", "解析": "explanation_html",
    "CORRECT": "correct_html", "答对": "correct_html",
    "PARTIAL": "partial_html", "部分正确": "partial_html",
    "WRONG": "wrong_html", "答错": "wrong_html",
    "RUBRIC": "rubric_html", "评分标准": "rubric_html",
    "SAMPLE": "sample_html", "参考答案": "sample_html",
}  # fmt: skip
ONLY_OPEN = {"rubric_html", "sample_html"}
NOT_OPEN = {"correct_html", "partial_html", "wrong_html"}
COMMENT = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)

Block = Sequence[Token]


@dataclass(slots=True)
class QuestionParts:
    """The parts of a question, while its blocks are gone through in their order."""

    draft: Draft
    writer: Writer
    prompt: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    labelled: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    fixes: dict[tuple[str, int], Fix | None] = field(default_factory=dict)  # by code and line
    answered: bool = False  # the answers are above
    answers_over: bool = False  # something stood after the answers: a second list is another question's

    @property
    def kind(self) -> str:
        """The type that is written; empty when it is to be seen from the answers."""
        setting = self.draft.settings.get("type")
        return setting.value if setting else ""

    def take(self, blocks: Sequence[Block]) -> None:
        answer = self._answer_block(blocks)
        for block in blocks:
            if block is answer:
                self._take_answers(block)
            else:
                self._take(block)
        self.draft.items = tuple(self.items)

    def _answer_block(self, blocks: Sequence[Block]) -> Block | None:
        """The last numbered list of an ordering, the last table of a match."""
        wanted = {"order": "ordered_list_open", "match": "table_open"}.get(self.kind)
        return next((block for block in reversed(blocks) if block[0].type == wanted), None)

    def _take_answers(self, block: Block) -> None:
        if block[0].type == "table_open":
            self.draft.table = answers.read_table(block, self.writer)
        else:
            self.draft.ordered = answers.read_ordered(block, self.writer)
            self.draft.ordered_line = line_of(block[0])
        self.answered = True

    def _take(self, block: Block) -> None:
        first = block[0]
        if first.type == "blockquote_open" and first.meta.get("label", "NOTE").upper() not in marks.ALERTS:
            self._take_label(block)
        elif first.type == "bullet_list_open" and first.meta.get("answers"):
            self._take_list(block)
        elif is_list_gone_wrong(block):
            if not self.draft.doubtful:
                self.draft.complain(line_of(first), 1, "C228")
                self.fixes["C228", line_of(first)] = mending.bullets(self.writer.lines, first)
            self.draft.doubtful = True
        elif first.type == "html_block" and COMMENT.fullmatch(first.content):
            return
        elif first.type == "fence" and language_of(first) in VARIABLES and not self.answered:
            self.draft.variables += tuple(_variables(first, self.writer.lines))
        elif not self.answered:
            self.prompt.append(block)
        elif first.type == "blockquote_open" and "label" not in first.meta:
            self._take_remark(block)
        else:
            if not self.answers_over:
                self.draft.complain(line_of(first), 1, "C220")
            self.answers_over = True

    def _take_list(self, block: Block) -> None:
        if self.answers_over or self.draft.ordered or self.draft.table:
            self.draft.complain(line_of(block[0]), 1, "C215")
            return
        room = MOST_OPTIONS + 1 - len(self.items)  # one too many is complained about, the rest is not looked at
        self.items += islice(answers.read_items(block, self.draft, self.writer), room)
        self.answered = True

    def _take_label(self, block: Block) -> None:
        label = str(block[0].meta["label"])
        line, column = line_of(block[0]), column_of(self.writer.lines, block[0])
        part = LABELS.get(label.upper())
        if part is None:
            near = nearest(label.upper(), (*LABELS, *marks.ALERTS))
            self.draft.complain(line, column, "C225", label=label, **near)
        elif part in (NOT_OPEN if self.kind == "open" else ONLY_OPEN):
            self.draft.complain(line, column, "C227", label=label)
        elif part == "hint":
            self.hints.append(self.writer.html(block[1:-1]))
        elif part in self.labelled:
            self.draft.complain(line, column, "C207", key=label)
        else:
            self.labelled[part] = self.writer.html(block[1:-1])

    def _take_remark(self, block: Block) -> None:
        """A quotation on the very next line belongs to the option above; after a blank line it belongs to nothing."""
        line = line_of(block[0])
        if self.answers_over or not self.items or not self.writer.lines[line - 2].strip():
            self.draft.complain(line, 1, "C222")
            return
        self.draft.complain(line, 1, "C223")
        self.fixes["C223", line] = mending.indented(self.writer.lines, block[0])
        last = self.items[-1]
        self.items[-1] = replace(last, feedback_html=last.feedback_html + self.writer.html(block[1:-1]))


def blocks_of(tokens: Sequence[Token]) -> list[Block]:
    """Tokens cut into the blocks at the top level."""
    found: list[Block] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting != 1:
            found.append(tokens[start : index + 1])
            start = index + 1
    return found


def is_list_gone_wrong(block: Block) -> bool:
    """Whether this looks like options and is none."""
    if block[0].type == "ordered_list_open":
        return any(token.meta.get("misplaced") for token in block)
    return block[0].type == "paragraph_open" and any(
        marks.NOT_AN_ITEM.match(line) or marks.NO_BULLET.match(line) for line in block[1].content.split("\n")
    )


def _variables(fence: Token, lines: Sequence[str]) -> list[Written]:
    """The lines of a `vars` block that are not empty."""
    first = line_of(fence) + 1
    found: list[Written] = []
    for number, text in enumerate(fence.content.split("\n")):
        if text.strip():
            line = lines[first + number - 1]
            stripped = text.strip()
            found.append(Written(stripped, first + number, line.find(stripped) + 1))
    return found
