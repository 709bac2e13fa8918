"""What an import would write: files with every question that is fit, and every complaint at its line of what came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.questions.settings import is_id
from app.questions.words import normal

from .. import ids
from ..courses.tree import page_name
from ..diagnostics import Report
from ..parsing.page_parts import MOST_QUESTIONS
from . import markdown
from .folders import Folder, There
from .model import FILES, Foreign, Record
from .source import read_file

OnSame = Literal["ask", "skip", "replace", "add"]
SAFE_ENDINGS = {
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".svg",
    ".avif",
    ".mp3",
    ".m4a",
    ".ogg",
    ".wav",
    ".mp4",
    ".webm",
}
MOST_BYTES = 900_000  # of one file; the most there may be is 1 MiB
OF_NO_WEIGHT = {"C101", "C120", "C202", "C301", "C311", "C502", "C505"}
"""Complaints about the file around the questions, or about others that are not there yet."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where to: `folder` of the course, `place` in it without language and ending; the language of what says none."""

    course: Folder
    place: str
    kind: Literal["pool", "quiz"] = "pool"
    lang: str = ""
    on_same: OnSame = "ask"
    title: str = ""


@dataclass(slots=True)
class Plan:
    """`files`: whole new contents by path. `same`: how many questions wait for a choice; then nothing is to be written."""

    files: dict[Path, bytes] = field(default_factory=dict)
    written: int = 0
    left_out: int = 0
    skipped: int = 0
    same: int = 0


Group = list[Record]
"""One question in its languages, the source first."""


def plan(foreign: Foreign, wishes: Wishes, report: Report) -> Plan:
    """What would be written. Complaints go to the report, at the lines of the file that came in."""
    made = Plan()
    groups = [_fit(group, report) for group in _groups(foreign.records, wishes)]
    made.left_out = sum(group is None for group in groups)
    fit = _with_ids([group for group in groups if group is not None], wishes.course)
    new = list(_settled(fit, wishes, made, report))
    for pool, part in _by_pool(new, wishes):
        _write(pool, part, foreign, wishes, made)
    if made.written:
        _write_assets(foreign, wishes, made, report)
    return made


def _groups(records: Iterable[Record], wishes: Wishes) -> list[Group]:
    """Records of one id in several languages belong together; those without an id stand alone."""
    order = list(wishes.course.languages)
    lang = wishes.lang or order[0]
    groups: dict[object, Group] = {}
    for number, record in enumerate(records):
        record = record.but(lang=record.lang or lang)
        key: object = (record.id, record.pool) if record.id else number
        group = groups.setdefault(key, [])
        if any(each.lang == record.lang for each in group):
            group = groups.setdefault((key, number), [])
        group.append(record)
    rank = {tag: number for number, tag in enumerate(order)}
    return [sorted(group, key=lambda each: rank.get(each.lang, len(rank))) for group in groups.values()]


def _fit(group: Group, report: Report) -> Group | None:
    """The question as it can be asked; None, with complaints, when it cannot be. A translation that is broken is left out."""
    kept: Group = []
    for record in group:
        probe = record.but(id=record.id if is_id(record.id) else "q")
        text = markdown.page({"title": "T"}, [markdown.question(probe)]).replace(FILES, "assets/x/")
        page = read_file("q.md", record.lang, text.encode(), "pool")[0]
        for found in page.diagnostics:
            if found.code not in OF_NO_WEIGHT:
                report.note(found.code, record.line, 0, found.args, severity=found.severity)
        if not page.broken and len(page.questions) == 1:
            kept.append(record.but(kind=page.questions[0].kind))
        elif not kept:
            return None
    return kept


def _with_ids(groups: Sequence[Group], course: Folder) -> list[Group]:
    """Every question with an id of its own: the one it came with, or one made of its heading."""
    there = {each.id for each in course.questions}
    used: set[str] = set()
    named: list[Group] = []
    for group in groups:
        first = group[0]
        given = first.id if is_id(first.id) else ids.from_name(first.id) if first.id else ""
        made = given or _free(_short(ids.from_name(first.heading or first.prompt)), used | there)
        made = made if given and made not in used else _free(made, used | (set() if not given else there))
        used.add(made)
        named.append([record.but(id=made) for record in group])
    return named


def _short(name: str) -> str:
    """At most forty characters, whole words if there are any."""
    return name if len(name) <= 40 else (name[:41].rpartition("-")[0] or name[:40]).strip("-")


