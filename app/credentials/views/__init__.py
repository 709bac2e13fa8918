"""Pages about credentials."""

from . import deciding, evidence, kinds, own, people, registering, requirements
from .blueprint import bp

PAGES = (deciding, evidence, kinds, own, people, registering, requirements)

__all__ = ["PAGES", "bp"]
