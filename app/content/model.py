"""The nouns of content: what is taught, as it is in service now. All frozen; a language is a tag such as en."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypedDict, TypeVar

from app.questions.model import Question

from . import languages

Status = Literal["draft", "published", "archived"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What *Fix* writes: `replacement` in the place of what stands from the first place up to, without, the second.

    Lines and columns count from 1, in characters, a line's end being one character.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint about one file. `line` and `column` count from 1, in characters; 0 means the whole file.

    `messages.message(diagnostic, gettext)` and `messages.hint(diagnostic, gettext)` put it into words.
    """

    path: str  # from the content folder, with /
    line: int
    column: int
    severity: Severity
    code: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    fix: Fix | None = None  # what puts it right, in this file

    @property
    def fixable(self) -> bool:
        return self.fix is not None


KEY_LENGTH = 32  # in hex digits


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a course that pages may show or offer. `hash` is SHA-256 in hex of its bytes when it was listed."""

    path: Path
    media_type: str
    hash: str
    size: int  # in bytes
    download: bool  # a document: offered as a file, never opened in the page
    width: int | None = None  # of a picture, in pixels
    height: int | None = None
    animated: bool = False  # a picture that moves: never made smaller

    @property
    def key(self) -> str:
        """What its address is made of: it tells nothing, and only who was shown the file knows it."""
        return self.hash[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page, for its table of contents; `anchor` is its id in the page."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionSlot:
    """Here stands a question of the lesson, among the blocks of a page."""

    question_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson or quiz in one language. A block is sanitised HTML, or the place of a question."""

    lang: str
    title: str
    summary: str = ""
    blocks: tuple[str | QuestionSlot, ...] = ()
    toc: tuple[Heading, ...] = ()
    authors: tuple[str, ...] = ()
    translator: str = ""
    outdated: bool = False  # a translation whose original has changed since
    terms: tuple[str, ...] = ()  # ids of the glossary's terms that it links to, in order of first use


@dataclass(frozen=True, slots=True)
class QuizPool:
    """Questions of a quiz of which every attempt is asked `draw`; None: all. They are in the quiz's `questions` too."""

    id: str  # empty when none is written: only its own quiz draws from it
    question_ids: tuple[str, ...]
    draw: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """So many questions of a pool are added to every attempt at a quiz, after its own.

    Only those with one of the tags, and of one of the difficulties, where such are given.
    """

    pool_id: str  # of a pool file, or of a pool in a quiz of the course
    count: int
    tags: tuple[str, ...] = ()
    difficulty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A bank of questions of a course: no page, quizzes draw from it. `questions`: without retired ones."""

    id: str
    course_id: str
    title: Mapping[str, str]
    questions: tuple[Question, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def title_in(self, lang: str) -> str:
        return languages.text(self.title, lang)


@dataclass(frozen=True, slots=True)
class TermText:
    """A term in one language: its name, other names for it, and what it means as sanitised HTML."""

    title: str
    aka: tuple[str, ...] = ()
    html: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a course's glossary; `#term-<id>` is its anchor wherever it is shown."""

    id: str
    texts: Mapping[str, TermText]  # the source language first, where it has one

    def text(self, lang: str) -> TermText:
        """The text of this language, else of one with the same first part, else of the first one."""
        return self.texts[languages.choose(self.texts, lang, next(iter(self.texts)))]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson or quiz. Structure comes from the file in the source language, text from every language's own."""

    id: str
    kind: Literal["lesson", "quiz"]
    course_id: str
    module_id: str
    source_lang: str
    pages: Mapping[str, Page]
    minutes: int
    questions: tuple[Question, ...] = ()  # all that the page holds, in its order, without retired ones
    pools: tuple[QuizPool, ...] = ()  # which of them are drawn, of a quiz
    draws: tuple[Draw, ...] = ()  # what is drawn from elsewhere, of a quiz
    optional: bool = False
    completion: Literal["view", "time", "quiz"] = "view"
    min_seconds: int | None = None
    requires: tuple[str, ...] = ()  # lesson ids, module:ID, course:ID, competency:ID>=LEVEL
    as_of: date | None = None
    review_by: date | None = None
    competencies: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    pass_ratio: Decimal = Decimal("0.8")
    feedback: Literal["immediate", "after_submit", "never"] = "immediate"
    answers: Literal["after_submit", "after_pass", "after_last", "never"] = "after_pass"
    attempts: int | None = None  # None: as many as one likes
    retry_after_minutes: int = 0
    time_limit_minutes: int | None = None
    shuffle_questions: bool = False
    shuffle_options: bool = True
    score: Literal["best", "last", "first", "average"] = "best"
    passes: int = 1
    valid_months: int | None = None
    role: Literal["pretest", "posttest"] | None = None  # what a quiz measures: what was known before, or what is after

    def page(self, lang: str) -> Page:
        """The page in this language, else in one with the same first part, else in the source language."""
        return self.pages[languages.choose(self.pages, lang, self.source_lang)]

    def title(self, lang: str) -> str:
        return self.page(lang).title

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or with this former id."""
        found = (question for question in self.questions if question.id == question_id)
        former = (question for question in self.questions if question_id in question.aliases)
        return next(found, None) or next(former, None)

    @property
    def points(self) -> Decimal:
        """Points possible, all questions together."""
        return sum((question.points for question in self.questions), Decimal(0))


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course: its published lessons and quizzes in order."""

    id: str
    course_id: str
    title: Mapping[str, str]
    summary: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[Lesson, ...] = ()
    aliases: tuple[str, ...] = ()
    landing: Mapping[str, Page] = field(default_factory=dict)  # its page about itself, by language
    coming: tuple[str, ...] = ()  # titles, or ids, of what is in preparation: it never had a good version

    def title_in(self, lang: str) -> str:
        return languages.text(self.title, lang)

    def summary_in(self, lang: str) -> str:
        return languages.text(self.summary, lang)


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency that pages of a course may prove, at levels from 1 up to `levels`."""

    id: str
    title: Mapping[str, str]
    levels: int = 3


class Terms(TypedDict, total=False):
    """The terms of a course's certificate, as they are written; `learning.credentials` says what follows from them."""

    valid_months: int
    remind_days: int
    min_score: int  # in percent
    window_days: int
    grace_days: int
    anchor: Literal["completion", "previous_expiry", "fixed_day"]
    fixed_day: str  # "12-31"
    min_active_months: int
    accept_early: bool
    if_lapsed: Literal["recert", "initial"]


