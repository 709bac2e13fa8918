"""Ids, former ids and requirements of courses."""

import shutil
from pathlib import Path

import pytest

from app.content.model import Catalogue

from .folders import (
    BILINGUAL,
    COURSE,
    MODULE,
    QUESTION,
    build,
    codes,
    course,
    lesson,
    lesson_ids,
    place,
    the_lesson,
    write,
)

LONG = "".join(f"Line {number} of a text that is long enough.\n\n" for number in range(20))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def places(catalogue: Catalogue) -> list[str]:
    return [place(found) for found in catalogue.diagnostics if found.severity != "info"]


def suspected(catalogue: Catalogue) -> list[tuple[str, str, str, str]]:
    return [(each.old_id, each.new_id, each.old_path, each.new_path) for each in catalogue.suspected]


def test_former_ids_belong_to_one_page(tmp_path: Path):
    files = {
        "m1/a.en.md": lesson("a", QUESTION.replace("q", "q") % "q1` `was: old-q", aliases="[old]"),
        "m1/b.en.md": lesson("b", QUESTION % "q2` `was: old-q", aliases="[old]"),
    }
    assert places(build(course(tmp_path, files))) == ["m1/b.en.md C102@4:11", "m1/b.en.md C204@6:1"]


def test_a_former_id_that_a_pool_has_is_taken(tmp_path: Path):
    files = {"m1/a.en.md": lesson("a", aliases="[vat]"), "pools/vat.en.md": lesson("vat", QUESTION % "p1", type="pool")}
    assert places(build(course(tmp_path, files))) == ["m1/a.en.md C102@4:11"]


def test_of_two_modules_with_one_id_the_one_in_service_keeps_it(tmp_path: Path, store: Path):
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a")})
    build(content, store)
    write(content, {"c/0-new/module.yaml": MODULE + "summary: New\n", "c/0-new/b.en.md": lesson("b")})
    for _ in range(2):
        catalogue = build(content, store)
        assert places(catalogue) == ["0-new/module.yaml C102@1:5"]
        modules = catalogue.courses["c1"].modules
        assert [(module.id, module.title["en"], [each.id for each in module.lessons]) for module in modules] == [
            ("new", "0-new", ["b"]),
            ("m1", "M", ["a"]),
        ]


def test_modules_and_courses_may_not_claim_what_others_are_called(tmp_path: Path):
    files = {
        "m1/module.yaml": MODULE + "aliases: [m2]\n",
        "m2/module.yaml": "id: m2\ntitle: M\n",
        "m1/a.en.md": lesson("a"),
        "m2/b.en.md": lesson("b"),
    }
    content = course(tmp_path, files, COURSE + "aliases: [d1]\n")
    write(content, {"d/course.yaml": COURSE.replace("c1", "d1")})
    assert places(build(content)) == ["course.yaml C102@5:11", "m1/module.yaml C102@3:11"]


