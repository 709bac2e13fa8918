"""“Is this the same lesson?”: pairs that an editor has said no to, kept beside the good versions of the files."""

import json
from collections.abc import Iterable

from flask import current_app

from app.content.model import Rename
from app.content.publishing.publisher import Publisher
from app.content.publishing.store import Store
from app.content.publishing.writing import write_beside

NAME = "not-the-same.json"
MOST = 5000


def open_questions(suspected: Iterable[Rename]) -> list[Rename]:
    """The pairs that nobody has said no to."""
    answered = _answered(_store())
    return [each for each in suspected if _key(each) not in answered]


def remember_no(rename: Rename) -> None:
    store = _store()
    with store.locked():
        answered = [*_answered(store), _key(rename)]
        write_beside(store.folder / NAME, json.dumps(answered[-MOST:], ensure_ascii=False).encode())


def _key(rename: Rename) -> tuple[str, str, str]:
    return rename.course_id, rename.old_id, rename.new_id


def _answered(store: Store) -> list[tuple[str, str, str]]:
    """Losing the file means only that some questions are asked again."""
    try:
        data = json.loads((store.folder / NAME).read_bytes())
        return [(str(course), str(old), str(new)) for course, old, new in data]
    except (OSError, ValueError, TypeError):
        return []


def _store() -> Store:
    publisher: Publisher = current_app.extensions["content"]
    return publisher.builder.store
