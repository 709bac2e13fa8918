"""A glossary file: every heading of level 2 is a term, with what it means below (content-format §13.5)."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from app.questions.draft import Draft, Setting
from app.questions.settings import words

from .. import ids
from .asking import read_chips
from .page_parts import with_figures
from .pagefile import WrittenTerm
from .places import line_of
from .rendering import Writer
from .token_texts import plain

MOST_TERMS = 2000


def read_terms(tokens: Sequence[Token], writer: Writer) -> tuple[WrittenTerm, ...]:
    """The terms in the order of the file; an id that is bad or taken is complained about."""
    starts = [at for at, token in enumerate(tokens) if token.type == "heading_open" and _is_term(token)]
    if len(starts) > MOST_TERMS:
        writer.report.add("C118", line_of(tokens[starts[MOST_TERMS]]), 1, what="terms", limit=MOST_TERMS)
    found: dict[str, WrittenTerm] = {}
    for start, end in zip(starts[:MOST_TERMS], [*starts[1:], len(tokens)], strict=False):
        term = _term(tokens[start:end], writer)
        other = found.setdefault(term.id.lower(), term)
        if other is not term:
            writer.report.add("C102", term.line, term.column, id=term.id, other=f"{writer.report.path}:{other.line}")
    return tuple(found.values())


def _is_term(token: Token) -> bool:
    return token.level == 0 and token.tag == "h2"


def _term(tokens: Sequence[Token], writer: Writer) -> WrittenTerm:
    line = line_of(tokens[0])
    draft = Draft(line)
    chips: Sequence[Setting] = tokens[3].meta.get("settings", ()) if len(tokens) > 3 else ()
    settings = read_chips(chips, draft, ("id", "aka"))
    title = plain(tokens[1].children)
    given = settings.get("id")
    if given is not None and not ids.is_competency_id(given.value):
        draft.complain_about(given, "C103", id=given.value)
        given = None
    writer.report.take(draft.complaints)
    return WrittenTerm(
        id=given.value if given else ids.from_name(title) or f"term-{line}",
        title=title,
        aka=words(settings["aka"].value) if "aka" in settings else (),
        html=writer.html(with_figures(tokens[6 if chips else 3 :])),
        line=given.line if given else line,
        column=given.column if given else 1,
        has_id=given is not None,
    )
