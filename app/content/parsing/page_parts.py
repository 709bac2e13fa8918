"""The blocks of a page in their order: runs of HTML, questions, pools of questions, and files to put in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from app.questions.draft import Draft, Setting
from app.questions.settings import is_id, refuse

from . import notes
from .asking import Asked, read_chips, read_question
from .mending_questions import fix_for
from .pagefile import Include, WrittenPool
from .places import line_of
from .rendering import Link, Writer
from .token_texts import plain

MOST_QUESTIONS = 200
ENDS_OF_QUESTION = {"heading_open", "hr", "footnote_block_open"}
INCLUDE = re.compile("include:", re.IGNORECASE)


@dataclass(slots=True)
class _Pool:
    written: WrittenPool
    level: int
    asked: int = 0  # headings of questions, readable or not
    questions: list[int] = field(default_factory=list)


@dataclass(slots=True)
class PageParts:
    """Goes through the tokens of a body once."""

    writer: Writer
    blocks: list[str | int | Include] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    pools: list[_Pool] = field(default_factory=list)
    open_pool: _Pool | None = None
    seen: int = 0
    references: Counter[int] = field(default_factory=Counter)  # to footnotes, in questions

    def read(self, tokens: Sequence[Token]) -> None:
        tokens = with_figures(tokens)
        self.writer.notes = notes.notes_of(tokens)
        start = index = 0
        while index < len(tokens):
            token = tokens[index]
            end = index
            if token.type == "heading_open" and token.level == 0:
                end = self._heading(tokens, index, start)
            elif token.type == "footnote_block_open":
                self._add_html([*tokens[start:index], *self._other_notes(tokens)])
                end = len(tokens)
            elif (link := include_in(tokens, index)) is not None:
                self._add_html(tokens[start:index])
                self.writer.links.append(link)
                self.blocks.append(Include(len(self.writer.links) - 1))
                end = index + 3
            if end > index:
                start = index = end
            else:
                index += 1
        self._add_html(tokens[start:])

    def _heading(self, tokens: Sequence[Token], index: int, start: int) -> int:
        """The index behind what begins with this heading; the same index when it is an ordinary one."""
        token = tokens[index]
        level = int(token.tag[1])
        if self.open_pool is not None and level <= self.open_pool.level:
            self.open_pool = None
        if "pool" in token.meta:
            self._add_html(tokens[start:index])
            return self._begin_pool(tokens, index, level)
        if "question" in token.meta:
            self._add_html(tokens[start:index])
            end = _end_of_question(tokens, index)
            self._ask(tokens[index:end])
            return end + 1 if end < len(tokens) and tokens[end].type == "hr" else end
        return index

    def _other_notes(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The footnotes of the page itself: those of questions stand there."""
        everywhere = notes.references(tokens)
        numbers = (
            number
            for number in self.writer.notes
            if everywhere[number] != self.references[number] or not everywhere[number]
        )
        return notes.section(self.writer.notes, numbers)

    def _ask(self, tokens: Sequence[Token]) -> None:
        self.references += notes.references(tokens)
        self.seen += 1
        if self.open_pool is not None:
            self.open_pool.asked += 1
        if self.seen > MOST_QUESTIONS:
            if self.seen == MOST_QUESTIONS + 1:
                self.writer.report.add("C118", line_of(tokens[0]), 1, what="questions", limit=MOST_QUESTIONS)
            return
        asked = read_question(tokens, self.writer)
        if asked is not None:
            if self.open_pool is not None:
                self.open_pool.questions.append(len(self.questions))
            self.blocks.append(len(self.questions))
            self.questions.append(asked)

    def _begin_pool(self, tokens: Sequence[Token], index: int, level: int) -> int:
        line = line_of(tokens[index])
        draft = Draft(line)
        after = index + 3
        chips: Sequence[Setting] = tokens[after].meta.get("settings", ()) if after < len(tokens) else ()
        settings = read_chips(chips, draft, ("id", "draw"))
        pool_id, draw = settings.get("id"), settings.get("draw")
        if pool_id is not None and not is_id(pool_id.value):
            draft.complain_about(pool_id, "C203", id=pool_id.value)
            pool_id = None
        if draw is not None and not re.fullmatch("[1-9][0-9]{0,2}", draw.value):
            refuse(draft, draw, "a whole number")
            draw = None
        for complaint in draft.complaints:
            self.writer.report.take([complaint], fix_for(complaint, draft, self.writer.lines))
        written = WrittenPool(
            pool_id.value if pool_id else None,
            int(draw.value) if draw else None,
            line,
            1,
            plain(tokens[index + 1].children),
        )
        self.open_pool = _Pool(written, level)
        self.pools.append(self.open_pool)
        return after + 3 if chips else after

    def _add_html(self, tokens: Sequence[Token]) -> None:
        if tokens and (shown := self.writer.html(tokens)):
            self.blocks.append(shown)

    def checked_pools(self) -> tuple[WrittenPool, ...]:
        """The pools with their questions; what is wrong with them is complained about (content-format §10)."""
        for pool in self.pools:
            place = pool.written.line, pool.written.column
            live = [
                asked for asked in map(self.questions.__getitem__, pool.questions) if asked.settings.status == "live"
            ]
            draw = pool.written.draw
            if not pool.asked:
                self.writer.report.add("C254", *place)
            elif draw is not None and pool.asked == len(pool.questions):  # a broken question is complaint enough
                if draw > len(live):
                    self.writer.report.add("C402", *place, want=draw, have=len(live))
                if len({asked.settings.points for asked in live}) > 1:
                    self.writer.report.add("C404", *place)
        return tuple(replace(pool.written, questions=tuple(pool.questions)) for pool in self.pools)


def _end_of_question(tokens: Sequence[Token], start: int) -> int:
    for at in range(start + 1, len(tokens)):
        if tokens[at].level == 0 and tokens[at].type in ENDS_OF_QUESTION:
            return at
    return len(tokens)


def with_figures(tokens: Sequence[Token]) -> list[Token]:
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


def include_in(tokens: Sequence[Token], index: int) -> Link | None:
    """The link of a paragraph at the top level that is nothing but `[name](include:PATH)`."""
    if tokens[index].type != "paragraph_open" or tokens[index].level > 0:
        return None
    children = tokens[index + 1].children or []
    if len(children) < 2 or children[0].type != "link_open" or children[-1].type != "link_close":
        return None
    target = str(children[0].attrs.get("href", ""))
    if not INCLUDE.match(target) or any(child.type == "link_close" for child in children[:-1]):
        return None
    meta = children[0].meta
    return Link(target, meta.get("line", line_of(tokens[index])), meta.get("column", 1))
