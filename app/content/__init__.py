"""What is taught: courses read from files into one immutable catalogue. No table, no request.

The way of a file: `parsing/` reads it by itself, `courses/` puts it together with the others, `publishing/` keeps what was
made and swaps the catalogue, `queries.py` is what other packages ask. Beside the way: `assets/` (pictures, sound, documents),
`search/`, `fixes/` (what *Fix* writes), `commands/` (the terminal), `importing/` (Markdown folders from elsewhere),
`exchange/` (questions in and out), `exporting/`. What the checker says stands in `codes.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from app import clock

from . import search
from .assets.variants import Variants
from .cli import courses
from .courses.catalogue import Builder
from .model import Catalogue
from .publishing.publisher import Publisher
from .publishing.store import Store
from .publishing.watching import Watcher

Follower = Callable[[Flask, Catalogue], None]


def init_app(app: Flask) -> None:
    """Nothing is read yet: the first look at the catalogue, or `start_watching`, builds it."""
    zone: ZoneInfo = app.config["ORG_TIME_ZONE"]

    def today() -> date:
        return clock.now().astimezone(zone).date()

    store = Store(Path(app.instance_path) / "content")
    publisher = app.extensions["content"] = Publisher(Builder(Path(app.config["CONTENT_DIR"]), store, today))
    app.extensions["content_followers"] = []
    search.init_app(app, publisher)
    app.extensions["content_variants"] = Variants(store.folder / "variants")
    app.cli.add_command(courses)


def publish(app: Flask) -> Catalogue:
    """Builds from the files as they are now, puts the result into service and tells whoever follows, of no change, too."""
    publisher: Publisher = app.extensions["content"]
    catalogue = publisher.publish()
    followers: list[Follower] = app.extensions["content_followers"]
    for tell in followers:
        tell(app, catalogue)
    return catalogue


def follow(app: Flask, tell: Follower) -> None:
    """Has it told in every process that serves or runs jobs, each time that one publishes; by which others have done so already.

    A command that publishes tells nobody by itself, and needs no database: the processes of the server notice.
    """
    followers: list[Follower] = app.extensions["content_followers"]
    followers.append(tell)


def is_newest() -> bool:
    """Whether this process has in service what was put into service last, by any."""
    publisher: Publisher = current_app.extensions["content"]
    return publisher.builder.store.revision() in {"", publisher.catalogue.revision}


def take_over(app: Flask, other: Flask) -> None:
    """Goes on with what an application of the process that this was forked from has in service."""
    publisher: Publisher = app.extensions["content"]
    publisher.take_over(other.extensions["content"])


def start_watching(app: Flask) -> Watcher:
    """Publishes, then watches in a thread of this process. Threads do not survive a fork: call it after one."""
    publisher: Publisher = app.extensions["content"]
    watcher = Watcher(publisher.builder.root, partial(publish, app), publisher.news, poll=app.config["CONTENT_POLL"])
    watcher.start()
    publish(app)
    search.start_following(app)
    return watcher
