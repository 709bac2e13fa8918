"""A translation that is behind: which blocks of its source are others now."""

from dataclasses import dataclass

from flask import current_app

from app.content.fixes.fronts import fields
from app.content.fixes.material import Material
from app.content.model import Diagnostic
from app.content.parsing.fields import Scalar
from app.content.publishing.publisher import Publisher
from app.editing.drift import Block, changed_blocks, find_version, hash_of


@dataclass(frozen=True, slots=True)
class Drift:
    """`blocks` None: the version that was translated is kept no more."""

    path: str
    source_path: str
    blocks: list[Block] | None


def find_drift(path: str) -> Drift | None:
    """What has changed since the page in this file was translated; None when nothing says that it is behind."""
    publisher: Publisher = current_app.extensions["content"]
    behind = (found for found in publisher.catalogue.diagnostics if found.path == path and found.code == "C501")
    found = next(behind, None)
    if found is None:
        return None
    material = Material(publisher.builder.root)
    source_path = _source(found, material)
    text = material.text(source_path) if source_path else None
    if source_path is None or text is None:
        return None
    noted, source_id = _field(path, material, "source_hash"), _field(source_path, material, "id")
    before = find_version(publisher.builder.store.folder, noted, source_id)
    return Drift(path, source_path, None if before is None else changed_blocks(before, text))


def _source(found: Diagnostic, material: Material) -> str | None:
    """The file that the translation should be brought up to date with: it has the hash that is wanted."""
    others = ((other, material.text(other)) for other in material.same_page(found.path))
    return next((other for other, text in others if text and hash_of(text) == found.args.get("want")), None)


def _field(path: str, material: Material, name: str) -> str:
    mapping = fields(path, material.text(path) or "")
    _key, node = mapping.entries.get(name, (None, None)) if mapping else (None, None)
    return node.text if isinstance(node, Scalar) else ""
