"""One lesson in several languages."""

from pathlib import Path

import pytest

from app.content.model import Catalogue

from .folders import BILINGUAL, build, codes, course, html, lesson, lesson_ids, place, the_lesson, write

NONE = "'000000000000'"
TRILINGUAL = "format: 1\nid: c1\ntitle: C\nlanguages: [zh-CN, en, en-GB]\n"
ZH = "## [?] 一\n`id: q1`\n\n- (x) 甲\n- ( ) 乙\n"
EN = "## [?] One\n`id: q1`\n\n- (x) A\n- ( ) B\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def pair(root: Path, zh: str, en: str, **fields: str) -> Catalogue:
    """A lesson and its translation, whose hash is that of another day."""
    files = {"m1/a.zh-CN.md": lesson("a", zh), "m1/a.en.md": lesson("a", en, source_hash=NONE, **fields)}
    return build(course(root, files, BILINGUAL))


def said(catalogue: Catalogue) -> list[str]:
    return [place(found) for found in catalogue.diagnostics if found.code != "C501"]


def test_a_tag_that_two_languages_begin_with_means_none_of_them(tmp_path: Path):
    files = {"m1/a.zh.md": lesson("a"), "m1/b.EN-gb.md": lesson("b"), "m1/d.fr.md": lesson("d")}
    catalogue = build(course(tmp_path, files, TRILINGUAL.replace("en, en-GB", "en-US, en-GB")))
    assert lesson_ids(catalogue) == ["a", "b"]
    assert [found for found in said(catalogue) if "C503" in found] == ["m1/d.fr.md C503@0:0"]
    assert the_lesson(catalogue, "b").source_lang == "en-GB"


def test_files_without_a_tag_are_in_the_first_language(tmp_path: Path):
    found = the_lesson(build(course(tmp_path, {"m1/a.md": lesson("a")}, BILINGUAL)), "a")
    assert (found.source_lang, list(found.pages)) == ("zh-CN", ["zh-CN"])


def test_of_two_files_for_one_language_the_one_in_service_stays(tmp_path: Path, store: Path):
    content = course(tmp_path / "content", {"m1/a.zh-CN.md": lesson("a", "Old.\n")}, BILINGUAL)
    build(content, store)
    write(content, {"c/m1/a.md": lesson("a", "New.\n")})
    catalogue = build(content, store)
    assert [place(found) for found in catalogue.diagnostics if found.severity == "error"] == ["m1/a.md C130@0:0"]
    assert "Old." in html(the_lesson(catalogue, "a").page("zh-CN").blocks)


def test_the_first_file_that_is_no_translation_is_the_source(tmp_path: Path):
    files = {
        "m1/a.zh-CN.md": lesson("a", source_hash=NONE),
        "m1/a.en.md": lesson("a", minutes="7"),
        "m1/a.en-GB.md": lesson("a", minutes="9"),
    }
    catalogue = build(course(tmp_path, files, TRILINGUAL))
    found = the_lesson(catalogue, "a")
    assert (found.source_lang, found.minutes) == ("en", 7)
    assert sorted(said(catalogue)) == ["m1/a.en-GB.md C502@1:1", "m1/a.en-GB.md C513@4:1"]


def test_every_word_of_every_language_and_units_of_their_own_are_no_difference(tmp_path: Path):
    zh = "## [?] 税号\n`id: q1` `type: text`\n\n- = 税号\n- = 编码 `weight: 50%`\n\n"
    zh += "## [?] 重量\n`id: q2` `type: number` `units: 克 = 0.001`\n\n- = 2 ± 0.1 公斤\n"
    en = "## [?] Code\n`id: q1` `type: text`\n\n- = HS code `weight: 100%`\n\n"
    en += "## [?] Weight\n`id: q2` `type: number` `units: g = 0.001`\n\n- = 2 ± 0.1 kg\n"
    catalogue = pair(tmp_path, zh, en)
    first, second = the_lesson(catalogue, "a").questions
    assert said(catalogue) == []
    assert [[word.text for word in text.words] for text in first.texts.values()] == [["税号", "编码"], ["HS code"]]
    assert [text.unit for text in second.texts.values()] == ["公斤", "kg"]
    assert set(second.units) == {"克", "g"}


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        (ZH, EN.replace("(x) A", "( ) A").replace("( ) B", "(x) B"), ["m1/a.en.md C511@6:1"]),
        (ZH, EN + "- ( ) C\n", ["m1/a.en.md C511@6:1"]),
        (ZH, EN.replace("q1", "q9"), ["m1/a.en.md C510@1:1", "m1/a.en.md C510@6:1"]),
        (ZH, EN.replace("`id: q1`", "`id: q1` `points: 1`"), ["m1/a.en.md C512@6:1"]),
        (ZH.replace("`id: q1`", "`id: q1` `tags: a，b`"), EN.replace("`id: q1`", "`id: q1` `tags: a, b`"), []),
        (ZH, EN.replace("- (x) A", "- (x) A `pin: yes`"), ["m1/a.en.md C512@6:1"]),
        (ZH, "## One more\n\n" + EN, []),
    ],
)
def test_a_translation_asks_the_same(tmp_path: Path, zh: str, en: str, found: list[str]):
    assert said(pair(tmp_path, zh, en)) == found


