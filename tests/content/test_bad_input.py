"""Texts made to break the reader. Each ends in a diagnostic, within 2 seconds of processor time and 200 MB: see limited.py."""

from pathlib import Path

import pytest

from .conftest import Checker
from .folders import course, lesson

MIB = 1024 * 1024


def fields(text: str) -> str:
    return f"---\nid: a\ntitle: A\n{text}\n---\nText.\n"


def asked(answers: str, settings: str = "") -> str:
    return lesson("a", f"## [?] How much?\n`id: q1` {settings}\n\n{answers}\n")


def with_variables(variables: str, answer: str = "= {{x}}") -> str:
    return asked(f"```vars\n{variables}\n```\n\nHow much is {{{{x}}}}?\n\n- {answer}", "`type: number`")


YAML = {
    "an alias": ("tags: &x [a]\nauthors: *x", "C129"),
    "a bomb of aliases": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)),
        "C129",
    ),
    "a tag that would run code": ("x: !!python/object/apply:os.system [id]", "C129"),
    "a merge key": ("a: &a {b: c}\n<<: *a", "C129"),
    "10 000 brackets": ("tags: " + "[" * 10_000, None),
    "10 000 braces": ("tags: " + "{a: " * 10_000, None),
    "10 000 levels of indent": ("\n".join(" " * n + "a:" for n in range(300)), None),
    "10 000 dashes in a line": ("tags:\n" + "- " * 10_000 + "a", None),
    "10 000 fields": ("\n".join(f"x_{n}: {n}" for n in range(10_000)), None),
    "a value of 60 000 digits": ("minutes: " + "9" * 60_000, None),
    "a value of 60 000 letters": ("title: " + "a" * 60_000, None),
    "a key of 60 000 letters": ("a" * 60_000 + ": b", None),
    "an anchor with nothing": ("tags: &", None),
    "a block of text without end": ("summary: |\n" + "  a\n" * 12_000, None),
    "quotes that do not close": ("title: '" + "'" * 30_001, None),
    "a mebibyte of fields": ("title: " + "a " * (MIB // 2 - 100), None),
    "a date that is none": ("review_by: 2026-02-31", "C109"),
    "a number that is infinite": ("minutes: .inf", "C109"),
    "a sexagesimal number": ("minutes: 190:20:30", "C109"),
    "a question mark": ("? " * 3_000 + "a", None),
}


@pytest.mark.parametrize("name", YAML)
def test_fields_made_to_break_the_reader_are_complained_about(checker: Checker, tmp_path: Path, name: str):
    text, code = YAML[name]
    found = checker.codes(course(tmp_path, {"m1/a.en.md": fields(text)}))
    assert found
    assert code is None or code in found


@pytest.mark.parametrize("name", YAML)
@pytest.mark.parametrize("file", ["course.yaml", "m1/module.yaml"])
def test_so_are_those_of_course_and_module(checker: Checker, tmp_path: Path, name: str, file: str):
    text = YAML[name][0]
    start = "format: 1\nid: c1\ntitle: C\nlanguages: [en]\n" if file == "course.yaml" else "id: m1\ntitle: M\n"
    files: dict[str, str | bytes] = {"m1/a.en.md": lesson("a"), file: start + text}
    assert checker.codes(course(tmp_path, files))


REPEATED = {
    "letters": "a",
    "blanks and a letter": "  a",
    "Chinese": "税",
    "stars": "*",
    "stars and letters": "*a ",
    "pairs of stars": "**a",
    "underscores": "_a ",
    "tildes": "~~a",
    "backticks": "`",
    "backticks and blanks": "` `` ",
    "left brackets": "[",
    "right brackets": "]",
    "brackets": "[]",
    "links": "[a](b) ",
    "links that do not close": "[a](",
    "links in angles": "[a](<b",
    "pictures": "![",
    "pictures that do not close": "![a](b ",
    "angles": "<",
    "tags that do not close": "<a ",
    "attributes": '<abbr title="',
    "comments": "<!--",
    "declarations": "<!A ",
    "instructions": "<?",
    "cdata": "<![CDATA[",
    "ampersands": "&",
    "entities": "&#x",
    "backslashes": "\\",
    "dollars": "$",
    "formulas": "$a$ ",
    "formulas with braces": "$\\frac{",
    "double braces": "{{",
    "blanks to fill in": "[[",
    "blanks with choices": "[[a|(x) b]] ",
    "bars": "|",
    "footnotes": "[^1]",
    "inline footnotes": "^[",
    "addresses": "www.a.b ",
    "addresses that go on": "http://(",
    "mail": "a@",
    "mails": "a@b.cc ",
    "full-width brackets": "[a]（",
    "quotation marks": "“**",
    "colons": ":",
    "code marks": "`a: b` ",
    "exclamation marks": "!",
    "combining marks": "e\u0301",
    "emoji": "👩\u200d👩\u200d👧",
    "right to left": "\u05d0 ",
    "hashes": "# ",
    "equals": "=",
    "terms": "[a](term:b) ",
    "ruby": "<ruby>",
    "kbd": "<kbd>",
    "details": "<details>",
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_line_of_a_mebibyte_is_read_or_refused(checker: Checker, tmp_path: Path, name: str):
    text = REPEATED[name]
    page = lesson("a", text * ((MIB - 200) // len(text.encode())) + "\n")
    checker.codes(course(tmp_path, {"m1/a.en.md": page}))


@pytest.mark.parametrize("name", REPEATED)
def test_so_are_lines_of_it(checker: Checker, tmp_path: Path, name: str):
    line = (REPEATED[name] * 20)[:40] + "\n"
    page = lesson("a", line * ((MIB - 200) // len(line.encode())))
    checker.codes(course(tmp_path, {"m1/a.en.md": page}))


NESTED = {
    "quotations": "> " * 10_000 + "a\n",
    "quotations line by line": "".join(">" * n + " a\n" for n in range(1, 1000)),
    "lists in a line": "- " * 10_000 + "a\n",
    "lists": "".join("  " * n + "- a\n" for n in range(700)),
    "numbered lists": "".join("   " * n + "1. a\n" for n in range(500)),
    "brackets": "[" * 10_000 + "a" + "]" * 10_000 + "\n",
    "links": "[" * 10_000 + "a" + "](b)" * 10_000 + "\n",
    "pictures": "![" * 10_000 + "a" + "](b)" * 10_000 + "\n",
    "emphasis": "*a **b " * 10_000 + "c** d*" * 10_000 + "\n",
    "details": "<details>\n\n" * 10_000,
    "details in a line": "<details><summary>" * 10_000 + "\n",
    "marks": "<sup>" * 10_000 + "a" + "</sup>" * 10_000 + "\n",
    "footnotes": "".join(f"[^{n}]: a [^{n + 1}]\n\n" for n in range(5_000)) + "[^0]\n",
    "footnotes in themselves": "[^a]: b [^a]\n\n[^a]\n",
    "alerts": "".join("> " * n + "[!NOTE]\n" for n in range(1, 500)),
    "definitions": "a\n: b\n" * 10_000,
    "braces in a formula": "$" + "{" * 900 + "}" * 900 + "$\n",
    "fractions": "$" + "\\frac{" * 300 + "1" + "}{2}" * 300 + "$\n",
    "roots": "$" + "\\sqrt{" * 300 + "}" * 300 + "$\n",
    "environments": "$$\n" + "\\begin{matrix}" * 100 + "\n$$\n",
    "parts of formulas": "$" + "_{a^{" * 300 + "}" * 600 + "$\n",
    "tables in lists": "- | a |\n  |---|\n" * 5_000,
    "fences in quotations": "".join("> " * n + "```\n" for n in range(1, 300)),
}  # fmt: skip


@pytest.mark.parametrize("name", NESTED)
def test_thousands_of_things_inside_each_other_are_read_or_refused(checker: Checker, tmp_path: Path, name: str):
    checker.codes(course(tmp_path, {"m1/a.en.md": lesson("a", NESTED[name])}))


MANY = {
    "headings of one name": "# a\n" * 200_000,
    "headings": "".join(f"## {n}\n\n" for n in range(15_000)),
    "questions": "".join(f"## [?] Q{n}\n`id: q{n}`\n\n- (x) a\n- ( ) b\n\n" for n in range(5_000)),
    "questions with variables": "".join(
        f"## [?] {{{{a}}}} and {{{{b}}}}, {n}\n`id: q{n}` `type: number`\n\n```vars\na = random(1, 1000000)\n"
        "b = random(1, 1000000)\nc = a * b\nrequire a > b\n```\n\n- = {{c}} +- 1\n\n"
        for n in range(200)
    ),
    # 300 kB, fifteen times the longest file that comes along: a slow core with a busy neighbour takes half of the time for it.
    "ordinary pages": ("## Part\n\n" + "到岸成本由买家**承担**，*平台*代收 `VAT`。See [part](#part). " * 8 + "\n\n- a\n- b\n\n") * 480,
    "options": "## [?] Q\n`id: q`\n\n" + "".join(f"- [x] {n}\n" for n in range(20_000)),
    "items to put in order": "## [?] Q\n`id: q` `type: order`\n\n" + "".join(f"1. {n}\n" for n in range(20_000)),
    "pairs": "## [?] Q\n`id: q` `type: match`\n\n| a | b |\n|---|---|\n" + "".join(f"| {n} | b{n} |\n" for n in range(20_000)),
    "words": "## [?] Q\n`id: q` `type: text`\n\n" + "".join(f"- = a{n}\n" for n in range(20_000)),
    "numbers": "## [?] Q\n`id: q` `type: number`\n\n" + "".join(f"- = {n}\n" for n in range(20_000)),
    "blanks": "## [?] Q\n`id: q`\n\n" + "[[a]] " * 20_000 + "\n",
    "settings": "## [?] Q\n" + "`points: 1` " * 20_000 + "\n\n- (x) a\n- ( ) b\n",
    "hints": "## [?] Q\n`id: q`\n\n- (x) a\n- ( ) b\n\n" + "> [!HINT]\n> a\n\n" * 10_000,
    "columns": "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n|" + "b|" * 20_000 + "\n",
    "rows": "| a |\n|---|\n" + "| b |\n" * 100_000,
    "ragged rows": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|b\n" * 10_000,
    "references": "".join(f"[{n}]: b\n" for n in range(20_000)) + "".join(f"[{n}] " for n in range(20_000)),
    "references to nothing": "".join(f"[a{n}][b{n}] " for n in range(30_000)),
    "links to missing pages": "".join(f"[a](page-{n}.md)\n\n" for n in range(5_000)),
    "links to missing headings": "".join(f"[a](#part-{n})\n\n" for n in range(5_000)),
    "links to missing terms": "".join(f"[a](term:word-{n})\n\n" for n in range(5_000)),
    "formulas": "".join(f"$x_{n}^2 + \\frac{{1}}{{2}}$ " for n in range(20_000)),
    "lines of code": "```python\n" + "x = [1, 2, 3]\n" * 70_000 + "```\n",
    "brackets of code": "```javascript\n" + "(" * 500_000 + "\n```\n",
    "quotes of code": "```python\n" + '"""' * 300_000 + "\n```\n",
    "blocks of code": "```bash\nls $((1))\n```\n\n" * 30_000,
    "breaks": "---\n" * 200_000,
    "empty lines": "\n" * 1_000_000,
    "carriage returns": "\r" * 1_000_000,
    "pools": "".join(f"## [pool] P{n}\n\n" for n in range(20_000)),
    "fences that do not close": "```\n~~~\n" * 50_000,
    "fields in the text": "---\na: b\n" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_too_many_of_one_thing_are_read_or_refused(checker: Checker, tmp_path: Path, name: str):
    page = lesson("a", MANY[name], type="quiz" if "## [" in MANY[name] else "lesson")
    checker.codes(course(tmp_path, {"m1/a.en.md": page[: MIB - 1]}))


FORMULAS = {
    "division by nothing": "x = 1 / 0",
    "a remainder by nothing": "x = 7 % 0",
    "powers of powers": "x = 9 ^ 9 ^ 9 ^ 9",
    "a large power": "x = 10 ^ 100000",
    "a root of less than nothing": "x = (0 - 4) ^ 0.5",
    "a logarithm of nothing": "x = ln(0)",
    "a range of too many": "x = random(1, 10 ^ 30, 0.000001)",
    "a step of nothing": "x = random(1, 2, 0)",
    "10 000 brackets": "x = " + "(" * 10_000 + "1" + ")" * 10_000,
    "10 000 signs": "x = " + "-" * 10_000 + "1",
    "10 000 sums": "x = " + "1+" * 10_000 + "1",
    "a long number": "x = " + "9" * 10_000,
    "a number with a large exponent": "x = 1e999999",
    "itself": "x = x + 1",
    "each other": "x = y\ny = x",
    "a function of nobody": "x = __import__('os')",
    "an attribute": "x = (1).__class__",
    "many names": "\n".join(f"x{n} = random(1, 1000)" for n in range(2_000)) + "\nx = 1",
    "a condition that is never met": "x = random(1, 1000)\nrequire x > 2000",
    "choices of choices": "x = choice(" + "choice(1, 2), " * 5_000 + "1)",
    "doubled again and again": "x0 = 2\n" + "\n".join(f"x{n + 1} = x{n} * x{n}" for n in range(18)) + "\nx = x18",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_that_explode_are_complained_about(checker: Checker, tmp_path: Path, name: str):
    found = checker.codes(course(tmp_path, {"m1/a.en.md": with_variables(FORMULAS[name])}))
    assert found & {"C240", "C241", "C242", "C243", "C244", "C245", "C246", "C249", "C118", "C230"}


@pytest.mark.parametrize("answer", ["= {{1/0}}", "= {{9^9^9}}", "= NaN", "= -inf"])
def test_answers_that_explode_are_complained_about(checker: Checker, tmp_path: Path, answer: str):
    assert checker.codes(course(tmp_path, {"m1/a.en.md": asked(f"- {answer}", "`type: number`")}))


@pytest.mark.parametrize(
    "answer", ["= " + "9" * 10_000, "= 1e99999999", "= 1..1e999", "= 1 +- 1e-99999999"], ids=range(4)
)
def test_numbers_without_end_are_read_or_refused(checker: Checker, tmp_path: Path, answer: str):
    checker.codes(course(tmp_path, {"m1/a.en.md": asked(f"- {answer}", "`type: number`")}))
