"""From complaints to changes of files: which fixes go together into one round."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ..model import Diagnostic, Fix
from .changes import Change
from .edits import CannotEdit, apply, overlap
from .material import Material
from .proposals import MAKERS, Proposal

DECIDED_BY_PEOPLE = frozenset({"C501"})
"""A fix of these says that somebody has looked: it is done when it is asked for by its code or its button, never among others."""

HIDES_OTHERS = frozenset({"C104", "C105", "C106", "C113", "C114", "C116", "C129"})
"""While one of these stands, the file was not read as it is meant: what else is said of it may be wrong, or be missing."""


def can_fix(found: Diagnostic) -> bool:
    """Whether *Fix* is offered for it. Where it then finds no way, the file stays as it is."""
    return found.fix is not None or found.code in MAKERS


def plan(
    found: Iterable[Diagnostic], material: Material, only: Collection[str] | None = None
) -> tuple[list[Change], ...]:
    """Changes that put complaints right, in groups that belong together. What gets in the way of another waits for the
    next round. `only`: codes; without them, what people have to decide is left alone."""
    round_ = _Round(material)
    found = list(found)
    hiding = {each.path for each in found if each.code in HIDES_OTHERS}
    for each in found:
        wanted = each.code in only if only else each.code not in DECIDED_BY_PEOPLE
        certain = each.path not in hiding or each.code in HIDES_OTHERS
        if wanted and certain and can_fix(each) and (proposal := _propose(each, material)) is not None:
            round_.take(each, proposal)
    return round_.groups()


def _propose(found: Diagnostic, material: Material) -> Proposal | None:
    maker = MAKERS.get(found.code)
    if maker is not None and (proposal := maker(found, material)) is not None:
        return proposal
    return Proposal({found.path: [found.fix]}) if found.fix is not None else None


@dataclass(slots=True)
class _Round:
    material: Material
    edits: dict[str, list[Fix]] = field(default_factory=dict)
    whole: dict[str, bytes] = field(default_factory=dict)
    taken: list[tuple[Diagnostic, set[str]]] = field(default_factory=list)

    def take(self, found: Diagnostic, proposal: Proposal) -> None:
        """Takes a proposal, unless it gets in the way of one that was taken."""
        if any(path in self.whole for path in proposal.paths) or any(path in self.edits for path in proposal.whole):
            return
        fresh = {
            path: [fix for fix in fixes if fix not in self.edits.get(path, ())]
            for path, fixes in proposal.edits.items()
        }
        if any(
            overlap(fix, other) for path, fixes in fresh.items() for fix in fixes for other in self.edits.get(path, ())
        ):
            return
        for path, fixes in fresh.items():
            self.edits.setdefault(path, []).extend(fixes)
        self.whole |= proposal.whole
        self.taken.append((found, proposal.paths))

    def groups(self) -> tuple[list[Change], ...]:
        together: list[set[str]] = []
        for _found, paths in self.taken:
            touching = [group for group in together if group & paths]
            together = [group for group in together if group not in touching]
            together.append(paths.union(*touching))
        changes = ([self._change(path) for path in sorted(group)] for group in together)
        return tuple([each for each in group if each is not None] for group in changes)

    def _change(self, path: str) -> Change | None:
        before = self.material.data(path)
        location = self.material.location(path) or self.material.new_location(path)
        fixed = tuple(found for found, paths in self.taken if path in paths)
        if path in self.whole:
            return Change(path, location, before, self.whole[path], fixed)
        try:
            after = apply(before or b"", self.edits[path])
        except (CannotEdit, UnicodeDecodeError):
            return None
        return Change(path, location, before, after, fixed) if before is not None and after != before else None
