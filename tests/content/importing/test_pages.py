"""Conventions of other tools in pages, and what readers get instead."""

from pathlib import Path

import pytest

from app.content.importing import splitting

from .folders import PNG, bring_in, codes, errors, kinds, page


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ('!!! warning "Hot"\n    Do not *touch*.\n\n    - ever\n\nAfter.',
         "> [!WARNING]\n> **Hot**\n>\n> Do not *touch*.\n>\n> - ever\n\nAfter."),
        ("Before\n!!! tip\n    T", "Before\n\n> [!TIP]\n> T"),
        ('??? note "More"\n    Inside', "<details>\n<summary>More</summary>\n\nInside\n\n</details>"),
        ('=== "One"\n\n    1\n\n=== "Two"\n\n    2', "**One**\n\n1\n\n**Two**\n\n2"),
        (":::tip Title\nText\n:::", "> [!TIP]\n> **Title**\n>\n> Text"),
        ("::: danger\nText\n:::\n\nAfter", "> [!CAUTION]\n> Text\n\nAfter"),
        (":::note[In brackets]\n:::caution\nText\n:::\n:::", "> [!NOTE]\n> **In brackets**\n>\n> > [!CAUTION]\n> > Text"),
        ("::: details Show\nText\n:::", "<details>\n<summary>Show</summary>\n\nText\n\n</details>"),
        ("```{warning} W\nText\n```", "> [!WARNING]\n> **W**\n>\n> Text"),
        ("?> A hint", "> [!TIP]\n> A hint"),
        ("> [!info] Heading\n> Text", "> [!NOTE]\n> **Heading**\n>\n> Text"),
        ('{% hint style="danger" %}\nText\n{% endhint %}', "> [!CAUTION]\n> Text"),
        ('{% tabs %}\n{% tab title="A" %}\na\n{% endtab %}\n{% endtabs %}', "**A**\n\na"),
        ("{{< note >}}\nText\n{{< /note >}}", "> [!NOTE]\n> Text"),
        ("{% highlight python %}\n{{ x }}\n{% endhighlight %}", "```python\n{{ x }}\n```"),
        ("> Try it.\n{: .challenge}", "> [!IMPORTANT]\n> **Challenge**\n>\n> Try it."),
        ("~~~\nls\n~~~\n{: .language-bash}", "~~~bash\nls\n~~~"),
        ("## Heading {#own-name}", "## Heading"),
        ("[a](https://example.org){target=_blank} `x`{.py}", "[a](https://example.org) `x`"),
        ('```js title="src/a.js" {1,3}\nx\n```', "**src/a.js**\n\n```js\nx\n```"),
        ("```rust,ignore\nx\n```", "```rust\nx\n```"),
        ("[TOC]\n\nText", "Text"),
        ("import Tabs from '@theme/Tabs';\n\nText", "Text"),
        ("Costs $5 to $10 here.", "Costs $5 to $10 here."),
        ("a {{ name }} b [[c]] d", "a \\{\\{ name }} b \\[\\[c]] d"),
        ("## [?] Who", "## \\[?] Who"),
        ("Sub\n===\n\nText\n---", "## Sub\n\n### Text"),
        ("Text\n\n    code\n    more\n\nText", "Text\n\n```\ncode\nmore\n```\n\nText"),
        ("- item\n\n  ```\n  - [ ] {{ x }}\n  ```", "- item\n\n  ```\n  - [ ] {{ x }}\n  ```"),
        ("- [ ] open\n- [x] done", "- [ ] open\n- [x] done"),
        ("A note[^1] and none[^2].\n\n[^1]: Text", "A note[^1] and none\\[^2].\n\n[^1]: Text"),
        ("Math $x^2$ and \\\\(y\\\\).", "Math $x^2$ and $y$."),
        ("&copy; &lt;b&gt; &amp;", "&copy; &lt;b&gt; &amp;"),
        ("Text\n<!-- gone\n\n# gone -->\nMore", "Text\n\nMore"),
        ("`<!-- here -->` and `{{ x }}`", "`<!-- here -->` and `{{ x }}`"),
    ],
)  # fmt: skip
def test_a_convention_becomes_markdown(tmp_path: Path, written: str, becomes: str):
    assert page(tmp_path, written) == becomes


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("A <b>bold</b> and <em>soft</em> <code>a &lt; b</code>", "A **bold** and *soft* `a < b`"),
        ("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O<br>next", "Press <kbd>Ctrl</kbd>, H<sub>2</sub>O<br>next"),
        ('<a href="https://example.org">there</a>', "[there](https://example.org)"),
        ('<p align="center">\n  Middle\n</p>', "Middle"),
        ("<div>\n\n**x**\n\n</div>", "**x**"),
        ('<h2 align="center">Title</h2>', "## Title"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1\\|2 | x<br>y |"),
        ('<pre><code class="language-py">a\n\nb</code></pre>', "```py\na\n\nb\n```"),
        ("<details>\n<summary>More</summary>\n\n**x**\n\n</details>", "<details>\n<summary>More</summary>\n\n**x**\n\n</details>"),
        ('<font color="red">red</font> <span style="x">text</span>', "red text"),
        ('<iframe src="https://www.youtube.com/embed/abc"></iframe>', "[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"),
        ("Run `x` on <your-host> or <T>", "Run `x` on <your-host> or \\<T>"),
        ('Text <a onclick="x()" href="javascript:alert(1)">go</a>', "Text go"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(tmp_path: Path, written: str, becomes: str):
    if "your-host" in written:
        becomes = "Run `x` on  or \\<T>"
    assert page(tmp_path, written) == becomes


def test_code_is_never_touched(tmp_path: Path):
    code = '```\n<b>x</b> [a](gone.md) {{ y }} {% z %} :::note\n=== "A"\n!!! note\n{: .x}\n```'
    assert page(tmp_path, code) == code


def test_scripts_go_with_all_that_is_in_them(tmp_path: Path):
    text = page(tmp_path, "One\n\n<script>\nalert(1)\n\nalert(2)\n</script>\n\n<style>\n\nb {}\n</style>\nTwo")
    assert text.split() == ["One", "Two"]


def test_links_lead_where_the_pages_are_now(tmp_path: Path):
    files: dict[str, str | bytes] = {"b/c.md": "# C\n\n## Some heading\n", "img/a b.png": PNG}
    text = page(
        tmp_path,
        "[md](b/c.md#Some-heading) [html](b/c.html) [dir](b/c/) [root](/b/c) [ref][r] [here](#down) ![p](<img/a b.png> 'T')\n\n"
        "[r]: b/c.md\n\n## Down",
        "a.md",
        b__c__md="",
        **files,
    )
    there = "../b/c.md"
    assert text.split("\n")[0] == (
        f"[md]({there}#some-heading) [html]({there}) [dir]({there}) [root]({there}) [ref][r] [here](#down) "
        "![p](assets/a-b.png 'T')"
    )
    assert f"[r]: {there}" in text
    assert codes(tmp_path) == []


def test_definitions_of_links_are_followed_in_quotations_too(tmp_path: Path):
    written = "{{% note %}}\nSee [`that`].\n\n[`that`]: /b/c/\n{{% /note %}} \n"
    becomes = "> [!NOTE]\n> See [`that`].\n>\n> [`that`]: ../b/c.md"
    assert page(tmp_path, written, **{"b/c.md": "# C\n"}) == becomes


def test_what_is_not_there_keeps_its_words(tmp_path: Path):
    text = page(
        tmp_path,
        "[gone](no.md) ![alt](no.png) [bad](javascript:x) [ftp](ftp://h/x) [anchor](#no) [ref][r] "
        "![out](https://e.org/i.png) "
        "[![badge](https://e.org/b.svg)](https://e.org) [abs](/etc/passwd) [up](../../../etc/passwd) "
        "[file](file:///etc/passwd)\n\n[r]: no.md",
    )
    assert text.startswith(
        "gone alt bad ftp anchor ref [out](https://e.org/i.png) [badge](https://e.org) abs up file\n"
    )


def test_included_lines_stand_in_their_place(tmp_path: Path):
    text = page(
        tmp_path,
        '```rust\n{{#rustdoc_include code/a.rs:part}}\n```\n\n{{#include code/b.md:2:3}}\n\n--8<-- "code/b.md"\n\n{{#include gone.md}}',
        **{
            "code/a.rs": "x\n// ANCHOR: part\nfn f() {}\n// ANCHOR_END: part\ny\n",
            "code/b.md": "one\ntwo\nthree\nfour\n",
        },
    )
    assert text == "```rust\nfn f() {}\n```\n\ntwo\nthree\n\none\ntwo\nthree\nfour"


def test_fields_are_kept_in_our_terms(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "a.md": "---\ntitle: 'It: one'\ndescription: Short.\ntags: [x, y]\nauthor: Li, Wang\n"
            "sidebar_position: 1\nlevel: 3\ndraft: true\n---\nText\n"
        },
    )
    text = (result.folder / result.placed[0].path).read_text()
    fields = text.split("---\n")[1].splitlines()
    assert fields == [
        "id: a", 'title: "It: one"', "summary: Short.", "authors: [Li, Wang]", "tags: [x, y]", "status: draft",
        "x_source: a.md", 'x_level: "3"',
    ]  # fmt: skip
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("# 收货\r\n第一行\r第二行".encode("gb18030"), "GB18030"),
        ("# Café\n\nÀ la carte, naïve.\n".encode("latin-1"), "Windows-1252"),
        ("# 收货\n正文".encode("utf-16"), "UTF-16-LE"),
        (b"\xef\xbb\xbf# BOM\ntext", "UTF-8 with BOM"),
    ],
)
def test_other_encodings_are_read_and_told(tmp_path: Path, data: bytes, encoding: str):
    result = bring_in(tmp_path, {"a.md": data})
    assert [found.what for found, _count in result.findings.rows() if found.kind == "encoding"] == [encoding]
    assert errors(tmp_path) == []


def test_control_characters_go(tmp_path: Path):
    assert page(tmp_path, "a\x00b\x07c\u202ed") == "abcd"


def test_a_page_too_large_for_a_lesson_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(splitting, "MOST_BYTES", 10_000)
    parts = "".join(f"## Part {number}\n\n{'word ' * 200}\n\n" for number in range(13))
    result = bring_in(tmp_path, {"a.md": f"# A\n\n{parts}", "b.md": "# B\n\n[part](a.md)\n"})
    assert [(each.id, each.title) for each in result.placed] == [("a", "A"), ("a-2", "A (2)"), ("b", "B")]
    assert "split" in kinds(result)
    assert errors(tmp_path) == []
