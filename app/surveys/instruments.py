"""The surveys, word for word. A version that was in use never changes: whoever words an item anew adds a version.

All items are statements; the scale goes from 1, "I do not agree at all", to 5, "I agree fully".
"""

from collections.abc import Mapping
from dataclasses import dataclass

SCORES = (1, 2, 3, 4, 5)
COURSE, SESSION = "course", "session"


@dataclass(frozen=True, slots=True)
class Item:
    """One statement. `key` is what is stored; the same key in two versions means the same, and may be compared."""

    key: str
    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Instrument:
    kind: str
    version: int
    items: tuple[Item, ...]

    def item(self, key: str) -> Item:
        return next(each for each in self.items if each.key == key)


USEFUL = Item("useful", "学到的内容对我的工作有用。", "What I learned is useful in my work.")
CLEAR = Item("clear", "讲解清楚，容易理解。", "It was explained clearly.")
APPLY = Item("apply", "我知道回到岗位后可以怎么做。", "I know what I will do differently at work.")
RECOMMEND = Item("recommend", "我愿意把它推荐给同事。", "I would recommend it to a colleague.")

INSTRUMENTS: Mapping[tuple[str, int], Instrument] = {
    (each.kind, each.version): each
    for each in (
        Instrument(
            COURSE,
            1,
            (
                USEFUL,
                CLEAR,
                Item("practice", "练习和题目帮助我理解了内容。", "The exercises helped me understand."),
                Item("time", "所花的时间与收获相称。", "It was worth the time it took."),
                APPLY,
                RECOMMEND,
            ),
        ),
        Instrument(
            SESSION,
            1,
            (
                USEFUL,
                CLEAR,
                Item("trainer", "讲师很好地回应了大家的问题。", "The trainer dealt well with our questions."),
                Item("organised", "场地、时间和资料安排得当。", "Place, time and materials were well arranged."),
                APPLY,
                RECOMMEND,
            ),
        ),
    )
}


def current(kind: str) -> Instrument:
    """The newest version of a survey."""
    return max((each for each in INSTRUMENTS.values() if each.kind == kind), key=lambda each: each.version)
