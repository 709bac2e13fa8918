"""Former ids of a page, written when an editor says that it is the same as one that is gone (content-format §4.2)."""

from __future__ import annotations

from ..model import Fix
from . import lists
from .edits import CannotEdit, apply
from .fronts import fields, set_field
from .material import Material


def with_alias(path: str, material: Material, old_id: str) -> bytes | None:
    """The bytes of a page with one more former id; None when its fields cannot be read."""
    data, text = material.data(path), material.text(path)
    found = fields(path, text) if text is not None else None
    if data is None or text is None or found is None:
        return None
    fix: Fix | None
    if "aliases" in found.entries:
        key = found.entries["aliases"][0]
        fix = lists.append(found, text, key.line, key.column, old_id)
    else:
        fix = set_field(path, text, "aliases", old_id)
    try:
        return apply(data, [fix]) if fix else None
    except (CannotEdit, UnicodeDecodeError):
        return None
