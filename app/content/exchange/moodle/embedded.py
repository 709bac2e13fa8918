"""Answers that stand in the text of a question: gaps with numbers, and the notation of Moodle's cloze."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from .. import phrases
from ..escapes import clean, one_line
from ..gift.scanning import hide, plain
from ..model import BLANK, Blank
from ..shared import number, share
from ..xml import Node
from .answers import Parts, Refused
from .texts import Texts

GAP = re.compile(r"\[\[(\d{1,3})\]\]")
STAND_IN = "\U000f1000"  # text converters drop the sign of a blank when they meet it
CLOZE = re.compile(r"\{\d*:(?P<kind>[A-Z_]+):(?P<inside>(?:[^{}\\]|\\.)*)\}", re.DOTALL)
ANSWER = re.compile(r"(?:(?P<right>=)|%(?P<share>-?[\d.]+)%)?(?P<text>[^#]*)(?:#(?P<feedback>.*))?", re.DOTALL)
CHOICES = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS",
           "MCVS", "MULTICHOICE_HS", "MCHS"}  # fmt: skip
WORDS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
NUMBERS = {"NUMERICAL", "NM"}


def gaps(node: Node, texts: Texts) -> Parts:
    """Each gap offers the texts of the group of its own."""
    offered = [
        (one_line(clean(each.text("text"))), each.text("group").strip() or each.get("group", "1"))
        for each in node.nodes("selectoption", "dragbox")
    ]
    blanks: list[Blank] = []

    def blank(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        if not 0 <= at < len(offered):
            raise Refused(phrases.NO_SUCH_OPTION)
        text, group = offered[at]
        same = list(dict.fromkeys(each for each, other in offered if other == group))
        blanks.append(Blank(options=tuple(html.unescape(each) for each in same), right=same.index(text)))
        return STAND_IN

    return Parts("cloze", prompt=_prompt(node, texts, GAP, blank), blanks=tuple(blanks))


def cloze(node: Node, texts: Texts) -> Parts:
    blanks: list[Blank] = []
    exact: list[bool] = []

    def blank(found: re.Match[str]) -> str:
        blanks.append(_blank(found["kind"], html.unescape(found["inside"]), texts))
        exact.append(found["kind"] in {"SHORTANSWER_C", "SAC", "MWC"})
        return STAND_IN

    prompt = _prompt(node, texts, CLOZE, blank)
    wild = any("*" in word for each in blanks for word in each.words)
    settings = {"match": "wildcard"} if wild else {"match": "exact"} if any(exact) else {}
    return Parts("cloze", prompt=prompt, blanks=tuple(blanks), settings=settings)


def _prompt(node: Node, texts: Texts, pattern: re.Pattern[str], blank: Callable[[re.Match[str]], str]) -> str:
    text = node.find("questiontext")
    if text is None:
        return ""
    form = text.get("format", "html")
    return texts.convert(pattern.sub(blank, texts.raw(text)), form).replace(STAND_IN, BLANK)


def _blank(kind: str, inside: str, texts: Texts) -> Blank:
    found = []
    for part in hide(inside).split("~"):
        answer = ANSWER.fullmatch(part)
        if answer is None:
            continue
        worth = 1 if answer["right"] else share(answer["share"] or "0") or 0
        if answer["feedback"]:
            texts.lose(phrases.FEEDBACK)
        if 0 < worth < 1:
            texts.lose(phrases.WEIGHTS)
        found.append((worth, one_line(clean(plain(answer["text"])))))
    right = [text for worth, text in found if worth == 1]
    if not right or kind not in CHOICES | WORDS | NUMBERS:
        raise Refused(phrases.NO_ANSWER if kind in CHOICES | WORDS | NUMBERS else phrases.NO_SUCH_TYPE)
    if kind in NUMBERS:
        value, _colon, around = right[0].partition(":")
        shown = number(value) or value
        return Blank(number=f"{shown} ± {number(around)}" if (number(around) or "0") != "0" else shown)
    if kind in WORDS:
        return Blank(words=tuple(right))
    options = [text for _worth, text in found if text]
    return Blank(options=tuple(options), right=options.index(right[0]))
