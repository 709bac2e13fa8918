"""Where links between the files of a course lead, and what is said when they do not."""

from pathlib import Path

import pytest

from app.content.model import Catalogue

from .folders import BILINGUAL, COURSE, MODULE, QUESTION, build, course, html, lesson, place, the_lesson, write


def places(catalogue: Catalogue) -> list[str]:
    return [place(found) for found in catalogue.diagnostics if found.severity != "info"]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("[x](b.md)", None),
        ("[x](./b.md)", None),
        ("[x](../m1/b.en.md)", None),
        ("[x](lesson:b)", None),
        ("[x](lesson:old-b#head)", None),
        ("[x](b.md#head)", None),
        ("[x](lesson:b#gone)", "C302"),
        ("[x](lesson:bb)", "C310"),
        ("![x](lesson:b)", "C309"),
        ("[x](../../c/m1/b.md)", "C304"),
        ("[x](../../../../etc/passwd)", "C304"),
        ("[x](%2e%2e/%2e%2e/x.png)", "C304"),
        ("[x](C:/x.png)", "C309"),
        ("[x](//example.org/x)", "C309"),
        ("![x](mailto:a@example.org)", "C309"),
        ("[x](B.md)", "C303"),
        ("[x](b.fr.md)", "C301"),
        ("[x](d.md)", "C315"),
        ("[x](e.md)", "C315"),
        ("[x](../m2/f.md)", "C315"),
        ("[x](broken.md)", None),
        ("[x](../pools/vat.md)", "C309"),
        ("[x](../shared/x.md)", "C309"),
        ("[x](../glossary.md)", None),
        ("[x](../glossary.md#hs-code)", None),
        ("[x](../glossary.md#gone)", "C302"),
        ("[x](p%20q.png)", None),
        ("![x](<p q.png>)", None),
        ("[x](m.mp3)", None),
        ("[x](#here)", None),
        ("[x](#nowhere)", "C302"),
        ("[x]()", "C301"),
        ("[x](.)", "C301"),
    ],
)
def test_a_link_leads_somewhere_or_says_why_not(tmp_path: Path, link: str, code: str | None):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", f"## Here\n\n{link}\n"),
        "m1/b.en.md": lesson("b", "## Head\n", aliases="[old-b]"),
        "m1/d.en.md": lesson("d", status="draft"),
        "m1/e.en.md": lesson("e", status="archived"),
        "m1/broken.en.md": lesson("broken", (QUESTION % "q1").replace("(x)", "( )")),
        "m2/module.yaml": "id: m2\ntitle: M\nstatus: draft\n",
        "m2/f.en.md": lesson("f"),
        "pools/vat.en.md": lesson("vat", QUESTION % "p1", type="pool"),
        "shared/x.en.md": "Text.\n",
        "glossary.en.md": "## HS code\n`id: HS`\n\nText.\n",
        "m1/p q.png": "x",
        "m1/m.mp3": "x",
    }
    catalogue = build(course(tmp_path, files))
    found = [(each.code, each.line) for each in catalogue.diagnostics if each.path == "c/m1/a.en.md"]
    assert found == ([(code, 7)] if code else [])


def test_a_language_that_a_page_lacks_is_no_broken_link(tmp_path: Path):
    files = {"m1/a.zh-CN.md": lesson("a"), "m1/b.zh-CN.md": lesson("b", "[a](a.en.md)\n")}
    catalogue = build(course(tmp_path, files, BILINGUAL))
    assert places(catalogue) == []
    assert "/courses/c1/lessons/a" in html(the_lesson(catalogue, "b").page("zh-CN").blocks)


def test_the_layer_of_a_drawing_and_the_page_of_a_document_are_asked_for(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", "![A parcel](p.svg#en) [rules](r.pdf#page=2)\n"),
        "m1/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>',
        "m1/r.pdf": "x",
    }
    catalogue = build(course(tmp_path, files))
    shown = html(the_lesson(catalogue, "a").page("en").blocks)
    assets = catalogue.courses["c1"].assets
    assert f'src="/courses/c1/assets/{assets["m1/p.svg"].hash[:32]}#en"' in shown
    assert f'{assets["m1/r.pdf"].hash[:32]}/r.pdf#page=2"' in shown
    assert places(catalogue) == []


def test_the_nearest_name_is_offered_as_it_would_be_written(tmp_path: Path):
    body = "[1](lesson-two.md) [2](asset/pic.png) [3](../m2/lessons.md) [4](somewhere-else.md)\n"
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", body),
        "m1/lesson-2.en.md": lesson("two"),
        "m1/assets/pic.png": "x",
        "m2/module.yaml": MODULE.replace("m1", "m2"),
        "m2/lesson.en.md": lesson("other"),
    }
    found = [each for each in build(course(tmp_path, files)).diagnostics if each.code == "C301"]
    near = [each.args.get("did") for each in found]
    assert near == ["lesson-2.md", "assets/pic.png", "../m2/lesson.md", None]


