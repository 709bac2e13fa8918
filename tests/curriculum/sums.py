"""Calculations as they are written in lessons: `48,000 × 6% = 2,880`, in a line or in two cells of a table."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .plan import compute

CURRENCY = re.compile(r"(?:\b(?:USD|RMB|EUR|GBP|CNY)|US\$|[€£$¥])\s?(?=-?\d)")
UNIT = re.compile(
    r"(?<=\d)\s?(?:欧元|美元|英镑|元|立方米|公斤|千克|磅|万|件|箱|单|天|日|小时|个|次|人|行|项|票|"
    r"(?:EUR|USD|RMB|GBP|kg|lb|cm|m³|CBM|pieces?|pcs?|units?|cartons?|orders?|days?|hours?|lines?|h|items?)\b)(?=[\s×÷+−=≈()（）-])"
)
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?"
LEFT = re.compile(r"[\d,.%×÷+−*/()\s-]+$")
RIGHT = re.compile(rf"\s*(?P<told>[(\s]*[-−]?\s?{NUMBER}(?:[)\s]*[×÷+−*/-][(\s]*{NUMBER})*\)*)")
CELL = re.compile(rf"\*{{0,2}}(?P<told>[-−]?{NUMBER})\*{{0,2}}")
OPERATOR = re.compile(r"\d%?\)*\s*[×÷+−*/-]\s*\(*\d")
BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*]|\d+\.)\s+(?=\S)")


@dataclass(frozen=True)
class Sum:
    """A calculation and the result that stands beside it."""

    written: str
    told: str

    @property
    def is_right(self) -> bool:
        """Whether the result is what comes out, rounded to as many digits as are told. It may be a calculation again."""
        told = compute(plainly(self.told), {})
        places = max(len(each) for each in re.findall(r"\d(?:\.(\d+))?", self.told)) + 2 * self.told.endswith("%")
        value = compute(plainly(self.written), {})
        return abs(value - told) <= 0.5 * 10**-places + 1e-9 * max(1, abs(told))


def sums_in(text: str) -> Iterator[Sum]:
    """All calculations of a Markdown text whose numbers are not drawn."""
    for line in text.split("\n"):
        if "{{" in line or "[[" in line:
            continue
        if line.lstrip("> ").startswith("|"):
            yield from _in_cells([cell.strip() for cell in line.strip("> |").split("|")])
        yield from _in_line(_bare(BULLET.sub("", line)))


def plainly(written: str) -> str:
    """A calculation as Python writes it."""
    plain = written.replace(",", "").translate(str.maketrans("×÷−", "*/-")).strip()
    return re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", plain)


def _in_line(line: str) -> Iterator[Sum]:
    for sign in re.finditer(r"[=≈]", line):
        left, right = LEFT.search(line[: sign.start()]), RIGHT.match(line, sign.end())
        if left and right and not _hangs_on_a_word(line, left.start()):
            yield from _sum(left[0], right)


def _in_cells(cells: list[str]) -> Iterator[Sum]:
    for formula, result in pairwise(cells):
        told = CELL.fullmatch(_bare(result))
        if told and LEFT.fullmatch(_bare(formula)):
            yield from _sum(_bare(formula), told)


def _sum(written: str, told: re.Match[str]) -> Iterator[Sum]:
    balanced = _balanced(written.strip())
    if OPERATOR.search(balanced) and _can_be_read(balanced) and _can_be_read(told["told"]):
        yield Sum(balanced, told["told"].strip())


def _balanced(written: str) -> str:
    """Without brackets at the front that belong to the words before; nothing when it goes on from these words."""
    while written and (written.count("(") != written.count(")") or written[0] in ",.%)"):
        written = written[1:].lstrip()
    return "" if written.startswith(("×", "÷", "+", "*", "/")) else written


def _can_be_read(written: str) -> bool:
    try:
        ast.parse(plainly(written), mode="eval")
    except SyntaxError:
        return False
    return True


def _bare(text: str) -> str:
    text = text.replace("（", "(").replace("）", ")").replace("**", "").replace("，", "；").replace("\\", "")
    return UNIT.sub("", CURRENCY.sub("", text))


def _hangs_on_a_word(line: str, start: int) -> bool:
    """Whether the first digit belongs to a name such as `W2`."""
    return start > 0 and line[start].isdigit() and (line[start - 1].isascii() and line[start - 1].isalpha())
