"""The folder of courses in service, for tests that change files: whatever they do is undone afterwards."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import content
from app.content.courses.catalogue import Builder
from app.content.publishing.store import Store

from .conftest import SAMPLE


class CourseFiles:
    """The content folder of the running application; each change is in service at once."""

    def __init__(self, app: Flask, published: Path) -> None:
        self.app = app
        self.published = published
        self.root: Path = app.config["CONTENT_DIR"]

    def publish(self) -> None:
        content.publish(self.app)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.publish()

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def remove(self, *paths: str) -> None:
        for path in paths:
            (self.root / path).unlink()
        self.publish()

    def restore(self) -> None:
        """The files, and the memory of what was in service: last good versions, ids, answers of editors."""
        publisher = self.app.extensions["content"]
        builder: Builder = publisher.builder
        self.app.extensions["content_variants"].wait()
        for folder, good in [(self.root, SAMPLE), (builder.store.folder, self.published)]:
            shutil.rmtree(folder)
            shutil.copytree(good, folder)
        publisher.builder = Builder(self.root, Store(builder.store.folder), builder.today)
        self.publish()


@pytest.fixture
def course_files(app: Flask, published: Path) -> Iterator[CourseFiles]:
    files = CourseFiles(app, published)
    yield files
    files.restore()
