"""What single choice, multiple choice and true-false share: marked lists, shuffling, and answers made of keys."""

from __future__ import annotations

import string
from collections.abc import Sequence
from decimal import Decimal

from . import plain
from .chance import order_options
from .draft import Draft, Item, Parts, Setting
from .model import Answer, Option, OptionText, Question
from .settings import YES_NO, is_id, percent, refuse
from .words import normal, semicolon

MOST_OPTIONS = 26


def main_mark(draft: Draft) -> str | None:
    """The kind of mark the list begins with: round, square, equals, or None."""
    return next((item.mark for item in draft.items if item.mark), None)


def check_list(draft: Draft) -> None:
    """What holds for every list of options, whatever is right in it."""
    mark = main_mark(draft)
    seen: dict[str, Item] = {}
    for item in draft.items[:MOST_OPTIONS]:
        if item.mark is None:
            draft.complain(item.line, item.column, "C213")
        elif item.mark != mark:
            draft.complain(item.line, item.column, "C212")
        if not item.text and "<img" not in item.html:
            draft.complain(item.line, item.column, "C216")
            continue
        same = item.html if "<img" in item.html else normal(item.text) or item.text
        if same in seen:
            draft.complain(item.line, item.column, "C217", other=seen[same].line)
        seen.setdefault(same, item)
    if len(draft.items) < 2:
        draft.complain(draft.items[0].line, draft.items[0].column, "C218")
    check_count(draft)
    if not any(item.ticked for item in draft.items):
        draft.complain(draft.items[0].line, draft.items[0].column, "C210")


def check_count(draft: Draft) -> None:
    for surplus in draft.items[MOST_OPTIONS : MOST_OPTIONS + 1]:
        draft.complain(surplus.line, surplus.column, "C118", what="options", limit=MOST_OPTIONS)


def read_options(draft: Draft) -> tuple[Option, ...]:
    """The options with their keys: the id at the end of the item, else its letter."""
    options: list[Option] = []
    letters = string.ascii_lowercase
    for letter, item in zip(letters, draft.items, strict=False):
        key = item.settings["id"].value if "id" in item.settings else letter
        if not is_id(key) or any(option.key == key for option in options):
            given = item.settings.get("id") or Setting("id", key, item.line, item.column)
            refuse(draft, given, "an id that no other option has")
        weight, pin = read_weight(draft, item, -100), False
        if "pin" in item.settings:
            pin = YES_NO.get(item.settings["pin"].value, False)
            if item.settings["pin"].value not in YES_NO:
                refuse(draft, item.settings["pin"], "yes or no")
        options.append(Option(key, item.ticked, weight, pin))
    return tuple(options)


def read_weight(draft: Draft, item: Item, low: int) -> Decimal | None:
    """The weight at the end of an item, from `low` to 100 percent."""
    setting = item.settings.get("weight")
    if setting is None:
        return None
    weight = percent(setting.value, low, 100)
    if weight is None:
        refuse(draft, setting, f"a percentage from {low} to 100")
    return weight


def parts(draft: Draft, options: tuple[Option, ...], partial: str | None) -> Parts:
    """`partial` None: as the page says."""
    texts = {
        option.key: OptionText(item.html, item.feedback_html)
        for option, item in zip(options, draft.items, strict=False)
    }
    rule = {} if partial is None else {"partial": partial}
    return Parts({"options": options, **rule}, {"options": texts})


def order(question: Question, seed: str) -> tuple[str, ...]:
    keys = [option.key for option in question.options]
    if not question.shuffle:
        return tuple(keys)
    return order_options(seed, question.id, keys, [option.key for option in question.options if option.pin])


def parse(question: Question, raw: Sequence[str]) -> Answer:
    """The options chosen, in the order of the file; keys that the question does not have are left out."""
    chosen = [option.key for option in question.options if option.key in raw]
    return {"chosen": chosen} if chosen else {}


def chosen_options(question: Question, answer: Answer) -> tuple[Option, ...]:
    keys = answer.get("chosen")
    return tuple(option for option in question.options if isinstance(keys, list) and option.key in keys)


def describe(question: Question, answer: Answer, lang: str) -> str:
    return _join(question, chosen_options(question, answer), lang)


def right(question: Question, lang: str) -> str:
    return _join(question, [option for option in question.options if option.right], lang)


def feedback(question: Question, answer: Answer, lang: str) -> tuple[str, ...]:
    text = question.text(lang)
    remarks = (text.options[option.key].feedback_html for option in chosen_options(question, answer))
    return tuple(remark for remark in remarks if remark)


def _join(question: Question, options: Sequence[Option], lang: str) -> str:
    text = question.text(lang)
    return semicolon(lang).join(plain.text(text.options[option.key].html) for option in options)
