"""Formulas, coloured code, figures, footnotes, definition lists: what a page is made of beside CommonMark."""

import pytest

from app.content.parsing import colours, mathml
from app.content.parsing.pagefile import Include, PageFile
from app.content.parsing.reading import read_page

from .folders import html, lesson


def read(text: str, role: str = "page") -> PageFile:
    return read_page("m1/a.md", "en", lesson("a", text).encode(), role)  # type: ignore[arg-type]  # a parameter of the test


def body(text: str) -> str:
    return html(read(text).blocks)


def places(page: PageFile) -> list[str]:
    return [f"{found.code}@{found.line}:{found.column}" for found in page.diagnostics]


def test_formulas_become_mathml_in_a_line_and_on_lines_of_their_own():
    shown = body("Is $x^2$ it?\n\n$$\nx_1\n$$\n")
    assert '<math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>' in shown
    assert '<math display="block"><mrow><msub><mi>x</mi><mn>1</mn></msub></mrow></math>' in shown


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1}{2}", r"\sqrt[3]{x}", r"\begin{aligned} a &= b \\ c &= d \end{aligned}", r"19\% + 19%", r"\{ x \}",
        r"\begin{cases} 1 & x > 0 \\ 0 \end{cases}", r"\text{if } a < b", r"\left( x \right)", r"\sum_{i=1}^n i",
        r"\begin{matrix} a & \\ & b \end{matrix}", r"税额 = 价格 \times 税率", r"f'(x)", r"\mathbf{A}",
    ],
)  # fmt: skip
def test_usual_formulas_are_read(latex: str):
    formula = mathml.convert(latex, block=True)
    assert (formula.why, formula.mathml[:6]) == ("", "<math ")


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\frac{1}{", mathml.BRACES),
        (r"\frac{1}", mathml.MISSING),
        (r"\foo{x}", r"\foo"),
        ("x^", mathml.WHY["MissingSuperScriptOrSubscriptError"]),
        (r"\begin{matrix} a", mathml.BEGIN_END),
        (r"\begin{foo} a \end{foo}", r"\begin{foo}"),
        (r"\left( x", mathml.WHY["ExtraLeftOrMissingRightError"]),
        ("a & b", mathml.STRAY),
        (r"\href{javascript:alert(1)}{x}", r"\href"),
        (r"\newcommand{\x}{\x\x}\x", r"\newcommand"),
        (r"\sqrt" * 300, mathml.MISSING),
        ("x" * 5000, mathml.TOO_LONG),
        ("{" * 100 + "x" + "}" * 100, mathml.TOO_DEEP),
    ],
)
def test_what_cannot_be_read_as_a_formula_is_told(latex: str, why: str):
    assert mathml.convert(latex, block=False) == mathml.Formula(why=why)


def test_a_row_whose_last_cell_is_empty_is_not_lost():
    assert mathml.convert(r"\begin{matrix} a & \\ b & \end{matrix}", block=True).mathml.count("<mtr>") == 2


def test_a_formula_holds_no_html():
    shown = mathml.convert(r"\text{<img src=x onerror=alert(1)>}", block=False).mathml
    assert "<img" not in shown
    assert "&lt;img" in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It costs $5 and $10, US$20/US$30, 从$5到$10.\n", []),
        ("Between $5/kg and 10$/kg.\n", ["C336@5:9"]),
        ("In $\\foo$ and $x^$\n", ["C335@5:4", "C335@5:15"]),
        ("> $$\n> \\foo\n> $$\n", ["C335@5:3"]),
        ("- item\n\n  $$\n  x^\n  $$\n", ["C335@7:3"]),
        ("| $\\foo$ | $\\foo$ |\n|---|---|\n", ["C335@5:3", "C335@5:12"]),
        ("$$\nx\n\ny\n", ["C335@5:1"]),
        ("`$x$` and \\$x\\$ and $ x $\n", []),
    ],
)
def test_formulas_and_money_are_told_apart_with_their_places(text: str, found: list[str]):
    assert places(read(text)) == found


def test_money_that_slipped_through_shows_as_it_is_written():
    assert "Between $5/kg and 10$/kg." in body("Between $5/kg and 10$/kg.\n")


def test_code_is_coloured_by_class_names_alone():
    shown = body('```python\ndef f(): return "x"  # <b>\n```\n')
    assert '<span class="tok-k">def</span> <span class="tok-n">f</span>' in shown
    assert "# &lt;b&gt;" in shown
    assert "style=" not in shown


@pytest.mark.parametrize("language", ["", "text", "no-such-language"])
def test_code_without_a_known_language_is_plain(language: str):
    assert colours.colour("if x < 1:\n", language) == "if x &lt; 1:\n"


@pytest.mark.parametrize("language", ["", "text", "Text"])
def test_words_and_formulas_in_lines_wrap_line_by_line_and_need_no_scrolling(language: str):
    shown = body(f"```{language}\nnet = a < b\n  − c\n\nend\n```\n")
    lines = "<span>net = a &lt; b</span>\n<span>  − c</span>\n<span></span>\n<span>end</span>\n"
    assert f"<code>{lines}</code></pre>" in shown
    assert '<pre class="words"' in shown
    assert "tabindex" not in shown


def test_code_in_a_language_scrolls_in_its_frame():
    assert '<pre tabindex="0" role="group" aria-label="Code python"><code>' in body("```python\nx = 1\n```\n")


