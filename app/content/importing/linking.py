"""The links of one page: each leads to where its target is now, or leaves its text (content-format §13)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from markdown_it.token import Token

from . import elements, rawhtml
from .anchors import Anchors
from .edits import Text
from .findings import Findings
from .parser import Document, Inline, document_of
from .placing import Lesson
from .targets import Target, Targets

PARTS = re.compile(r"(?P<before>\s*)(?P<target><[^<>\n]*>|[^\s]*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*")
DEFINITION = re.compile(
    r"^(?P<lead>[ \t>]*)\[(?P<label>[^\[\]\n^][^\[\]\n]*)\]:[ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|\S+)", re.MULTILINE
)
WITH_BLANKS = re.compile(
    r"(?P<mark>!?)\[(?P<label>[^\[\]\n]*)\]\((?P<target>[^()<>\n\"]*[^()<>\n\"\s]\s+[^()<>\n\"]*)\)"
)
WIDE = re.compile(r"(?P<mark>!?)\[(?P<label>[^\[\]\n]+)\]（(?P<target>[^（）\s]+)）")
WIKI = re.compile(
    r"(?P<mark>!?)\[\[(?P<target>[^\[\]|\n#]*)(?:#(?P<anchor>[^\[\]|\n]*))?(?:\|(?P<label>[^\[\]\n]*))?\]\]"
)
REFERENCE = re.compile(r"(?<![\w\]])\[(?P<label>(?:[^\[\]\n]{2,})?)\]\[(?P<name>[\w.#/ -]{4,})\]")
NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\]")
SIGNS = re.compile(r"\[\[|\{\{|^:::+", re.MULTILINE)
FORMULA = re.compile(r"\\\\\((?P<inside>[^\n]+?)\\\\\)")
CODE = {"code_inline", "math_inline", "math_inline_double", "html_inline"}
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif")

AnchorsOf = Callable[[Lesson, str], Anchors]


class Linker:
    """Works on one page of a lesson in one language. `anchors_of`: the headings of any page."""

    def __init__(
        self, source: str, lesson: Lesson, lang: str, targets: Targets, anchors_of: AnchorsOf, findings: Findings
    ) -> None:
        self.source = source
        self.lesson = lesson
        self.lang = lang
        self.targets = targets
        self.anchors_of = anchors_of
        self.findings = findings

    def link(self, text: Text) -> Text:
        document = document_of(text.text)
        self._definitions(document, text)
        for token in document.tokens:
            if token.type == "html_block" and token.map:
                self._block(text, document.line_at(token.map[0]), document.line_at(token.map[1]))
        for inline in document.inlines():
            self._inline(inline, text)
            self._plain(inline, text)
        return text.apply()

    def _tell(self, text: Text, at: int, kind: str, what: str) -> None:
        self.findings.add(self.source, text.number_at(at), kind, what[:100])

    def _resolve(self, target: str, text: Text, at: int, *, picture: bool = False) -> str | None:
        """The address to be written; None when the link goes nowhere."""
        found = self.targets.find(target, self.source, self.lesson.module, picture=picture)
        if found.kind == "here":
            anchor = self.anchors_of(self.lesson, self.lang).find(found.anchor)
            if anchor:
                return f"#{anchor}"
            if anchor is None:
                self._tell(text, at, "anchor", target)
            return None
        if found.kind == "page":
            return self._page(found, target, text, at)
        if found.kind == "file":
            return posixpath.relpath(found.address, self.lesson.module)
        if found.kind == "outside":
            return None if picture else found.address
        if found.kind == "repository":
            self._tell(text, at, "repository", target)
            return found.address
        self._tell(text, at, "picture" if picture else "address" if found.kind == "forbidden" else "link", target)
        return None

    def _page(self, found: Target, target: str, text: Text, at: int) -> str:
        assert found.lesson is not None
        address = posixpath.relpath(found.address, self.lesson.module) + ".md"
        if not found.anchor:
            return address
        anchor = self.anchors_of(found.lesson, self.lang).find(found.anchor)
        if anchor is None:
            self._tell(text, at, "anchor", target)
        return f"{address}#{anchor}" if anchor else address

    def _definitions(self, document: Document, text: Text) -> None:
        """`[label]: target` lines; those whose target is gone stay: the links to them go."""
        protected = document.protected()
        references = document.env.get("references") or {}
        for found in DEFINITION.finditer(text.text):
            if any(start <= found.start() < end for start, end in protected) or not isinstance(references, dict):
                continue
            target = _bare(found["target"])
            picture = target.lower().endswith(PICTURE_ENDINGS)
            quiet = self.targets.find(target, self.source, self.lesson.module, picture=picture)
            if quiet.kind in {"page", "file", "repository", "here"}:
                address = self._resolve(target, text, found.start(), picture=picture)
                if address is not None:
                    text.replace(found.start("target"), found.end("target"), _written(address))
            elif quiet.kind == "outside" and quiet.address != target:
                text.replace(found.start("target"), found.end("target"), _written(quiet.address))

    def _inline(self, inline: Inline, text: Text) -> None:
        inside = 0
        for child in inline.token.children or []:
            if child.type == "link_open":
                inside += 1
                self._link(child, inline, text)
            elif child.type == "link_close":
                inside -= 1
            elif child.type == "image":
                self._image(child, inline, text, in_link=inside > 0)
            elif child.type == "html_inline" and child.content[:4].lower() == "<img":
                self._tag(child, inline, text, in_link=inside > 0)

    def _link(self, child: Token, inline: Inline, text: Text) -> None:
        span = self._span(child, inline)
        if span is None:
            return
        start, end = span
        written = text.text[start:end]
        target = str(child.attrs.get("href") or "")
        if written.startswith("<"):
            found = self.targets.find(target, self.source, self.lesson.module)
            if found.kind not in {"outside"}:
                self._tell(text, start, "address", target)
                text.replace(start, end, "`" + written[1:-1].replace("`", "") + "`")
            return
        if not written.startswith("["):
            return
        address = self._resolve(target, text, start)
        self._rewrite(text, start, end, 1, address, target)

    def _image(self, child: Token, inline: Inline, text: Text, *, in_link: bool) -> None:
        span = self._span(child, inline)
        if span is None:
            return
        start, end = span
        target = str(child.attrs.get("src") or "")
        found = self.targets.find(target, self.source, self.lesson.module, picture=True)
        alt = child.content.strip()
        if found.kind == "outside" or found.kind == "repository":
            self._tell(text, start, "outside-picture", target)
            label = alt or _name(target)
            if in_link:
                text.replace(start, end, label)
            else:
                text.replace(start, end, f"[{label}]({_written(found.address)})")
            return
        address = self._resolve(target, text, start, picture=True)
        if address is None and not alt:
            text.replace(start, end, f"({_name(target)})" if target and found.kind != "forbidden" else "")
            return
        self._rewrite(text, start, end, 2, address, target)

    def _tag(self, child: Token, inline: Inline, text: Text, *, in_link: bool) -> None:
        span = self._span(child, inline)
        found = elements.TAG.fullmatch(child.content)
        if span is not None and found is not None and found["name"] is not None:
            self._shown(text, span, elements.attributes(found["rest"]), in_link=in_link)

    def _block(self, text: Text, start: int, end: int) -> None:
        """Pictures in HTML on lines of their own."""
        for found in elements.TAG.finditer(text.text, start, end):
            if found["name"] and found["name"].lower() == "img":
                self._shown(text, found.span(), elements.attributes(found["rest"]), in_link=False)

    def _shown(self, text: Text, span: tuple[int, int], given: dict[str, str], *, in_link: bool) -> None:
        target = given.get("src", "")
        if self.targets.find(target, self.source, self.lesson.module, picture=True).kind in {"outside", "repository"}:
            self._tell(text, span[0], "outside-picture", target)
            label = given.get("alt") or _name(target)
            outside = f"https:{target}" if target.startswith("//") else target
            shown = outside.startswith(("http://", "https://")) and not in_link
            text.replace(*span, f"[{label}]({_written(outside)})" if shown else label)
            return
        address = self._resolve(target, text, span[0], picture=True)
        text.replace(*span, rawhtml.picture({**given, "src": address}) if address else given.get("alt", ""))

    def _span(self, child: Token, inline: Inline) -> tuple[int, int] | None:
        if "start" not in child.meta:
            return None
        return inline.span(child.meta["start"], child.meta["end"])

    def _rewrite(self, text: Text, start: int, end: int, mark: int, address: str | None, target: str) -> None:
        """Another address in a link or picture, or the text alone. `mark`: how long its beginning is, `[` or `![`."""
        written = text.text[start:end]
        at = written.rfind("](")
        if at < 0 or not written.endswith(")"):
            if address is None:
                label = written.rfind("][")
                label = label if label >= 0 else len(written) - 1
                text.replace(start, start + mark, "")
                text.replace(start + label, end, "")
            return
        if address is None:
            text.replace(start, start + mark, "")
            text.replace(start + at, end, "")
            return
        parts = PARTS.fullmatch(written, at + 2, len(written) - 1)
        if parts is None:
            text.replace(start + at + 2, end - 1, _written(address))
        elif _bare(parts["target"]) != address:
            text.replace(start + parts.start("target"), start + parts.end("target"), _written(address))

    def _plain(self, inline: Inline, text: Text) -> None:
        """What is no link here: wiki links, blanks in targets, wide brackets, and signs that have a meaning."""
        content = inline.token.content
        if not any(sign in content for sign in ("[", "{{", ":::", "\\\\(")):
            return
        children = inline.token.children or []
        spans = [
            (each.meta["start"], each.meta["end"]) for each in children if each.type in CODE and "start" in each.meta
        ]
        links = [
            (each.meta["start"], each.meta["end"])
            for each in children
            if each.type in {"link_open", "image", "footnote_ref"} and "start" in each.meta
        ]
        taken = list(spans)

        def each(
            pattern: re.Pattern[str], without: Iterable[tuple[int, int]], put: Callable[[re.Match[str]], str | None]
        ) -> None:
            barred = [*without, *taken]
            for found in pattern.finditer(content):
                if any(start < found.end() and found.start() < end for start, end in barred):
                    continue
                span = inline.span(found.start(), found.end())
                made = put(found) if span else None
                if span and made is not None:
                    text.replace(*span, made)
                    taken.append((found.start(), found.end()))

        offset = inline.at(0) or 0
        around = [(start, start + 1) for start, _end in spans] + [(end - 1, end) for _start, end in spans]
        each(WIKI, spans, lambda found: self._wiki(found, text, offset))
        each(WITH_BLANKS, links, lambda found: self._blanks(found, text, offset, around))
        each(WIDE, [*spans, *links], lambda found: self._wide(found, text, offset))
        each(NOTE, [*spans, *links], lambda found: f"\\{found[0]}")
        each(REFERENCE, links, lambda found: self._no_reference(found, text, offset, around))
        each(FORMULA, spans, lambda found: f"${found['inside'].strip()}$")
        each(SIGNS, spans, lambda found: self._sign(found, text, offset))

    def _sign(self, found: re.Match[str], text: Text, offset: int) -> str:
        self._tell(text, offset, "escaped", found[0][:3])
        return f"\\{found[0][0]}\\{found[0][1:]}" if len(found[0]) == 2 else f"\\{found[0]}"

    def _no_reference(
        self, found: re.Match[str], text: Text, offset: int, marks: Iterable[tuple[int, int]]
    ) -> str | None:
        """A reference to what is not in the page, as tools for documentation of programs resolve them.

        `marks`: where code begins and ends; a reference has either both or none of a piece of code in its text.
        """
        if sum(found.start() <= start < found.end() for start, _end in marks) % 2:
            return None
        self._tell(text, offset, "link", found["name"])
        return found["label"] or f"`{found['name']}`"

    def _wiki(self, found: re.Match[str], text: Text, offset: int) -> str | None:
        if found["mark"]:
            address = self._resolve(found["target"], text, offset, picture=True)
            return f"![{found['label'] or ''}]({_written(address)})" if address else found["label"] or found["target"]
        lesson = self.targets.by_name(found["target"])
        label = found["label"] or found["target"] or found["anchor"] or ""
        if lesson is None:
            return None
        return f"[{label}]({posixpath.relpath(lesson.path, self.lesson.module)}.md)"

    def _blanks(self, found: re.Match[str], text: Text, offset: int, marks: Iterable[tuple[int, int]]) -> str | None:
        if sum(found.start() <= start < found.end() for start, _end in marks) % 2:
            return None
        target = unquote(found["target"].strip())
        picture = bool(found["mark"])
        if "{{" in target:
            self._tell(text, offset, "link", target)
            return found["label"].replace("{{", "\\{\\{")
        if "/" not in target and "." not in target:
            return None
        kind = self.targets.find(target, self.source, self.lesson.module, picture=picture).kind
        if kind not in {"page", "file"}:
            return None
        address = self._resolve(target, text, offset, picture=picture)
        return f"{found['mark']}[{found['label']}]({_written(address)})" if address else None

    def _wide(self, found: re.Match[str], text: Text, offset: int) -> str | None:
        target = self.targets.find(found["target"], self.source, self.lesson.module, picture=bool(found["mark"]))
        if target.kind not in {"page", "file", "outside"}:
            return None
        address = self._resolve(found["target"], text, offset, picture=bool(found["mark"]))
        return f"{found['mark']}[{found['label']}]({_written(address)})" if address else None


def _bare(target: str) -> str:
    return target[1:-1] if target.startswith("<") and target.endswith(">") else target


def _written(address: str) -> str:
    if re.search(r"[\s<>]", address) or address.count("(") != address.count(")"):
        return "<" + address.replace("<", "%3C").replace(">", "%3E").replace("\n", " ") + ">"
    return address


def _name(target: str) -> str:
    """A word for a picture without a description."""
    name = unquote(target.partition("?")[0].rstrip("/").rpartition("/")[2])
    return re.sub(r"[\[\]()<>`*_\\]", " ", name).strip()[:60] or "picture"
