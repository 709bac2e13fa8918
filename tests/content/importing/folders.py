"""Foreign folders for tests: written as real files, imported into real courses."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.content.courses.catalogue import Builder
from app.content.importing.actions import Result, Wishes, import_course
from app.content.model import Catalogue
from app.content.publishing.store import NoStore

TODAY = date(2026, 11, 22)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def foreign(tmp_path: Path, files: Mapping[str, str | bytes], name: str = "guide") -> Path:
    folder = tmp_path / name
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    folder.mkdir(exist_ok=True)
    return folder


def bring_in(tmp_path: Path, files: Mapping[str, str | bytes], lang: str = "", *, dry_run: bool = False) -> Result:
    source = foreign(tmp_path, files)
    return import_course(Wishes(source, tmp_path / "courses", TODAY, "c1", lang=lang, dry_run=dry_run))


def check(tmp_path: Path) -> Catalogue:
    return Builder(tmp_path / "courses", NoStore(), lambda: TODAY).build()


def errors(tmp_path: Path) -> list[str]:
    return [
        f"{found.path}:{found.line} {found.code}" for found in check(tmp_path).diagnostics if found.severity == "error"
    ]


def codes(tmp_path: Path) -> list[str]:
    return [found.code for found in check(tmp_path).diagnostics if found.severity != "info"]


def page(tmp_path: Path, body: str, name: str = "a.md", **others: str | bytes) -> str:
    """The body of one foreign page once it is in, without fields. The check has no error, or this fails."""
    result = bring_in(
        tmp_path, {name: f"# A page\n\n{body}", **{key.replace("__", "/"): each for key, each in others.items()}}
    )
    assert errors(tmp_path) == []
    path = next(each.path for each in result.placed if each.source == name)
    text = (result.folder / path).read_text(encoding="utf-8")
    return text.split("# A page\n", 1)[1].strip("\n")


def order(result: Result) -> list[str]:
    return [each.source for each in result.placed]


def kinds(result: Result) -> set[str]:
    return {found.kind for found, _count in result.findings.rows()}
