"""The yardstick itself: what is expected in vain, or not at all, is noticed."""

from pathlib import Path

import pytest

from .cases import Case, holds, load


def case(**given: object) -> Case:
    return Case("X01", str(given["kind"]), given, Path())


def file(folder: Path, text: str) -> Path:
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    return folder / "cases.yaml"


@pytest.mark.parametrize("text", ["", "format: 1\ncases: []\n", "format: 2\ncases: [{id: A, kind: body}]\n", "[]"])
def test_a_file_without_cases_fails(tmp_path: Path, text: str):
    with pytest.raises(ValueError, match="no cases"):
        load(file(tmp_path, text))


def test_a_file_that_is_missing_fails(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.yaml")


def test_two_cases_of_one_name_fail(tmp_path: Path):
    with pytest.raises(ValueError, match="more than one case is called A"):
        load(file(tmp_path, "format: 1\ncases: [{id: A, kind: body}, {id: A, kind: file}]\n"))


def test_a_key_that_nobody_knows_fails():
    slips = case(kind="body", inputs="x", expect={"diag": []}).slips()
    assert slips == [
        "“input” is missing",
        "“inputs” is not known in a case of kind body",
        "“diag” cannot be expected of kind body",
    ]


def test_a_kind_that_nobody_knows_fails():
    assert case(kind="poem").slips() == ["“poem” is not a kind of case"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 2}),
        ({"a": [1, 2]}, {"a": [1]}),
        ({"a": [1]}, {"a": [2]}),
        ({"a": 1}, {"a": {"b": 1}}),
        ({"a": True}, {"a": "true"}),
    ],
)
def test_what_is_not_as_expected_is_said(found: object, expected: object):
    assert len(holds(found, expected)) == 1


def test_mappings_may_hold_more_than_is_expected():
    assert holds({"a": [{"b": 1, "c": 2}], "d": 3}, {"a": [{"b": 1}]}) == []
