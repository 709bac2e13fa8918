"""The import of one folder, from the list of its files to the course in its place."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.content import ids

from . import linking, mending, naming, placing, splitting, writing
from .anchors import Anchors, anchors_of
from .edits import Text
from .findings import Findings
from .folders import as_words, index_page
from .fronts import Fields, Front
from .including import Includer
from .material import Material
from .outline import join
from .outlines import Found, find_outline
from .pages import Book, Draft, prepare
from .placing import Lesson, Plan
from .roles import Labels
from .sources import list_sources
from .targets import Targets
from .values import Values

REPOSITORY = re.compile(r"(?:https?://|git@|ssh://git@)(?P<host>[\w.-]+)[:/](?P<path>[\w./~-]+?)(?:\.git)?/?")
LICENSES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")


class NothingToImport(Exception):
    """There is no page that can be read."""


class BadId(Exception):
    """The id asked for cannot be one, or another course has it; the message says which."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for. `course_id`, `title`, `lang`: taken from the folder when empty."""

    source: Path
    into: Path
    today: date
    course_id: str = ""
    title: str = ""
    lang: str = ""
    languages: tuple[str, ...] = ()
    draft: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A page and the file it has become."""

    source: str
    path: str
    id: str
    title: str
    lang: str


@dataclass(slots=True)
class Result:
    """What came of it. `folder`: the course, written or, in a dry run, as it would be named."""

    folder: Path
    course_id: str
    title: str
    tool: str
    languages: list[str]
    modules: list[tuple[str, str]]
    placed: list[Placed]
    assets: dict[str, str]
    findings: Findings
    written: bool = True


@dataclass(slots=True)
class _Work:
    """Everything known of one import, page by page: drafts by lesson and language."""

    material: Material
    plan: Plan
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)

    def title(self, lesson: Lesson) -> str:
        """What the page in the source language is called."""
        draft = self.drafts.get((lesson.id, self.plan.lang))
        return draft.title if draft else lesson.title

    def anchors(self, lesson: Lesson, lang: str) -> Anchors:
        draft = self.drafts.get((lesson.id, lang)) or self.drafts.get((lesson.id, self.plan.lang))
        return draft.anchors if draft else Anchors()


def import_course(wishes: Wishes) -> Result:
    """Reads the folder, and writes a course that passes the check.

    Raises NothingToImport, BadId, and writing.AlreadyThere.
    """
    findings = Findings()
    sources = list_sources(wishes.source)
    for path in sources.refused:
        findings.add(path, 0, "unsafe", path.rpartition("/")[2][:80])
    material = Material(sources, findings)
    found = find_outline(material, wishes.lang, wishes.languages)
    title = wishes.title or found.outline.title or _title(material, found, wishes.source)
    course_id = _course_id(wishes, title)
    plan = placing.place(material, found, title)
    if not plan.lessons():
        raise NothingToImport
    work = _Work(material, plan)
    _prepare(work, found, title)
    targets = Targets(plan, material, _repository(wishes.source, found))
    pages = _pages(work, targets)
    with writing.beside(wishes.into, course_id, keep=not wishes.dry_run) as beside:
        _write(beside, course_id, work, pages, _course(wishes, found, plan, course_id, title, material), wishes.today)
    return _result(wishes, work, found, course_id, title)


def _write(
    beside: Path, name: str, work: _Work, pages: dict[str, tuple[str, mending.Origin]], course: Fields, today: date
) -> None:
    folder = beside / name
    writing.write_pages(folder, {path: text for path, (text, _origin) in pages.items()})
    writing.copy_assets(folder, work.plan.assets, work.material.sources, work.material.findings)
    writing.write_lists(folder, work.plan, course)
    origins = {f"{name}/{path}": origin for path, (_text, origin) in pages.items()}
    while left_out := mending.mend(beside, today, work.material.findings, origins):
        for path in left_out:
            work.material.findings.add(origins[path].source, 0, "unreadable", "no form of it passes the check")
        writing.drop_empty(work.plan, lambda path: (folder / path).is_file())
        writing.write_lists(folder, work.plan, course)


def _prepare(work: _Work, found: Found, title: str) -> None:
    material = work.material
    root = found.outline.root
    steps = root.split("/") if root else []
    above = ["/".join(steps[:count]) for count in range(len(steps), -1, -1)]
    places = [join(each, name) for each in above for name in ("", "includes", "_includes", "examples", "snippets")]
    includer = Includer(material.text, ("", *dict.fromkeys(places)), material.findings)
    labels = Labels(material).collect(path for lesson in work.plan.lessons() for path in lesson.pages.values())
    book = Book(includer, Values(material), labels, title)
    for lesson in work.plan.lessons():
        for lang, source in list(lesson.pages.items()):
            if material.text(source) is None:
                del lesson.pages[lang]
                material.findings.add(source, 0, "unreadable", "no text")
                continue
            if lang != found.lang:
                material.tell_of_encoding(source)
            work.drafts[lesson.id, lang] = prepare(
                material,
                source,
                lang,
                entry_title=lesson.title if lang == found.lang else work.title(lesson),
                tool=found.outline.tool,
                book=book,
                is_source=lang == found.lang,
            )
    for module in work.plan.modules:
        module.lessons = [part for lesson in module.lessons for part in _parts(work, lesson)]


def _parts(work: _Work, lesson: Lesson) -> list[Lesson]:
    """The lesson, or several where its pages are too large for one."""
    split = {lang: splitting.parts_of(work.drafts[lesson.id, lang].text) for lang in lesson.pages}
    most = max((len(texts) for texts in split.values()), default=1)
    if most == 1:
        return [lesson]
    lessons = [lesson]
    for number in range(1, most + 1):
        part = (
            lesson
            if number == 1
            else replace(lesson, id=f"{lesson.id[:58]}-{number}", name=f"{lesson.name}-{number}", pages={})
        )
        for lang, texts in split.items():
            if number <= len(texts):
                _take_part(work, lesson, part, lang, texts[number - 1], number)
        if number > 1:
            lessons.append(part)
    return lessons


def _take_part(work: _Work, lesson: Lesson, part: Lesson, lang: str, text: Text, number: int) -> None:
    whole = work.drafts[lesson.id, lang]
    if number == 1:
        work.material.findings.add(whole.source, 0, "split")
    fields = Fields({key: value for key, value in whole.fields.values.items() if number == 1 or key == "x_source"})
    fields.values = {"title": whole.title[:190] if number == 1 else f"{whole.title[:190]} ({number})", **fields.values}
    part.pages[lang] = whole.source
    work.drafts[part.id, lang] = Draft(
        whole.source, lang, fields, text, str(fields.values["title"]), anchors_of(text, (), False)
    )


def _pages(work: _Work, targets: Targets) -> dict[str, tuple[str, mending.Origin]]:
    """By each file's path in the course its text, links and all, and where its lines come from."""
    done: dict[str, tuple[str, mending.Origin]] = {}
    for lesson in work.plan.lessons():
        for lang, source in lesson.pages.items():
            draft = work.drafts[lesson.id, lang]
            linker = linking.Linker(source, lesson, lang, targets, work.anchors, work.material.findings)
            linked = linker.link(draft.text)
            fields = Fields(
                {"id": lesson.id, **draft.fields.values}
                if lang == next(iter(lesson.pages))
                else dict(draft.fields.values)
            )
            block, text = fields.block(), linked.text.strip("\n")
            above = len(linked.text) - len(linked.text.lstrip("\n"))
            numbers = [1] * block.count("\n") + linked.numbers[above:]
            done[f"{lesson.path}.{lang}.md"] = (f"{block}{text}\n", mending.Origin(source, numbers))
    return done


