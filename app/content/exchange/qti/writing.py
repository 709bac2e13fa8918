"""Questions as a package of QTI items, with a test that puts them in order (content-format §16.1, §16.2)."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from ...diagnostics import Report
from ...importing.elements import HTML
from ..format import Load
from ..model import Record
from ..shared import AS_TAGS, lose_settings, tags_of, with_tolerance
from ..xml import Node
from .items_out import Item
from .names import as_version_3

SCHEMAS = {2: "http://www.imsglobal.org/xsd/imsqti_v2p1", 3: "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
TYPES = {2: "imsqti_item_xmlv2p1", 3: "imsqti_item_xmlv3p0"}
TESTS = {2: "imsqti_test_xmlv2p1", 3: "imsqti_test_xmlv3p0"}
MANIFEST = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
DAY_ONE = (1980, 1, 1, 0, 0, 0)
KEPT = {"points", "partial", "shuffle", "match", "min_words", "max_words", *AS_TAGS}
OURS = HTML - {"prompt", "select"}


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    return _package(records, load, report, 2)


def write_version_3(records: Sequence[Record], load: Load, report: Report) -> bytes:
    return _package(records, load, report, 3)


def _package(records: Sequence[Record], load: Load, report: Report, version: int) -> bytes:
    files: dict[str, bytes] = {}
    items: list[tuple[str, Record]] = []
    pictures: dict[str, list[str]] = {}
    for record in map(with_tolerance, records):
        item = Item(record, load, report)
        try:
            node = item.node(SCHEMAS[version])
        except ValueError:  # a number that only this format can say
            report.add("C602", record.line, feature=record.id or record.heading[:60])
            continue
        lose_settings(record, report, KEPT - ({"match"} if record.settings.get("match") == "wildcard" else set()),
                      {"explanation", "correct", "partial", "wrong", "rubric", "sample"})  # fmt: skip
        for name in ("min_words", "max_words"):
            if name in record.settings:
                report.add("C602", record.line, feature=f"`{name}`")
        for _hint in record.hints[:1]:
            report.add("C602", record.line, feature="`[!HINT]`")
        path = f"items/{item.name}.xml"
        files[path] = _document(node, version)
        items.append((path, record))
        pictures[path] = [f"items/{name}" for name in item.files]
        files |= {f"items/{name}": data for name, data in item.files.items()}
    files["assessment.xml"] = _document(_test(items, SCHEMAS[version]), version)
    files["imsmanifest.xml"] = _manifest(items, pictures, version)
    return _zip(files)


def _document(node: Node, version: int) -> bytes:
    tree = as_version_3(node, OURS) if version == 3 else node
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + serialised(tree) + "\n").encode()


def serialised(node: Node) -> str:
    given = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
    if not node.children:
        return f"<{node.tag}{given}/>"
    inside = "".join(
        html.escape(each, quote=False) if isinstance(each, str) else serialised(each) for each in node.children
    )
    return f"<{node.tag}{given}>{inside}</{node.tag}>"


def _test(items: Sequence[tuple[str, Record]], schema: str) -> Node:
    """Sections: one for what stands alone, and one within it for each pool."""
    main = Node("assessmentSection", {"identifier": "S0", "title": "Questions", "visible": "true"})
    sections: dict[str, Node] = {"": main}
    for path, record in items:
        if record.pool not in sections:
            name = f"S{len(sections)}"
            sections[record.pool] = Node(
                "assessmentSection", {"identifier": name, "title": record.pool, "visible": "true"}
            )
            main.children.append(sections[record.pool])
        name = PurePosixPath(path).stem
        sections[record.pool].children.append(Node("assessmentItemRef", {"identifier": name, "href": path}))
    part = Node(
        "testPart", {"identifier": "P1", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}, [main]
    )
    return Node("assessmentTest", {"xmlns": schema, "identifier": "T1", "title": "Questions"}, [part])


def _manifest(items: Sequence[tuple[str, Record]], pictures: dict[str, list[str]], version: int) -> bytes:
    resources = [Node("resource", {"identifier": "T1", "type": TESTS[version], "href": "assessment.xml"},
                      [Node("file", {"href": "assessment.xml"})])]  # fmt: skip
    for number, (path, record) in enumerate(items, 1):
        inside: list[Node | str] = [*_keywords(record)]
        inside += [Node("file", {"href": each}) for each in (path, *pictures[path])]
        resources.append(Node("resource", {"identifier": f"R{number}", "type": TYPES[version], "href": path}, inside))
    tree = Node(
        "manifest",
        {"xmlns": MANIFEST, "identifier": "M1"},
        [Node("organizations"), Node("resources", {}, [*resources])],
    )
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + serialised(tree) + "\n").encode()


def _keywords(record: Record) -> list[Node]:
    """Tags as the metadata of learning objects has them."""
    words = [Node("keyword", {}, [Node("string", {}, [tag])]) for tag in tags_of(record)]
    general = Node("general", {}, [*words])
    return [Node("metadata", {}, [Node("lom", {"xmlns": LOM}, [general])])] if words else []


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(files, key=lambda path: (path != "imsmanifest.xml", path)):
            package.writestr(zipfile.ZipInfo(path, DAY_ONE), files[path], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