def test_questions_without_ids_pair_in_their_order(tmp_path: Path):
    zh, en = ZH.replace("`id: q1`\n", ""), EN.replace("`id: q1`\n", "")
    catalogue = pair(tmp_path, zh + "\n" + ZH, EN + "\n" + en)
    (first, second) = the_lesson(catalogue, "a").questions
    assert [found for found in said(catalogue) if "C202" not in found] == []
    assert first.id.startswith("p-")
    assert (second.id, second.text("en").title) == ("q1", "One")


def test_what_stands_in_the_source_is_ignored_in_a_translation(tmp_path: Path):
    catalogue = pair(tmp_path, "文。\n", "Text.\n", minutes="3", requires="[zz]", status="draft", authors="[x]")
    assert said(catalogue) == [f"m1/a.en.md C513@{line}:1" for line in (5, 6, 7)]
    assert the_lesson(catalogue, "a").page("en").authors == ("x",)


def test_a_translation_of_another_lesson_says_so(tmp_path: Path):
    files = {"m1/a.zh-CN.md": lesson("a"), "m1/a.en.md": lesson("b", source_hash=NONE)}
    assert said(build(course(tmp_path, files, BILINGUAL))) == ["m1/a.en.md C512@2:5"]


def test_a_lesson_that_takes_its_id_from_its_name_and_a_translation_that_says_it_agree(tmp_path: Path):
    zh = lesson("a").replace("id: a\n", "")
    files = {"m1/a.zh-CN.md": zh, "m1/a.en.md": lesson("a", source_hash=NONE)}
    assert said(build(course(tmp_path, files, BILINGUAL))) == ["m1/a.zh-CN.md C101@1:1"]


def test_a_translated_pool_in_a_quiz_repeats_its_settings_or_says_nothing(tmp_path: Path):
    inside = "## [pool] P\n`id: p` `draw: 1`\n\n#" + ZH + "\n#" + ZH.replace("q1", "q2")
    files = {
        "m1/a.zh-CN.md": lesson("a", inside, type="quiz"),
        "m1/a.en.md": lesson("a", inside.replace("draw: 1", "draw: 2"), source_hash=NONE),
    }
    assert said(build(course(tmp_path, files, BILINGUAL))) == ["m1/a.en.md C512@6:1"]
    write(tmp_path, {"c/m1/a.en.md": lesson("a", inside.replace("`id: p` `draw: 1`\n", ""), source_hash=NONE)})
    assert said(build(tmp_path)) == []


def test_a_translation_that_no_longer_fits_stays_as_it_was_while_the_source_goes_on(tmp_path: Path, store: Path):
    files = {
        "m1/a.zh-CN.md": lesson("a", "旧。\n\n" + ZH),
        "m1/a.en.md": lesson("a", "Old.\n\n" + EN, source_hash=NONE),
    }
    content = course(tmp_path / "content", files, BILINGUAL)
    build(content, store)
    write(content, {"c/m1/a.en.md": lesson("a", "New.\n\n" + EN + "- ( ) C\n", source_hash=NONE)})
    catalogue = build(content, store)
    assert set(codes(catalogue)) == {"C501", "C511"}
    assert "Old." in html(the_lesson(catalogue, "a").page("en").blocks)


def test_landing_pages_and_pieces_say_when_their_source_has_changed(tmp_path: Path):
    text = "---\nsource_hash: '000000000000'\n---\nText.\n"
    files = {
        "index.zh-CN.md": "文。\n",
        "index.en.md": text,
        "shared/x.zh-CN.md": "文。\n",
        "shared/x.en.md": text,
        "m1/a.zh-CN.md": lesson("a", "[x](include:../shared/x.md)\n"),
        "m1/a.en.md": lesson("a", "[x](include:../shared/x.md)\n", source_hash=NONE),
    }
    catalogue = build(course(tmp_path, files, BILINGUAL))
    places = [place(found) for found in catalogue.diagnostics]
    assert places == ["index.en.md C501@2:14", "m1/a.en.md C501@4:14", "shared/x.en.md C501@2:14"]
