"""What has to be done before a page: whether it is there, and whether pages wait for each other (content-format §7.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import MOST_GUESSES, nearest
from ..parsing.given import Competence, Named
from .sheets import FileGroup

NEEDS_COMPETENCY = re.compile(r"competency:(?P<name>[^>=\s]+)\s*>=\s*(?P<level>\d)")

Complain = Callable[[str, int, int, Mapping[str, str | int]], None]
Node = tuple[str, str]
"""`("lesson", id)`, `("module", id)` or `("course", id)`."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a requirement may name."""

    lessons: Mapping[str, FileGroup]  # by id and former id
    modules: Mapping[str, str]  # id by id and former id
    courses: Collection[str]
    competencies: Mapping[str, Competence]  # by name in small letters

    def has(self, need: str) -> bool:
        kind, colon, name = need.partition(":")
        if not colon:
            return need in self.lessons
        if kind == "competency":
            found = NEEDS_COMPETENCY.fullmatch(need)
            known = self.competencies.get(found["name"].lower()) if found else None
            return found is not None and known is not None and int(found["level"]) <= known.levels
        return name in {"module": self.modules, "course": self.courses}.get(kind, ())

    def near(self, need: str) -> dict[str, str | int]:
        near = nearest(need, [*self.lessons, *(f"module:{name}" for name in self.modules)])
        return {"did": near["did"]} if "did" in near else {}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing waits for another. `at`: where that is written, and who is told; None when it follows by itself."""

    to: Node
    at: tuple[Named, Complain] | None = None


def check(needs: Iterable[Named], known: Known, complain: Complain) -> None:
    """Complaints about requirements that name nothing."""
    unknown = [need for need in needs if not known.has(need.text)]
    for number, need in enumerate(unknown):
        near = known.near(need.text) if number < MOST_GUESSES else {}
        complain("C124", need.line, need.column, {"name": need.text, **near})


def check_circles(steps: Mapping[Node, list[Step]]) -> None:
    """Complains about the requirement that closes a circle, once for each circle that is met.

    Without recursion: a course may be one long chain.
    """
    done: set[Node] = set()
    for start in steps:
        if start not in done:
            _walk(start, steps, done)


def _walk(start: Node, steps: Mapping[Node, list[Step]], done: set[Node]) -> None:
    path: list[Node] = [start]
    taken: list[Step] = []  # the steps between the nodes of the path
    ahead: list[Iterator[Step]] = [iter(steps.get(start, ()))]
    on_path = {start}
    while path:
        step = next(ahead[-1], None)
        if step is None:
            node = path.pop()
            ahead.pop()
            on_path.discard(node)
            done.add(node)
            if taken:
                taken.pop()
        elif step.to in on_path:
            _complain(path[path.index(step.to) :], [*taken[path.index(step.to) :], step])
        elif step.to not in done:
            path.append(step.to)
            taken.append(step)
            on_path.add(step.to)
            ahead.append(iter(steps.get(step.to, ())))


def _complain(circle: list[Node], taken: list[Step]) -> None:
    written = [step.at for step in taken if step.at is not None]
    if written:
        need, complain = written[-1]
        shown = [name if kind == "lesson" else f"{kind}:{name}" for kind, name in [*circle, circle[0]]]
        complain("C125", need.line, need.column, {"path": " → ".join(shown)})
