"""What only this format reads in Markdown: question headings, settings lines, option marks, labels of quotations.

They are cut off before inline Markdown is parsed, so that `[x]` cannot turn into a link, and kept in `token.meta`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.questions.draft import Setting

from .places import Places, line_of, place

TICK = "xX✓✔√ｘＸ"
GAP = "[ \u3000]?"
BOX = f"{GAP}([{TICK}])?{GAP}"
QUESTION = re.compile("[\\[［【] ?[?？] ?[\\]］】][ \u3000]*")
POOL = re.compile("[\\[［【] ?(?:pool|题库) ?[\\]］】][ \u3000]*", re.IGNORECASE)
ROUND = re.compile(rf"\({BOX}\)|（{BOX}）")
SQUARE = re.compile(rf"(?:\[{BOX}\]|［{BOX}］|【{BOX}】)(?![(\[:])")
USUAL = re.compile(r"(?:\((?: {1,2}| ?x ?)\)|\[(?: {1,2}| ?x ?)\])(?: |\Z)")
NOT_AN_ITEM = re.compile(rf"^[ \t]*[-+*•·●○◦▪‣–—][ \t]*(?:{ROUND.pattern}|{SQUARE.pattern})")
TYPED_NOT_AN_ITEM = re.compile(r"^[ \t]*[-+*•·●○◦▪‣–—][ \t]*[=＝]")
NO_BULLET = re.compile(r"^[ \t]*(?:\([ xX]\)|\[[ xX]\])[ \t]")
TASK = re.compile(r"\[([ xX])\] ")
LABEL = re.compile(r"\[!(?P<name>[^\]\n]{1,30})\][ \t]*\n?")
CHIP = re.compile(r"`([^`\n]+)`")
CHIPS = re.compile(r"`[^`\n]+`(?:[ \t\n,，·|;；]*`[^`\n]+`)*[ \t\n,，·|;；]*")
KEY_VALUE = re.compile(r"\s*(?P<key>[A-Za-z_][A-Za-z_-]*)\s*[:：]\s*(?P<value>.*?)\s*")
OPTION_CHIPS = re.compile(r"(?:[ \t]+`[ \t]*(?:weight|pin|id)[ \t]*[:：][^`\n]*`)+[ \t]*\Z")
LONGEST_TEXT = 20_000  # characters of one paragraph
MOST_MARKS = 2_000  # of its characters that may begin or end something: the time to read them grows with their square
MOST_EFFORT = 20_000_000  # squares of these numbers, all paragraphs of a file together
MOST_SIGNS = 120_000  # characters that are more than letters to Markdown, in a file
BARE_LINKS = ("://", "www.", "@")
MARKS = re.compile(r"[\[\]*_`<$~!{]")
SIGNS = re.compile(r"[\[\]*_`<$~!{}&\\>#%+:=@^w-]")
ALERTS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is too much to be read: the line, what there is too much of, and the most there may be."""

    line: int
    what: str
    limit: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of an item. `loose`: it was written in a way that only this format reads."""

    kind: Literal["round", "square", "equals"]
    ticked: bool = False
    loose: bool = False
    text: str = ""  # after `=`: what is typed there
    column: int = 0  # and where it begins


def prepare(state: StateCore) -> None:
    """A core rule between block and inline parsing."""
    lines: list[str] = state.env["lines"]
    state.env["refused"] += _too_much(state.tokens)
    in_question = False
    for index, token in enumerate(state.tokens):
        top = token.level == 0
        if token.type == "heading_open":
            in_question = _heading(state.tokens, index, lines) if top else in_question
            if top and token.tag == "h2" and state.env["role"] == "glossary":
                _settings(state.tokens, index + 3, lines)
            if not top and QUESTION.match(state.tokens[index + 1].content):
                token.meta["misplaced"] = True
        elif token.type == "inline":
            token.meta["asked"] = in_question
        elif token.type == "hr" and top:
            in_question = False
        elif token.type == "blockquote_open":
            _label(state.tokens, index, questions_too=in_question and top)
        elif token.type in {"bullet_list_open", "ordered_list_open"} and top and in_question:
            _list(state.tokens, index, lines)
        elif token.type == "list_item_open" and not in_question:
            _task(state.tokens, index)


def _too_much(tokens: Sequence[Token]) -> Iterator[Refused]:
    """Takes the text out of paragraphs that would take too long to read."""
    effort = signs = 0
    over = False
    for token in tokens:
        if token.type != "inline" or not token.content:
            continue
        marks = len(MARKS.findall(token.content))
        effort, signs = effort + marks * marks, signs + len(SIGNS.findall(token.content))
        signs += 5 * sum(map(token.content.count, BARE_LINKS))  # an address takes as long as so many marks
        if len(token.content) > LONGEST_TEXT:
            yield Refused(line_of(token), "characters in a paragraph", LONGEST_TEXT)
        elif marks > MOST_MARKS:
            yield Refused(line_of(token), "marks in a paragraph", MOST_MARKS)
        elif effort > MOST_EFFORT or signs > MOST_SIGNS:
            if not over:
                yield Refused(line_of(token), "marks in a file", MOST_SIGNS)
            over = True
        else:
            continue
        token.content = ""


def _heading(tokens: Sequence[Token], index: int, lines: Sequence[str]) -> bool:
    """Whether a question begins here."""
    heading, text = tokens[index], tokens[index + 1]
    if found := POOL.match(text.content):
        heading.meta["pool"] = True
        text.content = text.content[found.end() :]
        _settings(tokens, index + 3, lines)
        return False
    found = QUESTION.match(text.content)
    if found is None:
        return False
    if heading.tag == "h1":
        heading.meta["misplaced"] = True
        return False
    heading.meta["question"] = True
    text.content = text.content[found.end() :]
    _settings(tokens, index + 3, lines)
    return True


def _settings(tokens: Sequence[Token], index: int, lines: Sequence[str]) -> None:
    """The settings line below a heading, if the block there is one."""
    if len(tokens) < index + 3 or tokens[index].type != "paragraph_open":
        return
    paragraph, text, end = tokens[index : index + 3]
    chips = list(CHIP.finditer(text.content))
    read = [(chip, KEY_VALUE.fullmatch(chip[1])) for chip in chips]
    if not CHIPS.fullmatch(text.content) or not any(match for _chip, match in read):
        return
    places = Places(lines, text)
    paragraph.meta["settings"] = [
        Setting(*((match["key"], match["value"]) if match else (chip[1], "")), *places.at(chip.start()))
        for chip, match in read
    ]
    _empty(paragraph, text, end)


def _label(tokens: Sequence[Token], index: int, *, questions_too: bool) -> None:
    if len(tokens) < index + 4 or tokens[index + 1].type != "paragraph_open":
        return
    text = tokens[index + 2]
    found = LABEL.match(text.content)
    if found is None or not (questions_too or found["name"].upper() in ALERTS):
        return
    later = (tokens[at] for at in range(index + 4, len(tokens)))
    close = next(token for token in later if token.type == "blockquote_close" and token.level == tokens[index].level)
    tokens[index].meta["label"] = close.meta["label"] = found["name"].strip()
    text.meta["lines_cut"] = found[0].count("\n")
    text.content = text.content[found.end() :]
    if not text.content:
        _empty(tokens[index + 1], text, tokens[index + 3])


def _task(tokens: Sequence[Token], index: int) -> None:
    """An item of a list of tasks, outside questions: a box that cannot be ticked."""
    text = tokens[index + 2]
    if tokens[index + 1].type == "paragraph_open" and (found := TASK.match(text.content)):
        tokens[index].meta["task"] = "open" if found[1] == " " else "done"
        text.content = text.content[found.end() :]


def _list(tokens: Sequence[Token], index: int, lines: Sequence[str]) -> None:
    """Marks of the items of a list; the list becomes one of answers when any item has one."""
    end = next(at for at in range(index, len(tokens)) if tokens[at].level == 0 and tokens[at].nesting == -1)
    for at in range(index + 1, end):
        if tokens[at].type != "list_item_open" or tokens[at].level != 1:
            continue
        text = tokens[at + 2] if tokens[at + 1].type == "paragraph_open" else None
        mark = _mark(text, lines) if text is not None else None
        if mark is None or text is None:
            continue
        if tokens[index].type == "ordered_list_open":
            tokens[at].meta["misplaced"] = mark.kind != "equals"
            continue
        tokens[index].meta["answers"] = True
        tokens[at].meta["mark"] = mark
        tokens[at].meta["settings"] = _cut(tokens, at, text, mark, lines)


def _mark(text: Token, lines: Sequence[str]) -> Mark | None:
    content = text.content
    if content.startswith(("=", "＝")):
        rest = content[1:].lstrip()
        return Mark("equals", text=rest, column=place(lines, text, len(content) - len(rest))[1])
    if found := ROUND.match(content) or SQUARE.match(content):
        ticked = any(found.groups())
        kind: Literal["round", "square"] = "round" if content[0] in "(（" else "square"
        return Mark(kind, ticked, loose=not USUAL.match(content))
    return None


def _cut(tokens: Sequence[Token], at: int, text: Token, mark: Mark, lines: Sequence[str]) -> dict[str, Setting]:
    """Take mark and settings off an item; gives the settings."""
    paragraphs = _paragraphs(tokens, at)
    last = tokens[paragraphs[-1] + 1]
    settings: dict[str, Setting] = {}
    whole = mark.text if mark.kind == "equals" else last.content
    found = OPTION_CHIPS.search(whole)
    if found and not CHIPS.fullmatch(whole.lstrip("([（［【xX √✓✔ｘＸ\u3000]）］】)")):
        for chip in CHIP.finditer(last.content, last.content.rfind(found[0].rstrip())):
            match = KEY_VALUE.fullmatch(chip[1])
            assert match is not None
            setting = Setting(match["key"], match["value"], *place(lines, last, chip.start()))
            settings[setting.key] = setting
        last.content = OPTION_CHIPS.sub("", last.content)
    if mark.kind == "equals":
        tokens[at].meta["mark"] = Mark("equals", text=OPTION_CHIPS.sub("", mark.text), column=mark.column)
        _empty(tokens[at + 1], text, tokens[at + 3])
    else:
        matched = ROUND.match(text.content) or SQUARE.match(text.content)
        assert matched is not None
        text.content = text.content[matched.end() :].lstrip(" \u3000")
        if not text.content:
            _empty(tokens[at + 1], text, tokens[at + 3])
    return settings


def _paragraphs(tokens: Sequence[Token], at: int) -> list[int]:
    """Where the paragraphs stand that are directly in an item."""
    found = []
    for index in range(at + 1, len(tokens)):
        if tokens[index].type == "list_item_close" and tokens[index].level == tokens[at].level:
            break
        if tokens[index].type == "paragraph_open" and tokens[index].level == tokens[at].level + 1:
            found.append(index)
    return found


def _empty(paragraph: Token, text: Token, end: Token) -> None:
    text.content = ""
    paragraph.hidden = end.hidden = True
