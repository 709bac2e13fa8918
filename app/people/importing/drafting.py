"""A line of a plan before it is stored."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Line:
    """As `ImportLine`. `done`: what is to be written; of several rows about one person it stands at the first."""

    number: int
    action: str
    user_id: int | None
    given: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    complaints: list[dict[str, Any]] = field(default_factory=list)
    done: dict[str, Any] = field(default_factory=dict)
    chosen: bool = True
