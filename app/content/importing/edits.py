"""Changes to a text at places, all at once, with the numbers of the lines that they come from kept."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from .lines import Line, text_of


@dataclass(frozen=True, slots=True)
class Edit:
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Text:
    """A body under work. `numbers`: for each line, the number of the line of the source."""

    text: str
    numbers: list[int]
    edits: list[Edit] = field(default_factory=list)

    @classmethod
    def of(cls, lines: list[Line]) -> Text:
        return cls(text_of(lines), [line.number for line in lines])

    def replace(self, start: int, end: int, text: str) -> None:
        if self.text[start:end] != text:
            self.edits.append(Edit(start, end, text))

    def number_at(self, offset: int) -> int:
        """The line of the source that a place comes from."""
        return self.numbers[min(self.text.count("\n", 0, offset), len(self.numbers) - 1)]

    def apply(self) -> Text:
        """The text with every change made; of two that overlap, the one that begins first."""
        if not self.edits:
            return self
        starts = [0]
        for text in self.text.split("\n"):
            starts.append(starts[-1] + len(text) + 1)
        pieces: list[str] = []
        numbers = [self.numbers[0]]
        done = 0
        for edit in sorted(self.edits, key=lambda edit: (edit.start, -edit.end)):
            if edit.start < done:
                continue
            self._keep(done, edit.start, starts, pieces, numbers)
            pieces.append(edit.text)
            line = self.numbers[min(bisect_right(starts, edit.start) - 1, len(self.numbers) - 1)]
            numbers += [line] * edit.text.count("\n")
            done = edit.end
        self._keep(done, len(self.text), starts, pieces, numbers)
        return Text("".join(pieces), numbers)

    def _keep(self, start: int, end: int, starts: list[int], pieces: list[str], numbers: list[int]) -> None:
        kept = self.text[start:end]
        pieces.append(kept)
        first = bisect_right(starts, start)
        count = kept.count("\n")
        numbers += self.numbers[first : first + count]
        numbers += [self.numbers[-1]] * (count - len(self.numbers[first : first + count]))
