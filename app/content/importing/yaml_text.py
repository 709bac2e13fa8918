"""YAML of other tools as plain lists, mappings and words: no tag is loaded, no alias followed, nothing raised."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

DEEPEST = 40
MOST_NODES = 20_000
MOST_CHARACTERS = 512 * 1024

Value = str | list["Value"] | dict[str, "Value"]


class _TooMuch(Exception):
    """Deeper or longer than anything that people write."""


def read_yaml(text: str) -> Value | None:
    """What a YAML text says, every value as it is written; None when it cannot be read."""
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        reader = _Reader(text)
        return reader.document()
    except (yaml.YAMLError, _TooMuch, StopIteration, ValueError, RecursionError):
        return None


def mapping(value: Value | None) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def items(value: Value | None) -> list[Value]:
    return value if isinstance(value, list) else []


def word(value: Value | None) -> str:
    """A single value on one line; empty for anything else."""
    return " ".join(value.split()) if isinstance(value, str) else ""


class _Reader:
    def __init__(self, text: str) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        self.nodes = 0

    def document(self) -> Value | None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                return self._node(next(self.events), 1)
        return None

    def _node(self, event: yaml.Event, depth: int) -> Value:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            raise _TooMuch
        if isinstance(event, yaml.ScalarEvent):
            empty = event.style is None and event.value in {"~", "null", "Null", "NULL"}
            return "" if empty else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        return ""

    def _sequence(self, depth: int) -> Value:
        found: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._node(event, depth + 1))
        return found

    def _mapping(self, depth: int) -> Value:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if isinstance(key, str):
                found.setdefault(key, value)
        return found
