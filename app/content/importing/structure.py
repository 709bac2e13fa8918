"""One page by its tokens: HTML blocks and tags in lines, underlined headings, indented code, levels, the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it.token import Token

from app.content.parsing import cjk, marks

from . import elements, rawhtml
from .edits import Text
from .findings import Findings
from .foreign import MARKER
from .parser import Document, Inline, document_of

HEADING = re.compile(r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<marks>#{1,6})(?=[ \t]|$)")
WIDE_QUESTION = re.compile("[［【]")
TOP = re.compile(r"^[ >\t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*#[ \t]", re.MULTILINE)
MAY_ASK = re.compile(r"#[ \t]*(?:\[ ?(?:[?？]|pool|题库)|［|【)")


@dataclass(slots=True)
class Blocks:
    """Works on one page; the place is for what there is to tell."""

    path: str
    findings: Findings

    def tell(self, text: Text, offset: int, kind: str, what: str = "") -> None:
        self.findings.add(self.path, text.number_at(offset), kind, what)

    def turn_html(self, text: Text) -> Text:
        """Blocks of HTML first; what they become is then read again for tags in lines."""
        if "<" not in text.text:
            return text
        document = document_of(text.text)
        for token in document.tokens:
            if token.type == "html_block":
                self._html_block(document, text, token)
        text = text.apply()
        document = document_of(text.text)
        for inline in document.inlines():
            if any(child.type == "html_inline" for child in inline.token.children or []):
                self._tags(inline, text)
        return text.apply()

    def _html_block(self, document: Document, text: Text, token: Token) -> None:
        assert token.map is not None
        start, end = document.line_at(token.map[0]), document.line_at(token.map[1])
        source = document.lines[token.map[0]]
        first = token.content.split("\n")[0]
        lead = source[: source.rfind(first)] if first and source.endswith(first) else ""
        rest = MARKER.sub(lambda mark: " " * len(mark[0]), lead)

        def tell(kind: str, what: str) -> None:
            self.tell(text, start, kind, what)

        made = rawhtml.turn(token.content, tell)
        if made.strip() == token.content.strip():
            return
        self.tell(text, start, "html")
        lines = made.split("\n") if made else [""]
        done = [lead + lines[0], *(rest + line for line in lines[1:])]
        ends = "\n" if end and text.text[end - 1] == "\n" else ""
        done = [line.rstrip() for line in done]
        if text.text[end:].split("\n", 1)[0].strip(" >\t") and lines[-1]:
            done.append(rest.rstrip())
        text.replace(start, end, "\n".join(done) + ends)

    def _tags(self, inline: Inline, text: Text) -> None:
        """The tags of a paragraph: in pairs where both are there, dropped where they are alone."""
        opened: list[tuple[Token, str]] = []
        for child in inline.token.children or []:
            if child.type != "html_inline" or "start" not in child.meta:
                continue
            found = elements.TAG.fullmatch(child.content)
            if found is None or found["name"] is None:
                self._put(inline, text, child, "")
                continue
            name = found["name"].lower() if elements.is_html(found["name"]) else found["name"]
            if not elements.is_html(name) and not elements.is_component(name):
                self._put(inline, text, child, "\\" + child.content)
            elif found["close"]:
                self._pair(inline, text, opened, child, name)
            elif name in elements.VOID or found["rest"].rstrip().endswith("/"):
                self._void(inline, text, child, name, elements.attributes(found["rest"]))
            else:
                opened.append((child, name))
        for child, _name in opened:
            self._put(inline, text, child, "")

    def _void(self, inline: Inline, text: Text, child: Token, name: str, given: dict[str, str]) -> None:
        if name == "img":
            self._put(inline, text, child, rawhtml.picture(given))
        elif name == "br":
            self._put(inline, text, child, "<br>")
        else:
            self._put(inline, text, child, "")

    def _pair(self, inline: Inline, text: Text, opened: list[tuple[Token, str]], close: Token, name: str) -> None:
        at = next((index for index in range(len(opened) - 1, -1, -1) if opened[index][1] == name), None)
        if at is None:
            self._put(inline, text, close, "")
            return
        for child, _name in opened[at + 1 :]:
            self._put(inline, text, child, "")
        begin = opened[at][0]
        del opened[at:]
        found = elements.TAG.fullmatch(begin.content)
        given = elements.attributes(found["rest"]) if found else {}
        inside = inline.token.content[begin.meta["end"] : close.meta["start"]]
        first, last = self._marks(name, given, inside, inline, begin, close)
        if first is None:
            whole = rawhtml.code(elements.read(inside).text())
            if span := inline.span(begin.meta["start"], close.meta["end"]):
                self.tell(text, span[0], "html")
                text.replace(*span, whole.replace("|", "\\|") if inline.is_cell else whole)
            return
        lead = inside[: len(inside) - len(inside.lstrip(" "))] if first[:1] in {"*", "~"} else ""
        tail = inside[len(inside.rstrip(" ")) :] if first[:1] in {"*", "~"} else ""
        self._put(inline, text, begin, lead + first, len(lead), 0)
        self._put(inline, text, close, last + tail, 0, len(tail))

    def _marks(
        self, name: str, given: dict[str, str], inside: str, inline: Inline, begin: Token, close: Token
    ) -> tuple[str | None, str]:
        """What stands for the two tags; None when the whole becomes code."""
        if name in rawhtml.CODE:
            return None, ""
        if name in rawhtml.KEPT:
            title = given.get("title", "") if name == "abbr" else ""
            return (f'<abbr title="{title}">' if title else f"<{name}>"), f"</{name}>"
        if (
            name == "a"
            and given.get("href")
            and inside.strip()
            and "](" not in re.sub(r"!\[[^\]]*\]\([^)]*\)", "", inside)
        ):
            written = rawhtml.link("x", given["href"])
            return "[", written[2:]
        if name in rawhtml.EMPHASIS and _can_stand(inside, inline.token.content, begin, close):
            return rawhtml.EMPHASIS[name], rawhtml.EMPHASIS[name]
        if name == "q":
            return "“", "”"
        if name in {"details", "summary"}:
            return f"<{name}>", f"</{name}>"
        return "", ""

    def _put(self, inline: Inline, text: Text, child: Token, made: str, behind: int = 0, before: int = 0) -> None:
        """`behind`, `before`: how many blanks beside the tag are replaced with it."""
        if made == child.content:
            return
        if span := inline.span(child.meta["start"] - before, child.meta["end"] + behind):
            self.tell(
                text, span[0], "html" if not made.startswith("\\") else "escaped", "<" if made.startswith("\\") else ""
            )
            text.replace(*span, made)

    def straighten(self, text: Text) -> Text:
        """Underlined headings get their #, indented code a fence, and what would begin a question a backslash."""
        document = document_of(text.text)
        for index, token in enumerate(document.tokens):
            if token.type == "heading_open" and token.markup in {"=", "-"}:
                self._underlined(document, text, token, document.tokens[index + 1])
            elif token.type == "code_block":
                self._indented(document, text, token)
        text = text.apply()
        document = document_of(text.text)
        tokens = {
            id(token)
            for index, token in enumerate(document.tokens)
            if document.tokens[index - 1].type == "heading_open"
        }
        for inline in document.inlines():
            if id(inline.token) in tokens:
                self._no_question(inline, text)
        return text.apply()

    def _underlined(self, document: Document, text: Text, token: Token, inside: Token) -> None:
        assert token.map is not None
        start, end = document.line_at(token.map[0]), document.line_at(token.map[1])
        source = document.lines[token.map[0]]
        first = inside.content.split("\n")[0]
        at = source.rfind(first)
        if at < 0:
            return
        self.tell(text, start, "heading")
        level = "#" if token.markup == "=" else "##"
        content = " ".join(inside.content.split("\n"))
        content = re.sub(r"(#+)$", r"\\\1", content)
        last = document.line_at(token.map[1] - 1)
        follows = text.text[end:].split("\n", 1)[0].strip(" >\t")
        rest = MARKER.sub(lambda mark: " " * len(mark[0]), source[:at])
        ends = f"\n{rest.rstrip()}\n" if follows else "\n" if text.text[last:end].endswith("\n") else ""
        lead = source[:at].rstrip(" \t") + (" " if source[:at].strip() else "") if len(source[:at]) < 4 else source[:at]
        text.replace(start, end, f"{lead}{level} {content}{ends}")

    def _indented(self, document: Document, text: Text, token: Token) -> None:
        assert token.map is not None
        written = token.content.rstrip("\n").split("\n")
        source = document.lines[token.map[0] : token.map[0] + len(written)]
        if len(source) != len(written) or not all(
            line.endswith(code) for line, code in zip(source, written, strict=True)
        ):
            return
        lead = source[0][: len(source[0]) - len(written[0])]
        if MARKER.search(lead) or not lead.endswith(("\t", "    ")):
            return
        lead = lead[:-1] if lead.endswith("\t") else lead[:-4]
        start, end = document.line_at(token.map[0]), document.line_at(token.map[0] + len(written))
        self.tell(text, start, "code")
        code = rawhtml.fence("\n".join(written)).split("\n")
        ends = "\n" if text.text[start:end].endswith("\n") else ""
        text.replace(start, end, "\n".join((lead + line).rstrip() if not line else lead + line for line in code) + ends)

    def _no_question(self, inline: Inline, text: Text) -> None:
        content = inline.token.content
        if not (marks.QUESTION.match(content) or marks.POOL.match(content)):
            return
        if span := inline.span(0, 1):
            self.tell(text, span[0], "escaped", content[:1])
            wide = WIDE_QUESTION.match(content)
            text.replace(*span, f"&#x{ord(content[0]):X};" if wide else "\\" + content[0])

    def lower(self, text: Text, *, after_title: bool) -> Text:
        """With several headings of level 1, all but the title go one level down."""
        if len(TOP.findall(text.text)) < 2:
            return text
        document = document_of(text.text)
        headings = [token for token in document.tokens if token.type == "heading_open"]
        tops = sum(token.tag == "h1" for token in headings)
        if tops < 2:
            return text
        for token in headings[1:] if after_title else headings:
            assert token.map is not None
            found = HEADING.match(document.lines[token.map[0]])
            if found and token.tag != "h6":
                start = document.line_at(token.map[0]) + found.start("marks")
                text.replace(start, start, "#")
        self.tell(text, 0, "levels")
        return text.apply()


