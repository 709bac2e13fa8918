"""Content folders for tests: written as real files, built into real catalogues."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.content.courses.catalogue import Builder
from app.content.model import Catalogue, Diagnostic, Lesson
from app.content.publishing.store import NoStore, Store

TODAY = date(2026, 11, 22)
COURSE = "format: 1\nid: c1\ntitle: C\nlanguages: [en]\n"
BILINGUAL = "format: 1\nid: c1\ntitle: {zh-CN: 课, en: Course}\nlanguages: [zh-CN, en]\n"
MODULE = "id: m1\ntitle: M\n"
QUESTION = "## [?] Who pays?\n`id: %s`\n\n- (x) The buyer\n  > Right-remark.\n- ( ) The seller\n\n> [!EXPLANATION]\n> Because-so.\n"


def lesson(lesson_id: str, body: str = "Text.\n", **fields: str) -> str:
    lines = {"id": lesson_id, "title": lesson_id.upper(), **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in lines.items()) + f"---\n{body}"


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def course(root: Path, files: Mapping[str, str | bytes], config: str = COURSE) -> Path:
    """A content folder with one course in `c`, and one module in `c/m1`."""
    inside = {"course.yaml": config, "m1/module.yaml": MODULE, **files}
    return write(root, {f"c/{path}": content for path, content in inside.items()})


def builder(root: Path, store: Path | None = None, today: date = TODAY) -> Builder:
    return Builder(root, Store(store) if store else NoStore(), lambda: today)


def build(root: Path, store: Path | None = None, today: date = TODAY) -> Catalogue:
    return builder(root, store, today).build()


def the_lesson(catalogue: Catalogue, lesson_id: str) -> Lesson:
    found = catalogue.courses["c1"].lesson(lesson_id)
    assert found is not None
    return found


def lesson_ids(catalogue: Catalogue) -> list[str]:
    return [each.id for each in catalogue.courses["c1"].lessons]


def place(found: Diagnostic) -> str:
    return f"{found.path.removeprefix('c/')} {found.code}@{found.line}:{found.column}"


def codes(catalogue: Catalogue) -> list[str]:
    return [found.code for found in catalogue.diagnostics]


def html(page_blocks: tuple[object, ...]) -> str:
    return "\n".join(block for block in page_blocks if isinstance(block, str))
