"""HTML that goes over several blocks of Markdown: comments, tables, lists, films, scripts. It is turned as a whole."""

from __future__ import annotations

import re
from bisect import bisect_right

from . import rawhtml
from .edits import Text
from .findings import Findings
from .parser import document_of

WHOLE = (
    "table|ul|ol|dl|pre|script|style|svg|video|audio|iframe|object|form|select|button|textarea|figure|picture|math|template|"
    "canvas|noscript|head|applet|frameset"
)
BEGINS = re.compile(rf"<!--|<(?P<name>{WHOLE})(?=[\s>/])", re.IGNORECASE)
NAMED = re.compile(r"<[a-z][a-z0-9]*\b[^<>]*?\s(?:id|name)\s*=\s*[\"']?(?P<name>[^\s\"'<>]+)", re.IGNORECASE)
LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
MARKER = re.compile(r"[-*+]|\d{1,9}[.)]")
IN_LINE = {
    "svg",
    "button",
    "select",
    "iframe",
    "video",
    "audio",
    "picture",
    "script",
    "style",
    "math",
    "object",
    "canvas",
}
LARGEST = 300_000  # characters of one element


class Foreign:
    """Turns the elements of one page. `anchors`: names that elements give to a place, by line of the source."""

    def __init__(self, path: str, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self.anchors: list[tuple[int, str]] = []

    def turn(self, text: Text) -> Text:
        if "<" not in text.text:
            return text
        protected = _Protected(document_of(text.text).protected())
        for found in NAMED.finditer(text.text):
            if found.start() not in protected:
                self.anchors.append((text.number_at(found.start()), found["name"]))
        done = 0
        for found in BEGINS.finditer(text.text):
            start = found.start()
            if start < done or start in protected:
                continue
            end = self._end(text.text, found, protected)
            if end is None or end - start > LARGEST:
                continue
            done = self._replace(text, start, end, found["name"])
        return text.apply()

    def _end(self, text: str, found: re.Match[str], protected: _Protected) -> int | None:
        if found["name"] is None:
            end = text.find("-->", found.start() + 4)
            return end + 3 if end >= 0 else None
        depth = 0
        for tag in re.compile(rf"<(?P<close>/)?{found['name']}\b[^<>]*>", re.IGNORECASE).finditer(text, found.start()):
            if tag.start() in protected and found["name"].lower() not in {"script", "style", "pre"}:
                continue
            if tag[0].endswith("/>"):
                return tag.end() if not depth else None
            depth += -1 if tag["close"] else 1
            if depth <= 0:
                return tag.end()
            if depth > 40:
                return None
        return None

    def _replace(self, text: Text, start: int, end: int, name: str | None) -> int:
        line_start = text.text.rfind("\n", 0, start) + 1
        line_end = text.text.find("\n", end)
        line_end = len(text.text) if line_end < 0 else line_end
        before, after = text.text[line_start:start], text.text[end:line_end]
        number = text.number_at(start)
        lead = LEAD.match(before)
        alone = lead is not None and lead.end() == len(before) and not after.strip()
        if name is None:
            if alone and not before.strip():
                blank_before = line_start == 0 or text.text[: line_start - 1].endswith("\n")
                text.replace(line_start, min(line_end + 1, len(text.text)) if blank_before else line_end, "")
                return line_end
            text.replace(start, end, "")
            return end
        tell: rawhtml.Tell = lambda kind, what: self.findings.add(self.path, number, kind, what)  # noqa: E731 - typed, in one line
        made = rawhtml.turn(_bare(text.text[start:end], before), tell)
        self.findings.add(self.path, number, "html")
        if not alone and name.lower() in IN_LINE and "\n" not in made:
            text.replace(start, end, made)
            return end
        text.replace(
            start,
            end,
            _led(made, before, alone=lead is not None and lead.end() == len(before), follows=bool(after.strip())),
        )
        return end


def _bare(fragment: str, before: str) -> str:
    """The fragment without what quotations and items put in front of its lines."""
    if ">" not in before:
        return fragment
    depth = before.count(">")
    return "\n".join(re.sub(rf"^[ \t]*(?:>[ ]?){{0,{depth}}}", "", line) for line in fragment.split("\n"))


def _led(made: str, before: str, *, alone: bool, follows: bool) -> str:
    """The same lines, each with what stands in front of the first, as blanks where that is the mark of an item."""
    lead = MARKER.sub(lambda mark: " " * len(mark[0]), before) if alone else ""
    text = made.replace("\n", f"\n{lead}").replace(f"\n{lead}\n", f"\n{lead.rstrip()}\n")
    start = "" if alone else "\n\n"
    return start + text + (f"\n{lead.rstrip()}\n{lead}" if follows else "")


class _Protected:
    """Ranges that are not looked into."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self.starts = [start for start, _end in ranges]
        self.ranges = ranges

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.ranges[index][1]
