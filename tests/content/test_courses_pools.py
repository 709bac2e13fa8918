from pathlib import Path

import pytest

from .folders import BILINGUAL, QUESTION, build, codes, course, lesson, lesson_ids, place, the_lesson, write

POOL = lesson("vat", QUESTION % "p1" + "\n" + QUESTION % "p2", type="pool")
DRAW = "\n  - {from: vat, count: 1}"


def quiz(quiz_id: str = "a", body: str = "", **fields: str) -> str:
    return lesson(quiz_id, body, type="quiz", **fields)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return course(tmp_path / "content", {"m1/a.en.md": quiz(draw=DRAW), "pools/vat.en.md": POOL})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def places(content: Path, store: Path | None = None) -> list[str]:
    return [place(found) for found in build(content, store).diagnostics if found.severity != "info"]


def test_a_quiz_may_consist_of_what_it_draws(content: Path):
    catalogue = build(content)
    found = the_lesson(catalogue, "a")
    pool = catalogue.courses["c1"].pools["vat"]
    assert (codes(catalogue), found.questions) == ([], ())
    assert [(draw.pool_id, draw.count, draw.tags, draw.difficulty) for draw in found.draws] == [("vat", 1, (), ())]
    assert [question.id for question in pool.questions] == ["p1", "p2"]
    assert catalogue.courses["c1"].pool("vat") == pool.questions


@pytest.mark.parametrize(
    ("draw", "place_of"),
    [
        ("\n  - {from: vat, count: 3}", "m1/a.en.md C402@6:5"),
        ("\n  - from: vat\n    count: 1\n    difficulty: hard", "m1/a.en.md C402@6:5"),
        ("\n  - from: vat\n    count: 1\n    tags: [x, y]", "m1/a.en.md C402@6:5"),
        ("\n  - {from: vta, count: 1}", "m1/a.en.md C403@6:5"),
        ("\n  - {from: vat}", "m1/a.en.md C112@6:5"),
        ("\n  - {count: 2}", "m1/a.en.md C112@6:5"),
        ("\n  - {from: vat, count: 0}", "m1/a.en.md C110@6:24"),
        ("\n  - {from: vat, count: 1, difficulty: hardly}", "m1/a.en.md C111@6:39"),
        ("\n  - {from: vat, count: 1, tag: x}", "m1/a.en.md C108@6:27"),
        (" vat", "m1/a.en.md C109@5:8"),
        ("\n  - vat", "m1/a.en.md C109@6:5"),
    ],
)
def test_what_cannot_be_drawn_is_said_at_its_entry(content: Path, draw: str, place_of: str):
    write(content, {"c/m1/a.en.md": quiz("a", QUESTION % "q1", draw=draw)})
    assert places(content) == [place_of]


def test_retired_questions_and_those_of_other_tags_and_difficulties_do_not_count(content: Path):
    settings = ["`tags: import`", "`tags: export` `difficulty: easy`", "`tags: import` `status: retired`"]
    body = "\n".join((QUESTION % f"p{n}").replace("`\n", f"` {each}\n", 1) for n, each in enumerate(settings))
    write(content, {"c/pools/vat.en.md": lesson("vat", body, type="pool")})
    for filters, there in [("", 2), (", tags: [import]", 1), (", difficulty: [easy, hard]", 1), (", tags: [x]", 0)]:
        write(content, {"c/m1/a.en.md": quiz(draw=f"\n  - {{from: vat, count: 3{filters}}}")})
        assert [found.args["have"] for found in build(content).diagnostics if found.code == "C402"] == [there]


def test_questions_of_different_points_are_said_only_where_attempts_would_differ(content: Path):
    uneven = POOL.replace("`id: p2`", "`id: p2` `points: 2`")
    write(content, {"c/pools/vat.en.md": uneven})
    assert places(content) == ["m1/a.en.md C404@6:5"]
    write(content, {"c/m1/a.en.md": quiz(draw=DRAW.replace("1", "2"))})
    assert places(content) == []


def test_a_pool_in_a_quiz_is_drawn_from_by_others_too(content: Path):
    inside = "## [pool] Terms\n`id: terms` `draw: 1`\n\n#" + (QUESTION % "t1") + "\n#" + (QUESTION % "t2")
    write(content, {"c/m1/b.en.md": quiz("b", inside), "c/m1/a.en.md": quiz(draw="\n  - {from: terms, count: 2}")})
    catalogue = build(content)
    assert [code for code in codes(catalogue) if code != "C311"] == []
    pool = the_lesson(catalogue, "b").pools[0]
    assert (pool.id, pool.draw, pool.question_ids) == ("terms", 1, ("t1", "t2"))
    assert [question.id for question in catalogue.courses["c1"].pool("terms") or ()] == ["t1", "t2"]
    write(content, {"c/m1/b.en.md": quiz("b", inside, status="draft")})
    catalogue = build(content)
    assert lesson_ids(catalogue) == ["a"]
    assert [question.id for question in catalogue.courses["c1"].pool("terms") or ()] == ["t1", "t2"]


