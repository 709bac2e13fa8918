"""Finding pages: an index of all public text, made anew in the background when something is published. No table, no request."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from ..publishing.publisher import Publisher
from .following import Search


def init_app(app: Flask, publisher: Publisher) -> None:
    """Nothing is made yet: `start_following`, or the first question, does it."""
    app.extensions["search"] = Search(Path(app.instance_path) / "search", publisher)


def start_following(app: Flask) -> None:
    """Follows what is published in a thread of this process. Threads do not survive a fork: call it after one."""
    search: Search = app.extensions["search"]
    search.start()
