"""Texts in Moodle XML as Markdown: by their format, with the files that stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from ...diagnostics import Report
from ..escapes import clean, from_html, from_plain
from ..pictures import Files, decoded
from ..xml import Node

PLUGIN = re.compile(r"@@PLUGINFILE@@(/[^\"'\s)>]*)")
HAS_HTML = re.compile(r"<[A-Za-z/]|&#?\w+;")


@dataclass(slots=True)
class Texts:
    """Reads the texts of one question. `form`: what a text is that does not say so."""

    report: Report
    files: Files
    line: int
    form: str = "html"
    told: set[str] = field(default_factory=set)

    def read(self, node: Node | None, form: str = "") -> str:
        """The Markdown of a node with a `text` in it."""
        if node is None:
            return ""
        return self.convert(self.raw(node), form or node.get("format", self.form))

    def raw(self, node: Node) -> str:
        """The text as it is written, with links to the files that come with it."""
        text = node.text("text") if node.find("text") else "".join(c for c in node.children if isinstance(c, str))
        links: dict[str, str] = {}
        for file in node.nodes("file"):
            data = decoded(file.text()) if file.get("encoding") == "base64" else None
            path = file.get("path", "/") + file.get("name")
            if data is not None:
                links[path] = self.files.add(file.get("name"), data)
        shown = PLUGIN.sub(lambda found: links.get(unquote(found[1]), found[0]), clean(text))
        return self.files.with_data(shown)

    def convert(self, text: str, form: str = "html") -> str:
        if form == "markdown":
            return text.strip()
        if form == "plain_text" or not HAS_HTML.search(text):
            return from_html(text, self.lose) if form != "plain_text" else from_plain(text)
        if "html" not in self.told:
            self.told.add("html")
            self.report.add("C605", self.line)
        return from_html(text, self.lose)

    def lose(self, feature: str) -> None:
        if feature not in self.told:
            self.told.add(feature)
            self.report.add("C602", self.line, feature=feature)
