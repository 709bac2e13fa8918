import hashlib
from pathlib import Path

import pytest
from flask import Flask

from app.content import queries
from app.content.publishing.publisher import Publisher
from app.errors import NotFound

from .folders import QUESTION, builder, course, lesson, write


@pytest.fixture
def content(app: Flask, tmp_path: Path, monkeypatch) -> Path:
    root = course(
        tmp_path,
        {
            "m1/a.en.md": lesson("a", "![p](assets/p.png)\n", aliases="[old]"),
            "m1/q.en.md": lesson("q", QUESTION % "q1", type="quiz"),
            "m1/d.en.md": lesson("d", status="draft"),
            "m1/assets/p.png": "p",
            "m1/assets/secret.png": "s",
        },
    )
    write(root, {"d/course.yaml": "format: 1\nid: d1\ntitle: D\nlanguages: [en]\nstatus: draft\n"})
    monkeypatch.setitem(app.extensions, "content", Publisher(builder(root)))
    return root


@pytest.mark.usefixtures("content")
def test_courses_and_lessons_are_found_by_id_and_former_id():
    assert [each.id for each in queries.list_courses()] == ["c1"]
    assert queries.get_lesson("c1", "a") is queries.get_lesson("c1", "old")
    assert queries.get_lesson("c1", "q").kind == "quiz"


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(("course_id", "lesson_id"), [("c1", "zz"), ("c1", "d"), ("d1", "a"), ("zz", "a")])
def test_what_is_unknown_or_not_published_is_not_found(course_id: str, lesson_id: str):
    with pytest.raises(NotFound):
        queries.get_lesson(course_id, lesson_id)


def test_an_asset_is_found_by_the_catalogues_list_alone(content: Path):
    shown, hidden = (hashlib.sha256(data).hexdigest() for data in (b"p", b"s"))
    found = queries.find_asset("c1", shown[:32], "p.png")
    assert found is not None
    path, asset = found
    assert path == "m1/assets/p.png"
    assert (asset.path.read_bytes(), asset.media_type, asset.download) == (b"p", "image/png", False)
    page = hashlib.sha256((content / "c/m1/a.en.md").read_bytes()).hexdigest()
    for key, name in (
        (hidden, ""),
        (page, ""),
        ("0" * 32, ""),
        (shown, "q.png"),
        (shown, "../p.png"),
        ("/etc/passwd", ""),
    ):
        assert queries.find_asset("c1", key, name) is None
    assert queries.find_asset("d1", shown) is None


def test_requests_read_no_file(content: Path, monkeypatch):
    queries.catalogue()

    def refused(*_args, **_options):
        raise AssertionError("a file was opened")

    monkeypatch.setattr(Path, "open", refused)
    assert queries.get_lesson("c1", "a").page("en").blocks
