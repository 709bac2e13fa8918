"""Reading the courses of a draft as its page sends them: rows in order, one button pressed."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.errors import Invalid

from .outline import MOST_COURSES, Entry, Path

ROW = ("course", "path", "place", "kind")  # fields that each row of the page has once, in the order of the rows
ELECTIVE = "elective"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: save, publish (save, then on to publishing), and up, down, remove with the row's index."""

    act: str = "save"
    row: int = -1


@dataclass(frozen=True, slots=True)
class Sent:
    """The rows as they were sent, put in the order of their places. `errors`: what is wrong, in words."""

    entries: tuple[Entry, ...]
    errors: tuple[str, ...] = ()


def read_pressed(text: str) -> Pressed:
    act, _colon, row = text.partition(":")
    if act in {"up", "down", "remove"} and row.isascii() and row.isdigit() and len(row) < 4:
        return Pressed(act, int(row))
    return Pressed("publish" if act == "publish" else "save")


def read_rows(form: MultiDict[str, str], is_known: Callable[[str], bool]) -> Sent:
    """The rows with the button's act done to them, and what was chosen to be added. Raises Invalid for a page that is none of ours."""
    columns = [form.getlist(name) for name in ROW]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > 2 * MOST_COURSES:
        raise Invalid(_("This page cannot be sent again. Reload it."))
    rows = list(zip(*columns, strict=True))
    if any(path not in set(Path) or not course_id or "\0" in course_id for course_id, path, _place, _kind in rows):
        raise Invalid(_("This page cannot be sent again. Reload it."))
    entries = [
        Entry(course_id, kind != ELECTIVE or path != Path.INITIAL, Path(path)) for course_id, path, _p, kind in rows
    ]
    pressed, errors = read_pressed(form.get("act", "")), list[str]()
    entries = _pressed(entries, pressed)
    if pressed.act in {"save", "publish"}:
        places = [_number(place) for _course_id, _path, place, _kind in rows]
        if any(place is None for place in places):
            errors.append(_("Give each course its place as a whole number."))
        else:
            entries = [entries[at] for at in sorted(range(len(entries)), key=lambda at: (places[at] or 0, at))]
    for path in Path:
        chosen = form.get(f"add-{path}", "").strip()
        if chosen:
            errors += _add(entries, chosen, path, is_known)
    return Sent(tuple(entry for path in Path for entry in entries if entry.path is path), tuple(errors))


def _add(entries: list[Entry], chosen: str, path: Path, is_known: Callable[[str], bool]) -> list[str]:
    on_path = [entry.course_id for entry in entries if entry.path is path]
    if chosen in on_path:
        return [_("This course stands there already.")]
    if "\0" in chosen or not is_known(chosen):
        return [_("There is no course to add at this place any more. Choose another one.")]
    if len(on_path) >= MOST_COURSES:
        return [_("A programme has at most %(number)d courses.", number=MOST_COURSES)]
    entries.append(Entry(chosen, True, path))
    return []


def _pressed(entries: list[Entry], pressed: Pressed) -> list[Entry]:
    if pressed.act == "remove":
        return [entry for at, entry in enumerate(entries) if at != pressed.row]
    if pressed.act not in {"up", "down"} or pressed.row >= len(entries):
        return entries
    path = entries[pressed.row].path
    own = [at for at, entry in enumerate(entries) if entry.path is path]
    here = own.index(pressed.row)
    there = here + (-1 if pressed.act == "up" else 1)
    if 0 <= there < len(own):
        a, b = own[here], own[there]
        entries[a], entries[b] = entries[b], entries[a]
    return entries


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
