"""Questions into GIFT (content-format §16.1, §16.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.questions.stored import plain_number

from ...diagnostics import Report
from .. import phrases
from ..format import Load
from ..model import BLANK, Record, Typed
from ..shared import AS_TAGS, bounds, is_true, lose_pictures, lose_settings, shares_of, tags_of, with_tolerance

ESCAPE = re.compile(r"[\\~=#{}:]")


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    parts: list[str] = []
    pool = ""
    for record in records:
        written = _question(with_tolerance(record), report)
        if written is None:
            report.add("C602", record.line, feature=record.id or record.heading[:60])
            continue
        if record.pool != pool:
            pool = record.pool
            parts.append(f"$CATEGORY: {pool.replace('/', '//') or 'top'}")
        parts.append(written)
    return ("\n\n".join(parts) + "\n").encode()


def _question(record: Record, report: Report) -> str | None:
    answers = _answers(record, report)
    if answers is None:
        return None
    _tell(record, report)
    general = record.labels.get("explanation", "")
    inside = answers + (f" ####{_escaped(general)}" if general else "")
    text = record.prompt or record.heading
    if record.kind == "cloze":
        heading_holds = BLANK in record.heading
        text = f"{record.heading}\n\n{record.prompt}".strip() if heading_holds else record.prompt
        before, _blank, after = text.partition(BLANK)
        asked = f"[markdown]{_escaped(before)}{{{inside}}}{_escaped(after)}"
    else:
        asked = f"[markdown]{_escaped(text)} {{{inside}}}"
    name = f"::{_escaped(record.heading)}::" if record.heading and BLANK not in record.heading else ""
    marks = [f"[id:{record.id}]"] if record.id else []
    marks += [f"[tag:{tag.replace(']', ')')}]" for tag in tags_of(record)]
    comment = f"// {' '.join(marks)}\n" if marks else ""
    return f"{comment}{name}{asked}"


def _escaped(text: str) -> str:
    return ESCAPE.sub(lambda sign: "\\" + sign[0], text).replace("\n", "\\n")


def _tell(record: Record, report: Report) -> None:
    kept = {"match"} if record.settings.get("match") in {"wildcard", None} else set()
    kept |= {"partial", *AS_TAGS}  # the rule is told of with the weights
    lose_settings(record, report, kept, {"explanation"})
    lose_pictures(record, report)
    if record.hints:
        report.add("C602", record.line, feature=phrases.HINTS)
    if any(option.pin for option in record.options):
        report.add("C602", record.line, feature=phrases.PIN)


def _answers(record: Record, report: Report) -> str | None:
    """What stands between the braces; None when GIFT has no way to say it."""
    if record.kind == "open":
        return ""
    if record.kind == "true-false":
        return _truth(record)
    if record.kind in {"single", "multiple"}:
        return " ".join(_choices(record, report))
    if record.kind == "text":
        return " ".join(_typed(answer, record) for answer in record.answers)
    if record.kind == "number":
        return _numbers(record, report)
    if record.kind == "match":
        return " ".join(f"={_escaped(left)} -> {_escaped(right)}" for left, right in record.pairs)
    return _blank(record) if record.kind == "cloze" and len(record.blanks) == 1 else None


def _truth(record: Record) -> str:
    right, wrong = sorted(record.options, key=lambda option: not option.right)
    remarks = f"#{_escaped(wrong.feedback)}#{_escaped(right.feedback)}" if wrong.feedback or right.feedback else ""
    return ("T" if is_true(right) else "F") + remarks


def _choices(record: Record, report: Report) -> Iterator[str]:
    shares = shares_of(record, lambda rule: report.add("C602", record.line, feature=f"`{rule}`"))
    for option, share in zip(record.options, shares, strict=True):
        full = record.kind == "single" and option.right
        percent = f"%{_percent(share)}%" if share and not full else ""
        remark = f"#{_escaped(option.feedback)}" if option.feedback else ""
        yield f"{'=' if full else '~'}{percent}{_escaped(option.text)}{remark}"


def _percent(share: Decimal) -> str:
    return plain_number((share * 100).quantize(Decimal("0.00001")))


def _weight(answer: Typed) -> str:
    return "" if answer.weight in {None, Decimal(1)} else f"%{_percent(answer.weight or Decimal(0))}%"


def _typed(answer: Typed, record: Record) -> str:
    text = _escaped(answer.text)
    text = text if record.settings.get("match") == "wildcard" else text.replace("*", "\\*")
    return f"={_weight(answer)}{text}" + (f"#{_escaped(answer.feedback)}" if answer.feedback else "")


def _numbers(record: Record, report: Report) -> str | None:
    found = []
    for answer in record.answers:
        try:
            written = _number(answer.text, record, report)
        except ValueError:
            return None
        remark = f"#{_escaped(answer.feedback)}" if answer.feedback else ""
        found.append(f"={_weight(answer)}{written}{remark}")
    return "#" + " ".join(found)


def _number(text: str, record: Record, report: Report) -> str:
    low, high, unit, value, tolerance = bounds(text)
    if unit:
        report.add("C602", record.line, feature=phrases.UNIT)
    if value is None:
        return f"{plain_number(low)}..{plain_number(high)}"
    return plain_number(value) + (f":{plain_number(tolerance)}" if tolerance else "")


def _blank(record: Record) -> str | None:
    blank = record.blanks[0]
    if blank.options:
        return " ".join(f"{'=' if at == blank.right else '~'}{_escaped(text)}" for at, text in enumerate(blank.options))
    if blank.words:
        return " ".join(f"={_escaped(word)}" for word in blank.words)
    try:
        low, high, _unit, _value, _tolerance = bounds(blank.number)
    except ValueError:
        return None
    return f"#{plain_number(low)}..{plain_number(high)}"
