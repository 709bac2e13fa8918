"""Writes questions as files of this format. The only place that does; what it writes is checked by the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from app.questions.settings import KEYS
from app.questions.stored import plain_number

from .escapes import contained, ends_in_list, one_line
from .model import BLANK, Blank, Choice, Record, Typed

WITH_TYPE = {"text", "number", "order", "match", "open"}
LABELS = {
    "explanation": ("EXPLANATION", "解析"),
    "correct": ("CORRECT", "答对"),
    "partial": ("PARTIAL", "部分正确"),
    "wrong": ("WRONG", "答错"),
    "rubric": ("RUBRIC", "评分标准"),
    "sample": ("SAMPLE", "参考答案"),
}
HINT = ("HINT", "提示")
FIT_FOR_TRANSLATION = {"type"}
ONLY_CODE = re.compile(r"\s*(?:`[^`\n]+`[ \t\n,，·|;；]*)+")


def question(record: Record, *, level: int = 2, settings: bool = True) -> str:
    """One question, without an empty line at its end. A translation repeats no settings."""
    heading, prompt = question_text(record)
    blocks = [f"{'#' * level} [?] {one_line(heading)}".rstrip() + "\n" + _settings(record, settings)]
    if record.variables:
        blocks.append(f"```vars\n{record.variables.strip()}\n```")
    if prompt := contained(prompt):
        blocks.append(prompt)
    if answers := _answers(record):
        if prompt and ends_in_list(prompt):
            blocks.append("<!-- -->")
        blocks.append(answers)
    at = 1 if record.lang.lower().startswith("zh") else 0
    blocks += [_label(HINT[at], hint) for hint in record.hints if hint.strip()]
    blocks += [_label(LABELS[name][at], text) for name, text in record.labels.items() if text.strip()]
    return "\n\n".join(block.rstrip() for block in blocks if block.strip())


def page(fields: Mapping[str, str], blocks: Sequence[str]) -> str:
    """A file: its fields, values quoted where they must be, and what stands below them."""
    front = "".join(f"{name}: {_yaml(value)}\n" for name, value in fields.items() if value)
    return f"---\n{front}---\n\n" + "\n\n".join(blocks) + "\n"


def _yaml(value: str) -> str:
    if re.fullmatch(r"[^\W\d_][\w ,.()/-]*", value) and value.lower() not in {"true", "false", "null", "yes", "no"}:
        return value.strip()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _settings(record: Record, whole: bool) -> str:
    given = {"id": record.id, "type": record.kind if record.kind in WITH_TYPE else "", **record.settings}
    if not whole:
        given = {"id": record.id, "type": given["type"]}
    chips = [f"`{key}: {_chip(given[key])}`" for key in KEYS if given.get(key)]
    return " ".join(chips)


def _chip(value: str) -> str:
    return one_line(value.replace("`", "'"))


def _answers(record: Record) -> str:
    if record.kind == "order":
        return "\n".join(_item(f"{number}. ", text) for number, text in enumerate(record.items, 1))
    if record.kind == "match":
        return _table(record)
    if record.kind in {"text", "number"}:
        return "\n".join(_item("- = ", _typed(answer), answer.feedback, width=2) for answer in record.answers)
    marks = ("[ ] ", "[x] ") if record.kind == "multiple" else ("( ) ", "(x) ")
    return "\n".join(
        _item(f"- {marks[option.right]}", _option(option), option.feedback, width=2) for option in record.options
    )


def _option(option: Choice) -> str:
    chips = _weight(option.weight)
    chips += " `pin: yes`" if option.pin else ""
    chips += f" `id: {option.id}`" if option.id else ""
    text = contained(option.text)
    return text + ("&zwnj;" if chips and ONLY_CODE.fullmatch(text) else "") + chips


def _typed(answer: Typed) -> str:
    text = one_line(answer.text)
    quoted = f"`{text}`" if text.startswith("`") and text.endswith("`") and len(text) > 1 else text
    return quoted + _weight(answer.weight)


def _weight(weight: Decimal | None) -> str:
    return "" if weight is None else f" `weight: {percent(weight)}`"


def percent(share: Decimal) -> str:
    """0.5 as `50%`, with at most two decimals."""
    return plain_number((share * 100).quantize(Decimal("0.01"))) + "%"


def _item(mark: str, text: str, feedback: str = "", width: int = 0) -> str:
    """A list item; further lines are indented by `width`, or by what the mark takes."""
    indent = " " * (width or len(mark))
    first, *others = contained(text).split("\n")
    lines = [mark + first, *(indent + line if line.strip() else "" for line in others)]
    if feedback.strip():
        lines += [indent + line for line in _quotation(feedback)]
    return "\n".join(lines).rstrip()


def _quotation(text: str) -> Iterator[str]:
    for line in contained(text).split("\n"):
        yield f"> {line}".rstrip()


def _label(name: str, text: str) -> str:
    return "\n".join([f"> [!{name}]", *_quotation(text)])


def _table(record: Record) -> str:
    rows = [record.columns, *record.pairs]
    lines = [f"| {_cell(left)} | {_cell(right)} |" for left, right in rows]
    return "\n".join([lines[0], "|---|---|", *lines[1:]])


def _cell(text: str) -> str:
    return re.sub(r"\n+", "<br>", text.strip()).replace("|", "\\|")


def question_text(record: Record) -> tuple[str, str]:
    """Heading and prompt, with blanks as this format writes them."""
    blanks = iter(record.blanks)
    return _filled(record.heading, blanks), _filled(record.prompt, blanks)


def _filled(text: str, blanks: Iterator[Blank]) -> str:
    if BLANK not in text:
        return text
    lines = []
    for line in text.split("\n"):
        bar = "\\|" if line.lstrip().startswith("|") else "|"
        while BLANK in line:
            found = next(blanks, None)
            line = line.replace(BLANK, _blank(found, bar) if found else "", 1)
        lines.append(line)
    return "\n".join(lines)


def _blank(blank: Blank, bar: str) -> str:
    if blank.number:
        return f"[[= {blank.number}]]"
    if blank.options:
        picks = (f" ({'x' if at == blank.right else ' '}) {_entry(text)} " for at, text in enumerate(blank.options))
        return f"[[{bar.join(picks)}]]"
    return f"[[{bar.join(_entry(word) for word in blank.words)}]]"


def _entry(text: str) -> str:
    text = one_line(text)
    shown = re.sub(r"[\\|\[\]]", lambda sign: "\\" + sign[0], text)
    return f"\\{shown}" if shown.startswith(("=", "＝")) else shown
