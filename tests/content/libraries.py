"""A content folder with its search, and what results say, for the tests of searching."""

from pathlib import Path

from app.content.publishing.publisher import Publisher
from app.content.search.asking import read
from app.content.search.excerpts import Part
from app.content.search.finding import Found, Reader, Result
from app.content.search.following import Search

from .folders import builder


class Library:
    """A content folder, its publisher and its search, as a process has them."""

    def __init__(self, root: Path, instance: Path) -> None:
        self.publisher = Publisher(builder(root))
        self.search = Search(instance, self.publisher)

    def find(self, typed: str, lang: str = "en", *, drafts: bool = False, page: int = 1) -> Found:
        return self.search.find(read(typed), Reader(lang, drafts), page)

    def keys(self, typed: str, lang: str, wanted: set[str]) -> set[str]:
        """Keys of the pages found, on so many pages of results as it takes to see those that are wanted."""
        found = self.find(typed, lang)
        keys = {result.target.key for result in found.results}
        for page in range(2, found.pages + 1):
            if keys >= wanted:
                break
            keys |= {result.target.key for result in self.find(typed, lang, page=page).results}
        return keys

    def everything(self, typed: str, lang: str = "en", **more: bool) -> list[Result]:
        """All pages found, in order."""
        first = self.find(typed, lang, **more)
        pages = (self.find(typed, lang, page=page, **more) for page in range(1, first.pages + 1))
        return [result for found in pages for result in found.results]

    def titles(self, typed: str, lang: str = "en", **more: bool) -> list[str]:
        """Titles of all pages found, in order."""
        return [plain(result.title) for result in self.everything(typed, lang, **more)]


def plain(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def marked(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts if part.hit]
