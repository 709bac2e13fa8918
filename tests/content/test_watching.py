import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.content import watching
from app.content.publishing import Publisher
from app.content.watching import Watcher

from .folders import builder, course, html, lesson, the_lesson, write


def shows(publisher: Publisher, text: str) -> Callable[[], bool]:
    def shown() -> bool:
        found = publisher.catalogue.courses.get("c1")
        return found is not None and text in html(the_lesson(publisher.catalogue, "a").page("en").blocks)

    return shown


def within_seconds(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return course(tmp_path / "content", {"m1/a.en.md": lesson("a", "First.\n")})


def test_a_change_is_live_within_two_seconds(content: Path, tmp_path: Path):
    publisher = Publisher(builder(content, tmp_path / "store"))
    publisher.publish()
    watcher = Watcher(content, publisher.publish)
    watcher.start()
    try:
        time.sleep(0.2)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert within_seconds(2, shows(publisher, "Second."))
    finally:
        watcher.stop()


def test_looking_every_second_does_where_nothing_tells_of_changes(content: Path, tmp_path: Path, monkeypatch):
    def refused(*_args, **_options):
        raise OSError("no more watches")

    monkeypatch.setattr("watchfiles.watch", refused)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    publisher = Publisher(builder(content, tmp_path / "store"))
    publisher.publish()
    watcher = Watcher(content, publisher.publish)
    watcher.start()
    try:
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert within_seconds(2, shows(publisher, "Second."))
    finally:
        watcher.stop()


def test_a_failure_is_not_the_end_of_watching(content: Path, monkeypatch):
    calls: list[int] = []

    def publish() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("a bug")

    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    watcher = Watcher(content, publish)
    watcher.start()
    try:
        time.sleep(0.1)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert within_seconds(2, lambda: len(calls) >= 2)
    finally:
        watcher.stop()
