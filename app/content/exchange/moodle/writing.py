"""Questions into Moodle XML (content-format §16.1, §16.2)."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePosixPath

from app.questions.settings import percent as read_percent
from app.questions.stored import plain_number

from ...diagnostics import Report
from .. import phrases
from ..format import Load
from ..html import to_html, to_inline, to_plain, with_sources
from ..model import BLANK, Blank, Record, Typed
from ..shared import AS_TAGS, bounds, is_true, lose_settings, shares_of, tags_of, with_tolerance

TYPES = {"single": "multichoice", "multiple": "multichoice", "true-false": "truefalse", "text": "shortanswer",
         "number": "numerical", "order": "ordering", "match": "matching", "cloze": "multianswer", "open": "essay"}  # fmt: skip
RESULTS = {"correct": "correctfeedback", "partial": "partiallycorrectfeedback", "wrong": "incorrectfeedback"}
WITH_RESULTS = {"single", "multiple", "match", "order"}
OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
CONVERSION = re.compile(r"\s*([^=＝]+?)\s*[=＝]\s*([\d.]+)\s*")
IN_CLOZE = re.compile(r"[\\~=#{}%]")


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    pool = ""
    for record in records:
        written = _Writer(with_tolerance(record), load, report).question()
        if written is None:
            report.add("C602", record.line, feature=record.id or record.heading[:60])
            continue
        if record.pool != pool:
            pool = record.pool
            path = f"$course$/top/{pool.replace('/', '//')}" if pool else "$course$/top"
            parts.append(tag("question", tag("category", _text(path)), type="category"))
        parts.append(written)
    return "\n".join([*parts, "</quiz>", ""]).encode()


def tag(name: str, inside: str, /, **attributes: str) -> str:
    given = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    return f"<{name}{given}>{inside}</{name}>"


def _text(plain: str) -> str:
    return tag("text", html.escape(plain, quote=False))


class _Writer:
    def __init__(self, record: Record, load: Load, report: Report) -> None:
        self.record, self.load, self.report = record, load, report

    def lose(self, feature: str) -> None:
        self.report.add("C602", self.record.line, feature=feature)

    def question(self) -> str | None:
        record = self.record
        try:
            answers = getattr(self, "_" + record.kind.replace("-", "_"))()
        except ValueError:  # a number that only this format can say
            return None
        self._tell()
        penalty = read_percent(record.settings.get("hint_cost", "0%"), 0, 100) or Decimal(0)
        lines = [
            tag("name", _text(to_plain(record.heading or record.prompt)[:250])),
            self._asked(),
            self.rich("generalfeedback", record.labels.get("explanation", "")),
            tag("defaultgrade", plain_number(record.points)),
            tag("penalty", plain_number(penalty)),
            tag("hidden", "0"),
            tag("idnumber", html.escape(record.id)),
            *answers,
        ]
        if record.kind in WITH_RESULTS:
            lines += [self.rich(name, record.labels.get(label, "")) for label, name in RESULTS.items()]
        lines += [self.rich("hint", hint) for hint in record.hints]
        if tags := tags_of(record):
            lines.append(tag("tags", "".join(tag("tag", _text(each)) for each in tags)))
        return tag("question", "\n" + "\n".join(f"  {line}" for line in lines) + "\n", type=TYPES[record.kind])

    def _tell(self) -> None:
        kept = {"points", "hint_cost", "shuffle", "partial", "min_words", "max_words", "units", *AS_TAGS}
        if self.record.settings.get("match") in {"exact", "wildcard"} and self.record.kind in {"text", "cloze"}:
            kept.add("match")
        labels = {"explanation", "rubric", *(RESULTS if self.record.kind in WITH_RESULTS else ())}
        lose_settings(self.record, self.report, kept, labels)
        if any(option.pin for option in self.record.options):
            self.lose(phrases.PIN)

    def rich(self, name: str, markdown: str, /, **attributes: str) -> str:
        """A node with HTML in it, and the pictures that the HTML shows."""
        return self._rich(name, to_html(markdown) if "\n" in markdown else to_inline(markdown), **attributes)

    def _rich(self, name: str, shown: str, /, **attributes: str) -> str:
        files: dict[str, bytes] = {}

        def change(target: str) -> str:
            data = None if OUTSIDE.match(target) else self.load(target)
            if data is None:
                self.lose(target)
                return target
            file = PurePosixPath(target).name
            files[file] = data
            return f"@@PLUGINFILE@@/{file}"

        text = _text(with_sources(shown, change))
        for file, data in files.items():
            text += tag("file", base64.b64encode(data).decode(), name=file, path="/", encoding="base64")
        return tag(name, text, format="html", **attributes)

    def _asked(self) -> str:
        record = self.record
        if record.kind != "cloze":
            return self.rich("questiontext", record.prompt or record.heading)
        text = f"{record.heading}\n\n{record.prompt}" if BLANK in record.heading else record.prompt
        shown = to_html(text.strip())
        for blank in record.blanks:
            shown = shown.replace(BLANK, html.escape(_blank(blank, record), quote=False), 1)
        return self._rich("questiontext", shown)

    def _choices(self) -> list[str]:
        record = self.record
        shares = shares_of(record, lambda rule: self.lose(f"`{rule}`"))
        shuffle = record.settings.get("shuffle", "yes") in {"yes", "true"}
        head = [
            tag("single", "false" if record.kind == "multiple" else "true"),
            tag("shuffleanswers", "true" if shuffle else "false"),
            tag("answernumbering", "abc"),
        ]
        return head + [
            self._answer(self.rich("x", option.text), option.feedback, share, "html")
            for option, share in zip(record.options, shares, strict=True)
        ]

    def _answer(self, inside: str, feedback: str, share: Decimal, form: str = "plain_text") -> str:
        """`inside`: a node whose content is the answer's."""
        content = inside[inside.index(">") + 1 : inside.rindex("<")]
        fraction = plain_number((share * 100).quantize(Decimal("0.00001")))
        remark = self.rich("feedback", feedback)
        return tag("answer", content + remark, fraction=fraction, format=form)

    _single = _multiple = _choices

    def _true_false(self) -> list[str]:
        return [
            self._answer(
                tag("x", _text("true" if is_true(option) else "false")), option.feedback, Decimal(option.right)
            )
            for option in self.record.options
        ]

    def _typed(self, answer: Typed, text: str, more: str = "") -> str:
        share = Decimal(1) if answer.weight is None else answer.weight
        return self._answer(tag("x", _text(text) + more), answer.feedback, share)

    def _text(self) -> list[str]:
        mode = self.record.settings.get("match", "normal")
        found = [
            self._typed(each, each.text if mode == "wildcard" else each.text.replace("*", "\\*"))
            for each in self.record.answers
        ]
        return [tag("usecase", "1" if mode == "exact" else "0"), *found]

    def _number(self) -> list[str]:
        found, unit = [], ""
        for answer in self.record.answers:
            low, high, unit, _value, _tolerance = bounds(answer.text)
            around = tag("tolerance", plain_number((high - low) / 2))
            found.append(self._typed(answer, plain_number((low + high) / 2), around))
        return found + self._units(unit)

    def _units(self, unit: str) -> list[str]:
        if not unit:
            return []
        units = [(unit, Decimal(1))]
        for part in re.split("[,，、;；]", self.record.settings.get("units", "")):
            if (found := CONVERSION.fullmatch(part)) and Decimal(found[2]) > 0:
                units.append((found[1], 1 / Decimal(found[2])))
        shown = "".join(
            tag("unit", tag("multiplier", f"{size:.10g}") + tag("unit_name", html.escape(name))) for name, size in units
        )
        return [tag("units", shown), tag("unitgradingtype", "0"), tag("showunits", "3")]

    def _order(self) -> list[str]:
        return [
            self._answer(self.rich("x", item), "", Decimal(at), "html") for at, item in enumerate(self.record.items, 1)
        ]

    def _match(self) -> list[str]:
        found = [tag("shuffleanswers", "true")]
        for left, right in self.record.pairs:
            node = self.rich("subquestion", left)
            answer = tag("answer", _text(to_plain(right)))
            found.append(node.removesuffix("</subquestion>") + answer + "</subquestion>")
        return found

    def _cloze(self) -> list[str]:
        for blank in self.record.blanks:
            if blank.number:
                bounds(blank.number)
        return []

    def _open(self) -> list[str]:
        record = self.record
        limits = {"minwordlimit": "min_words", "maxwordlimit": "max_words"}
        return [
            tag("responseformat", "editor"),
            self.rich("graderinfo", record.labels.get("rubric", "")),
            *(tag(name, record.settings[key]) for name, key in limits.items() if record.settings.get(key)),
        ]


def _blank(blank: Blank, record: Record) -> str:
    """A blank in the notation of Moodle's cloze."""
    if blank.options:
        picks = (f"{'=' if at == blank.right else ''}{_in_cloze(text)}" for at, text in enumerate(blank.options))
        return f"{{1:MULTICHOICE:{'~'.join(picks)}}}"
    if blank.words:
        wild = record.settings.get("match") == "wildcard"
        kind = "SHORTANSWER_C" if record.settings.get("match") == "exact" else "SHORTANSWER"
        words = (f"={_in_cloze(word if wild else word.replace('*', chr(92) + '*'))}" for word in blank.words)
        return f"{{1:{kind}:{'~'.join(words)}}}"
    low, high, _unit, _value, _tolerance = bounds(blank.number)
    around = f":{plain_number((high - low) / 2)}" if high > low else ""
    return f"{{1:NUMERICAL:={plain_number((low + high) / 2)}{around}}}"


def _in_cloze(text: str) -> str:
    return IN_CLOZE.sub(lambda sign: "\\" + sign[0], text)
