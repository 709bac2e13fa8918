"""What the check of a question says about variables, formulas and draws."""

import pytest

from .drafts import chosen, complaints, filled, ordered, typed

VARS, PROMPT, ANSWER = 5, 20, 30


def with_vars(variables: str, *formulas: str, answer: str = "1"):
    return typed("number", answer, variables=variables, formulas=formulas)


@pytest.mark.parametrize(
    "variables",
    [
        "a = random(20, 80, 5)   # EUR",
        "  a = choice(7%, 19%)",
        "a＝random（20，80）",
        "a = 1\nb = a + 1\nrequire b > a",
        "a = 1\n# a remark\nrequire (a == 1)",
        "单价 = random(20, 80)\na = 单价 × 19%",
        "random_rate = random(1, 2)\na = random_rate",
        "x = random(0, 3)\na = 10 / x\nrequire x > 0",
    ],
)
def test_sound_blocks_bring_no_complaint(variables: str):
    names = [
        line.split("=")[0].split("＝")[0].strip() for line in variables.splitlines() if "= " in line or "＝" in line
    ]
    assert complaints(with_vars(variables, *(name for name in names if "require" not in name))) == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("a", ["C240@5:1"]),
        ("a" + " " * 100_000 + "b", ["C240@5:1"]),
        ("a = 1 " + ":" * 100_000, ["C249@5:5"]),
        ("2a = 1", ["C240@5:1"]),
        ("_a = 1", ["C240@5:1"]),
        ("a b = 1", ["C240@5:1"]),
        ("a = ", ["C240@5:4"]),
        ("a = 1 +", ["C240@5:8"]),
        ("a = 1 > 2", ["C240@5:5"]),
        ("require 1 + 1", ["C240@5:9"]),
        ("a = b + 1", ["C241@5:5"]),
        ("a = 1 + a", ["C241@5:9"]),
        ("require b > 1", ["C241@5:9"]),
        ("a = eval(1)", ["C242@5:5"]),
        ("a = random(1)", ["C242@5:5"]),
        ("a = choice(1)", ["C242@5:5"]),
        ("a = choice(" + ", ".join("1" * 21) + ")", ["C242@5:5"]),
        ("a = 10 * random(1, 3)", ["C244@5:10"]),
        ("a = random(1, 3) + 1", ["C244@5:5"]),
        ("require random(1, 2) > 1", ["C244@5:9"]),
        ("a = random(3, 1)", ["C243@5:5"]),
        ("a = random(1, 3, 0)", ["C243@5:5"]),
        ("a = random(0, 1, 1 / 0)", ["C243@5:5"]),
        ("a = random(0, 10, 0.000001)", ["C249@5:5"]),
        ("round = 3", ["C245@5:1"]),
        ("require = 3", ["C240@5:9"]),
        ("a = 1\na = 2", ["C245@6:1"]),
        ("x" * 33 + " = 1", ["C249@5:1"]),
        ("a = " + "1 + " * 60 + "1", ["C249@5:5"]),
        ("\n".join(f"n{number} = 1" for number in range(21)), ["C118@25:1"]),
    ],
)
def test_broken_lines_are_complained_about_where_they_break(variables: str, expected: list[str]):
    found = [each for each in complaints(with_vars(variables)) if not each.startswith("C248")]
    assert found == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a", []),
        ("a * 2 : 2", []),
        ("a ： 1", []),
        ("if(a > 1, 1, 2)", []),
        ("b", ["C241@20:3"]),
        ("a +", ["C240@20:6"]),
        ("a > 1", ["C240@20:3"]),
        ("a : x", ["C240@20:5"]),
        ("a : 11", ["C240@20:5"]),
        ("random(1, 2)", ["C244@20:3"]),
        ("  ", ["C250@20:1"]),
        ("a" + " " * 100_000 + ": x", ["C240@20:100004"]),
    ],
)
def test_formulas_in_texts_are_checked_at_their_places(formula: str, expected: list[str]):
    assert [each for each in complaints(with_vars("a = 1", formula)) if "C248" not in each] == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("{{a}} ± 1", []),
        ("{{a : 2}} .. {{a + 1}} EUR", []),
        ("{{a}}", ["C233@30:5"]),
        ("{{b}} ± 1", ["C241@30:7"]),
        ("5 ± {{a +}}", ["C240@30:14"]),
        ("{{a ± 1", ["C250@30:5"]),
        ("{{}} ± 1", ["C250@30:5"]),
        ("{{a}} .. {{a - 1}}", ["C243@1:1"]),
        ("5 ± {{a - 2}}", ["C243@1:1"]),
        ("5 ± {{1 / (a - 1)}}", ["C243@1:1"]),
    ],
)
def test_formulas_in_answers_are_checked_too(answer: str, expected: list[str]):
    assert complaints(with_vars("a = 1", "a", answer=answer)) == expected


def test_a_name_that_is_never_used_is_told():
    assert complaints(with_vars("a = 1\n b = 2\nc = b", "a")) == ["C248@7:1"]


def test_what_fails_in_one_draw_is_found():
    assert complaints(with_vars("a = random(0, 3)\nb = 10 / a", "b")) == ["C243@1:1"]
    assert complaints(with_vars("a = random(0, 3)", "10 / a")) == ["C243@1:1"]
    assert complaints(with_vars("a = random(1, 5)\nrequire a > 10", "a")) == ["C246@1:1"]
    assert complaints(with_vars("a = random(1, 1000000)\nrequire a == 7", "a")) == ["C246@1:1"]
    assert complaints(with_vars("a = random(1, 90)\nrequire a == 7", "a")) == ["C246@1:1"]
    assert complaints(with_vars("a = random(1, 9)\nrequire a == 7", "a")) == []
    assert complaints(with_vars("a = random(1, 90)", "1 / (a - 77)")) == ["C243@1:1"]


def test_broken_formulas_are_not_drawn():
    assert complaints(with_vars("a = random(0, 3)\nb = 10 / a\nc = d", "b", "c")) == ["C241@7:5"]


def test_options_that_can_come_out_equal_are_told_once():
    both = "a = random(1, 2)"
    assert complaints(chosen("{{a * 2}}", "{{a + 1}}", variables=both, formulas=("a",))) == ["C247@1:1"]
    assert complaints(chosen("{{a}} EUR", "1 eur", variables=both, formulas=("a",))) == ["C247@1:1"]
    assert complaints(chosen("{{a}} EUR", "{{a}} USD", variables=both, formulas=("a",))) == []
    assert complaints(ordered("{{a}}", "{{a * a}}", "9", variables=both, formulas=("a",))) == ["C247@1:1"]
    assert complaints(filled(" (x) {{a}} | ( ) {{3 - a}} | ( ) 1", variables=both)) == ["C247@1:1"]


def test_a_monster_of_a_block_is_checked_all_the_same():
    lines = ["n0 = random(1, 1000000)"]
    lines += [f"n{number} = " + "+".join(["exp(1)"] * 28) for number in range(1, 20)]
    assert complaints(with_vars("\n".join(lines), *(f"n{number}" for number in range(20)))) == []
