from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mailbox import Mailbox, running


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box
