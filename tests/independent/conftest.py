"""Random quizzes as files of a course, and as the application reads them."""

from dataclasses import dataclass
from random import Random

import pytest

from app.content.model import Course
from app.questions.model import Question
from tests.conformance.folders import build, the_course, write

from . import markdown, writing
from .asked import Quiz

COURSE = "format: 1\nid: regatta\ntitle: Regatta\nlanguages: [en]\n"


@dataclass(frozen=True)
class Fleet:
    """Quizzes as they were meant, and the course that was read from what was written."""

    quizzes: tuple[Quiz, ...]
    course: Course

    def question(self, quiz_id: str, question_id: str) -> Question:
        quiz = self.course.lesson(quiz_id)
        assert quiz is not None
        return next(question for question in quiz.questions if question.id == question_id)


def fleet(root, quizzes) -> Fleet:
    pages = {f"c/m1/{quiz.id}.en.md": markdown.quiz(quiz) for quiz in quizzes}
    write(root, {"c/course.yaml": COURSE, "c/m1/module.yaml": "id: m1\ntitle: M\n", **pages})
    catalogue = build(root, "c")
    assert not [found for found in catalogue.diagnostics if found.severity == "error"]
    return Fleet(tuple(quizzes), the_course(catalogue))


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> Fleet:
    by = Random("quizzes")  # the same every time
    quizzes = [writing.write_quiz(by, f"race-{number}") for number in range(230)]
    quizzes += [writing.write_even_quiz(by, f"heat-{number}") for number in range(70)]
    return fleet(tmp_path_factory.mktemp("many"), quizzes)
