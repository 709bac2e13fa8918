"""Tables of contents in YAML: `nav` of mkdocs.yml, `_toc.yml` of Jupyter Book, the episodes of a Carpentries lesson."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from .material import Material
from .outline import Entry, Item, Outline, Part, join, parts_of
from .sources import is_page
from .yaml_text import Value, items, mapping, word

TREE = re.compile(
    r"^[ \t]*(?P<marks>`{3,}|:{3,})(?:\{toctree\}|toc)[ \t]*\n(?P<inside>.*?)^[ \t]*(?P=marks)",
    re.MULTILINE | re.DOTALL,
)
CAPTION = re.compile(r"^[ \t]*:caption:[ \t]*(.+)$", re.MULTILINE)


def read_mkdocs(material: Material) -> Outline | None:
    name = next((each for each in ("mkdocs.yml", "mkdocs.yaml") if each in material.sources.files), None)
    if name is None:
        return None
    config = material.yaml(name)
    root = join("", word(config.get("docs_dir")) or "docs")
    nav = items(config.get("nav")) or items(config.get("pages"))
    parts = parts_of(_existing(material, name, root, _nav(nav, 0))) if nav else []
    theme = mapping(config.get("theme"))
    return Outline(
        "MkDocs",
        root,
        parts,
        word(config.get("site_name")),
        word(config.get("site_description")),
        word(theme.get("language")) or word(theme.get("locale")),
        word(config.get("repo_url")),
        listed=bool(parts),
    )


def _nav(entries: Sequence[Value], depth: int) -> Iterator[Item]:
    for entry in entries:
        if isinstance(entry, str):
            yield Item(depth, "", entry)
        for title, value in mapping(entry).items():
            if isinstance(value, list):
                yield Item(depth, title, None)
                yield from _nav(value, depth + 1)
            elif isinstance(value, str):
                yield Item(depth, title, value)


def read_jupyter_book(material: Material) -> Outline | None:
    name = next(
        (each for each in ("_toc.yml", "docs/_toc.yml", "book/_toc.yml") if each in material.sources.files), None
    )
    if name is None:
        return None
    root = name.rpartition("/")[0]
    config = material.yaml(join(root, "_config.yml"))
    toc = material.yaml(name)
    found = list(_toc(dict(toc)))
    return Outline(
        "Jupyter Book",
        root,
        parts_of(_existing(material, name, root, found)),
        word(config.get("title")),
        repository=word(mapping(config.get("repository")).get("url")),
    )


def _toc(toc: Value) -> Iterator[Item]:
    top = mapping(toc)
    if word(top.get("root")):
        yield Item(0, "", word(top.get("root")))
    for part in items(top.get("parts")):
        yield Item(-1, word(mapping(part).get("caption")), None)
        yield from _chapters(items(mapping(part).get("chapters")), 0)
    yield from _chapters(items(top.get("chapters")), 0)


def _chapters(chapters: Sequence[Value], depth: int) -> Iterator[Item]:
    for chapter in chapters:
        of = mapping(chapter)
        yield Item(depth, word(of.get("title")), word(of.get("file")) or None)
        yield from _chapters(items(of.get("sections")), depth + 1)


def read_toctree(material: Material) -> Outline | None:
    """Pages of Sphinx with MyST, and of d2lbook: each lists those below it in fences; the top one is index.md."""
    for folder in ("", "docs", "source", "docs/source", "doc", "book"):
        home = join(folder, "index.md")
        if home in material.sources.files and (found := list(_trees(material, home, folder, 0, {home}))):
            first = Item(0, "", home.removeprefix(f"{folder}/") if folder else home)
            parts = parts_of(_existing(material, home, folder, [first, *found]))
            return Outline("toctree", folder, parts, material.title(home))
    return None


def _trees(material: Material, page: str, root: str, depth: int, seen: set[str]) -> Iterator[Item]:
    """The pages that a page lists, each with those that it lists itself."""
    for fence in TREE.finditer(material.text(page) or ""):
        if (caption := CAPTION.search(fence["inside"])) and depth == 0:
            yield Item(-1, caption[1].strip(), None)
        for line in fence["inside"].split("\n"):
            title, target = _tree_line(line)
            full = join(root, target.lstrip("/")) if target.startswith("/") else join(posixpath.dirname(page), target)
            if not target or depth > 8 or full in seen:
                continue
            seen.add(full)
            path = next((each for each in (full, f"{full}.md") if each in material.sources.files), full)
            yield Item(depth, title, path.removeprefix(f"{root}/") if root else path)
            yield from _trees(material, path, root, depth + 1, seen)


def _tree_line(line: str) -> tuple[str, str]:
    """Title and target of `Title <target>`, or of a target alone; empty for options."""
    bare = line.strip()
    if not bare or bare.startswith((":", "---", "#")) or "*" in bare or "://" in bare:
        return "", ""
    title, begins, target = bare.rpartition("<")
    return (title.strip(), target.strip("> ")) if begins and bare.endswith(">") else ("", bare)


def read_carpentries(material: Material) -> Outline | None:
    """A lesson of the Carpentries Workbench: config.yaml lists the episodes."""
    config = material.yaml("config.yaml")
    if "carpentry" not in config:
        return None
    parts = []
    for folder in ("episodes", "learners"):
        given = [word(each) for each in items(config.get(folder))]
        there = sorted(path for path in material.sources.pages(folder) if path.count("/") == 1)
        paths = [path for path in (join(folder, each) for each in given if each) if path in there] or there
        parts.append(Part(folder.title(), [Entry(path) for path in paths], folder))
    home = [Entry(path) for path in ("index.md", "index.Rmd") if path in material.sources.files]
    parts[0].entries[:0] = home
    found = [part for part in parts if part.entries]
    return Outline("Carpentries", "", found, word(config.get("title")), repository=word(config.get("source")))


def read_mintlify(material: Material) -> Outline | None:
    """docs.json or mint.json with its groups of pages, whatever they are put into."""
    for folder in ("", "docs"):
        for name in ("docs.json", "mint.json"):
            config = material.json(join(folder, name))
            if navigation := config.get("navigation"):
                parts = parts_of(_existing(material, join(folder, name), folder, _groups(navigation, -1)))
                return Outline("Mintlify", folder, parts, word(config.get("name")), word(config.get("description")))
    return None


def _groups(value: Value, depth: int) -> Iterator[Item]:
    """Groups below pages become lines below lines; tabs, versions and the like are looked into, of languages the first."""
    for entry in items(value) or [value]:
        if isinstance(entry, str):
            yield Item(max(depth, 0), "", entry)
        of = mapping(entry)
        if "group" in of:
            yield Item(depth, word(of.get("group")), None)
            yield from _groups(items(of.get("pages")), depth + 1)
        else:
            for name in ("groups", "pages", "tabs", "anchors", "dropdowns", "versions", "menu"):
                yield from _groups(items(of.get(name)), depth) if of.get(name) else ()
            yield from _groups(items(of.get("languages"))[:1], depth) if of.get("languages") else ()


def _existing(material: Material, source: str, root: str, found: Iterator[Item] | list[Item]) -> Iterator[Item]:
    """The same items with paths that are there, each page once."""
    seen: set[str] = set()
    for item in found:
        if item.target is None:
            yield item
            continue
        full = join(root, item.target.partition("#")[0].lstrip("/"))
        names = [full, f"{full}.md", f"{full}.mdx", join(full, "index.md"), join(full, "README.md")]
        path = next((each for each in names if each in material.sources.files), None)
        if path is None or not is_page(path):
            if "://" not in item.target:
                material.findings.add(source, 0, "missing", item.target)
        elif path not in seen:
            seen.add(path)
            yield Item(item.depth, item.title, path)
