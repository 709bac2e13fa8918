"""All courses of a content folder as one catalogue: the last good version of every file (content-format §15.2)."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import structlog

from ..diagnostics import sort
from ..model import Catalogue, Course
from ..publishing import collecting
from ..publishing.library import OUR_FAULT, Library
from ..publishing.results import key_of
from ..publishing.store import Pointer, Store, sha256
from . import serving
from . import together as courses
from .building import CourseBuild
from .configs import lost_course, read_config
from .making import KnownIds, Made, last_day
from .tree import CourseFolder, scan

log = structlog.get_logger()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Courses hold no circles, but many parts: looking through them again and again takes longer than reading them."""
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()


class Builder:
    """Makes catalogues of one content folder. Keeps what it parsed, so that the next one costs what has changed."""

    def __init__(
        self,
        root: Path,
        store: Store,
        today: Callable[[], date],
        scan: Callable[[Path], dict[str, CourseFolder] | None] = scan,
    ) -> None:
        self.root = root
        self.scan = scan
        self.store = store
        self.today = today
        self.library = Library(store)
        self._made: dict[str, Made] = {}

    def build(self, previous: Catalogue | None = None) -> Catalogue:
        """The catalogue of what lies in the folder now.

        The previous one when the folder is gone, or empties at once: what a share leaves behind that is not mounted.
        """
        with self.store.locked(), collector_paused():
            folders = self.scan(self.root)
            if folders is None or (not folders and previous is not None and previous.courses):
                log.error("content folder is not there, or empty", folder=str(self.root))
                return previous or Catalogue(revision="")
            self.library.begin()
            builds = [self._begin(folder) for folder in folders.values()]
            courses.settle(builds, self.library)
            builds = [build for build in builds if build.is_course]
            return self._put_together(builds)

    def collect(self, catalogue: Catalogue) -> None:
        """Drops what the store no longer needs, once a day; takes a moment, after publishing."""
        collecting.collect(self.root, self.library, self._made.values(), catalogue)

    def _begin(self, folder: CourseFolder) -> CourseBuild:
        config = read_config(folder.config, "course", self.library) if folder.config else None
        return CourseBuild(folder, self.library, config or lost_course(folder.path, self.library))

    def _put_together(self, builds: list[CourseBuild]) -> Catalogue:
        ids = frozenset(build.id for build in builds if build.id)
        builds.reverse()
        made = []
        while builds:  # one after the other, each forgotten when it is done: together they would need much memory
            made.append(self._make(builds.pop(), ids))
        self._made = {each.folder: each for each in made}
        self.library.end()
        in_service = {each.course.id: each.course for each in made if each.course is not None}
        versions = sorted(version for each in made for version in each.versions)
        revision = hashlib.sha256("\n".join(versions).encode()).hexdigest()[:16]
        suspected = tuple(found for each in made for found in each.suspected)
        return Catalogue(revision, in_service, sort(found for each in made for found in each.diagnostics), suspected)

    def _make(self, build: CourseBuild, ids: frozenset[str]) -> Made:
        """The course as it is in service; what was made last time, or by another process, when that still holds."""
        key = key_of(str(self.root), build.folder.path, build.state(), build.found)
        before = self._made.get(build.folder.path)
        if self._is_last(build, key):
            if before is not None and before.key == key and before.holds(self.today(), ids, self.library):
                self.library.ask_again(build.folder.path)
                return before
            kept = self.store.results.load(key, Made)
            if kept is not None and kept.holds(self.today(), ids, self.library):
                self.library.trust_others()
                return kept
        made = self._build(build, ids, key)
        if not any(found.code == OUR_FAULT for found in made.diagnostics):
            self.store.results.save(key, made)
        self.store.keep(_last(build), key.encode(), _as_last(key))
        return made

    def _is_last(self, build: CourseBuild, key: str) -> bool:
        """Whether this is what was published last: after another state, its files become the last good ones anew."""
        return not self.store.keeps or self.store.find(_last(build)) == _as_last(key)

    def _build(self, build: CourseBuild, ids: frozenset[str], key: str) -> Made:
        today, known = self.today(), KnownIds(ids)
        self.library.begin_course()
        if build.is_readable:
            build.read()
            build.settle(known, today)
        course = serving.serve(build)
        suspected = serving.keep(build, course)
        until = last_day(build.sheets, today)
        read, rests_on = self.library.end_course()
        gc.collect(1)  # what was only passing
        return Made(
            folder=build.folder.path,
            key=key,
            course=course,
            diagnostics=tuple(build.diagnostics()),
            versions=(*build.versions(), *_shown(course)) if course else (),
            since=today,
            until=until,
            rests_on=rests_on if build.falls_back else {},
            knew=known.asked,
            read=read,
            suspected=suspected,
        )


def _last(build: CourseBuild) -> str:
    return f"made:{build.folder.path}"


def _as_last(key: str) -> Pointer:
    return Pointer(sha256(key.encode()), key)


def _shown(course: Course) -> list[str]:
    return [f"{path} {each.hash}" for path, each in course.assets.items()]


def under(catalogue: Catalogue, folder: str) -> Catalogue:
    """The same catalogue with nothing but one course folder in it."""
    return replace(
        catalogue,
        courses={key: course for key, course in catalogue.courses.items() if course.folder == folder},
        diagnostics=tuple(found for found in catalogue.diagnostics if found.path.startswith(folder + "/")),
    )
