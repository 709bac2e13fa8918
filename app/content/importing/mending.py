"""What the reader itself still complains about: each place is turned into plain text, until there is no error left."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.content.courses.catalogue import Builder
from app.content.model import Diagnostic
from app.content.publishing.store import NoStore

from . import fronts, rawhtml
from .findings import Findings
from .parser import Document

ROUNDS = 6
LINKS = {"C301", "C302", "C303", "C304", "C305", "C306", "C309", "C310", "C314", "C332", "C333", "C334"}
LINK = re.compile(r"!?\[(?P<label>(?:[^\[\]\n]|\\.)*)\](?:\((?:<[^<>\n]*>|[^()\n]|\([^()\n]*\))*\)|\[[^\[\]\n]*\])?")
IMAGE_TAG = re.compile(r"<img[^<>]*>", re.IGNORECASE)
FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|\$(?P<line>[^$\n]+)\$", re.DOTALL)
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#$!:(])")


@dataclass(slots=True)
class Origin:
    """Where a file of the course comes from: a page, and for each line of the file the line of that page."""

    source: str
    numbers: list[int] = field(default_factory=list)

    def at(self, line: int) -> int:
        """The line of the page that a line of the file comes from, both from 1; 0 when that is not known."""
        return self.numbers[min(line, len(self.numbers)) - 1] if line > 0 and self.numbers else 0

    def follow(self, before: Sequence[str], after: Sequence[str]) -> None:
        """Takes note of one change in the middle of the lines."""
        same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
        behind = len(before) - same
        last = next(
            (at for at in range(min(behind, len(after) - same)) if before[-at - 1] != after[-at - 1]),
            min(behind, len(after) - same),
        )
        middle = [self.at(same + 1)] * (len(after) - same - last)
        self.numbers = [*self.numbers[:same], *middle, *self.numbers[len(before) - last : len(before)]]


def mend(root: Path, today: date, findings: Findings, origins: dict[str, Origin]) -> list[str]:
    """Mends the one course of a folder; gives the pages that had to be left out. `origins`: where pages come from."""
    last_round: dict[str, int] = defaultdict(int)
    left_out: list[str] = []
    builder = Builder(root, NoStore(), lambda: today)
    for _number in range(ROUNDS):
        diagnostics = builder.build().diagnostics
        errors: dict[str, list[Diagnostic]] = defaultdict(list)
        for diagnostic in diagnostics:
            if diagnostic.severity == "error" and diagnostic.path.endswith(".md"):
                errors[diagnostic.path].append(diagnostic)
        if not errors:
            _note_states(root, diagnostics)
            break
        for path, found in errors.items():
            last_round[path] += 1
            _mend_page(root / path, found, findings, origins.setdefault(path, Origin(path)), last_round[path])
            if last_round[path] >= ROUNDS - 1:
                (root / path).unlink(missing_ok=True)
                left_out.append(path)
    return left_out


def _note_states(root: Path, diagnostics: Iterable[Diagnostic]) -> None:
    """What stands side by side in a folder belongs together: translations get the state of the source as it is now."""
    for found in diagnostics:
        if found.code == "C502":
            text = (root / found.path).read_text(encoding="utf-8")
            block = fronts.Fields({"source_hash": str(found.args["want"])}).lines() if text.startswith("---\n") else ""
            (root / found.path).write_text(text.replace("---\n", f"---\n{block}", 1), encoding="utf-8")


def _mend_page(file: Path, errors: Sequence[Diagnostic], findings: Findings, origin: Origin, tries: int) -> None:
    text = file.read_text(encoding="utf-8")
    if tries >= ROUNDS - 2:
        findings.add(origin.source, 0, "unfit")
        file.write_text(_as_code(text), encoding="utf-8")
        return
    lines = text.split("\n")
    in_order = sorted(errors, key=lambda error: (error.line, error.column))
    for error in in_order:
        kind = "formula" if error.code == "C335" else "mended"
        findings.add(origin.source, origin.at(error.line), kind, _words(error))
    for error in reversed(in_order):
        index = min(max(error.line - 1, 0), len(lines) - 1)
        before = list(lines)
        if error.code == "C118" and len(lines[index]) > 1000:
            lines[index : index + 1] = _broken(lines[index])
        elif error.code == "C335":
            lines = _formula(lines, index, error.column - 1)
        elif tries > 2:
            lines = _escaped_block(lines, index)
        else:
            lines[index] = _plain(lines[index], error.code, max(0, error.column - 1))
        if lines != before:
            origin.follow(before, lines)
    file.write_text("\n".join(lines), encoding="utf-8")


def _plain(line: str, code: str, column: int) -> str:
    """The line with what stands at this place as plain text."""
    if code in LINKS:
        if code == "C302" and (anchor := re.compile(r"(\.md)#[^)\s>]*").search(line, column)):
            return line[: anchor.start()] + anchor[1] + line[anchor.end() :]
        found = LINK.match(line, column) or LINK.search(line, column)
        if found and (found.end() > column):
            return line[: found.start()] + found["label"] + line[found.end() :]
        return IMAGE_TAG.sub("", line)
    if code == "C331":
        return line[:column] + line[column:].replace("<", "&lt;", 1)
    return line[:column] + SPECIAL.sub(r"\\\1", line[column : column + 1]) + line[column + 1 :]


def _formula(lines: list[str], index: int, column: int) -> list[str]:
    """A formula as code: within a line as code in a line, on lines of its own in a fence."""
    alone = [at for at, line in enumerate(lines) if line.strip(" >\t") == "$$"]
    if index in alone[1::2]:
        index = alone[alone.index(index) - 1]
    line = lines[index]
    if line.strip(" >\t").startswith("$$"):
        end = next((at for at in range(index, len(lines)) if at > index and "$$" in lines[at]), index)
        if line.count("$$") >= 2:
            end = index
        lead = line[: line.index("$$")]
        inside = "\n".join(each.removeprefix(lead) for each in lines[index : end + 1]).replace("$$", "").strip("\n")
        return lines[:index] + [lead + each for each in rawhtml.fence(inside, "latex").split("\n")] + lines[end + 1 :]
    text = "\n".join(lines[index:])
    start = next((found for found in FORMULA.finditer(text) if found.end() > max(0, column)), None)
    if start is None:
        return [*lines[:index], line.replace("$", "\\$"), *lines[index + 1 :]]
    inside = start["block"] or start["line"]
    made = rawhtml.code(inside)
    return [*lines[:index], *(text[: start.start()] + made + text[start.end() :]).split("\n")]


def _broken(line: str) -> list[str]:
    """A line that is too long for a paragraph as several, parted at blanks."""
    parts: list[str] = []
    while len(line) > 8000:
        at = line.rfind(" ", 4000, 8000)
        at = at if at > 0 else 8000
        parts += [line[:at].rstrip(), ""]
        line = line[at:].lstrip()
    return [*parts, line]


def _escaped_block(lines: list[str], index: int) -> list[str]:
    """The paragraph around a line in a fence of its own."""
    start = end = index
    while start > 0 and lines[start - 1].strip():
        start -= 1
    while end + 1 < len(lines) and lines[end + 1].strip():
        end += 1
    body = lines[start : end + 1]
    if start == 0 and lines[0].strip() == "---":
        return lines
    return [*lines[:start], *rawhtml.fence("\n".join(body), "text").split("\n"), *lines[end + 1 :]]


def _as_code(text: str) -> str:
    """The whole page as it is, in a fence: readable, whatever is in it."""
    front = fronts.split(text)
    fields = fronts.Fields()
    for name in ("id", "title", "x_source"):
        fields.set(name, front.text([name]))
    if not front.text(["title"]):
        fields.set("title", _first_words(front.body))
    return fields.block() + rawhtml.fence(front.body.strip("\n"), "text") + "\n"


def _first_words(body: str) -> str:
    document = Document(body[:5000])
    words = next((token.content for token in document.tokens if token.type == "inline" and token.content.strip()), "")
    return " ".join(re.sub(r"[<>\[\]`*#]", " ", words).split())[:80] or "Untitled"


def _words(error: Diagnostic) -> str:
    """The code, and what it is about."""
    about = next((str(error.args[name]) for name in ("target", "tag", "what", "why") if error.args.get(name)), "")
    return " ".join([error.code, about[:60]]).strip()
