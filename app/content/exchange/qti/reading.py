"""Files of QTI 2 and 3: a single item, or a package of items with the test that puts them in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from ...diagnostics import Report
from .. import phrases
from ..escapes import clean, one_line
from ..format import Unreadable
from ..model import Foreign, PoolSettings, Record
from ..packages import unpack
from ..pictures import Files
from ..shared import settings_of
from ..xml import Node, parse
from .bodies import Bodies
from .items import Lost, Refused, read_item
from .names import as_version_2

Place = tuple[str, str]
"""Path of an item, and the section it stands in."""


def read(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable, Unsafe."""
    package = dict(unpack(data)) if data[:2] == b"PK" else {"item.xml": data}
    trees = dict(_trees(package))
    if not trees:
        raise Unreadable(phrases.NOT_XML)
    items = {path: tree for path, tree in trees.items() if tree.tag == "assessmentItem"}
    tests = [(path, tree) for path, tree in trees.items() if tree.tag == "assessmentTest"]
    if not items:
        raise Unreadable(phrases.NO_SUCH_ROOT)
    files = Files()
    placed = dict(place for path, test in tests for place in _places(test, dirname(path)) if place[0] in items)
    keywords = {path: words for tree in trees.values() if tree.tag == "manifest" for path, words in _keywords(tree)}
    records = []
    for path in [*placed, *(path for path in items if path not in placed)]:
        bodies = Bodies(report, files, items[path].line, package, dirname(path))
        record = _record(items[path], path, bodies, report)
        if record:
            settings = {**settings_of(keywords.get(path, ())), **record.settings}
            records.append(record.but(pool=placed.get(path, ""), settings=settings))
    title = next((one_line(clean(test.get("title"))) for _path, test in tests), "")
    pools = {name: settings for _path, test in tests for name, settings in _pools(test)}
    return Foreign(tuple(records), title, pools, files.found)


def _record(item: Node, path: str, bodies: Bodies, report: Report) -> Record | None:
    """The question; None, with a complaint that names the file in the package."""
    try:
        return read_item(item, bodies)
    except Lost as lost:
        report.add("C602", item.line, feature=f"{path}: {lost}" if str(lost) not in phrases.PHRASES else str(lost))
    except Refused as refused:
        report.add("C604", item.line, row=path, why=str(refused))
    return None


def _trees(package: Mapping[str, bytes]) -> Iterator[tuple[str, Node]]:
    for path, data in package.items():
        if path.lower().endswith(".xml"):
            try:
                yield path, as_version_2(parse(data))
            except Unreadable:
                if len(package) == 1:
                    raise


def _keywords(manifest: Node) -> Iterator[tuple[str, list[str]]]:
    """What the list of contents says about each file."""
    for resource in manifest.all("resource"):
        yield resource.get("href"), [one_line(clean(each.text())) for each in resource.all("keyword")]


def _places(test: Node, folder: str) -> Iterator[Place]:
    for section in test.all("assessmentSection"):
        yield from _section(section, folder, depth=0)


def _section(section: Node, folder: str, depth: int) -> Iterator[Place]:
    """Items of a section; it counts as a pool when only some of them are asked, or when it lies in another."""
    name = one_line(clean(section.get("title")))
    is_pool = section.find("selection") is not None or depth > 0
    for node in section.nodes("assessmentItemRef", "assessmentSection"):
        if node.tag == "assessmentItemRef":
            yield normpath(join(folder, unquote(node.get("href")))), name if is_pool else ""
        else:
            yield from _section(node, folder, depth + 1)


def _pools(test: Node) -> Iterator[tuple[str, PoolSettings]]:
    for section in _sections(test):
        selection = section.find("selection")
        count = selection.get("select") if selection else ""
        if count.isdecimal() and count.isascii() and 0 < int(count[:4]) < 1000:
            yield one_line(clean(section.get("title"))), PoolSettings(int(count))


def _sections(node: Node) -> Iterator[Node]:
    for child in node.nodes():
        if child.tag == "assessmentSection":
            yield child
        yield from _sections(child)
