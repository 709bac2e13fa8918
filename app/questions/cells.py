"""Entries of numbered lists and of tables: none empty, no two the same."""

from __future__ import annotations

from collections.abc import Sequence

from .choices import MOST_OPTIONS
from .draft import Cell, Draft
from .words import normal


def compared_cell(text: str, html: str) -> str:
    """The form in which two entries are compared: pictures by their address too."""
    return html if "<img" in html else normal(text) or text


def check_cells(draft: Draft, cells: Sequence[Cell]) -> bool:
    """Whether there are not too many of them; with complaints about empty ones and repeated ones."""
    if len(cells) > MOST_OPTIONS:
        surplus = cells[MOST_OPTIONS]
        draft.complain(surplus.line, surplus.column, "C118", what="options", limit=MOST_OPTIONS)
        return False
    seen: dict[str, Cell] = {}
    for cell in cells:
        if not cell.text and "<img" not in cell.html:
            draft.complain(cell.line, cell.column, "C216")
            continue
        other = seen.setdefault(compared_cell(cell.text, cell.html), cell)
        if other is not cell:
            draft.complain(cell.line, cell.column, "C238", other=other.line)
    return True
