"""The exercises with numbers: each is practised in its lesson, and the plan's worked example comes out of it."""

import math
from collections.abc import Mapping
from decimal import Decimal

import pytest

from app.questions.formulas import evaluate
from app.questions.model import NumberAnswer, Question
from app.questions.plans import generator
from app.questions.variants import computed, draw

from . import plan
from .library import of_present_courses, served
from .plan import Answer, Exercise

DRAWS = 60
LEAST = 12  # different ones among them: some exercises choose among sixteen
EXERCISES = [exercise for exercise in plan.exercises() if of_present_courses(exercise.lesson)]


def named(exercise: Exercise) -> str:
    return exercise.id


def practised(exercise: Exercise) -> list[Question]:
    """The questions of its lesson that carry its number as a tag."""
    return [
        question
        for course in served().values()
        for module in course.modules
        for lesson in module.lessons
        if lesson.id == exercise.lesson
        for question in lesson.questions
        if exercise.id in question.tags
    ]


def right_numbers(question: Question) -> list[NumberAnswer]:
    """What is accepted for all points: one number, or one for each blank, in their order."""
    if question.blanks:
        return [blank.number for blank in question.blanks if blank.number]
    return [next(answer for answer in question.answers if answer.weight == 1)]


def accepts(answer: NumberAnswer, value: float) -> bool:
    if answer.value is None:
        return Decimal(answer.low or 0) <= Decimal(repr(value)) <= Decimal(answer.high or 0)
    return abs(Decimal(repr(value)) - Decimal(answer.value)) <= Decimal(answer.tolerance or 0) + Decimal("1e-9")


def rounded(answer: Answer, value: float) -> float:
    factor: int = 10**answer.places
    return math.copysign(math.floor(abs(value) * factor + 0.5 + 1e-9) / factor, value)


def with_values(question: Question, given: Mapping[str, float]) -> list[NumberAnswer]:
    """What the question accepts when its variables have these values: whatever it would have drawn, or has fixed."""
    values = {name: Decimal(repr(value)) for name, value in given.items()}
    for variable in question.variables:
        if variable.name not in values:
            values[variable.name] = evaluate(variable.formula, values)
    return [computed(answer, values, question.tolerance) for answer in right_numbers(question)]


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_plan_works_its_own_example_rightly(exercise: Exercise):
    found = exercise.solve(exercise.example)
    assert {each.name: rounded(each, found[each.name]) for each in exercise.answers} == exercise.worked
    assert exercise.may_be_drawn(exercise.example)
    assert all(value in exercise.symbols[name] for name, value in exercise.example.items())


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_is_practised_in_its_lesson_with_numbers_that_differ(exercise: Exercise):
    questions = practised(exercise)
    assert questions
    for question in questions:
        assert question.competency == exercise.competency
        assert len({tuple(draw(question, str(seed)).values.items()) for seed in range(DRAWS)}) >= LEAST


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_accepts_the_answers_of_the_worked_example(exercise: Exercise):
    for question in practised(exercise):
        answers = with_values(question, exercise.example)
        assert len(answers) == len(exercise.answers)
        for answer, wanted in zip(answers, exercise.answers, strict=True):
            assert accepts(answer, exercise.worked[wanted.name]), (wanted.name, answer)


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_every_draw_of_an_exercise_lies_in_the_plans_ranges_and_comes_out_as_the_plan_computes_it(exercise: Exercise):
    for question in practised(exercise):
        drawn = {each.name for each in question.variables if generator(each.formula) is not None}
        assert drawn <= exercise.symbols.keys()
        for seed in range(DRAWS):
            asked = draw(question, str(seed))
            values = {name: float(asked.values[name]) for name in exercise.symbols if name in asked.values}
            outside = {name: value for name, value in values.items() if value not in exercise.symbols[name]}
            assert not outside
            assert values.keys() == exercise.symbols.keys()
            assert exercise.may_be_drawn(values)
            found = exercise.solve(values)
            for answer, wanted in zip(right_numbers(asked), exercise.answers, strict=True):
                assert accepts(answer, rounded(wanted, found[wanted.name])), (wanted.name, values)


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_accepts_no_more_than_the_plans_tolerance(exercise: Exercise):
    for question in practised(exercise):
        asked = draw(question, "1")
        found = exercise.solve({name: float(asked.values[name]) for name in exercise.symbols})
        for answer, wanted in zip(right_numbers(asked), exercise.answers, strict=True):
            value = rounded(wanted, found[wanted.name])
            beyond = 1.6 * wanted.around(value) + 0.6 * 10**-wanted.places
            assert not accepts(answer, value + beyond), wanted.name
            assert not accepts(answer, value - beyond), wanted.name
