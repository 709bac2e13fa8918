"""What fields may hold, once they are understood: plain data that can be kept beside a file's hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from ..model import Terms


@dataclass(frozen=True, slots=True)
class Named:
    """A word of a list that means something elsewhere, with its place for complaints; `end` is the column after it."""

    text: str
    line: int
    column: int
    end: int = 0  # 0: it is written in a way that cannot be replaced as it stands


@dataclass(frozen=True, slots=True)
class Level:
    """A competency at a level, with the place of its name."""

    name: str
    level: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Competence:
    """A competency that a course knows: its title, under "" or by language, and how many levels it has."""

    name: str
    title: dict[str, str]
    levels: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry of `draw`, with its place."""

    pool: str
    count: int
    line: int
    column: int
    tags: tuple[str, ...] = ()
    difficulty: tuple[str, ...] = ()


class Given(TypedDict, total=False):
    """The fields of all tables: of lessons, quizzes and pools, of course.yaml and of module.yaml."""

    id: str
    type: str
    title: str | dict[str, str]  # of a course or module: under "", or by language
    summary: str | dict[str, str]
    minutes: int
    status: str
    tags: tuple[str, ...]
    requires: tuple[Named, ...]
    competencies: tuple[Level, ...] | dict[str, Competence]  # of a page; of a course, by name in small letters
    completion: str
    min_seconds: int
    optional: bool
    authors: tuple[str, ...]
    as_of: date
    review_by: date
    aliases: tuple[Named, ...]
    source_hash: str
    translator: str
    pass_mark: int
    partial: str
    shuffle_options: bool
    feedback: str
    answers: str
    attempts: int  # 0: as many as one likes
    retry_after: int
    shuffle_questions: bool
    score: str
    time_limit: int
    passes: int
    valid_months: int
    draw: tuple[Drawn, ...]
    role: str
    format: str
    languages: tuple[str, ...]
    modules: tuple[Named, ...]
    lessons: tuple[Named, ...]
    edition: int
    certificate: Terms
    credit_hours: Decimal
    subject: str
    window_days: int  # of a certificate, as those below
    grace_days: int
    anchor: str
    fixed_day: str
    min_active_months: int
    accept_early: bool
    if_lapsed: str
    defaults: dict[str, str | int | bool]
    strict: tuple[str, ...]
    owners: tuple[str, ...]
    license: str
