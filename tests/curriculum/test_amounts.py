"""Both languages of a page say the same numbers and dates, section by section."""

import re

import pytest

from .amounts import amounts, differences
from .library import File, files

TRANSLATIONS = [file for file in files() if file.language == "en"]
LARGE = re.compile(r"(?<=[A-Za-z] )\d{2,3}(?:,\d{3})*(?= [a-z]{4})")


def named(file: File) -> str:
    return file.name


def text_of(file: File) -> str:
    return f"{file.given['title']}\n{file.given.get('summary', '')}\n{file.body}"


@pytest.mark.parametrize("file", TRANSLATIONS, ids=named)
def test_both_languages_of_a_page_say_the_same_numbers_and_dates(file: File):
    assert differences(text_of(file.source), text_of(file)) == []


@pytest.mark.parametrize("file", [file for file in TRANSLATIONS if LARGE.search(file.body)], ids=named)
def test_a_changed_number_is_noticed_on_a_page(file: File):
    found = LARGE.search(text_of(file))
    assert found
    changed = text_of(file)[: found.start()] + "9,173" + text_of(file)[found.end() :]
    assert differences(text_of(file.source), changed)


@pytest.mark.parametrize(
    ("chinese", "english", "wrong"),
    [
        ("合计 36 单，查两单。", "36 orders, two to be checked.", "46 orders, two to be checked."),
        ("到货 620 件。", "620 pieces arrived.", "720 pieces arrived."),
        ("每件 2 元，共 3 件。", "RMB 2 each, 3 pieces.", "RMB 3 each, 3 pieces."),
        ("放行 400 张清单。", "400 lists were released.", "410 lists were released."),
        ("手续费 0.1%。", "A fee of 0.1%.", "A fee of 0.2%."),
        ("截至 2025-08-29。", "As of 29 August 2025.", "As of 19 August 2025."),
        ("由约 490.3 降到 260。", "From about 490.3 to 260.", "From about 470.3 to 260."),
        ("2026 年 7 月 1 日起，5,475 万票。", "54.75 million parcels from 1 July 2026.", "54.75 million parcels from 1 July 2027."),
        ("少了四成，打八五折。", "40% less, at 15% off.", "45% less, at 15% off."),
    ],
)  # fmt: skip
def test_a_number_that_differs_is_noticed_and_one_written_otherwise_is_not(chinese: str, english: str, wrong: str):
    assert differences(chinese, english) == []
    assert differences(chinese, wrong)


@pytest.mark.parametrize(
    "text", ["`weight: 0%`", "{{x : ,2}}", "[x](assets/a12.svg)", "B2C, W2", "3. step", "```vars\na = 3\n```"]
)
def test_what_no_reader_sees_as_a_number_does_not_count(text: str):
    assert not amounts(text).digits
