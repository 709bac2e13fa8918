"""Items of QTI 1.2 as questions: the profile of Common Cartridge, and what Canvas adds to it (content-format §16.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.questions.stored import plain_number
from app.questions.true_false import WORDS as TRUE_FALSE
from app.questions.words import normal

from .. import phrases
from ..escapes import clean, from_html, from_plain, one_line
from ..model import BLANK, Blank, Choice, Record, Typed
from ..shared import number, same_text
from ..xml import Node
from .bodies import STAND_IN, Bodies
from .items import Lost, Refused

RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
LABELS = {"general_fb": "explanation", "correct_fb": "correct", "general_incorrect_fb": "wrong"}
POINTS = {"points_possible", "cc_weighting", "qmd_weighting"}


def read_old_item(item: Node, bodies: Bodies) -> Record:
    """Raises Refused, Lost."""
    return _OldItem(item, bodies).record()


class _OldItem:
    def __init__(self, item: Node, bodies: Bodies) -> None:
        self.item, self.bodies = item, bodies
        self.presentation = item.find("presentation") or Node("presentation")
        self.responses = list(self.presentation.all(*RESPONSES))
        self.fields = {
            one_line(each.text("fieldlabel")): one_line(clean(each.text("fieldentry")))
            for each in item.all("qtimetadatafield")
        }
        self.remarks = {each.get("ident"): self.text(each) for each in item.nodes("itemfeedback")}

    @property
    def type(self) -> str:
        return self.fields.get("question_type") or self.fields.get("cc_profile", "")

    def text(self, node: Node, *, blanks: frozenset[str] = frozenset()) -> str:
        """All material within a node, without that of the answers below it. Names in brackets may be blanks."""
        parts = []
        for each in _material(node):
            raw = clean(each.text())
            for name in blanks:
                raw = raw.replace(f"[{name}]", STAND_IN)
            if each.get("texttype", "text/plain") == "text/html" or re.search(r"<[a-zA-Z/]", raw):
                shown = Node("div", {}, [raw])
                parts.append(from_html(self._pictures(shown.text()), self.bodies.lose))
            else:
                parts.append(from_plain(raw))
        return "\n\n".join(filter(None, parts)).replace(STAND_IN, BLANK)

    def _pictures(self, raw: str) -> str:
        return re.sub(r'(\ssrc=")([^"]*)(")', lambda found: found[1] + self.bodies.picture(found[2]) + found[3], raw)

    def record(self) -> Record:
        if not self.responses:
            raise Lost(phrases.DESCRIPTION)
        parts = self._parts()
        heading = one_line(from_plain(clean(self.item.get("title"))))
        prompt = str(parts.pop("prompt"))
        if (
            (not heading and "\n" not in prompt)
            or same_text(heading, prompt)
            or heading.lower() in {"question", "untitled"}
        ):
            heading, prompt = (one_line(prompt), "") if "\n" not in prompt else ("", prompt)
        labels = {label: self.remarks.get(name, "") for name, label in LABELS.items()}
        points = next((number(value) for name, value in self.fields.items() if name in POINTS and value), None)
        right = points is not None and points != "1" and 0 <= Decimal(points) <= 100
        return Record(
            id=self.item.get("ident"),
            heading=heading,
            prompt=prompt,
            labels={name: text for name, text in labels.items() if text},
            settings={"points": f"{Decimal(points).normalize():f}"} if right and points else {},
            line=self.item.line,
            **parts,  # type: ignore[arg-type]  # fields of one dataclass, each of its own type
        )

    def _parts(self) -> dict[str, object]:
        first = self.responses[0]
        tags = {each.tag for each in self.responses}
        names = frozenset(each.get("ident").removeprefix("response_") for each in self.responses)
        shown = " ".join(each.text() for each in _material(self.presentation))
        if any(f"[{name}]" in shown for name in names):
            prompt = self.text(self.presentation, blanks=names)
            return {"kind": "cloze", "prompt": prompt, "blanks": tuple(self._blanks(shown))}
        prompt = self.text(self.presentation)
        if tags == {"response_lid"} and len(self.responses) > 1:
            return {"kind": "match", "prompt": prompt, "pairs": self._pairs()}
        if len(self.responses) > 1 or first.tag not in {"response_lid", "response_str", "response_num"}:
            raise Lost(self.type or first.tag)
        if first.tag == "response_lid":
            return {"prompt": prompt, **self._choices(first)}
        return {"prompt": prompt, **self._typed(first)}

    def _conditions(self) -> Iterator[tuple[Node, Decimal]]:
        """Conditions and what they give."""
        for condition in self.item.all("respcondition"):
            given = [number(each.text()) for each in condition.nodes("setvar")]
            worth = max((Decimal(value) for value in given if value is not None), default=Decimal(0))
            inside = condition.find("conditionvar")
            if inside is not None:
                yield inside, worth

    def _right(self, response: str) -> list[str]:
        """What is to be answered: everything that is compared where points are given, and not denied."""
        found: list[str] = []
        for condition, worth in self._conditions():
            if worth > 0:
                found += [
                    one_line(clean(each.text())) for each in _equals(condition) if each.get("respident") == response
                ]
        return list(dict.fromkeys(found))

    def _choices(self, response: Node) -> dict[str, object]:
        right = self._right(response.get("ident"))
        several = response.get("rcardinality", "Single").lower() == "multiple"
        options = tuple(
            Choice(
                self.text(each),
                each.get("ident") in right,
                feedback=self.remarks.get(f"{each.get('ident')}_fb", self.remarks.get(self._remark_of(each), "")),
            )
            for each in response.all("response_label")
        )
        if not any(option.right for option in options):
            raise Refused(phrases.NO_ANSWER)
        truth = len(options) == 2 and all(normal(option.text) in TRUE_FALSE for option in options)
        kind = "multiple" if several else "true-false" if truth else "single"
        return {"kind": kind, "options": options}

    def _remark_of(self, label: Node) -> str:
        """The remark that a condition on this option alone shows."""
        for condition in self.item.all("respcondition"):
            named = [one_line(each.text()) for each in condition.all("varequal")]
            shown = condition.find("displayfeedback")
            if named == [label.get("ident")] and shown is not None and shown.get("linkrefid") not in LABELS:
                return shown.get("linkrefid")
        return ""

    def _typed(self, response: Node) -> dict[str, object]:
        name = response.get("ident")
        numbers = [*self._numbers(name)]
        if numbers:
            return {"kind": "number", "answers": tuple(numbers)}
        words = self._right(name)
        if not words or "essay" in self.type:
            return {"kind": "open"}
        if "numerical" in self.type or response.tag == "response_num":
            return {"kind": "number", "answers": tuple(Typed(number(word) or word) for word in words)}
        return {"kind": "text", "answers": tuple(map(Typed, words))}

    def _numbers(self, response: str) -> Iterator[Typed]:
        for condition, worth in self._conditions():
            low = [
                number(each.text()) for each in condition.all("vargte", "vargt") if each.get("respident") == response
            ]
            high = [
                number(each.text()) for each in condition.all("varlte", "varlt") if each.get("respident") == response
            ]
            if worth <= 0 or not low or not high or low[0] is None or high[0] is None:
                continue
            exact = [number(each.text()) for each in _equals(condition)]
            middle = (Decimal(low[0]) + Decimal(high[0])) / 2
            if exact and exact[0] is not None and Decimal(exact[0]) == middle:
                around = plain_number(middle - Decimal(low[0]))
                yield Typed(exact[0] if around == "0" else f"{exact[0]} ± {around}")
            else:
                yield Typed(low[0] if low[0] == high[0] else f"{low[0]} .. {high[0]}")

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        pairs, used = [], set()
        for response in self.responses:
            right = self._right(response.get("ident"))
            labels = {each.get("ident"): self.text(each) for each in response.all("response_label")}
            if not right or right[0] not in labels:
                raise Refused(phrases.NO_ANSWER)
            used.add(labels[right[0]])
            pairs.append((self.text(response), labels[right[0]]))
        extra = [self.text(each) for each in self.responses[0].all("response_label")]
        return (*pairs, *(("", text) for text in extra if text not in used))

    def _blanks(self, shown: str) -> Iterator[Blank]:
        """Blanks in the order of their names in the text."""
        by_name = {each.get("ident").removeprefix("response_"): each for each in self.responses}
        for found in re.finditer(r"\[([^\[\]]+)\]", shown):
            response = by_name.get(found[1])
            if response is None:
                continue
            right = self._right(response.get("ident"))
            labels = {each.get("ident"): one_line(clean(each.text())) for each in response.all("response_label")}
            if not right:
                raise Refused(phrases.NO_ANSWER)
            if "fill_in" in self.type or not labels:
                yield Blank(words=tuple(labels.get(name, name) for name in right))
            else:
                yield Blank(
                    options=tuple(labels.values()), right=list(labels).index(right[0]) if right[0] in labels else 0
                )


def _material(node: Node) -> Iterator[Node]:
    """The texts of a node, in order, without those of answers below it."""
    for child in node.nodes():
        if child.tag == "mattext":
            yield child
        elif child.tag not in {*RESPONSES, "render_choice", "render_fib", "response_label"}:
            yield from _material(child)


def _equals(node: Node) -> Iterator[Node]:
    """Comparisons that are not denied."""
    for child in node.nodes():
        if child.tag == "varequal":
            yield child
        elif child.tag != "not":
            yield from _equals(child)
