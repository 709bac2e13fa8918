"""A hundred draws of a question, to find what can go wrong in one of them (content-format §8.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod
from random import Random

from . import plain
from .arithmetic import FormulaError
from .draft import Draft, Parts
from .model import NumberAnswer
from .numbers import is_literal
from .plans import MOST_TRIES, Plan, plan
from .syntax import Values
from .templates import PIECE, Print, pieces
from .variables import Names
from .variants import computed
from .words import normal

SAMPLES = 100
MOST_WORK = 20_000
"""Steps of computing after which fewer samples have to do: one question of a file must not take all its time."""
RAREST = 0.03
"""The share of draws that has to meet the conditions, so that two hundred tries find one nearly always."""
PLACE = "\ue000"

Template = Sequence[str | Print]


def check_draws(draft: Draft, names: Names, parts: Parts) -> None:
    """Complaints at the heading: C243 what cannot be computed, C246 no draw, C247 options that come out equal."""
    lists = list(_lists(parts))
    computed_texts = {shown.formula.plain: shown.formula for shown in names.prints if shown.formula.cost > 1}
    numbers = [answer for answer in _numbers(parts) if _may_run_backwards(answer)]
    work = sum(formula.cost for formula in computed_texts.values()) + 20
    told = False
    try:
        sampler = _Sampler(plan(tuple(names.variables), tuple(names.conditions)))
        for values in sampler.draws():
            if values is None:
                draft.complain(draft.line, 1, "C246")
                return
            for formula in computed_texts.values():
                formula.compute(values)
            for answer in numbers:
                computed(answer, values)
            if not told and any(_come_out_equal(options, values) for options in lists):
                draft.complain(draft.line, 1, "C247")
                told = True
            sampler.work += work
    except FormulaError as error:
        draft.complain(draft.line, 1, error.code, **error.details)


@dataclass(slots=True)
class _Sampler:
    """Draws at random, but always the same ones; what was drawn before is not computed again."""

    plan: Plan
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - always the same
    known: dict[tuple[int, ...], bool] = field(default_factory=dict)  # draws so far: whether they met the conditions
    work: int = 0

    def draws(self) -> Iterator[dict[str, Decimal] | None]:
        """Values of the draws that are new; None, as the last, when no draw meets the conditions.

        Where there are few draws at all, every one of them.
        """
        if prod(each.count for each in self.plan.generators.values()) <= SAMPLES:
            yield from self._all_draws()
            return
        for _sample in range(SAMPLES):
            values = self._draw()
            if values is None or values:
                yield values
            if values is None or self.work > MOST_WORK:
                return

    def _all_draws(self) -> Iterator[dict[str, Decimal] | None]:
        names = list(self.plan.generators)
        found = tried = 0
        for numbers in product(*(range(each.count) for each in self.plan.generators.values())):
            values = self.plan.values(dict(zip(names, numbers, strict=True)).__getitem__)
            self.work += self.plan.cost
            tried += 1
            if values is not None:
                found += 1
                yield values
            if found and self.work > MOST_WORK:
                return
        if found < tried * RAREST:
            yield None

    def _draw(self) -> dict[str, Decimal] | None:
        """{} when the draw is known."""
        for _try in range(MOST_TRIES):
            picks = {name: self.random.randrange(each.count) for name, each in self.plan.generators.items()}
            key = tuple(picks.values())
            if key not in self.known:
                self.work += self.plan.cost
                values = self.plan.values(picks.__getitem__)
                self.known[key] = values is not None
                if values is not None:
                    return values
            elif self.known[key]:
                return {}
            if self.work > 4 * MOST_WORK:
                break
        return None


def _numbers(parts: Parts) -> Iterator[NumberAnswer]:
    yield from parts.question.get("answers", ())
    yield from (blank.number for blank in parts.question.get("blanks", ()) if blank.number)


def _may_run_backwards(answer: NumberAnswer) -> bool:
    """Whether a draw decides which end of the range is the upper one. Plain numbers were compared when they were read."""
    operands = (answer.tolerance,) if answer.value is not None else (answer.low, answer.high)
    return any(operand is not None and not is_literal(operand) for operand in operands)


def _lists(parts: Parts) -> Iterator[Sequence[Template]]:
    """The lists of which learners pick, and whose entries hold formulas. Right sides of a match may be equal."""
    lists: list[Iterable[str]] = [blank.options for blank in parts.text.get("blanks", ())]
    if not parts.question.get("pairs"):
        lists.append([option.html for option in parts.text.get("options", {}).values()])
    for texts in lists:
        templates = [_template(text) for text in texts]
        if any(isinstance(piece, Print) for template in templates for piece in template):
            yield templates


def _template(html: str) -> Template:
    """The text as it is compared, cut at its formulas: they are the same in all forms of a text."""
    if "<img" in html:
        return pieces(html)
    prints = [piece for piece in pieces(html) if isinstance(piece, Print)]
    texts = re.split(PLACE, normal(plain.text(PIECE.sub(PLACE, html))))
    if len(texts) != len(prints) + 1:
        return pieces(html)
    return [texts[0], *(part for pair in zip(prints, texts[1:], strict=True) for part in pair)]


def _come_out_equal(options: Sequence[Template], values: Values) -> bool:
    shown = {"".join(piece if isinstance(piece, str) else piece.text(values) for piece in each) for each in options}
    return len(shown) < len(options)
