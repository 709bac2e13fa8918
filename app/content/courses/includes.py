"""Files put into others: what may be put in, and what a page is with all that is in it (content-format §13.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..model import Heading
from ..parsing.pagefile import Include, PageFile
from . import filling
from .links import Resolved, resolve
from .sheets import FileGroup
from .surroundings import Surroundings

DEEPEST = 3
MOST = 200

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Below:
    """What a file brings along: how many files, how deep, with questions or not, and whether it comes back to itself."""

    files: int = 1
    height: int = 1
    asks: bool = False
    circle: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A block, and the file it comes from; `names`: ids in it that are other ones in the page."""

    block: str | int
    page: PageFile
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Includes:
    """The includes of one course. `fresh`: of files that never had a good version, the newest one is looked at."""

    around: Surroundings
    fresh: bool = True
    _below: dict[Key, Below | None] = field(default_factory=dict)  # None: being looked at
    _anchors: dict[Key, frozenset[str]] = field(default_factory=dict)

    def complaints(self, page: PageFile, links: list[Resolved]) -> Iterator[tuple[int, str, dict[str, str | int]]]:
        """What is wrong with the files that a file puts in: the number of the link, code, and parts of the message."""
        files = 0
        for block in page.blocks:
            piece = links[block.link].piece if isinstance(block, Include) else None
            if piece is None or not isinstance(block, Include):
                continue
            below = self.below(piece, page.lang, page.path)
            files += below.files
            if below.circle:
                yield block.link, "C332", {}
            elif below.height > DEEPEST:
                yield block.link, "C334", {}
            elif below.asks:
                yield block.link, "C333", {}
            elif files > MOST:
                yield block.link, "C118", {"what": "included files", "limit": MOST}

    def below(self, piece: FileGroup, lang: str, into: str = "") -> Below:
        """What a piece brings into the file at the path `into`."""
        page = self.page_of(piece, lang)
        if page is None:
            return Below()
        if page.path == into:
            return Below(circle=True)
        found = self._look(page)
        return Below(circle=True) if found is None else found

    def _look(self, page: PageFile) -> Below | None:
        """What a file brings along; None while that is being found out. Without recursion: chains may be long."""
        ahead = [page]
        inside: dict[Key, list[PageFile]] = {}
        while ahead:
            key = _key(ahead[-1])
            if key not in self._below:
                self._below[key] = None
                inside[key] = [other for other in self._pieces(ahead[-1]) if other is not None]
                ahead += [other for other in inside[key] if _key(other) not in self._below]
                continue
            done = ahead.pop()
            if key in inside:
                self._below[key] = _sum(done, [self._below[_key(other)] for other in inside.pop(key)])
        return self._below[_key(page)]

    def page_of(self, piece: FileGroup, lang: str) -> PageFile | None:
        return piece.newest(lang) if self.fresh else piece.shown(lang)

    def _pieces(self, page: PageFile) -> list[PageFile | None]:
        """The files that a file puts in, in order; None for one that cannot be."""
        links = (page.links[block.link] for block in page.blocks if isinstance(block, Include))
        pieces = (resolve(link, page, self.around, put_in=True).piece for link in links)
        return [self.page_of(piece, page.lang) if piece else None for piece in pieces]

    def fits(self, page: PageFile) -> bool:
        """Whether all that a file puts in can be put in."""
        found = self._look(page)
        return found is not None and not found.circle and found.height <= DEEPEST + 1 and found.files <= MOST + 1

    def anchors(self, page: PageFile) -> frozenset[str]:
        """The headings of a page, those of the pieces in it included."""
        if not page.includes or not self.fits(page):
            return page.anchors
        key = _key(page)
        if key not in self._anchors:
            self._anchors[key] = frozenset(heading.anchor for heading in toc(page, self.parts(page)))
        return self._anchors[key]

    def parts(self, page: PageFile) -> list[Part]:
        """The blocks of a page, those of the pieces in their places. No id is there twice."""
        if not page.includes:
            return [Part(block, page) for block in page.blocks if not isinstance(block, Include)]
        taken = {name for block in page.blocks if isinstance(block, str) for name in filling.ids(block)}
        return list(self._parts(page, {}, taken))

    def _parts(self, page: PageFile, names: Mapping[str, str], taken: set[str]) -> Iterator[Part]:
        pieces = iter(self._pieces(page) if self.fits(page) else ())
        for block in page.blocks:
            if not isinstance(block, Include):
                yield Part(block, page, names)
            elif (piece := next(pieces, None)) is not None:
                own = [name for each in piece.blocks if isinstance(each, str) for name in filling.ids(each)]
                yield from self._parts(piece, _renamed(own, taken), taken)


def _sum(page: PageFile, inside: list[Below | None]) -> Below:
    """What a file brings along, from what the files in it do: None is one that is on the way to this one."""
    known = [each for each in inside if each is not None]
    return Below(
        files=min(MOST + 2, 1 + sum(each.files for each in known)),
        height=min(DEEPEST + 2, 1 + max((each.height for each in known), default=0)),
        asks=page.has_questions or bool(page.questions) or any(each.asks for each in known),
        circle=len(known) < len(inside) or any(each.circle for each in known),
    )


def toc(page: PageFile, parts: list[Part]) -> tuple[Heading, ...]:
    """The headings of a page with all that is in it, in order."""
    if not page.includes:
        return page.toc
    found: list[Heading] = []
    for part in parts:
        known = {heading.anchor: heading for heading in part.page.toc}
        for anchor in filling.anchors(part.block) if isinstance(part.block, str) else ():
            if anchor in known:
                heading = known[anchor]
                found.append(Heading(heading.level, part.names.get(anchor, anchor), heading.text))
    return tuple(found)


def _renamed(names: list[str], taken: set[str]) -> dict[str, str]:
    """Other ids for those that are taken: with a number at the end. All of them are taken then."""
    found: dict[str, str] = {}
    for name in names:
        free = name
        number = 0
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free)
        if number:
            found[name] = free
    return found


def _key(page: PageFile) -> Key:
    return page.path, page.lang, page.key
