"""Formulas as other tools write them, and the lists they stand in."""

from pathlib import Path

import pytest

from .folders import bring_in, errors, page

MATH = "Let $x_1$ be.\n\n"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("So it is:\n$$\na^2\n$$\nand so on.", "So it is:\n\n$$\na^2\n$$\n\nand so on."),
        ("So it is: $$\na^2\n$$.", "So it is:\n\n$$\na^2.\n$$"),
        ("$$\\begin{cases}\na & b \\\\\nc & d\n\\end{cases}$$", "$$\n\\begin{cases}\na & b \\\\\nc & d\n\\end{cases}\n$$"),
        ("Text\n$$a^2$$\nText", "Text\n\n$$\na^2\n$$\n\nText"),
        ("> Text\n> $$\n> a^2\n> $$\n> Text", "> Text\n>\n> $$\n> a^2\n> $$\n>\n> Text"),
        ("1. One\n   $$\n   a^2\n   $$\n   more", "1. One\n\n   $$\n   a^2\n   $$\n\n   more"),
        ("The order is $$a>b$$ here.", "The order is $a>b$ here."),
        ("In $ \\gamma $ and $G_1 $为，$G_2$。", "In $\\gamma$ and $G_1$为，$G_2$。"),
        ("Of 3$\\times$4 each.", "Of 3 $\\times$ 4 each."),
        ("All are $0/1$.", "All are ${0/1}$."),
        ("A `$` and `$x $`, \\$5 and $5 to $10.", "A `$` and `$x $`, \\$5 and $5 to $10."),
        ("Sum $\\sum_{i=1}^{n} x_{i}$ of $y_{k=2}$.", "Sum $\\sum_{i=1}^{n} x_{i}$ of $y_{k=2}$."),
        ("Sparse $\\alpha^{\\*}$.", "Sparse $\\alpha^{*}$."),
        ("So \\(x^2\\) and $`y^2`$.", "So $x^2$ and $y^2$."),
        ("\\[\nx^2\n\\]", "$$\nx^2\n$$"),
        ("```math\nx^2\n```", "$$\nx^2\n$$"),
        ("\\begin{align}\na &= b\n\\end{align}", "$$\n\\begin{align}\na &= b\n\\end{align}\n$$"),
        ("$$a \\label{e} \\tag{1}$$", "$$\na  \\qquad (1)\n$$"),
        ("$$\n\\sum_{i=1} a\n$$", "$$\n\\sum_{i=1} a\n$$"),
        ("```sh\nkill $$ \\(x_1\\)\n```", "```sh\nkill $$ \\(x_1\\)\n```"),
    ],
)  # fmt: skip
def test_a_formula_becomes_one_of_ours(tmp_path: Path, written: str, becomes: str):
    assert page(tmp_path, MATH + written) == MATH + becomes


def test_dollars_without_a_formula_stay(tmp_path: Path):
    text = "It costs $5 or $ 6 $, kill $$ and $HOME/$USER are words."
    assert page(tmp_path, text).replace("\\", "") == text


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("1. One\n  - a\n  - b\n2. Two", "1. One\n   - a\n   - b\n2. Two"),
        ("1. One:\n  ```sh\n  ls\n  ```\n\n2. Two", "1. One:\n   ```sh\n   ls\n   ```\n\n2. Two"),
        ("1. One\n\n  More of it\n\n2. Two", "1. One\n\n   More of it\n\n2. Two"),
        ("1. One\n\n  After it", "1. One\n\n  After it"),
        ("1. One\n   - a\n     - b\n\n     c\n2. Two", "1. One\n   - a\n     - b\n\n     c\n2. Two"),
        ("1. One\n    1. a\n    1. b\n1. Two", "1. One\n    1. a\n    1. b\n1. Two"),
    ],
)
def test_what_stands_too_little_in_belongs_to_its_item(tmp_path: Path, written: str, becomes: str):
    assert page(tmp_path, written) == becomes


def test_a_formula_that_cannot_be_shown_stands_as_code_and_its_line_is_told(tmp_path: Path):
    written = "---\ntitle: A\n---\nGood $x^2$.\n\nText\n$$\nx^{2\n$$\n\nIn $\\nosuch_1$ and\n\n$$\ny^2\n$$\n"
    result = bring_in(tmp_path, {"a.md": written})
    assert errors(tmp_path) == []
    text = (result.folder / result.placed[0].path).read_text()
    assert text.endswith("```latex\nx^{2\n```\n\nIn `\\nosuch_1` and\n\n$$\ny^2\n$$\n")
    assert [found.line for found, _count in result.findings.rows() if found.kind == "formula"] == [7, 11]
