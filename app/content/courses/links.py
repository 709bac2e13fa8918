"""Where a link goes: to a page or a file of the course, or nowhere, with a complaint (content-format §13.1)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote

from .. import ids, languages
from ..assets import kinds as assets
from ..parsing.pagefile import Include, PageFile, WrittenTerm
from ..parsing.rendering import Link
from .media import Player, player
from .sheets import FileGroup
from .surroundings import Names, Surroundings, Target
from .tree import nfc

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
NO_LINK = ("javascript:", "vbscript:", "file:", "data:")


@dataclass(slots=True)
class Resolved:
    """What becomes of a link: its attributes, none when it goes nowhere, or what stands in its place."""

    attributes: str = ""
    player: Player | None = None  # of a recording
    piece: FileGroup | None = None  # to be put in here
    term: str = ""  # of the glossary
    uses: tuple[str, ...] = ()  # files of the course it needs, by path in the course folder
    complaints: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def complain(self, code: str, **args: str) -> Resolved:
        self.complaints.append((code, args))
        return self


def is_no_link(link: Link) -> bool:
    """Whether Markdown itself makes no link of it: its words are shown, and that is worth knowing, no more."""
    return not link.picture and link.target.lower().startswith(NO_LINK)


def resolve_all(page: PageFile, around: Surroundings) -> list[Resolved]:
    """What becomes of all links of a file, in their order."""
    put_in = {block.link for block in page.blocks if isinstance(block, Include)}
    return [resolve(link, page, around, put_in=number in put_in) for number, link in enumerate(page.links)]


def resolve(link: Link, page: PageFile, around: Surroundings, *, put_in: bool = False) -> Resolved:
    """What becomes of a link in a file of a course. `put_in`: it stands where an include may stand."""
    target = link.target
    include = target[:8].lower() == "include:"
    written = target[8:] if include else target
    path, _hash, anchor = (nfc(unquote(part)) for part in written.partition("#"))
    if "\\" in target:
        return Resolved().complain("C306", target=target)
    if written.startswith("//") or (include and not put_in):
        return Resolved().complain("C309", target=target)
    if written.startswith("/"):
        return _from_the_root(link, nfc(unquote(path)), page, around)
    if scheme := SCHEME.match(written):
        return _by_scheme(scheme[0].lower(), link, path, anchor, page, around)
    if not path:
        return _heading_here(link, anchor, page, around)
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if _leaves(path, page):
        return Resolved().complain("C304", target=target)
    if include:
        return _piece(link, full, page, around)
    if path.endswith(".md"):
        return _page(link, full, anchor, page, around)
    return _file(link, full, anchor, page, around)


def _leaves(path: str, page: PageFile) -> bool:
    """Whether a path leads out of the course on its way, though it may come back in: folders have free names."""
    depth = page.path.count("/") - 1
    for part in path.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False


def _from_the_root(link: Link, path: str, page: PageFile, around: Surroundings) -> Resolved:
    """A path that begins with / is none; where the course has such a file, it is said how to write it."""
    full = posixpath.normpath(around.folder + path)
    known = full in around.texts or full in around.assets
    real = {"real": posixpath.relpath(full, posixpath.dirname(page.path))} if known else {}
    return Resolved().complain("C305", target=link.target, **real)


def _by_scheme(scheme: str, link: Link, path: str, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    name = path.partition(":")[2]
    if link.picture or scheme not in {"lesson:", "term:"}:
        return Resolved().complain("C309", target=link.target)
    if scheme == "lesson:":
        if name not in around.lessons:
            return Resolved().complain("C310", target=link.target, **around.guess(name, around.lessons))
        return _to(around.lessons[name], anchor, link, page, around)
    term = around.terms.get(term_key(name))
    if term is None:
        return Resolved().complain("C310", target=link.target, **around.guess(name, around.terms.values()))
    return Resolved(f'href="#term-{escape(quote(term))}" class="term"', term=term)


def term_key(name: str) -> str:
    """Ids of terms may have capitals; two that differ in nothing else are the same."""
    return nfc(name).strip().casefold()


def _heading_here(link: Link, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    if link.picture or not anchor:
        return Resolved().complain("C301", target=link.target)
    if anchor not in around.anchors(page):
        return Resolved().complain("C302", target=link.target)
    return Resolved(f'href="#{escape(quote(anchor))}"')


def _piece(link: Link, full: str, page: PageFile, around: Surroundings) -> Resolved:
    piece = around.texts.get(full)
    if piece is None:
        return _missing(link, full, around.texts, page)
    if piece.role == "glossary":
        return Resolved().complain("C309", target=link.target)
    return Resolved(piece=piece)


def _page(link: Link, full: str, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    target = around.pages.get(full)
    if link.picture or (target is None and full in around.texts):
        return Resolved().complain("C309", target=link.target)
    return _missing(link, full, around.pages, page) if target is None else _to(target, anchor, link, page, around)


def _to(target: Target, anchor: str, link: Link, page: PageFile, around: Surroundings) -> Resolved:
    resolved = Resolved()
    if not target.published:
        return resolved.complain("C315")
    if not target.served:
        return resolved
    if anchor and target.kind == "glossary":
        anchor = _term_of(anchor, target, resolved, link)
    elif anchor:
        lang = languages.choose(target.sources, page.lang, target.source_lang)
        if anchor not in around.anchors(target.sources[lang]):
            resolved.complain("C302", target=link.target)
            anchor = ""
    address = target.address(around.course_id) + (f"#{quote(anchor)}" if anchor else "")
    resolved.attributes = f'href="{escape(address)}"'
    return resolved


def _term_of(anchor: str, target: Target, resolved: Resolved, link: Link) -> str:
    """The anchor of a term, which its heading has been linked by."""
    known = {name: term.id for page in target.sources.values() for term in page.terms for name in _called(term)}
    if anchor not in known:
        resolved.complain("C302", target=link.target)
    return f"term-{known[anchor]}" if anchor in known else ""


def _called(term: WrittenTerm) -> tuple[str, str]:
    return f"term-{term.id}", ids.from_name(term.title)


def _file(link: Link, full: str, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    """A file of the course; what follows its # goes with it: a page of a PDF, a layer of a drawing."""
    file = around.assets.get(full)
    if file is None:
        return _missing(link, full, around.assets, page)
    kind = assets.kind(full)
    if kind is None or file.size > assets.LARGEST[kind]:
        return Resolved().complain("C314")
    if link.picture and kind not in {assets.PICTURE, assets.SOUND, assets.FILM}:
        return Resolved().complain("C314")
    asset = around.read_asset(file)
    if asset is None:
        return Resolved().complain("C301", target=link.target)
    inside = full.removeprefix(around.folder + "/")
    address = around.address(inside, asset)
    there = address + (f"#{quote(anchor, safe='=')}" if anchor else "")
    if not link.picture:
        return Resolved(f'href="{escape(there)}"', uses=(inside,))
    if kind == assets.PICTURE:
        size = f' width="{asset.width}" height="{asset.height}"' if asset.width and asset.height else ""
        copies = assets.srcset(asset, address)
        copied = f' srcset="{escape(copies)}" sizes="(min-width: 48rem) 44rem, 100vw"' if copies else ""
        return Resolved(f'src="{escape(there)}"{size}{copied}', uses=(inside,))
    found = player(full, kind, asset, address, around, page.lang)
    resolved = Resolved(player=found, uses=(inside, *found.uses))
    return resolved if found.has_captions else resolved.complain("C321")


def _missing(link: Link, full: str, known: Names[object], page: PageFile) -> Resolved:
    folder = posixpath.dirname(page.path)
    if (same := known.in_other_letters(full)) is not None:
        return Resolved().complain("C303", target=link.target, real=posixpath.relpath(same, folder))
    near = known.nearest(full)
    did = {} if near is None else {"did": posixpath.relpath(near, folder)}
    return Resolved().complain("C301", target=link.target, **did)
