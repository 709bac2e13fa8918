"""The body of an item as Markdown: its text, without the places where something is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import join, normpath
from urllib.parse import unquote

from ...diagnostics import Report
from ..escapes import from_html
from ..model import BLANK
from ..pictures import Files
from ..xml import Node

STAND_IN = "\U000f1000"  # the conversion of text drops the sign of a blank where it meets it
OPEN, CLOSE = "\U000f1001", "\U000f1002"  # likewise the braces of a value
HIDDEN = {"feedbackInline", "feedbackBlock", "rubricBlock", "stylesheet", "templateInline", "templateBlock", "prompt",
          "responseDeclaration", "catalogInfo", "companionMaterialsInfo"}  # fmt: skip


@dataclass(slots=True)
class Bodies:
    """Reads the texts of one item. `package`: files beside it by path, `folder`: where the item lies among them."""

    report: Report
    files: Files
    line: int
    package: dict[str, bytes] = field(default_factory=dict)
    folder: str = ""
    told: set[str] = field(default_factory=set)

    def lose(self, feature: str) -> None:
        if feature not in self.told:
            self.told.add(feature)
            self.report.add("C602", self.line, feature=feature)

    def read(self, node: Node | None, blanks: frozenset[str] = frozenset(), skip: frozenset[str] = frozenset()) -> str:
        """What is inside a node; a sign stands for every element whose name is in `blanks`."""
        if node is None:
            return ""
        shown = Node("div", {}, [self._shown(child, blanks, skip) for child in node.children])
        return (
            from_html(shown.html(), self.lose).replace(STAND_IN, BLANK).replace(OPEN, "{{").replace(CLOSE, "}}").strip()
        )

    def _shown(self, child: Node | str, blanks: frozenset[str], skip: frozenset[str]) -> Node | str:
        if isinstance(child, str):
            return child
        if child.tag in blanks:
            return STAND_IN
        if child.tag == "printedVariable":
            return f"{OPEN}{child.get('identifier')}{CLOSE}"
        if child.tag in HIDDEN or child.tag in skip:
            return ""
        given = dict(child.attributes)
        if child.tag == "img":
            given["src"] = self.picture(given.get("src", ""))
        children = [self._shown(each, blanks, skip) for each in child.children]
        return Node(child.tag, given, children)

    def picture(self, source: str) -> str:
        """The link to a picture of the package; what is not in it stays as it is."""
        path = normpath(
            join(self.folder, unquote(source.replace("$IMS-CC-FILEBASE$", "").replace("%24IMS-CC-FILEBASE%24", "")))
        )
        data = self.package.get(path.lstrip("/")) or self.package.get("web_resources/" + path.lstrip("/"))
        return self.files.add(path, data) if data is not None else self.files.with_data(source)
