"""What used to be lost without a word."""

import re
from pathlib import Path

import pytest

from app.content.parsing.reading import read_page

from .folders import build, course, html, lesson, the_lesson


def said(text: str) -> list[str]:
    page = read_page("m1/a.md", "en", lesson("a", text).encode())
    return [f"{found.code}@{found.line}" for found in page.diagnostics]


@pytest.mark.parametrize("wrong", ["-( ) B", "•( ) B", "*( ) B", "( ) B"])
def test_a_mistyped_option_below_a_good_one_is_told(wrong: str):
    assert "C228@9" in said(f"## [?] X\n`id: q1`\n\n- (x) A\n{wrong}\n- ( ) C\n")


def test_a_mistyped_answer_below_a_good_one_is_told():
    assert "C228@9" in said("## [?] X\n`id: q1` `type: text`\n\n- = HS code\n-= customs code\n")


@pytest.mark.parametrize("text", ["> " * 25 + "Text.\n", "".join("  " * n + "- Text.\n" for n in range(14))])
def test_text_nested_too_deeply_to_be_shown_is_told(text: str):
    assert any(found.startswith("C118") for found in said(text))


@pytest.mark.parametrize(
    ("given", "shown"),
    [('width="50"', (50, 100)), ('height="10"', (5, 10)), ('width="7" height="8"', (7, 8)), ("", (20, 40))],
)
def test_a_picture_of_raw_html_has_one_size(tmp_path: Path, given: str, shown: tuple[int, int]):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="40" viewBox="0 0 20 40"/>'
    body = f'Text <img src="p.svg" alt="p" {given}> goes on.\n'
    catalogue = build(course(tmp_path, {"m1/a.en.md": lesson("a", body), "m1/p.svg": svg}))
    page = html(the_lesson(catalogue, "a").page("en").blocks)
    sizes = re.findall(r' (width|height)="(\d+)"', page)
    assert sorted(sizes) == [("height", str(shown[1])), ("width", str(shown[0]))]
