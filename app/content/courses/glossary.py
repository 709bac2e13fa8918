"""The terms of a course, in all its languages (content-format §13.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

from .. import ids
from ..diagnostics import Report
from ..model import Term, TermText
from ..parsing.pagefile import PageFile, WrittenTerm
from .links import term_key
from .sheets import FileGroup, Sheet

TERM_LINK = re.compile(r'href="#term-([^"]*)" class="term"')

Fill = Callable[[PageFile, str], str]


def among(groups: Iterable[FileGroup]) -> FileGroup | None:
    """The glossary among the texts of a course."""
    return next((group for group in groups if group.role == "glossary"), None)


def known(group: FileGroup | None) -> dict[str, str]:
    """The id of every term, by the id in small letters: of the versions in service, else of the newest."""
    pages = [sheet.page or sheet.current for sheet in _in_order(group)]
    found: dict[str, str] = {}
    for term in (term for page in pages for term in page.terms):
        found.setdefault(term_key(_id(term)), _id(term))
        if not term.has_id:
            found.setdefault(term_key(term.title), _id(term))
    return found


def check(group: FileGroup) -> dict[str, Report]:
    """Complaints about a glossary, by path: the terms that a language lacks."""
    pages = [sheet.page or sheet.current for sheet in _in_order(group)]
    everywhere = {term_key(_id(term)): _id(term) for page in reversed(pages) for term in reversed(page.terms)}
    reports: dict[str, Report] = {}
    for sheet in group.sheets:
        if not sheet.is_judged:
            continue
        report = reports[sheet.path] = Report(sheet.path)
        own = {term_key(_id(term)) for term in sheet.current.terms}
        for key, name in everywhere.items():
            if key not in own and not sheet.current.broken:
                report.add("C515", term=name)
    return reports


def terms(group: FileGroup | None, fill: Fill) -> dict[str, Term]:
    """The terms in service, in the order of the source's file."""
    texts: dict[str, dict[str, TermText]] = {}
    names: dict[str, str] = {}
    for page in (sheet.page for sheet in _in_order(group) if sheet.page is not None):
        for term in page.terms:
            key = term_key(_id(term))
            names.setdefault(key, _id(term))
            text = TermText(term.title, term.aka, fill(page, term.html))
            texts.setdefault(key, {}).setdefault(page.lang, text)
    return {names[key]: Term(names[key], each) for key, each in texts.items()}


def linked(html: str) -> list[str]:
    """The ids of the terms that some HTML of a page or question links to, in order."""
    return [unquote(found) for found in TERM_LINK.findall(html)]


def closure(wanted: Iterable[str], links: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """These terms, and those that their own texts lead to, in order of first use."""
    found: dict[str, None] = {}
    ahead = list(wanted)
    while ahead:
        term = ahead.pop(0)
        if term not in found:
            found[term] = None
            ahead += links.get(term, ())
    return tuple(found)


def _in_order(group: FileGroup | None) -> list[Sheet]:
    """The source first, then the languages in the order of the course."""
    return [group.source, *group.translations] if group is not None and group.sheets else []


def _id(term: WrittenTerm) -> str:
    return term.id if ids.is_competency_id(term.id) else ids.from_name(term.id)
