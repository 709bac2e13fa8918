"""Walking through a review as a browser does."""

import re
from datetime import datetime, timedelta
from html import unescape

from app import clock

QUESTION = "/review/next"


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def text(response) -> str:
    return response.get_data(as_text=True)


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def words(page: str) -> str:
    """What is read on the page, without its frame."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main(page))).split())


def form(page: str) -> tuple[str, dict[str, str]]:
    """Address and hidden fields of the form that answers the question on the page."""
    found = re.search(r'<form class="stack[^"]*" method="post" action="([^"]+)"(.*?)</form>', page, re.DOTALL)
    assert found, "no question on the page"
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[2])
    return unescape(found[1]), dict(hidden)


def asked_id(page: str) -> str:
    """The question on the page."""
    found = re.search(r'name="q-([^"]+)"', main(page))
    assert found, "no question on the page"
    return found[1]


def asks(page: str) -> bool:
    return 'name="asked"' in page


def option(page: str, label: str) -> str:
    """The value of the choice with these words."""
    found = re.search(rf'value="(#\d+)"[^>]*><span>(?:<p>)?{re.escape(label)}', page)
    assert found, label
    return found[1]


def answer(reader, page: str, *values: str, **changed: str):
    """Send the form on the page."""
    address, hidden = form(page)
    return reader.post(address, data={**hidden, f"q-{asked_id(page)}": list(values), **changed})


def ask(reader, query: str = "") -> str:
    return text(reader.get(QUESTION + query))
