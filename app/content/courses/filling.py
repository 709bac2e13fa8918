"""HTML with marks to HTML with addresses: the last step, when the files of a course are put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ..parsing.safety import SCHEME
from .links import Resolved

ATTRIBUTES = '(?: [a-z-]+="[^"]*")*'
MARKED = re.compile(
    rf'(?P<alone><p>|<figure>)?<(?P<tag>a|img)(?P<before>{ATTRIBUTES}?) (?:href|src)="{SCHEME}:(?P<key>[0-9a-f]+):(?P<number>\d+)"'
    rf"(?P<after>{ATTRIBUTES})>(?P<end></p>|<figcaption>[^<]*</figcaption></figure>)?"
)
FOOTNOTES = '<section class="footnotes"'
SIZE = re.compile(r' (width|height)="(\d+)"')
ALT = re.compile(r' alt="([^"]*)"')
TAG = re.compile(r"<[a-z][a-z0-9]*(?: [a-z-]+(?:=\"[^\"]*\")?)* ?/?>")
NAMED = re.compile(r' (?P<attribute>id|aria-labelledby|href)="(?P<hash>#?)(?P<name>[^"]*)"')
HEADING = re.compile(r'<h[2-6] id="(?P<anchor>[^"]*)"')

Transcript = Callable[[Resolved], str]


def fill(html: str, key: str, links: Sequence[Resolved], transcript: Transcript) -> str:
    """The HTML with every mark of the file with this key replaced by what became of its link.

    `transcript` gives the HTML that goes below a recording.
    """
    if f"{SCHEME}:{key}:" not in html:
        return html
    later: list[str] = []
    filled = MARKED.sub(partial(_element, key=key, links=links, transcript=transcript, later=later), html)
    before, notes, after = filled.partition(FOOTNOTES)
    return "".join([before, *later, notes, after])


def _element(
    match: re.Match[str], *, key: str, links: Sequence[Resolved], transcript: Transcript, later: list[str]
) -> str:
    if match["key"] != key:
        return match[0]
    link = links[int(match["number"])]
    opening, end = match["alone"] or "", match["end"] or ""
    if link.player is None:
        attributes = f" {link.attributes}" if link.attributes else ""
        before = _fit(match["before"], attributes)
        if SIZE.search(before):
            attributes = SIZE.sub("", attributes)
        return f"{opening}<{match['tag']}{before}{attributes}{match['after']}>{end}"
    alt = ALT.search(match["before"] + match["after"])
    shown = link.player.html(alt[1] if alt else "")
    text = transcript(link)
    if opening and end:
        return f'<figure class="media">{shown}{text}{end.removesuffix("</figure>").removesuffix("</p>")}</figure>'
    later.append(text)
    return f"{opening}{shown}{end}"


def _fit(given: str, attributes: str) -> str:
    """The size that raw HTML gives a picture, whole: what it leaves out follows from the picture's own."""
    own = {name: int(value) for name, value in SIZE.findall(attributes)}
    wanted = {name: int(value) for name, value in SIZE.findall(given)}
    if not wanted or len(own) < 2:
        return given
    if len(wanted) == 1:
        ((name, value),) = wanted.items()
        other = "height" if name == "width" else "width"
        wanted[other] = max(1, round(own[other] * value / max(1, own[name])))
    return SIZE.sub("", given) + "".join(f' {name}="{wanted[name]}"' for name in ("width", "height"))


def rename(html: str, names: Mapping[str, str]) -> str:
    """The HTML with other ids, in the elements that have them and in the links to them."""
    return TAG.sub(lambda tag: NAMED.sub(partial(_named, names=names), tag[0]), html) if names else html


def _named(match: re.Match[str], *, names: Mapping[str, str]) -> str:
    if (match["attribute"] == "href") != bool(match["hash"]):
        return match[0]
    name = names.get(match["name"], match["name"])
    return f' {match["attribute"]}="{match["hash"]}{name}"'


def anchors(html: str) -> list[str]:
    """The anchors of the headings in a block, in order."""
    return [match["anchor"] for match in HEADING.finditer(html)]


def ids(html: str) -> list[str]:
    """All ids in some HTML."""
    found = (match for tag in TAG.finditer(html) for match in NAMED.finditer(tag[0]))
    return [match["name"] for match in found if match["attribute"] == "id"]
