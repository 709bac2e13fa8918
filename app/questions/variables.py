"""The `vars` block of a question: definitions and requirements, one to a line (content-format §8.7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .arithmetic import FormulaError
from .draft import Draft, Written
from .formulas import Formula, parse
from .model import Variable
from .plans import generator
from .syntax import LONGEST_NAME, RESERVED, WORD
from .templates import Print, read_print

MOST_NAMES = 20
LONGEST_FORMULA = 200
REQUIRE = re.compile(r"[ \t\u3000]*require(?!\w)")
DEFINITION = re.compile(r"(?P<name>[^=＝]*)[=＝]")

Found = TypeVar("Found")


@dataclass(slots=True)
class Names:
    """The names a draft may use in its formulas, and which of them it used.

    `sound`: every formula was read, so that the question can be drawn.
    """

    draft: Draft
    variables: list[Variable] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    prints: list[Print] = field(default_factory=list)  # all formulas in texts and answers
    sound: bool = True

    def read(self) -> None:
        """The whole block, with complaints."""
        for line in self.draft.variables:
            text = line.text.partition("#")[0].rstrip()
            if not text.strip():
                continue
            if (require := REQUIRE.match(text)) is not None:
                self._require(text[require.end() :], line, require.end())
            elif len(self.places) < MOST_NAMES:
                self._define(text, line)
            else:
                if len(self.places) == MOST_NAMES:
                    self.complain(line, len(text) - len(text.lstrip()), "C118", what="variables", limit=MOST_NAMES)
                self._surplus(text, line)

    def print_of(self, written: Written) -> Print | None:
        """What stands between double braces in the file; None, with a complaint, when it cannot be read."""
        if not written.closed or not written.text.strip():
            self.complain(written, 0, "C250")
            return None
        shown = self._try(lambda: read_print(written.text), written, 2)
        if shown is None or not self._knows(shown.formula, written, 2) or self._is_truth(shown.formula, written, 2):
            return None
        self.prints.append(shown)
        return shown

    def complain(self, written: Written, offset: int, code: str, **args: str | int) -> None:
        """About the character at this offset from the place of what is written."""
        self.sound = False
        self.draft.complain(written.line, written.column + offset, code, **args)

    def complain_about_unused(self) -> None:
        for name, (line, column) in self.places.items():
            if name not in self.used:
                self.draft.complain(line, column, "C248", name=name)

    def _require(self, text: str, line: Written, offset: int) -> None:
        condition = self._formula(text, line, offset)
        if condition is None:
            return
        if not condition.is_truth:
            self.complain(line, offset + len(text) - len(text.lstrip()), "C240", near=text.strip()[:10])
        self.conditions.append(text.strip())

    def _define(self, text: str, line: Written) -> None:
        match = DEFINITION.match(text)
        start = len(text) - len(text.lstrip())
        name = match["name"].strip() if match else ""
        if match is None or not WORD.fullmatch(name) or name.startswith("_"):
            self.complain(line, start, "C240", near=text.strip()[:10])
        elif len(name) > LONGEST_NAME:
            self.complain(line, start, "C249", what="a name of more than 32 characters")
        elif name in RESERVED or name in self.places:
            self.complain(line, start, "C245", name=name)
        else:
            formula = text[match.end() :]
            if self._value(formula, line, match.end()):
                self.variables.append(Variable(name, formula.strip()))
            self.places[name] = (line.line, line.column + start)

    def _surplus(self, text: str, line: Written) -> None:
        """A definition too many: its name is known and needs no further complaint."""
        name = text.partition("=")[0].strip()
        self.places.setdefault(name, (line.line, line.column))
        self.used.update((*self.places, name))

    def _value(self, text: str, line: Written, offset: int) -> bool:
        """Whether this can stand on the right-hand side."""
        if len(text.strip()) <= LONGEST_FORMULA:
            try:
                if generator(text) is not None:
                    return True
            except FormulaError as error:
                start = len(text) - len(text.lstrip())
                self.complain(line, offset + max(error.offset, start), error.code, **error.details)
                return False
        formula = self._formula(text, line, offset)
        return formula is not None and not self._is_truth(formula, line, offset)

    def _formula(self, text: str, line: Written, offset: int) -> Formula | None:
        if len(text.strip()) > LONGEST_FORMULA:
            self.complain(line, offset + len(text) - len(text.lstrip()), "C249", what="more than 200 characters")
            return None
        formula = self._try(lambda: parse(text), line, offset)
        return formula if formula is not None and self._knows(formula, line, offset) else None

    def _knows(self, formula: Formula, written: Written, offset: int) -> bool:
        self.used.update(formula.names)
        unknown = {name: at for name, at in formula.names.items() if name not in self.places}
        for name, at in unknown.items():
            self.complain(written, offset + at, "C241", name=name)
        return not unknown

    def _is_truth(self, formula: Formula, written: Written, offset: int) -> bool:
        if formula.is_truth:
            start = len(formula.text) - len(formula.text.lstrip())
            self.complain(written, offset + start, "C240", near=formula.text.strip()[:10])
        return formula.is_truth

    def _try(self, read: Callable[[], Found], written: Written, offset: int) -> Found | None:
        try:
            return read()
        except FormulaError as error:
            self.complain(written, offset + error.offset, error.code, **error.details)
            return None
