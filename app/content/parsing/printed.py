"""What the texts of one question print: values `{{formula}}` and blanks `[[…]]` (content-format §8.3, §8.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from markdown_it.token import Token

from app.questions.draft import Draft, Written

MOST_IN_QUESTION = 200  # values, or blanks, of one question
JOINER = "\u2060"
"""Invisible, and never between letters: keeps braces that mean nothing apart in plain text."""

IN_MATH = re.compile(r"\{\{([^{}]*)\}\}")
IN_MATH_TEXT = re.compile(r"(\\(?:text[a-z]*|mbox|hbox|fbox)\s*)\{((?:[^{}]|\{\{[^{}]*\}\})*)\}")


@dataclass(slots=True)
class Printed:
    """Notes values and blanks while the texts of a question are written."""

    draft: Draft
    has_variables: bool
    takes_blanks: bool = False  # in heading and prompt
    blanks: list[Written] = field(default_factory=list)
    formulas: list[Written] = field(default_factory=list)

    def value(self, token: Token) -> str | None:
        """`{{formula}}`, noted; None when it is none."""
        return f"{{{{{token.content}}}}}" if self._note(token, self.formulas) else None

    def _note(self, token: Token, noted: list[Written]) -> bool:
        """Whether there is something between the marks; those without are complained about where answers are read."""
        written = Written(token.content, *_place(token), bool(token.meta["closed"]))
        whole = written.closed and bool(written.text.strip())
        if len(noted) <= MOST_IN_QUESTION:
            noted.append(written)
        elif len(noted) == MOST_IN_QUESTION + 1:
            noted.append(written)
            self.draft.complain(written.line, written.column, "C118", what="blanks and values", limit=MOST_IN_QUESTION)
        return whole

    def blank(self, token: Token) -> str | None:
        """`[[n]]` for blank number n, from 1; None when it is none."""
        if not self.takes_blanks:
            self.draft.complain(*_place(token), "C339", what="[[…]]")
            return None
        return f"[[{len(self.blanks)}]]" if self._note(token, self.blanks) else None

    def cut_from(self, latex: str, line: int, column: int) -> tuple[str, dict[str, str]]:
        """A formula with a number in the place of each value, and the values by these numbers.

        Without variables, double braces are LaTeX's own.
        """
        found: dict[str, str] = {}
        if not self.has_variables or "{{" not in latex:
            return latex, found

        def number(match: re.Match[str]) -> str:
            name = f"{7041700 + len(found)}"
            while name in latex:
                name += "7"
            found[name] = match[0]
            return name

        def text(match: re.Match[str]) -> str:
            return f"{match[1]}{{{IN_MATH.sub(number, match[2])}}}"

        for match in IN_MATH.finditer(latex):
            self.formulas.append(Written(match[1], line, column + match.start()))
        cut = IN_MATH_TEXT.sub(text, latex)
        return IN_MATH.sub(lambda match: f"{{{number(match)}}}", cut), found


def put_back(mathml: str, values: dict[str, str]) -> str:
    """Values in the place of the numbers that stood for them; other braces mean nothing."""
    mathml = neutral(mathml)
    for name, written in values.items():
        mathml = mathml.replace(name, escape(written))
    return mathml


def neutral(html: str) -> str:
    """HTML in which no brace or double bracket can be taken for a value or a blank."""
    if "{" in html or "}" in html:
        html = html.replace("{", "&#123;").replace("}", "&#125;")
    return html.replace("[[", "&#91;&#91;").replace("]]", "&#93;&#93;") if "[[" in html or "]]" in html else html


def neutral_text(text: str) -> str:
    """The same for plain text."""
    for double in ("{{", "}}", "[[", "]]"):
        text = text.replace(double, double[0] + JOINER + double[1])
    return text


def _place(token: Token) -> tuple[int, int]:
    return token.meta.get("line", 0), token.meta.get("column", 0)
