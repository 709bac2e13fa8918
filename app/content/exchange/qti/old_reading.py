"""Files of QTI 1.2: bare ones, packages of Canvas, and Common Cartridges (content-format §16.2)."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from ...diagnostics import Report
from .. import phrases
from ..escapes import clean, one_line
from ..format import Unreadable
from ..model import Foreign, PoolSettings, Record
from ..packages import unpack
from ..pictures import Files
from ..xml import Node, parse
from .bodies import Bodies
from .items import Lost, Refused
from .old_items import read_old_item

NOT_TAKEN = ("webcontent", "imsdt", "imswl", "imsbasiclti", "associatedcontent")


def read_old(data: bytes, report: Report) -> Foreign:
    """Raises Unreadable, Unsafe."""
    package = dict(unpack(data)) if data[:2] == b"PK" else {"quiz.xml": data}
    files = Files()
    records: list[Record] = []
    pools: dict[str, PoolSettings] = {}
    title, found = "", False
    for path, content in package.items():
        if not path.lower().endswith((".xml", ".qti", ".dat")):
            continue
        tree = _tree(content, alone=len(package) == 1)
        if tree is not None and tree.tag == "manifest":
            _tell(tree, report)
        if tree is None or tree.tag != "questestinterop":
            continue
        found = True
        for assessment in tree.nodes("assessment"):
            title = title or one_line(clean(assessment.get("title")))
        bodies_of = (path, dirname(path))
        for item, pool in _items(tree, pools):
            record = _record(item, Bodies(report, files, item.line, package, bodies_of[1]), path, report)
            records += [record.but(pool=pool)] if record else []
    if not found:
        raise Unreadable(phrases.NO_SUCH_ROOT)
    return Foreign(tuple(records), title, pools, files.found)


def _tree(content: bytes, *, alone: bool) -> Node | None:
    try:
        return parse(content)
    except Unreadable:
        if alone:
            raise
        return None


def _tell(manifest: Node, report: Report) -> None:
    """What a cartridge holds besides questions."""
    kinds = [resource.get("type") for resource in manifest.all("resource")]
    for kind in NOT_TAKEN:
        if any(each.startswith(kind) for each in kinds):
            report.add("C602", manifest.line, feature=kind)


def _record(item: Node, bodies: Bodies, path: str, report: Report) -> Record | None:
    try:
        return read_old_item(item, bodies)
    except Lost as lost:
        report.add("C602", item.line, feature=str(lost))
    except Refused as refused:
        report.add("C604", item.line, row=f"{path}:{item.line}", why=str(refused))
    return None


def _items(node: Node, pools: dict[str, PoolSettings], pool: str = "") -> Iterator[tuple[Node, str]]:
    """Items in their order; a section from which some are chosen is a pool, and so is a bank."""
    for child in node.nodes():
        if child.tag == "item":
            yield child, pool
            continue
        inside = pool
        count = next((each.text("selection_number").strip() for each in child.all("selection")), "")
        if child.tag == "section" and count.isdecimal() and count.isascii():
            inside = one_line(clean(child.get("title"))) or f"pool {len(pools) + 1}"
            pools[inside] = PoolSettings(int(count[:3]) or None)
        if child.tag in {"assessment", "section", "objectbank"}:
            yield from _items(child, pools, inside)
