"""Small courses made by hand, for tests that need a rule the sample does not have."""

from dataclasses import replace
from typing import Any

from app.content.model import Course, Lesson, Module, Page
from app.questions.model import NumberAnswer, Option, OptionText, Question, QuestionText
from app.questions.revisions import stamp

RIGHT: dict[str, object] = {"chosen": ["a"]}
WRONG: dict[str, object] = {"chosen": ["b"]}


def single(question_id: str, **fields: Any) -> Question:
    """Right is a; wrong are b and c."""
    options = tuple(Option(key, key == "a") for key in "abc")
    texts = {"en": QuestionText(title=question_id, options={key: OptionText(f"<p>{key}</p>") for key in "abc"})}
    return stamp(Question(question_id, "single", "en", texts, **{"options": options, **fields}))


def multiple(question_id: str, **fields: Any) -> Question:
    """Right are a and b; wrong is c."""
    options = tuple(Option(key, key in "ab") for key in "abc")
    changed: dict[str, Any] = {"kind": "multiple", "partial": "net", "options": options, **fields}
    return stamp(replace(single(question_id), **changed))


def number(question_id: str, value: int = 12) -> Question:
    answers = (NumberAnswer(str(value)),)
    texts = {"en": QuestionText(title=question_id, unit="kg")}
    return stamp(Question(question_id, "number", "en", texts, partial="weights", answers=answers))


def lesson(lesson_id: str, **fields: Any) -> Lesson:
    usual = {"kind": "lesson", "course_id": "sailing", "module_id": "m", "source_lang": "en", "minutes": 5}
    return Lesson(lesson_id, **{**usual, "pages": {"en": Page("en", lesson_id)}, **fields})


def quiz(quiz_id: str = "exam", **fields: Any) -> Lesson:
    usual = {"kind": "quiz", "completion": "quiz", "feedback": "after_submit", "shuffle_options": False}
    return lesson(quiz_id, **{**usual, "questions": (single("q1"), single("q2")), **fields})


def course(*lessons: Lesson, **fields: Any) -> Course:
    modules = (Module("m", "sailing", {"en": "Module"}, lessons=lessons),)
    usual = {"id": "sailing", "folder": "sailing", "title": {"en": "Sailing"}, "languages": ("en",), "modules": modules}
    return Course(**{**usual, **fields})
