"""The order of foreign folders, by the files of their own tools or by their names."""

from pathlib import Path

from .folders import bring_in, errors, kinds, order


def test_a_book_follows_its_summary_and_its_chapters_become_modules(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "book.toml": '[book]\ntitle = "Packing"\nlanguage = "en"\n',
            "src/SUMMARY.md": (
                "# Summary\n\n[Welcome](welcome.md)\n\n- [Boxes](boxes/README.md)\n  - [Tape](boxes/tape.md)\n"
                "  - [Not written]()\n- [Labels](labels.md)\n  - [Codes](codes.md)\n\n[Index](end.md)\n"
            ),
            "src/welcome.md": "# Welcome\n",
            "src/boxes/README.md": "# Boxes\n",
            "src/boxes/tape.md": "# Tape\n",
            "src/labels.md": "# Labels\n",
            "src/codes.md": "# Codes\n",
            "src/end.md": "# The end\n",
            "src/forgotten.md": "# Forgotten\n",
        },
    )
    assert result.tool == "mdBook"
    assert [title for _folder, title in result.modules] == ["Packing", "Boxes", "Labels", "Index"]
    assert order(result) == [
        f"src/{name}.md" for name in ("welcome", "boxes/README", "boxes/tape", "labels", "codes", "end")
    ]
    assert {"draft-entry", "unlisted"} <= kinds(result)
    assert errors(tmp_path) == []


def test_parts_of_a_book_become_modules(tmp_path: Path):
    summary = "# Summary\n\n# First steps\n\n- [A](a.md)\n  - [B](b.md)\n\n# Further\n\n- [C](c.md)\n"
    result = bring_in(tmp_path, {"src/SUMMARY.md": summary, "src/a.md": "a", "src/b.md": "b", "src/c.md": "c"})
    assert [title for _folder, title in result.modules] == ["First steps", "Further"]
    assert [each.title for each in result.placed] == ["A", "B", "C"]


def test_a_nav_is_followed_and_its_tags_are_never_loaded(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "mkdocs.yml": (
                "site_name: Shelves\ntheme: {name: material, language: en}\n"
                "markdown_extensions:\n  - x:\n      f: !!python/object/apply:os.system [exit 1]\n"
                "nav:\n  - Home: index.md\n  - Work:\n      - Lift: tasks/lift.md\n      - Deep:\n          - tasks/carry.md\n"
                "      - Gone: gone.md\n      - Web: https://example.org\n"
            ),
            "docs/index.md": "# Shelves\n",
            "docs/tasks/lift.md": "No heading.\n",
            "docs/tasks/carry.md": "# Carry\n",
        },
    )
    assert (result.tool, result.title) == ("MkDocs", "Shelves")
    assert [each.title for each in result.placed] == ["Shelves", "Lift", "Carry"]
    assert [found.what for found, _count in result.findings.rows() if found.kind == "missing"] == ["gone.md"]
    assert errors(tmp_path) == []


def test_a_sidebar_is_followed_and_the_readme_comes_first(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "docs/_sidebar.md": "* 基础\n  * [第一章](/one/chapter1.md)\n  * [第二章](one/chapter2)\n* [附录](/end.md)\n",
            "docs/README.md": "# 仓库入门\n这里讲仓库。\n",
            "docs/one/chapter1.md": "# 第一章 收货\n",
            "docs/one/chapter2.md": "# 第二章 上架\n",
            "docs/end.md": "附录正文。\n",
        },
    )
    assert (result.tool, result.languages) == ("docsify", ["zh-CN"])
    assert [each.title for each in result.placed] == ["仓库入门", "第一章 收货", "第二章 上架", "附录"]
    assert errors(tmp_path) == []


def test_a_toc_in_yaml_is_followed(tmp_path: Path):
    toc = "format: jb-book\nroot: intro\nparts:\n  - caption: One\n    chapters:\n      - file: a\n        sections:\n          - file: b\n"
    result = bring_in(tmp_path, {"_toc.yml": toc, "intro.md": "# I\n", "a.md": "# A\n", "b.md": "# B\n"})
    assert (result.tool, order(result)) == ("Jupyter Book", ["intro.md", "a.md", "b.md"])


