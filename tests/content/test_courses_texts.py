"""Glossaries, landing pages, pieces, sound and film of courses."""

import shutil
from pathlib import Path

import pytest

from app.content.model import Catalogue
from app.content.queries import find_terms

from .folders import (
    BILINGUAL,
    COURSE,
    QUESTION,
    build,
    codes,
    course,
    html,
    lesson,
    lesson_ids,
    place,
    the_lesson,
    write,
)

GLOSSARY = """# Words

## Landed cost
`id: landed-cost` `aka: total, all in`

All of it, see [HS](term:hs).

## HS code
`id: HS`

A code.
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def page_of(catalogue: Catalogue, lesson_id: str = "a", lang: str = "en") -> str:
    return html(the_lesson(catalogue, lesson_id).page(lang).blocks)


def places(catalogue: Catalogue) -> list[str]:
    return [place(found) for found in catalogue.diagnostics if found.severity != "info"]


def test_a_word_leads_to_its_term_and_to_the_terms_in_that(tmp_path: Path):
    files = {"glossary.en.md": GLOSSARY, "m1/a.en.md": lesson("a", "The [cost](term:Landed-Cost).\n")}
    catalogue = build(course(tmp_path, files))
    found = catalogue.courses["c1"]
    assert codes(catalogue) == []
    assert list(found.glossary) == ["landed-cost", "HS"]
    assert found.glossary["landed-cost"].text("zh-CN").aka == ("total", "all in")
    assert '<a href="#term-landed-cost" class="term">cost</a>' in page_of(catalogue)
    assert the_lesson(catalogue, "a").page("en").terms == ("landed-cost", "HS")
    assert 'href="#term-HS"' in found.glossary["landed-cost"].text("en").html


def test_a_term_that_is_not_there_is_said_with_one_that_is(tmp_path: Path):
    files = {"glossary.en.md": GLOSSARY, "m1/a.en.md": lesson("a", "The [cost](term:landed-costs).\n")}
    (found,) = build(course(tmp_path, files)).diagnostics
    assert (place(found), found.args["did"]) == ("m1/a.en.md C310@5:5", "landed-cost")


def test_terms_pair_by_id_and_each_language_says_what_it_lacks(tmp_path: Path):
    zh = "## 到岸成本\n`id: landed-cost`\n\n全部。\n\n## 关税\n\n税。\n"
    catalogue = build(course(tmp_path, {"glossary.zh-CN.md": zh, "glossary.en.md": GLOSSARY}, BILINGUAL))
    assert [(place(found), found.args["term"]) for found in catalogue.diagnostics] == [
        ("glossary.en.md C515@0:0", "关税"),
        ("glossary.zh-CN.md C515@0:0", "HS"),
    ]
    terms = catalogue.courses["c1"].glossary
    assert list(terms) == ["landed-cost", "关税", "HS"]
    assert [terms["landed-cost"].text(lang).title for lang in ("en", "zh-CN")] == ["Landed cost", "到岸成本"]
    assert terms["关税"].text("en").title == "关税"


def test_a_term_given_twice_is_said(tmp_path: Path):
    catalogue = build(course(tmp_path, {"glossary.en.md": GLOSSARY + "\n## HS again\n`id: hs`\n\nText.\n"}))
    assert places(catalogue) == ["glossary.en.md C102@14:1"]


def test_a_broken_glossary_and_one_that_is_deleted_stay(tmp_path: Path, store: Path):
    files = {"glossary.en.md": GLOSSARY, "m1/a.en.md": lesson("a", "The [cost](term:landed-cost).\n")}
    content = course(tmp_path / "content", files)
    before = build(content, store)
    write(content, {"c/glossary.en.md": GLOSSARY + "\n[x](gone.md)\n"})
    catalogue = build(content, store)
    assert (codes(catalogue), catalogue.courses["c1"].glossary) == (["C301"], before.courses["c1"].glossary)
    (content / "c/glossary.en.md").unlink()
    for _ in range(2):
        catalogue = build(content, store)
        assert codes(catalogue) == ["C310"]
        assert 'class="term"' in page_of(catalogue)
        assert catalogue.courses["c1"].glossary == before.courses["c1"].glossary


def test_courses_and_modules_have_pages_about_themselves(tmp_path: Path):
    files = {
        "index.en.md": "# Welcome\n\nStart with [a](m1/a.md) or [the module](m1/index.md).\n",
        "m1/index.en.md": "Just text, back to [the course](../index.md), [words](../glossary.en.md#hs-code).\n",
        "m1/a.en.md": lesson("a", "[Back](index.md)\n"),
        "glossary.en.md": GLOSSARY,
    }
    catalogue = build(course(tmp_path, files))
    found = catalogue.courses["c1"]
    assert lesson_ids(catalogue) == ["a"]
    assert (found.landing["en"].title, found.modules[0].landing["en"].title) == ("Welcome", "M")
    assert "/courses/c1/lessons/a" in html(found.landing["en"].blocks)
    assert [code for code in codes(catalogue) if code != "C302"] == []
    assert '<a href="/courses/c1">' in page_of(catalogue)


def address_of(catalogue: Catalogue, path: str) -> str:
    return f"/courses/c1/assets/{catalogue.courses['c1'].assets[path].hash[:32]}"


def test_a_piece_stands_where_it_is_included_in_the_readers_language(tmp_path: Path):
    zh = lesson("a", "## 前\n\n[帮助](include:../shared/help.md)\n\n## 后\n")
    en = lesson("a", "## Before\n\n[help](include:../shared/help.md)\n\n## After\n", source_hash="'000000000000'")
    files: dict[str, str | bytes] = {
        "m1/a.zh-CN.md": zh,
        "m1/a.en.md": en,
        "shared/help.zh-CN.md": "## 问\n\n看[这里](../m1/a.md)，![图](pic.png)，[问](#问)。\n",
        "shared/help.en.md": "## Ask\n\nSee [here](../m1/a.md).\n",
        "shared/only.zh-CN.md": "只有中文。\n",
        "shared/pic.png": "x",
        "m1/b.en.md": lesson("b", "[x](include:../shared/only.md)\n"),
    }
    catalogue = build(course(tmp_path, files, BILINGUAL))
    assert [code for code in codes(catalogue) if code not in {"C501", "C504", "C505"}] == []
    found = the_lesson(catalogue, "a")
    assert [heading.text for heading in found.page("en").toc] == ["Before", "Ask", "After"]
    assert [heading.text for heading in found.page("zh-CN").toc] == ["前", "问", "后"]
    assert address_of(catalogue, "shared/pic.png") in page_of(catalogue, lang="zh-CN")
    assert '<div lang="zh-CN">' in page_of(catalogue, "b")


def test_headings_of_pieces_can_be_linked_to_and_none_is_there_twice(tmp_path: Path):
    body = "## Same\n\n[x](include:../shared/x.md)\n\n[x](include:../shared/x.md)\n\n[1](#only) [2](#same-1) [3](#same-2)\n"
    files = {
        "m1/a.en.md": lesson("a", body),
        "m1/b.en.md": lesson("b", "[x](a.md#only) [y](a.md#same-3)\n"),
        "shared/x.en.md": "## Same\n\n## Only\n\n> [!NOTE]\n> Text with [a link](#same).\n",
    }
    catalogue = build(course(tmp_path, files))
    assert places(catalogue) == ["m1/b.en.md C302@5:16"]
    shown = page_of(catalogue)
    anchors = [heading.anchor for heading in the_lesson(catalogue, "a").page("en").toc]
    assert anchors == ["same", "same-1", "only", "same-2", "only-1"]
    assert all(shown.count(f'id="{anchor}"') == 1 for anchor in anchors)
    assert shown.count('href="#same-1"') == 3
    ids = [part.split('"')[0] for part in shown.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"shared/x.en.md": "[y](include:y.md)\n", "shared/y.en.md": "[x](include:x.md)\n"},
         ["m1/a.en.md C332@5:1", "shared/x.en.md C332@1:1", "shared/y.en.md C332@1:1"]),
        ({"shared/x.en.md": "[x](include:x.md)\n"}, ["m1/a.en.md C332@5:1", "shared/x.en.md C332@1:1"]),
        ({"shared/x.en.md": "[a](include:../m1/a.md)\n"}, ["m1/a.en.md C332@5:1", "shared/x.en.md C332@1:1"]),
        ({"shared/x.en.md": QUESTION % "q1"}, ["m1/a.en.md C333@5:1", "shared/x.en.md C333@1:1"]),
        ({"shared/x.en.md": "[b](include:../m1/b.md)\n", "m1/b.en.md": lesson("b", QUESTION % "q1")},
         ["m1/a.en.md C333@5:1", "shared/x.en.md C333@1:1"]),
        ({"shared/y.en.md": "Text.\n"}, ["m1/a.en.md C301@5:1"]),
        ({"shared/X.en.md": "Text.\n"}, ["m1/a.en.md C303@5:1"]),
        ({"shared/x.en.md": "[x](gone.md)\n"}, ["shared/x.en.md C301@1:1"]),
        ({"shared/x.en.md": "Text\n\n- [y](include:y.md)\n", "shared/y.en.md": "y\n"}, ["shared/x.en.md C309@3:3"]),
        ({"shared/x.fr.md": "Texte.\n"}, ["m1/a.en.md C301@5:1", "shared/x.fr.md C503@0:0"]),
    ],
)  # fmt: skip
def test_what_cannot_be_included_is_said(tmp_path: Path, files: dict[str, str], found: list[str]):
    content = course(tmp_path, {"m1/a.en.md": lesson("a", "[x](include:../shared/x.md)\n"), **files})
    assert places(build(content)) == found


def test_chains_and_heaps_of_includes_come_to_an_end(tmp_path: Path):
    chain: dict[str, str | bytes] = {f"shared/s{n}.en.md": f"[n](include:s{n + 1}.md)\n" for n in range(1500)}
    heap: dict[str, str | bytes] = {f"shared/h{n}.en.md": f"[n](include:h{n + 1}.md)\n\n" * 100 for n in range(3)}
    ends: dict[str, str | bytes] = {"shared/s1500.en.md": "End.\n", "shared/h3.en.md": "End.\n"}
    pages: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", "[x](include:../shared/s0.md)\n"),
        "m1/b.en.md": lesson("b", "[x](include:../shared/h1.md)\n"),
    }
    catalogue = build(course(tmp_path, {**chain, **heap, **ends, **pages}))
    assert places(catalogue)[:2] == ["m1/a.en.md C334@5:1", "m1/b.en.md C118@5:1"]


def test_a_broken_piece_stays_as_it_was_and_so_do_the_pages_with_it(tmp_path: Path, store: Path):
    files = {"m1/a.en.md": lesson("a", "[x](include:../shared/x.md)\n"), "shared/x.en.md": "Help.\n"}
    content = course(tmp_path / "content", files)
    build(content, store)
    write(content, {"c/shared/x.en.md": "[x](include:x.md)\n", "c/m1/b.en.md": lesson("b")})
    catalogue = build(content, store)
    assert (codes(catalogue), lesson_ids(catalogue)) == (["C332"], ["a", "b"])
    assert "Help." in page_of(catalogue)
    (content / "c/shared/x.en.md").unlink()
    for _ in range(2):
        catalogue = build(content, store)
        assert codes(catalogue) == ["C301"]
        assert "Help." in page_of(catalogue)


def test_an_edited_piece_changes_every_page_with_it(tmp_path: Path, store: Path):
    files = {"m1/a.en.md": lesson("a", "[x](include:../shared/x.md)\n"), "shared/x.en.md": "Help.\n"}
    content = course(tmp_path / "content", files)
    before = build(content, store)
    write(content, {"c/shared/x.en.md": "Other help.\n"})
    after = build(content, store)
    assert "Other help." in page_of(after)
    assert before.revision != after.revision


def test_recordings_play_with_all_captions_that_lie_beside_them(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", 'Look:\n\n![A "talk"](t.mp3)\n\n![film](f.mp4 "Seen")\n\n[sound](t.mp3)\n'),
        "m1/t.mp3": "x",
        "m1/t.zh-CN.vtt": "WEBVTT\n",
        "m1/t.vtt": "\ufeffWEBVTT - with a title\n",
        "m1/t.transcript.en.md": "What they **say**.\n",
        "m1/f.mp4": "x",
        "m1/f.en.vtt": "WEBVTT",
        "m1/f.de.vtt": "WEBVTTX",
    }
    catalogue = build(course(tmp_path, files))
    shown = page_of(catalogue)
    assert places(catalogue) == ["m1/f.de.vtt C322@1:1"]
    assert [found.code for found in catalogue.diagnostics] == ["C322"]
    assert f'<audio controls preload="metadata" src="{address_of(catalogue, "m1/t.mp3")}"' in shown
    assert 'aria-label="A &quot;talk&quot;"' in shown
    spoken = address_of(catalogue, "m1/t.zh-CN.vtt")
    assert f'<track kind="captions" srclang="zh-CN" label="中文" src="{spoken}"' in shown
    assert (
        '<details class="transcript"><summary>Transcript</summary><p>What they <strong>say</strong>.</p></details>'
        in shown
    )
    assert f'<video controls preload="metadata" src="{address_of(catalogue, "m1/f.mp4")}"' in shown
    assert '" default></video><figcaption>Seen</figcaption></figure>' in shown
    assert spoken in shown.partition(" default>")[2]  # after the one in the page's language
    assert shown.count("<track ") == 3
    assert "<p><audio" not in shown
    assert set(catalogue.courses["c1"].assets) == {"m1/t.mp3", "m1/t.vtt", "m1/t.zh-CN.vtt", "m1/f.mp4", "m1/f.en.vtt"}


def test_a_transcript_stands_below_its_film_and_before_the_footnotes(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", 'Text.[^1]\n\n![film](f.mp4 "Seen")\n\nHear ![talk](t.mp3) now.\n\n[^1]: Note.\n'),
        "m1/f.mp4": "x",
        "m1/f.transcript.en.md": "Seen words.\n",
        "m1/t.mp3": "x",
        "m1/t.transcript.en.md": "Heard words.\n",
    }
    shown = page_of(build(course(tmp_path, files)))
    film = shown[shown.index('<figure class="media">') : shown.index("</figure>")]
    assert film.index("</video>") < film.index("Seen words.") < film.index("<figcaption>Seen</figcaption>")
    assert shown.index("Heard words.") < shown.index('class="footnotes"')


def test_files_that_are_too_large_or_of_no_kind_that_is_served_are_errors(tmp_path: Path):
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", "![x](x.png)\n\n![y](y.pdf)\n\n[z](z.html) [w](w.yaml) [d](y.pdf)\n"),
        "m1/x.png": b"x" * (5 * 1024 * 1024 + 1),
        "m1/y.pdf": "x",
        "m1/z.html": "x",
        "m1/w.yaml": "x",
    }
    catalogue = build(course(tmp_path, files))
    assert places(catalogue) == [f"m1/a.en.md C314@{at}" for at in ("5:1", "7:1", "9:1", "9:13")]


def test_captions_that_break_stay_as_they_were(tmp_path: Path, store: Path):
    files = {"m1/a.en.md": lesson("a", "![film](f.mp4)\n"), "m1/f.mp4": "x", "m1/f.en.vtt": "WEBVTT\n\ngood"}
    content = course(tmp_path / "content", files)
    build(content, store)
    write(content, {"c/m1/f.en.vtt": "broken"})
    catalogue = build(content, store)
    assert places(catalogue) == ["m1/f.en.vtt C322@1:1"]
    assert catalogue.courses["c1"].assets["m1/f.en.vtt"].path.read_text() == "WEBVTT\n\ngood"


@pytest.mark.parametrize("restarted", [False, True])
def test_half_a_folder_keeps_its_pieces_terms_pools_and_documents(tmp_path: Path, store: Path, restarted: bool):
    files: dict[str, str | bytes] = {
        "glossary.en.md": GLOSSARY,
        "shared/x.en.md": "Help with [terms](term:landed-cost).\n",
        "pools/vat.en.md": lesson("vat", QUESTION % "p1", type="pool"),
        "m1/a.en.md": lesson(
            "a", "[x](include:../shared/x.md)\n\n[doc](d.pdf)\n", type="quiz", draw="\n  - {from: vat, count: 1}"
        ),
        "m1/d.pdf": b"%PDF",
    }
    content = course(tmp_path / "content", files)
    before = build(content, store)
    for gone in ("glossary.en.md", "m1/d.pdf"):
        (content / "c" / gone).unlink()
    for gone in ("shared", "pools"):
        shutil.rmtree(content / "c" / gone)
    after = build(content, store)
    again = build(content, store) if restarted else after
    for catalogue in (after, again):
        assert set(codes(catalogue)) == {"C301", "C403"}
        was, found = before.courses["c1"], catalogue.courses["c1"]
        assert (found.glossary, found.pools, found.modules) == (was.glossary, was.pools, was.modules)
        assert found.assets["m1/d.pdf"].path.read_bytes() == b"%PDF"


def test_a_text_that_nothing_shows_is_said(tmp_path: Path):
    files = {"m1/a.en.md": lesson("a"), "shared/x.en.md": "Text.\n", "m1/notes/y.en.md": "Text.\n"}
    found = [place(found) for found in build(course(tmp_path, files)).diagnostics]
    assert found == ["m1/notes/y.en.md C311@0:0", "shared/x.en.md C311@0:0"]


def test_strictness_reaches_what_lies_beside_lessons(tmp_path: Path, store: Path):
    content = course(tmp_path / "content", {"glossary.en.md": GLOSSARY}, COURSE + "strict: [C320]\n")
    build(content, store)
    write(content, {"c/glossary.en.md": GLOSSARY + "\n![](p.png)\n", "c/p.png": "x"})
    catalogue = build(content, store)
    assert [(found.code, found.severity) for found in catalogue.diagnostics] == [("C320", "error")]
    assert "img" not in catalogue.courses["c1"].glossary["HS"].text("en").html


def test_the_terms_of_any_piece_of_a_page_can_be_found(tmp_path: Path):
    body = "## [?] What is the [cost](term:landed-cost)?\n`id: q1`\n\n- (x) A\n- ( ) B\n"
    catalogue = build(course(tmp_path, {"glossary.en.md": GLOSSARY, "m1/a.en.md": lesson("a", body)}))
    (question,) = the_lesson(catalogue, "a").questions
    found = find_terms(catalogue.courses["c1"], [question.text("en").heading_html, "Text without any."])
    assert [term.id for term in found] == ["landed-cost", "HS"]
    assert the_lesson(catalogue, "a").page("en").terms == ("landed-cost", "HS")
