"""Completions as the system knew them at an instant, for use inside statements."""

from datetime import datetime

from app.known import as_known

from .models import Completion, CompletionPast


def completions_known(at: datetime | None) -> type[Completion]:
    """`Completion` as it was recorded by an instant; None: as it is recorded now."""
    return as_known(Completion, CompletionPast, at)
