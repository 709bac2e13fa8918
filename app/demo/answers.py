"""What people answer: right or wrong by how able they are and how hard the question is."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import exp
from random import Random

from app.questions import KINDS
from app.questions.model import Answer, NumberAnswer, Question, plain_number
from app.questions.numbers import bounds

from .chance import chance
from .written import WRITTEN

HARDNESS = {"easy": -0.9, "medium": 0.0, "hard": 1.1, None: 0.0}
LUCK = 0.08  # the chance of being right without knowing
EASE = 0.9  # how much more likely the right answer is than a wrong one, in logits, for an ability of 0
ALL_OF_THEM = 0.7  # how much harder it is where all right options have to be found
MISLEADING = 0.12  # the share of questions that do not tell the able from the others


def can_answer(question: Question) -> bool:
    """Whether anybody here knows what to write to it; every other kind can be answered."""
    return question.kind != "open" or question.id in WRITTEN


def answer_question(question: Question, ability: float, rng: Random) -> Answer:
    """An answer as a form would have sent it. `ability` runs from about -3 to 4; above 90 everything is right."""
    if question.kind == "open":
        return KINDS["open"].parse(question, [rng.choice(WRITTEN[question.id]).text] if question.id in WRITTEN else [])
    own = _character(question.id)
    hardness = HARDNESS[question.difficulty] + own.hardness + (ALL_OF_THEM if question.kind == "multiple" else 0)
    surplus = own.telling * ability + EASE - hardness
    is_right = rng.random() < LUCK + (1 - LUCK) / (1 + exp(min(60.0, -surplus)))
    return KINDS[question.kind].parse(question, _right(question) if is_right or ability > 90 else _wrong(question, rng))


@dataclass(frozen=True, slots=True)
class _Character:
    """What a question is like, whatever its author thinks: how hard, and how far ability helps with it."""

    hardness: float
    telling: float


@cache
def _character(question_id: str) -> _Character:
    """The same in every run. Of a few questions the wording misleads the able as well: these are to be found."""
    rng = chance("wording", question_id)
    return _Character(rng.gauss(0, 0.7), 0.1 if rng.random() < MISLEADING else rng.uniform(1.0, 1.4))


def _right(question: Question) -> list[str]:
    if question.blanks:
        return [_filled(question, at) for at in range(len(question.blanks))]
    if question.options:
        return [option.key for option in question.options if option.right]
    if question.kind == "text":
        return [word.text for word in question.texts[question.source_lang].words if word.weight == 1][:1]
    whole = [answer for answer in question.answers if answer.weight == 1]
    return [_middle(whole[0], question)] if whole else []


def _wrong(question: Question, rng: Random) -> list[str]:
    """A plausible mistake: another option, two that changed places, one box too many or too few, a number that is off."""
    right = _right(question)
    if question.blanks:
        at = rng.randrange(len(right))
        return [*right[:at], _misfilled(question, at, rng), *right[at + 1 :]]
    if question.kind in {"order", "match"}:
        at = rng.randrange(len(right) - 1) if len(right) > 1 else 0
        return [*right[:at], *reversed(right[at : at + 2]), *right[at + 2 :]] if len(right) > 1 else []
    others = [option.key for option in question.options if not option.right]
    if question.kind == "multiple" and right:
        if others and (len(right) == 1 or rng.random() < 0.5):
            return [*right, rng.choice(others)]
        return rng.sample(right, len(right) - 1) or rng.sample(others, min(1, len(others)))
    if question.options:
        return [rng.choice(others)] if others else []
    if question.answers and rng.random() < 0.93:
        return [_off(question.answers[0], question, rng)]
    return []


def _filled(question: Question, at: int) -> str:
    """What belongs into the blank with this number, from 0."""
    blank = question.blanks[at]
    if blank.kind == "select":
        return next(option.key for option in blank.options if option.right)
    if blank.number is not None:
        return _middle(blank.number, question)
    return question.texts[question.source_lang].blanks[at].words[0]


def _misfilled(question: Question, at: int, rng: Random) -> str:
    """Another of the words to pick from, a number that is off, or nothing where words are typed."""
    blank = question.blanks[at]
    if blank.number is not None:
        return _off(blank.number, question, rng)
    others = [option.key for option in blank.options if not option.right]
    return rng.choice(others) if others else ""


def _middle(answer: NumberAnswer, question: Question) -> str:
    return plain_number(sum(bounds(answer, question), Decimal(0)) / 2)


def _off(answer: NumberAnswer, question: Question, rng: Random) -> str:
    low, high = bounds(answer, question)
    width = max(abs(high), abs(high - low), Decimal(1))
    return plain_number(round(high + width * rng.choice((Decimal("0.13"), Decimal("0.5"), Decimal(9))), 2))
