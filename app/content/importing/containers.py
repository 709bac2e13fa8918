"""Blocks of other dialects: `!!! note`, `??? note`, `=== "Tab"`, `::: tip`, ```` ```{note} ````, `?> tip`."""

from __future__ import annotations

import re

from . import notices
from .findings import Findings
from .lines import Line, code_lines, dedent, indent_of
from .notices import trimmed

ADMONITION = re.compile(
    r"(?P<lead>[ \t]*)(?P<mark>!!!|\?\?\?\+?)[ \t]+(?P<kind>[\w-]+)(?P<more>[ \t\w|-]*?)(?:[ \t]*[\"“](?P<title>.*)[\"”])?[ \t]*"
)
TAB = re.compile(r"(?P<lead>[ \t]*)===[!+]?[ \t]+[\"“](?P<title>.*)[\"”][ \t]*")
COLONS = re.compile(
    r"(?P<lead>[ \t>]*):{3,}[ \t]*(?:\{(?P<braced>[^}]*)\}|(?P<kind>[\w-]+))?[ \t]*(?P<rest>.*?)[ \t]*:*[ \t]*"
)
DIRECTIVE = re.compile(r"(?P<lead>[ \t]*)(?P<marks>`{3,}|~{3,}|:{3,})\{(?P<kind>[\w-]+)\}[ \t]*(?P<title>.*)")
OPTION = re.compile(r":[\w-]+:.*")
DOCSIFY = re.compile(r"(?P<mark>[?!])>[ \t]+(?P<text>.+)")
CALLOUT = re.compile(r"(?P<lead>[ \t>]*>[ \t]*)\[!(?P<kind>[\w-]+)(?:\|[^\]]*)?\](?P<fold>[-+]?)[ \t]*(?P<title>.*)")
OURS = {"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}
NO_NOTICE = {"code-group", "tabs", "tab-set", "tab", "tabitem", "tab-item", "columns", "column", "grid", "div", "raw",
             "v-pre", "cards", "card", "group-tab", "instructor-notes", "figure-md", "panel", "overflow", "row"}  # fmt: skip
PLAIN_DIRECTIVES = {"code", "code-block", "code-cell", "sourcecode", "literalinclude"}
DEEPEST = 12


class Containers:
    """Turns the blocks of one page; `path` is for what there is to tell."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings

    def turn(self, lines: list[Line], depth: int = 0) -> list[Line]:
        if depth > DEEPEST:
            return lines
        done: list[Line] = []
        code = code_lines(lines)
        at = 0
        while at < len(lines):
            used, made = self._block(lines, code, at, depth)
            done += made if used else [lines[at]]
            at += used or 1
        return done

    def _block(self, lines: list[Line], code: list[bool], at: int, depth: int) -> tuple[int, list[Line]]:
        """How many lines a block takes, and what it becomes; 0 when none begins here."""
        text = lines[at].text
        if code[at]:
            starts = at == 0 or not code[at - 1]
            found = DIRECTIVE.fullmatch(text)
            return self._directive(lines, at, found, depth) if starts and found else (0, [])
        if found := ADMONITION.fullmatch(text):
            return self._admonition(lines, at, found, depth)
        if found := TAB.fullmatch(text):
            return self._tab(lines, at, found, depth)
        if text.lstrip(" \t>").startswith(":::") and (found := COLONS.fullmatch(text)):
            return self._colons(lines, code, at, found, depth)
        if found := DOCSIFY.fullmatch(text):
            self.findings.add(self.path, lines[at].number, "notice")
            kind = "tip" if found["mark"] == "?" else "important"
            return 1, [
                Line(lines[at].number, ""),
                *notices.quotation(kind, "", [Line(lines[at].number, found["text"])], lines[at].number),
            ]
        if (found := CALLOUT.fullmatch(text)) and (found["kind"] not in OURS or found["title"] or "|" in text):
            return self._callout(lines[at], found)
        return 0, []

    def _admonition(self, lines: list[Line], at: int, found: re.Match[str], depth: int) -> tuple[int, list[Line]]:
        width = indent_of(found["lead"])
        end = _indented_end(lines, at + 1, width)
        inside = self.turn(dedent(lines[at + 1 : end], width + 4), depth + 1)
        title = found["title"] if found["title"] is not None else ""
        number = lines[at].number
        if found["mark"] == "!!!":
            self.findings.add(self.path, number, "notice")
            made = notices.quotation(found["kind"], title, inside, number, found["lead"])
        else:
            self.findings.add(self.path, number, "folded")
            shown = title or found["kind"].capitalize()
            made = notices.folded(shown, inside, number, is_open="+" in found["mark"], lead=found["lead"])
        return end - at, _apart(lines, at, end, made)

    def _tab(self, lines: list[Line], at: int, found: re.Match[str], depth: int) -> tuple[int, list[Line]]:
        width = indent_of(found["lead"])
        end = _indented_end(lines, at + 1, width)
        inside = trimmed(self.turn(dedent(lines[at + 1 : end], width + 4), depth + 1))
        self.findings.add(self.path, lines[at].number, "tab")
        made = [Line(lines[at].number, found["lead"] + notices.bold(found["title"])), Line(lines[at].number, "")]
        made += [Line(line.number, f"{found['lead']}{line.text}".rstrip()) for line in inside]
        return end - at, _apart(lines, at, end, made)

    def _colons(
        self, lines: list[Line], code: list[bool], at: int, found: re.Match[str], depth: int
    ) -> tuple[int, list[Line]]:
        kind, title = _kind_and_title(found)
        number = lines[at].number
        if not kind:
            return 1, []  # an end without a beginning
        end = _colons_end(lines, code, at)
        inside = [line for line in lines[at + 1 : end]]
        quote = found["lead"]
        if ">" in quote:
            return 0, []
        inside = self.turn(dedent(inside, indent_of(quote)), depth + 1)
        if found["braced"] is not None:
            while inside and OPTION.fullmatch(inside[0].text):
                inside.pop(0)
        if kind in NO_NOTICE or kind.startswith(("tab", "col", "grid")):
            self.findings.add(self.path, number, "tab" if "tab" in kind else "attribute")
            head = [Line(number, quote + notices.bold(title)), Line(number, "")] if title and "tab" in kind else []
            made = [*head, *(Line(line.number, f"{quote}{line.text}".rstrip()) for line in trimmed(inside))]
        elif kind in notices.FOLDED:
            self.findings.add(self.path, number, "folded")
            made = notices.folded(title or kind.capitalize(), inside, number, lead=quote)
        else:
            self.findings.add(self.path, number, "notice")
            made = notices.quotation(kind, title, inside, number, quote)
        return min(end + 1, len(lines)) - at, _apart(lines, at, end + 1, made)

    def _directive(self, lines: list[Line], at: int, found: re.Match[str], depth: int) -> tuple[int, list[Line]]:
        """A fence of MyST with a name in braces: code, or a notice with Markdown in it."""
        kind, marks = found["kind"].lower(), found["marks"]
        end = at + 1
        while end < len(lines) and lines[end].text.strip() != marks:
            end += 1
        number = lines[at].number
        if kind in PLAIN_DIRECTIVES:
            language = found["title"].strip() or "python"
            inside = lines[at + 1 : end]
            while inside and OPTION.fullmatch(inside[0].text.strip()):
                inside = inside[1:]
            closing = lines[end : end + 1]
            return end + 1 - at, [Line(number, f"{found['lead']}{marks}{language}"), *inside, *closing]
        inside = dedent(lines[at + 1 : end], indent_of(found["lead"]))
        while inside and OPTION.fullmatch(inside[0].text):
            inside = inside[1:]
        if kind == "math":
            made = [Line(number, "$$"), *inside, Line(number, "$$")]
        elif kind in {"figure", "image"}:
            alt = " ".join(line.text.strip() for line in trimmed(inside))
            made = [Line(number, f"![{alt}]({found['title'].strip()})")]
        elif kind in notices.LABELS or kind in notices.FOLDED:
            inside = self.turn(inside, depth + 1)
            title = found["title"]
            fold = kind in notices.FOLDED
            made = (
                notices.folded(title or kind.capitalize(), inside, number)
                if fold
                else notices.quotation(kind, title, inside, number)
            )
        else:
            self.findings.add(self.path, number, "lost", f"{{{kind}}}")
            return end + 1 - at, [Line(number, f"{found['lead']}{marks}"), *inside, *lines[end : end + 1]]
        self.findings.add(self.path, number, "notice")
        return end + 1 - at, _apart(lines, at, end + 1, made)

    def _callout(self, line: Line, found: re.Match[str]) -> tuple[int, list[Line]]:
        """`> [!info] Title` of Obsidian, `> [!NOTE|style:flat]` of docsify."""
        label = found["kind"].upper() if found["kind"].upper() in OURS else notices.LABELS.get(found["kind"].lower())
        if not label:
            return 0, []
        self.findings.add(self.path, line.number, "notice")
        made = [Line(line.number, f"{found['lead']}[!{label}]")]
        if found["title"]:
            made += [
                Line(line.number, found["lead"] + notices.bold(found["title"])),
                Line(line.number, found["lead"].rstrip()),
            ]
        return 1, made


def _kind_and_title(found: re.Match[str]) -> tuple[str, str]:
    rest = found["rest"].strip(" :")
    if found["braced"] is not None:
        name, _blank, inside = found["braced"].strip().lstrip(".").partition(" ")
        title = re.search(r"title=[\"']([^\"']*)", inside)
        return name.lstrip(".").lower(), title[1] if title else rest
    title = re.search(r"title=[\"']([^\"']*)", rest)
    if title:
        return (found["kind"] or "").lower(), title[1]
    if bracketed := re.fullmatch(r"\[(.*)\](?:\{.*\})?", rest):
        return (found["kind"] or "").lower(), bracketed[1]
    return (found["kind"] or "").lower(), re.sub(r"\{[^}]*\}", "", rest).strip()


def _indented_end(lines: list[Line], at: int, width: int) -> int:
    """Where what belongs to a line of this indentation ends: empty lines after it do not belong to it."""
    end = last = at
    while end < len(lines):
        text = lines[end].text
        if text.strip() and indent_of(text) < width + 4:
            break
        end += 1
        if text.strip():
            last = end
    return last


def _colons_end(lines: list[Line], code: list[bool], at: int) -> int:
    depth = 1
    for index in range(at + 1, len(lines)):
        bare = lines[index].text.strip(" \t>")
        if code[index] or not bare.startswith(":::"):
            continue
        depth += 1 if bare.strip(": \t") else -1
        if depth == 0:
            return index
    return len(lines)


def _apart(lines: list[Line], at: int, end: int, made: list[Line]) -> list[Line]:
    """With an empty line before and after, where text would run into it."""
    number = lines[at].number
    before = [Line(number, "")] if at and lines[at - 1].text.strip() else []
    after = [Line(number, "")] if end < len(lines) and lines[end].text.strip() else []
    return [*before, *made, *after]
