"""The order of a plain folder: its folders are modules; places that pages ask for come first, then natural order."""

from __future__ import annotations

import posixpath
from collections.abc import Collection

from app.content import ids

from .fronts import TITLES
from .material import Material
from .outline import Entry, Outline, Part, join
from .sources import is_lesson, stem
from .yaml_text import Value, items, word

HOLDS_PAGES = {
    "docs", "doc", "content", "src", "book", "source", "chapters", "lessons", "manuscript", "website", "site", "en",
    "docs_src", "documentation", "course", "courses", "pages", "guide", "tutorial", "tutorials", "notes",
}  # fmt: skip
FIRST = {"index", "_index", "readme", "home"}
LAST = 1e12
NOT_LESSONS = {"_includes", "_posts", "_drafts", "includes", "partials", "_snippets", "_data", "reusables"}

Rank = tuple[float, float, list[tuple[int, int, str]]]


def read_folder(material: Material, left_out: Collection[str]) -> Outline:
    """Every page but those left out, which are translations or stand in another's place."""
    pages = [path for path in material.sources.files if is_lesson(path) and path not in left_out]
    pages = [path for path in pages if NOT_LESSONS.isdisjoint(path.split("/")[:-1])]
    if "index.md" in pages and "README.md" in pages:
        pages.remove("README.md")  # it tells of the folder, to those who work on it
        material.findings.add("README.md", 0, "unlisted")
    root = _root(pages)
    pages = [path for path in pages if not root or path.startswith(f"{root}/")]
    parts: list[Part] = []
    for path in sorted(pages, key=lambda path: _place(material, path, root)):
        inside = path.removeprefix(f"{root}/") if root else path
        top = inside.partition("/")[0] if "/" in inside else ""
        if not parts or parts[-1].key != top:
            parts.append(Part(folder_title(material, join(root, top)) if top else "", [], top))
        parts[-1].entries.append(Entry(path))
    return Outline("folders", root, _gathered(parts), listed=False)


def _gathered(parts: list[Part]) -> list[Part]:
    """Pages of the top folder that stand among folders go together, where the first of them stands."""
    found: dict[str, Part] = {}
    for part in parts:
        if part.key in found:
            found[part.key].entries += part.entries
        else:
            found[part.key] = part
    return list(found.values())


def _root(pages: Collection[str]) -> str:
    """The folder that the pages really lie in, when all but a few lie in one."""
    root = ""
    for _step in range(4):
        inside = [path.removeprefix(f"{root}/") if root else path for path in pages]
        inside = [path for path, whole in zip(inside, pages, strict=True) if not root or whole.startswith(f"{root}/")]
        tops: dict[str, int] = {}
        for path in inside:
            tops[path.partition("/")[0] if "/" in path else ""] = (
                tops.get(path.partition("/")[0] if "/" in path else "", 0) + 1
            )
        direct = [path for path in inside if "/" not in path and stem(path).lower() not in FIRST]
        folder = max((name for name in tops if name), key=lambda name: tops[name], default="")
        alone = len([name for name in tops if name]) == 1 and not direct
        main = folder.lower() in HOLDS_PAGES and tops[folder] * 10 >= len(inside) * 6 and len(direct) <= 3
        if not folder or not (alone or main) or (alone and tops.get("") and folder.lower() not in HOLDS_PAGES):
            return root
        root = join(root, folder)
    return root


def _place(material: Material, path: str, root: str) -> list[Rank]:
    """Where a page stands: a rank for every folder on the way, and one for itself."""
    parts = (path.removeprefix(f"{root}/") if root else path).split("/")
    folder = root
    ranks: list[Rank] = []
    for name in parts[:-1]:
        place = _listed(material, folder, name)
        folder = join(folder, name)
        ranks.append((1.0, _folder_order(material, folder) if place is None else place, ids.natural(name)))
    if stem(path).lower() in FIRST:
        return [*ranks, (0.0, 0.0, [])]
    place = _listed(material, folder, stem(path))
    order = material.front(path).order if place is None else place
    return [*ranks, (1.0, LAST if order is None else order, ids.natural(stem(path)))]


def _listed(material: Material, folder: str, name: str) -> float | None:
    """Where a page or folder stands in the list that its own folder keeps; None when it is in none."""
    home = index_page(material, folder)
    pages = material.yaml(join(folder, ".pages"))
    lists: list[list[Value]] = [
        items(material.front(home).fields.get("children")) if home else [],
        items(pages.get("nav") or pages.get("arrange")),
        list(material.json(join(folder, "_meta.json"))),
    ]
    for entries in lists:
        words = [word(next(iter(each.values()), "")) if isinstance(each, dict) else word(each) for each in entries]
        names = [stem(each.strip("/").rpartition("/")[2]) for each in words]
        if name in names:
            return float(names.index(name))
    return None


def _folder_order(material: Material, folder: str) -> float:
    given = word(material.json(join(folder, "_category_.json")).get("position"))
    given = given or word(material.yaml(join(folder, "_category_.yml")).get("position"))
    if given.replace(".", "", 1).isdecimal():
        return float(given)
    home = index_page(material, folder)
    order = material.front(home).order if home else None
    return LAST if order is None else order


def index_page(material: Material, folder: str) -> str | None:
    """The page that stands for a folder."""
    for name in ("_index.md", "index.md", "README.md", "readme.md", "index.mdx", "Readme.md", "README.mdx"):
        path = posixpath.join(folder, name)
        if path in material.sources.files:
            return path
    return None


def folder_title(material: Material, folder: str) -> str:
    """What a folder calls itself, else its name as words."""
    for name in ("_category_.json", "_category_.yml"):
        path = join(folder, name)
        if path in material.sources.files:
            values = material.json(path) if name.endswith("json") else material.yaml(path)
            if title := word(values.get("label")):
                return title
    home = index_page(material, folder)
    if home and (title := material.front(home).text(TITLES) or material.title(home)):
        return title
    return as_words(folder.rpartition("/")[2])


def as_words(name: str) -> str:
    """`03-data_types` as `Data types`; a name without any word as it is."""
    bare = ids.NUMBER_IN_FRONT.sub("", name).strip("-_ .")
    text = " ".join(bare.replace("_", " ").replace("-", " ").split()) or name.strip("-_ ") or name
    return text[:1].upper() + text[1:]
