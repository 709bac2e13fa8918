"""Courses made by hand, with every rule that progress has to respect."""

from dataclasses import replace
from decimal import Decimal

from app.content.model import Competency, Course, Lesson, Module, Page
from app.questions.model import (
    Blank,
    BlankText,
    NumberAnswer,
    Option,
    OptionText,
    Question,
    QuestionText,
    Word,
)
from app.questions.revisions import stamp
from app.talent.model import Starter


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


def order(question_id: str) -> Question:
    options = tuple(Option(key, True) for key in "1234")
    texts = {"en": QuestionText(title="?", options={key: OptionText(key) for key in "1234"})}
    return stamp(Question(question_id, "order", "en", texts, options=options, partial="moves"))


def match(question_id: str) -> Question:
    """Three pairs, and a right side that fits nothing."""
    options = tuple(Option(key, key != "4") for key in "1234")
    text = QuestionText(title="?", options={key: OptionText(key) for key in "1234"}, lefts=("a", "b", "c"))
    return stamp(Question(question_id, "match", "en", {"en": text}, options=options, pairs=3, partial="each"))


def cloze(question_id: str) -> Question:
    """A word to pick, a number and a word to type."""
    picked = Blank("select", options=(Option("1", True), Option("2", False)))
    blanks = (picked, Blank("number", number=NumberAnswer("7")), Blank("text"))
    texts = (BlankText(options=("yes", "no")), BlankText(unit="kg"), BlankText(words=("bill", "paper")))
    text = QuestionText(title="?", prompt_html="[[1]] [[2]] [[3]]", blanks=texts)
    return stamp(Question(question_id, "cloze", "en", {"en": text}, blanks=blanks, partial="each"))


def words(question_id: str) -> Question:
    text = QuestionText(title="?", words=(Word("part", Decimal("0.5")), Word("whole")))
    return stamp(Question(question_id, "text", "en", {"en": text}, partial="weights"))


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


def path(position: str, *required: str, electives: tuple[str, ...] = (), needed: int = 0) -> Starter:
    return Starter(f"path-{position}", position, {}, {}, required, electives, needed)


PATHS = {
    each.position: each
    for each in (
        path("NEW", "basics"),
        path("OPR", "basics", "selling"),
        path("WHS", "basics", "storing"),
        path("CUS", "basics", "selling", electives=("storing", "growing"), needed=1),
        path("FIN", "basics", "selling", "growing"),
        path("MFG", "basics", "growing"),
        path("MGR", "basics", "storing", "growing", electives=("selling", "nowhere"), needed=2),
    )
}
