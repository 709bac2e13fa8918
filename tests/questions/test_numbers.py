from decimal import Decimal

import pytest

from app.questions.numbers import Written, read_typed, read_written, shown, unknown_unit


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.5", "12.5"),
        ("１２．５", "12.5"),
        (" 12.50 EUR ", "12.5"),
        ("€12.5", "12.5"),
        ("12.5欧元", "12.5"),
        ("1,234.5", "1234.5"),
        ("1，234", "1234"),
        ("1 234.5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1.5万", "15000"),
        ("2亿", "200000000"),
        ("-3", "-3"),
        ("−3", "-3"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("12,5", None),
        ("1,23,456", None),
        ("12.5 USD", None),
        ("about 12", None),
        ("12.5.1", None),
        ("", None),
        ("1e999", None),
        ("9" * 100, None),
        ("٣", None),
        ("nan", None),
    ],
)
def test_numbers_in_euros_are_read_or_refused(typed: str, number: str | None):
    assert read_typed(typed, ["EUR"]) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "number"), [("2 kg", "2"), ("2公斤", "2"), ("1500 g", "1.5"), ("1500克", "1.5"), ("2 lb", None)]
)
def test_units_of_the_question_are_converted(typed: str, number: str | None):
    assert read_typed(typed, ["kg"], {"g": Decimal("0.001")}) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [("19%", "", "0.19"), ("0.19", "", "0.19"), ("19%", "%", "19"), ("百分之19", "%", "19")],
)
def test_percent_divides_only_where_it_is_not_the_unit(typed: str, unit: str, number: str):
    assert read_typed(typed, [unit]) == Decimal(number)


def test_the_yen_sign_means_the_question_s_own_currency():
    assert read_typed("¥5", ["CNY"]) == read_typed("¥5", ["JPY"]) == 5


def test_the_unit_of_every_language_is_read():
    assert (
        read_typed("3 working days", ["working days", "工作日"])
        == read_typed("3工作日", ["working days", "工作日"])
        == 3
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 kg", Written("12", unit="kg")),
        ("12.5 ± 0.05 kg", Written("12.5", tolerance="0.05", unit="kg")),
        ("-5 +/- 2", Written("-5", tolerance="2")),
        ("−5 +- 2", Written("-5", tolerance="2")),
        ("3 .. 5 days", Written("3", "5", unit="days")),
        ("3～5", Written("3", "5")),
        ("3 … 5", Written("3", "5")),
        ("1,250 EUR", Written("1250", unit="EUR")),
        ("１２．５０", Written("12.5")),
        ("19 ± 0.5 %", Written("19", tolerance="0.5", unit="%")),
        ("100 ± 2% EUR", Written("100", tolerance="2", tolerance_is_percent=True, unit="EUR")),
        ("12 m³", Written("12", unit="m³")),
        ("{{vat}} ± 0.01 EUR", Written("{{vat}}", tolerance="0.01", unit="EUR")),
        ("{{a + 1 : 2}} .. {{b}}", Written("{{a + 1 : 2}}", "{{b}}")),
        ("about 5", "C230"),
        ("1e5", "C230"),
        ("1 .. 2E+3", "C230"),
        ("5 ± 1e-3 kg", "C230"),
        ("9" * 5000, "C230"),
        ("5 eur", Written("5", unit="eur")),
        ("12,5", "C230"),
        ("8–10", "C230"),
        ("5 to 7 days", "C230"),
        ("5 ± -1", "C231"),
        ("5 ±", "C231"),
        ("5 .. 3", "C232"),
    ],
)
def test_accepted_numbers_of_a_file(text: str, read: Written | str):
    assert read_written(text) == read


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("91401.08 EUR", "EUR"),
        ("4h", "h"),
        ("€ 12", "€"),
        ("91,401.08。", "。"),
        ("5 万 EUR", "EUR"),
        ("12,5", ""),
        ("about 12 EUR", ""),
        ("twelve", ""),
        ("1.2.3 kg", ""),
        ("9" * 100, ""),
    ],
)
def test_a_unit_that_is_not_known_is_told_from_a_number_that_cannot_be_read(typed: str, unit: str):
    assert unknown_unit(typed) == unit


@pytest.mark.parametrize(
    ("value", "said"),
    [("7100", "7100 m"), ("91401.08", "91,401.08 m"), ("-1234567", "-1,234,567 m"), ("9999.999", "9999.999 m")],
)
def test_long_numbers_are_read_back_in_groups(value: str, said: str):
    assert shown(Decimal(value), "m") == said
