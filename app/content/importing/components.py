"""Components of MDX that stand on lines of their own: `<Note>`, `<Card title="…">`, `<Steps>`. What they show is kept."""

from __future__ import annotations

import re

from . import elements, notices
from .findings import Findings
from .lines import Line, code_lines, dedent, indent_of

OPEN = re.compile(
    r"(?P<lead>[ \t]*)<(?P<name>[A-Z][A-Za-z0-9.]*)(?P<rest>(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)(?<!/)>[ \t]*"
)
CLOSE = re.compile(r"[ \t]*</(?P<name>[A-Z][A-Za-z0-9.]*)>[ \t]*")
EMPTY = re.compile(r"(?P<lead>[ \t]*)<(?P<name>[A-Z][A-Za-z0-9.]*)(?P<rest>\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/>[ \t]*")
NOTICES = {"Admonition", "Callout", "Aside", "Alert", "Hint"}
FOLDS = {"Accordion", "Expandable", "Details", "Collapse", "Spoiler", "AccordionItem", "Collapsible"}
STEPS = {"Step"}
OTHERS = re.compile(r"Tab(?:Item|Panel)?|CodeGroupItem|Card|LinkCard|Update|Frame|Feature|Panel|Section")
TITLES = ("title", "label", "summary", "header", "heading")
DEEPEST = 12


class Components:
    """Turns those of one page."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings

    def turn(self, lines: list[Line], depth: int = 0) -> list[Line]:
        if depth > DEEPEST or not any("<" in line.text for line in lines):
            return lines
        done: list[Line] = []
        code = code_lines(lines)
        ends = _ends(lines, code)
        at = 0
        while at < len(lines):
            line = lines[at]
            found = None if code[at] else OPEN.fullmatch(line.text)
            end = ends.get(at)
            if found is not None and end is not None:
                done += self._put(found, line.number, lines[at + 1 : end], depth)
                at = end
            elif not code[at] and (alone := EMPTY.fullmatch(line.text)):
                done += self._put(alone, line.number, [], depth)
            else:
                done.append(line)
            at += 1
        return done

    def _put(self, found: re.Match[str], number: int, inside: list[Line], depth: int) -> list[Line]:
        name, lead = found["name"], found["lead"]
        given = elements.attributes(found["rest"])
        title = next((given[each] for each in TITLES if given.get(each) and "{" not in given[each]), "")
        width = min((indent_of(line.text) for line in inside if line.text.strip()), default=0)
        body = self.turn(notices.trimmed(dedent(inside, width)), depth + 1)
        empty = Line(number, "")
        kind = given.get("type", "note") if name in NOTICES else name
        if name in NOTICES or kind.lower() in notices.LABELS:
            self.findings.add(self.path, number, "notice")
            kind = kind if kind.lower() in notices.LABELS else "note"
            return [empty, *notices.quotation(kind, title, body, number, lead), empty]
        if name in FOLDS:
            self.findings.add(self.path, number, "folded")
            return [empty, *notices.folded(title, body, number, lead=lead), empty]
        if name in STEPS or OTHERS.fullmatch(name):
            self.findings.add(self.path, number, "tab")
            return [empty, *self._titled(title, given.get("href", ""), body, number, lead), empty]
        if not body and not title:
            return [Line(number, found[0])]
        return [empty, *(Line(line.number, f"{lead}{line.text}".rstrip()) for line in body), empty]

    @staticmethod
    def _titled(title: str, target: str, body: list[Line], number: int, lead: str) -> list[Line]:
        """The title in bold, a link where it is one, and below it what the component holds."""
        words = notices.bold(title)
        if words and target and "{" not in target:
            words = f"[{words}]({target})" if " " not in target else f"[{words}](<{target}>)"
        head = [Line(number, lead + words), Line(number, "")] if words else []
        return [*head, *(Line(line.number, f"{lead}{line.text}".rstrip()) for line in body)]


def _ends(lines: list[Line], code: list[bool]) -> dict[int, int]:
    """For the line in which a component begins, the line in which it ends."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if code[index] or "<" not in line.text:
            continue
        if found := OPEN.fullmatch(line.text):
            opened.setdefault(found["name"], []).append(index)
        elif (found := CLOSE.fullmatch(line.text)) and opened.get(found["name"]):
            ends[opened[found["name"]].pop()] = index
    return ends
