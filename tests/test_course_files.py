"""The folder of courses that tests change: afterwards nothing of it is left, so that tests hold in any order."""

from app.content import queries as content
from tests.course_files import course_files as course_files

BOXES = "packing/10-basics/10-boxes.zh-CN.md"


def rename_boxes(files, to: str) -> set[tuple[str, str]]:
    """The pairs of ids that an editor would be asked about, when the lesson `boxes` gets another id."""
    written = (files.root / BOXES).read_text("utf-8").replace("id: boxes\n", f"id: {to}\n")
    (files.root / BOXES).write_text(written, "utf-8")
    files.change("packing/10-basics/module.yaml", "lessons: [boxes,", f"lessons: [{to},")
    return {(each.old_id, each.new_id) for each in content.catalogue().suspected}


def test_ids_put_into_service_are_forgotten(course_files):
    assert rename_boxes(course_files, "cartons") == {("boxes", "cartons")}
    course_files.restore()
    assert rename_boxes(course_files, "crates") == {("boxes", "crates")}
    course_files.restore()
    assert rename_boxes(course_files, "cartons") == {("boxes", "cartons")}


def test_the_last_good_version_of_a_changed_file_is_forgotten(course_files):
    course_files.change(BOXES, "title: 选对纸箱", "title: 选好纸箱")
    course_files.restore()
    course_files.change(BOXES, "title: 选对纸箱", "title： 选错纸箱")
    lesson = content.get_lesson("packing", "boxes")
    assert lesson.pages["zh-CN"].title == "选对纸箱"


def test_what_an_editor_answered_is_forgotten(course_files):
    answers = course_files.app.extensions["content"].builder.store.folder / "not-the-same.json"
    answers.write_text("[]")
    course_files.restore()
    assert not answers.exists()
