"""Sheets of people: planned, confirmed, applied, undone."""

from . import jobs, kinds, models
from .people_kind import People

PARTS = (jobs, models)

kinds.register(People())
