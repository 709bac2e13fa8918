"""What has changed in a source since it was translated: block by block, as far as the old version is still kept."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.content.diagnostics import Report
from app.content.parsing import texts
from app.content.parsing.fields import Scalar

HASH = re.compile(r"[0-9a-f]{64}")
MOST_VERSIONS = 20_000

Change = Literal["same", "new", "gone", "changed"]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the source: as it was, and as it is."""

    change: Change
    before: str = ""
    after: str = ""


def changed_blocks(before: str, after: str) -> list[Block]:
    """The blocks that are new, gone or changed, in order; settings and empty lines do not count."""
    old, new = _blocks(before), _blocks(after)
    found: list[Block] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        found += [Block("changed", old[i1 + at], new[j1 + at]) for at in range(pairs)]
        found += [Block("gone", before=text) for text in old[i1 + pairs : i2]]
        found += [Block("new", after=text) for text in new[j1 + pairs : j2]]
    return found


def find_version(store: Path, source_hash: str, mark: str) -> str | None:
    """The text of a kept version with this source hash; None when it is kept no more. `mark`: words that it must hold."""
    for version in _versions(store):
        text = _text_of(version, mark)
        if text is not None and hash_of(text) == source_hash:
            return text
    return None


def hash_of(text: str) -> str:
    """The source hash of a page, from its text alone."""
    source = texts.split(text, Report(""))
    return texts.source_hash(_field(source, "title"), _field(source, "summary"), source.body)


def _versions(store: Path) -> Iterator[Path]:
    """Kept versions of files, the newest first."""
    kept = [file for file in (store / "blobs").glob("*/*") if HASH.fullmatch(file.name)]
    yield from sorted(kept, key=_changed_at, reverse=True)[:MOST_VERSIONS]


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _text_of(version: Path, mark: str) -> str | None:
    """The text of a page; None for anything else."""
    try:
        data = version.read_bytes()
    except OSError:
        return None
    return texts.decode(data, Report("")) if mark.encode() in data and len(data) <= texts.MOST_BYTES else None


def _field(source: texts.Source, name: str) -> str:
    _key, node = source.fields.entries.get(name, (None, None))
    return " ".join(node.text.split()) if isinstance(node, Scalar) and not node.is_null else ""


def _blocks(text: str) -> list[str]:
    source = texts.split(text, Report(""))
    named = [_field(source, name) for name in ("title", "summary")]
    return [part for part in (*named, *texts.normal_body(source.body).split("\n\n")) if part.strip()]
