"""One page on its way: from foreign text to a lesson that still has its foreign links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import comments, indents, mdx, notices
from .anchors import Anchors, anchors_of
from .attributes import Attributes
from .components import Components
from .containers import Containers
from .edits import Text
from .foreign import Foreign
from .formulas import Formulas
from .fronts import AUTHORS, FOR_THE_TOOL, SUMMARIES, TAGS, TITLES, Fields, Front
from .including import Includer
from .lines import Line, code_lines, number
from .material import Material
from .roles import Labels, Roles
from .structure import Blocks, title_of
from .templates import Templates
from .values import Values

HIDDEN_RUST = re.compile(r"[ \t]*#(?: .*)?")
LONGEST_LINE = 20_000
TAKEN = {
    *TITLES,
    *SUMMARIES,
    *TAGS,
    *AUTHORS,
    "draft",
    "published",
    "id",
    "sidebar_position",
    "weight",
    "nav_order",
    "order",
}
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,38}")


@dataclass(slots=True)
class Draft:
    """A page as far as it is known without the others."""

    source: str
    lang: str
    fields: Fields
    text: Text
    title: str  # that of the page, wherever it stands
    anchors: Anchors = field(default_factory=Anchors)


@dataclass(frozen=True, slots=True)
class Book:
    """What the pages of a folder share."""

    includer: Includer
    values: Values
    labels: Labels
    title: str


def prepare(
    material: Material, source: str, lang: str, *, entry_title: str, tool: str, book: Book, is_source: bool
) -> Draft:
    """The page with everything turned that other dialects have and ours has not."""
    front = material.front(source)
    roles = Roles(source, material.findings, book.labels)
    lines = _turned(material, source, front, tool, book, roles, lang)
    named: list[tuple[int, str]] = [*roles.anchors]
    blocks = Blocks(source, material.findings)
    attributes = Attributes(source, material.findings)
    lines = attributes.take_off(lines)
    foreign = Foreign(source, material.findings)
    text = foreign.turn(Text.of(lines or [Line(1, "")]))
    named += [*attributes.anchors.items(), *foreign.anchors]
    text = blocks.straighten(blocks.turn_html(text))
    fields = _fields(front, source, material, is_source=is_source)
    if not entry_title and "/" not in source and _is_first(source):
        entry_title = book.title
    title, text, in_text = _titled(front, entry_title, source, text, fields)
    text = _without_gaps(blocks.lower(text, after_title=in_text))
    return Draft(source, lang, fields, text, title, anchors_of(text, named, in_text))


def _without_gaps(text: Text) -> Text:
    """Without the empty lines that were left by what is gone: at most two in a row, outside code."""
    lines = [Line(number, line) for number, line in zip(text.numbers, text.text.split("\n"), strict=True)]
    done: list[Line] = []
    for line, inside in zip(lines, code_lines(lines), strict=True):
        if inside or line.text.strip():
            done.append(line)
        elif not (len(done) >= 2 and not done[-1].text and not done[-2].text):
            done.append(Line(line.number, ""))
    return Text.of(done or [Line(1, "")])


def _turned(
    material: Material, source: str, front: Front, tool: str, book: Book, roles: Roles, lang: str
) -> list[Line]:
    lines = number(front.body, front.lines + 1)
    if any(len(line.text) > LONGEST_LINE for line in lines):
        return _with_own_lists(front, lines)
    lines = comments.take_out(book.includer.include(comments.take_out(lines), source))
    if tool == "mdBook":
        lines = _without_hidden(lines, source, material)
    lines = Templates(source, material.findings, book.values, front, lang).take_out(lines)
    lines = Components(source, material.findings).turn(mdx.take_out(lines))
    lines = Formulas(source, material.findings).turn(roles.turn(indents.straighten(lines)))
    lines = Containers(source, material.findings).turn(lines)
    return _with_own_lists(front, lines)


def _without_hidden(lines: list[Line], source: str, material: Material) -> list[Line]:
    """Examples in Rust as the book shows them: lines that begin with # and a blank are only there to be compiled."""
    done: list[Line] = []
    rust = False
    code = code_lines(lines)
    for index, line in enumerate(lines):
        if code[index] and (index == 0 or not code[index - 1]):
            rust = re.match(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(?:rust|should_panic|ignore|no_run)", line.text) is not None
        if code[index] and rust and HIDDEN_RUST.fullmatch(line.text):
            material.findings.add(source, line.number, "hidden-code")
        else:
            done.append(line)
    return done


def _with_own_lists(front: Front, lines: list[Line]) -> list[Line]:
    """What lessons of the Carpentries say in fields: questions and objectives at the top, key points at the end."""
    before: list[Line] = []
    after: list[Line] = []
    for name, place in (("questions", before), ("objectives", before), ("keypoints", after)):
        value = front.fields.get(name)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            found = [Line(1, f"- {' '.join(str(each).split())}") for each in value]
            place += [Line(1, ""), *notices.quotation(name, "", found, 1), Line(1, "")]
    return [*before, *lines, *after]


def _titled(front: Front, entry_title: str, source: str, text: Text, fields: Fields) -> tuple[str, Text, bool]:
    """The title, the text, and whether the title is the text's first heading."""
    heading, where, first = title_of(text.text)
    own = front.text(TITLES[:1]) or (heading if where else "") or front.text(TITLES) or entry_title
    own = " ".join(re.sub(r"<[^>]*>", "", own).split()) or _from_name(source)
    if where and heading and first and own == heading and len(heading) <= 200 and "\\" not in heading:
        return own, text, True
    if where and heading == own:
        lines = text.text.split("\n")
        del lines[where[0] : where[1]]
        numbers = text.numbers[: where[0]] + text.numbers[where[1] :]
        text = Text("\n".join(lines), numbers or [1])
    fields.values = {"title": own[:200], **fields.values}
    return own, text, False


def _is_first(source: str) -> bool:
    return source.rpartition("/")[2].rpartition(".")[0].lower() in {"readme", "index", "_index"}


def _from_name(source: str) -> str:
    name = source.rpartition("/")[2].rpartition(".")[0]
    if _is_first(source) and "/" in source:
        name = source.split("/")[-2]
    words = re.sub(r"^\d+[\W_]+", "", name).replace("-", " ").replace("_", " ").strip()
    return (words[:1].upper() + words[1:]) or name or "Untitled"


def _fields(front: Front, source: str, material: Material, *, is_source: bool) -> Fields:
    """The fields of the page in our terms; what has no counterpart is kept with an x_ before its name."""
    fields = Fields()
    fields.set("summary", front.text(SUMMARIES)[:500])
    fields.set("authors", [each[:100] for each in front.words(AUTHORS)][:20])
    if is_source:
        fields.set("tags", [each[:100] for each in front.words(TAGS)][:20])
        fields.set("minutes", _minutes(front))
        fields.set("status", "draft" if front.is_draft else "")
    fields.set("x_source", source)
    for name, value in list(front.fields.items())[:60]:
        if name in TAKEN or name in FOR_THE_TOOL:
            continue
        words = (
            value
            if isinstance(value, str)
            else [each for each in value if isinstance(each, str)]
            if isinstance(value, list)
            else None
        )
        if words and KEY.fullmatch(name) and (isinstance(words, str) or len(words) == len(value)):
            fields.set(f"x_{name.replace('-', '_').lower()}", words[:1000] if isinstance(words, str) else words[:50])
        elif value:
            material.findings.add(source, 1, "field", name[:40])
    return fields


def _minutes(front: Front) -> int | None:
    """Lessons of the Carpentries say how long they are taught and practised."""
    given = [front.text([name]) for name in ("teaching", "exercises")]
    total = sum(int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 4)
    return total if 1 <= total <= 600 else None
