"""Roles and labels of Sphinx, MyST and d2lbook: `` {ref}`name` ``, `` :numref:`name` ``, `(name)=`, `` :label:`name` ``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .findings import Findings
from .lines import FENCE, Line, code_lines, number
from .material import Material
from .outline import join

ROLE = re.compile(
    r"(?:(?<![\w:`]):(?P<a>[a-z][\w+-]*(?::[a-z][\w+-]*)*):|(?<![$`\\_^])\{(?P<b>[a-z][\w+-]*(?::[\w+-]+)*)\})"
    r"(?P<marks>`+)(?P<what>[^`\n]+)(?P=marks)|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
)
"""A role, or a piece of code without one."""
LABEL = re.compile(r"[ \t]*:(?P<kind>label|eqlabel):`(?P<name>[^`\n]+)`[ \t]*")
TARGET = re.compile(r"[ \t]*\((?P<name>[\w:./ -]+)\)=[ \t]*")
NAMED = re.compile(r"[ \t]*:(?:name|label):[ \t]*(?P<name>[\w:./-]+)[ \t]*")
WITH_TEXT = re.compile(r"(?P<text>[^<>]*?)\s*<(?P<target>[^<>]+)>")
HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*")
PICTURE = re.compile(r"[ \t]*!\[(?P<words>[^\]]*)\]\(.*")
DIRECTIVE = re.compile(r"(?:`{3,}|:{3,}|~{3,})\{(?P<kind>[\w-]+)\}[ \t]*(?P<title>.*)")
TAB = re.compile(r"[ \t]*:(?P<end>begin|end)_tab:(?:`(?P<name>[^`]*)`)?[ \t]*")
NO_TEXT = {"toc", "eval_rst", "{toctree}", "{tableofcontents}", "{contents}", "{bibliography}", "{index}", "{eval-rst}"}
"""Fences that only place what a tool makes."""
TAGS = {"sub": "sub", "sup": "sup", "kbd": "kbd", "subscript": "sub", "superscript": "sup"}
LINKS = {"ref", "numref", "any", "prf:ref", "std:ref"}
PLAIN = {"term", "abbr", "guilabel", "menuselection", "dfn", "index", "rfc", "pep", "emphasis", "strong"}


@dataclass(frozen=True, slots=True)
class Label:
    """A named place. `words`: what is there to be told; `anchor`: empty for a whole page; `number`: of an equation."""

    path: str
    words: str
    anchor: str = ""
    number: int = 0


@dataclass(slots=True)
class Labels:
    """All named places of a folder."""

    material: Material
    found: dict[str, Label] = field(default_factory=dict)

    def collect(self, paths: Iterable[str]) -> Labels:
        for path in paths:
            text = self.material.front(path).body
            if ")=" in text or "label:" in text or ":name:" in text:
                self._collect(path, number(text))
        return self

    def _collect(self, path: str, lines: list[Line]) -> None:
        headings = [index for index, line in enumerate(lines) if HEADING.fullmatch(line.text)]
        equations = 0
        for index, line in enumerate(lines):
            found = LABEL.fullmatch(line.text) or TARGET.fullmatch(line.text) or NAMED.fullmatch(line.text)
            if found is None or len(self.found) > 50_000:
                continue
            name = found["name"].strip()
            kind, words, at = _named(lines, index, before=found.re is LABEL)
            if found.groupdict().get("kind") == "eqlabel" or kind == "math":
                equations += 1
                self.found.setdefault(name, Label(path, f"({equations})", number=equations))
            elif kind == "heading":
                whole = bool(headings) and at == headings[0]
                self.found.setdefault(name, Label(path, words, "" if whole else name))
            else:
                self.found.setdefault(name, Label(path, f"“{words.strip('。.')}”" if words else ""))

    def title(self, path: str) -> str:
        return self.material.title(path) or path.rpartition("/")[2].partition(".")[0]


def _named(lines: list[Line], at: int, *, before: bool) -> tuple[str, str, int]:
    """What a label names: the kind, the words, and the line. `before`: it stands behind what it names."""
    steps = range(at - 1, max(-1, at - 12), -1) if before else range(at + 1, min(len(lines), at + 4))
    for index in steps:
        text = lines[index].text
        if found := HEADING.fullmatch(text):
            return "heading", re.sub(r"[*`]", "", found["words"]), index
        if found := PICTURE.fullmatch(text):
            return "picture", found["words"], index
        if text.strip() and before and not text.startswith(":"):
            return "text", "", index
    above = (lines[index].text for index in range(at - 1, max(-1, at - 8), -1))
    if directive := next((found for text in above if (found := DIRECTIVE.fullmatch(text.strip()))), None):
        caption = next((each.text.strip() for each in lines[at + 1 : at + 6] if _is_caption(each.text)), "")
        return ("math" if directive["kind"] == "math" else "directive"), caption or directive["title"], at
    return "text", "", at


def _is_caption(text: str) -> bool:
    return bool(text.strip()) and not text.strip().startswith((":", "`", "---"))


class Roles:
    """Turns the roles of one page. `anchors`: the labels that stand in it, by the line they stand in."""

    def __init__(self, path: str, findings: Findings, labels: Labels) -> None:
        self.path = path
        self.findings = findings
        self.labels = labels
        self.anchors: list[tuple[int, str]] = []

    def turn(self, lines: list[Line]) -> list[Line]:
        if not any("`" in line.text or ")=" in line.text for line in lines):
            return lines
        done: list[Line] = []
        code = code_lines(lines)
        skipped = False
        for index, line in enumerate(lines):
            if code[index]:
                first = index == 0 or not code[index - 1]
                fence = FENCE.fullmatch(line.text) if first or not skipped else None
                skipped = self._is_skipped(fence) if fence and (first or fence["info"].strip()) else skipped
                done += [] if skipped else [line]
                continue
            skipped = False
            done += self._line(line)
        return done

    def _is_skipped(self, fence: re.Match[str]) -> bool:
        words = fence["info"].strip().split()
        return bool(words) and words[0] in NO_TEXT

    def _line(self, line: Line) -> list[Line]:
        if found := TARGET.fullmatch(line.text):
            self.anchors.append((line.number, found["name"]))
            return []
        if found := LABEL.fullmatch(line.text):
            self.anchors.append((line.number, found["name"]))
            label = self.labels.found.get(found["name"])
            return [Line(line.number, label.words)] if label and label.number else []
        if found := TAB.fullmatch(line.text):
            self.findings.add(self.path, line.number, "tab")
            name = f"**{found['name']}**" if found["name"] else ""
            return [Line(line.number, name), Line(line.number, "")] if name else [Line(line.number, "")]
        if "`" not in line.text:
            return [line]
        return [Line(line.number, ROLE.sub(self._role, line.text))]

    def _role(self, found: re.Match[str]) -> str:
        if found["ticks"]:
            return found[0]
        name, what = (found["a"] or found["b"]).lower(), found["what"].strip()
        part = WITH_TEXT.fullmatch(what)
        text, target = (part["text"], part["target"]) if part else ("", what)
        if name in LINKS or name in {"eq", "eqref", "math:numref"}:
            return self._reference(text.replace("%s", "").replace("{number}", "").strip(), target)
        if name == "doc":
            return self._page(text, target)
        if name == "download":
            return f"[{text or target}]({target})"
        if name == "math":
            return f"${what}$"
        if name in TAGS:
            return f"<{TAGS[name]}>{what}</{TAGS[name]}>"
        if name.startswith(("cite", "footcite")):
            return f"({what})"
        if name in PLAIN:
            return text or what
        return f"`{(text or what).lstrip('~!')}`"

    def _reference(self, text: str, target: str) -> str:
        label = self.labels.found.get(target)
        if label is None or not (text or label.words):
            return text or f"`{target}`"
        if label.number or label.words.startswith("“"):
            return text or label.words
        anchor = f"#{label.anchor}" if label.anchor else ""
        words = re.sub(r"([\[\]])", r"\\\1", text or label.words)
        return f"[{words}](</{label.path}{anchor}>)" if label.path != self.path or anchor else words

    def _page(self, text: str, target: str) -> str:
        folder = posixpath.dirname(self.path)
        full = join("", target.lstrip("/")) if target.startswith("/") else join(folder, target)
        files = self.labels.material.sources.files
        path = next((each for each in (full, f"{full}.md", f"{full}/index.md") if each in files), None)
        return f"[{text or self.labels.title(path)}](</{path}>)" if path else text or f"`{target}`"
