"""One question as an item of QTI 2.1."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath

from app.questions.stored import plain_number

from ...diagnostics import Report
from ...importing import elements
from .. import phrases
from ..format import Load
from ..html import to_html, to_inline, to_plain, with_sources
from ..model import BLANK, Blank, Record
from ..shared import bounds, shares_of
from ..xml import Node

TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
BLANK_HERE = re.compile(f"({BLANK})")
Children = list[Node | str]


class Item:
    """`files`: the pictures it shows, by name, once `node` was made. `name`: its identifier."""

    def __init__(self, record: Record, load: Load, report: Report) -> None:
        self.record, self.load, self.report = record, load, report
        name = record.id or f"q-{record.line}"
        self.name = f"_{name}" if name[0].isdigit() else name
        self.files: dict[str, bytes] = {}
        self.declarations: list[Node] = []
        self.processing: Children = []

    def node(self, schema: str) -> Node:
        """Raises ValueError for a number that cannot be written here."""
        record = self.record
        body = Node("itemBody", {}, getattr(self, "_" + record.kind.replace("-", "_"))())
        if record.labels.get("rubric"):
            body.children.insert(0, Node("rubricBlock", {"view": "scorer"}, self.rich(record.labels["rubric"])))
        given = {"xmlns": schema, "identifier": self.name, "title": to_plain(record.heading or record.prompt)[:200]}
        given |= {"adaptive": "false", "timeDependent": "false", "toolName": "Tradewind"}
        return Node("assessmentItem", given, [
            *self.declarations, _outcome("SCORE", "float", "0"), _outcome("MAXSCORE", "float", plain_number(record.points)),
            _outcome("FEEDBACK", "identifier", ""), body, self._processing(), *self._feedback(),
        ])  # fmt: skip

    def rich(self, markdown: str, *, inline: bool = False) -> Children:
        """Well-formed HTML, its pictures taken into the package."""

        def change(target: str) -> str:
            data = None if OUTSIDE.match(target) else self.load(target)
            if data is None:
                self.report.add("C602", self.record.line, feature=target)
                return target
            name = f"{self.name}-{PurePosixPath(target).name}"
            self.files[name] = data
            return name

        shown = with_sources(to_inline(markdown) if inline else to_html(markdown), change)
        return list(_tree(elements.read(shown)))

    def _asked(self) -> Children:
        text = self.record.prompt or self.record.heading
        return self.rich(text)

    def _declare(self, cardinality: str, base: str, right: Sequence[str], mapping: Mapping[str, Decimal] | None = None,
                 name: str = "RESPONSE", *, exact: bool = False) -> None:  # fmt: skip
        values = Node("correctResponse", {}, [Node("value", {}, [value]) for value in right])
        node = Node("responseDeclaration", {"identifier": name, "cardinality": cardinality, "baseType": base}, [values])
        if mapping is not None:
            entries: Children = [
                Node("mapEntry", {"mapKey": key, "mappedValue": plain_number(value.quantize(Decimal("0.00001"))),
                                  **({"caseSensitive": str(exact).lower()} if base == "string" else {})})
                for key, value in mapping.items()
            ]  # fmt: skip
            bounds_ = {"lowerBound": "0", "upperBound": plain_number(self.record.points), "defaultValue": "0"}
            node.children.append(Node("mapping", bounds_, entries))
        self.declarations.append(node)

    def _single(self) -> Children:
        record = self.record
        several = record.kind == "multiple"
        names = [f"c{number}" for number in range(1, len(record.options) + 1)]
        right = [name for name, option in zip(names, record.options, strict=True) if option.right]
        all_or_nothing = several and record.settings.get("partial") == "none"
        mapping = None
        if not all_or_nothing:
            shares = shares_of(record, lambda rule: self.report.add("C602", record.line, feature=f"`{rule}`"))
            mapping = {name: share * record.points for name, share in zip(names, shares, strict=True) if share}
        self._declare("multiple" if several else "single", "identifier", right, mapping)
        self.processing = [TEMPLATE + ("match_correct" if all_or_nothing else "map_response")]
        shuffle = record.kind != "true-false" and record.settings.get("shuffle", "yes") in {"yes", "true"}
        choices: Children = []
        for name, option in zip(names, record.options, strict=True):
            inside = self.rich(option.text, inline="\n" not in option.text)
            if option.feedback:
                remark = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
                inside.append(Node("feedbackInline", remark, self.rich(option.feedback, inline=True)))
            fixed = {"fixed": "true"} if option.pin else {}
            choices.append(Node("simpleChoice", {"identifier": name, **fixed}, inside))
        given = {
            "responseIdentifier": "RESPONSE",
            "shuffle": str(shuffle).lower(),
            "maxChoices": "0" if several else "1",
        }
        return [*self._asked(), Node("choiceInteraction", given, choices)]

    _multiple = _true_false = _single

    def _text(self) -> Children:
        record = self.record
        if any(answer.feedback for answer in record.answers):
            self.report.add("C602", record.line, feature=phrases.FEEDBACK)
        mapping = {
            answer.text: record.points * (1 if answer.weight is None else answer.weight) for answer in record.answers
        }
        right = [answer.text for answer in record.answers if answer.weight in {None, Decimal(1)}]
        self._declare("single", "string", right[:1], mapping, exact=record.settings.get("match") == "exact")
        self.processing = [TEMPLATE + "map_response"]
        return [*self._asked(), _entry("RESPONSE")]

    def _number(self) -> Children:
        record = self.record
        branches: Children = []
        right: list[str] = []
        for answer in record.answers:
            if answer.feedback:
                self.report.add("C602", record.line, feature=phrases.FEEDBACK)
            low, high, unit, _value, _tolerance = bounds(answer.text)
            if unit:
                self.report.add("C602", record.line, feature=phrases.UNIT)
            right.append(plain_number((low + high) / 2))
            worth = record.points * (1 if answer.weight is None else answer.weight)
            tag = "responseElseIf" if branches else "responseIf"
            branches.append(Node(tag, {}, [_equal("RESPONSE", low, high), _score(worth)]))
        self._declare("single", "float", right[:1])
        self.processing = [Node("responseCondition", {}, branches)]
        return [*self._asked(), _entry("RESPONSE")]

    def _order(self) -> Children:
        names = [f"i{number}" for number in range(1, len(self.record.items) + 1)]
        self._declare("ordered", "identifier", names)
        self.processing = [TEMPLATE + "match_correct"]
        choices: Children = [
            Node("simpleChoice", {"identifier": name}, self.rich(item, inline="\n" not in item))
            for name, item in zip(names, self.record.items, strict=True)
        ]
        return [
            *self._asked(),
            Node("orderInteraction", {"responseIdentifier": "RESPONSE", "shuffle": "true"}, choices),
        ]

    def _match(self) -> Children:
        record = self.record
        lefts = [(f"l{at}", left) for at, (left, _right) in enumerate(record.pairs) if left]
        rights = [(f"r{at}", right) for at, (_left, right) in enumerate(record.pairs)]
        right = [f"l{at} r{at}" for at, (left, _right) in enumerate(record.pairs) if left]
        share = record.points / max(1, len(right))
        self._declare("multiple", "directedPair", right, dict.fromkeys(right, share))
        self.processing = [TEMPLATE + "map_response"]
        sides: Children = []
        for side, most in ((lefts, "1"), (rights, "0")):
            inside: Children = [
                Node("simpleAssociableChoice", {"identifier": name, "matchMax": most}, self.rich(text, inline=True))
                for name, text in side
            ]
            sides.append(Node("simpleMatchSet", {}, inside))
        given = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxAssociations": str(len(lefts))}
        return [*self._asked(), Node("matchInteraction", given, sides)]

    def _open(self) -> Children:
        self._declare("single", "string", [])
        return [*self._asked(), Node("extendedTextInteraction", {"responseIdentifier": "RESPONSE"})]

    def _cloze(self) -> Children:
        record = self.record
        text = f"{record.heading}\n\n{record.prompt}" if BLANK in record.heading else record.prompt
        blanks = iter(list(enumerate(record.blanks, 1)))
        share = record.points / max(1, len(record.blanks))
        return [_filled(child, self, blanks, share) for child in self.rich(text.strip())]

    def blank(self, number: int, blank: Blank, share: Decimal) -> Node:
        """Declares a blank, adds what it is worth to the processing, and gives its interaction."""
        name = f"RESPONSE{number}"
        if blank.options:
            names = [f"{name}_{at}" for at in range(len(blank.options))]
            self._declare("single", "identifier", [names[blank.right]], name=name)
            choices: Children = [
                Node("inlineChoice", {"identifier": each}, [text])
                for each, text in zip(names, blank.options, strict=True)
            ]
            test = Node("match", {}, [Node("variable", {"identifier": name}), Node("correct", {"identifier": name})])
            node = Node("inlineChoiceInteraction", {"responseIdentifier": name, "shuffle": "true"}, choices)
        elif blank.words:
            exact = self.record.settings.get("match") == "exact"
            self._declare("single", "string", blank.words[:1], dict.fromkeys(blank.words, share), name, exact=exact)
            test = Node("gt", {}, [Node("mapResponse", {"identifier": name}), _value(Decimal(0))])
            node = Node("textEntryInteraction", {"responseIdentifier": name})
        else:
            low, high, _unit, _number, _tolerance = bounds(blank.number)
            self._declare("single", "float", [plain_number((low + high) / 2)], name=name)
            test = _equal(name, low, high)
            node = Node("textEntryInteraction", {"responseIdentifier": name})
        total = Node("sum", {}, [Node("variable", {"identifier": "SCORE"}), _value(share)])
        give = Node("setOutcomeValue", {"identifier": "SCORE"}, [total])
        self.processing.append(Node("responseCondition", {}, [Node("responseIf", {}, [test, give])]))
        return node

    def _processing(self) -> Node:
        first = self.processing[0] if self.processing else None
        if isinstance(first, str):
            return Node("responseProcessing", {"template": first})
        return Node("responseProcessing", {}, self.processing)

    def _feedback(self) -> Iterator[Node]:
        for name in ("explanation", "correct", "partial", "wrong", "sample"):
            if text := self.record.labels.get(name):
                given = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
                yield Node("modalFeedback", given, self.rich(text))


def _filled(child: Node | str, item: Item, blanks: Iterator[tuple[int, Blank]], share: Decimal) -> Node | str:
    if isinstance(child, str):
        return child
    inside: Children = []
    for each in child.children:
        if not isinstance(each, str):
            inside.append(_filled(each, item, blanks, share))
            continue
        for part in BLANK_HERE.split(each):
            found = next(blanks, None) if part == BLANK else None
            inside += [item.blank(*found, share)] if found else [part] if part else []
    return Node(child.tag, child.attributes, inside)


def _tree(element: elements.Element) -> Iterator[Node | str]:
    for child in element.children:
        if isinstance(child, str):
            if text := html.unescape(child):
                yield text
        else:
            yield Node(child.name, dict(child.attributes), list(_tree(child)))


def _outcome(name: str, base: str, value: str) -> Node:
    inside: Children = [Node("defaultValue", {}, [Node("value", {}, [value])])] if value else []
    return Node("outcomeDeclaration", {"identifier": name, "cardinality": "single", "baseType": base}, inside)


def _entry(name: str) -> Node:
    return Node("div", {}, [Node("textEntryInteraction", {"responseIdentifier": name})])


def _value(number: Decimal) -> Node:
    return Node("baseValue", {"baseType": "float"}, [plain_number(number.quantize(Decimal("0.00001")))])


def _score(worth: Decimal) -> Node:
    return Node("setOutcomeValue", {"identifier": "SCORE"}, [_value(worth)])


def _equal(name: str, low: Decimal, high: Decimal) -> Node:
    around = plain_number((high - low) / 2)
    mode = (
        {"toleranceMode": "absolute", "tolerance": f"{around} {around}"} if high > low else {"toleranceMode": "exact"}
    )
    value = Node("baseValue", {"baseType": "float"}, [plain_number((low + high) / 2)])
    return Node("equal", mode, [Node("variable", {"identifier": name}), value])
