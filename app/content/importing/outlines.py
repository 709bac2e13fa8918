"""Which order a folder follows, and in which languages its pages are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from . import folders, linked, navigation, summaries, tongues
from .material import Material
from .outline import Outline, join
from .sources import SourceFile, Sources, is_lesson
from .tongues import Tongues

READERS = (
    summaries.read_mdbook,
    navigation.read_mkdocs,
    navigation.read_jupyter_book,
    navigation.read_carpentries,
    navigation.read_mintlify,
    navigation.read_toctree,
    summaries.read_gitbook,
    summaries.read_docsify,
)


CLOSED = {"mdBook", "GitBook"}
"""Tools that make no page of what their tables of contents leave out, though other pages link to it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An order, the translations of its pages, and the source language."""

    outline: Outline
    tongues: Tongues
    lang: str


def find_outline(material: Material, lang: str = "", languages: Collection[str] = ()) -> Found:
    """The order that a tool's own file gives, else that of the folders. `languages`: translations that are wanted."""
    pairs = tongues.find_tongues(material.sources.files, lang)
    if left_out := pairs.keep(languages):
        material.findings.add(".", 0, "languages", ", ".join(left_out))
    outline = _by_a_tool(material, pairs) or folders.read_folder(material, _of_other_languages(material, pairs))
    if outline.listed and outline.tool not in CLOSED:
        linked.add_linked(material, outline, pairs.translations())
    shown = set(outline.paths())
    pairs.versions = {path: others for path, others in pairs.versions.items() if path in shown}
    if outline.listed:
        _tell_of_unlisted(material, outline, pairs)
    return Found(outline, pairs, lang or pairs.lang or _language(material, outline))


def _by_a_tool(material: Material, pairs: Tongues) -> Outline | None:
    for folder in dict.fromkeys(("", pairs.prefix)):
        view = material if not folder else _below(material, folder)
        for read in READERS:
            outline = read(view)
            if outline is None:
                continue
            if not outline.parts:
                outline = _filled(material, outline, folder, pairs)
            elif folder:
                _move(outline, folder)
            if outline.parts:
                return outline
    return None


def _filled(material: Material, outline: Outline, folder: str, pairs: Tongues) -> Outline:
    """A tool that leaves the order to the folders."""
    root = join(folder, outline.root) if folder else outline.root
    outside = {path for path in material.sources.files if root and not path.startswith(f"{root}/")}
    plain = folders.read_folder(material, outside | _of_other_languages(material, pairs))
    outline.parts = plain.parts
    outline.root = root if not pairs.prefix.startswith(root) else pairs.prefix
    return outline


def _of_other_languages(material: Material, pairs: Tongues) -> set[str]:
    """Translations, and what lies in the folders of other languages."""
    left_out = pairs.translations()
    if pairs.prefix:
        left_out |= {path for path in material.sources.files if not path.startswith(f"{pairs.prefix}/")}
    return left_out


def _below(material: Material, folder: str) -> Material:
    """The same material seen from one of its folders."""
    start = f"{folder}/"
    files = {
        path.removeprefix(start): SourceFile(path.removeprefix(start), file.location, file.size)
        for path, file in material.sources.files.items()
        if path.startswith(start)
    }
    return Material(Sources(material.sources.root / folder, files), material.findings)


def _move(outline: Outline, folder: str) -> None:
    outline.root = join(folder, outline.root) if outline.root else folder
    for part in outline.parts:
        part.entries = [
            type(entry)(join(folder, entry.path) if entry.path else None, entry.title) for entry in part.entries
        ]


def _tell_of_unlisted(material: Material, outline: Outline, pairs: Tongues) -> None:
    known = {*outline.paths(), *pairs.translations()}
    for path in material.sources.pages(outline.root):
        if path not in known and is_lesson(path) and not any(part.startswith("_") for part in path.split("/")):
            material.findings.add(path, 0, "unlisted")


def _language(material: Material, outline: Outline) -> str:
    if found := tongues.tag(outline.lang):
        return found
    sample = outline.paths()[:40]
    return tongues.most_common(
        Counter(tongues.guess_language((material.front(path).body or "")[:5000]) for path in sample)
    )
