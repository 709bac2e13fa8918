"""Files that pages show parts of: their lines in the place of the line that asks for them, in code as in text."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from .findings import Findings
from .lines import Line, code_lines
from .outline import join

MDBOOK = re.compile(r"\{\{#(?P<kind>include|rustdoc_include|playground|playpen)\s+(?P<what>[^}]+?)\s*\}\}")
SNIPPET = re.compile(r"(?:;?-{1,}8<-{1,}|<<<)\s*[\"']?(?P<what>[^\"'\s{\[]+)[\"']?.*")
MARKDOWN_INCLUDE = re.compile(r"\{!>?\s*(?P<what>[^!]+?)\s*!\}")
FASTAPI = re.compile(r"\{\*\s*(?P<what>[^\s*]+)[^*]*\*\}")
HUGO = re.compile(
    r"\{\{[<%]\s*(?:readfile|getcontent|include|import|code_sample|codenew|code)\s+(?:(?:file|path)=)?[\"'](?P<what>[^\"']+)[\"'][^<>%]*[>%]\}\}"
)
LIQUID = re.compile(r"\{%-?\s*include(?:_relative)?\s+(?P<what>[\w./-]+\.(?:md|markdown))\b[^%]*%\}")
REUSABLE = re.compile(r"\{%-?\s*data\s+(?P<what>reusables\.[\w./-]+)\s*-?%\}")
ANCHOR = re.compile(
    r"(?:ANCHOR(?P<end>_END)?:\s*(?P<name>[\w-]+)|--8<--\s*\[(?P<mark>start|end):(?P<section>[\w-]+)\])"
)
DEEPEST = 4
MOST_INCLUDED = 300  # files in one page
LONGEST = 5_000  # lines of one file
ENDINGS = {"py": "python", "rs": "rust", "js": "javascript", "ts": "typescript", "sh": "sh", "md": "markdown"}

Reader = Callable[[str], str | None]
"""Gives the text of a file by its path in the folder."""


class Includer:
    """Puts in the files that the pages of one folder ask for. `roots`: folders that paths may count from."""

    def __init__(self, read: Reader, roots: tuple[str, ...], findings: Findings) -> None:
        self.read = read
        self.roots = roots
        self.findings = findings
        self.left = MOST_INCLUDED

    def include(self, lines: list[Line], page: str, chain: tuple[str, ...] = ()) -> list[Line]:
        """The lines with every file put in. `chain`: the files that these lines were asked for by."""
        self.left = self.left if chain else MOST_INCLUDED
        done: list[Line] = []
        inside = code_lines(lines)
        for line, code in zip(lines, inside, strict=True):
            found = self._asked(line.text)
            if found is None:
                done.append(line)
            else:
                done += self._put(line, found, page, code, chain)
        return done

    def _asked(self, text: str) -> re.Match[str] | None:
        """A line that is nothing but one request; text may stand before it only in mdBook, which reads it anywhere."""
        bare = text.strip().lstrip("> ")
        for pattern in (SNIPPET, MARKDOWN_INCLUDE, FASTAPI, HUGO, LIQUID):
            if found := pattern.fullmatch(bare):
                return found
        if found := REUSABLE.search(text):
            return found
        return MDBOOK.search(text)

    def _put(self, line: Line, found: re.Match[str], page: str, code: bool, chain: tuple[str, ...]) -> list[Line]:
        path, _colon, part = found["what"].strip().partition(":")
        path = path.removeprefix("@/").split("#")[0]
        if found.re is REUSABLE:
            path = f"data/{path.replace('.', '/')}.md"
        text, full = self._text(path, page)
        self.left -= 1
        if text is None or full in (page, *chain) or len(chain) >= DEEPEST or self.left < 0:
            self.findings.add(page, line.number, "lost", found[0][:80])
            return [] if line.text.strip() == found[0] else [Line(line.number, line.text.replace(found[0], ""))]
        self.findings.add(page, line.number, "included")
        chosen = _chosen(text, part)[:LONGEST]
        before, _request, after = line.text.partition(found[0])
        lead = before if not before.strip(" \t>") else ""
        if before.strip(" \t>") or after.strip():
            return [Line(line.number, before + " ".join(chosen) + after)]
        added = [Line(line.number, (lead + each) if each else lead.rstrip()) for each in chosen]
        if not code and not full.lower().endswith((".md", ".mdx", ".html", ".txt")):
            language = full.rpartition(".")[2]
            fence = f"{lead}```"
            ends = [Line(line.number, fence + ENDINGS.get(language, language)), Line(line.number, fence)]
            return [ends[0], *added, ends[1]]
        return added if code else self.include(added, full, (*chain, page))

    def _text(self, path: str, page: str) -> tuple[str | None, str]:
        for root in dict.fromkeys((posixpath.dirname(page), *self.roots)):
            full = join(root, path.lstrip("/"))
            if full and (text := self.read(full)) is not None:
                return text, full
        return None, ""


def _chosen(text: str, part: str) -> list[str]:
    """The lines of a file that `from:to`, one number or the name of an anchor stand for, without marks of anchors."""
    lines = text.rstrip("\n").split("\n")
    first, _colon, last = part.partition(":")
    if not part:
        return [line for line in lines if not ANCHOR.search(line)]
    if all(not each or (each.isascii() and each.isdigit()) for each in (first, last)) and (first or last):
        start = int(first[:9] or 1) - 1
        end = int(last[:9]) if last else len(lines) if _colon else start + 1
        return lines[max(0, start) : end]
    chosen: list[str] = []
    inside = False
    for line in lines:
        mark = ANCHOR.search(line)
        if mark is None:
            if inside:
                chosen.append(line)
        elif part in (mark["name"], mark["section"]):
            inside = not mark["end"] and mark["mark"] != "end"
    width = min((len(line) - len(line.lstrip()) for line in chosen if line.strip()), default=0)
    return [line[width:] for line in chosen]
