import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.model import Heading, QuestionSlot
from app.content.parsing import reading, safety
from app.content.parsing.reading import read_page
from app.questions.model import QuestionText

from .drawings import drawing
from .folders import BILINGUAL, QUESTION, build, codes, course, html, lesson, the_lesson

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320.4 200"><path d="M0 0"/></svg>'
PNG = drawing(40, 30)


def body(text: str, lang: str = "en") -> str:
    return html(read_page("m1/a.md", lang, lesson("a", text).encode()).blocks)


def test_a_page_is_made_of_html_and_places_of_questions(tmp_path: Path):
    text = f"## One\n\nBefore.\n\n{QUESTION % 'q1'}\n---\n\nAfter.\n"
    page = the_lesson(build(course(tmp_path, {"m1/a.en.md": lesson("a", text)})), "a").page("en")
    before, slot, after = page.blocks
    assert isinstance(before, str)
    assert isinstance(after, str)
    assert '<h2 id="one">One<a href="#one" aria-label="Link to this section">#</a></h2>' in before
    assert (slot, after) == (QuestionSlot("q1"), "<p>After.</p>")
    assert page.toc == (Heading(2, "one", "One"),)


def test_what_is_right_and_the_remarks_are_nowhere_in_what_may_be_sent(tmp_path: Path):
    number = (
        "## [?] How many?\n`id: q2` `type: number`\n\n- = 42 kg\n  > Right-remark.\n\n> [!CORRECT]\n> Because-so.\n"
    )
    found = the_lesson(build(course(tmp_path, {"m1/a.en.md": lesson("a", QUESTION % "q1" + "\n" + number)})), "a")
    sent = html(found.page("en").blocks) + "".join(public(each.text("en")) for each in found.questions)
    assert "The buyer" in sent
    for secret in ("Right-remark", "Because-so", "42"):
        assert secret not in sent


def public(text: QuestionText) -> str:
    options = "".join(each.html for each in text.options.values())
    return text.title + text.heading_html + text.prompt_html + options + text.unit + "".join(text.hints)


def test_links_and_pictures_get_addresses_sizes_and_hashes(tmp_path: Path):
    text = (
        "[b](b.md#part) [q](lesson:q) [pdf](assets/规则%20a.pdf) [out](https://example.org/?a=1&b=2)\n\n"
        '![A parcel](assets/p.svg "Five <stops>")\n\n![shelf](assets/p.png)\n'
    )
    files: dict[str, str | bytes] = {
        "m1/a.en.md": lesson("a", text),
        "m1/b.en.md": lesson("b", "## Part\n"),
        "m1/q.en.md": lesson("q", QUESTION % "q1", type="quiz"),
        "m1/assets/p.svg": SVG,
        "m1/assets/p.png": PNG,
        "m1/assets/规则 a.pdf": b"pdf",
        "m1/assets/unused.png": PNG,
    }
    catalogue = build(course(tmp_path, files))
    shown = html(the_lesson(catalogue, "a").page("en").blocks)
    assets = catalogue.courses["c1"].assets
    assert '<a href="/courses/c1/lessons/b#part">b</a>' in shown
    assert '<a href="/courses/c1/quizzes/q">q</a>' in shown
    pdf = assets["m1/assets/规则 a.pdf"].hash[:32]
    assert f"/courses/c1/assets/{pdf}/%E8%A7%84%E5%88%99%20a.pdf" in shown
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">out</a>' in shown
    svg = f'src="/courses/c1/assets/{assets["m1/assets/p.svg"].hash[:32]}" width="320" height="200"'
    assert f'<figure><img {svg} alt="A parcel" loading="lazy"><figcaption>Five &lt;stops&gt;</figcaption>' in shown
    assert 'width="40" height="30" alt="shelf"' in shown
    assert sorted(assets) == ["m1/assets/p.png", "m1/assets/p.svg", "m1/assets/规则 a.pdf"]
    assert codes(catalogue) == ["C311"]


def test_a_link_to_a_draft_shows_its_words_alone(tmp_path: Path):
    files = {"m1/a.en.md": lesson("a", "[b](b.md)\n"), "m1/b.en.md": lesson("b", status="draft")}
    assert "<a>b</a>" in html(the_lesson(build(course(tmp_path, files)), "a").page("en").blocks)


def test_tables_scroll_by_themselves_and_numbers_stand_right():
    shown = body("| a | b |\n|---|--:|\n| x | 1 |\n", "zh-CN")
    assert '<div class="scroll" role="group" tabindex="0" aria-label="表格 1"><table>' in shown
    assert '<th scope="col" class="num">b</th>' in shown
    assert '<td class="num">1</td>' in shown


