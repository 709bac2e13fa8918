"""From the text of a question to what it asks: blanks, values, answers of every kind, pools, and what Fix writes."""

import pytest

from app.content.model import Fix
from app.content.parsing.asking import Asked
from app.content.parsing.pagefile import PageFile
from app.content.parsing.reading import read_page

from .folders import lesson

VARIABLES = "```vars\na = random(1, 9)\nb = a * 2\n```\n\n"
HEAD = lesson("a", "")


def read(text: str) -> PageFile:
    return read_page("m1/a.md", "en", (HEAD + text).encode())


def places(page: PageFile) -> list[str]:
    return [f"{found.code}@{found.line}:{found.column}" for found in page.diagnostics]


def ask(text: str) -> Asked:
    (asked,) = read(text).questions
    return asked


def question(body: str, settings: str = "`id: q`", title: str = "X") -> str:
    return f"## [?] {title}\n{settings}\n\n{body}"


def test_values_stand_in_texts_formulas_and_descriptions_until_they_are_drawn():
    text = (
        VARIABLES + "Is $\\frac{{a}}{{b}}$ or {{b : 2}}? ![{{a}} boxes](p.png)\n\n- = {{b}} ± 1\n\n> [!HINT]\n> {{a}}\n"
    )
    asked = ask(question(text, "`id: q` `type: number`", "Twice {{a}}?"))
    assert asked.text.title == asked.text.heading_html == "Twice {{a}}?"
    assert "<mfrac><mrow><mn>{{a}}</mn></mrow><mrow><mn>{{b}}</mn></mrow></mfrac>" in asked.text.prompt_html
    assert "or {{b : 2}}?" in asked.text.prompt_html
    assert 'alt="{{a}} boxes"' in asked.text.prompt_html
    assert asked.text.hints == ("<p>{{a}}</p>",)


def test_braces_and_brackets_that_mean_nothing_cannot_be_taken_for_values_or_blanks():
    asked = ask(question(VARIABLES + "`{{a}}` \\{\\{a\\}\\} $\\{x\\}$ [[x]] `[[1]]` {{b}}\n"))
    assert "<code>&#123;&#123;a&#125;&#125;</code> &#123;&#123;a&#125;&#125;" in asked.text.prompt_html
    assert "<code>&#91;&#91;1&#93;&#93;</code>" in asked.text.prompt_html
    assert asked.text.prompt_html.count("[[1]]") == 1


def test_double_braces_in_a_formula_are_latex_where_there_are_no_variables():
    assert "<msup><mi>x</mi>" in ask(question("$x^{{2}}$\n\n- (x) A\n- ( ) B\n")).text.prompt_html


def test_blanks_stand_in_heading_text_and_tables():
    text = "| A | B |\n|---|---|\n| [[x\\|y]] | [[= 5 kg]] |\n\n**[[ (x) m | ( ) n ]]**\n"
    asked = ask(question(text, title="One [[a|b]]"))
    assert asked.kind == "cloze"
    assert asked.text.heading_html == "One [[1]]"
    assert "<td>[[2]]</td>\n<td>[[3]]</td>" in asked.text.prompt_html
    assert "<strong>[[4]]</strong>" in asked.text.prompt_html
    assert [blank.words or blank.options or blank.unit for blank in asked.text.blanks] == [
        ("a", "b"), ("x", "y"), "kg", ("m", "n"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("| A | B |\n|---|---|\n| a \\| b | [[ ]] [[c]] |\n", ["C251@10:12"]),
        ("> quoted [[a\n\n- (x) A\n- ( ) B\n", ["C251@8:10"]),
        ("Text `[[` and\nmore {{\n\n- (x) A\n- ( ) B\n", ["C250@9:6"]),
        ("- (x) A [[x]]\n- ( ) B\n", ["C339@8:9"]),
        ("Fill [[a]].\n\n- (x) A\n- ( ) B\n", ["C215@10:1"]),
        ("- (x) A\n- ( ) B\n\n> [!SAMPLE]\n> x\n", ["C227@11:1"]),
        ("> [!NOTE]\n> Note.\n\n- (x) A\n- ( ) B\n\n> [!TIP]\n> x\n", ["C220@14:1"]),
    ],
)
def test_what_is_wrong_in_a_question_is_told_where_it_stands(text: str, found: list[str]):
    assert places(read(question(text))) == found


def test_an_ordering_takes_its_last_numbered_list_and_a_match_its_last_table():
    order = ask(
        question("Mind:\n\n1. the scale\n2. the wind\n\nNow:\n\n1. label\n2. export\n", "`id: q` `type: order`")
    )
    assert [option.html for option in order.text.options.values()] == ["label", "export"]
    assert "the scale" in order.text.prompt_html
    table = "| A | B |\n|---|---|\n| %s | 2 |\n| 3 | 4 |\n\n"
    match = ask(question(table % "0" + "Now:\n\n" + table % "**1**", "`id: q` `type: match`"))
    assert match.text.lefts == ("<strong>1</strong>", "3")
    assert "<td>0</td>" in match.text.prompt_html


def test_text_after_the_answers_of_an_ordering_is_an_error():
    text = "1. a\n2. b\n\nand so on\n"
    assert places(read(question(text, "`id: q` `type: order`"))) == ["C220@11:1"]


def test_an_open_question_has_a_rubric_and_a_sample_and_no_outcomes():
    page = read(question("> [!评分标准]\n> R\n\n> [!参考答案]\n> S\n\n> [!CORRECT]\n> C\n", "`id: q` `type: open`"))
    assert places(page) == ["C227@14:1"]
    assert (page.questions[0].text.rubric_html, page.questions[0].text.sample_html) == ("<p>R</p>", "<p>S</p>")


