"""Several processes over one folder and one store; folders that change while they are read."""

from pathlib import Path

import pytest

from app.content.courses.tree import File
from app.content.publishing.publisher import Publisher

from .folders import builder, course, html, lesson, the_lesson, write


def publisher(content: Path, store: Path) -> Publisher:
    return Publisher(builder(content, store))


def text(of: Publisher) -> str:
    return html(the_lesson(of.catalogue, "a").page("en").blocks)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return course(tmp_path / "content", {"m1/a.en.md": lesson("a", "First.\n")})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_what_one_process_publishes_is_news_to_the_others_once(content: Path, store: Path):
    first, second = publisher(content, store), publisher(content, store)
    first.publish()
    second.publish()
    assert not first.news()
    assert not second.news()
    write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
    first.publish()
    assert not first.news()
    assert second.news()
    second.publish()
    assert "Second." in text(second)
    assert not second.news()
    assert first.catalogue.revision == second.catalogue.revision


def test_two_processes_that_see_different_folders_do_not_wake_each_other_for_ever(
    content: Path, store: Path, tmp_path: Path
):
    stale = course(tmp_path / "stale", {"m1/a.en.md": lesson("a", "Older.\n")})
    first, second = publisher(content, store), publisher(stale, store)
    first.publish()
    second.publish()
    woken = 0
    for _ in range(5):
        for each in (first, second):
            if each.news():
                each.publish()
                woken += 1
    assert woken <= 2


def test_publishing_what_is_served_already_is_no_news(content: Path, store: Path):
    server, command = publisher(content, store), publisher(content, store)
    server.publish()
    server.news()
    command.publish()
    assert not server.news()


def test_courses_go_on_while_the_folder_is_away_and_change_when_it_is_back(content: Path, store: Path):
    server = publisher(content, store)
    before = server.publish()
    content.rename(content.with_name("away"))
    assert server.publish() == before
    write(content.with_name("away"), {"c/m1/a.en.md": lesson("a", "Second.\n")})
    content.with_name("away").rename(content)
    server.publish()
    assert "Second." in text(server)


def test_courses_go_on_while_a_share_is_not_mounted(content: Path, store: Path):
    server = publisher(content, store)
    before = server.publish()
    content.rename(content.with_name("away"))
    content.mkdir()
    assert server.publish() == before


def test_a_file_replaced_between_listing_and_reading_is_served_whole(content: Path, store: Path, monkeypatch):
    server = publisher(content, store)
    server.publish()
    write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
    load = type(server.builder.library)._load

    def replaced(file: File) -> bytes | None:
        if file.name == "a.en.md":
            other = file.location.with_name("new.tmp")
            other.write_text(lesson("a", "Third, and longer.\n"))
            other.replace(file.location)
        return load(file)

    monkeypatch.setattr(type(server.builder.library), "_load", staticmethod(replaced))
    server.publish()
    assert "Third, and longer." in text(server)
    monkeypatch.undo()
    server.publish()
    assert "Third, and longer." in text(server)
    write(content, {"c/m1/a.en.md": lesson("a", "Fourth.\n")})
    server.publish()
    assert "Fourth." in text(server)
