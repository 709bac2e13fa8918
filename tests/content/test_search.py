"""Finding pages: what is found, in which order, what never is. Over the real courses, and over small ones written here."""

import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.content.search.asking import COMMON, LONGEST, read
from app.content.search.entries import targets
from app.content.search.excerpts import within
from app.content.search.finding import PAGE_SIZE
from app.content.search.folding import fold, fold_with_places
from tests.privileges import ordinary_user

from .folders import BILINGUAL, COURSE, MODULE, course, lesson, write
from .libraries import Library, marked, plain

ROOT = Path(__file__).parent.parent.parent
GLOSSARY = "# Glossary\n\n## Drayage\n`id: drayage` `aka: cartage`\n\nShort haul from the port.\n"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The courses that come with the platform."""
    return Library(ROOT / "courses", tmp_path_factory.mktemp("search"))


@pytest.fixture
def write_course(tmp_path: Path) -> Callable[..., Library]:
    def written(files: dict[str, str], config: str = COURSE) -> Library:
        return Library(course(tmp_path / "content", files, config), tmp_path / "search")

    return written


class TestWhatIsFound:
    @pytest.mark.parametrize("lang", ["zh-CN", "en"])
    def test_two_letters_of_any_title_find_its_page(self, real: Library, lang: str):
        """Of all pairs every third, so that each title is looked for by some of its own."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for target in targets(real.publisher.catalogue):
            for first, second in pairwise(target.title_in(lang)):
                if (first + second).isalnum():
                    wanted[first + second].add(target.key)
        assert len(wanted) > 100
        lost = {pair: keys - real.keys(pair, lang, keys) for pair, keys in list(wanted.items())[::3]}
        assert {pair: keys for pair, keys in lost.items() if keys} == {}

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("盘点", "循环盘点"),
            ("海外仓怎么盘点？", "循环盘点"),
            ("四流一致", "四流一致与数据真实"),
            ("什么是跨境电商", "什么是跨境电商"),
        ],
    )
    def test_chinese_words_find_their_page(self, real: Library, typed: str, first: str):
        assert real.titles(typed, "zh-CN")[0] == first

    @pytest.mark.parametrize("typed", ["ＨＳ　编码", "hs 编码", "HS编码结构"])
    def test_width_case_and_blanks_make_no_difference(self, real: Library, typed: str):
        assert real.titles(typed, "zh-CN")[0] == "HS 编码结构与版本"

    def test_accents_make_no_difference(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Café in Nîmes.\n")})
        assert library.titles("cafe nimes") == library.titles("CAFÉ") == library.titles("cafe\u0301") == ["A"]

    @pytest.mark.parametrize("typed", ["incotrems", "incoterm", "Incotermz", "INCOTERMS"])
    def test_english_words_may_have_typing_mistakes(self, real: Library, typed: str):
        assert "Incoterms 2020" in real.titles(typed)

    def test_what_is_alike_is_said_to_be(self, real: Library):
        assert real.find("wearhouse").alike
        assert not real.find("warehouse").alike

    def test_short_words_may_have_none(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "A tariff on cat food.\n")})
        assert library.titles("cat") == ["A"]
        assert library.titles("cut") == []

    def test_the_last_word_may_be_only_begun(self, real: Library):
        assert "Receiving and inspection" in real.titles("receiving insp")
        assert "Receiving and inspection" not in real.titles("insp receiving xyz")

    def test_other_forms_of_an_english_word_are_found(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Shipments were labelled.\n")})
        assert library.titles("shipment label") == ["A"]

    @pytest.mark.parametrize("typed", ["xunhuan pandian", "xunhuanpandian", "xhpd", "pandian", "pan dian"])
    def test_pinyin_finds_chinese_titles(self, real: Library, typed: str):
        assert "循环盘点" in real.titles(typed, "zh-CN")

    def test_chinese_with_a_wrong_character_of_the_same_sound_is_found(self, real: Library):
        assert "循环盘点" in real.titles("循环判点", "zh-CN")

    def test_words_may_stand_under_different_headings(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "## One\nAlpha.\n\n## Two\nBeta.\n")})
        assert library.titles("alpha beta") == ["A"]

    def test_summaries_tags_courses_and_modules_are_found(self, write_course):
        config = COURSE + "summary: About junks and sampans.\ntags: [harbour]\n"
        library = write_course({"m1/a.en.md": lesson("a", summary="Quays.", tags="[pilotage]")}, config)
        assert [library.titles(word) for word in ("sampans", "harbour", "quays", "pilotage")] == [
            ["C"],
            ["C"],
            ["A"],
            ["A"],
        ]
        kinds = {result.target.kind for result in library.find("m").results}
        assert "module" in kinds

    def test_glossary_terms_are_found_by_all_their_names(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a"), "glossary.en.md": GLOSSARY})
        for typed in ("drayage", "cartage", "short haul"):
            (result,) = library.find(typed).results
            assert (result.target.kind, plain(result.title)) == ("term", "Drayage")

    def test_the_public_text_of_a_question_in_a_lesson_is_found_and_leads_to_it(self, real: Library):
        found = real.find("names of buyers packaging changes")
        assert found.results[0].excerpts[0].anchor == "check-gp-asn-data"


class TestOrder:
    def test_a_title_comes_before_a_text(self, write_course):
        library = write_course(
            {
                "m1/a.en.md": lesson("a", "Duty, duty, duty and drawback.\n"),
                "m1/b.en.md": lesson("b", title="Duty drawback"),
            }
        )
        assert library.titles("drawback") == ["Duty drawback", "A"]

    def test_the_reader_s_language_comes_first_and_a_page_comes_once(self, write_course):
        files = {
            "m1/a.zh-CN.md": lesson("a", "报关 customs。\n", title="甲"),
            "m1/a.en.md": lesson("a", "Customs.\n"),
            "m1/b.zh-CN.md": lesson("b", "没有。\n", title="乙"),
            "m1/b.en.md": lesson("b", "Customs, customs.\n"),
        }
        library = write_course(files, BILINGUAL)
        assert library.titles("customs", "zh-CN") == ["甲", "B"]
        assert sorted(library.titles("customs", "en")) == ["A", "B"]
        assert [result.lang for result in library.find("customs", "zh-CN").results] == ["zh-CN", "en"]

    def test_pages_of_results_hold_everything_once(self, write_course):
        count = 2 * PAGE_SIZE + 3
        library = write_course({f"m1/l{n}.en.md": lesson(f"l{n}", "Quay.\n") for n in range(count)})
        found = library.find("quay")
        assert (found.count, found.pages, len(found.results)) == (count, 3, PAGE_SIZE)
        assert len(set(library.titles("quay"))) == count
        assert library.find("quay", page=99).page == 3

    @pytest.mark.parametrize(
        ("typed", "lang"),
        [("退税", "zh-CN"), ("refund", "en"), ("海外仓", "zh-CN"), ("库存", "zh-CN"), ("customs", "en")],
    )
    def test_the_first_page_holds_lessons_and_no_term_comes_twice(self, real: Library, typed: str, lang: str):
        found = real.everything(typed, lang)
        first = [result.target.kind for result in found[:PAGE_SIZE]]
        assert "lesson" in first[:3]
        assert first.count("term") <= 6
        terms = [result.target.term.id for result in found if result.target.term is not None]
        assert len(terms) == len(set(terms)) > 0

    @pytest.mark.parametrize("lang", ["zh-CN", "en"])
    def test_whoever_types_the_name_of_a_term_sees_it_on_the_first_page(self, real: Library, lang: str):
        terms = [target for target in targets(real.publisher.catalogue) if target.term is not None]
        assert len(terms) > 100
        for target in terms[::7]:
            found = real.find(target.title_in(lang), lang).results
            assert target.key in {result.target.key for result in found}


class TestExcerpts:
    def test_each_heading_has_its_own_and_at_most_three_are_shown(self, write_course):
        body = "Before: quay.\n\n" + "".join(f"## Part {n}\n{'Much else. ' * 40}The quay {n}.\n\n" for n in range(5))
        (result,) = write_course({"m1/a.en.md": lesson("a", body)}).find("quay").results
        assert len(result.excerpts) == 3
        assert all(marked(excerpt.text) == ["quay"] for excerpt in result.excerpts)
        assert any(excerpt.anchor.startswith("part-") for excerpt in result.excerpts)
        assert all(len(plain(excerpt.text)) < 260 for excerpt in result.excerpts)

    def test_what_was_found_is_marked_as_it_was_written(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Der ﬁne Cafés. 海外仓怎么盘点，ＦＢＡ。\n")})
        for typed, hits in [
            ("fine cafe", ["ﬁne", "Cafés"]),
            ("fba", ["ＦＢＡ"]),
            ("盘点海外仓", ["海外仓", "盘点"]),
            ("cafez", ["Cafés"]),
        ]:
            (result,) = library.find(typed).results
            assert marked(result.excerpts[0].text) == hits

    def test_html_stays_text(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Write `<script>alert(1)</script>` and a &amp; b.\n")})
        (result,) = library.find("script alert").results
        assert "<script>alert(1)</script>" in plain(result.excerpts[0].text)

    @pytest.mark.parametrize(
        ("one", "other", "most", "expected"),
        [
            ("incotrems", "incoterms", 1, True),
            ("label", "lable", 1, True),
            ("label", "lab", 1, False),
            ("warehouse", "wearhouse", 2, True),
            ("", "a", 1, True),
            ("abcd", "wxyz", 2, False),
        ],
    )
    def test_typing_mistakes_are_counted(self, one: str, other: str, most: int, expected: bool):
        assert within(one, other, most) is expected

    @pytest.mark.parametrize("text", ["", "plain", "ＡＢＣ", "e\u0301ﬁ½ß", "İstanbul", "한국어 テスト", "😀a"])
    def test_every_folded_letter_knows_where_it_comes_from(self, text: str):
        folded = fold_with_places(text)
        assert folded.text == fold(text)
        places = [folded.origin(at) for at in range(len(folded.text) + 1)]
        assert places == sorted(places)
        assert places[-1] == len(text)


SECRETS = """## [?] Which one?
`id: q1`

- (x) Rightly
  > remarkalpha
- ( ) Wrongly
  > remarkbeta

> [!HINT]
> hintgamma

> [!EXPLANATION]
> explaindelta

## [?] Type it
`id: q2` `type: text`

- = acceptedepsilon

## [?] How many?
`id: q3` `type: number`

- = 4711 ± 1 crates

"""


class TestSecrets:
    @pytest.mark.parametrize(
        "secret",
        ["remarkalpha", "remarkbeta", "hintgamma", "explaindelta", "acceptedepsilon", "4711"],
    )
    def test_s20_what_tells_an_answer_is_never_found(self, write_course, secret: str):
        library = write_course({"m1/a.en.md": lesson("a", SECRETS)})
        assert library.find("which rightly").count == 1
        found = library.find(secret)
        assert (found.count, found.suggestions) == (0, ())

    def test_s20_options_are_shown_in_an_order_that_tells_nothing(self, write_course):
        body = "## [?] Who pays?\n`id: q1`\n\n- (x) Zulu\n- ( ) Alpha\n- ( ) Mike\n"
        (result,) = write_course({"m1/a.en.md": lesson("a", body)}).find("zulu").results
        assert plain(result.excerpts[0].text) == "Alpha · Mike · Zulu"

    def test_s20_questions_of_quizzes_are_never_found_their_introduction_is(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", f"Bring a calculator.\n\n{SECRETS}", type="quiz")})
        assert library.titles("calculator") == ["A"]
        assert [library.find(word).count for word in ("rightly", "which one", "type it")] == [0, 0, 0]

    def test_s20_questions_of_pools_are_never_found(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a"), "pools/bank.en.md": lesson("bank", SECRETS, type="pool")})
        assert [library.find(word).count for word in ("rightly", "bank")] == [0, 0]

    def test_s13_drafts_are_found_by_editors_alone(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")}, COURSE + "status: draft\n")
        assert library.titles("quay") == []
        assert library.find("quag").suggestions == library.find("a").suggestions == ()
        assert library.titles("quay", drafts=True) == ["A"]

    def test_archived_courses_are_found_by_nobody(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")}, COURSE + "status: archived\n")
        assert library.titles("quay", drafts=True) == []


class TestQuestions:
    @pytest.mark.parametrize(
        "typed",
        ["", " ", "\0", "+-*/\\\"'()[]{}^~:", "😀", "？！。", "AND", "title:(", '"', "a" * 10_000, "的" * 10_000,
         "x y " * 3_000, "\ud800", "\u202e", "%", "_", "..", "a\0b", "٣", "〇", "ﷺ", "\u0301"],
    )  # fmt: skip
    def test_whatever_is_typed_is_answered(self, real: Library, typed: str):
        for lang in ("zh-CN", "en"):
            found = real.find(typed, lang)
            assert found.count >= len(found.results)
            assert len(found.question.text) <= LONGEST

    def test_what_is_cut_off_is_said(self):
        assert read("a" * 101).shortened
        assert not read("a" * 100).shortened
        assert not read("+-").terms

    def test_signs_of_query_languages_are_no_commands(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Duty and tax.\n")})
        assert library.titles('text:"duty" AND (tax)') == []
        assert library.titles('"duty" +tax*') == ["A"]

    def test_common_words_need_not_be_there(self, write_course):
        library = write_course({"m1/a.en.md": lesson("a", "Drawback returns money.\n")})
        assert library.titles("what is the drawback") == ["A"]
        assert "what" in COMMON

    def test_titles_that_come_close_are_suggested(self, real: Library):
        found = real.find("qqqq 盘点", "zh-CN")
        assert found.count == 0
        assert "循环盘点" in [target.title_in("zh-CN") for target in found.suggestions]


class TestPublishing:
    def test_what_is_published_is_found_and_what_is_gone_is_not(self, write_course, tmp_path: Path):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n"), "m1/b.en.md": lesson("b", "Pier.\n")})
        assert library.titles("quay") == ["A"]
        write(tmp_path / "content", {"c/m1/b.en.md": lesson("b", "Quay.\n")})
        (tmp_path / "content/c/m1/a.en.md").unlink()
        library.publisher.publish()
        assert (library.titles("quay"), library.titles("pier")) == (["B"], [])

    def test_the_next_process_opens_the_same_index(self, write_course, tmp_path: Path):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")})
        assert library.titles("quay") == ["A"]
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / "search").rglob("*.store")}
        again = Library(tmp_path / "content", tmp_path / "search")
        assert again.titles("quay") == ["A"]
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "search").rglob("*.store")} == before

    def test_an_index_left_half_made_or_damaged_is_made_anew(self, write_course, tmp_path: Path):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")})
        assert library.titles("quay") == ["A"]
        (state,) = (tmp_path / "search").rglob("current.json")
        for damage in ('{"folder": "", "revision": "", "stamps": {}}', "{", '{"folder": "nowhere", "revision": "x"}'):
            state.write_text(damage)
            assert Library(tmp_path / "content", tmp_path / "search").titles("quay") == ["A"]
        for meta in (tmp_path / "search").rglob("meta.json"):
            meta.write_text("{}")
        assert Library(tmp_path / "content", tmp_path / "search").titles("quay") == ["A"]

    def test_without_a_place_to_write_the_index_lies_in_memory(self, write_course, tmp_path: Path):
        (tmp_path / "search").mkdir(mode=0o500)
        with ordinary_user():
            assert write_course({"m1/a.en.md": lesson("a", "Quay.\n")}).titles("quay") == ["A"]

    def test_where_a_file_is_in_the_way_the_index_lies_in_memory(self, write_course, tmp_path: Path):
        (tmp_path / "search").write_text("in the way")
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")})
        assert library.titles("quay") == ["A"]
        write(tmp_path / "content", {"c/m1/b.en.md": lesson("b", "Quay.\n")})
        library.publisher.publish()
        assert sorted(library.titles("quay")) == ["A", "B"]

    def test_what_a_newer_catalogue_withdrew_is_hidden_before_the_index_knows(self, write_course, tmp_path: Path):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")})
        assert library.titles("quay") == ["A"]
        library.search.refresh = lambda: None  # as while the background thread is still busy
        write(tmp_path / "content", {"c/course.yaml": COURSE + "status: draft\n", "c/m1/module.yaml": MODULE})
        library.publisher.publish()
        assert library.titles("quay") == []

    def test_a_thread_follows_what_is_published(self, write_course, tmp_path: Path):
        library = write_course({"m1/a.en.md": lesson("a", "Quay.\n")})
        library.search.start()
        assert eventually(lambda: library.titles("quay") == ["A"])
        write(tmp_path / "content", {"c/m1/b.en.md": lesson("b", "Quay.\n")})
        library.publisher.publish()
        assert eventually(lambda: sorted(library.titles("quay")) == ["A", "B"])


def eventually(true) -> bool:
    """Whether it becomes true within ten seconds."""
    left = 200
    while not (found := bool(true())) and (left := left - 1):
        time.sleep(0.05)
    return found