def test_a_published_quiz_cannot_draw_from_a_draft(content: Path):
    write(content, {"c/pools/vat.en.md": POOL.replace("type: pool", "type: pool\nstatus: draft")})
    assert places(content) == ["m1/a.en.md C402@6:5"]
    write(content, {"c/m1/a.en.md": quiz(draw=DRAW, status="draft")})
    assert places(content) == []


def test_a_broken_pool_goes_on_as_it_was(content: Path, store: Path):
    build(content, store)
    write(content, {"c/pools/vat.en.md": POOL.replace("(x)", "( )")})
    catalogue = build(content, store)
    assert set(codes(catalogue)) == {"C210"}
    assert [question.id for question in catalogue.courses["c1"].pool("vat") or ()] == ["p1", "p2"]
    assert lesson_ids(catalogue) == ["a"]


def test_a_quiz_waits_for_a_pool_that_never_was_good(content: Path):
    write(content, {"c/pools/vat.en.md": POOL.replace("title: VAT", "status: publised")})
    write(content, {"c/m1/module.yaml": "id: m1\ntitle: M\nlessons: [a]\n"})
    catalogue = build(content)
    assert (lesson_ids(catalogue), catalogue.courses["c1"].modules[0].coming) == ([], ("A",))
    assert "C403" not in codes(catalogue)


def test_a_pool_that_is_deleted_stays_while_a_quiz_draws_from_it(content: Path, store: Path):
    before = build(content, store)
    (content / "c/pools/vat.en.md").unlink()
    for _ in range(2):
        catalogue = build(content, store)
        assert codes(catalogue) == ["C403"]
        assert catalogue.courses["c1"].pool("vat") == before.courses["c1"].pool("vat")
    write(content, {"c/m1/a.en.md": quiz("a", QUESTION % "q1")})
    catalogue = build(content, store)
    assert (codes(catalogue), catalogue.courses["c1"].pools) == ([], {})


def test_ids_are_unique_over_lessons_and_pools(content: Path):
    write(content, {"c/m1/b.en.md": lesson("vat", QUESTION % "p1")})
    assert places(content) == ["pools/vat.en.md C102@2:5", "pools/vat.en.md C204@7:1"]


def test_pools_in_quizzes_share_their_ids_with_no_other_pool(content: Path):
    inside = "## [pool] Terms\n`id: vat` `draw: 1`\n\n#" + (QUESTION % "t1") + "\n#" + (QUESTION % "t2")
    write(content, {"c/m1/b.en.md": quiz("b", inside)})
    assert places(content) == ["m1/b.en.md C102@6:1"]


def test_the_question_stays_where_it_was_served(content: Path, store: Path):
    write(content, {"c/m1/b.en.md": lesson("b", QUESTION % "q1"), "c/m1/0.en.md": lesson("zero")})
    build(content, store)
    write(content, {"c/m1/0.en.md": lesson("zero", QUESTION % "q1")})
    assert places(content, store) == ["m1/0.en.md C204@6:1"]


def test_a_former_id_of_a_pool_leads_to_it(content: Path):
    write(content, {"c/pools/vat.en.md": POOL.replace("id: vat", "id: vat-2\naliases: [vat]")})
    catalogue = build(content)
    assert codes(catalogue) == []
    assert catalogue.courses["c1"].pool("vat") == catalogue.courses["c1"].pools["vat-2"].questions


def test_a_pool_takes_only_fields_of_pools_and_only_a_pool_lies_in_pools(content: Path):
    write(content, {"c/pools/vat.en.md": POOL.replace("type: pool", "type: quiz\nminutes: 3")})
    write(content, {"c/m1/b.en.md": lesson("b", type="pool")})
    assert places(content) == ["m1/b.en.md C111@4:7", "pools/vat.en.md C111@4:7", "pools/vat.en.md C127@5:1"]


def test_a_pool_has_one_record_in_all_its_languages(tmp_path: Path):
    words = "## [?] Code?\n`id: p1` `type: text`\n\n- = %s\n"
    zh = lesson("vat", words % "税号")
    en = lesson("vat", words % "HS code\n- = tariff code `weight: 50%%`" % (), source_hash="'000000000000'")
    files = {"pools/vat.zh-CN.md": zh, "pools/vat.en.md": en}
    catalogue = build(course(tmp_path, files, BILINGUAL))
    (question,) = catalogue.courses["c1"].pools["vat"].questions
    assert codes(catalogue) == ["C501"]
    assert catalogue.courses["c1"].pools["vat"].title == {"zh-CN": "VAT", "en": "VAT"}
    assert {lang: [word.text for word in text.words] for lang, text in question.texts.items()} == {
        "zh-CN": ["税号"],
        "en": ["HS code", "tariff code"],
    }


def test_open_questions_wait_for_a_review(content: Path):
    open_question = "## [?] Write.\n`id: o1` `type: open`\n\nA letter.\n"
    write(content, {"c/pools/vat.en.md": lesson("vat", QUESTION % "p1" + "\n" + open_question, type="pool")})
    write(content, {"c/m1/b.en.md": lesson("b", open_question.replace("o1", "o2"), completion="quiz")})
    write(content, {"c/m1/d.en.md": lesson("d", open_question.replace("o1", "o3"))})
    found = [place(found) for found in build(content).diagnostics]
    assert found == ["m1/a.en.md C405@1:1", "m1/b.en.md C407@4:1"]
