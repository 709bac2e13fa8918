"""From the fields of a form to an answer, and back to words: how a question is sent, never by its order in the file. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from app.errors import Invalid
from app.questions import KINDS, chance, cloze, numbers, typed
from app.questions.model import Answer, Question
from app.questions.open import LONGEST

MANY = frozenset({"multiple", "order", "match", "cloze"})
"""Kinds whose answer is sent in more than one field."""


def field_name(question_id: str) -> str:
    return f"q-{question_id}"


def is_given(answer: Answer) -> bool:
    """Whether there is an answer at all: what was left open, or could not be read, is none."""
    return bool(answer) and "unreadable" not in answer


def in_words(question: Question, answer: Answer, lang: str) -> str:
    """An answer in words; what could not be read as it was typed."""
    return KINDS[question.kind].describe(question, answer, lang) or str(answer.get("unreadable", "–"))


def read_answer(question: Question, order: Sequence[str], seed: str, values: Sequence[str]) -> Answer:
    """The answer in the fields of a drawn question, in their order on the page.

    An option is sent by its place on the page, `#1` for the first: its key would tell its place in the file, where
    authors like to put the right one first. Of an ordering, every item sends the number of its place, from 1.
    """
    kind = KINDS[question.kind]
    if question.kind == "order":
        return _read_order(question, order, values)
    if question.kind == "cloze":
        return kind.parse(question, _picked(question, seed, values))
    return kind.parse(question, [_key(order, value) for value in values])


def values_of(question: Question, order: Sequence[str], seed: str, answer: Answer) -> list[str]:
    """The values that the fields of a page have where this answer stands in them, in page order: `read_answer` backwards."""
    match question.kind:
        case "single" | "multiple" | "true-false":
            chosen = answer.get("chosen")
            return [f"#{place}" for place, key in enumerate(order, 1) if isinstance(chosen, list) and key in chosen]
        case "order":
            places = places_of(order, answer)
            return [str(places.get(key, "")) for key in order]
        case "match":
            pairs = answer.get("pairs")
            chosen = pairs if isinstance(pairs, dict) else {}
            return [_place(order, chosen.get(str(left))) for left in range(1, question.pairs + 1)]
        case "cloze":
            return _blank_values(question, seed, answer)
        case _:
            return [str(answer.get("text") or answer.get("unreadable") or "")]


def longest_of(question: Question) -> int:
    """How many characters one field of an answer may have."""
    return LONGEST if question.kind == "open" else typed.LONGEST


def refuse_unusable(question: Question, order: Sequence[str], seed: str, values: Sequence[str]) -> None:
    """Raises Invalid for what no page of ours sends, and for text that could not be kept whole."""
    for value in values:
        if "\0" in value or "\ufffd" in value or any("\ud800" <= each <= "\udfff" for each in value):
            raise Invalid(_("Your answer holds a sign that cannot be kept. Delete it, or type that part again."))
    longest = longest_of(question)
    for value in values:
        length = len(value.replace("\r\n", "\n").strip())
        if length > longest:
            message = _(
                "Your answer has %(count)d characters; %(most)d can be kept. Shorten it: nothing of it is cut off.",
                count=length,
                most=longest,
            )
            raise Invalid(message)
    if not _fits(question, order, seed, values):
        raise Invalid(_("This is not an answer to the question asked. Reload the page and answer again."))


def as_typed(question: Question, values: Sequence[str]) -> Answer:
    """What stays in the fields of an answer that cannot be taken: text as it was typed; anything else is chosen anew."""
    return {"text": values[0]} if question.kind in {"open", "text", "number"} and values else {}


def _fits(question: Question, order: Sequence[str], seed: str, values: Sequence[str]) -> bool:
    """Whether the values can have come from the fields of this question."""
    if question.kind not in MANY:
        known = question.kind in {"text", "number", "open"} or all(_key(order, value) in order for value in values)
        return len(values) <= 1 and known
    given = [value for value in values if value.strip()]
    match question.kind:
        case "multiple":
            keys = [_key(order, value) for value in values]
            return len(set(keys)) == len(keys) and set(keys) <= set(order)
        case "order":
            places = {str(place) for place in range(1, len(order) + 1)}
            return len(values) <= len(order) and set(given) <= places
        case "match":
            return len(values) <= question.pairs and all(_key(order, value) in order for value in given)
        case _:
            picks = zip(range(len(question.blanks)), values, strict=False)
            return len(values) <= len(question.blanks) and all(_is_pick(question, seed, at, text) for at, text in picks)


def _is_pick(question: Question, seed: str, index: int, value: str) -> bool:
    """Whether the value of a blank is one that it offers; where something is typed, everything is."""
    if question.blanks[index].kind != "select" or not value.strip():
        return True
    found = _picked(question, seed, [""] * index + [value])
    return bool(KINDS["cloze"].parse(question, found))


def _place(order: Sequence[str], key: object) -> str:
    return f"#{order.index(key) + 1}" if isinstance(key, str) and key in order else ""


def _blank_values(question: Question, seed: str, answer: Answer) -> list[str]:
    typed_in = answer.get("blanks")
    found = [str(value) for value in typed_in] if isinstance(typed_in, list) else []
    found = [*found, *[""] * len(question.blanks)][: len(question.blanks)]
    return [
        _place(pick_order(question, seed, at), value) if question.blanks[at].kind == "select" else value
        for at, value in enumerate(found)
    ]


def pick_order(question: Question, seed: str, index: int) -> tuple[str, ...]:
    """Keys of what a blank offers to pick from, in an order that says nothing. Blanks count from 0."""
    keys = [option.key for option in question.blanks[index].options]
    return chance.order_picks(seed, question.id, index + 1, keys)


def places_of(order: Sequence[str], answer: Answer) -> Mapping[str, int]:
    """Which place each item of an ordering was given, from 1; items without one are left out."""
    places = answer.get("places")
    if isinstance(places, dict):
        return {key: place for key, place in places.items() if key in order and isinstance(place, int)}
    keys = answer.get("order")
    return {key: place for place, key in enumerate(keys, 1)} if isinstance(keys, list) else {}


def understood(question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
    """The numbers typed, as they were read and in the question's own unit: “1234.5 kg”. Unreadable ones are left out."""
    text = question.text(lang)
    if question.kind == "number":
        value = answer.get("value")
        return () if value is None else (numbers.shown(Decimal(str(value)), text.unit),)
    typed = answer.get("blanks")
    if question.kind != "cloze" or not isinstance(typed, list) or len(typed) > len(text.blanks):
        return ()
    read = [_read_blank(question, at, str(given), text.blanks[at].unit) for at, given in enumerate(typed)]
    return tuple(number for number in read if number)


