"""Tables of contents that are Markdown lists: SUMMARY.md of mdBook and GitBook, _sidebar.md of docsify."""

from __future__ import annotations

import posixpath
import tomllib
from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .fronts import plain_value
from .material import Material
from .outline import Entry, Item, Outline, Part, join, parts_of
from .sources import is_page
from .yaml_text import Value, mapping, word

PARSER = MarkdownIt("commonmark", {"maxNesting": 40})
NO_HEADINGS = {"summary", "table of contents", "contents", "目录", "目次"}


def read_mdbook(material: Material) -> Outline | None:
    """The book of a folder with book.toml, or of one with src/SUMMARY.md alone."""
    config = _toml(material.text("book.toml"))
    book = mapping(config.get("book"))
    root = word(book.get("src")) or ("src" if "book.toml" in material.sources.files else "")
    if not root and "src/SUMMARY.md" in material.sources.files:
        root = "src"
    summary = join(root, "SUMMARY.md") if root else ""
    if summary not in material.sources.files:
        return None
    output = mapping(mapping(config.get("output")).get("html"))
    return Outline(
        "mdBook",
        root,
        _parts(material, summary),
        word(book.get("title")),
        word(book.get("description")),
        word(book.get("language")),
        word(output.get("git-repository-url")),
    )


def read_gitbook(material: Material) -> Outline | None:
    """A folder with SUMMARY.md, where .gitbook.yaml and book.json say or beside the pages."""
    settings = material.json("book.json")
    root = word(settings.get("root")).strip("./")
    for folder in dict.fromkeys((root, "", "docs")):
        summary = join(folder, "SUMMARY.md") if folder else "SUMMARY.md"
        if summary in material.sources.files:
            parts = _parts(material, summary)
            lang = word(settings.get("language"))
            return Outline(
                "GitBook", folder, parts, word(settings.get("title")), word(settings.get("description")), lang
            )
    return None


def read_docsify(material: Material) -> Outline | None:
    for folder in ("docs", ""):
        sidebar = join(folder, "_sidebar.md") if folder else "_sidebar.md"
        if sidebar in material.sources.files:
            outline = Outline("docsify", folder, _parts(material, sidebar, folder))
            home = join(folder, "README.md") if folder else "README.md"
            if home in material.sources.files and home not in outline.paths():
                if outline.parts and not outline.parts[0].title:
                    outline.parts[0].entries.insert(0, Entry(home))
                else:
                    outline.parts.insert(0, Part("", [Entry(home)]))
            return outline
    return None


def _toml(text: str | None) -> dict[str, Value]:
    try:
        return mapping(plain_value(tomllib.loads(text or "")))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _parts(material: Material, summary: str, root: str | None = None) -> list[Part]:
    """The modules of a table of contents; each page once, where it is named first."""
    folder = posixpath.dirname(summary)
    seen: set[str] = set()
    items = []
    for item in _items(PARSER.parse(material.text(summary) or "")):
        target = item.target
        if target:
            target = _page(material, target, folder, folder if root is None else root)
            if target is None:
                if "://" not in (item.target or ""):
                    material.findings.add(summary, 0, "missing", item.target or "")
                continue
            if target in seen:
                continue
            seen.add(target)
        elif target == "":
            material.findings.add(summary, 0, "draft-entry", item.title)
            target = None
        items.append(Item(item.depth, item.title, target))
    return parts_of(items)


def _page(material: Material, target: str, folder: str, root: str) -> str | None:
    path = unquote(target.partition("#")[0].partition("?")[0])
    if "://" in path or path.startswith(("mailto:", "//")):
        return None
    full = join(root, path.lstrip("/")) if path.startswith("/") else join(folder, path)
    names = [full, f"{full}.md", join(full, "README.md"), join(full, "index.md")]
    return next((name for name in names if name in material.sources.files and is_page(name)), None)


def _items(tokens: list[Token]) -> Iterator[Item]:
    depth = -1
    heading = first = False
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "heading_open":
            heading = True
        elif token.type == "list_item_open":
            first = True
        elif token.type == "inline" and heading:
            heading = False
            title = _plain(token.children or [])
            if title.lower() not in NO_HEADINGS:
                yield Item(-1, title, None)
        elif token.type == "inline" and (depth < 0 or first):
            first = False
            yield from _links(token, max(depth, 0), grouping=depth >= 0)


def _links(token: Token, depth: int, *, grouping: bool) -> Iterator[Item]:
    children = token.children or []
    starts = [index for index, child in enumerate(children) if child.type == "link_open"]
    if not starts and grouping:
        yield Item(depth, _plain(children), None)
    for start in starts[:1] if grouping else starts:
        end = next(index for index in range(start, len(children)) if children[index].type == "link_close")
        yield Item(depth, _plain(children[start + 1 : end]), str(children[start].attrs.get("href") or ""))


def _plain(children: list[Token]) -> str:
    return " ".join("".join(child.content for child in children if child.type in {"text", "code_inline"}).split())
