import shutil
from pathlib import Path

import pytest

from app.content.courses.catalogue import Builder
from app.content.model import QuestionSlot
from app.content.publishing.store import Store

from .folders import (
    BILINGUAL,
    COURSE,
    MODULE,
    QUESTION,
    TODAY,
    build,
    builder,
    codes,
    course,
    html,
    lesson,
    lesson_ids,
    the_lesson,
    write,
)  # fmt: skip

BROKEN = lesson("a", "## [?] Who?\n`id: q1`\n\n- ( ) A\n- ( ) B\n")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return course(tmp_path / "content", {"m1/a.en.md": lesson("a", "First.\n"), "m1/b.en.md": lesson("b")})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_broken_file_keeps_its_last_good_version_and_touches_no_other(content: Path, store: Path):
    build(content, store)
    write(content, {"c/m1/a.en.md": BROKEN, "c/m1/b.en.md": lesson("b", "Second.\n")})
    catalogue = build(content, store)
    assert "First." in html(the_lesson(catalogue, "a").page("en").blocks)
    assert "Second." in html(the_lesson(catalogue, "b").page("en").blocks)
    assert "C210" in codes(catalogue)


def test_the_last_good_version_survives_a_restart_and_many_broken_ones(content: Path, store: Path):
    build(content, store)
    for attempt in range(3):
        write(content, {"c/m1/a.en.md": BROKEN + f"\n\n<!-- {attempt} -->\n"})
        assert "First." in html(the_lesson(build(content, store), "a").page("en").blocks)


def test_a_file_that_never_was_good_is_left_out(content: Path, store: Path):
    write(content, {"c/m1/a.en.md": BROKEN})
    assert lesson_ids(build(content, store)) == ["b"]


def test_a_link_to_a_page_in_preparation_breaks_nothing(content: Path, store: Path):
    write(content, {"c/m1/a.en.md": BROKEN, "c/m1/b.en.md": lesson("b", "[a](a.md)\n")})
    assert lesson_ids(build(content, store)) == ["b"]


def test_a_deleted_file_is_archived_and_comes_back_under_its_id(content: Path, store: Path):
    build(content, store)
    (content / "c/m1/a.en.md").unlink()
    assert lesson_ids(build(content, store)) == ["b"]
    write(content, {"c/m2/other.en.md": lesson("a"), "c/m2/module.yaml": "id: m2\ntitle: M\n"})
    assert lesson_ids(build(content, store)) == ["b", "a"]


def test_renaming_and_moving_every_file_changes_no_id(tmp_path: Path, store: Path):
    files = {
        "m1/10-a.zh-CN.md": lesson("a", QUESTION % "q1"),
        "m1/10-a.en.md": lesson("a", QUESTION % "q1", source_hash="'000000000000'"),
        "m1/20-b.zh-CN.md": lesson("b", QUESTION % "q2", type="quiz"),
    }
    before = build(course(tmp_path / "content", files, BILINGUAL), store)
    moved = {
        "x/module.yaml": MODULE,
        "x/99-z.zh-CN.md": files["m1/10-a.zh-CN.md"],
        "x/99-z.en.md": files["m1/10-a.en.md"],
        "x/9-y.zh-CN.md": files["m1/20-b.zh-CN.md"],
    }
    shutil.rmtree(tmp_path / "content")
    write(tmp_path / "content/renamed", {"course.yaml": BILINGUAL, **moved})
    after = build(tmp_path / "content", store)
    for each in before.courses["c1"].lessons:
        same = the_lesson(after, each.id)
        assert (same.kind, same.questions, same.pages) == (each.kind, each.questions, each.pages)
    assert after.courses["c1"].modules[0].id == before.courses["c1"].modules[0].id


def test_a_file_that_was_moved_and_broken_at_once_keeps_its_last_good_version(content: Path, store: Path):
    build(content, store)
    (content / "c").rename(content / "renamed")
    (content / "renamed/m1/a.en.md").unlink()
    write(content, {"renamed/m1/99-z.en.md": BROKEN, "renamed/course.yaml": COURSE + "edition: many\n"})
    assert lesson_ids(build(content, store)) == ["a", "b"]


def test_two_processes_agree(content: Path, store: Path):
    one, other = builder(content, store), builder(content, store)
    assert one.build().revision == other.build().revision
    write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
    one.build()
    write(content, {"c/m1/a.en.md": BROKEN})
    first, second = one.build(), other.build()  # the other process never saw the second version
    assert first == second
    assert "Second." in html(the_lesson(second, "a").page("en").blocks)


