"""What changes duties. Each runs inside `writing()`, is given `now`, takes any number of people, and never commits."""

from .assigning import assign, release
from .deciding import change, mark_exits

__all__ = ["assign", "change", "mark_exits", "release"]
