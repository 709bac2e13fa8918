"""What *Fix* writes for complaints about a question (content-format §15.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.questions.choices import main_mark
from app.questions.draft import Complaint, Draft, Item

from .. import ids
from ..model import Fix
from . import marks, mending

ITEM = re.compile(rf"[-+*][ \t]+(?P<mark>{marks.ROUND.pattern}|{marks.SQUARE.pattern})[ \u3000]*")
CHIP = re.compile("`[^`\n]+`")
USUAL = {("round", False): "( ) ", ("round", True): "(x) ", ("square", False): "[ ] ", ("square", True): "[x] "}


def fix_for(complaint: Complaint, draft: Draft, lines: Sequence[str]) -> Fix | None:
    """None when nobody but the author can know what is meant."""
    line = lines[complaint.line - 1] if 0 < complaint.line <= len(lines) else ""
    place = complaint.line, complaint.column
    if complaint.code in {"C212", "C224"}:
        item = next((item for item in draft.items if item.line == complaint.line), None)
        return None if item is None else _mark(item, draft, line, complaint.code)
    if complaint.code == "C225" and "did" in complaint.args:
        written = f"[!{complaint.args['label']}]"
        at = line.find(written)
        return mending.written(complaint.line, at + 1, written, f"[!{complaint.args['did']}]") if at >= 0 else None
    chip = CHIP.match(line, complaint.column - 1) if complaint.column else None
    if chip is None:
        return None
    if complaint.code == "C205" and "did" in complaint.args:
        return mending.written(
            *place, chip[0], chip[0].replace(str(complaint.args["key"]), str(complaint.args["did"]), 1)
        )
    if complaint.code == "C203" and chip[0].count(str(complaint.args["id"])) == 1:
        bad = str(complaint.args["id"])
        good = ids.from_name(bad)
        return mending.written(*place, chip[0], chip[0].replace(bad, good)) if ids.is_id(good) else None
    return None


def _mark(item: Item, draft: Draft, line: str, code: str) -> Fix | None:
    """The mark of an item as it is usually written; with brackets like the others', where they are mixed."""
    found = ITEM.match(line, item.column - 1)
    if found is None or item.mark == "equals" or item.mark is None:
        return None
    kind = main_mark(draft) if code == "C212" else item.mark
    usual = USUAL.get((kind or "", item.ticked))
    if usual is None:
        return None
    start = found.start("mark") + 1
    return Fix(item.line, start, item.line, found.end() + 1, usual if line[found.end() :] else usual.rstrip())