def test_footnotes_of_a_question_stand_in_it():
    page = read(question("See[^n].\n\n- (x) A\n- ( ) B\n\n---\n\nAlso[^m].\n\n[^n]: Asked.\n\n[^m]: Told.\n"))
    assert "Asked." in page.questions[0].text.prompt_html
    rest = "".join(block for block in page.blocks if isinstance(block, str))
    assert ("Told." in rest, "Asked." in rest) == (True, False)


def test_a_pool_holds_the_questions_under_it_up_to_the_next_heading_of_its_level():
    one = "### [?] %s\n`id: %s`\n\n- (x) A\n- ( ) B\n\n"
    pool = "## [题库] Terms\n`id: terms` `draw: 1`\n\nPick one.\n\n"
    page = read(pool + one % ("X", "q1") + one % ("Y", "q2") + "## Rest\n\n" + one % ("Z", "q3"))
    (found,) = page.pools
    assert (found.id, found.draw, found.title, found.questions, found.line) == ("terms", 1, "Terms", (0, 1), 5)
    assert page.blocks[0] == "<p>Pick one.</p>"
    assert places(page) == []


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("`id: p` `draw: 3`", ["C402@5:1"]),
        ("`id: p` `draw: some`", ["C206@6:9"]),
        ("`id: P!` `draws: 1`", ["C203@6:1", "C205@6:10"]),
        ("`draw: 2`", []),
    ],
)
def test_what_is_wrong_with_a_pool_is_told(settings: str, found: list[str]):
    one = "### [?] %s\n`id: %s`\n\n- (x) A\n- ( ) B\n\n"
    page = read(f"## [pool] P\n{settings}\n\n" + one % ("X", "q1") + one % ("Y", "q2"))
    assert sorted(places(page)) == sorted(found)


def fixed(text: str, fix: Fix) -> str:
    lines = text.split("\n")

    def offset(line: int, column: int) -> int:
        return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1

    return text[: offset(fix.line, fix.column)] + fix.replacement + text[offset(fix.end_line, fix.end_column) :]


@pytest.mark.parametrize(
    ("code", "written", "meant"),
    [
        ("C203", question("- (x) A\n- ( ) B\n", "`id: Who Pays`"), question("- (x) A\n- ( ) B\n", "`id: who-pays`")),
        ("C205", question("- (x) A\n- ( ) B\n", "`id: q` `point: 2`"), question("- (x) A\n- ( ) B\n", "`id: q` `points: 2`")),
        ("C212", question("- (x) A\n- [ ] B\n"), question("- (x) A\n- ( ) B\n")),
        ("C223", question("- (x) A\n> Yes.\n> Right.\n- ( ) B\n"), question("- (x) A\n  > Yes.\n  > Right.\n- ( ) B\n")),
        ("C224", question("- （√）A\n- ( ) B\n"), question("- (x) A\n- ( ) B\n")),
        ("C225", question("- (x) A\n- ( ) B\n\n> [!EXPLANTION]\n> x\n"), question("- (x) A\n- ( ) B\n\n> [!EXPLANATION]\n> x\n")),
        ("C228", question("-( ) A\n-(x) B\n"), question("- ( ) A\n- (x) B\n")),
        ("C228", question("•（ ）A\n•【√】B\n"), question("- ( ) A\n- [x] B\n")),
        ("C307", "[a](my file.md)\n", "[a](<my file.md>)\n"),
        ("C308", "[a]（a.md）\n", "[a](a.md)\n"),
        ("C312", "Text\n---\n", "Text\n\n---\n"),
        ("C312", "Text\n===\n", "# Text\n"),
        ("C336", "$5/kg and 10$/kg\n", "\\$5/kg and 10\\$/kg\n"),
        ("C341", "This ** is bold** now\n", "This **is bold** now\n"),
        ("C342", "    x = 1\n    y = 2\n", "```\nx = 1\ny = 2\n```\n"),
    ],
)  # fmt: skip
def test_what_fix_writes_takes_the_complaint_away(code: str, written: str, meant: str):
    text = HEAD + written
    fix = next(found.fix for found in read_page("a.md", "en", text.encode()).diagnostics if found.code == code)
    assert fix is not None
    after = fixed(text, fix)
    assert after == HEAD + meant
    assert code not in [found.code for found in read_page("a.md", "en", after.encode()).diagnostics]


@pytest.mark.parametrize(
    ("code", "written", "meant"),
    [
        ("C104", "---\nid： a\ntitle: A\n---\n", "---\nid: a\ntitle: A\n---\n"),
        ("C105", "---\nid: a\ntitle: A\ntags:\n\t- x\n---\n", "---\nid: a\ntitle: A\ntags:\n  - x\n---\n"),
        ("C114", "\n\n---\nid: a\ntitle: A\n---\nText.\n", "---\nid: a\ntitle: A\n---\nText.\n"),
        ("C114", "Hello.\n\n---\nid: a\ntitle: A\n---\nText.\n", "---\nid: a\ntitle: A\n---\nHello.\n\nText.\n"),
        ("C131", HEAD + "Te\x01xt.\n", HEAD + "Text.\n"),
    ],
)
def test_what_fix_writes_in_fields(code: str, written: str, meant: str):
    fix = next(found.fix for found in read_page("a.md", "en", written.encode()).diagnostics if found.code == code)
    assert fix is not None
    assert fixed(written, fix) == meant


def test_the_guess_at_another_encoding_is_told():
    (found,) = read_page("a.md", "zh-CN", "---\ntitle: 入门\n---\n".encode("gb18030")).diagnostics
    assert (found.code, found.line, found.args) == ("C116", 2, {"guess": "GB18030"})
