"""What can be found in a catalogue: courses, modules, lessons, quizzes, terms; and which of their words are public.

Never in the index: what tells an answer (which option is right, feedback, explanations, hints, accepted words), questions of
quizzes and pools (they are exam material), what variables print.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Literal

from app.questions.model import Question, QuestionText

from ..model import Catalogue, Course, Lesson, Module, Page, QuestionSlot, Term
from .reading import text_of

Kind = Literal["course", "module", "lesson", "quiz", "term"]

HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
ANCHOR = re.compile(r'\sid="([^"]*)"')
UNPRINTED = re.compile(r"\{\{.*?\}\}|\[\[\d+\]\]", re.DOTALL)  # a formula, the place of a blank


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be found, as it is in service now. `also`: further courses that explain a term in the same words."""

    kind: Kind
    course: Course
    module: Module | None = None
    lesson: Lesson | None = None
    term: Term | None = None
    also: tuple[Course, ...] = ()

    @property
    def key(self) -> str:
        inner = self.lesson or self.term or self.module
        return f"{self.kind}:{self.course.id}" + (f"/{inner.id}" if inner else "")

    @property
    def draft(self) -> bool:
        return self.course.status == "draft"

    def title_in(self, lang: str) -> str:
        if self.lesson is not None:
            return self.lesson.title(lang)
        if self.term is not None:
            return self.term.text(lang).title
        return (self.module or self.course).title_in(lang)


@dataclass(slots=True)
class Section:
    """The text below one heading of a page, plain. The first one, before any heading, has neither heading nor anchor."""

    anchor: str = ""
    heading: str = ""
    text: str = ""

    def add(self, text: str) -> None:
        self.text = f"{self.text} {text}".strip()


@dataclass(frozen=True, slots=True)
class Entry:
    """One target in one language, as the index keeps it. `about`: its summary; `names`: tags and other names."""

    lang: str
    title: str
    about: str = ""
    names: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


def targets(catalogue: Catalogue) -> Iterator[Target]:
    """Everything that somebody may find; nothing of archived courses. A term of several courses comes once."""
    courses = [course for course in catalogue.courses.values() if course.status != "archived"]
    for course in courses:
        yield Target("course", course)
        for module in course.modules:
            yield Target("module", course, module)
            yield from (Target(lesson.kind, course, module, lesson) for lesson in module.lessons)
    yield from _terms(courses)


def _terms(courses: Iterable[Course]) -> Iterator[Target]:
    """Each term with all courses that explain it in the same words. Those of drafts stay apart: not everybody sees them."""
    alike: dict[object, tuple[Term, list[Course]]] = {}
    for course in courses:
        for term in course.glossary.values():
            key = course.status == "draft", term.id, tuple(sorted(term.texts.items(), key=itemgetter(0)))
            alike.setdefault(key, (term, []))[1].append(course)
    for term, (first, *others) in alike.values():
        yield Target("term", first, term=term, also=tuple(others))


def entries(target: Target) -> list[Entry]:
    """The target's public words, a language each."""
    if target.lesson is not None:
        return [_of_lesson(target.lesson, page) for page in target.lesson.pages.values()]
    if target.term is not None:
        return [
            Entry(lang, text.title, names=text.aka, sections=(Section(text=text_of(text.html)),))
            for lang, text in target.term.texts.items()
        ]
    if target.module is not None:
        return _landing(target.module.title, target.module.summary, target.module.landing, ())
    return _landing(target.course.title, target.course.summary, target.course.landing, target.course.tags)


def stamp(target: Target) -> str:
    """A hash of all that the target's entries are made of: equal in all processes, another one after a change."""
    digest = hashlib.blake2b(digest_size=12)
    for text in _sources(target):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _landing(
    titles: Mapping[str, str], summaries: Mapping[str, str], pages: Mapping[str, Page], tags: tuple[str, ...]
) -> list[Entry]:
    return [
        Entry(lang, title, summaries.get(lang, ""), tags, _sections(pages[lang], {}) if lang in pages else ())
        for lang, title in titles.items()
    ]


