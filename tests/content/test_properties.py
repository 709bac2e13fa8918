"""Whatever is in a file: no exception escapes, nothing is our fault, and every complaint points into the file."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content import messages
from app.content.courses.catalogue import Builder
from app.content.courses.tree import role_of
from app.content.model import Catalogue, Diagnostic
from app.content.parsing.pagefile import PageFile
from app.content.parsing.reading import read_page
from app.content.publishing.packing import pack, unpack
from app.content.publishing.store import NoStore, Store

from .folders import TODAY
from .mutations import FOLDERS, assembled, damaged, mutated, sources

EXAMPLES = 100  # the same every time; for a hunt, more of them, and `derandomize=False`
SUITE = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
EXAMPLE = FOLDERS[0] / "crossborder-basics"
PLACES = ("c/m1/a.en.md", "c/pools/p.en.md", "c/shared/s.md", "c/index.en.md", "c/glossary.en.md", "c/m1/index.md")


def lines_of(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def outside(found: Diagnostic, lines: list[str]) -> bool:
    """Whether a complaint, or what *Fix* would change, lies outside the file."""
    places = [(found.line, found.column)]
    if found.fix:
        places += [(found.fix.line, found.fix.column), (found.fix.end_line, found.fix.end_column)]
    return any(place != (0, 0) and not _is_inside(*place, lines) for place in places)


def _is_inside(line: int, column: int, lines: list[str]) -> bool:
    return (line > 0 and column == 0 and line <= len(lines)) or (
        1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1
    )


def check(found: Iterable[Diagnostic], files: Mapping[str, bytes]) -> None:
    for each in found:
        assert each.code != "C198", each
        assert messages.message(each)
        if each.path in files:
            lines = lines_of(files[each.path])
            assert not outside(each, lines), (each, len(lines), lines[each.line - 1 : each.line])
            if each.fix:
                assert (each.fix.line, each.fix.column) <= (each.fix.end_line, each.fix.end_column), each


def check_page(path: str, data: bytes) -> None:
    page = read_page(path, "en", data, role_of(path))
    check(page.diagnostics, {path: data})
    assert unpack(pack(page), PageFile) == page


@SUITE
@given(text=assembled(), path=st.sampled_from(PLACES))
def test_a_file_of_the_formats_own_pieces_is_read(text: str, path: str):
    check_page(path, text.encode("utf-8", "replace"))


@SUITE
@given(body=assembled(), path=st.sampled_from(PLACES))
def test_so_is_one_with_sound_fields(body: str, path: str):
    check_page(path, f"---\nid: a\ntitle: A\n---\n{body}".encode("utf-8", "replace"))


@SUITE
@given(data=st.binary(max_size=300), path=st.sampled_from(PLACES))
def test_so_are_any_bytes(data: bytes, path: str):
    check_page(path, data)


@SUITE
@given(st.data())
def test_so_is_a_real_file_after_some_accidents(data: st.DataObject):
    file = data.draw(st.sampled_from([file for file in sources() if file.suffix == ".md"]))
    text = data.draw(mutated(file.read_text("utf-8"))).encode("utf-8", "replace")
    check_page(data.draw(st.sampled_from(PLACES)), data.draw(st.one_of(st.just(text), damaged(text))))


@settings(SUITE, max_examples=EXAMPLES // 4)
@given(st.data())
def test_a_course_with_files_after_some_accidents_is_built(data: st.DataObject):
    with example_course() as root:
        files = [file for file in sorted(root.rglob("*")) if file.suffix in {".md", ".yaml", ".vtt"}]
        for file in data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=4, unique=True)):
            accident(data, file)
        check_course(root, build(root))


@settings(SUITE, max_examples=EXAMPLES // 4)
@given(st.data())
def test_a_process_that_starts_after_some_accidents_serves_what_the_others_serve(data: st.DataObject):
    with example_course() as root, tempfile.TemporaryDirectory() as store:
        running = Builder(root, Store(Path(store)), lambda: TODAY)
        served = running.build()
        for _ in range(data.draw(st.integers(1, 2))):
            files = [file for file in sorted(root.rglob("*")) if file.suffix in {".md", ".yaml", ".vtt"}]
            for file in data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=3, unique=True)):
                accident(data, file)
            served = running.build(served)
            check_course(root, served)
        assert Builder(root, Store(Path(store)), lambda: TODAY).build() == served


def accident(data: st.DataObject, file: Path) -> None:
    match data.draw(st.sampled_from(("mutated", "mutated", "mutated", "gone", "renamed", "exchanged"))):
        case "gone":
            file.unlink()
        case "renamed":
            name = data.draw(st.sampled_from(("x", "index", "glossary", "a.fr", "10-a.en", "10-a", "README")))
            file.rename(file.with_name(f"{name}{file.suffix}"))
        case "exchanged":
            other = data.draw(st.sampled_from([other for other in sources() if other.suffix == file.suffix]))
            file.write_bytes(other.read_bytes())
        case _:
            file.write_bytes(data.draw(mutated(file.read_text("utf-8"))).encode("utf-8", "replace"))


@contextmanager
def example_course() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(EXAMPLE, Path(folder) / "c")
        yield Path(folder)


def build(root: Path) -> Catalogue:
    return Builder(root, NoStore(), lambda: TODAY).build()


def check_course(root: Path, catalogue: Catalogue) -> None:
    files = {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}
    check(catalogue.diagnostics, files)
    for course in catalogue.courses.values():
        assert unpack(pack(course), type(course)) == course
