"""The learner's pages: lessons with their checks, the files they show, quizzes, the record."""

from . import assets, glossary, lessons, quizzes, record, search
from .blueprint import bp

__all__ = ["assets", "bp", "glossary", "lessons", "quizzes", "record", "search"]