def _of_lesson(lesson: Lesson, page: Page) -> Entry:
    asked = {question.id: question for question in lesson.questions} if lesson.kind == "lesson" else {}
    drawn = {question_id for pool in lesson.pools for question_id in pool.question_ids}
    public = {question_id: question for question_id, question in asked.items() if question_id not in drawn}
    introduction_only = lesson.kind == "quiz"
    return Entry(page.lang, page.title, page.summary, lesson.tags, _sections(page, public, introduction_only))


def _sections(page: Page, questions: Mapping[str, Question], introduction_only: bool = False) -> tuple[Section, ...]:
    """The page's text heading by heading; a question is a section of its own."""
    found = [Section()]
    headings = {heading.anchor: heading.text for heading in page.toc}
    current = found[0]
    for block in page.blocks:
        if isinstance(block, QuestionSlot):
            if introduction_only:
                break
            if block.question_id in questions:
                found.append(_of_question(questions[block.question_id], page.lang))
        elif isinstance(block, str):
            before, cut = _cut(block)
            current.add(text_of(before))
            for attributes, heading, rest in cut:
                anchor = ANCHOR.search(attributes)
                name = html.unescape(anchor[1]) if anchor else ""
                current = Section(name, headings.get(name) or text_of(heading), text_of(rest))
                found.append(current)
    return tuple(section for section in found if section.text or section.heading)


def _cut(block: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The HTML before the first heading; then (attributes, heading, what follows it) for each."""
    parts = HEADING.split(block)
    return parts[0], [(parts[at + 1], parts[at + 2], parts[at + 3]) for at in range(1, len(parts), 4)]


def _of_question(question: Question, lang: str) -> Section:
    """A question as it is asked. What is to choose from is sorted: the order of the file may tell the answer."""
    text = question.text(lang)
    heading = text_of(_unprinted(text.heading_html)) or _unprinted(text.title)
    parts = [text.prompt_html, *sorted(_to_choose_from(text))]
    return Section(f"check-{question.id}", heading, " · ".join(filter(None, map(_plain, parts))))


def _to_choose_from(text: QuestionText) -> Iterator[str]:
    yield from (option.html for option in text.options.values())
    yield from text.lefts
    yield from text.columns
    yield from (html.escape(word) for blank in text.blanks for word in blank.options)


def _plain(text: str) -> str:
    return text_of(_unprinted(text))


def _unprinted(text: str) -> str:
    return UNPRINTED.sub("…", text)


def _sources(target: Target) -> Iterator[str]:
    if target.lesson is not None:
        return _lesson_sources(target.lesson)
    if target.term is not None:
        return _term_sources(target.term)
    if target.module is not None:
        return _landing_sources(target.module.title, target.module.summary, target.module.landing)
    course = target.course
    return chain(_landing_sources(course.title, course.summary, course.landing), course.tags)


def _landing_sources(
    titles: Mapping[str, str], summaries: Mapping[str, str], pages: Mapping[str, Page]
) -> Iterator[str]:
    for texts in (titles, summaries):
        yield from (part for pair in sorted(texts.items()) for part in pair)
    for lang, page in sorted(pages.items()):
        yield from (lang, *(block for block in page.blocks if isinstance(block, str)))


def _lesson_sources(lesson: Lesson) -> Iterator[str]:
    yield from lesson.tags
    for pool in lesson.pools:
        yield from pool.question_ids
    for lang, page in sorted(lesson.pages.items()):
        yield from (lang, page.title, page.summary)
        yield from (block if isinstance(block, str) else block.question_id for block in page.blocks)
    for question in lesson.questions:
        yield f"{question.id} {question.revision}"


def _term_sources(term: Term) -> Iterator[str]:
    for lang, text in sorted(term.texts.items()):
        yield from (lang, text.title, *text.aka, text.html)
