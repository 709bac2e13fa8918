"""A row of a sheet as a question (content-format §16.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.questions.choices import MOST_OPTIONS
from app.questions.true_false import WORDS as TRUE_FALSE
from app.questions.words import normal

from .. import languages
from ..diagnostics import Report
from . import phrases
from .columns import DIFFICULTIES, FALSE, LETTERS, TRUE, kind_of, looks_like_date
from .escapes import clean, one_line
from .model import Choice, Record, Typed

POINTS = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)
JOINED = re.compile(r"(?<!\\)[|；\n]|;\s")
JOINED_PAIRS = re.compile(r"(?<!\\)[|；;\n]")
PAIR = re.compile(r"\s*(?:->|=>|→|＝|=)\s*")


class Refused(Exception):
    """The row is no question; the message says why, as the C604 of the messages."""


def read_row(cells: Mapping[str, str], row: int, report: Report) -> Record | None:
    """`cells` by column. None, with a complaint, when it cannot be a question."""
    given = {column: clean(cell).strip() for column, cell in cells.items()}
    try:
        return _Row(given, row).record()
    except Refused as refused:
        report.add("C604", row, row=row, why=str(refused))
        return None


class _Row:
    def __init__(self, cells: Mapping[str, str], row: int) -> None:
        self.cells, self.row = cells, row
        self.answer = cells.get("answer", "")
        texts = [cells.get(f"option_{letter}", "") for letter in LETTERS]
        while texts and not texts[-1]:
            texts.pop()
        self.texts = texts

    def record(self) -> Record:
        question = self.cells.get("question", "")
        heading = self.cells.get("heading", "")
        if not question and not heading:
            raise Refused(phrases.NO_QUESTION)
        if not heading and "\n" not in question:
            heading, question = question, ""
        kind = self._kind(heading + question)
        parts = self._parts(kind)
        hints = [self.cells["hint"]] if self.cells.get("hint") else []
        explanation = self.cells.get("explanation", "")
        return Record(
            kind=kind,
            id=self.cells.get("id", ""),
            heading=one_line(heading),
            prompt=question,
            hints=tuple(hints),
            labels={"explanation": explanation} if explanation else {},
            settings=self._settings(),
            lang=languages.normal(self.cells.get("lang", "")) or "",
            line=self.row,
            **parts,  # type: ignore[arg-type]  # fields of one dataclass, each of its own type
        )

    def _kind(self, question: str) -> str:
        word = self.cells.get("type", "")
        if word:
            kind = kind_of(word)
            if kind is None:
                raise Refused(phrases.NO_SUCH_TYPE)
            return "cloze" if kind == "text" and "[[" in question and not self.answer else kind
        if self.texts:
            return "multiple" if len(self._letters()) > 1 else "single"
        if self._truth() is not None:
            return "true-false"
        raise Refused(phrases.NO_SUCH_TYPE)

    def _parts(self, kind: str) -> dict[str, object]:
        if kind not in {"open", "cloze"} and not self.answer:
            raise Refused(phrases.NO_ANSWER)
        if kind not in {"open", "cloze"} and looks_like_date(self.answer):
            raise Refused(phrases.LOOKS_LIKE_DATE)
        if kind in {"single", "multiple"}:
            return {"options": self._options(self._letters())}
        if kind == "true-false":
            return {"options": self._true_false()}
        if kind in {"text", "number"}:
            return {"answers": self._typed(kind)}
        if kind == "order":
            return {"items": tuple(self.texts[at] for at in self._letters(in_order=True))}
        if kind == "match":
            return {"pairs": self._pairs()}
        return {}

    def _letters(self, *, in_order: bool = False) -> list[int]:
        """The options that the answer names, from 0."""
        answer = unicodedata.normalize("NFKC", self.answer).strip()
        letters = re.sub(r"[\s,，、;；.|/&和]+", "", answer).lower()
        if not letters or not all("a" <= letter <= "z" for letter in letters):
            found = [at for at, text in enumerate(self.texts) if text and normal(text) == normal(self.answer)]
            if len(found) == 1:
                return found
            raise Refused(phrases.NO_SUCH_OPTION)
        places = [ord(letter) - ord("a") for letter in letters]
        if any(at >= min(len(self.texts), MOST_OPTIONS) or not self.texts[at] for at in places):
            raise Refused(phrases.NO_SUCH_OPTION)
        return places if in_order else sorted(set(places))

    def _options(self, right: Sequence[int]) -> tuple[Choice, ...]:
        return tuple(
            Choice(text, at in right, feedback=self.cells.get(f"feedback_{LETTERS[at]}", ""))
            for at, text in enumerate(self.texts)
            if text
        )

    def _truth(self) -> bool | None:
        word = unicodedata.normalize("NFKC", self.answer).strip().lower()
        return True if word in TRUE else False if word in FALSE else None

    def _true_false(self) -> tuple[Choice, ...]:
        """The options written, or else the two words in the language of the row."""
        if len(self.texts) == 2 and all(normal(text) in TRUE_FALSE for text in self.texts):
            truth = self._truth()
            if truth is None or self.answer.strip().lower() in {"a", "b"}:
                return self._options(self._letters())
            return tuple(
                Choice(text, (normal(text) in TRUE) == truth, feedback=self.cells.get(f"feedback_{letter}", ""))
                for letter, text in zip(LETTERS, self.texts, strict=False)
            )
        truth = {"a": True, "b": False}.get(self.answer.strip().lower()) if self.texts == [] else None
        truth = self._truth() if self._truth() is not None else truth
        if truth is None:
            raise Refused(phrases.NO_SUCH_OPTION)
        lang = self.cells.get("lang", "")
        chinese = lang.lower().startswith("zh") if lang else _is_chinese(self.cells.get("question", "") + self.answer)
        words = ("正确", "错误") if chinese else ("True", "False")
        return tuple(
            Choice(word, value == truth, feedback=self.cells.get(f"feedback_{letter}", ""))
            for word, value, letter in zip(words, (True, False), "ab", strict=True)
        )

    def _typed(self, kind: str) -> tuple[Typed, ...]:
        texts = [text.replace("\\|", "|").strip() for text in JOINED.split(self.answer)]
        return tuple(
            Typed(text, feedback=self.cells.get(f"feedback_{letter}", ""))
            for text, letter in zip((text for text in texts if text), "abcdefghij" + " " * 90, strict=False)
        )

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        pairs: list[tuple[str, str]] = []
        for part in JOINED_PAIRS.split(self.answer):
            if not part.strip():
                continue
            left, right = [*PAIR.split(part.replace("\\|", "|").strip(), maxsplit=1), ""][:2]
            if not right:
                raise Refused(phrases.NO_PAIR)
            pairs.append((left.strip(), right.strip()))
        return tuple(pairs)

    def _settings(self) -> dict[str, str]:
        settings: dict[str, str] = {}
        if points := unicodedata.normalize("NFKC", self.cells.get("points", "")).removesuffix("分").strip():
            if not POINTS.fullmatch(points) or Decimal(points) > 100:
                raise Refused(phrases.BAD_POINTS)
            settings["points"] = points
        if tags := self.cells.get("tags"):
            settings["tags"] = ", ".join(part for part in re.split(r"\s*[,，、;；|]\s*", one_line(tags)) if part)
        if difficulty := self.cells.get("difficulty"):
            if difficulty.lower() not in DIFFICULTIES:
                raise Refused(phrases.BAD_DIFFICULTY)
            settings["difficulty"] = DIFFICULTIES[difficulty.lower()]
        return settings


def _is_chinese(text: str) -> bool:
    return bool(re.search("[\u3400-\u9fff]", text))