@dataclass(frozen=True, slots=True)
class Course:
    """A course: modules with what is published in them. `languages[0]` is the source language."""

    id: str
    folder: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    modules: tuple[Module, ...] = ()
    summary: Mapping[str, str] = field(default_factory=dict)
    status: Status = "published"
    edition: int = 1
    competencies: Mapping[str, Competency] = field(default_factory=dict)
    requires: tuple[str, ...] = ()  # course:ID
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    license: str = ""
    aliases: tuple[str, ...] = ()
    certificate: Terms | None = None
    credit_hours: Decimal | None = None  # of 45 minutes, in halves; None: what its required pages take
    subject: str | None = None  # public, professional, party, compliance, management; None: professional
    assets: Mapping[str, Asset] = field(default_factory=dict)  # by path in the course folder, with /
    pools: Mapping[str, Pool] = field(default_factory=dict)  # the pool files, by id
    glossary: Mapping[str, Term] = field(default_factory=dict)  # by id, in the order of the source language's file
    landing: Mapping[str, Page] = field(default_factory=dict)  # its page about itself, by language

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All published lessons and quizzes, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def required(self) -> tuple[Lesson, ...]:
        """What has to be completed to complete the course."""
        return tuple(lesson for lesson in self.lessons if not lesson.optional)

    @property
    def lesson_count(self) -> int:
        """How many lessons there are to read, without quizzes and tasks."""
        return sum(page.kind == "lesson" for page in self.lessons)

    @property
    def quiz_count(self) -> int:
        """How many quizzes and tasks there are."""
        return len(self.lessons) - self.lesson_count

    @property
    def minutes(self) -> int:
        """What is required takes so long; what is optional adds nothing."""
        return sum(lesson.minutes for lesson in self.required)

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson or quiz with this id, or with this former id."""
        return _by_id(self.lessons, lesson_id)

    def module(self, module_id: str) -> Module | None:
        return _by_id(self.modules, module_id)

    def pool(self, pool_id: str) -> tuple[Question, ...] | None:
        """The live questions of the pool with this id or former id: of a pool file, or of a pool in a quiz."""
        found = _by_id(self.pools.values(), pool_id)
        if found is not None:
            return found.questions
        for lesson in self.lessons:
            for pool in lesson.pools:
                if pool.id == pool_id:
                    return tuple(question for question in lesson.questions if question.id in pool.question_ids)
        return None

    def title_in(self, lang: str) -> str:
        return languages.text(self.title, lang)

    def summary_in(self, lang: str) -> str:
        return languages.text(self.summary, lang)


@dataclass(frozen=True, slots=True)
class Rename:
    """An id that is gone, and a new one whose text is nearly the same: perhaps somebody changed it by mistake.

    Nothing follows from it until an editor says so, with an alias.
    """

    course_id: str
    old_id: str
    new_id: str
    old_path: str
    new_path: str
    similarity: float  # share of lines in common, 0.9..1


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All courses in service at one moment. Never changed: the next state is another catalogue."""

    revision: str  # equal in all processes that serve the same
    courses: Mapping[str, Course] = field(default_factory=dict)  # drafts and archived ones too, by id
    diagnostics: tuple[Diagnostic, ...] = ()
    suspected: tuple[Rename, ...] = ()  # ids that may have been changed by mistake

    def course(self, course_id: str) -> Course | None:
        """The course with this id, or with this former id."""
        return self.courses.get(course_id) or _by_id(self.courses.values(), course_id)


Thing = TypeVar("Thing", Lesson, Module, Course, Pool)


def _by_id(things: Iterable[Thing], wanted: str) -> Thing | None:
    former = None
    for thing in things:
        if thing.id == wanted:
            return thing
        if wanted in thing.aliases:
            former = thing
    return former
