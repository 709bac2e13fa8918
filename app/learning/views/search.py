"""Looking for a page by its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import UnprocessableEntity

from app.access import Permission, allows, requires
from app.content import languages
from app.content.model import Page
from app.content.search import queries as search
from app.content.search.entries import Target
from app.content.search.excerpts import Excerpt, Part
from app.content.search.finding import Found, Reader, Result
from app.i18n import language

from ..locks import list_locked
from .blueprint import bp
from .opening import lesson_address

LAST_PAGE = 100_000
Parts = Sequence[Part]


@dataclass(frozen=True, slots=True)
class Row:
    """One result as it is shown: `title` as the reader will see it; `other`, the title that was found, where it is another one.

    `lang` is that of what was found; `excerpts` are (heading, address, text); a locked page shows its title alone.
    """

    result: Result
    title: Parts
    title_lang: str
    other: Parts
    address: str
    locked: bool
    about: Parts
    excerpts: Sequence[tuple[Parts, str, Parts]]


@bp.get("/search")
@requires(Permission.LEARN)
def show_search() -> ResponseReturnValue:
    """Everything the reader may open that has the words; in at most three statements: the person, and what locks pages."""
    if any(len(request.args.getlist(name)) > 1 for name in ("q", "page")):
        raise UnprocessableEntity("a value is given more than once")
    reader = Reader(language(), drafts=allows(Permission.READ_DESK))
    found = search.search(request.args.get("q", ""), reader, page=_page(request.args.get("page", "")))
    return render_template(
        "learning/search.html",
        found=found,
        rows=_rows(found),
        suggestions=[(target.title_in(language()), _address(target)) for target in found.suggestions],
        page_url=lambda page: url_for(".show_search", q=found.question.text, page=page),
    )


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def _rows(found: Found) -> list[Row]:
    lessons = [(result.target.course, result.target.lesson) for result in found.results if result.target.lesson]
    locked = list_locked(lessons, learner_id=current_user.id)
    return [_row(result, locked) for result in found.results]


def _row(result: Result, locked: frozenset[tuple[str, str]]) -> Row:
    target, address = result.target, _address(result.target)
    closed = target.lesson is not None and (target.course.id, target.lesson.id) in locked
    shown = _shown_language(target)
    same = shown == result.lang
    title: Parts = result.title if same else (Part(target.title_in(shown)),)
    other = () if same else result.title
    excerpts = [
        (each.heading, address + _anchor(each, target, result.lang, shown), each.text) for each in result.excerpts
    ]
    return Row(result, title, shown, other, address, closed, () if closed else result.about, () if closed else excerpts)


def _address(target: Target) -> str:
    """Where the target is read; a draft, at the desk."""
    if target.draft:
        return url_for("editing.show_desk", course=target.course.id)
    if target.lesson is not None:
        return lesson_address(target.course, target.lesson)
    if target.term is not None:
        return url_for(".show_glossary", course_id=target.course.id, _anchor=f"term-{target.term.id}")
    anchor = f"module-{target.module.id}" if target.module else None
    return url_for("programmes.show_course", course_id=target.course.id, _anchor=anchor)


def _shown_language(target: Target) -> str:
    """The language that the reader will see the target in."""
    if target.lesson is not None:
        return target.lesson.page(language()).lang
    titles = target.term.texts if target.term is not None else (target.module or target.course).title
    return languages.choose(titles, language(), next(iter(titles), language()))


def _anchor(excerpt: Excerpt, target: Target, lang: str, shown: str) -> str:
    """The place of a heading in what the reader will see: the same heading, where it stands in another language."""
    pages = _pages(target)
    if not excerpt.anchor or target.draft or shown not in pages or lang not in pages:
        return ""
    if shown == lang or excerpt.anchor.startswith("check-"):
        return f"#{excerpt.anchor}"
    return _same_heading(excerpt.anchor, pages[lang], pages[shown])


def _pages(target: Target) -> Mapping[str, Page]:
    """What is read at the target's address, by language; a quiz begins with a page of its own."""
    if target.lesson is not None:
        return target.lesson.pages if target.kind == "lesson" else {}
    return target.course.landing if target.kind == "course" else {}


def _same_heading(anchor: str, found: Page, seen: Page) -> str:
    anchors = [heading.anchor for heading in found.toc]
    if len(found.toc) != len(seen.toc) or anchor not in anchors:
        return ""
    return f"#{seen.toc[anchors.index(anchor)].anchor}"
