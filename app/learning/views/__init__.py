"""The learner's pages: lessons with their checks, the files they show, quizzes, the record."""

from . import (
    active,
    allowances,
    assets,
    attempts,
    certificates,
    checks,
    flags,
    glossary,
    lessons,
    marking,
    quizzes,
    record,
    responses,
    review,
    reviewing,
    rounds,
    search,
)
from .blueprint import bp

__all__ = [
    "active",
    "allowances",
    "assets",
    "attempts",
    "bp",
    "certificates",
    "checks",
    "flags",
    "glossary",
    "lessons",
    "marking",
    "quizzes",
    "record",
    "responses",
    "review",
    "reviewing",
    "rounds",
    "search",
]
