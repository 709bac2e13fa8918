"""The questions that attempts ask, kept in memory: a revision never changes, nor does what a seed draws from it."""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import select

from app.db import db
from app.questions import variants
from app.questions.model import Question

from ..models import QuestionRevision

Key = TypeVar("Key", bound=Hashable)


class Latest(Generic[Key]):
    """The questions used last, at most `most` of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._questions: OrderedDict[Key, Question] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Question | None:
        with self._lock:
            question = self._questions.get(key)
            if question is not None:
                self._questions.move_to_end(key)
        return question

    def put(self, key: Key, question: Question) -> None:
        with self._lock:
            self._questions[key] = question
            if len(self._questions) > self.most:
                self._questions.popitem(last=False)


WRITTEN: Latest[str] = Latest(1000)
DRAWN: Latest[tuple[str, str]] = Latest(3000)
ALWAYS = ""  # stands for every seed, where nothing is drawn


def list_drawn(revisions: Sequence[str], seed: str) -> list[Question]:
    """The questions of these revisions with the numbers of this seed, in the same order. One statement, or none."""
    written = list_written(revisions)
    return [_drawn(written[revision], revision, seed) for revision in revisions]


def list_written(revisions: Collection[str]) -> dict[str, Question]:
    """The questions of these revisions as they are written. One statement, or none."""
    found = {revision: question for revision in revisions if (question := WRITTEN.get(revision))}
    missing = [revision for revision in revisions if revision not in found]
    if missing:
        statement = select(QuestionRevision.revision, QuestionRevision.body)
        for revision, body in db.session.execute(statement.where(QuestionRevision.revision.in_(missing))):
            found[revision] = Question.from_json(body)
            WRITTEN.put(revision, found[revision])
    return found


def _drawn(question: Question, revision: str, seed: str) -> Question:
    kept = DRAWN.get((revision, ALWAYS)) or DRAWN.get((revision, seed))
    if kept is None:
        kept = variants.draw(question, seed)
        DRAWN.put((revision, ALWAYS if kept is question else seed), kept)
    return kept
