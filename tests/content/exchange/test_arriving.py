from pathlib import Path

from app.content.exchange.model import Choice, Foreign, Record, Typed

from ..folders import build, codes, course
from .helpers import bring_in, nine, records

WHO = Record("single", id="who", heading="Who?", options=(Choice("I", True), Choice("You")), line=3)


def put(made_files: dict[Path, bytes]) -> None:
    for path, data in made_files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def test_nine_kinds_arrive_and_pass_the_check(tmp_path: Path):
    made, said = bring_in(tmp_path, Foreign(nine()))
    assert (made.written, said) == (9, [])
    put(made.files)
    assert codes(build(tmp_path)) == []


def test_a_question_that_cannot_be_asked_is_left_out_with_its_complaint_at_its_line(tmp_path: Path):
    bad = WHO.but(id="bad", options=(Choice("I", True),), line=7)
    made, said = bring_in(tmp_path, Foreign((WHO, bad)))
    assert (made.written, made.left_out, said) == (1, 1, ["C218@7"])
    assert "bad" not in next(iter(made.files.values())).decode()


def test_ids_are_kept_made_or_put_right_and_never_given_twice(tmp_path: Path):
    given = (WHO, WHO.but(heading="Other?"), WHO.but(id="", heading="Who else?"), WHO.but(id="Q 7", heading="Seven?"))
    made, _said = bring_in(tmp_path, Foreign(given))
    text = next(iter(made.files.values())).decode()
    assert [line for line in text.split("\n") if line.startswith("`id")] == [
        "`id: who`", "`id: who-2`", "`id: who-else`", "`id: q-7`",
    ]  # fmt: skip


def test_a_question_that_is_there_waits_for_a_choice(tmp_path: Path):
    course(
        tmp_path, {"pools/old.en.md": "---\nid: old\ntitle: Old\n---\n\n## [?] Who?\n`id: who`\n\n- (x) A\n- ( ) B\n"}
    )
    made, said = bring_in(tmp_path, Foreign((WHO,)))
    assert (made.same, made.files, said) == (1, {}, ["C606@3"])
    made, said = bring_in(tmp_path, Foreign((WHO,)), "skip")
    assert (made.skipped, made.files, said) == (1, {}, [])
    made, _said = bring_in(tmp_path, Foreign((WHO,)), "add")
    assert "`id: who-2`" in made.files[tmp_path / "c/pools/new.en.md"].decode()
    made, _said = bring_in(tmp_path, Foreign((WHO,)), "replace")
    assert list(made.files) == [tmp_path / "c/pools/old.en.md"]
    assert made.files[tmp_path / "c/pools/old.en.md"].decode() == (
        "---\nid: old\ntitle: Old\n---\n\n## [?] Who?\n`id: who`\n\n- (x) I\n- ( ) You\n"
    )


def test_the_same_words_without_an_id_are_the_same_question(tmp_path: Path):
    course(
        tmp_path, {"pools/old.en.md": "---\nid: old\ntitle: Old\n---\n\n## [?] Who ?\n`id: x`\n\n- (x) A\n- ( ) B\n"}
    )
    assert bring_in(tmp_path, Foreign((WHO.but(id="", heading="who?"),)))[1] == ["C606@3"]


def test_a_second_import_goes_to_the_end_of_the_file(tmp_path: Path):
    put(bring_in(tmp_path, Foreign((WHO,)))[0].files)
    made, said = bring_in(tmp_path, Foreign((WHO.but(id="other", heading="Other?"),)))
    text = next(iter(made.files.values())).decode()
    assert said == []
    assert text.index("`id: who`") < text.index("`id: other`")
    put(made.files)
    assert codes(build(tmp_path)) == []


def test_more_questions_than_a_file_may_hold_make_a_second_file(tmp_path: Path):
    many = tuple(WHO.but(id=f"q{number}", heading=f"Question {number}?") for number in range(201))
    made, said = bring_in(tmp_path, Foreign(many))
    assert (sorted(path.name for path in made.files), made.written, said) == (["new-2.en.md", "new.en.md"], 201, [])


def test_text_that_would_end_a_question_is_contained(tmp_path: Path):
    prompt = "# Title\n\ntext\n\n---\n\nmore\n\n- a\n- b"
    made, said = bring_in(tmp_path, Foreign((WHO.but(prompt=prompt),)))
    assert said == []
    text = next(iter(made.files.values())).decode()
    assert "**Title**\n\ntext\n\nmore\n\n- a\n- b\n\n<!-- -->\n\n- (x) I" in text


def test_odd_options_stay_what_they_are(tmp_path: Path):
    odd = (
        Choice("`code`", True, pin=True), Choice("two\n\nparagraphs", feedback="one\n\ntwo"), Choice("- a list\n- of two"),
    )  # fmt: skip
    made, said = bring_in(tmp_path, Foreign((WHO.but(options=odd),)))
    assert said == []
    back = records_in(next(iter(made.files.values())))
    assert back[0].options == odd


def test_words_with_signs_stay_what_they_are(tmp_path: Path):
    record = Record("text", id="w", heading="What?", answers=(Typed("*a* [b](c)"), Typed("`x`"), Typed("= 5")))
    made, said = bring_in(tmp_path, Foreign((record,)))
    assert said == []
    assert [each.text for each in records_in(next(iter(made.files.values())))[0].answers] == [
        "*a* [b](c)",
        "`x`",
        "= 5",
    ]


def records_in(data: bytes) -> tuple[Record, ...]:
    return nine(data.decode())


def test_a_quiz_of_a_module_is_written_as_one(tmp_path: Path):
    made, said = bring_in(tmp_path, Foreign(records("gift", "Who? {=a ~b}")), place="m1/20-quiz")
    assert said == []
    put(made.files)
    catalogue = build(tmp_path)
    assert [lesson.id for lesson in catalogue.courses["c1"].lessons] == ["quiz"]
