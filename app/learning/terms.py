"""Pages about a course and the terms they link to, in the reader's language. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.content import languages
from app.content.model import Course, Page, TermText


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term in the reader's language, or in another one where that has none."""

    id: str
    lang: str
    text: TermText


def shown_terms(course: Course, term_ids: Iterable[str], lang: str) -> list[ShownTerm]:
    """The terms with these ids; ids that the glossary does not have are left out."""
    terms = [course.glossary[term_id] for term_id in term_ids if term_id in course.glossary]
    shown = []
    for term in terms:
        text = term.text(lang)
        shown.append(ShownTerm(term.id, next(tag for tag, own in term.texts.items() if own is text), text))
    return shown


def landing_page(pages: Mapping[str, Page], lang: str) -> Page | None:
    """The page about a course or module in this language, else in one with the same first part, else in any."""
    return pages[languages.choose(pages, lang, next(iter(pages)))] if pages else None