def test_a_revision_is_the_same_as_long_as_the_same_is_served(content: Path, store: Path):
    one = builder(content, store)
    first = one.build()
    (content / "c/m1/a.en.md").touch()
    assert one.build().revision == first.revision
    write(content, {"c/m1/a.en.md": BROKEN})
    assert one.build().revision == first.revision
    write(content, {"c/m1/a.en.md": lesson("a", "Changed.\n")})
    assert one.build().revision != first.revision


def test_a_broken_module_file_keeps_its_order_and_lessons_go_on(content: Path, store: Path):
    write(content, {"c/m1/module.yaml": "id: m1\ntitle: M\nlessons: [b, a]\n"})
    assert lesson_ids(build(content, store)) == ["b", "a"]
    write(content, {"c/m1/module.yaml": "id: m1\ntitle: [", "c/m1/a.en.md": lesson("a", "New.\n")})
    catalogue = build(content, store)
    assert lesson_ids(catalogue) == ["b", "a"]
    assert "New." in html(the_lesson(catalogue, "a").page("en").blocks)


def test_a_broken_course_file_keeps_its_settings(content: Path, store: Path):
    write(content, {"c/course.yaml": COURSE + "edition: 3\n"})
    build(content, store)
    write(content, {"c/course.yaml": "id: c1\ntitle：C\n"})
    assert build(content, store).courses["c1"].edition == 3


def test_a_course_that_never_had_a_good_course_file_is_left_out_with_a_complaint(content: Path):
    write(content, {"c/course.yaml": "id: [\n", "d/course.yaml": COURSE.replace("c1", "d1")})
    catalogue = build(content)
    assert list(catalogue.courses) == ["d1"]
    assert "C106" in codes(catalogue)


def test_when_the_whole_folder_vanishes_the_last_catalogue_stays(content: Path, store: Path):
    one = builder(content, store)
    before = one.build()
    shutil.rmtree(content)
    assert one.build(before) is before


def test_a_folder_half_copied_is_no_course_yet(tmp_path: Path, store: Path):
    write(tmp_path / "content", {"c/m1/a.en.md": lesson("a")})
    assert build(tmp_path / "content", store).courses == {}
    course(tmp_path / "content", {})
    assert lesson_ids(build(tmp_path / "content", store)) == ["a"]


def test_a_file_that_vanishes_while_it_is_read_is_as_if_deleted(content: Path, store: Path, monkeypatch):
    one = builder(content, store)
    loaded = one.library._load

    def vanishing(file):
        return None if file.name == "a.en.md" else loaded(file)

    monkeypatch.setattr("app.content.publishing.library.Library._load", staticmethod(vanishing))
    assert lesson_ids(one.build()) == ["b"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"---\nid: a\ntitle: \xc8\xeb\n---\n", "C116"),
        (b"a" * (2 * 1024 * 1024), "C119"),
        (b"---\nid: a\ntitle: [\n---\n", "C106"),
        (b"---\nid: a\ntitle: A\nx_y: &a [*a, *a]\n---\n", "C129"),
        (b"---\nid: a\ntitle: A\nx_y: " + b"[" * 200 + b"]" * 200 + b"\n---\n", "C118"),
        (b"---\nid: a\ntitle: A\nx_y: " + b"a" * 70_000 + b"\n---\n", "C118"),
        (lesson("a", "## [?] x\n\n- (x) a\n- ( ) b\n\n" * 201).encode(), "C118"),
        (lesson("a", "[" * 900_000).encode(), "C118"),
        (lesson("a", "<sub>" * 100 + "x").encode(), "C118"),
        (lesson("a", "<!--" * 100_000 + "\n\n<script>x</script>\n").encode(), "C331"),
        (lesson("a", "> " * 3000 + "deep\n\n<script>x</script>\n").encode(), "C331"),
    ],
)
def test_bad_bytes_are_a_complaint_and_the_good_version_stays(content: Path, store: Path, bad: bytes, code: str):
    build(content, store)
    write(content, {"c/m1/a.en.md": bad})
    catalogue = build(content, store)
    assert code in codes(catalogue)
    assert "First." in html(the_lesson(catalogue, "a").page("en").blocks)


def test_a_file_shows_at_most_a_hundred_complaints(content: Path):
    write(content, {"c/m1/a.en.md": lesson("a", "<b>x</b>\n\n" * 150)})
    assert codes(build(content)).count("C330") == 100


