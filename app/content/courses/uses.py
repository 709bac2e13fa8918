"""Which files of a course others refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .links import Resolved


@dataclass(slots=True)
class Uses:
    """What the links of some files lead to. `files`: by path in the course folder; `texts`: by path without language."""

    files: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def take(self, links: Iterable[Resolved]) -> None:
        for link in links:
            self.files.update(link.uses)
            if link.piece is not None:
                self.texts.add(link.piece.path)
            if link.player is not None and link.player.transcript is not None:
                self.texts.add(link.player.transcript.path)
