"""Markdown of this format as plain HTML for other programs."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from .model import BLANK

SOURCE = re.compile(r'(<img[^>]*?\ssrc=")([^"]*)(")')
TAG = re.compile(r"<[^>]*>")
LABEL = re.compile(r"<blockquote>\n<p>\[![A-Za-z]+\]\s*")


def to_html(markdown: str) -> str:
    """Blocks. Formulas stand as MathJax reads them."""
    return LABEL.sub("<blockquote>\n<p>", PARSER.render(markdown)).strip()


def to_inline(markdown: str) -> str:
    """Without a paragraph around it, if it is only one."""
    shown = to_html(markdown)
    return shown[3:-4] if shown.startswith("<p>") and shown.endswith("</p>") and shown.count("<p>") == 1 else shown


def to_plain(markdown: str) -> str:
    """Its words alone, on one line."""
    return " ".join(html.unescape(TAG.sub(" ", to_html(markdown).replace("</p>", " </p>"))).split()).replace(
        BLANK, "___"
    )


def with_sources(shown: str, change: Callable[[str], str]) -> str:
    """HTML with the addresses of its pictures changed."""
    return SOURCE.sub(lambda found: found[1] + html.escape(change(html.unescape(found[2]))) + found[3], shown)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "xhtmlOut": True})
    parser.enable(["table", "strikethrough"])
    dollarmath_plugin(parser, allow_labels=False, allow_blank_lines=False, allow_space=False, allow_digits=False)
    parser.add_render_rule("math_inline", _inline_math)
    parser.add_render_rule("math_block", _block_math)
    return parser


def _inline_math(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return f"\\({html.escape(tokens[index].content)}\\)"


def _block_math(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return f"<p>\\[{html.escape(tokens[index].content.strip())}\\]</p>\n"


PARSER = _parser()
