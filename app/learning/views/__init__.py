"""The learner's pages: lessons with their checks, the files they show, quizzes, the record."""

from . import assets, lessons, quizzes, record
from .blueprint import bp

__all__ = ["assets", "bp", "lessons", "quizzes", "record"]