def test_a_damaged_or_unwritable_store_stops_nobody(content: Path, store: Path):
    build(content, store)
    for pointer in (store / "pointers").iterdir():
        pointer.write_text("{")
    assert lesson_ids(build(content, store)) == ["a", "b"]
    blocked = store.parent / "a-file"
    blocked.write_text("")
    assert lesson_ids(Builder(content, Store(blocked / "below"), lambda: TODAY).build()) == ["a", "b"]


def test_a_translation_that_no_longer_fits_is_served_with_the_new_question_in_the_source_language(
    tmp_path: Path, store: Path
):
    zh, en = lesson("a", QUESTION % "q1"), lesson("a", QUESTION % "q1", source_hash="'000000000000'")
    content = course(tmp_path / "content", {"m1/a.zh-CN.md": zh, "m1/a.en.md": en}, BILINGUAL)
    build(content, store)
    write(content, {"c/m1/a.zh-CN.md": zh + "\n" + QUESTION.replace("Who", "谁") % "q2"})
    catalogue = build(content, store)
    found = the_lesson(catalogue, "a")
    assert "C510" in codes(catalogue)
    assert [question.id for question in found.questions] == ["q1", "q2"]
    assert [block.question_id for block in found.page("en").blocks if isinstance(block, QuestionSlot)] == ["q1", "q2"]
    assert found.questions[1].text("en").title.startswith("谁")


def test_a_translation_made_from_an_older_source_says_so(tmp_path: Path):
    files = {"m1/a.zh-CN.md": lesson("a"), "m1/a.en.md": lesson("a", source_hash="'000000000000'")}
    found = the_lesson(build(course(tmp_path, files, BILINGUAL)), "a")
    assert (found.page("zh-CN").outdated, found.page("en").outdated) == (False, True)


def test_a_reader_gets_the_language_chosen_or_one_near_it_or_the_source(tmp_path: Path):
    files = {"m1/a.zh-CN.md": lesson("a"), "m1/a.en.md": lesson("a", source_hash="'000000000000'")}
    found = the_lesson(build(course(tmp_path, files, BILINGUAL)), "a")
    assert [found.page(lang).lang for lang in ("en", "zh-TW", "en-GB", "fr")] == ["en", "zh-CN", "en", "zh-CN"]


def test_drafts_and_archived_pages_are_not_in_the_course(content: Path):
    write(content, {"c/m1/a.en.md": lesson("a", status="draft"), "c/m1/b.en.md": lesson("b", status="archived")})
    assert lesson_ids(build(content)) == []


def test_a_lesson_answers_to_its_former_ids(content: Path):
    write(content, {"c/m1/a.en.md": lesson("a", aliases="[old-a]")})
    assert the_lesson(build(content), "old-a").id == "a"


def test_of_two_courses_with_one_id_the_one_in_service_keeps_it(content: Path, store: Path):
    build(content, store)
    shutil.copytree(content / "c", content / "a-copy")
    catalogue = build(content, store)
    assert catalogue.courses["c1"].folder == "c"
    assert [found.path for found in catalogue.diagnostics if found.code == "C102"] == ["a-copy/course.yaml"]


def test_settings_come_from_the_page_then_the_course(content: Path):
    write(content, {"c/course.yaml": COURSE + "defaults: {pass_mark: 60, attempts: 2}\n"})
    write(content, {"c/m1/a.en.md": lesson("a", QUESTION % "q1", type="quiz", pass_mark="75", retry_after="30")})
    found = the_lesson(build(content), "a")
    assert (str(found.pass_ratio), found.attempts, found.retry_after_minutes) == ("0.75", 2, 30)
    assert (found.completion, found.feedback, found.answers) == ("quiz", "after_submit", "after_pass")


def test_what_only_quizzes_have_does_nothing_in_a_lesson(content: Path):
    write(content, {"c/course.yaml": COURSE + "defaults: {attempts: 2, answers: never}\n"})
    write(content, {"c/m1/a.en.md": lesson("a", QUESTION % "q1", retry_after="30", completion="quiz")})
    found = the_lesson(build(content), "a")
    assert (found.attempts, found.retry_after_minutes, found.answers) == (None, 0, "after_submit")
    assert (found.completion, found.feedback) == ("quiz", "immediate")


