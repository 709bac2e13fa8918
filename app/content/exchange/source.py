"""Reads questions back from a file of this format, each part as it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from app.questions.choices import MOST_OPTIONS

from ..diagnostics import Report
from ..parsing import marks, texts
from ..parsing.asking import Asked
from ..parsing.markdown import parse
from ..parsing.pagefile import PageFile
from ..parsing.question_parts import LABELS, VARIABLES, blocks_of, is_list_gone_wrong
from ..parsing.reading import Role, read_page
from ..parsing.token_texts import language_of
from .model import BLANK, Blank, Choice, Record, Typed

ENDS = {"heading_open", "hr"}
QUOTED = re.compile(r"^[ \t]{0,3}>[ \t]?")
BULLET = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*")
MARKED = re.compile(rf"(?:{marks.ROUND.pattern}|{marks.SQUARE.pattern})[ \u3000]*|[=＝][ \t]*")
HEADING = re.compile(r"[ \t]{0,3}#+[ \t]+|[ \t]+#+[ \t]*$")


@dataclass(frozen=True, slots=True)
class Written:
    """A question of a file. `first` and `last`: its lines, from 1, without empty ones at the end."""

    asked: Asked
    tokens: Sequence[Token]
    first: int
    last: int
    pool: str = ""


def read_file(path: str, lang: str, data: bytes, role: Role) -> tuple[PageFile, list[str], tuple[Written, ...]]:
    """The page, its lines, and its questions that can be asked."""
    page = read_page(path, lang, data, role)
    text = texts.decode(data, Report(path)) if data else ""
    source = texts.split(text or "", Report(path))
    document = parse(source.body, role)
    return page, document.lines, tuple(_written(page, document.tokens, document.lines))


def _written(page: PageFile, tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Written]:
    by_line = {asked.line: (number, asked) for number, asked in enumerate(page.questions)}
    pools = {number: pool.id or pool.title for pool in page.pools for number in pool.questions}
    tops = [index for index, token in enumerate(tokens) if token.level == 0 and token.type in ENDS]
    for at, start in enumerate(tops):
        first = (tokens[start].map or [0, 0])[0] + 1
        if "question" not in tokens[start].meta or first not in by_line:
            continue
        end = tops[at + 1] if at + 1 < len(tops) else len(tokens)
        last = (tokens[end].map or [0, 0])[0] if end < len(tokens) else len(lines)
        while last > first and not lines[last - 1].strip():
            last -= 1
        number, asked = by_line[first]
        yield Written(asked, tokens[start:end], first, last, pools.get(number, ""))


def records_of(written: Sequence[Written], lines: Sequence[str], lang: str) -> tuple[Record, ...]:
    return tuple(_Reader(each, lines, lang).record() for each in written)


class _Reader:
    """Takes one question apart."""

    def __init__(self, written: Written, lines: Sequence[str], lang: str) -> None:
        self.written, self.asked, self.lines, self.lang = written, written.asked, lines, lang
        self.prompt: list[str] = []
        self.options: list[tuple[str, str]] = []  # text and feedback
        self.items: list[str] = []
        self.labels: dict[str, str] = {}
        self.hints: list[str] = []
        self.variables = ""

    def record(self) -> Record:
        tokens, asked = self.written.tokens, self.asked
        blocks = blocks_of(tokens[3:])
        if blocks and "settings" in blocks[0][0].meta:
            blocks.pop(0)
        wanted = {"order": "ordered_list_open", "match": "table_open"}.get(asked.kind)
        answer = next((block for block in reversed(blocks) if block[0].type == wanted), None)
        pairs: list[tuple[str, str]] = []
        for block in blocks:
            if block is answer and wanted == "table_open":
                pairs = _rows(block)
            elif block is answer:
                self.items = [text for text, _feedback in self._list(block)]
            else:
                self._take(block)
        settings = {key: chip.value for key, chip in asked.written.items() if key not in {"id", "type"}}
        return Record(
            kind=asked.kind,
            id=asked.settings.id or "",
            heading=HEADING.sub("", _heading(self._lines(tokens[:3]))),
            prompt="\n\n".join(self.prompt),
            options=tuple(self._choices()) if asked.kind not in {"match", "order"} else (),
            answers=tuple(self._answers()) if asked.kind in {"text", "number"} else (),
            items=tuple(self.items),
            pairs=tuple(pairs[1:]),
            columns=pairs[0] if pairs else ("", ""),
            blanks=tuple(self._blanks()),
            hints=tuple(self.hints),
            labels=self.labels,
            variables=self.variables,
            settings=settings,
            pool=self.written.pool,
            lang=self.lang,
            line=self.written.first,
        )

    def _take(self, block: Sequence[Token]) -> None:
        first = block[0]
        label = str(first.meta.get("label", ""))
        if first.type == "blockquote_open" and label.upper() in LABELS:
            name = LABELS[label.upper()].removesuffix("_html")
            text = _unquoted(self._lines(block))
            text = marks.LABEL.sub("", text, count=1).strip()
            if name == "hint":
                self.hints.append(text)
            else:
                self.labels[name] = text
        elif first.type == "bullet_list_open" and first.meta.get("answers"):
            self.options += self._list(block)
        elif first.type == "fence" and language_of(first) in VARIABLES:
            self.variables = first.content.rstrip("\n")
        elif first.type == "blockquote_open" and not label and self.options:
            text, _none = self.options[-1]
            self.options[-1] = text, _unquoted(self._lines(block))
        elif not is_list_gone_wrong(block) and first.map is not None and not _is_comment(first):
            self.prompt.append("\n".join(self._lines(block)).strip("\n"))

    def _lines(self, block: Sequence[Token]) -> list[str]:
        """The lines of a block, with a sign in the place of each blank."""
        first, last = block[0].map or [0, 0]
        lines = list(self.lines[first:last])
        found = [
            (child.meta["line"], child.meta["column"])
            for token in block
            for child in token.children or []
            if child.type == "blank" and child.meta.get("closed")
        ]
        for line, column in reversed(found):
            text = lines[line - 1 - first]
            end = marks_end(text, column + 1)
            lines[line - 1 - first] = text[: column - 1] + BLANK + text[end:]
        return lines

    def _list(self, block: Sequence[Token]) -> list[tuple[str, str]]:
        return [self._item(block, index) for index, token in enumerate(block) if _is_item(token)]

    def _item(self, block: Sequence[Token], index: int) -> tuple[str, str]:
        """Text of an item without its mark and settings, and the remark that is the last thing in it."""
        first, last = block[index].map or [0, 0]
        quote = None
        for token in block[index + 1 :]:
            if token.type == "list_item_close" and token.level == block[index].level:
                break
            if token.level == block[index].level + 1 and token.nesting != -1:
                quote = token if token.type == "blockquote_open" and "label" not in token.meta else None
        cut = (quote.map or [last])[0] if quote is not None else last
        lines = list(self.lines[first:last])
        bullet = BULLET.match(lines[0])
        width = bullet.end() if bullet else 0
        dedented = [lines[0][width:], *(_dedented(line, width) for line in lines[1:])]
        text = "\n".join(dedented[: cut - first]).strip()
        if "mark" in block[index].meta:
            text = MARKED.sub("", text, count=1) if MARKED.match(text) else text
        if block[index].meta.get("settings"):
            text = marks.OPTION_CHIPS.sub("", text)
        return text.removesuffix("&zwnj;"), _unquoted(dedented[cut - first :])

    def _choices(self) -> Iterator[Choice]:
        structure = self.asked.parts.question.get("options", ())
        for (text, feedback), option, item in zip(
            self.options, structure[:MOST_OPTIONS], self.asked.items, strict=False
        ):
            chosen = item.settings["id"].value if "id" in item.settings else ""
            yield Choice(text, option.right, option.weight, feedback, option.pin, chosen)

    def _answers(self) -> Iterator[Typed]:
        number = self.asked.kind == "number"
        given = self.asked.parts.question.get("answers", ()) if number else self.asked.parts.text.get("words", ())
        for (text, feedback), answer, item in zip(self.options, given, self.asked.items, strict=False):
            weight = answer.weight if "weight" in item.settings else None
            yield Typed(text if number else answer.text, weight, feedback)

    def _blanks(self) -> Iterator[Blank]:
        structure = self.asked.parts.question.get("blanks", ())
        tokens = [child for token in self.written.tokens for child in token.children or [] if child.type == "blank"]
        closed = [token for token in tokens if token.meta.get("closed") and token.content.strip()]
        for blank, text, token in zip(structure, self.asked.parts.text.get("blanks", ()), closed, strict=False):
            if blank.kind == "number":
                yield Blank(number=token.content.strip().lstrip("=＝").strip())
            elif blank.kind == "select":
                right = next(at for at, option in enumerate(blank.options) if option.right)
                yield Blank(options=text.options, right=right)
            else:
                yield Blank(words=text.words)


def marks_end(line: str, start: int) -> int:
    """Where a blank ends whose inside begins at `start`; a backslash takes the next character as it is."""
    at = start
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith("]]", at):
            return at + 2
        else:
            at += 1
    return len(line)


def _heading(lines: Sequence[str]) -> str:
    text = HEADING.sub("", lines[0].strip()).strip() if lines else ""
    return marks.QUESTION.sub("", text, count=1).strip()


def _is_item(token: Token) -> bool:
    return token.type == "list_item_open" and token.level == 1


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and token.content.strip().startswith("<!--")


def _dedented(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" \t"))) :]


def _unquoted(lines: Sequence[str]) -> str:
    return "\n".join(QUOTED.sub("", line) for line in lines).strip()


def _rows(block: Sequence[Token]) -> list[tuple[str, str]]:
    """The first two cells of every row of a table, the headings first."""
    rows: list[list[str]] = []
    for index, token in enumerate(block):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and block[index - 1].type in {"th_open", "td_open"}:
            rows[-1].append(token.content)
    return [(row[0], row[1]) for row in ([*row, "", ""] for row in rows)]
