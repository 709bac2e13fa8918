"""Ids of questions, the same in every language of a page (C202, C204)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.questions.draft import Setting

from ..model import Diagnostic, Fix
from ..parsing.asking import Asked
from ..parsing.pagefile import PageFile
from .material import Material

Edits = dict[str, list[Fix]]
CHIP = re.compile(r"`\s*(?P<key>[\w-]+)\s*[:：]\s*(?P<value>[^`]*?)\s*`")


def name(found: Diagnostic, material: Material, fingerprint: str) -> Edits | None:
    """Writes the id that stands in for a missing one, so that nothing that was answered is lost, in every language."""
    page = material.page(found.path)
    asked = next((each for each in page.questions if each.line == found.line), None) if page else None
    if page is None or asked is None:
        return None
    own = _nameless(page)
    edits: Edits = {found.path: [_with_id(asked, material.text(found.path) or "", fingerprint)]}
    for other in material.same_page(found.path):
        translated = material.page(other)
        if translated is not None and len(same := _nameless(translated)) == len(own):
            pair = same[own.index(asked)]
            edits[other] = [_with_id(pair, material.text(other) or "", fingerprint)]
    return edits


def rename(found: Diagnostic, material: Material) -> Edits | None:
    """Another id for the question whose id is taken, in every language; or one former id less."""
    page = material.page(found.path)
    if page is None:
        return None
    old = str(found.args.get("id", ""))
    asked = next((each for each in page.questions if _at(each.written.get("id"), found)), None)
    if asked is None:
        return _forget(found, page, material, old)
    rank = [each for each in page.questions if each.settings.id == old].index(asked)
    path, line = _first(found)
    if path != found.path and material.newcomer(found.path, path) == path:
        first = material.page(path)
        same = [each.line for each in first.questions if each.settings.id == old] if first else []
        return _renamed(path, same.index(line), old, material) if line in same else None
    return _renamed(found.path, rank, old, material)


def _first(found: Diagnostic) -> tuple[str, int]:
    """Where the id was used first: `other` is a path, a colon and a line."""
    path, _colon, line = str(found.args.get("other", "")).rpartition(":")
    return (path, int(line)) if path and line.isdecimal() else (found.path, 0)


def _renamed(path: str, rank: int, old: str, material: Material) -> Edits | None:
    """Another id for one of the questions that have an id, the same in every language of the page."""
    new = material.free_id(path.partition("/")[0], old)
    edits: Edits = {}
    for each in (path, *material.same_page(path)):
        written = material.page(each)
        same = [asked for asked in written.questions if asked.settings.id == old] if written else []
        if rank < len(same) and (fix := _chip(same[rank].written["id"], material, each, f"`id: {new}`")):
            edits[each] = [fix]
    return edits or None


def _forget(found: Diagnostic, page: PageFile, material: Material, old: str) -> Edits | None:
    """Takes an id that is in use out of the former ids of a question."""
    for asked in page.questions:
        chip = asked.written.get("was")
        if chip is not None and old in asked.settings.aliases and found.line in (asked.line, chip.line):
            left = [alias for alias in asked.settings.aliases if alias != old]
            fix = _chip(chip, material, found.path, f"`was: {', '.join(left)}`" if left else "")
            return {found.path: [fix]} if fix else None
    return None


def _nameless(page: PageFile) -> list[Asked]:
    return [asked for asked in page.questions if asked.settings.id is None]


def _with_id(asked: Asked, text: str, question_id: str) -> Fix:
    """The id as the first of the settings, or on a settings line of its own."""
    if asked.written:
        first = min(asked.written.values(), key=lambda chip: (chip.line, chip.column))
        return Fix(first.line, first.column, first.line, first.column, f"`id: {question_id}` ")
    lines = text.split("\n")
    below = lines[asked.line] if asked.line < len(lines) else ""
    apart = "\n" if below.strip() else ""
    if asked.line >= len(lines):
        end = len(lines[asked.line - 1]) + 1
        return Fix(asked.line, end, asked.line, end, f"\n`id: {question_id}`")
    return Fix(asked.line + 1, 1, asked.line + 1, 1, f"`id: {question_id}`\n{apart}")


def chip_replaced(line: int, column: int, text: str, written: str) -> Fix | None:
    """Another code mark in the place of one. With nothing in its place a blank beside it goes too, and an empty line."""
    source = text.split("\n")[line - 1]
    match = next(_marks(source, column - 1), None)
    if match is None:
        return None
    start, end = match.span()
    if not written:
        if source.strip() == match[0]:
            return Fix(line, 1, line + 1, 1, "")
        behind = len(source[end:]) - len(source[end:].lstrip(" "))
        before = len(source[:start]) - len(source[:start].rstrip(" "))
        start, end = (start, end + behind) if behind else (start - before, end)
    return Fix(line, start + 1, line, end + 1, written)


def _chip(chip: Setting, material: Material, path: str, written: str) -> Fix | None:
    return chip_replaced(chip.line, chip.column, material.text(path) or "", written)


def _marks(line: str, column: int) -> Iterator[re.Match[str]]:
    return (match for match in CHIP.finditer(line) if match.start() <= column < match.end())


def _at(chip: Setting | None, found: Diagnostic) -> bool:
    return chip is not None and (chip.line, chip.column) == (found.line, found.column)