def test_plain_folders_follow_asked_places_then_numbers(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "README.md": "# Everything\n",
            "LICENSE.md": "Free\n",
            "CONTRIBUTING.md": "# How to help\n",
            "10-late/x.md": "# X\n",
            "2-early/README.md": "# Early\n",
            "2-early/10-b.md": "# B\n",
            "2-early/9-a.md": "# A\n",
            "2-early/deep/er/c.md": "# C\n",
            "3-asked/first.md": "---\nsidebar_position: 2\n---\n# F\n",
            "3-asked/last.md": "---\nweight: 1\n---\n# L\n",
            "node_modules/y/README.md": "# no\n",
            ".github/z.md": "# no\n",
        },
    )
    assert order(result) == [
        "README.md", "2-early/README.md", "2-early/9-a.md", "2-early/10-b.md", "2-early/deep/er/c.md",
        "3-asked/last.md", "3-asked/first.md", "10-late/x.md",
    ]  # fmt: skip
    assert [title for _folder, title in result.modules] == ["Everything", "Early", "Asked", "Late"]


def test_languages_pair_by_folder_and_by_name(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {"docs/en/a.md": "# A\n", "docs/en/b.md": "# B\n", "docs/zh/a.md": "# 甲\n", "docs/zh/only.md": "# 独\n"},
    )
    assert result.languages == ["en", "zh-CN"]
    assert [(each.id, each.lang, each.title) for each in result.placed] == [
        ("a", "en", "A"), ("a", "zh-CN", "甲"), ("b", "en", "B"),
    ]  # fmt: skip
    assert errors(tmp_path) == []


def test_a_translation_by_suffix_or_in_its_own_folder_belongs_to_its_page(tmp_path: Path):
    result = bring_in(
        tmp_path,
        {
            "1-lift/README.md": "# Lift\n",
            "1-lift/translations/README.zh-cn.md": "# 搬\n",
            "1-lift/api.md": "# API\n",
            "1-lift/api_zh.md": "# 接口\n",
            "2-drop/README.md": "# Drop\n",
        },
    )
    assert [(each.source, each.lang) for each in result.placed if each.lang == "zh-CN"] == [
        ("1-lift/translations/README.zh-cn.md", "zh-CN"), ("1-lift/api_zh.md", "zh-CN"),
    ]  # fmt: skip
    assert errors(tmp_path) == []


def test_ids_are_the_same_when_the_folder_is_brought_in_again(tmp_path: Path):
    files = {"a/README.md": "# A\n", "a/1. x y.md": "x", "a/01_x-y.md": "y", "b/😀.md": "z", "b/Ärger.md": "w"}
    first = {each.source: each.id for each in bring_in(tmp_path / "1", files).placed}
    again = {each.source: each.id for each in bring_in(tmp_path / "2", {**files, "a/0.md": "new"}).placed}
    assert again.items() >= first.items()
    assert len(set(first.values())) == len(first)


def test_groups_of_pages_in_json_are_followed(tmp_path: Path):
    config = (
        '{"name": "Shelves", "navigation": {"tabs": [{"tab": "T", "groups": [{"group": "One", "pages": '
        '["b", {"group": "Deep", "pages": ["deep/c"]}]}, {"group": "Two", "pages": ["a"]}]}]}}'
    )
    files = {"docs.json": config, "a.mdx": "# A\n", "b.md": "# B\n", "deep/c.mdx": "# C\n", "d.md": "# D\n"}
    result = bring_in(tmp_path, files)
    assert (result.tool, result.title) == ("Mintlify", "Shelves")
    assert [title for _folder, title in result.modules] == ["One", "Two"]
    assert order(result) == ["b.md", "deep/c.mdx", "a.mdx"]
