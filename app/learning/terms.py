"""Pages about a course and the terms they link to, in the reader's language. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.content import languages
from app.content.model import Course, Page, Term, TermText


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term in the reader's language, or in another one where that has none. `others`: (language, name) beside it."""

    id: str
    lang: str
    text: TermText
    others: tuple[tuple[str, str], ...] = ()


def shown_terms(course: Course, term_ids: Iterable[str], lang: str) -> list[ShownTerm]:
    """The terms with these ids; ids that the glossary does not have are left out."""
    terms = [course.glossary[term_id] for term_id in term_ids if term_id in course.glossary]
    shown = []
    for term in terms:
        text = term.text(lang)
        own = next(tag for tag, each in term.texts.items() if each is text)
        shown.append(ShownTerm(term.id, own, text, _others(term, text)))
    return shown


def _others(term: Term, text: TermText) -> tuple[tuple[str, str], ...]:
    """What the term is called in the other languages of the course, where that is not said already."""
    said = {name.casefold() for name in (text.title, *text.aka)}
    return tuple((tag, each.title) for tag, each in term.texts.items() if each.title.casefold() not in said)


def landing_page(pages: Mapping[str, Page], lang: str) -> Page | None:
    """The page about a course or module in this language, else in one with the same first part, else in any."""
    return pages[languages.choose(pages, lang, next(iter(pages)))] if pages else None