def test_many_broken_links_take_little_time(tmp_path: Path):
    files: dict[str, str | bytes] = {f"m1/page-{n}.en.md": lesson(f"p{n}", "[x](pag-x.md) " * 40) for n in range(300)}
    catalogue = build(course(tmp_path, files))
    assert len(catalogue.diagnostics) == 300 * 40


def test_files_that_only_drafts_use_are_used(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", "![p](p.png)\n\n[x](include:../shared/x.md)\n\n![f](f.mp4)\n", status="draft"),
        "m1/p.png": "x",
        "m1/f.mp4": "x",
        "m1/f.en.vtt": "WEBVTT",
        "m1/f.transcript.en.md": "Text.\n",
        "shared/x.en.md": "Text.\n",
    }
    assert list(build(course(tmp_path, files)).diagnostics) == []


@pytest.mark.parametrize(
    ("config", "found"),
    [
        (COURSE.replace("[en]", "[]"), ["course.yaml C109@4:12"]),
        (COURSE.replace("[en]", "[english]"), ["course.yaml C109@4:13"]),
        (COURSE.replace("title: C", "title: {}"), ["course.yaml C109@3:8"]),
        (COURSE + "strict: [C320, C999]\n", ["course.yaml C109@5:16"]),
        (COURSE + "modules: [m1, m1, m3]\n", ["course.yaml C122@5:19"]),
        (COURSE + "edition: 0\ncertificate: {valid_months: 0}\n", ["course.yaml C110@5:10", "course.yaml C110@6:29"]),
        (COURSE + "certificate: {anchor: fixed_day}\n", ["course.yaml C112@5:23"]),
        (COURSE + "certificate: {anchor: previous_expiry}\n", ["course.yaml C112@5:23"]),
        (COURSE + "certificate: {fixed_day: 13-01}\n", ["course.yaml C109@5:26"]),
        (COURSE + "certificate: {fixed_day: 02-30}\n", ["course.yaml C109@5:26"]),
        (
            COURSE + "certificate: {grace_days: 366, window_days: 0}\n",
            ["course.yaml C110@5:27", "course.yaml C110@5:45"],
        ),
        (COURSE + "certificate: {if_lapsed: never}\n", ["course.yaml C111@5:26"]),
        (COURSE + "edition: 0\n", ["course.yaml C110@5:10", "m1/a.en.md C301@5:1"]),
    ],
)
def test_what_is_wrong_with_a_course_is_said_with_what_is_wrong_in_it(tmp_path: Path, config: str, found: list[str]):
    body = "[x](gone.md)\n" if len(found) > 1 and "m1" in found[1] else "Text.\n"
    assert places(build(course(tmp_path, {"m1/a.en.md": lesson("a", body)}, config))) == found


def test_a_quiz_of_retired_questions_has_none(tmp_path: Path):
    body = (QUESTION % "q1").replace("`id: q1`", "`id: q1` `status: retired`")
    files = {"m1/a.en.md": lesson("a", body, type="quiz"), "m1/b.en.md": lesson("b", "## [?] X\n", type="quiz")}
    catalogue = build(course(tmp_path, files))
    assert [found for found in places(catalogue) if "C401" in found] == ["m1/a.en.md C401@1:1"]


def test_a_file_that_goes_back_to_what_it_was_falls_back_to_that(tmp_path: Path):
    store = tmp_path / "store"
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a", "One.\n")})
    build(content, store)
    for text in ("Two.\n", "One.\n"):
        write(content, {"c/m1/a.en.md": lesson("a", text)})
        build(content, store)
    write(content, {"c/m1/a.en.md": lesson("a", "[x](gone.md)\n")})
    assert "One." in html(the_lesson(build(content, store), "a").page("en").blocks)


def test_a_course_that_goes_back_and_forth_keeps_what_it_last_had(tmp_path: Path):
    store = tmp_path / "store"
    content = course(tmp_path / "content", {"m1/a.en.md": lesson("a")}, COURSE)
    listed = MODULE + "lessons: [a, b]\n"
    build(content, store)
    write(content, {"c/m1/b.en.md": lesson("b")})
    build(content, store)
    (content / "c/m1/b.en.md").unlink()
    build(content, store)
    write(content, {"c/m1/b.en.md": lesson("b")})
    build(content, store)
    (content / "c/m1/b.en.md").unlink()
    write(content, {"c/m1/module.yaml": listed})
    catalogue = build(content, store)
    assert [each.id for each in catalogue.courses["c1"].lessons] == ["a", "b"]
