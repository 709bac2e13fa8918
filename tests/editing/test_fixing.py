"""Putting things right from the desk: on real files, and only while they are what the editor saw."""

import re

import pytest

from app.content.model import Rename
from app.editing.drift import changed_blocks, hash_of
from app.editing.renames import open_questions
from tests import factories

BOXES = "packing/10-basics/10-boxes.zh-CN.md"
BOXES_EN = "packing/10-basics/10-boxes.en.md"


@pytest.fixture
def editor(client, app):
    factories.sign_in(client, factories.user(locale="en", roles=[("editor", None)]))
    return client


def forms(page: str, action: str) -> list[dict[str, str]]:
    """What the buttons of a page would send."""
    found = re.findall(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in found]


def desk(editor) -> str:
    return editor.get("/desk").get_data(as_text=True)


def fix_form(editor, code: str) -> dict[str, str]:
    (form,) = [each for each in forms(desk(editor), "/desk/fix") if each.get("code") == code]
    return form


def text(course_files, path: str) -> str:
    return (course_files.root / path).read_text(encoding="utf-8")


def test_a_button_puts_a_complaint_right_and_publishes(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title：选对纸箱")
    answer = editor.post("/desk/fix", data=fix_form(editor, "C104"), follow_redirects=True)
    assert "1 place was put right." in answer.get_data(as_text=True)
    assert "title: 选对纸箱\n" in text(course_files, BOXES)
    assert "C104" not in desk(editor)


def test_a_file_that_has_changed_since_is_left(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title：选对纸箱")
    form = fix_form(editor, "C104")
    (course_files.root / BOXES).write_text(text(course_files, BOXES) + "\nMore.\n", encoding="utf-8")
    answer = editor.post("/desk/fix", data=form)
    assert answer.status_code == 409
    assert "has changed since" in answer.get_data(as_text=True)
    assert "title：" in text(course_files, BOXES)


def test_what_is_right_already_is_not_put_right_again(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title：选对纸箱")
    form = fix_form(editor, "C104")
    assert editor.post("/desk/fix", data=form).status_code == 303
    assert editor.post("/desk/fix", data=form).status_code == 409


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "packing/course.yaml", "", "nowhere/x.md"])
def test_nothing_is_written_that_nobody_complained_about(editor, course_files, path: str):
    before = text(course_files, "packing/course.yaml")
    assert editor.post("/desk/fix", data={"path": path, "seen": "", "code": "C104"}).status_code == 409
    assert text(course_files, "packing/course.yaml") == before


@pytest.mark.parametrize("role", ["manager", "hr", "admin", None])
def test_only_editors_put_things_right(client, app, course_files, role):
    course_files.change(BOXES, "title: 选对纸箱", "title：选对纸箱")
    factories.sign_in(client, factories.user(roles=[(role, None)] if role else []))
    assert client.post("/desk/fix", data={"path": BOXES, "seen": "", "code": "C104"}).status_code == 403
    assert client.post("/desk/rename", data={"answer": "yes"}).status_code == 403
    assert "title：" in text(course_files, BOXES)


SLIPS = "\nPut ** nothing heavy** on\x01 top.\n"
PUT_RIGHT = "\nPut **nothing heavy** on top.\n"


def add_slips(course_files, path: str) -> None:
    """Two places that can be put right without a person."""
    course_files.write(path, text(course_files, path) + SLIPS)


def whole_file_form(editor, path: str) -> dict[str, str]:
    (form,) = [each for each in forms(desk(editor), "/desk/fix") if "code" not in each and each["path"] == path]
    return form


def test_a_whole_file_is_put_right_with_one_button_but_for_what_a_person_has_to_say(editor, course_files):
    course_files.change(BOXES, "minutes: 5", "minuts: 9")
    written = text(course_files, BOXES)
    add_slips(course_files, BOXES)
    answer = editor.post("/desk/fix", data=whole_file_form(editor, BOXES), follow_redirects=True)
    assert "2 places were put right." in answer.get_data(as_text=True)
    assert "minuts: 9" in written
    assert text(course_files, BOXES) == written + PUT_RIGHT


def outdated(course_files) -> None:
    """The English page was made from the Chinese one, which was changed afterwards."""
    want = hash_of(text(course_files, BOXES))
    course_files.change(BOXES_EN, "title: Choosing a box", f'title: Choosing a box\nsource_hash: "{want}"')
    course_files.change(BOXES, "title: 选对纸箱", "title: 选好纸箱")


def test_a_translation_behind_its_source_shows_what_changed_and_is_up_to_date_when_its_editor_says_so(
    editor, course_files
):
    outdated(course_files)
    page = editor.get(f"/desk/changes?path={BOXES_EN}").get_data(as_text=True)
    assert "选对纸箱</del>" in page
    assert "选好纸箱</ins>" in page
    (form,) = forms(page, "/desk/fix")
    assert editor.post("/desk/fix", data=form).status_code == 303
    assert "C501" not in desk(editor)
    assert editor.get(f"/desk/changes?path={BOXES_EN}").status_code == 404


def test_the_button_for_a_whole_file_never_says_that_a_translation_is_up_to_date(editor, course_files):
    outdated(course_files)
    written = text(course_files, BOXES_EN)
    add_slips(course_files, BOXES_EN)
    assert editor.post("/desk/fix", data=whole_file_form(editor, BOXES_EN)).status_code == 303
    assert text(course_files, BOXES_EN) == written + PUT_RIGHT
    assert "C501" in desk(editor)


def renamed(course_files) -> None:
    """The lesson `boxes` gets another id by mistake."""
    (course_files.root / BOXES).write_text(text(course_files, BOXES).replace("id: boxes\n", "id: cartons\n"), "utf-8")
    course_files.change("packing/10-basics/module.yaml", "lessons: [boxes,", "lessons: [cartons,")


def rename_form(editor) -> dict[str, str]:
    """The one question “was this id renamed to that one?” on the desk."""
    (form,) = forms(desk(editor), "/desk/rename")
    assert (form["old_id"], form["new_id"]) == ("boxes", "cartons")
    return form


def test_yes_hands_the_records_of_the_old_id_to_the_new_one(editor, course_files):
    renamed(course_files)
    answer = editor.post("/desk/rename", data=rename_form(editor) | {"answer": "yes"}, follow_redirects=True)
    assert "now belong to" in answer.get_data(as_text=True)
    assert "aliases: boxes\n" in text(course_files, BOXES)
    assert forms(desk(editor), "/desk/rename") == []
    assert editor.get("/courses/packing/lessons/boxes", follow_redirects=True).status_code == 200


def test_no_is_remembered(editor, course_files):
    renamed(course_files)
    assert editor.post("/desk/rename", data=rename_form(editor) | {"answer": "no"}).status_code == 303
    course_files.publish()
    assert forms(desk(editor), "/desk/rename") == []
    assert "aliases" not in text(course_files, BOXES)


def test_an_answer_to_what_nobody_asks_changes_nothing(editor, course_files):
    data = {"course_id": "packing", "old_id": "boxes", "new_id": "labels", "answer": "yes"}
    assert editor.post("/desk/rename", data=data).status_code == 409
    assert "aliases" not in text(course_files, BOXES)


def test_pages_past_their_day_of_review_are_listed(editor, course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title: 选对纸箱\nreview_by: 2020-01-31")
    page = desk(editor)
    assert "To be reviewed" in page
    assert "2020" in page.split("To be reviewed")[1]


def test_a_folder_that_cannot_be_written_is_said_and_has_no_buttons(editor, course_files, app, monkeypatch):
    course_files.change(BOXES, "title: 选对纸箱", "title：选对纸箱")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    page = desk(editor)
    assert "may not write into the folder" in page
    assert forms(page, "/desk/fix") == []


def test_blocks_are_new_gone_or_changed():
    before = "---\ntitle: T\n---\nOne.\n\nTwo.\n\nThree.\n"
    after = "---\ntitle: T\nminutes: 3\n---\nOne.\n\nTwo, more.\n\nThree.\n\nFour.\n"
    found = [(block.change, block.before, block.after) for block in changed_blocks(before, after)]
    assert found == [("changed", "Two.", "Two, more."), ("new", "", "Four.")]
    assert [block.change for block in changed_blocks(after, before)] == ["changed", "gone"]


def test_a_pair_that_nobody_answered_is_asked_about(app):
    pair = Rename("c", "nobody", "somebody", "c/m/a.md", "c/m/a.md", 1.0)
    assert open_questions([pair]) == [pair]