def test_code_that_is_very_long_is_plain():
    code = "x = 1\n" * 10_000
    assert colours.colour(code, "python") == code


@pytest.mark.parametrize(
    ("info", "found"),
    [("klingon", ["C338@5:1"]), ("mermaid", ["C337@5:1"]), ("rust,ignore", []), ("js {1}", []), ("vars", ["C256@5:1"])],
)
def test_the_language_of_code_is_the_first_word_behind_the_fence(info: str, found: list[str]):
    assert places(read(f"```{info}\nx\n```\n")) == found


def test_a_picture_alone_with_a_title_is_a_figure_and_keeps_the_size_of_raw_html():
    assert "<figure><img src=" in body('![a parcel](p.png "Five stops")\n')
    assert '<img width="40" src="' in body('<img src="p.png" alt="a" width="40" height="1em">\n')


def test_alerts_may_stand_in_lists():
    assert '<li><p>a</p>\n<aside class="callout" data-s="warn"' in body("- a\n\n  > [!WARNING]\n  > b\n")


def test_cells_stand_where_the_table_says():
    shown = body("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n")
    assert '<td>1</td>\n<td class="mid">2</td>\n<td class="num">3</td>' in shown


def test_a_paragraph_that_is_one_link_to_be_put_in_is_a_place_of_its_own():
    page = read("Before.\n\n[help](include:../shared/x.md)\n\nAfter [it](include:y.md).\n")
    assert page.blocks[1] == Include(0)
    assert [(link.target, link.line, link.column) for link in page.includes] == [("include:../shared/x.md", 7, 1)]
    assert [link.target for link in page.links] == ["include:../shared/x.md", "include:y.md"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":::note\n\n## Head {#id}\n\n[a](b){.button}\n", ["C339@5:1", "C339@7:9", "C339@9:7"]),
        ("See [[Page]] and {{x}}, `[[code]]` and `{{code}}`.\n", ["C339@5:5", "C253@5:18"]),
        ("A[^1] b[^2].\n\n[^1]: note\n", ["C340@5:8"]),
        ("This ** is not bold** at all.\n", ["C341@5:6"]),
        ("    four blanks\n", ["C342@5:1"]),
        ("One\n---\n\nTwo\n===\n", ["C312@6:1", "C312@9:1"]),
        ("[a](my file.md) [b]（b.md）\n", ["C307@5:1", "C308@5:17"]),
        ("# [?] A\n\n> ## [?] B\n", ["C201@5:1", "C201@7:1"]),
        ("x \\| y\n\n| a \\| [[b]] |\n|---|\n", ["C339@7:8"]),
    ],
)
def test_what_this_format_does_not_read_is_told_where_it_stands(text: str, found: list[str]):
    assert sorted(places(read(text))) == sorted(found)


def test_ids_in_files_that_stand_beside_others_do_not_meet():
    text = "> [!TIP]\n> A[^1]\n\n[^1]: note\n"
    first, second = (html(read(text + more, "piece").blocks) for more in ("", "\nMore.\n"))
    assert first.split('id="')[1][:6] != second.split('id="')[1][:6]


def test_a_piece_with_a_question_cannot_be_put_in():
    page = read("Text.\n\n## [?] X\n\n- (x) A\n- ( ) B\n", "piece")
    assert (places(page), page.has_questions) == (["C333@7:1"], True)


@pytest.mark.parametrize("role", ["piece", "landing", "glossary"])
def test_only_lessons_quizzes_and_pools_need_a_title(role: str):
    assert read_page("a.md", "en", b"Text.\n", role).diagnostics == ()  # type: ignore[arg-type]  # a parameter of the test


def test_a_glossary_is_made_of_its_headings_of_level_2():
    page = read(
        "## Landed cost\n`id: LC-1` `aka: total cost, 总成本`\n\n**All** of it.\n\n## HS Code\n\nDigits.\n", "glossary"
    )
    first, second = page.terms
    assert (first.id, first.title, first.aka, first.html) == (
        "LC-1", "Landed cost", ("total cost", "总成本"), "<p><strong>All</strong> of it.</p>",
    )  # fmt: skip
    assert (second.id, second.has_id) == ("hs-code", False)


def test_ids_of_terms_are_good_and_each_is_there_once():
    page = read("## A\n`id: x y`\n\n## B\n`id: b`\n\n## b\n\n## C\n`ids: c`\n", "glossary")
    assert places(page) == ["C103@6:1", "C102@11:1", "C205@14:1"]
    assert [term.id for term in page.terms] == ["a", "b", "c"]


def test_a_mark_after_a_formula_stays_with_it():
    shown = body("So $x$, then $y$ and $z$。\n")
    assert "</math>,</span> then <math" in shown
    assert "</math>。</span>" in shown
    assert shown.count('<span class="formula">') == 2


def test_formulas_on_lines_of_their_own_scroll_for_the_keyboard_too():
    frame = 'class="scroll formula" role="group" tabindex="0" aria-label="Formula"><math display="block">'
    shown = body("$$\nx\n$$\n\nIn a line $$y$$ too.\n")
    assert f"<div {frame}" in shown
    assert f"<span {frame}" in shown
    assert "scroll" not in body("$$\n\\nothing\n$$\n")
