"""What one Markdown file says, read by itself: a lesson, quiz, pool, piece to include, landing page or glossary."""

from __future__ import annotations

from dataclasses import dataclass

from ..courses.tree import Role as Role
from ..diagnostics import has_error
from ..model import Diagnostic, Heading
from .asking import Asked
from .rendering import Link
from .values import Values


@dataclass(frozen=True, slots=True)
class Include:
    """Here stand the blocks of another file. `link`: the number of the link that names it."""

    link: int


@dataclass(frozen=True, slots=True)
class WrittenPool:
    """A heading `[pool]` and the questions under it, as numbers in the file's list of questions."""

    id: str | None  # None: it is drawn from by its own quiz only
    draw: int | None  # None: all its questions are asked
    line: int  # of the heading
    column: int
    title: str = ""
    questions: tuple[int, ...] = ()  # live and retired ones


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term of a glossary. `id` is what is written, else its heading; the HTML has marks where links are filled in."""

    id: str
    title: str
    aka: tuple[str, ...]
    html: str
    line: int
    column: int
    has_id: bool = True  # whether the id is written


@dataclass(frozen=True, slots=True)
class PageFile:
    """A Markdown file in one language. `blocks`: HTML, the number of a question, or a file to put in."""

    path: str
    lang: str
    key: str  # marks in the HTML carry it
    values: Values
    title: str = ""
    summary: str = ""
    blocks: tuple[str | int | Include, ...] = ()
    toc: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    questions: tuple[Asked, ...] = ()
    pools: tuple[WrittenPool, ...] = ()
    terms: tuple[WrittenTerm, ...] = ()  # of a glossary
    has_questions: bool = False  # headings of questions, readable or not
    minutes: int = 1  # estimated from the text
    source_hash: str = ""
    readable: bool = False  # its fields, if there are any
    diagnostics: tuple[Diagnostic, ...] = ()
    role: Role = "page"

    @property
    def broken(self) -> bool:
        return has_error(self.diagnostics)

    @property
    def includes(self) -> tuple[Link, ...]:
        """The links that name files to put in."""
        return tuple(self.links[block.link] for block in self.blocks if isinstance(block, Include))

    @property
    def terms_used(self) -> tuple[str, ...]:
        """Ids of the glossary terms that are linked to, in order of first use."""
        named = (link.target for link in self.links if link.target.lower().startswith("term:"))
        return tuple(dict.fromkeys(target.partition(":")[2] for target in named))