def _key(order: Sequence[str], value: str) -> str:
    place = value.removeprefix("#")
    if value.startswith("#") and place.isdecimal() and place.isascii() and 0 < int(place[:4]) <= len(order):
        return order[int(place[:4]) - 1]
    return value


def _read_order(question: Question, order: Sequence[str], values: Sequence[str]) -> Answer:
    """Every place has to be given once; what is not whole is kept as it was chosen, and costs nothing."""
    allowed = {str(place): place for place in range(1, len(order) + 1)}
    places = {key: allowed[value] for key, value in zip(order, values, strict=False) if value in allowed}
    if not places:
        return {}
    if len(set(places.values())) < len(order):
        return {"unreadable": ", ".join(values[: len(order)]), "places": places}
    return KINDS["order"].parse(question, sorted(places, key=lambda key: places[key]))


def _picked(question: Question, seed: str, values: Sequence[str]) -> list[str]:
    """What was sent for the blanks; of those to pick from, the option's key."""
    found = []
    for index, value in enumerate(values[: len(question.blanks)]):
        picks = question.blanks[index].kind == "select"
        found.append(_key(pick_order(question, seed, index), value) if picks else value)
    return found


def _read_blank(question: Question, index: int, typed: str, unit: str) -> str:
    if question.blanks[index].kind != "number" or not typed.strip():
        return ""
    value = cloze.read_number(question, index, typed)
    return "" if value is None else numbers.shown(value, unit)
