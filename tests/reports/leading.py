"""Where figures of a report lead, and how many rows stand there."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.people.viewer import Viewer
from app.reports.figures.rates import Rate
from app.reports.frame.asking import Asked
from app.reports.frame.model import Answer, Table

from .asked import asked

LINK = re.compile(r'<a href="([^"]+)"[^>]*>([^<]+)</a>')


def asked_at(href: str, *, by: Viewer | None = None) -> Asked:
    """What an address of a report asks; nothing in it may be unknown."""
    address = urlsplit(href)
    given: dict[str, Any] = {"from_" if name == "from" else name: value for name, value in parse_qsl(address.query)}
    wanted = asked(address.path.removeprefix("/reports/"), by=by, **given)
    assert not wanted.notes, (href, wanted.notes)
    return wanted


def answer_at(href: str, *, by: Viewer | None = None) -> Answer:
    wanted = asked_at(href, by=by)
    return wanted.report.answer(wanted)


def rows_at(href: str, *, by: Viewer | None = None) -> int:
    """How many rows the list of an address has, on all its pages."""
    count = answer_at(href, by=by).tables[0].row_count
    assert count is not None, href
    return count


def figures_of(answer: Answer, wanted: Asked) -> Iterator[tuple[str, int | Rate, str]]:
    """Every number and share that is a link: where it stands, what it is, where it leads."""
    for tile in answer.tiles:
        if tile.href and isinstance(tile.value, int | Rate):
            yield tile.key, tile.value, tile.href
    for left in (*answer.excluded, *answer.lacking):
        if left.href and left.count:
            yield str(left.reason), left.count, left.href
    for table in answer.tables:
        yield from _of_table(table, wanted)
    for picture in answer.charts:
        links: Any = getattr(picture, "links", ())
        for row, hrefs in zip(picture.rows, links, strict=False):
            for text, href in zip(row[1:], hrefs[1:], strict=True):
                if href:
                    yield f"{picture.title}, {row[0]}", int(text), href


def _of_table(table: Table, wanted: Asked) -> Iterator[tuple[str, int | Rate, str]]:
    rows = [*table.rows, *([table.total] if table.total_leads else [])]
    for row in rows:
        for column in table.columns:
            value, href = getattr(row, column.key), column.link(wanted, row) if column.link else None
            if href and href.startswith("/reports/") and isinstance(value, int | Rate) and value != Rate(0, 0):
                yield f"{table.key}.{column.key}", value, href


def cells_of(markup: str) -> list[tuple[str, Rate]]:
    """The links of a heat table with what they say."""
    found = []
    for href, text in LINK.findall(markup):
        if parts := re.search(r"\((\d+)/(\d+)\)", text):
            found.append((href.replace("&amp;", "&"), Rate(int(parts[1]), int(parts[2]))))
    return found
