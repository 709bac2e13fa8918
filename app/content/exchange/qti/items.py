"""Items of QTI 2 and 3 as questions (content-format §16.1, §16.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from app.questions.true_false import WORDS as TRUE_FALSE
from app.questions.words import normal

from .. import phrases
from ..escapes import clean, from_plain, one_line
from ..model import BLANK, Blank, Choice, Record, Typed
from ..shared import number, same_text, weighted
from ..xml import Node
from . import templates
from .bodies import Bodies

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
INTERACTION = re.compile(r"\w+Interaction")
LABELS = {"explanation", "correct", "partial", "wrong", "sample"}
CENT = Decimal("0.0001")


class Refused(Exception):
    """This is no question that can be taken over; the message says why."""


class Lost(Exception):
    """This kind of interaction has no counterpart; the message is its name."""


def read_item(item: Node, bodies: Bodies) -> Record:
    """`item`: with the names of version 2. Raises Refused, Lost."""
    return _Item(item, bodies).record()


class _Item:
    def __init__(self, item: Node, bodies: Bodies) -> None:
        self.item, self.bodies = item, bodies
        self.body = item.find("itemBody") or Node("itemBody")
        self.declared = {each.get("identifier"): each for each in item.nodes("responseDeclaration")}

    def record(self) -> Record:
        found = [node for node in _interactions(self.body)]
        if not found:
            raise Lost(phrases.DESCRIPTION)
        if all(node.tag in INLINE for node in found):
            parts = self._inline(found)
        elif len(found) == 1 and found[0].tag in BLOCKS:
            parts = BLOCKS[found[0].tag](self, found[0])
        else:
            raise Lost(next((node.tag for node in found if node.tag not in BLOCKS), found[0].tag))
        heading = one_line(from_plain(clean(self.item.get("title"))))
        prompt = str(parts.pop("prompt"))
        if (not heading and "\n" not in prompt) or same_text(heading, prompt):
            heading, prompt = (one_line(prompt), "") if "\n" not in prompt else ("", prompt)
        name = self.item.get("identifier")
        drawn = self._drawn() if self.item.find("templateDeclaration") else ""
        record = Record(
            kind=str(parts.pop("kind")),
            id=name[1:] if re.match(r"_\d", name) else name,
            heading=heading,
            prompt=prompt,
            labels=self._labels(),
            variables=drawn,
            settings={**self._settings(), **parts.pop("settings", {})},  # type: ignore[dict-item]  # a field of one dataclass
            line=self.item.line,
        )
        return replace(record, **parts)  # type: ignore[arg-type]  # fields of one dataclass

    def _drawn(self) -> str:
        try:
            return templates.variables(self.item)
        except templates.Unknown as unknown:
            raise Lost(str(unknown)) from None

    def _inline(self, found: list[Node]) -> dict[str, object]:
        alone = _alone(self.body) if len(found) == 1 and found[0].tag == "textEntryInteraction" else None
        if alone is None:
            prompt = self.bodies.read(self.body, INLINE)
            return {"kind": "cloze", "prompt": prompt, "blanks": tuple(map(self._blank, found))}
        prompt = self.bodies.read(self.body, INLINE).replace(BLANK, "").strip()
        response = found[0].get("responseIdentifier")
        if self._is_number(response):
            return {"kind": "number", "prompt": prompt, "answers": tuple(self._numbers(response))}
        words = self._words(response)
        exact = any(each.get("caseSensitive") == "true" for each in self._entries(response))
        return {"kind": "text", "prompt": prompt, "answers": words, "settings": {"match": "exact"} if exact else {}}

    def _blank(self, node: Node) -> Blank:
        response = node.get("responseIdentifier")
        if node.tag == "inlineChoiceInteraction":
            choices = list(node.nodes("inlineChoice"))
            right = self._correct(response)
            at = next((at for at, each in enumerate(choices) if each.get("identifier") in right), None)
            if at is None:
                raise Refused(phrases.NO_ANSWER)
            return Blank(options=tuple(one_line(clean(each.text())) for each in choices), right=at)
        if self._is_number(response):
            return Blank(number=next(iter(self._numbers(response))).text)
        return Blank(words=tuple(each.text for each in self._words(response)))

    def _is_number(self, response: str) -> bool:
        return self._declaration(response).get("baseType") in {"float", "integer"}

    def _declaration(self, response: str) -> Node:
        return self.declared.get(response) or Node("responseDeclaration")

    def _correct(self, response: str) -> list[str]:
        node = self._declaration(response).find("correctResponse")
        return [one_line(clean(value.text())) for value in node.nodes("value")] if node else []

    def _entries(self, response: str) -> list[Node]:
        node = self._declaration(response).find("mapping")
        return list(node.nodes("mapEntry")) if node else []

    def _mapped(self, response: str) -> dict[str, Decimal]:
        pairs = ((each.get("mapKey"), number(each.get("mappedValue", "0"))) for each in self._entries(response))
        return {one_line(key): Decimal(value) for key, value in pairs if value is not None}

    def _words(self, response: str) -> tuple[Typed, ...]:
        """Accepted words: those of the mapping with their share of the best, else the right response."""
        mapped = {word: value for word, value in self._mapped(response).items() if value >= 0}
        best = max(mapped.values(), default=Decimal(0))
        if best <= 0:
            mapped, best = dict.fromkeys(self._correct(response), Decimal(1)), Decimal(1)
        found = tuple(
            Typed(clean(word), None if value == best else (value / best).quantize(CENT))
            for word, value in mapped.items()
            if word
        )
        if not found:
            raise Refused(phrases.NO_ANSWER)
        return found

    def _numbers(self, response: str) -> list[Typed]:
        """Accepted numbers with the tolerances that response processing compares them with."""
        try:
            computed = templates.right(self.item, response)
        except templates.Unknown as unknown:
            raise Lost(str(unknown)) from None
        if computed is not None:
            around = next((_number("0", equal).partition(" ± ")[2] for equal in self.item.all("equal")), "")
            return [Typed(f"{{{{{computed}}}}}" + (f" ± {around}" if around else ""))]
        found = []
        for condition in self.item.all("responseIf", "responseElseIf"):
            for equal in condition.all("equal"):
                variable, value = next(equal.all("variable"), None), next(equal.all("baseValue"), None)
                if variable is not None and value is not None and variable.get("identifier") == response:
                    found.append((_number(value.text(), equal), _outcome(condition)))
        if not found:
            found = [(number(value) or value, None) for value in self._correct(response)]
        if not found:
            raise Refused(phrases.NO_ANSWER)
        best = max((worth for _text, worth in found if worth), default=None)
        shares = [
            None if not best or worth in {None, best} else (worth / best).quantize(CENT) for _text, worth in found
        ]
        return [Typed(text, share) for (text, _worth), share in zip(found, shares, strict=True)]

    def _choices(self, node: Node) -> dict[str, object]:
        response = node.get("responseIdentifier")
        right, mapped = self._correct(response), self._mapped(response)
        several = self._declaration(response).get("cardinality") == "multiple" or node.get("maxChoices", "1") != "1"
        total = sum(value for value in mapped.values() if value > 0) if several else max(mapped.values(), default=0)
        options = []
        for each in node.nodes("simpleChoice"):
            name = each.get("identifier")
            worth = mapped.get(name, Decimal(0)) / total if total else Decimal(name in right)
            if not total and several:
                worth = Decimal(name in right) / max(1, len(right))
            remark = " ".join(self.bodies.read(remark) for remark in each.all("feedbackInline"))
            text = self.bodies.read(each)
            options.append(Choice(text, weight=worth.quantize(CENT), feedback=remark, pin=each.get("fixed") == "true"))
        if len(options) < 2 or not any(option.weight for option in options):
            raise Refused(phrases.NO_ANSWER)
        found = weighted(options, several=several)
        if several and not mapped:
            found = tuple(replace(option, weight=None) for option in found)
        settings = {"partial": "none"} if several and not mapped else {}
        truth = not several and len(found) == 2 and all(normal(option.text) in TRUE_FALSE for option in found)
        if node.get("shuffle", "false") != "true" and not truth:
            settings["shuffle"] = "no"
        kind = "multiple" if several else "true-false" if truth else "single"
        return {"kind": kind, "prompt": self._asked(node), "options": found, "settings": settings}

    def _asked(self, node: Node) -> str:
        """The text of the body, and the prompt of its interaction below."""
        around = self.bodies.read(self.body, skip=frozenset({node.tag}))
        prompt = self.bodies.read(node.find("prompt"))
        return "\n\n".join(filter(None, (around, prompt)))

    def _order(self, node: Node) -> dict[str, object]:
        texts = {each.get("identifier"): self.bodies.read(each) for each in node.nodes("simpleChoice")}
        names = self._correct(node.get("responseIdentifier"))
        if len(names) < 2 or any(name not in texts for name in names):
            raise Refused(phrases.NO_ANSWER)
        return {"kind": "order", "prompt": self._asked(node), "items": tuple(texts[name] for name in names)}

    def _match(self, node: Node) -> dict[str, object]:
        sets = [
            {each.get("identifier"): self.bodies.read(each) for each in side.nodes("simpleAssociableChoice")}
            for side in node.nodes("simpleMatchSet")
        ]
        response = node.get("responseIdentifier")
        joined = [pair.split() for pair in self._correct(response) or self._mapped(response)]
        if len(sets) != 2 or not joined or any(len(pair) != 2 for pair in joined):
            raise Refused(phrases.NO_ANSWER)
        lefts, rights = sets
        known = [pair for pair in joined if pair[0] in lefts and pair[1] in rights]
        if len({left for left, _right in known}) != len(lefts) or len(known) != len(lefts):
            raise Lost(node.tag)
        used = {right for _left, right in known}
        pairs = [(lefts[left], rights[right]) for left, right in known]
        pairs += [("", text) for name, text in rights.items() if name not in used]
        return {"kind": "match", "prompt": self._asked(node), "pairs": tuple(pairs)}

    def _open(self, node: Node) -> dict[str, object]:
        return {"kind": "open", "prompt": self._asked(node)}

    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for node in self.item.nodes("modalFeedback"):
            name = node.get("identifier").lower()
            name = name if name in LABELS else "explanation"
            text = self.bodies.read(node.find("contentBody") or node)
            labels[name] = "\n\n".join(filter(None, (labels.get(name, ""), text)))
        rubric = [self.bodies.read(each) for each in self.item.all("rubricBlock") if "scorer" in each.get("view")]
        if rubric and any(node.tag == "extendedTextInteraction" for node in _interactions(self.body)):
            labels["rubric"] = "\n\n".join(rubric)
        return {name: text for name, text in labels.items() if text}

    def _settings(self) -> dict[str, str]:
        for each in self.item.nodes("outcomeDeclaration"):
            if each.get("identifier") == "MAXSCORE":
                points = number(each.text("defaultValue", "value"))
                if points is not None and Decimal(points) != 1 and 0 <= Decimal(points) <= 100:
                    return {"points": points}
        return {}


BLOCKS: Mapping[str, Callable[[_Item, Node], dict[str, object]]] = {
    "choiceInteraction": _Item._choices,
    "orderInteraction": _Item._order,
    "matchInteraction": _Item._match,
    "extendedTextInteraction": _Item._open,
}


def _interactions(node: Node) -> list[Node]:
    found = []
    for child in node.nodes():
        found += [child] if INTERACTION.fullmatch(child.tag) else _interactions(child)
    return found


def _alone(node: Node) -> Node | None:
    """The element that holds an interaction and nothing else; None when there is text beside it."""
    for child in node.nodes():
        if INTERACTION.fullmatch(child.tag):
            others = [each for each in node.children if each is not child and (isinstance(each, Node) or each.strip())]
            return None if (others and node.tag not in {"itemBody", "div"}) or _has_text(node) else node
        if (found := _alone(child)) is not None:
            return found
    return None


def _has_text(node: Node) -> bool:
    return any(isinstance(child, str) and child.strip() for child in node.children)


def _number(text: str, equal: Node) -> str:
    value = number(text) or text.strip()
    around = [number(part) for part in equal.get("tolerance", "0").split()]
    size = around[0] if around and around[0] is not None else "0"
    if equal.get("toleranceMode") == "relative" and number(value):
        size = f"{(abs(Decimal(value)) * Decimal(size) / 100).normalize():f}"
    return f"{value} ± {size}" if equal.get("toleranceMode", "exact") != "exact" and Decimal(size) > 0 else value


def _outcome(condition: Node) -> Decimal | None:
    """What a condition gives."""
    for outcome in condition.nodes("setOutcomeValue"):
        value = next(outcome.all("baseValue"), None)
        found = number(value.text()) if value is not None else None
        if found is not None and outcome.get("identifier") == "SCORE":
            return Decimal(found)
    return None