def test_a_module_without_an_id_is_called_by_its_folder(tmp_path: Path):
    files = {"m1/module.yaml": "title: M\n", "m1/a.en.md": lesson("a"), "10-Erste Schritte/b.en.md": lesson("b")}
    catalogue = build(course(tmp_path, files))
    assert places(catalogue) == ["10-Erste Schritte/ C121@0:0", "m1/module.yaml C101@1:1"]
    assert [module.id for module in catalogue.courses["c1"].modules] == ["erste-schritte", "m1"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"m1/a.en.md": lesson("a", requires="[a]")}, ["m1/a.en.md C125@4:12"]),
        ({"m1/a.en.md": lesson("a", requires="['module:m1']")}, ["m1/a.en.md C125@4:12"]),
        (
            {
                "m1/a.en.md": lesson("a", requires="['module:m2']"),
                "m2/b.en.md": lesson("b", requires="[a]"),
                "m2/module.yaml": "id: m2\ntitle: M\n",
            },
            ["m2/b.en.md C125@4:12"],
        ),
        (
            {
                "m1/a.en.md": lesson("a"),
                "m1/module.yaml": MODULE + "requires: [module:m2]\n",
                "m2/b.en.md": lesson("b"),
                "m2/module.yaml": "id: m2\ntitle: M\nrequires: [module:m1]\n",
            },
            ["m2/module.yaml C125@3:12"],
        ),
        (
            {
                "m1/a.en.md": lesson("a", optional="true", requires="[b]"),
                "m1/b.en.md": lesson("b", requires="['module:m2']"),
                "m2/d.en.md": lesson("d", optional="true", requires="[a]"),
                "m2/module.yaml": "id: m2\ntitle: M\n",
            },
            [],
        ),
        ({"m1/a.en.md": lesson("a"), "m1/module.yaml": MODULE + "requires: [zz, a]\n"},
         ["m1/module.yaml C124@3:12", "m1/module.yaml C125@3:16"]),
        ({"m1/a.en.md": lesson("a", requires="['course:zz', 'module:zz', 'competency:zz>=1', 'lesson:a']")},
         [f"m1/a.en.md C124@4:{column}" for column in (12, 25, 38, 58)]),
    ],
)  # fmt: skip
def test_requirements_that_lead_nowhere_or_in_a_circle_are_said(
    tmp_path: Path, files: dict[str, str], found: list[str]
):
    assert places(build(course(tmp_path, files))) == found


def test_a_course_that_is_one_long_chain_is_no_trouble(tmp_path: Path):
    files: dict[str, str | bytes] = {
        f"m1/l{n}.en.md": lesson(f"l{n}", requires=f"[l{(n + 1) % 1500}]") for n in range(1500)
    }
    catalogue = build(course(tmp_path, files))
    assert [found.code for found in catalogue.diagnostics] == ["C125"]


def test_courses_that_wait_for_each_other_are_said(tmp_path: Path):
    content = write(tmp_path, {
        "c/course.yaml": COURSE + "requires: [course:d1]\n",
        "d/course.yaml": COURSE.replace("c1", "d1") + "requires: ['course:c1', 'course:zz', d1]\n",
    })  # fmt: skip
    found = [place(each) for each in build(content).diagnostics]
    assert found == ["d/course.yaml C125@5:12", "d/course.yaml C124@5:25", "d/course.yaml C124@5:38"]


def test_a_course_whose_requirement_is_gone_goes_on_as_it_was(tmp_path: Path, store: Path):
    content = course(tmp_path, {"m1/a.en.md": lesson("a")}, COURSE + "edition: 3\n")
    build(content, store)
    write(content, {"c/course.yaml": COURSE + "edition: 4\nrequires: [course:zz]\n"})
    catalogue = build(content, store)
    assert (codes(catalogue), catalogue.courses["c1"].edition) == (["C124"], 3)


def test_competencies_are_the_same_in_small_letters_and_go_by_the_name_of_the_course(tmp_path: Path):
    config = COURSE + "competencies:\n  TRD-01: {title: Trade, levels: 2}\n"
    body = (QUESTION % "q1").replace("`id: q1`", "`id: q1` `competency: trd-01:2`")
    files = {"m1/a.en.md": lesson("a", body, competencies="{trd-01: 1}", requires="['competency:Trd-01>=2']")}
    catalogue = build(course(tmp_path, files, config))
    found = the_lesson(catalogue, "a")
    assert codes(catalogue) == []
    assert (dict(found.competencies), found.questions[0].competency) == ({"TRD-01": 1}, "TRD-01")
    write(tmp_path, {"c/course.yaml": config + "  trd-01: {title: Trade}\n"})
    assert places(build(tmp_path)) == ["course.yaml C107@7:3"]