def _course(wishes: Wishes, found: Found, plan: Plan, course_id: str, title: str, material: Material) -> Fields:
    fields = Fields()
    fields.set("format", 1)
    fields.set("id", course_id)
    fields.set("status", "draft" if wishes.draft else "")
    fields.set("title", " ".join(title.split())[:200])
    fields.set("languages", plan.languages)
    fields.set("summary", found.outline.summary[:500])
    fields.set("license", _license(material))
    fields.set("x_source", wishes.source.name)
    return fields


def _title(material: Material, found: Found, source: Path) -> str:
    """What the folder calls itself."""
    values = Values(material)
    for name in ("site.title", "param.title"):
        if given := values.find(name, Front({}, "")):
            return given
    for folder in dict.fromkeys(("", found.outline.root)):
        home = index_page(material, folder)
        if home and (title := material.title(home)):
            return title
    return as_words(source.resolve().name)


def _course_id(wishes: Wishes, title: str) -> str:
    if wishes.course_id:
        if not ids.is_id(wishes.course_id) or naming.folder_name(wishes.course_id) != wishes.course_id:
            raise BadId(wishes.course_id)
        found = wishes.course_id
    else:
        name = wishes.source.resolve().name
        found = naming.folder_name(naming.id_of([name], name))
        found = found if ids.is_id(found) else naming.id_of([title], name)
    for config in wishes.into.glob("*/course.yaml"):
        try:
            text = config.read_text(encoding="utf-8", errors="replace")[:20_000]
        except OSError:
            continue
        if re.search(rf"^id:[ \t]*[\"']?{re.escape(found)}[\"']?[ \t]*$", text, re.MULTILINE):
            if config.parent.name == found:
                raise writing.AlreadyThere(str(config.parent))
            raise BadId(found)
    return found


def _license(material: Material) -> str:
    name = next((each for each in LICENSES if each in material.sources.files), None)
    lines = (material.text(name) or "").split("\n") if name else []
    words = next((line.strip("#* \t") for line in lines if line.strip("#* \t")), "")
    return " ".join(words.split())[:200]


def _repository(source: Path, found: Found) -> str:
    """Where the folder comes from, as an address of the web; empty when it does not say."""
    config = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        config.read_string((source / ".git" / "config").read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        config = configparser.ConfigParser()
    url = config.get('remote "origin"', "url", fallback="") or found.outline.repository
    match = REPOSITORY.fullmatch(url.strip())
    return f"https://{match['host']}/{match['path']}" if match else ""


def _result(wishes: Wishes, work: _Work, found: Found, course_id: str, title: str) -> Result:
    placed = [
        Placed(source, f"{lesson.path}.{lang}.md", lesson.id, work.drafts[lesson.id, lang].title, lang)
        for lesson in work.plan.lessons()
        for lang, source in lesson.pages.items()
    ]
    return Result(
        wishes.into / course_id,
        course_id,
        title,
        found.outline.tool,
        work.plan.languages,
        [(module.folder, module.title) for module in work.plan.modules],
        placed,
        work.plan.assets,
        work.material.findings,
        not wishes.dry_run,
    )
