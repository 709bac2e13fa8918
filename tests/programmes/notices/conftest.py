from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mailbox import Mailbox, running

from .days import Days


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)
