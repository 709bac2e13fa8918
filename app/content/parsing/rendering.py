"""Tokens to HTML, once for each version of a file.

Addresses of pages and files are not known yet when a file is read by itself. They are left as marks, which `fill`
replaces when the course is put together; a mark carries the hash of the file, so that no text can hold one by chance
or by intent.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ..diagnostics import Report
from . import colours, marks, mathml, notes, safety
from .markdown import PARSER
from .places import column_of, line_of
from .printed import Printed, neutral, put_back
from .safety import SCHEME
from .token_texts import language_of, texts_of
from .wording import word

OUTSIDE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
SIZE = re.compile("[0-9]{1,4}")
OPENS = re.compile(r"<(?!/|br|img)")
CLOSES = re.compile("</")
ENDS = re.compile(r"[,.;:!?)\]%，。；：、！？）】」』》〉”’…]+")
DEEPEST_HTML = 50
MOST_FORMULAS = 1000
MOST_IN_FORMULAS = 40_000  # characters, of a file
MOST_COLOURED = 40_000  # characters of code, of a file
WORDS = {"", "text", "txt", "plain", "plaintext"}
"""Blocks in these are words and formulas in lines, which may wrap; code scrolls."""

STATES = {"NOTE": "info", "TIP": "ok", "IMPORTANT": "info", "WARNING": "warn", "CAUTION": "bad"}
DIAGRAMS = {"mermaid", "dot", "graphviz", "plantuml", "d2"}
ICONS = {
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.2"/>',
    "ok": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "warn": '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.3v.2"/>',
}
ICONS["bad"] = ICONS["warn"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture as it is written, and where; its number is its place in the file's list."""

    target: str
    line: int
    column: int
    picture: bool = False


@dataclass(slots=True)
class Writer:
    """What the HTML of one file needs to know, and what is noted while it is written."""

    lang: str
    key: str  # of this version of the file, in every mark
    lines: Sequence[str]
    report: Report
    prefix: str = ""  # of ids, in files whose text stands in pages with other files' text
    links: list[Link] = field(default_factory=list)
    printed: Printed | None = None  # while a question is written
    notes: notes.Notes = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)  # what is put in after cleaning: made here, of nothing but lists
    depth: int = 0  # of raw HTML that is still open
    callouts: int = 0
    tables: int = 0
    formulas: int = 0
    in_formulas: int = 0
    coloured: int = 0

    def html(self, tokens: Sequence[Token], noted: Sequence[Token] | None = None) -> str:
        """Sanitised HTML of some blocks. In a question, with the footnotes of these blocks, or of those `noted`."""
        if self.printed is not None and self.notes:
            wanted = notes.references(tokens if noted is None else noted)
            tokens = [*tokens, *notes.section(self.notes, wanted)]
        if not tokens:
            return ""
        self.depth = 0
        rendered = RENDERER.render(tokens, PARSER.options, {"writer": self})
        cleaned = safety.clean(rendered)
        if self.printed is not None:
            cleaned = neutral(cleaned)
        if self.slots:
            cleaned = re.sub(f"{SCHEME}:{self.key}:slot-([0-9]+);", self._slot, cleaned)
            self.slots.clear()
        return cleaned.strip()

    def later(self, made: str) -> str:
        """A mark in the place of HTML that is put in after cleaning."""
        self.slots.append(made)
        return f"{SCHEME}:{self.key}:slot-{len(self.slots) - 1};"

    def _slot(self, match: re.Match[str]) -> str:
        return self.slots[int(match[1])]

    def formula(self, token: Token, line: int, column: int, *, block: bool) -> str:
        """A formula as MathML, or as it is written, with a complaint."""
        self.formulas += 1
        self.in_formulas += len(token.content)
        if self.formulas > MOST_FORMULAS or self.in_formulas > MOST_IN_FORMULAS:
            if not self.formulas > MOST_FORMULAS + 1:
                self.report.add("C118", line, column, what="formulas", limit=MOST_FORMULAS)
                self.formulas = MOST_FORMULAS + 1
            return escapeHtml(token.content)
        values: dict[str, str] = {}
        latex = token.content
        if self.printed is not None:
            latex, values = self.printed.cut_from(latex, line, column + len(token.markup))
        made = mathml.convert(latex, block=block)
        if made.why:
            self.report.add("C335", line, column, why=made.why)
            return f"<code>{escapeHtml(token.content)}</code>"
        return self.later(put_back(made.mathml, values) if self.printed is not None else made.mathml)

    def code(self, code: str, language: str) -> str:
        self.coloured += len(code)
        return escapeHtml(code) if self.coloured > MOST_COLOURED else colours.colour(code, language)

    def address(self, attribute: str, target: str, line: int, column: int, *, picture: bool = False) -> str:
        """An attribute with an address: the mark of one to be filled in, or one of the world outside."""
        if OUTSIDE.match(target) and not picture:
            return f'{attribute}="{escapeHtml(normalizeLink(target))}" rel="noopener noreferrer"'
        self.links.append(Link(target, line, column, picture))
        return f'{attribute}="{SCHEME}:{self.key}:{len(self.links) - 1}"'

    def picture(self, target: str, alt: str, title: str, line: int, column: int, size: str = "") -> str:
        """A picture, or a recording: what it is shows when its file is known. `size`: attributes of raw HTML."""
        if not alt.strip():
            self.report.add("C320", line, column)
        shown = f' title="{escapeHtml(title)}"' if title else ""
        address = self.address("src", target, line, column, picture=True)
        return f'<img {size}{address} alt="{escapeHtml(alt)}"{shown} loading="lazy">'

    def raw(self, content: str, place: Callable[[int], tuple[int, int]]) -> str:
        def complain(code: str, offset: int, tag: str) -> None:
            self.report.add(code, *place(offset), tag=tag)

        def image(attributes: dict[str, str], offset: int) -> str:
            given = ((name, attributes.get(name, "")) for name in ("width", "height"))
            size = "".join(f'{name}="{value}" ' for name, value in given if SIZE.fullmatch(value))
            return self.picture(attributes.get("src", ""), attributes.get("alt", ""), "", *place(offset), size)

        filtered = safety.filter_raw(content, complain, image)
        self.depth += len(OPENS.findall(filtered)) - len(CLOSES.findall(filtered))
        if self.depth <= DEEPEST_HTML:
            return filtered
        if self.depth == DEEPEST_HTML + 1:
            self.report.add("C118", *place(0), what="HTML elements inside each other", limit=DEEPEST_HTML)
        return ""


