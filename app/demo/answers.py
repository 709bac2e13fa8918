"""What people answer: right or wrong by how able they are and how hard the question is."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import exp
from random import Random

from app.questions import KINDS
from app.questions.model import Answer, Question, plain_number
from app.questions.numbers import bounds

from .chance import chance

HARDNESS = {"easy": -0.9, "medium": 0.0, "hard": 1.1, None: 0.0}
LUCK = 0.08  # the chance of being right without knowing
EASE = 0.9  # how much more likely the right answer is than a wrong one, in logits, for an ability of 0
ALL_OF_THEM = 0.7  # how much harder it is where all right options have to be found
MISLEADING = 0.12  # the share of questions that do not tell the able from the others


OPEN_ANSWERS = (
    "您好：贵方报表里的比率按交给承运人的时间计算，我方按打印面单的时间计算，所以两个数字不同，但都没有错。按合同口径，分母只含截单前进入系统的订单，"
    "重算后的结果和明细见附件。自下月起，报表会写明时区、事件、分子和分母，并附未达标订单清单，方便贵方逐单核对。",
    "您好：我们核对了上月的数据。两边口径不一样，我们算的是打单，贵方算的是出库。按合同重算，结果比我们报的低一些，比贵方算的高一些。下个月我们会把口径写在报表最上面。",
    "您好：上月订单多，有些是截单以后才进来的，所以比率低。我们会继续改进，请理解。",
)


def answer_question(question: Question, ability: float, rng: Random) -> Answer:
    """An answer as a form would have sent it. `ability` runs from about -3 to 4; above 90 everything is right."""
    if question.kind == "open":
        return KINDS["open"].parse(question, [rng.choice(OPEN_ANSWERS)])
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
    if question.options:
        return [option.key for option in question.options if option.right]
    whole = [answer for answer in question.answers if answer.weight == 1]
    return [plain_number(sum(bounds(whole[0], question), Decimal(0)) / 2)] if whole else []


def _wrong(question: Question, rng: Random) -> list[str]:
    """A plausible mistake: another option, one box too many or too few, a number that is off."""
    right = [option.key for option in question.options if option.right]
    others = [option.key for option in question.options if not option.right]
    if question.kind == "multiple" and right:
        if others and (len(right) == 1 or rng.random() < 0.5):
            return [*right, rng.choice(others)]
        return rng.sample(right, len(right) - 1) or rng.sample(others, min(1, len(others)))
    if question.options:
        return [rng.choice(others)] if others else []
    if question.answers and rng.random() < 0.93:
        answer = question.answers[0]
        low, high = bounds(answer, question)
        width = max(abs(high), abs(high - low), Decimal(1))
        return [plain_number(round(high + width * rng.choice((Decimal("0.13"), Decimal("0.5"), Decimal(9))), 2))]
    return []