def test_an_id_that_changed_with_the_text_unchanged_is_suspected_until_it_is_settled(tmp_path: Path, store: Path):
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a", LONG), "m1/b.en.md": lesson("b", "Other.\n")})
    assert suspected(build(content, store)) == []
    write(content, {"c/m1/a.en.md": lesson("new", LONG + "One more.\n")})
    pair = ("a", "new", "c/m1/a.en.md", "c/m1/a.en.md")
    for _ in range(2):
        assert suspected(build(content, store)) == [pair]
    write(content, {"c/m1/b.en.md": lesson("b", "Changed.\n")})
    assert suspected(build(content, store)) == [pair]
    write(content, {"c/m1/a.en.md": lesson("new", LONG, aliases="[a]")})
    catalogue = build(content, store)
    assert (suspected(catalogue), the_lesson(catalogue, "a").id) == ([], "new")


def test_a_lesson_that_went_and_came_under_another_name_and_id_is_suspected(tmp_path: Path, store: Path):
    files = {"m1/a.en.md": lesson("a", LONG, status="draft"), "m1/b.en.md": lesson("b")}
    content = course(tmp_path / "content", files)
    build(content, store)
    (content / "c/m1/a.en.md").unlink()
    assert suspected(build(content, store)) == []
    write(
        content,
        {"c/m1/x/module.yaml": MODULE, "c/m2/z.en.md": lesson("z", LONG), "c/m2/module.yaml": "id: m2\ntitle: M\n"},
    )
    assert suspected(build(content, store)) == [("a", "z", "c/m1/a.en.md", "c/m2/z.en.md")]
    write(content, {"c/m1/a.en.md": lesson("a", LONG)})
    assert suspected(build(content, store)) == []


def test_a_copy_that_outlives_its_original_is_suspected(tmp_path: Path, store: Path):
    body = "".join(f"Line {n}.\n\n" for n in range(20))
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a", body)})
    build(content, store)
    write(content, {"c/m1/z.en.md": lesson("z", body)})
    assert suspected(build(content, store)) == []
    (content / "c/m1/a.en.md").unlink()
    for _ in range(2):
        assert suspected(build(content, store)) == [("a", "z", "c/m1/a.en.md", "c/m1/z.en.md")]


def test_texts_that_differ_and_ids_that_stay_are_not_suspected(tmp_path: Path, store: Path):
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a", LONG)})
    build(content, store)
    write(content, {"c/m1/a.en.md": lesson("new", LONG.replace("Line 1", "Row 1"))})
    assert suspected(build(content, store)) == []
    write(content, {"c/m1/b.en.md": lesson("copy", LONG.replace("Line 1", "Row 1"))})
    assert suspected(build(content, store)) == []


def test_years_of_renaming_and_moving_lose_no_id(tmp_path: Path, store: Path):
    files = {
        "m1/10-a.zh-CN.md": lesson("a", QUESTION % "q1"),
        "m1/10-a.en.md": lesson("a", QUESTION % "q1", source_hash="'000000000000'"),
        "m1/20-b.zh-CN.md": lesson("b", QUESTION % "q2", type="quiz", draw="\n  - {from: vat, count: 1}"),
        "pools/vat.zh-CN.md": lesson("vat", QUESTION % "p1", type="pool"),
    }
    content = course(tmp_path / "content", files, BILINGUAL)
    before = build(content, store)
    for step in range(4):
        (content / "c/m1").rename(content / f"c/m1-{step}")
        (content / "c").rename(content / f"c{step}")
        build(content, store)
        (content / f"c{step}").rename(content / "c")
        (content / f"c/m1-{step}").rename(content / "c/m1")
        names = sorted(file.name for file in (content / "c/m1").glob("*.md"))
        for name in names:
            (content / "c/m1" / name).rename(content / "c/m1" / f"{step}{name}")
    after = build(content, store)
    assert (lesson_ids(after), after.suspected) == (["a", "b"], ())
    for each in before.courses["c1"].lessons:
        assert the_lesson(after, each.id).questions == each.questions
    assert after.courses["c1"].pools == before.courses["c1"].pools
    shutil.rmtree(content / "c/m1")
    assert lesson_ids(build(content, store)) == []
