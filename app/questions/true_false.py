"""True or false: a single choice between two words that say so. Its options keep their order."""

from __future__ import annotations

from . import choices
from .draft import Draft
from .model import Question
from .single import Single
from .words import normal

WORDS = {
    "true", "false", "yes", "no", "right", "wrong", "correct", "incorrect",
    "正确", "错误", "不正确", "对", "错", "是", "否",
}  # fmt: skip


class TrueFalse(Single):
    name = "true-false"
    rank = 10

    def fits(self, draft: Draft) -> bool:
        texts = {normal(item.text) for item in draft.items}
        return choices.main_mark(draft) == "round" and len(draft.items) == 2 and texts <= WORDS

    def order(self, question: Question, seed: str) -> tuple[str, ...]:  # no chance in it
        return tuple(option.key for option in question.options)


KIND = TrueFalse()
