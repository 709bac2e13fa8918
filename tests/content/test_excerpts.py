"""What search shows of a page: its words, without what only serves the page."""

from pathlib import Path

from .drawings import drawing
from .folders import course, lesson
from .libraries import Library, marked, plain


def test_words_that_only_begin_alike_are_not_marked(tmp_path: Path) -> None:
    page = lesson("landed", "The landed cost holds customs duties, and the costs of the way.")
    first = (
        Library(course(tmp_path / "content", {"m1/a.en.md": page}), tmp_path / "search").find("landd cost").results[0]
    )
    text = [word for excerpt in first.excerpts for word in marked(excerpt.text)]
    assert text == ["landed", "cost", "costs"]


def test_what_only_serves_the_page_is_left_out_and_neighbours_are_kept_apart(tmp_path: Path) -> None:
    text = (
        'Sentinel starts here.[^1]\n\n> [!NOTE]\n> Mind the gap.\n\n![A quay](q.png "Quay at dawn")\n\n'
        "| Port | Days |\n|---|---|\n| Ningbo | 3 |\n\n[^1]: A note."
    )
    first = (
        Library(
            course(tmp_path / "content", {"m1/a.en.md": lesson("a", text), "m1/q.png": drawing()}), tmp_path / "search"
        )
        .find("sentinel")
        .results[0]
    )
    shown = plain(first.excerpts[0].text)
    assert shown == "Sentinel starts here. Mind the gap. A quay · Quay at dawn · Port · Days · Ningbo · 3 A note."
