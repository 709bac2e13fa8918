"""Code in colours, by class names alone: app/static/css/prose.css says what they look like."""

from __future__ import annotations

import html
from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import LEXERS, get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String

LONGEST = 8_000
LONGEST_LINE = 400
MOST_LINES = 300
"""A block beyond these is shown plain: the time that some languages take grows with the square of them."""

PLAIN = {"", "text", "txt", "plain", "plaintext", "none", "output", "csv", "log"}
ALIASES = frozenset(alias for _module, _name, aliases, _files, _types in LEXERS.values() for alias in aliases)
CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Literal, "m"),
    (Name.Tag, "k"),
    (Name.Attribute, "n"),
    (Name.Function, "n"),
    (Name.Class, "n"),
    (Name.Decorator, "n"),
    (Name.Builtin, "n"),
    (Name.Entity, "n"),
    (Generic.Heading, "k"),
    (Generic.Subheading, "k"),
    (Generic.Deleted, "d"),
    (Generic.Inserted, "i"),
)


def is_known(language: str) -> bool:
    """Whether code in this language can be coloured, or needs no colours."""
    return language.lower() in PLAIN or language.lower() in ALIASES


def colour(code: str, language: str) -> str:
    """The code as HTML."""
    name = language.lower()
    if name in PLAIN or name not in ALIASES or not _is_ordinary(code):
        return html.escape(code, quote=False)
    return _coloured(code, name)


def _is_ordinary(code: str) -> bool:
    lines = code.split("\n")
    short = len(code) <= LONGEST and len(lines) <= MOST_LINES
    return short and code.endswith("\n") and max(map(len, lines)) <= LONGEST_LINE


@lru_cache(maxsize=256)
def _coloured(code: str, language: str) -> str:
    tokens = [(_class(kind), text) for kind, text in _lexer(language).get_tokens(code) if text]
    if "".join(text for _name, text in tokens) != code:  # some lexers leave out what they do not expect
        return html.escape(code, quote=False)
    pieces = (
        (name, html.escape("".join(text for _name, text in run), quote=False))
        for name, run in groupby(tokens, key=lambda token: token[0])
    )
    return "".join(f'<span class="tok-{name}">{text}</span>' if name else text for name, text in pieces)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@lru_cache(maxsize=512)
def _class(kind: tuple[str, ...]) -> str:
    return next((name for parent, name in CLASSES if kind in parent), "")
