"""Folders of which a part is missing: what a list still names stays as it was, and the rest is archived."""

import shutil
from pathlib import Path

import pytest

from app.content.model import Catalogue
from app.content.publishing.watching import fingerprint

from .folders import (
    COURSE,
    MODULE,
    QUESTION,
    build,
    builder,
    codes,
    course,
    html,
    lesson,
    lesson_ids,
    the_lesson,
    write,
)

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03"
LISTED = COURSE + "modules: [m1, second]\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a"),
        "m1/b.en.md": lesson("b"),
        "m1/module.yaml": MODULE + "lessons: [b, a]\n",
        "m2/module.yaml": "id: second\ntitle: Second\n",
        "m2/d.en.md": lesson("d", "![A](p.png)\n\n" + QUESTION % "q1"),
        "m2/e.en.md": lesson("e"),
        "m2/p.png": PICTURE,
    }
    return course(tmp_path / "content", files, LISTED)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.mark.parametrize("restarted", [False, True])
def test_a_missing_module_that_the_list_names_stays_complete(content: Path, store: Path, restarted: bool):
    one = builder(content, store)
    before = one.build()
    shutil.rmtree(content / "c/m2")
    for _ in range(2):
        after = (builder(content, store) if restarted else one).build()
        assert lesson_ids(after) == ["b", "a", "d", "e"]
        kept, was = the_lesson(after, "d"), the_lesson(before, "d")
        assert (kept.pages, kept.questions, kept.module_id) == (was.pages, was.questions, was.module_id)
        assert after.courses["c1"].modules[1].title == {"en": "Second"}
        assert after.courses["c1"].assets["m2/p.png"].path.read_bytes() == PICTURE
        assert codes(after) == ["C122"]


def test_a_missing_module_is_archived_when_the_list_no_longer_names_it(content: Path, store: Path):
    build(content, store)
    shutil.rmtree(content / "c/m2")
    build(content, store)
    write(content, {"c/course.yaml": COURSE + "modules: [m1]\n"})
    assert (lesson_ids(build(content, store)), codes(build(content, store))) == (["b", "a"], [])


def test_a_missing_lesson_that_the_list_names_stays_until_it_is_struck_off(content: Path, store: Path):
    build(content, store)
    (content / "c/m1/b.en.md").unlink()
    for _ in range(2):
        catalogue = build(content, store)
        assert (lesson_ids(catalogue), codes(catalogue)) == (["b", "a", "d", "e"], ["C122"])
    write(content, {"c/m1/module.yaml": MODULE + "lessons: [a]\n"})
    assert lesson_ids(build(content, store)) == ["a", "d", "e"]


def test_a_missing_lesson_that_no_list_names_is_archived(content: Path, store: Path):
    build(content, store)
    (content / "c/m2/e.en.md").unlink()
    catalogue = build(content, store)
    assert (lesson_ids(catalogue), codes(catalogue)) == (["b", "a", "d"], [])


def test_a_lesson_that_moved_to_another_module_is_there_once(content: Path, store: Path):
    build(content, store)
    (content / "c/m1/b.en.md").rename(content / "c/m2/b.en.md")
    catalogue = build(content, store)
    assert (lesson_ids(catalogue), codes(catalogue)) == (["a", "b", "d", "e"], ["C122"])


def test_links_and_requirements_reach_what_is_missing(content: Path, store: Path):
    build(content, store)
    shutil.rmtree(content / "c/m2")
    write(content, {"c/m1/a.en.md": lesson("a", "[d](../m2/d.md)\n", requires="[e, 'module:second']")})
    catalogue = build(content, store)
    assert codes(catalogue) == ["C122"]
    assert "/courses/c1/lessons/d" in html(the_lesson(catalogue, "a").page("en").blocks)


def test_a_module_comes_back_from_its_files(content: Path, store: Path, tmp_path: Path):
    one = builder(content, store)
    before = one.build()
    (content / "c/m2").rename(tmp_path / "m2")
    one.build()
    (tmp_path / "m2").rename(content / "c/m2")
    after = one.build()
    assert (after.revision, codes(after)) == (before.revision, [])


