"""Where a link goes: to a page or a file of the course, or nowhere, with a complaint (content-format §13.1)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, unquote

from . import assets, languages
from .diagnostics import nearest
from .model import Asset
from .reading import PageFile
from .rendering import Link
from .tree import File, nfc, page_name

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Target:
    """A lesson or quiz that links may go to. `anchors`: the headings of its pages, by language."""

    id: str
    kind: str
    published: bool
    source_lang: str
    anchors: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a link can reach. `pages`: by path, with and without the language in the name."""

    course_id: str
    folder: str
    pages: Mapping[str, Target]
    lessons: Mapping[str, Target]
    assets: Mapping[str, File]
    read_asset: Callable[[File], Asset | None]


@dataclass(slots=True)
class Resolved:
    """The attributes of a link: none when it goes nowhere. `asset`: the file of the course it needs."""

    attributes: str = ""
    asset: str | None = None
    complaints: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def complain(self, code: str, **args: str) -> Resolved:
        self.complaints.append((code, args))
        return self


def resolve(link: Link, page: PageFile, around: Surroundings) -> Resolved:
    """What becomes of a link in a page of a course."""
    target = link.target
    path, _hash, anchor = (nfc(unquote(part)) for part in target.partition("#"))
    if "\\" in target:
        return Resolved().complain("C306", target=target)
    if target.startswith("//"):
        return Resolved().complain("C309", target=target)
    if target.startswith("/"):
        return Resolved().complain("C305", target=target)
    if scheme := SCHEME.match(target):
        return _by_scheme(scheme[0].lower(), link, path, anchor, page, around)
    if not path:
        return _heading_here(link, anchor, page)
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    if full != around.folder and not full.startswith(around.folder + "/"):
        return Resolved().complain("C304", target=target)
    if path.endswith(".md"):
        return _page(link, full, anchor, page, around)
    return _file(link, full, around)


def _by_scheme(scheme: str, link: Link, path: str, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    name = path.partition(":")[2]
    if scheme == "lesson:" and not link.picture:
        if name not in around.lessons:
            return Resolved().complain("C310", target=link.target, **nearest(name, around.lessons))
        return _to(around.lessons[name], anchor, link, page, around)
    return Resolved().complain("C310" if scheme == "term:" else "C309", target=link.target)


def _heading_here(link: Link, anchor: str, page: PageFile) -> Resolved:
    if link.picture or not anchor:
        return Resolved().complain("C301", target=link.target)
    if anchor not in page.anchors:
        return Resolved().complain("C302", target=link.target)
    return Resolved(f'href="#{escape(quote(anchor))}"')


def _page(link: Link, full: str, anchor: str, page: PageFile, around: Surroundings) -> Resolved:
    if link.picture:
        return Resolved().complain("C309", target=link.target)
    target = around.pages.get(full)
    return _missing(link, full, around.pages, around) if target is None else _to(target, anchor, link, page, around)


def _to(target: Target, anchor: str, link: Link, page: PageFile, around: Surroundings) -> Resolved:
    resolved = Resolved()
    if not target.published:
        return resolved.complain("C315")
    lang = languages.choose(target.anchors, page.lang, target.source_lang)
    if anchor and anchor not in target.anchors.get(lang, ()):
        resolved.complain("C302", target=link.target)
        anchor = ""
    kind = "quizzes" if target.kind == "quiz" else "lessons"
    address = f"/courses/{quote(around.course_id)}/{kind}/{quote(target.id)}" + (f"#{quote(anchor)}" if anchor else "")
    resolved.attributes = f'href="{escape(address)}"'
    return resolved


def _file(link: Link, full: str, around: Surroundings) -> Resolved:
    file = around.assets.get(full)
    if file is None:
        return _missing(link, full, around.assets, around)
    if not assets.is_served(full, file.size, picture=link.picture):
        return Resolved().complain("C314")
    asset = around.read_asset(file)
    if asset is None:
        return Resolved().complain("C301", target=link.target)
    inside = full.removeprefix(around.folder + "/")
    address = escape(f"/courses/{quote(around.course_id)}/assets/{quote(inside)}?v={asset.hash[:8]}")
    if not link.picture:
        return Resolved(f'href="{address}"', inside)
    size = f' width="{asset.width}" height="{asset.height}"' if asset.width and asset.height else ""
    return Resolved(f'src="{address}"{size}', inside)


def _missing(link: Link, full: str, known: Mapping[str, object], around: Surroundings) -> Resolved:
    same = next((path for path in known if path.casefold() == full.casefold()), None)
    if same is not None:
        return Resolved().complain("C303", target=link.target, real=same.removeprefix(around.folder + "/"))
    near = nearest(full, known)
    if "did" in near:
        near = {"did": posixpath.relpath(near["did"], posixpath.dirname(full))}
    return Resolved().complain("C301", target=link.target, **near)


def names(path: str) -> tuple[str, str]:
    """The two ways to name a page: `m/a.en.md` is also `m/a.md`, in the reader's language."""
    return path, f"{posixpath.dirname(path)}/{page_name(path)[0]}.md"
