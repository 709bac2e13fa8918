"""What a link in a file of a course can reach: pages, pieces, terms and files, by their paths and ids."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar
from urllib.parse import quote

from ..diagnostics import Near, nearest
from ..model import Asset
from ..parsing.pagefile import PageFile
from .sheets import FileGroup
from .tree import File

MOST_COMPARED = 200
MOST_ASKED = 200
"""Comparing names takes long: a course in which all links are broken is told of the first ones what they may mean."""
ALIKE = 0.7

Thing_co = TypeVar("Thing_co", covariant=True)


class Names(Mapping[str, Thing_co], Generic[Thing_co]):
    """Things by their path, and the paths that are nearly the one asked for."""

    def __init__(self, things: Mapping[str, Thing_co]) -> None:
        self._things = things
        self._folded: dict[str, str] | None = None
        self._names: dict[str, list[str]] | None = None
        self._nearest: dict[str, str | None] = {}

    def __getitem__(self, path: str) -> Thing_co:
        return self._things[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def in_other_letters(self, path: str) -> str | None:
        """The path that differs from this one in nothing but the case of letters."""
        if self._folded is None:
            self._folded = {known.casefold(): known for known in reversed(list(self._things))}
        return self._folded.get(path.casefold())

    def nearest(self, path: str) -> str | None:
        """A path like this one: a similar name in its folder, else the same name elsewhere."""
        if path not in self._nearest and len(self._nearest) < MOST_ASKED:
            self._nearest[path] = self._find_nearest(path)
        return self._nearest.get(path)

    def _find_nearest(self, path: str) -> str | None:
        if self._names is None:
            self._names = {}
            for known in self._things:
                self._names.setdefault(posixpath.dirname(known), []).append(posixpath.basename(known))
        folder, name = posixpath.split(path)
        here = self._names.get(folder, [])[:MOST_COMPARED]
        if close := difflib.get_close_matches(name, here, n=1, cutoff=ALIKE):
            return posixpath.join(folder, close[0])
        elsewhere = (other for other, names in self._names.items() if name in names)
        if (other := next(elsewhere, None)) is not None:
            return posixpath.join(other, name)
        close = difflib.get_close_matches(path, list(self._things)[:MOST_COMPARED], n=1, cutoff=0.85)
        return close[0] if close else None


@dataclass(frozen=True, slots=True)
class Target:
    """A page that links may go to. `sources`: its files by language, for the headings in them.

    `published`: whether it is meant to be there; `served`: whether it is, in a version without errors.
    """

    kind: Literal["lesson", "quiz", "course", "glossary"]
    id: str
    published: bool
    served: bool
    source_lang: str
    sources: Mapping[str, PageFile]

    def address(self, course_id: str) -> str:
        course = f"/courses/{quote(course_id)}"
        if self.kind == "course":
            return course
        if self.kind == "glossary":
            return f"{course}/glossary"
        return f"{course}/{'quizzes' if self.kind == 'quiz' else 'lessons'}/{quote(self.id)}"


@dataclass(slots=True)
class Surroundings:
    """What a link can reach. `pages` and `texts`: by path, with and without the language in the name."""

    course_id: str
    folder: str
    languages: tuple[str, ...]
    pages: Names[Target]
    lessons: Mapping[str, Target]  # by id and former id
    texts: Names[FileGroup]  # all Markdown files
    terms: Mapping[str, str]  # id by the id in small letters
    assets: Names[File]
    read_asset: Callable[[File], Asset | None]
    anchors: Callable[[PageFile], frozenset[str]] = lambda page: page.anchors
    """The headings of a page, those of the pieces in it included."""
    captions: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Captions files by the path of what they belong to, without its ending: language, path."""
    _guesses: dict[str, Near] = field(default_factory=dict)

    def guess(self, name: str, known: Iterable[str]) -> Near:
        """The id that is nearly this one."""
        if name not in self._guesses and len(self._guesses) < MOST_ASKED:
            self._guesses[name] = nearest(name, known)
        return self._guesses.get(name, Near())

    def address(self, inside: str, asset: Asset) -> str:
        """The address of a file, which changes with its bytes. `inside`: its path in the course folder.

        Only what is downloaded keeps its name: that of a picture may say which option is right.
        """
        name = f"/{quote(posixpath.basename(inside))}" if asset.download else ""
        return f"/courses/{quote(self.course_id)}/assets/{asset.key}{name}"


def names(group: FileGroup) -> set[str]:
    """The ways to name a text: `m/a.en.md` is also `m/a.md`, in the reader's language.

    So is `m/a.fr.md`, when French is a language of the course that the text lacks.
    """
    stem = f"{group.folder}/{group.name}"
    return {group.path, *(f"{stem}.{lang}.md" for lang in group.languages), *(sheet.path for sheet in group.sheets)}
