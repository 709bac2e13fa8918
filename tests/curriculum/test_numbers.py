"""Worked numbers: whatever a lesson calculates comes out as it is printed, in both languages."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from app.questions.formulas import evaluate

from .library import File, files, lesson_files
from .sums import Sum, sums_in

WORKED = [file for file in lesson_files() if file.source.given.get("x_worked")]
LINE = re.compile(r"(?P<name>\w+) = (?P<formula>[^=]+) = (?P<shown>[-−]?[\d,]+(?:\.\d+)?%?)")


def named(file: File) -> str:
    return file.name


def as_shown(value: Decimal, shown: str) -> Decimal:
    """Rounded to the digits that are printed; a share in percent, where percents are printed."""
    places = len(shown.rstrip("%").partition(".")[2])
    return (value * (100 if shown.endswith("%") else 1)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.mark.parametrize("file", WORKED, ids=named)
def test_the_worked_numbers_of_a_lesson_come_out_as_they_are_printed(file: File):
    values: dict[str, Decimal] = {}
    for line in file.source.given["x_worked"]:
        found = LINE.fullmatch(line)
        assert found, line
        value = values[found["name"]] = evaluate(found["formula"], values)
        shown = found["shown"]
        assert as_shown(value, shown) == Decimal(shown.replace(",", "").replace("−", "-").rstrip("%")), line
        assert re.search(rf"(?<![\d.,]){re.escape(shown)}(?!\d|[.,]\d)", file.body.replace("−", "-")), line


@pytest.mark.parametrize("file", files(), ids=named)
def test_every_calculation_in_a_text_is_right(file: File):
    assert [each for each in sums_in(file.body) if not each.is_right] == []


def test_lessons_with_exercises_show_one_worked():
    bare = {file.source.name for file in lesson_files() if file.source.given.get("x_exercises")}
    assert not bare - {file.source.name for file in WORKED}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("关税 48,000 × 6% = 2,880 元", [("48,000 × 6%", "2,880")]),
        ("| 关税 | 51,770.84 × 6% | 3,106.25 |", [("51,770.84 × 6%", "3,106.25")]),
        ("CIF = 51,600 ÷（1 − 1.1 × 0.003）≈ 51,770.84", [("51,600 ÷(1 − 1.1 × 0.003)", "51,770.84")]),
        ("- USD 3 + USD 4 = USD 7", [("3 + 4", "7")]),
        ("（1,240 + 900）= 2,140 件", [("(1,240 + 900)", "2,140")]),
        ("97.0% (6/8) and 6/8 = 75%", [("6/8", "75%")]),
        ("4 days late × 35 pieces × RMB 24 = RMB 3,360", []),
        ("(5 − 1) × 35 − 40 = 140 − 40 = 100", [("(5 − 1) × 35 − 40", "140 − 40"), ("140 − 40", "100")]),
        ("W2 + 3 = 5, x = 4, a + b = 7, {{a}} + 1 = 2", []),
    ],
)
def test_calculations_are_found_as_people_write_them(text: str, found: list[tuple[str, str]]):
    assert [(each.written, each.told) for each in sums_in(text)] == found


@pytest.mark.parametrize("told", ["2,881", "2,880.5", "28.8%"])
def test_a_wrong_result_is_noticed(told: str):
    assert not Sum("48,000 × 6%", told).is_right
