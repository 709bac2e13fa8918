"""Conventions of particular tools: exercises of the Carpentries, values and choices of Liquid, data of Hugo."""

from pathlib import Path

import pytest

from .folders import PNG, bring_in, errors, kinds, page


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("::: challenge\n\n## Try it\n\nText\n\n::: solution\n\n## Solution\n\nDone\n:::\n:::",
         "> [!IMPORTANT]\n> **Challenge: Try it**\n>\n> Text\n>\n> <details>\n> <summary>Solution</summary>\n>\n> Done\n>\n> </details>"),
        ("::: keypoints\n- One\n:::", "> [!NOTE]\n> **Key points**\n>\n> - One"),
        ("> ## Try it\n>\n> Text\n>\n> > ## Solution\n> >\n> > Done\n> {: .solution}\n{: .challenge}",
         "> [!IMPORTANT]\n> **Challenge: Try it**\n>\n> Text\n>\n> <details>\n> <summary>Solution</summary>\n>\n> Done\n>\n> </details>"),
        ("> ## Objectives {.objectives}\n>\n> * One\n\nText", "> [!NOTE]\n> **Objectives**\n>\n> * One\n\nText"),
        ("![](a.png){alt='A box'}", "![A box](assets/a.png)"),
        ("A [span]{.red #x} here.", "A span here."),
        ("![B](a.png ':size=450') [c](https://c.example ':ignore')", '<img src="assets/a.png" alt="B" width="450"> [c](https://c.example)'),
        ('<p align="center">\n  <img src="a.png" width="90" />\n  <img src="no.png" width="90" alt="none"/>\n</p>',
         '<img src="assets/a.png" alt="" width="90">\nnone'),
        ("![B](a.png 'A box :class=x')", '![B](assets/a.png "A box")'),
        ("## --seed-contents--", "## Seed contents"),
        ("{% if a %}one{% else %}two{% endif %}, {% ifversion x %}a{% elsif y %}b{% else %}c{% endif %}", "one, a"),
        ("{% ifversion x %}\nOne\n\n{% if b %}\nin\n{% else %}\nout\n{% endif %}\n{% else %}\nTwo\n{% endif %}", "One\n\nin"),
        ("Mail {{ site.email }}, or {{site.data.people.boss | x: 1}}{{ site.none }}!", "Mail a@b.example, or Li!"),
        ("```\nssh {{ site.email }} {{ x }}\n```", "```\nssh a@b.example {{ x }}\n```"),
        ("We use {% data variables.product.name %}. {{ version }}", "We use Tradewind 2. 7.1"),
        ("1. Open it.\n{% data reusables.steps.click %}\n3. Done.", "1. Open it.\n2. Click Tradewind 2.\n3. Done."),
        ('## {{% heading "whatsnext" %}}\n\n## {{% heading "objectives" %}}', "## What's next\n\n## Goals"),
        ('It is {{< param "version" >}}.', "It is v3."),
    ],
)  # fmt: skip
def test_a_convention_of_a_tool_becomes_markdown(tmp_path: Path, written: str, becomes: str):
    files = {
        "_config.yml": "email: a@b.example\n",
        "_data/people.yml": "boss: Li\n",
        "data/variables/product.yml": "name: 'Tradewind {% if x %}2{% endif %}'\n",
        "data/reusables/steps/click.md": "2. Click {% data variables.product.name %}.\n",
        "mkdocs.yml": "extra:\n  version: '7.1'\n",
        "config.toml": '[params]\nversion = "v3"\n',
        "i18n/en.toml": '[objectives_heading]\nother = "Goals"\n',
    }
    text = page(tmp_path, written, "docs/a.md", **files, **{"docs/a.png": PNG})
    assert text == becomes


def test_values_of_the_site_that_nobody_gives_are_left_out_and_told(tmp_path: Path):
    result = bring_in(
        tmp_path, {"a.md": "---\ntitle: A\nowner: Li\n---\nBy {{ page.owner }}, {{ site.x }}.\n{{ name }}\n"}
    )
    text = (result.folder / result.placed[0].path).read_text()
    assert text.endswith("By Li, .\n\\{\\{ name }}\n")
    assert "lost" in kinds(result)
    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("称为<strong>智能体（Agent）</strong>的", "称为**智能体（Agent）**的"),
        ("称为<b> 循环 (Loop)</b>。如图", "称为 **循环 (Loop)**。如图"),
        ("a<b>(b)</b>c and <i>d</i>.", "a(b)c and *d*."),
    ],
)
def test_tags_of_emphasis_beside_chinese_become_marks(tmp_path: Path, written: str, becomes: str):
    assert page(tmp_path, written) == becomes


def test_addresses_of_the_folder_itself_lead_to_its_files(tmp_path: Path):
    raw, jsdelivr = "https://raw.githubusercontent.com/li/box/main", "https://cdn.jsdelivr.net/gh/li/box@main"
    files: dict[str, str | bytes] = {"docs/img/a.png": PNG, "docs/b.md": "# B\n\n## C\n"}
    text = page(
        tmp_path,
        f"![a]({raw}/docs/img/a.png) ![b]({jsdelivr}/docs/img/a.png) [c](https://github.com/li/box/blob/main/docs/b.md#c)\n"
        f'![gone]({raw}/docs/img/no.png) <img src="{raw}/docs/img/a.png" width="90%">',
        "docs/a.md",
        **files,
    )
    assert text.split("\n") == [
        "![a](assets/a.png) ![b](assets/a.png) [c](b.md#c)",
        f"[gone]({raw}/docs/img/no.png) ![](assets/a.png)",
    ]


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("<Note>\nText\n</Note>", "> [!NOTE]\n> Text"),
        ('<Aside type="caution" title="Hot">\n  Text\n</Aside>', "> [!CAUTION]\n> **Hot**\n>\n> Text"),
        ('<Accordion title="More">\nText\n</Accordion>', "<details>\n<summary>More</summary>\n\nText\n\n</details>"),
        (
            '<CardGroup cols={2}>\n  <Card title="Tape" href="b.md">\n    Sticks.\n  </Card>\n</CardGroup>',
            "[**Tape**](b.md)\n\nSticks.",
        ),
        ('<Steps>\n<Step title="One">\n```sh\nls\n```\n</Step>\n</Steps>', "**One**\n\n```sh\nls\n```"),
        ('<LinkCard title="Tape" href="b.md" />', "[**Tape**](b.md)"),
    ],
)
def test_components_become_markdown(tmp_path: Path, written: str, becomes: str):
    assert page(tmp_path, written, **{"b.md": "# B\n"}) == becomes
