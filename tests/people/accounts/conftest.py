"""The fixtures of tests/people serve here too; pytest finds them by the folder above."""

import html
import re

from werkzeug.test import TestResponse


def text(page: TestResponse) -> str:
    return page.get_data(as_text=True)


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'id="{name}" name="{name}"[^>]* value="([^"]*)"', text(page))
    assert found, f"no field {name}"
    return html.unescape(found[1])
