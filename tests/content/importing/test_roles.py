"""Roles, labels and trees of Sphinx, MyST and d2lbook."""

from pathlib import Path

import pytest

from .folders import PNG, bring_in, errors, order, page

BOX = "# Boxes\n:label:`box`\n\nText\n\n## Tape\n:label:`tape`\n\n(glue-x)=\n## Glue\n"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("See :ref:`tape` and {ref}`glue <glue-x>`.", "See [Tape](b.md#tape) and [glue](b.md#glue)."),
        ("见 :numref:`box`。", "见 [Boxes](b.md)。"),
        ("{doc}`b`, {doc}`B <b>`, {ref}`no`", "[Boxes](b.md), [B](b.md), `no`"),
        ("$$a = b$$\n:eqlabel:`e`\n\nBy :eqref:`e` and {eq}`e`.", "$$\na = b\n$$\n\n(1)\n\nBy (1) and (1)."),
        ("![A box.](p.png)\n:label:`p`\n\nIn :numref:`p`.", "![A box.](assets/p.png)\n\nIn “A box”."),
        ("{math}`x^2`, H{sub}`2`O, {kbd}`A`, {term}`box`, {cite:p}`li2020`, {py:func}`~a.b`",
         "$x^2$, H<sub>2</sub>O, <kbd>A</kbd>, box, (li2020), `a.b`"),
        (":begin_tab:`one`\nText\n:end_tab:", "**one**\n\nText"),
        ("```toc\nb\n```\n\n```{toctree}\nb\n```\n\nText", "Text"),
        ("`{ref}` and `` :ref:`x` `` and {0}`x`", "`{ref}` and `` :ref:`x` `` and {0}`x`"),
    ],
)  # fmt: skip
def test_a_role_becomes_markdown(tmp_path: Path, written: str, becomes: str):
    files: dict[str, str | bytes] = {"b.md": BOX, "p.png": PNG}
    assert page(tmp_path, written, "a.md", **files) == becomes


def test_trees_of_pages_are_followed(tmp_path: Path):
    files = {
        "docs/index.md": "# Shelves\n\nText\n\n```{toctree}\n:caption: Work\n:hidden:\n\nlift/index\nPut it <put>\n```\n\n"
        "```{toctree}\n:caption: Rest\n\nend\n```\n",
        "docs/lift/index.md": "# Lift\n\n```toc\n:maxdepth: 2\n\nb\na\n```\n",
        "docs/lift/a.md": "# A\n", "docs/lift/b.md": "# B\n", "docs/put.md": "No heading.\n", "docs/end.md": "# End\n",
    }  # fmt: skip
    result = bring_in(tmp_path, files)
    assert (result.tool, result.title) == ("toctree", "Shelves")
    assert [title for _folder, title in result.modules] == ["Shelves", "Work", "Rest"]
    assert order(result)[1:] == [f"docs/{name}.md" for name in ("lift/b", "lift/a", "put", "end")]
    assert [each.title for each in result.placed][3] == "Put it"
    assert errors(tmp_path) == []


def test_a_page_that_only_lists_others_is_no_lesson(tmp_path: Path):
    files = {
        "index.md": "# Shelves\n\n```toc\na/index\n```\n",
        "a/index.md": "# A\n\n```toc\nb\n```\n",
        "a/b.md": "# B\n",
    }
    result = bring_in(tmp_path, files)
    assert (result.title, order(result)) == ("Shelves", ["a/b.md"])