def test_a_module_without_its_own_file_keeps_its_name_and_order(content: Path, store: Path):
    build(content, store)
    (content / "c/m2/module.yaml").unlink()
    catalogue = build(content, store)
    assert [module.id for module in catalogue.courses["c1"].modules] == ["m1", "second"]
    assert lesson_ids(catalogue) == ["b", "a", "d", "e"]
    assert codes(catalogue) == ["C122", "C123", "C121"]


def test_a_list_that_cannot_be_read_leaves_out_nothing_either(content: Path, store: Path):
    build(content, store)
    shutil.rmtree(content / "c/m2")
    write(content, {"c/course.yaml": "id: ["})
    assert lesson_ids(build(content, store)) == ["b", "a", "d", "e"]


def test_a_page_of_last_week_shows_the_picture_of_last_week(content: Path, store: Path):
    build(content, store)
    (content / "c/m2/p.png").unlink()
    catalogue = build(content, store)
    assert "C301" in codes(catalogue)
    assert catalogue.courses["c1"].assets["m2/p.png"].path.read_bytes() == PICTURE


def missing(folder: str) -> tuple[str, str, int, object]:
    return f"{folder}/course.yaml", "C112", 0, "course.yaml"


def places(catalogue: Catalogue) -> list[tuple[str, str, int, object]]:
    return [(each.path, each.code, each.line, each.args.get("field")) for each in catalogue.diagnostics]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_course_without_its_course_yaml_stays_and_the_folder_is_complained_about(
    content: Path, store: Path, restarted: bool
):
    one = builder(content, store)
    before = one.build()
    (content / "c/course.yaml").unlink()
    write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
    for _ in range(2):
        after = (builder(content, store) if restarted else one).build()
        assert (after.courses["c1"].title, lesson_ids(after)) == (before.courses["c1"].title, lesson_ids(before))
        assert "Second." in html(the_lesson(after, "a").page("en").blocks)
        assert places(after) == [missing("c")]


def test_a_course_folder_that_was_emptied_stays_as_it_was(content: Path, store: Path):
    before = build(content, store)
    shutil.rmtree(content / "c")
    (content / "c").mkdir()
    after = build(content, store)
    assert [the_lesson(after, name).pages for name in ("d", "e")] == [
        the_lesson(before, name).pages for name in ("d", "e")
    ]
    assert places(after) == [missing("c")]


def test_a_course_folder_that_is_gone_is_archived_and_no_error(content: Path, store: Path):
    one = builder(content, store)
    one.build()
    (content / "c/course.yaml").unlink()
    one.build()
    shutil.rmtree(content / "c")
    catalogue = one.build()
    assert (catalogue.courses, codes(catalogue)) == ({}, [])


def test_what_is_left_in_the_former_folder_of_a_course_does_not_call_it_back(content: Path, store: Path):
    build(content, store)
    (content / "c").rename(content / "d")
    write(content, {"c/notes.txt": "left over"})
    catalogue = build(content, store)
    assert (catalogue.courses["c1"].folder, codes(catalogue)) == ("d", [])
    shutil.rmtree(content / "d")
    assert build(content, store).courses == {}


@pytest.mark.parametrize(
    ("files", "complained"),
    [
        ({"x/m1/a.en.md": lesson("a")}, True),
        ({"x/m1/module.yaml": MODULE}, True),
        ({"x/notes.txt": "", "x/README.md": ""}, False),
        ({"x/notes.md": "", "x/assets/a.md": ""}, False),
    ],
)
def test_a_folder_of_modules_without_a_course_yaml_is_complained_about(
    tmp_path: Path, files: dict[str, str], complained
):
    write(tmp_path, files)
    catalogue = build(tmp_path)
    assert places(catalogue) == ([missing("x")] if complained else [])
    assert catalogue.courses == {}


def test_the_watcher_sees_an_empty_folder_go(content: Path):
    shutil.rmtree(content / "c")
    (content / "c").mkdir()
    before = fingerprint(content)
    (content / "c").rmdir()
    assert fingerprint(content) != before
