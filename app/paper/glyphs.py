"""Which signs our fonts can show. Pure.

A sign that no font has is printed as 〓, as printers do for a missing type, with a line below that names it; the page says so to
its holder and to HR. It is never left out, and never an empty box.
"""

import functools
from pathlib import Path

COVERED = Path(__file__).resolve().parent / "fonts" / "covered.txt"
STAND_IN = "〓"
ALIKE = str.maketrans({"✓": "√", "✔": "√", "✗": "×", "✘": "×", "⚠": "!"})
"""Signs that mean the same as others, which our fonts have."""


def missing(text: str) -> tuple[str, ...]:
    """The signs of a text that no font has, each once, in their order."""
    return tuple(dict.fromkeys(sign for sign in text.translate(ALIKE) if ord(sign) not in covered()))


def shown(text: str) -> str:
    """The text as it can be printed."""
    return "".join(sign if ord(sign) in covered() else STAND_IN for sign in text.translate(ALIKE))


@functools.cache
def covered() -> frozenset[int]:
    """Code points, from lines such as “4E00-9FFF”; written by deploy/make_certificate_fonts.py."""
    found: set[int] = set()
    for line in COVERED.read_text(encoding="ascii").split():
        first, _dash, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
