"""What *Fix* puts right: by running the check on real files, before and after."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.content.commands.checking import check
from app.content.fixes import run
from app.content.fixes.edits import CannotEdit, apply
from app.content.model import Diagnostic, Fix
from tests.privileges import ordinary_user

from .folders import BILINGUAL, COURSE, builder, course, lesson, write

A = "m1/a.en.md"
CHOICE = "## [?] Who pays?\n`id: q1`\n\n- (x) The buyer\n- ( ) The seller\n"
ZH = "---\nid: a\ntitle: 甲\n---\n正文。\n"
OF_ZH = "65d47a65e591"


def checked(*args: str | Path) -> Result:
    return CliRunner().invoke(check, [str(arg) for arg in args])


def codes(folder: Path) -> list[str]:
    return [each["code"] for each in json.loads(checked(folder, "--json").stdout)["diagnostics"]]


def text(folder: Path, path: str) -> str:
    return (folder / "c" / path).read_bytes().decode()


def page(body: str, **fields: str) -> dict[str, str | bytes]:
    return {A: lesson("a", body, **fields)}


def question(answers: str, settings: str = "`id: q1`", end: str = "") -> dict[str, str | bytes]:
    return page(f"## [?] Who pays?\n{settings}\n\n{answers}{end}")


PUT_RIGHT: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    # code: files of the course, the file that is changed, a part of it afterwards
    "C101": ({A: "---\ntitle: A\n---\n"}, A, "---\nid: a\ntitle: A\n---\n"),
    "C102": ({A: lesson("a"), "m1/b.en.md": lesson("a")}, "m1/b.en.md", "id: a-2\n"),
    "C103": ({A: "---\nid: Intro Lesson\ntitle: A\n---\n"}, A, "id: intro-lesson\n"),
    "C104": ({A: "---\nid: a\ntitle：A\n---\n"}, A, "---\nid: a\ntitle: A\n---\n"),
    "C105": ({A: "---\nid: a\ntitle: A\ntags:\n\t- x\n---\n"}, A, "tags:\n  - x\n"),
    "C114": ({A: "\n---\nid: a\ntitle: A\n---\nText.\n"}, A, "---\nid: a\ntitle: A\n---\n"),
    "C116": ({A: "---\nid: a\ntitle: 入门\n---\n这是正文。\n".encode("gb18030")}, A, "title: 入门\n---\n这是正文。\n"),
    "C117": ({A: b"\xef\xbb\xbf---\nid: a\ntitle: A\n---\n"}, A, "---\nid: a\ntitle: A\n---\n"),
    "C121": (
        {"10-first steps/a.en.md": lesson("a")},
        "10-first steps/module.yaml",
        'id: first-steps\ntitle: "First steps"\n',
    ),
    "C123": (
        {"m1/module.yaml": "id: m1\ntitle: M\nlessons: [a] # in order\n", A: lesson("a"), "m1/b.en.md": lesson("b")},
        "m1/module.yaml",
        "lessons: [a, b] # in order\n",
    ),
    "C131": (page("Te\x01xt.\n"), A, "Text.\n"),
    "C202": (page("## [?] Who pays?\n\n- (x) A\n- ( ) B\n"), A, "## [?] Who pays?\n`id: p-"),
    "C203": (question("- (x) A\n- ( ) B\n", "`id: Q A`"), A, "`id: q-a`"),
    "C204": ({A: lesson("a", CHOICE), "m1/b.en.md": lesson("b", CHOICE)}, "m1/b.en.md", "`id: q1-2`"),
    "C205": (question("- (x) A\n- ( ) B\n", "`id: q1` `point: 2`"), A, "`points: 2`"),
    "C212": (question("- (x) A\n- [ ] B\n"), A, "- (x) A\n- ( ) B\n"),
    "C223": (question("- (x) A\n> Yes.\n- ( ) B\n"), A, "- (x) A\n  > Yes.\n- ( ) B\n"),
    "C224": (question("- （√）A\n- （ ）B\n"), A, "- (x) A\n- ( ) B\n"),
    "C225": (question("- (x) A\n- ( ) B\n", end="\n> [!EXPLANTION]\n> So.\n"), A, "> [!EXPLANATION]\n> So.\n"),
    "C226": (question("- [x] A\n- [ ] B\n- [ ] All of the above\n"), A, "All of the above `pin: yes`\n"),
    "C228": (question("-(x) A\n-( ) B\n"), A, "- (x) A\n- ( ) B\n"),
    "C303": (page("![p](Assets/p.png)\n") | {"m1/assets/p.png": "x"}, A, "![p](assets/p.png)"),
    "C305": (page("[p](/m1/b.en.md)\n") | {"m1/b.en.md": lesson("b")}, A, "[p](b.en.md)"),
    "C306": (page("![p](assets\\p.png)\n") | {"m1/assets/p.png": "x"}, A, "![p](assets/p.png)"),
    "C307": (page("![p](assets/my p.png)\n") | {"m1/assets/my p.png": "x"}, A, "![p](<assets/my p.png>)"),
    "C308": (page("[规则]（b.en.md）\n") | {"m1/b.en.md": lesson("b")}, A, "[规则](b.en.md)"),
    "C312": (page("Text\n---\n\nMore.\n"), A, "Text"),
    "C336": (page("Between $5/kg and 10$/kg.\n"), A, "\\$"),
    "C341": (page("This ** is not bold** at all.\n"), A, "This **is not bold** at all."),
    "C342": (page("Before.\n\n    indented by four\n"), A, "Before.\n\n```\nindented by four\n```\n"),
}
BILINGUALLY: dict[str, tuple[dict[str, str | bytes], str, str]] = {
    "C501": (
        {"m1/a.zh-CN.md": ZH, A: '---\ntitle: A\nsource_hash: "000000000000" # old\n---\nText.\n'},
        A,
        f'---\ntitle: A\nsource_hash: "{OF_ZH}" # old\n---\nText.\n',
    ),
    "C502": (
        {"m1/a.zh-CN.md": ZH, A: "---\ntitle: A\n---\nText.\n"},
        A,
        f'---\ntitle: A\nsource_hash: "{OF_ZH}"\n---\nText.\n',
    ),
    "C512": (
        {
            "m1/a.zh-CN.md": ZH + "\n## [?] 一\n`id: q1`\n\n- (x) 甲\n- ( ) 乙\n",
            A: "---\ntitle: A\n---\nText.\n\n## [?] One\n`id: q1` `points: 3`\n\n- (x) A\n- ( ) B\n",
        },
        A,
        "`id: q1`\n\n- (x) A\n",
    ),
    "C513": (
        {"m1/a.zh-CN.md": ZH, A: "---\ntitle: A # keep\nminutes: 9\nauthors: [x]\n---\nText.\n"},
        A,
        "title: A # keep\nauthors: [x]\n",
    ),
}
EVERY = {code: (*case, COURSE) for code, case in PUT_RIGHT.items()} | {
    code: (*case, BILINGUAL) for code, case in BILINGUALLY.items()
}


@pytest.mark.parametrize("code", EVERY)
def test_what_the_table_marks_is_put_right(tmp_path: Path, code: str):
    files, changed, expected, config = EVERY[code]
    folder = course(tmp_path, files, config)
    if code == "C121":
        (folder / "c/m1/module.yaml").unlink()
    before = json.loads(checked(folder, "--json").stdout)
    assert [each["fixable"] for each in before["diagnostics"] if each["code"] == code]
    assert all(each["fixable"] for each in before["diagnostics"] if each["code"] == code)
    result = checked(folder, "--fix", *(["--only", code] if code == "C501" else []))
    assert f": fixed {code}: " in result.stdout
    assert expected in text(folder, changed)
    after = json.loads(checked(folder, "--json").stdout)
    assert code not in [each["code"] for each in after["diagnostics"]]
    assert after["errors"] <= before["errors"]


@pytest.mark.parametrize("code", EVERY)
def test_a_second_time_there_is_nothing_left_to_put_right(tmp_path: Path, code: str):
    files, _changed, _expected, config = EVERY[code]
    folder = course(tmp_path, files, config)
    checked(folder, "--fix", "--only", code)
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    again = checked(folder, "--fix", "--only", code)
    assert ": fixed " not in again.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


def test_line_ends_byte_order_mark_and_mode_stay_as_they_were(tmp_path: Path):
    written = lesson("a", CHOICE.replace("`id: q1`", "`id: q1` `point: 2`")).replace("\n", "\r\n").encode()
    folder = course(tmp_path, {A: b"\xef\xbb\xbf" + written})
    (folder / "c" / A).chmod(0o640)
    checked(folder, "--fix", "--only", "C205")
    assert (folder / "c" / A).read_bytes() == b"\xef\xbb\xbf" + written.replace(b"point:", b"points:")
    assert (folder / "c" / A).stat().st_mode & 0o777 == 0o640


def test_new_lines_end_as_the_others_of_the_file(tmp_path: Path):
    written = lesson("a", "## [?] Who?\n\n- (x) A\n- ( ) B\n").replace("\n", "\r\n").encode()
    folder = course(tmp_path, {A: written})
    checked(folder, "--fix")
    data = (folder / "c" / A).read_bytes()
    assert b"`id: p-" in data
    assert data.count(b"\n") == data.count(b"\r\n") == written.count(b"\n") + 1


def test_that_a_translation_is_up_to_date_is_never_said_among_others(tmp_path: Path):
    folder = course(tmp_path, BILINGUALLY["C501"][0], BILINGUAL)
    result = checked(folder, "--fix")
    assert "C501" in codes(folder)
    assert "0 fixed" in result.stderr


def test_a_question_gets_the_same_id_in_every_language(tmp_path: Path):
    zh = ZH + "\n## [?] 谁？\n\n- (x) 甲\n- ( ) 乙\n\n## [?] 何时？\n`points: 2`\n\n- (x) 丙\n- ( ) 丁\n"
    en = "---\ntitle: A\n---\nText.\n\n## [?] Who?\n\n- (x) A\n- ( ) B\n\n## [?] When?\n\n- (x) C\n- ( ) D\n"
    folder = course(tmp_path, {"m1/a.zh-CN.md": zh, A: en}, BILINGUAL)
    checked(folder, "--fix")
    assert codes(folder) == []
    ids = [line.split("`")[1] for line in text(folder, "m1/a.zh-CN.md").splitlines() if line.startswith("`id: p-")]
    assert len(set(ids)) == 2
    assert [line.split("`")[1] for line in text(folder, A).splitlines() if line.startswith("`id: p-")] == ids


def test_the_id_that_is_written_is_the_one_that_answers_were_stored_under(tmp_path: Path):
    folder = course(tmp_path, page("## [?] Who pays?\n\n- (x) A\n- ( ) B\n"))

    def question_id() -> str:
        found = builder(folder).build().courses["c1"].lesson("a")
        assert found is not None
        return found.questions[0].id

    before = question_id()
    checked(folder, "--fix")
    assert f"`id: {before}`" in text(folder, A)
    assert question_id() == before


def test_a_copied_lesson_and_its_questions_get_ids_of_their_own_in_every_language(tmp_path: Path):
    zh = ZH + "\n## [?] 谁？\n`id: q1`\n\n- (x) 甲\n- ( ) 乙\n"
    en = "---\nid: a\ntitle: A\n---\nText.\n\n## [?] Who?\n`id: q1`\n\n- (x) A\n- ( ) B\n"
    files: dict[str, str | bytes] = {f"m1/{name}.zh-CN.md": zh for name in ("a", "b")}
    files |= {f"m1/{name}.en.md": en for name in ("a", "b")}
    folder = course(tmp_path, files, BILINGUAL)
    checked(folder, "--fix")
    assert codes(folder) == []
    for name in ("m1/b.zh-CN.md", "m1/b.en.md"):
        assert "id: a-2\n" in text(folder, name)
        assert "`id: q1-2`" in text(folder, name)
    assert "`id: q1`" in text(folder, A)


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_the_file_that_git_knows_keeps_the_id_wherever_its_copy_stands_in_the_order(tmp_path: Path):
    folder = course(tmp_path, {"m1/20-a.en.md": lesson("a", CHOICE)})
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "First")
    write(folder, {"c/m1/10-copy.en.md": lesson("a", CHOICE)})
    checked(folder, "--fix")
    assert codes(folder) == []
    assert text(folder, "m1/20-a.en.md") == lesson("a", CHOICE)
    assert "id: a-2\n" in text(folder, "m1/10-copy.en.md")
    assert "`id: q1-2`" in text(folder, "m1/10-copy.en.md")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lessons: [a]\n", "lessons: [a, b, c]\n"),
        ("lessons: [ a, ] # first\n", "lessons: [ a, b, c, ] # first\n"),
        ("lessons:\n- a\n", "lessons:\n- a\n- b\n- c\n"),
        ("lessons:\n  - a # first\n\n# the end\n", "lessons:\n  - a # first\n  - b\n  - c\n\n# the end\n"),
        ("lessons:\n    - a", "lessons:\n    - a\n    - b\n    - c"),
        ("lessons: a\nstatus: published\n", "lessons: a, b, c\nstatus: published\n"),
        ('lessons: "a"\n', 'lessons: "a, b, c"\n'),
        ("lessons: [\n  a\n]\n", "lessons: [\n  a, b, c\n]\n"),
    ],
)
def test_a_list_keeps_its_form_and_its_comments(tmp_path: Path, before: str, after: str):
    files = {f"m1/{name}.en.md": lesson(name) for name in "abc"}
    folder = course(tmp_path, {**files, "m1/module.yaml": f"id: m1\ntitle: M\n{before}"})
    checked(folder, "--fix")
    assert text(folder, "m1/module.yaml") == f"id: m1\ntitle: M\n{after}"
    assert codes(folder) == []


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_turned_into_utf_8(tmp_path: Path, encoding: str):
    written = "---\nid: a\ntitle: 到岸成本\n---\n先算运费，再算税。Then “pay”.\n"
    folder = course(tmp_path, {A: written.encode(encoding)})
    checked(folder, "--fix")
    assert text(folder, A) == written


@pytest.mark.parametrize(
    "data", [b"---\nid: a\ntitle: caf\xe9 au lait\n---\n", b"\x89PNG\r\n\x1a\n\x00\x00\xff", bytes(range(256))]
)
def test_what_nobody_can_read_stays_as_it_is(tmp_path: Path, data: bytes):
    folder = course(tmp_path, {A: data})
    result = checked(folder, "--fix", "--only", "C116")
    assert (folder / "c" / A).read_bytes() == data
    assert ": fixed" not in result.stdout


def test_only_what_was_asked_for_is_changed(tmp_path: Path):
    folder = course(tmp_path, {A: "---\ntitle: A\n---\n", "m1/b.en.md": "---\ntitle: B\n---\n"})
    checked(folder / "c" / A, "--fix")
    assert "id: a\n" in text(folder, A)
    assert "id:" not in text(folder, "m1/b.en.md")


def broken_fix(replacement: str) -> Fix:
    return Fix(1, 1, 1, 1, replacement)


def test_a_file_that_would_be_worse_is_left_and_named(tmp_path: Path):
    folder = course(tmp_path, page("Text.\n"))
    before = text(folder, A)
    once = Diagnostic("c/m1/a.en.md", 1, 1, "warning", "C312", {}, broken_fix("# no longer the fields\n"))

    def check_now() -> list[Diagnostic]:
        return [once, *builder(folder).build().diagnostics]

    outcome = run(folder, check_now, lambda found: True, ["C312"])
    assert text(folder, A) == before
    assert (outcome.worse, outcome.fixed) == (["c/m1/a.en.md"], [])


def test_fixes_that_never_end_are_given_up(tmp_path: Path):
    folder = course(tmp_path, page("Text.\n"))

    def check_now() -> list[Diagnostic]:
        return [Diagnostic("c/m1/a.en.md", 5, 1, "warning", "C312", {}, Fix(5, 1, 5, 1, "More. "))]

    run(folder, check_now, lambda found: True)
    assert text(folder, A).count("More. ") == 5


def test_a_file_that_somebody_changes_meanwhile_is_left(tmp_path: Path):
    folder = course(tmp_path, {A: "---\ntitle: A\n---\n", "m1/b.en.md": lesson("b")})
    link = folder / "c/m1/c.en.md"
    found = Diagnostic("c/m1/c.en.md", 1, 1, "warning", "C312", {}, broken_fix("x"))
    link.symlink_to(folder / "c" / A)
    outcome = run(folder, lambda: [found], lambda each: True)
    assert outcome.fixed == []
    assert text(folder, A) == "---\ntitle: A\n---\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    folder = course(tmp_path, {A: "---\ntitle: A\n---\n"})
    (folder / "c/m1").chmod(0o555)
    with ordinary_user():
        result = checked(folder, "--fix")
    (folder / "c/m1").chmod(0o755)
    assert "Cannot be written" in result.stderr


@pytest.mark.parametrize(
    ("data", "fix", "after"),
    [
        (b"ab\ncd\n", Fix(1, 2, 1, 3, "X"), b"aX\ncd\n"),
        (b"ab\r\ncd\r\n", Fix(1, 3, 2, 1, ""), b"abcd\r\n"),
        (b"ab\rcd", Fix(2, 3, 2, 3, "\nef"), b"ab\rcd\ref"),
        (b"ab\ncd", Fix(2, 1, 3, 1, ""), b"ab\n"),
        ("甲乙\n".encode(), Fix(1, 2, 1, 3, "丙"), "甲丙\n".encode()),
        (b"", Fix(1, 1, 1, 1, "x"), b"x"),
    ],
)
def test_places_are_lines_and_characters(data: bytes, fix: Fix, after: bytes):
    assert apply(data, [fix]) == after


@pytest.mark.parametrize("fix", [Fix(0, 1, 1, 1, ""), Fix(9, 1, 9, 1, ""), Fix(1, 2, 1, 1, "")])
def test_places_outside_the_text_are_refused(fix: Fix):
    with pytest.raises(CannotEdit):
        apply(b"ab\n", [fix])
