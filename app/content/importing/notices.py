"""What other tools call a note, and how it looks here: a quotation with a label, or a folding block."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .lines import Line

ICON = re.compile(r":(?:material|octicons|fontawesome|simple|bootstrap)-[\w-]+:(?:\{[^{}]*\})?[ \t]?")
"""A sign that MkDocs draws, and that has no text."""
LABELS = {
    "note": "NOTE", "info": "NOTE", "abstract": "NOTE", "summary": "NOTE", "tldr": "NOTE", "seealso": "NOTE",
    "question": "NOTE", "help": "NOTE", "faq": "NOTE", "example": "NOTE", "quote": "", "cite": "", "todo": "NOTE",
    "tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "done": "TIP", "solution": "TIP", "testimonial": "",
    "important": "IMPORTANT", "attention": "WARNING", "prereq": "IMPORTANT", "objectives": "NOTE", "keypoints": "NOTE",
    "questions": "NOTE", "checklist": "NOTE", "discussion": "NOTE", "challenge": "IMPORTANT", "callout": "TIP",
    "warning": "WARNING", "caution": "CAUTION", "danger": "CAUTION", "error": "CAUTION", "bug": "CAUTION",
    "failure": "CAUTION", "fail": "CAUTION", "missing": "CAUTION", "instructor": "NOTE", "spoiler": "", "admonition": "NOTE",
    "alert": "WARNING", "notice": "NOTE", "primary": "NOTE", "secondary": "NOTE", "exercise": "IMPORTANT", "pro_tip": "TIP",
    "assignment": "IMPORTANT", "prerequisites": "IMPORTANT", "prerequisite": "IMPORTANT", "box": "NOTE", "aside": "NOTE",
    "deprecated": "WARNING", "experimental": "WARNING", "new": "NOTE", "note-info": "NOTE", "admonition-note": "NOTE",
}  # fmt: skip
FOLDED = {"details", "solution", "spoiler", "dropdown", "collapse", "expand", "accordion", "hint-details"}
OWN_NAME = {"challenge", "exercise", "objectives", "keypoints", "questions", "prereq", "solution", "example", "checklist",
            "discussion", "assignment", "prerequisites", "prerequisite", "todo", "spoiler", "bug"}  # fmt: skip


HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*(?:\{:?[^{}]*\})?[ \t]*")
NAMES = {"keypoints": "Key points", "prereq": "Prerequisites", "prerequisite": "Prerequisites"}


def name_of(kind: str) -> str:
    """The name of a kind of notice that readers have to be told, with a capital; empty for one that its label names."""
    kind = kind.lower()
    return NAMES.get(kind, kind.replace("_", " ").capitalize()) if kind in OWN_NAME else ""


def with_heading(kind: str, lines: Iterable[Line]) -> tuple[str, list[Line]]:
    """The title that a notice's own first heading gives it, and the lines without that heading."""
    found = trimmed(lines)
    heading = HEADING.fullmatch(found[0].text) if found else None
    if heading is None:
        return "", found
    words, name = heading["words"].strip(), name_of(kind)
    plain_name, plain_words = (re.sub(r"\W", "", each).lower() for each in (name, words))
    title = words if not name or plain_name in plain_words else f"{name}: {words}"
    return title, found[1:]


def quotation(kind: str, title: str, lines: Iterable[Line], number: int, lead: str = "") -> list[Line]:
    """The lines as a quotation, labelled where the kind has a counterpart; a title stands in bold."""
    label = LABELS.get(kind.lower(), "NOTE" if kind else "")
    title = title.strip()
    if not title and label:
        title, lines = with_heading(kind, lines)
    title = title or name_of(kind)
    head = [f"> [!{label}]"] if label else []
    if title:
        head += [f"> {bold(title)}", ">"]
    body = [Line(line.number, f"{lead}> {line.text}".rstrip()) for line in trimmed(lines)]
    if title and not body:
        head.pop()
    return [*(Line(number, lead + each) for each in head), *body]


def folded(title: str, lines: Iterable[Line], number: int, *, is_open: bool = False, lead: str = "") -> list[Line]:
    """The lines in a block that opens at a click."""
    start = "<details open>" if is_open else "<details>"
    first, rest = with_heading(title, lines)
    if first and (title.lower() in FOLDED or not title):
        title, lines = first, rest
    summary = plain(title) or "Details"
    inside = [Line(line.number, f"{lead}{line.text}".rstrip()) for line in trimmed(lines)]
    head = [f"{lead}{start}", f"{lead}<summary>{summary}</summary>", lead.rstrip()]
    return [
        *(Line(number, each) for each in head),
        *inside,
        Line(number, lead.rstrip()),
        Line(number, f"{lead}</details>"),
    ]


def bold(title: str) -> str:
    title = ICON.sub("", title).strip()
    return title if "**" in title or not title else f"**{title}**"


def plain(title: str) -> str:
    return ICON.sub("", title).strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def trimmed(lines: Iterable[Line]) -> list[Line]:
    """Without empty lines at both ends."""
    found = list(lines)
    while found and not found[0].text.strip():
        found.pop(0)
    while found and not found[-1].text.strip():
        found.pop()
    return found
