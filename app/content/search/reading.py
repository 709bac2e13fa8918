"""The HTML of a page as the text that is searched and shown of it: without what only serves the page."""

from __future__ import annotations

import re

from app.questions import plain

BETWEEN = " · "  # of what stands side by side: cells, a picture and its caption
ONLY_IN_THE_PAGE = re.compile(
    r'<sup><a [^>]*href="#[^"]*fn\d+"[^>]*>\d+</a></sup>'  # the number of a footnote
    r'|<a [^>]*href="#[^"]*fnref\d+(?:-\d+)?"[^>]*>↩</a>'  # the way back from it
    r'|<p id="[^"]*callout-\d+"[^>]*>.*?</p>',  # what kind of notice it is
    re.DOTALL,
)
SIDE_BY_SIDE = re.compile(r"(?<=</td>|</th>|</tr>)\s*(?=<t[dhr][ >])|(?<=</thead>)\s*(?=<tbody>)|(?<=</figcaption>)")
CAPTIONED = re.compile(r'(<img [^>]*alt="[^"]+"[^>]*>)\s*(?=<figcaption>)')
REPEATED = re.compile(r"(?: ·)+(?= ·)")


def text_of(html: str) -> str:
    """The words of some sanitised HTML on one line."""
    html = SIDE_BY_SIDE.sub(BETWEEN, ONLY_IN_THE_PAGE.sub("", html))
    read = plain.text(CAPTIONED.sub(rf"\1{BETWEEN}", html))
    return REPEATED.sub("", read).removesuffix(BETWEEN.rstrip()).removeprefix(BETWEEN.lstrip())
