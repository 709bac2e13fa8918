"""Whole attempts at random quizzes: points, ratio and passing computed a second time, from the answers and hints alone."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.attempts import results
from app.learning.attempts.actions import start_attempt
from app.learning.attempts.saving import Given as Kept
from app.learning.attempts.saving import open_hint, save_response
from app.learning.attempts.sheets import Sheet, sheet_of
from app.learning.marking.actions import finish
from app.learning.models import Attempt, Response
from app.questions.model import Answer
from tests import factories
from tests.learning.acting import answer_and_hand_in, do
from tests.learning.marking.waiting import reviewing

from . import answering, chance, specification
from .asked import Asked, Given, Quiz, Result, Worth
from .conftest import fleet
from .fields import sent
from .writing import KINDS, write_quiz

RACES = 300
WITH_OPEN = (*KINDS, *("open",) * 5)


@dataclass(frozen=True)
class Tried:
    """An attempt handed in: what was asked, what was answered last, the hints opened."""

    attempt: Attempt
    quiz: Quiz
    given: dict[str, Given]
    hints: dict[str, int]

    def graded(self):
        for asked in self.quiz.questions:
            values = chance.draw(asked, self.attempt.seed) or {}
            found = specification.worth(asked, self.given.get(asked.id, ""), values, self.quiz.partial)
            yield asked, found, self.hints.get(asked.id, 0)

    def stored(self) -> tuple[Decimal | None, ...]:
        attempt = self.attempt
        return tuple(
            None if each is None else Decimal(str(each))
            for each in (attempt.points, attempt.points_possible, attempt.score_ratio)
        )


class Learner:
    """Answers as people do: one by one, some twice, some only with the whole page, some not at all."""

    def __init__(self, by: Random, course, learner_id: int) -> None:
        self.by, self.course, self.learner_id = by, course, learner_id

    def race(self, quiz: Quiz) -> Tried:
        lesson = self.course.lesson(quiz.id)
        attempt = do(start_attempt, self.learner_id, self.course, lesson)
        sheet = sheet_of(attempt)
        assert [entry["question"] for entry in attempt.form] == chance.asked_order(quiz, attempt.seed)
        tried = Tried(attempt, quiz, {}, {})
        page: dict[str, Answer] = {}
        for asked in quiz.questions:
            self._hints(sheet, asked, tried)
            if self.by.random() < 0.9:
                answer = self._answer(sheet, asked, tried)
                page |= {asked.id: answer} if answer is not None else {}
        do(answer_and_hand_in, attempt.id, self.course, lesson, page, learner_id=self.learner_id)
        return tried

    def _hints(self, sheet: Sheet, asked: Asked, tried: Tried) -> None:
        opened = self.by.randint(0, asked.hints)
        base = Kept(asked.id, sheet.revision(asked.id), {})
        for number in [*range(1, opened + 1), *([opened] if opened else [])]:  # the last one twice: it costs once
            do(open_hint, sheet.attempt_id, base, number, most=asked.hints, learner_id=self.learner_id)
        tried.hints[asked.id] = opened

    def _answer(self, sheet: Sheet, asked: Asked, tried: Tried):
        """The last answer, if it is left to be sent with the whole page; None: it is saved."""
        for _turn in range(self.by.choice((1, 1, 2))):
            answer = self._read(sheet, asked, tried)
            if self.by.random() < 0.3:
                return answer
            kept = Kept(asked.id, sheet.revision(asked.id), answer)
            do(save_response, sheet.attempt_id, kept, learner_id=self.learner_id)
        return None

    def _read(self, sheet: Sheet, asked: Asked, tried: Tried):
        question = sheet.question(asked.id)
        values = chance.draw(asked, sheet.seed)
        order = chance.order(asked, sheet.seed, tried.quiz.shuffle_options)
        assert (list(sheet.order(asked.id)), dict(question.values)) == (order, values)
        tried.given[asked.id] = answering.answer(self.by, asked, values or {})
        typed = sent(asked, tried.given[asked.id], order, lambda at: chance.picks(asked, sheet.seed, at))
        return sheet.read(question, typed)


def raced(by: Random, fleet) -> list[Tried]:
    tried = []
    for number, quiz in enumerate(fleet.quizzes):
        if number % 30 == 0:
            learner = Learner(by, fleet.course, factories.user().id)
        tried.append(learner.race(quiz))
    return tried


def expected(each: Tried) -> Result:
    return specification.result(each.quiz, each.graded())


def agrees(each: Tried, result: Result) -> bool:
    return (*each.stored(), each.attempt.passed) == (result.points, result.possible, result.score_ratio, result.passed)


@pytest.fixture
def by(monkeypatch) -> Random:
    """The same chance every time, for the seeds of attempts too."""
    by = Random("races")
    monkeypatch.setattr("secrets.token_hex", lambda count: by.randbytes(count).hex())
    return by


def test_every_attempt_has_the_result_that_the_second_computation_says(app, many, by):
    races = raced(by, many)
    assert len(races) == RACES
    results_ = [(each, expected(each)) for each in races]
    differing = [(each.quiz, each.stored(), result) for each, result in results_ if not agrees(each, result)]
    assert not differing, differing[:2]
    at_the_mark = [each for each, result in results_ if 100 * result.points == each.quiz.pass_mark * result.possible]
    assert len([each for each in at_the_mark if each.quiz.pass_mark]) > 5
    assert {each.attempt.passed for each in races} == {True, False}
    _each_response_says_its_part(races)
    _settling_again_changes_nothing(races)
    _wrong_results_are_noticed(races)


def _each_response_says_its_part(races: list[Tried]) -> None:
    for each in races:
        rows = db.session.scalars(select(Response).filter_by(attempt_id=each.attempt.id))
        found = {row.question_id: Decimal(str(row.points)) for row in rows}
        scores = expected(each).scores
        assert found == {question_id: scores[question_id] for question_id in found}
        assert not any(score for question_id, score in scores.items() if question_id not in found)


def _settling_again_changes_nothing(races: list[Tried]) -> None:
    for each in races:
        do(results.settle, each.attempt, None, None)
        assert agrees(each, expected(each))


def test_an_attempt_with_open_answers_has_a_result_once_they_are_reviewed(app, tmp_path, by):
    quizzes = [write_quiz(by, f"essay-{number}", 8, WITH_OPEN) for number in range(60)]
    races = raced(by, fleet(tmp_path, quizzes))
    reviewed = 0
    for each in races:
        graded = list(each.graded())
        if any(found.waiting for _asked, found, _hints in graded):
            assert (each.attempt.passed, each.attempt.points, each.attempt.score_ratio) == (None, None, None)
            reviewed += 1
        marked = [
            (asked, _marked(by, each, asked) if found.waiting else found, hints) for asked, found, hints in graded
        ]
        assert agrees(each, specification.result(each.quiz, marked))
    assert reviewed > 20


def _marked(by: Random, each: Tried, asked: Asked) -> Worth:
    """What a reviewer gives: half points up to all of them, or all of them where they are no half."""
    points = by.choice([*(Decimal(half) / 2 for half in range(int(asked.points * 2) + 1)), asked.points])
    statement = select(Response.id).filter_by(attempt_id=each.attempt.id, question_id=asked.id)
    answer_id = db.session.scalars(statement).one()
    do(finish, "quiz", answer_id, points, "", reviewer=reviewing(factories.user()))
    return Worth(Fraction(points) / Fraction(asked.points) if asked.points else Fraction(0))


WRONG_RESULTS = {
    "hints cost nothing": lambda each: specification.result(
        each.quiz, ((asked, found, 0) for asked, found, _ in each.graded())
    ),
    "each instead of net": lambda each: expected(replace(each, quiz=replace(each.quiz, partial="each"))),
    "a rounded ratio is compared": lambda each: _by_ratio(each),
    "who reaches the mark fails": lambda each: _without_the_mark(each),
}


def _without_the_mark(each: Tried) -> Result:
    result = expected(each)
    return replace(result, passed=100 * result.points > each.quiz.pass_mark * result.possible)


def _by_ratio(each: Tried) -> Result:
    result = expected(each)
    return replace(result, passed=round(100 * result.score_ratio) >= each.quiz.pass_mark)


def _wrong_results_are_noticed(races: list[Tried]) -> None:
    for rule, computed in WRONG_RESULTS.items():
        assert any(not agrees(each, computed(each)) for each in races), rule
