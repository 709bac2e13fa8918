"""The learner's pages: lessons (with their checks and pictures), quizzes, the record."""

from . import lessons, quizzes, record
from .blueprint import bp

__all__ = ["bp", "lessons", "quizzes", "record"]
