"""Courses made by hand, with every rule that progress has to respect."""

from dataclasses import replace
from decimal import Decimal

from app.content.model import Competency, Course, Lesson, Module, Page
from app.questions.model import NumberAnswer, Option, OptionText, Question, QuestionText
from app.questions.revisions import stamp


def single(question_id: str, **fields) -> Question:
    options = tuple(Option(key, key == "a") for key in "abcd")
    texts = {"en": QuestionText(title="?", options={key: OptionText(key) for key in "abcd"})}
    return stamp(Question(question_id, "single", "en", texts, options=options, **fields))


def multiple(question_id: str) -> Question:
    options = tuple(Option(key, key in "ab") for key in "abcd")
    return stamp(replace(single(question_id), kind="multiple", partial="net", options=options, points=Decimal(2)))


def number(question_id: str) -> Question:
    answers = (NumberAnswer("12", "0.1"),)
    text = {"en": QuestionText(title="?", unit="EUR")}
    return stamp(Question(question_id, "number", "en", text, partial="weights", answers=answers, difficulty="hard"))


def lesson(course_id: str, lesson_id: str, **fields) -> Lesson:
    pages = {"en": Page("en", lesson_id)}
    usual = {"kind": "lesson", "course_id": course_id, "module_id": "m", "source_lang": "en", "minutes": 12}
    return Lesson(lesson_id, **{**usual, "pages": pages, **fields})


def course(course_id: str, competencies: str, *, retries: int | None = 3) -> Course:
    """Six lessons, one of them optional, one decided by its checks, one timed; and a quiz with a limit on everything."""
    checks = (single(f"{course_id}-c1"), number(f"{course_id}-c2"))
    asked = (single(f"{course_id}-q1", difficulty="easy"), multiple(f"{course_id}-q2"), number(f"{course_id}-q3"))
    lessons = (
        lesson(course_id, "one"),
        lesson(course_id, "two", questions=checks),
        lesson(course_id, "extra", optional=True),
        lesson(
            course_id, "three", completion="quiz", questions=(multiple(f"{course_id}-c3"), single(f"{course_id}-c4"))
        ),
        lesson(course_id, "four", completion="time", min_seconds=1500),
        lesson(
            course_id,
            "final",
            kind="quiz",
            requires=("one", "three"),
            questions=asked,
            attempts=retries,
            retry_after_minutes=60,
            time_limit_minutes=20,
            shuffle_questions=True,
        ),
    )
    return Course(
        course_id,
        course_id,
        {"en": course_id},
        ("en",),
        (Module("m", course_id, {"en": "M"}, lessons=lessons),),
        edition=2,
        competencies={key: Competency(key, {"en": key}) for key in competencies.split()},
    )


COURSES = [
    course("basics", "TRD-01 MKT-01 TAX-01 ORG-02"),
    course("selling", "MKT-02 PRC-01", retries=1),
    course("storing", "WHS-01 LOG-02"),
    course("growing", "INN-01 FIN-01", retries=None),
]
