"""The cases of a file, each held against the keys that its kind knows. See README.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

COMPLAINTS = {"diags", "codes", "infos", "args", "severity"}
PAGE = COMPLAINTS | {"meta", "title", "questions", "publishable"}
COURSE = COMPLAINTS | {"order", "title_of", "publishable", "lessons"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick, where PyYAML has it


@dataclass(frozen=True, slots=True)
class Kind:
    """`module` runs it. `needs` and `may` are the keys of a case, `expects` those of its expectation."""

    module: str
    needs: set[str]
    may: set[str] = field(default_factory=set)
    expects: set[str] = field(default_factory=set)


KINDS = {
    "file": Kind("pages", {"path"}, {"input", "input_hex", "input_pad", "today"}, PAGE),
    "body": Kind("pages", {"input"}, {"today"}, PAGE),
    "html": Kind("pages", {"input"}, set(), COMPLAINTS | {"contains", "lacks"}),
    "course": Kind("courses", {"files"}, {"owners", "today"}, COURSE),
    "tree": Kind("courses", {"path"}, {"today"}, COURSE),
    "score": Kind("scores", {"question", "cases"}, {"hints", "seed"}),
    "draw": Kind("draws", {"question"}, set(), {"draws"}),
    "shuffle": Kind("draws", {"question_id", "keys", "cases"}, {"pinned"}),
    "pick": Kind("draws", {"pool", "ids", "count", "cases"}),
    "formula": Kind("formulas", {"cases"}, {"vars"}),
    "render": Kind("formulas", {"cases"}, {"vars"}),
    "number": Kind("answers", {"cases"}, {"unit", "units"}),
    "text": Kind("answers", {"cases"}),
    "hash": Kind("hashes", {"a"}, {"same", "differ", "value"}),
    "revision": Kind("hashes", {"a"}, {"same", "differ"}),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it is written. `folder`: of the file it stands in; paths of trees begin there."""

    id: str
    kind: str
    given: dict[str, Any]
    folder: Path

    @property
    def expected(self) -> dict[str, Any]:
        found: dict[str, Any] = self.given.get("expect", {})
        return found

    @property
    def pairs(self) -> list[Any]:
        found: list[Any] = self.given["cases"]
        return found

    def get(self, name: str, default: Any = None) -> Any:
        return self.given.get(name, default)

    def slips(self) -> list[str]:
        """What is wrong with the case itself: then nothing can be said of the platform."""
        if self.kind not in KINDS:
            return [f"“{self.kind}” is not a kind of case"]
        kind = KINDS[self.kind]
        own = set(self.given) - {"id", "title", "kind", "expect", "note"}
        missing = [f"“{name}” is missing" for name in sorted(kind.needs - own)]
        unknown = [
            f"“{name}” is not known in a case of kind {self.kind}" for name in sorted(own - kind.needs - kind.may)
        ]
        vain = [
            f"“{name}” cannot be expected of kind {self.kind}" for name in sorted(set(self.expected) - kind.expects)
        ]
        return [*missing, *unknown, *vain]


def load(file: Path) -> list[Case]:
    """The cases of a file. Raises when there is none, or when one cannot be told from another."""
    document = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
    if not isinstance(document, dict) or document.get("format") != 1 or not document.get("cases"):
        raise ValueError(f"{file}: no cases of format 1")
    cases = [Case(str(each["id"]), str(each["kind"]), each, file.parent) for each in document["cases"]]
    names = [case.id for case in cases]
    if again := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{file}: more than one case is called {', '.join(sorted(again))}")
    return cases


def holds(found: Any, expected: Any, where: str = "") -> list[str]:
    """Where what was found lacks what is expected: mappings hold the keys given, lists are as long, values are equal."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{where}: {found!r} is no mapping"]
        missing = [f"{where}.{key}: nobody knows this" for key in expected if key not in found]
        known = [key for key in expected if key in found]
        return [*missing, *(slip for key in known for slip in holds(found[key], expected[key], f"{where}.{key}"))]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{where}: {found!r} is not as long as {expected!r}"]
        return [slip for at, each in enumerate(expected) for slip in holds(found[at], each, f"{where}[{at}]")]
    return [] if found == expected else [f"{where}: {found!r} is not {expected!r}"]
