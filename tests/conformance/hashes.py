"""Cases of what counts as a change: of a source text, and of a question."""

from __future__ import annotations

from pathlib import Path

from .cases import Case
from .folders import read, the_question


def check_hash(case: Case, folder: Path) -> None:
    def hashed(text: str) -> str:
        return read("c/m1/a.en.md", text.encode()).source_hash

    own = hashed(case.given["a"])
    assert own == case.get("value", own)
    assert [hashed(text) for text in case.get("same", ())] == [own] * len(case.get("same", ()))
    assert own not in [hashed(text) for text in case.get("differ", ())]


def check_revision(case: Case, folder: Path) -> None:
    def key(text: str, name: str) -> str:
        return the_question(text, folder / name).answer_key

    own = key(case.given["a"], "a")
    same = [key(text, f"same{at}") for at, text in enumerate(case.get("same", ()))]
    differ = [key(text, f"differ{at}") for at, text in enumerate(case.get("differ", ()))]
    assert same == [own] * len(same)
    assert own not in differ