def test_retired_questions_are_not_asked(content: Path):
    body = QUESTION % "q1" + "\n" + (QUESTION % "q2").replace("`id: q2`", "`id: q2` `status: retired`")
    write(content, {"c/m1/a.en.md": lesson("a", body)})
    found = the_lesson(build(content), "a")
    assert [question.id for question in found.questions] == ["q1"]
    assert len([block for block in found.page("en").blocks if isinstance(block, QuestionSlot)]) == 1


def test_a_copied_course_leaves_the_one_in_service_alone_however_often_it_is_built(content: Path, store: Path):
    one = builder(content, store)
    one.build()
    shutil.copytree(content / "c", content / "a-copy")
    for _ in range(3):
        catalogue = one.build()
        assert catalogue.courses["c1"].folder == "c"
        blamed = [(found.path, found.args["other"]) for found in catalogue.diagnostics if found.code == "C102"]
        assert blamed == [("a-copy/course.yaml", "c/course.yaml")]
    shutil.rmtree(content / "a-copy")
    assert one.build().courses["c1"].folder == "c"


def test_a_course_that_lost_its_id_to_another_is_there_again_when_that_one_is_gone(content: Path):
    one = builder(content)  # knows nothing of what was served
    shutil.copytree(content / "c", content / "a-copy")
    assert one.build().courses["c1"].folder == "a-copy"
    shutil.rmtree(content / "a-copy")
    catalogue = one.build()
    assert (catalogue.courses["c1"].folder, codes(catalogue)) == ("c", [])


def test_a_course_that_was_moved_keeps_its_id_against_a_copy_in_its_former_folder(content: Path, store: Path):
    build(content, store)
    (content / "c").rename(content / "d")
    build(content, store)
    shutil.copytree(content / "d", content / "c")
    catalogue = build(content, store)
    assert catalogue.courses["c1"].folder == "d"
    assert [found.path for found in catalogue.diagnostics if found.code == "C102"] == ["c/course.yaml"]


def test_a_lesson_that_was_moved_keeps_its_id_against_a_copy_in_its_former_file(content: Path, store: Path):
    build(content, store)
    (content / "c/m1/a.en.md").rename(content / "c/m1/z.en.md")
    build(content, store)
    write(content, {"c/m1/a.en.md": lesson("a", "Copied.\n")})
    catalogue = build(content, store)
    assert "First." in html(the_lesson(catalogue, "a").page("en").blocks)
    blamed = [(found.path, found.args["other"]) for found in catalogue.diagnostics if found.code == "C102"]
    assert blamed == [("c/m1/a.en.md", "c/m1/z.en.md")]


TWO = QUESTION % "q1" + "\n" + QUESTION % "q2"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"---\ntitle: \xc8\xeb\n---\n", "C116"),
        (b"a" * (2 * 1024 * 1024), "C119"),
        (b"", "C120"),
        (b"---\ntitle: A\n", "C113"),
        (b"---\ntitle: [\n---\n", "C106"),
        (lesson("a", TWO.replace("(x)", "( )"), source_hash="'000000000000'").encode(), "C210"),
    ],
)
def test_a_broken_translation_is_complained_about_for_itself_only(tmp_path: Path, bad: bytes, code: str):
    content = course(tmp_path, {"m1/a.zh-CN.md": lesson("a", TWO), "m1/a.en.md": bad}, BILINGUAL)
    assert set(codes(build(content))) == {code}


def test_a_translation_is_not_blamed_for_a_broken_source_and_still_fits_the_one_in_service(tmp_path: Path, store: Path):
    other = lesson("a", QUESTION % "q1", source_hash="'000000000000'")
    files = {"m1/a.zh-CN.md": lesson("a", QUESTION % "q1"), "m1/a.en.md": other}
    content = course(tmp_path / "content", files, BILINGUAL)
    build(content, store)
    write(content, {"c/m1/a.zh-CN.md": lesson("a", TWO.replace("(x)", "( )"))})
    write(content, {"c/m1/a.en.md": lesson("a", TWO, source_hash="'000000000000'")})
    catalogue = build(content, store)
    assert set(codes(catalogue)) == {"C210"}
    assert [question.id for question in the_lesson(catalogue, "a").questions] == ["q1"]


@pytest.mark.parametrize("bad", [b"\xc8\xeb", (BROKEN + "\n---\n\n![A](p.png)\n").encode()])
def test_the_pictures_of_a_broken_file_are_not_called_unused(content: Path, bad: bytes):
    write(content, {"c/m1/a.en.md": bad, "c/m1/p.png": b"a picture"})
    assert "C311" not in codes(build(content))
