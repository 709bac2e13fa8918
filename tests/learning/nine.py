"""The nine kinds of the course `harbour`: where they are, what is sent for them, what a page says of them."""

import re
from decimal import Decimal

from app import clock
from app.db import db
from app.learning.answering import field_name
from app.learning.marking.actions import finish
from app.learning.models import CheckAnswer, Response
from tests import factories
from tests.learning.acting import do
from tests.learning.marking.waiting import reviewing

LESSON, QUIZ = "/courses/harbour/lessons/kinds", "/courses/harbour/quizzes/exam"
ZH, EN = "harbour/10-berths/10-kinds.zh-CN.md", "harbour/10-berths/10-kinds.en.md"
NINE = ("who-orders", "check-first", "ebb", "post", "rope", "steps", "lines", "sentence", "failed")
# The number of a blank as a page would show it: tokens, random as they are, hold such digits too.
CANARIES = re.compile(r"泄密|canary|(?<![\w.-])4,?321(?![\w-]|\.\w)|评分标准|参考答案", re.IGNORECASE)
FORMULAS = re.compile(r"\{\{|\[\[|random\(|choice\(|ropes \*|± ?1")


def text(response) -> str:
    return response.get_data(as_text=True)


def form_of(page: str, question_id: str) -> str:
    """The part of a page that asks one question."""
    begin = re.search(rf'id="(?:check|question)-{question_id}"', page)
    assert begin
    return re.split(r"</form>|</section>|</article>", page[begin.start() :])[0]


def options(part: str) -> list[tuple[str, str]]:
    """(value, words) of the choices, lists and boxes, in the order of the page."""
    boxes = re.findall(
        r'<input type="(?:radio|checkbox)"[^>]* value="([^"]*)"[^>]*><span>(.*?)</span>', part, re.DOTALL
    )
    return [(value, re.sub(r"<[^>]+>", "", words).strip()) for value, words in boxes]


def selects(part: str) -> list[dict[str, str]]:
    """For each list its words and their values."""
    return [
        {words.strip(): value for value, words in re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', inside)}
        for inside in re.findall(r"<select[^>]*>(.*?)</select>", part, re.DOTALL)
    ]


STEPS = {
    "en": ("Slow down", "Approach the quay", "Send the head line", "Send the stern line"),
    "zh-CN": ("减速", "靠近码头", "抛首缆", "抛尾缆"),
}
RIGHTS = {
    "en": ("keeps the ship from going back", "keeps the ship from going ahead", "holds the ship to the quay"),
    "zh-CN": ("防止船后退", "防止船前进", "让船贴紧码头"),
}
CHOSEN = {
    "en": {"who-orders": ("The master",), "check-first": ("The tide", "The wind"), "ebb": ("False",)},
    "zh-CN": {"who-orders": ("船长",), "check-first": ("潮汐", "风"), "ebb": ("错误",)},
}
PORT = {"en": "port side", "zh-CN": "左舷"}


def rope_length(part: str) -> int:
    ropes, each = map(int, re.findall(r"\d+", re.sub(r"<[^>]+>", "", part.split('class="q-prompt"')[1]))[:2])
    return ropes * each + 7000


def right_values(part: str, question_id: str, lang: str) -> list[str]:
    """What a learner who knows everything would send, found out from the page alone."""
    question_id = question_id.removeprefix("x-")
    if question_id in ("who-orders", "check-first", "ebb"):
        return [value for value, words in options(part) if words in CHOSEN[lang][question_id]]
    if question_id == "steps":
        items = re.findall(r"</select><div>(.*?)</div>", part, re.DOTALL)
        return [str(STEPS[lang].index(re.sub(r"<[^>]+>", "", item).strip()) + 1) for item in items]
    if question_id == "lines":
        return [found[words] for found, words in zip(selects(part), RIGHTS[lang], strict=True)]
    if question_id == "sentence":
        return [selects(part)[0][PORT[lang]], "4,321", "canary-word-d"]
    return {
        "post": ["bollard-canary"],
        "rope": [f"{rope_length(part) / 1000} km"] if question_id == "rope" else [],
        "failed": ["First I stop the engine, then I call the pilot."],
    }[question_id]


def lang_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)"', page)
    assert found
    return found[1]


def answer(reader, question_id: str, values: list[str]):
    return reader.post(f"{LESSON}/checks/{question_id}", data={field_name(question_id): values})


def start(reader) -> str:
    return reader.post(QUIZ).location


def asked_ids(page: str) -> list[str]:
    return re.findall(r'data-question="([^"]+)"', page)


def fill_in(reader, attempt: str, *, leave=()) -> None:
    """Answer all of the nine kinds rightly, and save."""
    page = text(reader.get(attempt))
    data = {}
    for question_id in asked_ids(page):
        if question_id.startswith("x-") and question_id not in leave:
            data[field_name(question_id)] = right_values(form_of(page, question_id), question_id, lang_of(page))
    reader.post(attempt, data=data)


def review(question_id: str, points: float) -> None:
    """Somebody reviews all that waits for it."""
    reviewer = reviewing(factories.user())
    for place, model in (("quiz", Response), ("lesson", CheckAnswer)):
        waiting = db.select(model.id).filter_by(question_id=question_id, fraction=None)
        for answer_id in db.session.scalars(waiting).all():
            do(finish, place, answer_id, Decimal(str(points)), "", reviewer=reviewer, now=clock.now())
