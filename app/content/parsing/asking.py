"""From the tokens of a question to what it asks, in one language (content-format §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from app.questions import reading
from app.questions.draft import Draft, Item, Parts, Setting
from app.questions.model import QuestionText
from app.questions.settings import KEYS, Settings, read_settings

from ..diagnostics import nearest
from .mending_questions import fix_for
from .places import line_of
from .printed import Printed
from .question_parts import VARIABLES, QuestionParts, blocks_of
from .rendering import Writer
from .token_texts import language_of, plain, plain_blocks


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


def read_question(tokens: Sequence[Token], writer: Writer) -> Asked | None:
    """The question that begins with the first of these tokens; None, with complaints, when it cannot be asked."""
    line = line_of(tokens[0])
    draft = Draft(line)
    blocks = blocks_of(tokens[3:])
    if blocks and "settings" in blocks[0][0].meta:
        draft.settings = read_chips(blocks.pop(0)[0].meta["settings"], draft)
    parts = QuestionParts(draft, writer)
    has_variables = any(block[0].type == "fence" and language_of(block[0]) in VARIABLES for block in blocks)
    writer.printed = printed = Printed(draft, has_variables)
    if has_variables:
        _note_values(tokens)
    parts.take(blocks)
    prompt_tokens = [token for block in parts.prompt for token in block]
    printed.takes_blanks = True
    heading = writer.html([tokens[1]], noted=())
    prompt = writer.html(prompt_tokens, noted=[tokens[1], *prompt_tokens])
    writer.printed = None
    if not heading and not prompt:
        draft.complain(line, 1, "C208")
    draft.blanks = tuple(printed.blanks)
    draft.formulas = tuple(printed.formulas)
    settings = read_settings(draft)
    read = reading.read(draft)
    _report(draft, parts, writer)
    if read is None:
        return None
    title = plain(tokens[1].children)
    return Asked(
        line=line,
        kind=read.kind,
        settings=settings,
        written=dict(draft.settings),
        items=draft.items,
        parts=read.parts,
        text=QuestionText(
            title=title,
            heading_html=heading,
            prompt_html=prompt,
            hints=tuple(parts.hints),
            **{**parts.labelled, **read.parts.text},
        ),
        prompt=f"{title}\n{plain_blocks(prompt_tokens)}".strip(),
    )


def read_chips(chips: Sequence[Setting], draft: Draft, known: Sequence[str] = KEYS) -> dict[str, Setting]:
    """The settings of a line, each once; what is not known is complained about."""
    settings: dict[str, Setting] = {}
    for chip in chips:
        if chip.key not in known:
            draft.complain_about(chip, "C205", key=chip.key, **nearest(chip.key, known))
        elif chip.key in settings:
            draft.complain_about(chip, "C207", key=chip.key)
        else:
            settings[chip.key] = chip
    return settings


def _note_values(tokens: Sequence[Token]) -> None:
    """In formulas of a question with variables, double braces are values, as everywhere in it."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "math_inline":
                child.meta["values"] = True


def _report(draft: Draft, parts: QuestionParts, writer: Writer) -> None:
    for complaint in draft.complaints:
        fix = parts.fixes.get((complaint.code, complaint.line)) or fix_for(complaint, draft, writer.lines)
        writer.report.take([complaint], fix)
