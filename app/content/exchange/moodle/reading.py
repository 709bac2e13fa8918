"""Questions out of Moodle XML (content-format §16.1, §16.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from ...diagnostics import Report
from .. import phrases
from ..escapes import clean, from_plain, one_line
from ..format import Unreadable
from ..gift.scanning import pool_of
from ..markdown import percent
from ..model import BLANK, Foreign, Record
from ..pictures import Files
from ..shared import number, same_text, settings_of
from ..xml import Node, parse
from . import answers, calculated, embedded
from .answers import Parts, Refused
from .texts import Texts

KINDS: Mapping[str, Callable[[Node, Texts], Parts]] = {
    "multichoice": answers.choices,
    "truefalse": answers.truth,
    "shortanswer": answers.words,
    "numerical": answers.numbers,
    "matching": answers.pairs,
    "ordering": answers.ordering,
    "essay": answers.essay,
    "gapselect": embedded.gaps,
    "ddwtos": embedded.gaps,
    "multianswer": embedded.cloze,
    "cloze": embedded.cloze,
    "calculated": calculated.numbers,
    "calculatedsimple": calculated.numbers,
}
RESULTS = {"correct": "correctfeedback", "partial": "partiallycorrectfeedback", "wrong": "incorrectfeedback"}
USUAL = {
    "your answer is correct.", "your answer is partially correct.", "your answer is incorrect.", "回答正确。", "您的答案正确。",
    "您的答案部分正确。", "您的答案不正确。", "your answer is correct", "your answer is incorrect",
}  # fmt: skip


def read(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable."""
    root = parse(data)
    if root.tag != "quiz":
        raise Unreadable(phrases.NO_SUCH_ROOT)
    files = Files()
    pool = ""
    records: list[Record] = []
    for node in root.nodes("question"):
        kind = node.get("type")
        if kind == "category":
            pool = pool_of(one_line(clean(node.text("category", "text"))))
        elif kind not in KINDS:
            report.add("C602", node.line, feature=one_line(kind or "?")[:40])
        else:
            try:
                records.append(_record(node, Texts(report, files, node.line), pool))
            except Refused as refused:
                report.add("C604", node.line, row=node.line, why=str(refused))
    return Foreign(tuple(records), files=files.found)


def _record(node: Node, texts: Texts, pool: str) -> Record:
    text = node.find("questiontext")
    texts.form = text.get("format", "html") if text else "html"
    parts = KINDS[node.get("type")](node, texts)
    prompt = parts.prompt if parts.prompt is not None else texts.read(text)
    heading = one_line(from_plain(clean(node.text("name", "text"))))
    if not heading and "\n" not in prompt:
        heading, prompt = prompt, ""
    if same_text(heading, prompt):
        heading, prompt = (one_line(prompt), "") if "\n" not in prompt else ("", prompt)
    if parts.kind == "cloze" and BLANK not in prompt + heading:
        raise Refused(phrases.NO_ANSWER)
    hints = tuple(filter(None, (texts.read(hint) for hint in node.nodes("hint"))))
    labels = {"explanation": texts.read(node.find("generalfeedback"))}
    if parts.kind != "open":
        labels |= {name: _result(texts.read(node.find(tag))) for name, tag in RESULTS.items()}
    return Record(
        kind=parts.kind,
        id=one_line(clean(node.text("idnumber"))),
        heading=heading,
        prompt=prompt,
        options=parts.options,
        answers=parts.answers,
        items=parts.items,
        pairs=parts.pairs,
        blanks=parts.blanks,
        hints=hints,
        labels={name: label for name, label in {**labels, **parts.labels}.items() if label},
        variables=parts.variables,
        settings={**_settings(node, bool(hints)), **parts.settings},
        pool=pool,
        line=node.line,
    )


def _result(text: str) -> str:
    """What Moodle writes by itself is not worth keeping."""
    return "" if text.strip().lower() in USUAL else text


def _settings(node: Node, has_hints: bool) -> dict[str, str]:
    settings = settings_of(tag.text("text") for tags in node.nodes("tags") for tag in tags.nodes("tag"))
    points = number(node.text("defaultgrade"))
    if points is not None and Decimal(points) != 1 and 0 <= Decimal(points) <= 100:
        settings["points"] = f"{Decimal(points).quantize(Decimal('0.01')).normalize():f}"
    cost = number(node.text("penalty"))
    if has_hints and cost is not None and 0 < Decimal(cost) <= 1:
        settings["hint_cost"] = percent(Decimal(cost))
    if node.text("shuffleanswers").strip().lower() in {"0", "false"} and node.get("type") == "multichoice":
        settings["shuffle"] = "no"
    return settings