def _free(name: str, used: Iterable[str]) -> str:
    taken = set(used)
    numbers = (f"{name[:60]}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbers if each not in taken)


def _settled(groups: Sequence[Group], wishes: Wishes, made: Plan, report: Report) -> Iterable[Group]:
    """The questions that are new; for those that are there already, what was chosen is done."""
    course = wishes.course
    used = {each.id for each in course.questions} | {group[0].id for group in groups}
    by_words = {each.words: each for each in course.questions}
    for group in groups:
        found = course.with_id(group[0].id)
        if not found and (same := by_words.get(_words(group[0]))):
            found = course.with_id(same.id) if same.id else [same]
        if not found:
            yield group
        elif wishes.on_same == "add":
            name = _free(group[0].id, used)
            used.add(name)
            yield [record.but(id=name) for record in group]
        elif wishes.on_same == "skip":
            made.skipped += 1
        else:
            if wishes.on_same == "ask":
                made.same += 1
                report.add("C606", group[0].line)
            else:
                _replace(found, group, made)


def _words(record: Record) -> str:
    text = markdown.page({"title": "T"}, [markdown.question(record)])
    page = read_file("q.md", record.lang, text.encode(), "pool")[0]
    return normal(page.questions[0].prompt) if page.questions else ""


def _replace(found: Sequence[There], group: Group, made: Plan) -> None:
    """Puts the question where the one of its id stands, in every language that both have."""
    for there in found:
        record = next((each for each in group if each.lang == there.lang), None)
        if record is None:
            continue
        data = made.files.get(there.path) or there.path.read_bytes()
        _page, lines, written = read_file(there.path.name, there.lang, data, _role(there.path))
        spot = next((each for each in written if _same(each.asked.settings.id, there, each.first)), None)
        if spot is None:
            continue
        level = len(lines[spot.first - 1]) - len(lines[spot.first - 1].lstrip("#"))
        source = record.lang == group[0].lang
        text = markdown.question(record.but(id=there.id or record.id), level=max(2, level), settings=source)
        raw = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        raw[spot.first - 1 : spot.last] = text.split("\n")
        made.files[there.path] = "\n".join(raw).encode()
    made.written += 1


def _role(path: Path) -> Literal["pool", "page"]:
    return "pool" if path.parent.name == "pools" else "page"


def _same(question_id: str | None, there: There, first: int) -> bool:
    return question_id == there.id if there.id else first == there.written.first


def _by_pool(groups: Sequence[Group], wishes: Wishes) -> Iterable[tuple[str, list[Group]]]:
    """Pools by name, each with its questions: a file may hold only so many. A quiz holds all in one file."""
    if wishes.kind == "quiz":
        yield "", list(groups)
        return
    by_name: dict[str, list[Group]] = {}
    for group in groups:
        by_name.setdefault(group[0].pool, []).append(group)
    if len(by_name) == 1:
        by_name = {"": next(iter(by_name.values()))}
    for name, part in by_name.items():
        for number, chunk in enumerate(_chunks(part)):
            yield (f"{name} {number + 1}".strip() if number else name), chunk


def _chunks(groups: Sequence[Group]) -> Iterable[list[Group]]:
    chunk: list[Group] = []
    size = 0
    for group in groups:
        length = max(len(markdown.question(record).encode()) for record in group) + 2
        if chunk and (len(chunk) == MOST_QUESTIONS or size + length > MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(group)
        size += length
    if chunk:
        yield chunk


def _write(pool: str, groups: Sequence[Group], foreign: Foreign, wishes: Wishes, made: Plan) -> None:
    """One file a language; what is there already stays, and the questions go to its end."""
    stem = Path(wishes.place).name
    name = stem if not pool else f"{stem}-{ids.from_name(pool)}"
    title = wishes.title or foreign.title or stem
    langs = dict.fromkeys(record.lang for group in groups for record in group)
    for lang in langs:
        path = _file(wishes, name, lang)
        records = [(record, record is group[0]) for group in groups for record in group if record.lang == lang]
        blocks = _blocks(records, foreign) if wishes.kind == "quiz" else _flat(records)
        blocks = [block.replace(FILES, f"assets/{ids.from_name(stem)}/") for block in blocks]
        if path.exists():
            old = made.files.get(path) or path.read_bytes()
            made.files[path] = old.rstrip() + b"\n\n" + ("\n\n".join(blocks) + "\n").encode()
            continue
        fields = {"title": f"{title}: {pool}" if pool else title}
        if lang == next(iter(langs)):
            fields = {"id": _page_id(name, wishes.course), "type": wishes.kind, **fields}
        made.files[path] = markdown.page(fields, blocks).encode()
    made.written += len(groups)


def _page_id(name: str, course: Folder) -> str:
    return _free(ids.from_name(name), course.page_ids)


def _file(wishes: Wishes, name: str, lang: str) -> Path:
    """A file of this name and language, or the one of the first language that stands there without one."""
    folder = wishes.course.path / Path(wishes.place).parent
    plain = folder / f"{name}.md"
    return plain if plain.exists() and lang == wishes.course.languages[0] else folder / f"{name}.{lang}.md"


def _flat(records: Sequence[tuple[Record, bool]]) -> list[str]:
    return [markdown.question(record, settings=source) for record, source in records]


def _blocks(records: Sequence[tuple[Record, bool]], foreign: Foreign) -> list[str]:
    """Questions of a quiz: those of a pool under its heading, after those that stand alone."""
    blocks = [markdown.question(record, settings=source) for record, source in records if not record.pool]
    for pool in dict.fromkeys(record.pool for record, _source in records if record.pool):
        known = foreign.pools.get(pool)
        draw = f"\n`draw: {known.draw}`" if known and known.draw else ""
        blocks.append(f"## [pool] {pool}{draw}")
        blocks += [
            markdown.question(record, level=3, settings=source) for record, source in records if record.pool == pool
        ]
    return blocks


def _write_assets(foreign: Foreign, wishes: Wishes, made: Plan, report: Report) -> None:
    folder = wishes.course.path / Path(wishes.place).parent / "assets" / ids.from_name(Path(wishes.place).name)
    for name, data in foreign.files.items():
        if Path(name).suffix.lower() in SAFE_ENDINGS and len(data) < 50 * 1024 * 1024:
            made.files[folder / name] = data
        else:
            report.add("C602", feature=name)


def lang_of(place: str) -> tuple[str, str]:
    """A place as it is given, without language and ending, and the language; empty when it gives none."""
    if not place.endswith(".md"):
        return place, ""
    name, lang = page_name(place)
    return str(Path(place).parent / name), lang or ""
