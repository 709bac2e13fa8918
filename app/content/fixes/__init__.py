"""Fixes: what puts a complaint right without asking anyone, on the terminal and at the desk alike.

A diagnostic carries its fix where the reader of one file can see it; what needs other files, or the whole of one, is worked out
here by its code. Only text is edited, line by line, so that comments, layout and line ends stay as their writer left them.
"""

from .history import by_git
from .planning import DECIDED_BY_PEOPLE, can_fix
from .running import Outcome, run

__all__ = ["DECIDED_BY_PEOPLE", "Outcome", "by_git", "can_fix", "run"]