def _can_stand(inside: str, content: str, begin: Token, close: Token) -> bool:
    """Whether marks of emphasis in the place of the tags would be read as such."""
    bare = inside.strip()
    if not bare or "*" in inside or "\n\n" in inside or "~" in inside:
        return False
    before, after = content[: begin.meta["start"]][-1:] or " ", content[close.meta["end"] :][:1] or " "
    before = " " if inside[0].isspace() else before
    after = " " if inside[-1].isspace() else after
    opens, _closes = cjk.flanks(before, bare[0], anywhere=True)
    _opens, closes = cjk.flanks(bare[-1], after, anywhere=True)
    return opens and closes and before != "*" and after != "*"


def title_of(text: str) -> tuple[str, tuple[int, int] | None, bool]:
    """The page's level-1 heading as text, its lines, and whether it is the first block; empty when there is none."""
    document = document_of(text)
    tokens = document.tokens
    for index, token in enumerate(tokens[:120]):
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and token.map:
            return plain(tokens[index + 1]), (token.map[0], token.map[1]), index == 0
        if token.type == "heading_open" and token.level == 0:
            break
    return "", None, False


def plain(token: Token) -> str:
    """The text of a heading."""
    parts = []
    for child in token.children or []:
        if child.type in {"text", "text_special", "code_inline", "math_inline", "image"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return " ".join("".join(parts).split())
