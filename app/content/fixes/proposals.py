"""Fixes that need other files, or the whole of one: what each code asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.questions.words import normal

from .. import ids
from ..courses.tree import nfc, page_name
from ..model import Diagnostic, Fix
from . import encodings, fronts, lists, questions, slips, surplus, targets
from .material import Material


@dataclass(slots=True)
class Proposal:
    """What one fix does: edits of texts, or whole files, by path."""

    edits: dict[str, list[Fix]] = field(default_factory=dict)
    whole: dict[str, bytes] = field(default_factory=dict)

    @property
    def paths(self) -> set[str]:
        return {*self.edits, *self.whole}


Maker = Callable[[Diagnostic, Material], Proposal | None]


def _edit(path: str, fix: Fix | None) -> Proposal | None:
    return Proposal({path: [fix]}) if fix else None


def _missing_id(found: Diagnostic, material: Material) -> Proposal | None:
    given = str(found.args.get("id", ""))
    text = material.text(found.path)
    return (
        _edit(found.path, fronts.set_field(found.path, text, "id", given))
        if text is not None and ids.is_id(given)
        else None
    )


def _taken_id(found: Diagnostic, material: Material) -> Proposal | None:
    """An id of its own for the newcomer, in every language of the page; or one former id less."""
    text, old = material.text(found.path), str(found.args.get("id", ""))
    fields = fronts.fields(found.path, text) if text is not None else None
    if text is None or fields is None:
        return None
    if fronts.is_entry(fields, "aliases", found.line, found.column):
        return _edit(found.path, fronts.without_entry(found.path, text, "aliases", old))
    path = material.newcomer(found.path, str(found.args.get("other", "")))
    return _with_own_id(path, material, material.free_id(found.path.partition("/")[0], old))


def _with_own_id(path: str, material: Material, new: str) -> Proposal | None:
    text = material.text(path)
    proposal = _edit(path, fronts.set_field(path, text, "id", new)) if text is not None else None
    for other in material.same_page(path) if path.endswith(".md") else ():
        fix = _own_id(other, material, new)
        if proposal is not None and fix is not None:
            proposal.edits[other] = [fix]
    return proposal


def _own_id(path: str, material: Material, new: str) -> Fix | None:
    """The same new id for a translation that repeats its source's."""
    text = material.text(path)
    fields = fronts.fields(path, text) if text is not None else None
    if text is None or fields is None or "id" not in fields.entries:
        return None
    return fronts.set_field(path, text, "id", new)


def _module_yaml(found: Diagnostic, material: Material) -> Proposal | None:
    folder = found.path.rstrip("/")
    text = lists.module_yaml(nfc(folder.rpartition("/")[2]))
    return Proposal(whole={f"{folder}/module.yaml": text.encode()}) if text else None


def _list_entry(found: Diagnostic, material: Material) -> Proposal | None:
    text, name = material.text(found.path), str(found.args.get("name", ""))
    mapping = fronts.fields(found.path, text) if text else None
    if mapping is None or not text or not name:
        return None
    return _edit(found.path, lists.append(mapping, text, found.line, found.column, name))


def _source_hash(found: Diagnostic, material: Material) -> Proposal | None:
    text, want = material.text(found.path), str(found.args.get("want", ""))
    if text is None or not want:
        return None
    return _edit(found.path, fronts.set_field(found.path, text, "source_hash", want, quotes=True))


def _encoding(found: Diagnostic, material: Material) -> Proposal | None:
    data = encodings.to_utf8(material.data(found.path) or b"")
    return Proposal(whole={found.path: data}) if data else None


def _byte_order_mark(found: Diagnostic, material: Material) -> Proposal | None:
    data = encodings.without_mark(material.data(found.path) or b"")
    return None if data is None else Proposal(whole={found.path: data})


def _question_id(found: Diagnostic, material: Material) -> Proposal | None:
    page = material.page(found.path)
    asked = next((each for each in page.questions if each.line == found.line), None) if page else None
    if page is None or asked is None:
        return None
    lesson = str(page.values.get("id") or ids.from_name(page_name(found.path)[0]))
    edits = questions.name(found, material, ids.fingerprint(lesson, normal(asked.prompt)))
    return Proposal(edits) if edits else None


def _taken_question_id(found: Diagnostic, material: Material) -> Proposal | None:
    edits = questions.rename(found, material)
    return Proposal(edits) if edits else None


def _colon(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    return _edit(found.path, slips.colon(text, found.line, found.column)) if text else None


def _tabs(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    return _edit(found.path, slips.tabs(text, found.line)) if text else None


def _block_first(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    fixes = slips.block_first(text) if text else None
    return Proposal({found.path: fixes}) if fixes else None


def _visible(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    return Proposal({found.path: slips.visible(text)}) if text else None


def _pinned(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    return _edit(found.path, surplus.pinned(text, found.line)) if text else None


def _target(found: Diagnostic, material: Material) -> Proposal | None:
    text, old = material.text(found.path), str(found.args.get("target", ""))
    new: str | None = None
    if found.code == "C303":
        new = targets.other_letters(old, str(found.args.get("real", "")))
    elif found.code == "C305":
        new = targets.from_this_file(old, found.path, material)
    else:
        new = targets.slashes(old)
    if not text or not old or not new:
        return None
    return _edit(found.path, targets.replaced(text, found.line, found.column, old, new))


def _surplus_field(found: Diagnostic, material: Material) -> Proposal | None:
    text = material.text(found.path)
    return _edit(found.path, surplus.field(text, found.line)) if text else None


def _surplus_setting(found: Diagnostic, material: Material) -> Proposal | None:
    text, page = material.text(found.path), material.page(found.path)
    if not text or page is None:
        return None
    if found.line == page.values.place("id")[0] and found.line > 1:
        return _surplus_field(found, material)
    fixes = surplus.settings(page, text, found.line, str(found.args.get("field", "")))
    return Proposal({found.path: fixes}) if fixes else None


MAKERS: Mapping[str, Maker] = {
    "C101": _missing_id,
    "C102": _taken_id,
    "C104": _colon,
    "C105": _tabs,
    "C114": _block_first,
    "C116": _encoding,
    "C117": _byte_order_mark,
    "C121": _module_yaml,
    "C123": _list_entry,
    "C131": _visible,
    "C202": _question_id,
    "C204": _taken_question_id,
    "C226": _pinned,
    "C303": _target,
    "C305": _target,
    "C306": _target,
    "C501": _source_hash,
    "C502": _source_hash,
    "C512": _surplus_setting,
    "C513": _surplus_field,
}
"""Codes whose fix needs other files, or the whole of one."""
