"""The framework of the sample: two competencies, two profiles, two programmes of which one has no course that is there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.content.publishing.store import Store
from app.talent.shelf import Shelf
from tests.conftest import SAMPLE


class FrameworkFiles:
    """Files of a framework in a folder of their own, and the shelf that reads them."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "courses"
        self.kept = folder / "kept"
        shutil.copytree(SAMPLE / "framework", self.root / "framework")

    def shelf(self) -> Shelf:
        """As a process that starts now has it."""
        return Shelf(self.root, Store(self.kept))

    def change(self, name: str, old: str, new: str) -> None:
        file = self.root / "framework" / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def files(tmp_path: Path) -> FrameworkFiles:
    return FrameworkFiles(tmp_path)


@pytest.fixture
def served(app: Flask) -> Iterator[Path]:
    """The folder of the framework in service; whatever a test does in it is undone."""
    folder = Path(app.config["CONTENT_DIR"]) / "framework"
    shelf: Shelf = app.extensions["talent"]
    shelf.look()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SAMPLE / "framework", folder)
    shelf.look()
