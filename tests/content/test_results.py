"""What is kept beside the files: starts read it instead of them, and notice when it is wrong."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.content.courses.catalogue import Builder
from app.content.model import Catalogue
from app.content.parsing import reading
from app.content.publishing import library, results
from app.content.publishing.publisher import Publisher
from app.content.publishing.store import Store

from .drawings import drawing
from .folders import BILINGUAL, QUESTION, TODAY, builder, codes, course, html, lesson, the_lesson, write

BEFORE = time.time() - 100


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    course(
        root,
        {
            "m1/a.en.md": lesson("a", "First.\n\n![p](p.png)\n\n" + QUESTION % "q1"),
            "m1/a.zh-CN.md": lesson("a", "第一。\n", source_hash='"000000000000"'),
            "m1/b.en.md": lesson("b", "[a](a.md)\n"),
            "m1/p.png": drawing(),
        },
        BILINGUAL,
    )
    return settled(root)


def settled(root: Path) -> Path:
    """As after some seconds: what was just changed is read again each time."""
    for file in root.rglob("*"):
        os.utime(file, (BEFORE, BEFORE))
    return root


@pytest.fixture(autouse=True)
def trusted(monkeypatch):
    """The times that a file system notes itself cannot be set back."""
    monkeypatch.setattr(library, "TRUSTED_AFTER_NS", 0)


@pytest.fixture
def read(monkeypatch) -> list[str]:
    """The pages that were read anew, as they are read."""
    paths: list[str] = []

    def noting(path: str, *args):
        paths.append(path)
        return reading.read_page(path, *args)

    monkeypatch.setattr(library, "read_page", noting)
    return paths


@pytest.fixture
def start(content: Path, tmp_path: Path) -> Callable[..., Catalogue]:
    """A new process, on one store."""
    return lambda today=TODAY: builder(content, tmp_path / "store", today).build()


def test_a_second_start_reads_no_page_and_serves_the_same(start, read: list[str]):
    first = start()
    assert len(read) == 3
    second = start()
    assert len(read) == 3
    assert second == first


def test_only_the_changed_page_is_read_again(content: Path, start, read: list[str]):
    start()
    read.clear()
    write(content, {"c/m1/b.en.md": lesson("b", "Changed.\n")})
    after = start()
    assert read == ["c/m1/b.en.md"]
    assert "Changed." in html(the_lesson(after, "b").page("en").blocks)


def test_a_file_that_cannot_be_told_from_its_last_version_by_its_times_is_read_again(content: Path, start, monkeypatch):
    monkeypatch.setattr(library, "TRUSTED_AFTER_NS", 2_000_000_000)
    start()
    file = content / "c/m1/b.en.md"
    before = file.stat()
    file.write_text(lesson("b", "[a](a.mdx\n")[: before.st_size])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "a.mdx" in html(the_lesson(start(), "b").page("en").blocks)


def entries(store: Path) -> list[Path]:
    return [file for file in (store / "results").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: bytes(len(data)),
    ],
    ids=["empty", "cut short", "a bit at its end", "a bit at its start", "zeros"],
)
def test_damaged_results_are_noticed_and_made_again(start, tmp_path: Path, damage: Callable[[bytes], bytes]):
    first = start()
    for entry in entries(tmp_path / "store"):
        entry.write_bytes(damage(entry.read_bytes()))
    assert start() == first
    assert start() == first


def test_results_of_another_kind_under_a_name_are_made_again(start, tmp_path: Path):
    first = start()
    kept = [entry.read_bytes() for entry in entries(tmp_path / "store")]
    for entry, other in zip(entries(tmp_path / "store"), [*kept[1:], kept[0]], strict=True):
        entry.write_bytes(other)
    assert codes(start()) == codes(first)


def test_a_new_release_reads_everything_again(start, read: list[str], monkeypatch):
    start()
    monkeypatch.setattr(results, "reader_version", lambda: "next")
    start()
    assert len(read) == 6


def test_a_failure_of_ours_is_not_kept(content: Path, start, monkeypatch):
    def failing(*_args):
        raise ValueError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr("app.content.parsing.reading._read_page", failing)
        assert "C198" in codes(start())
    assert "C198" not in codes(start())


def test_a_page_becomes_due_for_review_overnight(content: Path, start, read: list[str]):
    write(content, {"c/m1/b.en.md": lesson("b", review_by="2026-11-30")})
    assert "C132" not in codes(start())
    read.clear()
    assert "C132" not in codes(start(date(2026, 11, 30)))
    assert "C132" in codes(start(date(2026, 12, 1)))
    assert read == []


def test_a_course_that_serves_an_older_version_follows_what_others_publish(content: Path, tmp_path: Path):
    first, second = (Publisher(builder(content, tmp_path / "store")) for _ in range(2))
    first.publish()
    second.publish()
    write(content, {"c/m1/b.en.md": lesson("b", "Second.\n")})
    first.publish()
    write(content, {"c/m1/b.en.md": lesson("b", "[x](nowhere.md)\n")})
    for each in (first, second):
        assert "Second." in html(the_lesson(each.publish(), "b").page("en").blocks)


def test_where_nothing_can_be_kept_everything_is_read(content: Path, tmp_path: Path, read: list[str]):
    (tmp_path / "file").touch()
    for _ in range(2):
        catalogue = Builder(content, Store(tmp_path / "file" / "store"), lambda: TODAY).build()
        assert the_lesson(catalogue, "a").questions
    assert len(read) == 6


def test_what_nothing_needs_is_dropped_after_a_while_and_what_is_served_stays(
    content: Path, tmp_path: Path, monkeypatch, read: list[str]
):
    store = tmp_path / "store"
    publisher = Publisher(builder(content, store))
    publisher.publish()
    for number in range(5):
        write(content, {"c/m1/b.en.md": lesson("b", f"Version {number}.\n")})
        publisher.publish()
    write(store, {"results/older/ab/abcd": "x", "variants/ab/abcd-480.webp": "x"})
    many = len(entries(store))
    long_ago = time.time() - 90 * 86_400
    for file in store.rglob("*"):
        os.utime(file, (long_ago, long_ago))
    write(content, {"c/m1/b.en.md": lesson("b", "Last.\n")})
    served = publisher.publish()
    assert len(entries(store)) < many
    assert not (store / "results/older").exists()
    assert not (store / "variants/ab/abcd-480.webp").exists()
    versions = [file.read_text(errors="replace") for file in (store / "blobs").glob("??/*")]
    assert not any("Version 0." in version for version in versions)
    assert any("Last." in version for version in versions)
    assert any("First." in version for version in versions)
    read.clear()
    assert builder(content, store).build() == served
    assert read == []
    write(content, {"c/m1/a.en.md": lesson("a", "[x](nowhere.md)\n")})
    assert "First." in html(the_lesson(builder(content, store).build(), "a").page("en").blocks)


def test_a_new_course_is_made_beside_the_others_and_those_that_wait_for_it_are_made_again(
    content: Path, tmp_path: Path, monkeypatch
):
    made: list[str] = []
    build = Builder._build

    def noting(self, course_build, *args):
        made.append(course_build.folder.path)
        return build(self, course_build, *args)

    monkeypatch.setattr(Builder, "_build", noting)
    waiting = lesson("w", requires="[course:late]")
    write(content, {"w/course.yaml": "format: 1\nid: w\ntitle: W\nlanguages: [en]\n", "w/m1/w.en.md": waiting})
    publisher = Publisher(builder(content, tmp_path / "store"))
    assert "C124" in codes(publisher.publish())
    made.clear()
    write(
        content,
        {"late/course.yaml": "format: 1\nid: late\ntitle: L\nlanguages: [en]\n", "late/m1/l.en.md": lesson("l")},
    )
    assert "C124" not in codes(publisher.publish())
    assert made == ["late", "w"]
