"""What several formats have in common: true and false, weights as shares, tags that stand for settings, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from app.questions.numbers import read_written
from app.questions.settings import MATCHES
from app.questions.stored import plain_number

from ..diagnostics import Report
from . import phrases
from .escapes import clean, one_line
from .model import Choice, Record

AS_TAGS = {"tags", "difficulty", "competency"}
"""Settings that `tags_of` makes tags of."""

CENT = Decimal("0.0001")
CHINESE = re.compile("[\u3400-\u9fff]")
TAGGED = re.compile(r"(difficulty|competency):(.+)")
TRUE_FALSE = {True: ("正确", "错误"), False: ("True", "False")}
SIGNS = re.compile(r"[\\*_`$~]|</?\w+>")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)


def true_false(text: str, right: bool, if_true: str = "", if_false: str = "") -> tuple[Choice, ...]:
    """The two options, in the language of the text; remarks on choosing true, and on choosing false."""
    yes, no = TRUE_FALSE[bool(CHINESE.search(text))]
    return (Choice(yes, right, feedback=if_true), Choice(no, not right, feedback=if_false))


def is_true(option: Choice) -> bool:
    """Whether an option of a true-false question says that something is so."""
    return one_line(option.text).lower() in {"true", "yes", "right", "correct", "正确", "对", "是"}


def number(text: str) -> str | None:
    """A number as programs write it, in plain digits; None when it is none."""
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return plain_number(Decimal(found[0]) + 0)
    except InvalidOperation:
        return None


def share(text: str) -> Decimal | None:
    """A percentage, as a share with four decimals; None when it is none."""
    found = NUMBER.fullmatch(text.strip())
    value = Decimal(found[0]) / 100 if found else None
    return value.quantize(CENT) if value is not None and -10 <= value <= 10 else None


def weighted(options: Sequence[Choice], *, several: bool) -> tuple[Choice, ...]:
    """Options by their weights: right ones are those with the highest, or with positive ones if several may be chosen.

    Weights that follow from the usual rules are dropped; rounded ones are made to add up to 1.
    """
    shares: list[Decimal] = [option.weight or Decimal(0) for option in options]
    if not several:
        best: Decimal = max(shares, default=Decimal(0))
        right = shares.index(best) if best > 0 else -1
        return tuple(
            replace(option, right=at == right, weight=option.weight if at != right and option.weight else None)
            for at, option in enumerate(options)
        )
    good = [value for value in shares if value > 0]
    each = (Decimal(1) / len(good)).quantize(CENT) if good else Decimal(0)
    usual = all(abs(abs(value) - each) <= CENT * 2 for value in shares)
    over = 1 - sum(good, Decimal(0))
    settled = iter([good[0] + over, *good[1:]] if good and abs(over) <= Decimal("0.01") else good)
    return tuple(
        replace(option, right=value > 0, weight=None if usual else next(settled) if value > 0 else value or None)
        for option, value in zip(options, shares, strict=True)
    )


def shares_of(record: Record, lose: Callable[[str], None]) -> list[Decimal]:
    """What each option of a choice is worth; `lose` is told of a rule that cannot be said in this way."""
    options = record.options
    if record.kind != "multiple":
        return [Decimal(1) if option.right else option.weight or Decimal(0) for option in options]
    if any(option.weight is not None for option in options):
        return [option.weight or Decimal(0) for option in options]
    right = sum(option.right for option in options) or 1
    rule = record.settings.get("partial", "net")
    if rule != "net":
        lose(f"partial: {rule}")
    wrong = -Decimal(1) / right if rule != "each" else Decimal(0)
    return [Decimal(1) / right if option.right else wrong for option in options]


def tags_of(record: Record) -> list[str]:
    """Tags, with difficulty and competency among them."""
    tags = [tag for tag in re.split(r"\s*[,，、]\s*", record.settings.get("tags", "")) if tag]
    return tags + [
        f"{name}:{record.settings[name]}" for name in ("difficulty", "competency") if name in record.settings
    ]


def settings_of(tags: Iterable[str]) -> dict[str, str]:
    """The settings that tags stand for."""
    settings: dict[str, str] = {}
    plain = []
    for tag in tags:
        text = one_line(clean(tag)).replace("`", "'")
        if found := TAGGED.fullmatch(text):
            settings[found[1]] = found[2]
        elif text:
            plain.append(re.sub(r"\s*[,，、]\s*", " ", text))
    return {**({"tags": ", ".join(dict.fromkeys(plain))} if plain else {}), **settings}


def bounds(text: str) -> tuple[Decimal, Decimal, str, Decimal | None, Decimal | None]:
    """Of an accepted number: low, high, unit, and its value and tolerance where it is written so. Raises ValueError."""
    written = read_written(text)
    if isinstance(written, str):
        raise ValueError(text)
    try:
        value = Decimal(written.value)
        if written.high is not None:
            return value, Decimal(written.high), written.unit, None, None
        tolerance = Decimal(written.tolerance or 0)
    except InvalidOperation:
        raise ValueError(text) from None
    return value - tolerance, value + tolerance, written.unit, value, tolerance


def with_tolerance(record: Record) -> Record:
    """A number's relative tolerance written out at each of its answers that has none."""
    relative = re.fullmatch(r"(\d+(?:\.\d+)?)\s*[%％]", record.settings.get("tolerance", ""))
    if relative is None:
        return record
    answers = []
    for answer in record.answers:
        written = read_written(answer.text)
        if (
            not isinstance(written, str)
            and written.high is None
            and written.tolerance is None
            and number(written.value)
        ):
            around = plain_number(abs(Decimal(written.value)) * Decimal(relative[1]) / 100)
            answer = replace(answer, text=f"{written.value} ± {around} {written.unit}".rstrip())
        answers.append(answer)
    kept = {name: value for name, value in record.settings.items() if name != "tolerance"}
    return record.but(answers=tuple(answers), settings=kept)


def lose_settings(record: Record, report: Report, kept: Iterable[str], labels: Iterable[str] = ()) -> None:
    """Says which settings and labelled texts a format has no place for. Tags have one nearly everywhere: see AS_TAGS."""
    known = set(kept)
    lost = [name for name, value in record.settings.items() if name not in known and not _is_default(name, value)]
    lost += [name for name, text in record.labels.items() if text and name not in labels]
    for name in lost:
        report.add("C602", record.line, feature=f"`{name}`" if name not in record.labels else f"`[!{name.upper()}]`")


def _is_default(name: str, value: str) -> bool:
    return (name, value) in {("points", "1"), ("match", MATCHES[0]), ("status", "live"), ("hint_cost", "0%")}


def lose_pictures(record: Record, report: Report) -> None:
    if "![" in repr(record) or "<img" in repr(record):
        report.add("C602", record.line, feature=phrases.PICTURES)


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but signs of Markdown."""
    return SIGNS.sub("", one_line(one)) == SIGNS.sub("", one_line(other))