def _icon(state: str) -> str:
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[state]}</svg>'


class Renderer(RendererHTML):
    """One method a token type; what has none is written as CommonMark says."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        anchor = f' id="{escapeHtml(token.meta["anchor"])}"' if "anchor" in token.meta else ""
        return f"<{_level(token)}{anchor}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        link = ""
        if "anchor" in token.meta:
            label = word(env["writer"].lang, "section")
            link = f'<a href="#{escapeHtml(token.meta["anchor"])}" aria-label="{label}">#</a>'
        return f"{link}</{_level(token)}>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        title = token.attrs.get("title")
        shown = f' title="{escapeHtml(str(title))}"' if title else ""
        place = token.meta.get("line", 0), token.meta.get("column", 0)
        return f"<a {env['writer'].address('href', str(token.attrs['href']), *place)}{shown}>"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        alt = self.description(token.children or (), env["writer"])
        title = "" if token.meta.get("figure") else str(token.attrs.get("title") or "")
        place = token.meta.get("line", 0), token.meta.get("column", 0)
        picture: str = env["writer"].picture(str(token.attrs["src"]), alt, title, *place)
        return picture

    def description(self, tokens: Sequence[Token], writer: Writer) -> str:
        """Inline tokens as the description of a picture: text alone."""
        return "".join(
            _value(token, writer) if token.type == "value" else "".join(texts_of((token,))) for token in tokens
        )

    def figure(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        image = (tokens[idx].children or [])[0]
        caption = escapeHtml(str(image.attrs["title"]))
        return f"<figure>{self.image([image], 0, options, env)}<figcaption>{caption}</figcaption></figure>\n"

    def blockquote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        label = str(tokens[idx].meta.get("label", "")).upper()
        if label not in marks.ALERTS:
            return "<blockquote>\n"
        writer: Writer = env["writer"]
        writer.callouts += 1
        name, state = f"{writer.prefix}callout-{writer.callouts}", STATES[label]
        icon = writer.later(_icon(state))
        return (
            f'<aside class="callout" data-s="{state}" aria-labelledby="{name}">'
            f'<p id="{name}">{icon}{word(writer.lang, label)}</p>\n'
        )

    def blockquote_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</aside>\n" if str(tokens[idx].meta.get("label", "")).upper() in marks.ALERTS else "</blockquote>\n"

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        writer: Writer = env["writer"]
        writer.tables += 1
        label = f"{word(writer.lang, 'table')} {writer.tables}"
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{_align(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_align(tokens[idx])}>"

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        box = {"done": "☑ ", "open": "☐ "}.get(str(tokens[idx].meta.get("task")), "")
        return f'<li class="task">{box}' if box else "<li>"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        language = language_of(tokens[idx])
        label = " ".join(filter(None, [word(env["writer"].lang, "code"), escapeHtml(language)]))
        code = env["writer"].code(tokens[idx].content, language)
        if language.lower() in WORDS:
            lines = "\n".join(f"<span>{line}</span>" for line in code.rstrip("\n").split("\n"))
            return f'<pre class="words" role="group" aria-label="{label}"><code>{lines}\n</code></pre>\n'
        return f'<pre tabindex="0" role="group" aria-label="{label}"><code>{code}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return self.fence(tokens, idx, options, env)

    def math_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        if token.meta["money"]:
            return escapeHtml(f"{token.markup}{token.content}{token.markup}")
        place = token.meta.get("line", 0), token.meta.get("column", 0)
        block = token.markup == "$$"
        shown: str = env["writer"].formula(token, *place, block=block)
        if block:
            return self._scrolling(shown, "span", env["writer"].lang)
        return (
            f'<span class="formula">{shown}{escapeHtml(mark)}</span>' if (mark := _mark_after(tokens, idx)) else shown
        )

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Without the mark that a formula before it has taken with it."""
        taken = _mark_after(tokens, idx - 1) if idx else ""
        return escapeHtml(tokens[idx].content[len(taken) :])

    def math_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        writer: Writer = env["writer"]
        token = tokens[idx]
        shown = writer.formula(token, line_of(token), column_of(writer.lines, token, "$$"), block=True)
        return self._scrolling(shown, "div", writer.lang) + "\n"

    def _scrolling(self, formula: str, tag: str, lang: str) -> str:
        """A formula on lines of its own, in what scrolls when it is too wide, for the keyboard, too."""
        if formula.startswith("<code>"):  # it cannot be read
            return formula
        label = word(lang, "formula")
        return f'<{tag} class="scroll formula" role="group" tabindex="0" aria-label="{label}">{formula}</{tag}>'

    def value(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escapeHtml(_value(tokens[idx], env["writer"]))

    def blank(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        writer: Writer = env["writer"]
        if writer.printed is None:
            return escapeHtml(tokens[idx].markup)
        number = writer.printed.blank(tokens[idx])
        return escapeHtml(tokens[idx].markup) if number is None else writer.later(number)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token, writer = tokens[idx], env["writer"]
        raw: str = writer.raw(token.content, lambda _offset: (token.meta.get("line", 0), token.meta.get("column", 0)))
        return raw

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token: Token = tokens[idx]
        writer: Writer = env["writer"]

        starts = [0, *(match.end() for match in re.finditer("\n", token.content))]

        def place(offset: int) -> tuple[int, int]:
            number = bisect_right(starts, offset) - 1
            line = min((token.map or [0])[0] + number, len(writer.lines) - 1)
            found = writer.lines[line].find(
                token.content[offset : starts[number + 1] - 1 if number + 1 < len(starts) else None]
            )
            return line + 1, max(0, found) + 1

        return writer.raw(token.content, place)

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number, again = tokens[idx].meta["id"] + 1, tokens[idx].meta.get("subId", 0)
        prefix = env["writer"].prefix
        name = f"{prefix}fnref{number}" + (f"-{again}" if again else "")
        label = f"{word(env['writer'].lang, 'footnote')} {number}"
        return f'<sup><a href="#{prefix}fn{number}" id="{name}" aria-label="{label}">{number}</a></sup>'

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<section class="footnotes" aria-label="{word(env["writer"].lang, "footnotes")}"><ol>\n'

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number = tokens[idx].meta["id"] + 1
        return f'<li id="{env["writer"].prefix}fn{number}" value="{number}">'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        number, again = tokens[idx].meta["id"] + 1, tokens[idx].meta.get("subId", 0)
        name = f"{env['writer'].prefix}fnref{number}" + (f"-{again}" if again else "")
        return f' <a href="#{name}" aria-label="{word(env["writer"].lang, "back")}">↩</a>'


def _level(token: Token) -> str:
    """The page's title is its one level-1 heading."""
    return "h2" if token.tag == "h1" else token.tag


def _mark_after(tokens: Sequence[Token], idx: int) -> str:
    """The punctuation right after a formula within a line, which must not begin the next line."""
    token = tokens[idx]
    if token.type != "math_inline" or token.meta["money"] or token.markup == "$$" or idx + 1 >= len(tokens):
        return ""
    found = ENDS.match(tokens[idx + 1].content) if tokens[idx + 1].type == "text" else None
    return found[0] if found else ""


def _align(token: Token) -> str:
    style = str(token.attrs.get("style", ""))
    return ' class="num"' if "right" in style else ' class="mid"' if "center" in style else ""


def _value(token: Token, writer: Writer) -> str:
    """A mark in the place of a value, or what is written where it is none."""
    written = writer.printed.value(token) if writer.printed is not None else None
    return token.markup if written is None else writer.later(escapeHtml(written))


RENDERER = Renderer()