@pytest.mark.parametrize(
    ("label", "state", "english", "chinese"),
    [("NOTE", "info", "Note", "说明"), ("WARNING", "warn", "Take care", "注意"), ("CAUTION", "bad", "Risk", "风险")],
)
def test_alerts_are_callouts_with_a_word(label: str, state: str, english: str, chinese: str):
    for lang, word in (("en", english), ("zh-CN", chinese)):
        shown = body(f"> [!{label}]\n> Text.\n", lang)
        assert f'<aside class="callout" data-s="{state}" aria-labelledby="callout-1"><p id="callout-1"><svg' in shown
        assert f"</svg>{word}</p>\n<p>Text.</p>" in shown


def test_emphasis_and_line_breaks_between_chinese_characters():
    shown = body("他说**“便宜”**不等于好，**《规则》**写得\n清楚。**注意：**先算税。See\nbelow\n")
    for part in (
        "说<strong>“便宜”</strong>不",
        "<strong>《规则》</strong>写得清楚",
        "<strong>注意：</strong>先",
        "See\nbelow",
    ):
        assert part in shown


def test_a_bare_link_ends_before_chinese_text():
    shown = body("见 https://example.org/a。然后\n")
    assert '<a href="https://example.org/a" rel="noopener noreferrer">https://example.org/a</a>。然后' in shown


def test_footnotes_go_there_and_back():
    shown = body("A[^n] and again[^n].\n\n[^n]: The note.\n")
    assert '<sup><a href="#fn1" id="fnref1" aria-label="Footnote 1">1</a></sup>' in shown
    assert '<section class="footnotes" aria-label="Footnotes">' in shown
    assert '<a href="#fnref1-1" aria-label="Back to the text">↩</a>' in shown


def test_task_lists_show_boxes_that_cannot_be_ticked():
    assert '<li class="task">☑ done</li>\n<li class="task">☐ open</li>' in body("- [x] done\n- [ ] open\n")


def test_the_same_heading_as_the_title_is_not_said_twice():
    assert body("# A\n\nText.\n") == "<p>Text.</p>"


@pytest.mark.parametrize(
    "attack",
    [
        "<img src=x onerror=alert(1)>",
        "<img src='a.png' alt='\"><script>alert(1)</script>'>",
        "<scr<script>ipt>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "![x](data:text/html,<script>alert(1)</script>)",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><img src=x onerror=alert(1)></math>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        '[x](a.md "\\" onmouseover=\\"alert(1)")',
        '```"><script>alert(1)</script>\nx\n```',
        '![x" onerror="alert(1)](a.png)',
        "<!--><script>alert(1)</script>-->",
        "<abbr title='\" onclick=\"alert(1)'>x</abbr>",
        "| <iframe src=x> |\n|---|\n| <object data=x> |",
    ],
)
def test_no_attack_gets_through(attack: str):
    shown = body(attack + "\n")
    lowered = safety.clean(shown)
    for live in ("<script", "<iframe", "<object", "<svg", "<math"):
        assert live not in lowered
    for attribute in ("onerror=", "onclick=", "onmouseover=", "ontoggle="):
        assert not [
            tag for tag in lowered.split("<") if attribute in tag.split(">")[0].replace("&quot;", "").split('"')
        ]
    assert 'href="javascript' not in lowered.lower()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab *_`~[]()!<>/=\"'#|-\n\\&;:?x^$税，。（）")), max_size=200))
def test_any_text_is_read_and_cleaned_html_is_clean(text: str):
    page = reading._read_page("m1/a.md", "en", lesson("a", text).encode())
    for block in page.blocks:
        if isinstance(block, str) and "<svg" not in block:
            once = safety.clean(block)
            assert safety.clean(once) == once


def test_text_cannot_pretend_to_be_an_address_to_be_filled_in(tmp_path: Path):
    text = 'href=&quot;tradewind:0123456789abcdef:0&quot; `src="tradewind:0123456789abcdef:0"`\n'
    shown = html(the_lesson(build(course(tmp_path, {"m1/a.en.md": lesson("a", text)})), "a").page("en").blocks)
    assert shown.count("tradewind:0123456789abcdef:0") == 2


def test_questions_carry_both_languages_and_the_sources_structure(tmp_path: Path):
    zh = "## [?] 谁付？\n`id: q1` `points: 2` `competency: T:1`\n\n- ( ) 买家\n- (x) 卖家 `id: seller`\n"
    en = "## [?] Who pays?\n`id: q1`\n\n- ( ) The buyer\n- (x) The seller\n"
    files = {"m1/a.zh-CN.md": lesson("a", zh), "m1/a.en.md": lesson("a", en, source_hash="'000000000000'")}
    config = BILINGUAL + "competencies:\n  T: {title: Trade, levels: 4}\n"
    (question,) = the_lesson(build(course(tmp_path, files, config)), "a").questions
    assert question.text("zh-CN").options["seller"].html == "卖家"
    assert question.text("en").options["seller"].html == "The seller"
    assert (question.points, question.competency, question.competency_level) == (2, "T", 1)
    assert type(question).from_json(json.loads(json.dumps(question.to_json()))) == question
