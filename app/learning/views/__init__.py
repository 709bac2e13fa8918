"""The learner's pages: lessons with their checks, the files they show, quizzes, the record."""

from . import assets, attempts, checks, glossary, lessons, marking, quizzes, record, responses, search
from .blueprint import bp

__all__ = [
    "assets",
    "attempts",
    "bp",
    "checks",
    "glossary",
    "lessons",
    "marking",
    "quizzes",
    "record",
    "responses",
    "search",
]
