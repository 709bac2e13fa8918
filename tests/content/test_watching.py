import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.content.publishing import watching
from app.content.publishing.publisher import Publisher
from app.content.publishing.watching import Watcher

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


def soon(true: Callable[[], bool]) -> bool:
    """At once as a rule; a machine with much to do may take its time."""
    return within_seconds(30, true)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return course(tmp_path / "content", {"m1/a.en.md": lesson("a", "First.\n")})


@contextmanager
def watched(content: Path, store: Path, *, poll: bool = False) -> Iterator[Publisher]:
    """A process that serves and watches a folder."""
    publisher = Publisher(builder(content, store))
    publisher.publish()
    watcher = Watcher(content, publisher.publish, publisher.news, poll=poll)
    watcher.start()
    try:
        yield publisher
    finally:
        watcher.stop()


def no_news() -> bool:
    return False


def test_a_change_is_live_by_itself(content: Path, tmp_path: Path):
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert soon(shows(publisher, "Second."))


def test_a_file_saved_by_renaming_is_live_too(content: Path, tmp_path: Path):
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        beside = content / "c/m1/.a.en.md.swp"
        beside.write_text(lesson("a", "Second.\n"))
        beside.replace(content / "c/m1/a.en.md")
        assert soon(shows(publisher, "Second."))


def test_looking_every_second_does_where_nothing_tells_of_changes(content: Path, tmp_path: Path, monkeypatch):
    def refused(*_args, **_options):
        raise OSError("no more watches")

    monkeypatch.setattr("watchfiles.watch", refused)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    with watched(content, tmp_path / "store") as publisher:
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert soon(shows(publisher, "Second."))


def test_a_network_share_is_looked_through_without_asking_for_events(content: Path, tmp_path: Path, monkeypatch):
    def refused(*_args, **_options):
        raise AssertionError("asked for events")

    monkeypatch.setattr("watchfiles.watch", refused)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    with watched(content, tmp_path / "store", poll=True) as publisher:
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert soon(shows(publisher, "Second."))


def test_a_process_without_events_hears_of_it_from_another(content: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(watching, "LOOK_AGAIN_SECONDS", 1000.0)
    monkeypatch.setattr("watchfiles.watch", ticks)
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert not within_seconds(0.5, shows(publisher, "Second."))
        Publisher(builder(content, tmp_path / "store")).publish()
        assert soon(shows(publisher, "Second."))


def ticks(*_args, stop_event, **_options) -> Iterator[set]:
    """What a share sends: nothing, time and again."""
    while not stop_event.wait(0.05):
        yield set()


def test_a_folder_that_comes_back_is_watched_again(content: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    with watched(content, tmp_path / "store") as publisher:
        away = content.rename(tmp_path / "away")
        time.sleep(0.3)
        assert shows(publisher, "First.")()
        write(away, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        away.rename(content)
        assert soon(shows(publisher, "Second."))
        write(content, {"c/m1/a.en.md": lesson("a", "Third.\n")})
        assert soon(shows(publisher, "Third."))


def test_a_checkout_is_published_when_git_is_done(content: Path, tmp_path: Path):
    lock = tmp_path / ".git" / "index.lock"
    lock.parent.mkdir()
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        lock.touch()
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert not within_seconds(1.2, shows(publisher, "Second."))
        write(content, {"c/m1/b.en.md": lesson("b", "Later.\n")})
        lock.unlink()
        assert soon(shows(publisher, "Second."))
        assert within_seconds(0, lambda: publisher.catalogue.courses["c1"].lesson("b") is not None)


def test_a_checkout_that_never_ends_is_not_waited_for(content: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(watching, "SETTLES_WITHIN_SECONDS", 0.5)
    lock = content / ".git" / "index.lock"
    lock.parent.mkdir()
    lock.touch()
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert soon(shows(publisher, "Second."))


def test_a_lock_that_a_killed_git_left_behind_is_no_checkout(content: Path):
    lock = content / "c" / ".git" / "index.lock"
    lock.parent.mkdir()
    lock.touch()
    assert watching.is_checked_out(content)
    os.utime(lock, (1, 1))
    assert not watching.is_checked_out(content)


def test_a_working_copy_beside_others_names_its_folder(content: Path, tmp_path: Path):
    (tmp_path / "main/.git/worktrees/c").mkdir(parents=True)
    (content / ".git").write_text("gitdir: ../main/.git/worktrees/c\n")
    assert not watching.is_checked_out(content)
    (tmp_path / "main/.git/worktrees/c/index.lock").touch()
    assert watching.is_checked_out(content)


def test_many_files_at_once_are_waited_for(content: Path, tmp_path: Path):
    many = {f"c/m1/{number}.en.md": lesson(f"l{number}", "Text.\n") for number in range(60)}
    counts: set[int] = set()
    with watched(content, tmp_path / "store") as publisher:
        time.sleep(0.2)
        for path, page in many.items():
            write(content, {path: page})
            time.sleep(0.03)
            counts.add(len(publisher.catalogue.courses["c1"].lessons))

        def complete() -> bool:
            counts.add(len(publisher.catalogue.courses["c1"].lessons))
            return len(publisher.catalogue.courses["c1"].lessons) == 61

        assert soon(complete)
    assert len(counts) <= 4


def test_what_editors_leave_beside_files_is_no_change(content: Path):
    before = watching.fingerprint(content)
    write(
        content,
        {f"c/m1/{name}": "x" for name in (".a.en.md.swp", "a.en.md~", "~$a.docx", "a.bak", "_a.md", ".DS_Store")},
    )
    write(content, {"c/.git/index": "x", "c/m1/.git/HEAD": "x"})
    assert watching.fingerprint(content) == before
    write(content, {"c/m1/b.md": "x"})
    assert watching.fingerprint(content) != before


def test_a_failure_is_not_the_end_of_watching(content: Path, monkeypatch):
    calls: list[int] = []

    def publish() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("a bug")

    monkeypatch.setattr(watching, "POLL_SECONDS", 0.05)
    watcher = Watcher(content, publish, no_news)
    watcher.start()
    try:
        time.sleep(0.1)
        write(content, {"c/m1/a.en.md": lesson("a", "Second.\n")})
        assert soon(lambda: len(calls) >= 2)
    finally:
        watcher.stop()
