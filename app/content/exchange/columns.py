"""The columns of a sheet of questions, and the words in them, in both languages (content-format §16.1, §16.3)."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping

LETTERS = string.ascii_lowercase[:10]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "type": ("type", "题型", "类型", "题目类型"),
    "question": ("question", "题目", "题干", "问题", "题目内容", "试题内容"),
    "answer": ("answer", "答案", "正确答案", "标准答案", "answers", "correct_answer"),
    "points": ("points", "分值", "分数", "score"),
    "explanation": ("explanation", "解析", "答案解析", "试题解析", "题目解析"),
    "hint": ("hint", "提示"),
    "tags": ("tags", "标签"),
    "difficulty": ("difficulty", "难度"),
    "id": ("id", "编号", "题号"),
    "lang": ("lang", "语言", "language"),
    "heading": ("heading", "标题"),
    **{f"option_{letter}": (f"option_{letter}", f"选项{letter}", f"option{letter}", letter) for letter in LETTERS},
    **{f"feedback_{letter}": (f"feedback_{letter}", f"选项{letter}反馈", f"反馈{letter}") for letter in LETTERS},
}
NAMES = {name: column for column, names in COLUMNS.items() for name in names}
TYPES: Mapping[str, tuple[str, ...]] = {
    "single": ("单选题", "单选", "单项选择题", "single choice"),
    "multiple": ("多选题", "多选", "多项选择题", "不定项选择题", "multiple choice", "multiple response"),
    "true-false": ("判断题", "判断", "是非题", "true/false", "truefalse", "true or false"),
    "text": ("填空题", "填空", "short answer", "fill in the blank"),
    "number": ("数值题", "计算题", "numerical", "numeric"),
    "order": ("排序题", "排序", "ordering"),
    "match": ("连线题", "匹配题", "配对题", "连线", "matching"),
    "cloze": ("fill in", "完形填空", "选词填空"),
    "open": ("简答题", "问答题", "简答", "论述题", "essay", "open answer"),
}
WORDS = {name: kind for kind, names in TYPES.items() for name in (kind, *names)}
DIFFICULTIES = {
    "easy": "easy", "medium": "medium", "hard": "hard", "易": "easy", "中": "medium", "难": "hard", "容易": "easy",
    "简单": "easy", "中等": "medium", "困难": "hard", "较易": "easy", "较难": "hard",
}  # fmt: skip
TRUE = {"正确", "true", "对", "是", "right", "correct", "yes", "t", "√", "✓", "1"}
FALSE = {"错误", "false", "错", "否", "wrong", "incorrect", "no", "f", "×", "✗", "x", "0", "不正确"}
DATE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T].*)?|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?"
    r"|[A-Z][a-z]{2}-\d{2,4}|\d{1,2}月\d{1,2}日"
)


def column_of(name: str) -> str | None:
    """The column that a name in the first row stands for; None when it is not known."""
    plain = unicodedata.normalize("NFKC", name).strip().strip("*").strip().lower()
    return NAMES.get(plain) or NAMES.get(re.sub(r"[\s_-]+", "_", plain)) or NAMES.get(re.sub(r"[\s_-]+", "", plain))


def kind_of(word: str) -> str | None:
    return WORDS.get(" ".join(unicodedata.normalize("NFKC", word).lower().split()))


def looks_like_date(text: str) -> bool:
    return DATE.fullmatch(text.strip()) is not None
