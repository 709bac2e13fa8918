"""The pages of a folder as text, each read once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from . import fronts
from .decoding import Decoded, decode
from .findings import Findings
from .fronts import Front
from .sources import Sources
from .yaml_text import Value, mapping, read_yaml

HEADING = re.compile(r"#[ \t]+(.{1,150}?)[ \t#]*$|<h1[^>]*>([^<]{1,150})</h1>")
SIGNS = re.compile(r"[*`_]|\[|\]\([^)]*\)|:[a-z_]+:|[ \t]*\{[:#.][^{}]*\}$")


class Material:
    """What an import works on: the files, their texts as far as they were asked for, and what there is to tell."""

    def __init__(self, sources: Sources, findings: Findings) -> None:
        self.sources = sources
        self.findings = findings
        self._texts: dict[str, Decoded | None] = {}
        self._fronts: dict[str, Front] = {}

    def text(self, path: str) -> str | None:
        """The text of any file; None when there is none to read."""
        if path not in self._texts:
            data = self.sources.read(path)
            self._texts[path] = decode(data) if data is not None else None
        found = self._texts[path]
        return found.text if found else None

    def front(self, path: str) -> Front:
        """A page taken apart; an empty one when it cannot be read."""
        if path not in self._fronts:
            self._fronts[path] = fronts.split(self.text(path) or "")
        return self._fronts[path]

    def title(self, path: str) -> str:
        """What a page calls itself: its title, else its first heading; empty when it has neither."""
        front = self.front(path)
        if title := front.text(("title",)):
            return title
        for line in front.body.split("\n")[:60]:
            if found := HEADING.match(line):
                return SIGNS.sub("", found[1] or found[2]).strip()
        return ""

    def tell_of_encoding(self, path: str) -> None:
        found = self._texts.get(path)
        if found and found.encoding:
            self.findings.add(path, 1, "encoding", found.encoding)
        if found and found.dropped:
            self.findings.add(path, 0, "controls")

    def yaml(self, path: str) -> Mapping[str, Value]:
        """A YAML file as a mapping; empty when it is none."""
        return mapping(read_yaml(self.text(path) or ""))

    def json(self, path: str) -> Mapping[str, Value]:
        try:
            found = json.loads(self.text(path) or "{}")
        except (ValueError, RecursionError):
            return {}
        return mapping(fronts.plain_value(found))
