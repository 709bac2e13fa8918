"""What is taught: courses read from files into one immutable catalogue. No table, no request.

The way of a file: `parsing/` reads it by itself, `courses/` puts it together with the others, `publishing/` keeps what was
made and swaps the catalogue, `queries.py` is what other packages ask. Beside the way: `assets/` (pictures, sound, documents),
`search/`, `fixes/` (what *Fix* writes), `commands/` (the terminal), `importing/` (Markdown folders from elsewhere),
`exchange/` (questions in and out), `exporting/`. What the checker says stands in `codes.py`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from app import clock

from . import search
from .assets.variants import Variants
from .cli import courses
from .courses.catalogue import Builder
from .model import Catalogue
from .publishing.publisher import Publisher
from .publishing.store import Store
from .publishing.watching import Watcher


def init_app(app: Flask) -> None:
    """Nothing is read yet: the first look at the catalogue, or `start_watching`, builds it."""
    zone: ZoneInfo = app.config["ORG_TIME_ZONE"]

    def today() -> date:
        return clock.now().astimezone(zone).date()

    store = Store(Path(app.instance_path) / "content")
    publisher = app.extensions["content"] = Publisher(Builder(Path(app.config["CONTENT_DIR"]), store, today))
    search.init_app(app, publisher)
    app.extensions["content_variants"] = Variants(store.folder / "variants")
    app.cli.add_command(courses)


def publish(app: Flask) -> Catalogue:
    """Builds from the files as they are now and puts the result into service."""
    publisher: Publisher = app.extensions["content"]
    return publisher.publish()


def take_over(app: Flask, other: Flask) -> None:
    """Goes on with what an application of the process that this was forked from has in service."""
    publisher: Publisher = app.extensions["content"]
    publisher.take_over(other.extensions["content"])


def start_watching(app: Flask) -> Watcher:
    """Publishes, then watches in a thread of this process. Threads do not survive a fork: call it after one."""
    publisher: Publisher = app.extensions["content"]
    watcher = Watcher(publisher.builder.root, publisher.publish, publisher.news, poll=app.config["CONTENT_POLL"])
    watcher.start()
    publisher.publish()
    search.start_following(app)
    return watcher
