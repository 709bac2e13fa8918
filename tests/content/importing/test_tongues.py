"""Languages of foreign folders, and what lessons, modules and courses are called."""

from pathlib import Path

from flask import Flask

from .folders import bring_in, check, errors, foreign, kinds, order

MANY = {f"a/translations/README.{lang}.md": f"# In {lang}\n" for lang in ("es", "fr", "ja", "ko", "zh-cn", "zh-tw")}


def test_of_many_translations_only_chinese_and_english_come_in(tmp_path: Path):
    result = bring_in(tmp_path, {"a/README.md": "# Lift\n", **MANY})
    assert result.languages == ["en", "zh-CN", "zh-TW"]
    assert len(result.placed) == 3
    assert "languages" in kinds(result)
    assert errors(tmp_path) == []


def test_translations_that_are_asked_for_come_in_and_no_others(app: Flask, tmp_path: Path):
    source = foreign(tmp_path, {"a/README.md": "# Lift\n", **MANY})
    into = tmp_path / "courses"
    ask = app.test_cli_runner().invoke
    result = ask(args=["courses", "import", str(source), "--into", str(into), "--languages", "ja, zh_cn"])
    assert result.exit_code == 0, result.output
    assert check(tmp_path).courses["guide"].languages == ("en", "ja", "zh-CN")
    assert ask(args=["courses", "import", str(source), "--languages", "klingonese"]).exit_code != 0


def test_pages_that_only_their_language_names_are_one_page(tmp_path: Path):
    result = bring_in(tmp_path, {"b/en.md": "# B\n", "b/de.md": "# Be\n", "b/zh-cn.md": "# 乙\n", "c.md": "# C\n"})
    assert [(each.id, each.lang) for each in result.placed if each.source != "c.md"] == [
        ("b-en", "en"), ("b-en", "de"), ("b-en", "zh-CN"),
    ]  # fmt: skip


def test_pages_without_a_heading_are_told_apart_by_their_folders(tmp_path: Path):
    files = {
        f"tasks/{name}/{part}.md": "Text\n" for name in ("numbers", "for-loop") for part in ("problem", "problem_zh-cn")
    }
    result = bring_in(tmp_path, {"README.md": "# Home\n", **files})
    assert [(each.title, each.path) for each in result.placed[1:]] == [
        ("For loop: Problem", "tasks/for-loop-problem.en.md"),
        ("For loop: Problem", "tasks/for-loop-problem.zh-CN.md"),
        ("Numbers: Problem", "tasks/numbers-problem.en.md"),
        ("Numbers: Problem", "tasks/numbers-problem.zh-CN.md"),
    ]
    assert errors(tmp_path) == []


def test_modules_are_called_as_their_first_pages_in_every_language(tmp_path: Path):
    files = {
        "en/_index.md": "---\ntitle: Home\n---\nHello\n",
        "en/lift/_index.md": "# Lifting\n\nText\n",
        "zh/lift/_index.md": "# 搬运\n\n正文\n",
        "en/put/_index.md": "---\ntitle: Putting down\n---\n<!-- nothing -->\n",
        "en/put/a.md": "# A\n",
    }
    result = bring_in(tmp_path, files)
    modules = check(tmp_path).courses["c1"].modules
    assert [module.title_in("en") for module in modules] == ["Home", "Lifting", "Putting down"]
    assert modules[1].title_in("zh-CN") == "搬运"
    assert "en/put/_index.md" not in order(result)
    assert "empty" in kinds(result)


def test_the_settings_of_a_site_name_the_course_and_its_first_page(tmp_path: Path):
    files = {"_config.yml": "title: Shelves\n", "index.md": "Welcome.\n", "README.md": "# for-us\n", "b/c.md": "# C\n"}
    result = bring_in(tmp_path, files)
    assert (result.title, [each.title for each in result.placed]) == ("Shelves", ["Shelves", "C"])


def test_pages_that_are_only_linked_to_follow_the_page_that_does(tmp_path: Path):
    files = {
        "docs/_sidebar.md": "* [A](a.md)\n* [B](b.md)\n",
        "docs/a.md": "# A\n\n[more](more/x.md) and [b](b.md)\n",
        "docs/more/x.md": "# X\n\n[y](y.md)\n",
        "docs/more/y.md": "# Y\n\n[a](../a.md)\n",
        "docs/b.md": "# B\n",
        "docs/c.md": "# C\n",
    }
    result = bring_in(tmp_path, files)
    assert order(result) == ["docs/a.md", "docs/more/x.md", "docs/more/y.md", "docs/b.md"]
    assert {"linked", "unlisted"} <= kinds(result)
    book = {"src/SUMMARY.md": "- [A](a.md)\n", "src/a.md": "# A\n\n[x](x.md)\n", "src/x.md": "# X\n"}
    result = bring_in(tmp_path / "book", book)
    assert order(result) == ["src/a.md"]
    assert "link" in kinds(result)


def test_folders_that_list_their_pages_are_followed(tmp_path: Path):
    files = {
        "a/index.md": "---\ntitle: A\nchildren: [/two, /one]\n---\nText\n", "a/one.md": "# One\n", "a/two.md": "# Two\n",
        "b/.pages": "nav:\n  - Second: y.md\n  - x.md\n", "b/x.md": "# X\n", "b/y.md": "# Y\n",
        "c/_meta.json": '{"q": "Q", "p": "P"}', "c/p.mdx": "# P\n", "c/q.mdx": "# Q\n",
    }  # fmt: skip
    result = bring_in(tmp_path, files)
    assert [each.title for each in result.placed] == ["A", "Two", "One", "Y", "X", "Q", "P"]


def test_a_translation_belongs_to_the_state_of_its_source(tmp_path: Path):
    bring_in(tmp_path, {"en/a.md": "# A\n\nText\n", "zh/a.md": "# 甲\n\n正文\n"})
    assert [found.code for found in check(tmp_path).diagnostics] == []
