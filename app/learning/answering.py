"""From the fields of a form to an answer, and back to words: how a question is sent, never by its order in the file. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.questions import KINDS, chance, cloze, numbers
from app.questions.model import Answer, Question


def field_name(question_id: str) -> str:
    return f"q-{question_id}"


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
