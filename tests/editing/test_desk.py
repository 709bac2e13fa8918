"""The desk: what is wrong with the files, where exactly, while the last good version stays in service."""

import re

import pytest

from tests import factories

BOXES = "packing/10-basics/10-boxes.zh-CN.md"
QUIZ = "packing/10-basics/30-final.zh-CN.md"


@pytest.fixture
def editor(client, app):
    factories.sign_in(client, factories.user(locale="en", roles=[("editor", None)]))
    return client


def desk(editor, query: str = "") -> str:
    page = editor.get(f"/desk{query}")
    assert page.status_code == 200
    return page.get_data(as_text=True)


def lesson(editor) -> str:
    page = editor.get("/courses/packing/lessons/boxes")
    assert page.status_code == 200
    return page.get_data(as_text=True)


@pytest.mark.parametrize("role", ["manager", "hr", "admin", None])
def test_only_editors_see_it(client, app, role):
    factories.sign_in(client, factories.user(roles=[(role, None)] if role else []))
    assert client.get("/desk").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/desk").location == "/sign-in?next=/desk"


def test_it_lists_what_is_in_service(editor):
    page = desk(editor)
    rows = [
        [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", page.split('id="h-courses"')[1], re.DOTALL)
    ]
    packing = next(row for row in rows if row[0][-1] == "packing")
    assert packing == [["Packing", "basics", "packing"], ["2"], ["1"], ["5"], ["0"], ["In", "order"]]


def test_a_mistake_is_shown_with_its_place_and_readers_keep_the_last_good_version(editor, course_files):
    before = lesson(editor)
    course_files.change(BOXES, "title: 选对纸箱", "title： 选对纸箱")
    page = desk(editor)
    assert BOXES in page
    assert "10-boxes.zh-CN.md:3:" in page
    assert "C104" in page
    assert lesson(editor).split("<main")[1].split("csrf")[0] == before.split("<main")[1].split("csrf")[0]


def test_once_it_is_put_right_the_new_version_is_in_service(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title： 选好纸箱")
    course_files.change(BOXES, "title： 选好纸箱", "title: 选好纸箱")
    assert "C104" not in desk(editor)
    editor.post("/language", data={"lang": "zh-CN"})
    assert "选好纸箱" in lesson(editor)


def test_a_broken_quiz_keeps_its_last_good_version(editor, course_files):
    course_files.change(QUIZ, "(x) 吸收冲击", "( ) 吸收冲击")
    assert "30-final.zh-CN.md:" in desk(editor)
    assert editor.get("/courses/packing/quizzes/final").status_code == 200
    attempt = editor.post("/courses/packing/quizzes/final").location
    assert "What is padding for?" in editor.get(attempt).get_data(as_text=True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b"\xff\xfe\x00broken"),
        lambda file: file.write_text("---\nid: [unclosed\n---\ntext", encoding="utf-8"),
        lambda file: file.write_text("---\nid: boxes\ntitle: x\n---\n" + "字" * 700_000, encoding="utf-8"),
        lambda file: file.write_bytes(b""),
    ],
    ids=["encoding", "yaml", "2 MB", "empty"],
)
def test_bad_files_leave_the_lesson_and_all_others_in_service(editor, course_files, spoil):
    editor.post("/language", data={"lang": "zh-CN"})
    assert "要<strong>比货物大一点</strong>" in lesson(editor)
    spoil(course_files.root / BOXES)
    course_files.publish()
    assert "10-boxes.zh-CN.md" in desk(editor)
    assert "要<strong>比货物大一点</strong>" in lesson(editor)
    assert editor.get("/courses/packing/lessons/labels").status_code == 200


def test_the_list_can_be_narrowed_to_errors(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title： 选对纸箱")
    assert BOXES in desk(editor, "?severity=error")
    assert BOXES not in desk(editor, "?severity=info")
    assert BOXES in desk(editor, "?severity=error&course=packing")


@pytest.mark.parametrize("query", ["?severity=fatal", "?course=nowhere", "?severity=%00", "?severity=<script>"])
def test_unknown_filters_show_everything(editor, course_files, query):
    course_files.change(BOXES, "title: 选对纸箱", "title： 选对纸箱")
    page = desk(editor, query)
    assert BOXES in page
    assert "<script>" not in page


def test_s33_a_file_name_is_text(editor, course_files):
    course_files.write("packing/10-basics/40-<img src=x onerror=alert(1)>.zh-CN.md", "---\ntitle： x\n---\n")
    page = desk(editor)
    assert "<img src=x" not in page
    assert "40-&lt;img src=x onerror=alert(1)&gt;.zh-CN.md" in page


def test_the_desk_speaks_the_editors_language(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title： 选对纸箱")
    english = desk(editor)
    editor.post("/language", data={"lang": "zh-CN"})
    chinese = desk(editor)
    assert "full-width colon" in english
    assert "全角冒号" in chinese
