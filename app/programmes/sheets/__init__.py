"""Sheets of duties: who takes which programme by when, imported and exported."""

from app.people.importing import kinds

from .duties_kind import Duties

kinds.register(Duties())
