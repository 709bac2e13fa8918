"""Random sequences of what pages send, held against a small model of what must then be stored."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import db
from app.learning.attempts import actions, saving
from app.learning.attempts.saving import Given
from app.learning.models import Response
from app.questions.model import Answer
from tests import factories
from tests.examples import examples
from tests.learning.acting import do
from tests.learning.courses import course, quiz

EXAM = quiz()
REVISIONS = {question.id: question.revision for question in EXAM.questions}
ANSWERS: tuple[Answer, ...] = ({}, {"chosen": ["a"]}, {"chosen": ["b"]}, {"chosen": ["c"]})

questions = st.sampled_from(sorted(REVISIONS))
answers = st.sampled_from(ANSWERS)
saves = st.tuples(st.just("save"), questions, answers)  # on the version that stands there
stale = st.tuples(st.just("stale"), questions, answers, st.integers(1, 3))  # on one that many versions ago
unversioned = st.tuples(st.just("unversioned"), questions, answers)
replays = st.tuples(st.just("replay"), st.integers(0, 20))  # an earlier request once more
flags = st.tuples(st.just("flag"), questions, st.booleans())
hand_ins = st.tuples(st.just("hand in"))
steps = st.lists(st.one_of(saves, saves, saves, stale, unversioned, replays, flags, hand_ins), max_size=25)


class Model:
    """What must be stored: answer, version and flag of every question; nothing changes after the hand-in."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[dict, int, bool]] = {}
        self.is_closed = False

    def of(self, question_id: str) -> tuple[dict, int, bool]:
        return self.rows.get(question_id, ({}, 0, False))

    def save(self, question_id: str, answer: dict, base: int | None) -> str:
        kept, version, flagged = self.of(question_id)
        if self.is_closed:
            return "closed"
        if answer == kept:
            return "saved"
        if base is not None and base != version:
            return "changed"
        self.rows[question_id] = (answer, version + 1, flagged)
        return "saved"

    def flag(self, question_id: str, flagged: bool) -> str:
        if self.is_closed:
            return "closed"
        kept, version, _before = self.of(question_id)
        self.rows[question_id] = (kept, version, flagged)
        return "saved"


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_p1_whatever_pages_send_what_was_acknowledged_is_stored_once(app, sequence):
    learner_id = factories.user().id
    attempt_id = do(actions.start_attempt, learner_id, course(EXAM), EXAM).id
    model = Model()
    sent: list[tuple[Any, ...]] = []
    for step in sequence:
        if step[0] == "hand in":
            do(actions.submit_attempt, attempt_id, course(EXAM), EXAM, learner_id=learner_id)
            model.is_closed = True
        elif step[0] == "flag":
            expected = model.flag(step[1], step[2])
            assert _outcome(saving.set_flag, attempt_id, _given(step[1], {}, None), step[2], learner_id) == expected
        else:
            request = _request(step, model, sent)
            if request is not None:
                sent.append(request)
                expected = model.save(*request)
                assert _outcome(saving.save_response, attempt_id, _given(*request), learner_id) == expected
        assert _stored(attempt_id) == model.rows


def _request(step, model: Model, sent: list) -> tuple[str, dict, int | None] | None:
    if step[0] == "replay":
        return sent[step[1] % len(sent)] if sent else None
    version = model.of(step[1])[1]
    base = {"save": version, "stale": max(0, version - step[-1]) if step[0] == "stale" else 0, "unversioned": None}
    return step[1], step[2], base[step[0]]


def _given(question_id: str, answer: dict, base: int | None) -> Given:
    return Given(question_id, REVISIONS[question_id], answer, base)


def _outcome(action, attempt_id: int, given: Given, *more) -> str:
    *arguments, learner_id = more
    try:
        do(action, attempt_id, given, *arguments, learner_id=learner_id)
    except saving.Changed:
        return "changed"
    except saving.Closed:
        return "closed"
    return "saved"


def _stored(attempt_id: int) -> dict[str, tuple[dict, int, bool]]:
    db.session.rollback()
    rows = db.session.query(Response).filter_by(attempt_id=attempt_id)
    return {row.question_id: (row.answer, row.version, row.flagged) for row in rows}
