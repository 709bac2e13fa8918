"""Whom a text means. Whoever asks says among whom: nobody else is found, nor confirmed to exist."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app import clock
from app.db import MANY, db
from app.people.models import Department, Job, User
from app.people.names import folded
from app.people.queries import employed_on
from app.people.search import means

MOST_CHOICES = 10
MOST_SEARCHED = 20  # texts of one list that are looked for in names: each takes a statement
BATCH = MANY // 5  # a text is looked for as number, name and address
LONGEST = 200
MOST_BRACKETS = 4  # names and staff numbers may hold some themselves


class Somebody(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def staff_no(self) -> str: ...


def label_of(person: Somebody) -> str:
    """“王小明 (WH1042)”: what stands in a field, and means the same person when it is sent again."""
    return f"{person.name} ({person.staff_no})"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be meant."""

    id: int
    staff_no: str
    name: str
    email: str | None
    department: Department | None

    @property
    def label(self) -> str:
        return label_of(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """The one person meant, or those who may be meant (`more`: and others); neither: nobody is found.

    `outside`: known by the number that was typed alone; the name is not the reader's to see.
    """

    one: Choice | None = None
    several: tuple[Choice, ...] = ()
    more: bool = False
    outside: bool = False


NOBODY = Answer()


def search(q: str, *, among: Select[int], most: int = MOST_CHOICES) -> Answer:
    """Those whom a text may mean, or whose whole address it is: first whose name, initials or number begins so, then by name."""
    text = plain(q)
    if not text:
        return NOBODY
    meant = or_(means(text, User), _has_address(text)) if "@" in text else means(text, User)
    rows = list(_choices(among, meant, most + 1, first=_begins(text)))
    return Answer(several=tuple(rows[:most]), more=len(rows) > most)


def resolve(text: str, *, among: Select[int], anywhere: Select[int] | None = None) -> Answer:
    """Whom one text means: see `resolve_all`. `anywhere`: who is found too, by the whole staff number and by nothing else."""
    found = resolve_all([text], among=among).get(text, NOBODY)
    if anywhere is None or found.one is not None:
        return found
    rows = list(_choices(anywhere, func.lower(User.staff_no) == plain(text).casefold(), 2))
    return Answer(one=rows[0], outside=True) if len(rows) == 1 else found


def resolve_all(texts: Collection[str], *, among: Select[int]) -> dict[str, Answer]:
    """Whom each text means: by a whole staff number, “name (number)”, a whole address or a name that one person has.

    Other texts may mean several people, or one: that is for somebody to say. Of texts that have to be looked for in names only
    the first 20 are.
    """
    wanted = {text: plain(text) for text in texts if plain(text)}
    found = {text: Answer(one=one) for text, one in find_numbers(texts, among=among).items()}
    rest = {text: words for text, words in wanted.items() if text not in found}
    named = _by_name(rest.values(), among)
    found |= {text: _named(named[words]) for text, words in rest.items() if named.get(words)}
    unknown = [text for text in rest if text not in found]
    return found | {text: search(text, among=among) for text in unknown[:MOST_SEARCHED]}


def find_numbers(texts: Collection[str], *, among: Select[int]) -> dict[str, Choice]:
    """Whom each text means by a whole staff number, or by “name (number)”; nobody else is among them."""
    wanted = {text: plain(text) for text in texts if plain(text)}
    known = _by_number(wanted.values(), among)
    return {text: one for text, words in wanted.items() if (one := _numbered(words, known)) is not None}


def plain(text: str) -> str:
    """A text as it is looked for: one line, single blanks; empty where no name could be so."""
    words = " ".join(text.split())
    return "" if "\0" in words or len(words) > LONGEST else words


def _numbers(words: str) -> Iterator[str]:
    """The staff numbers that a text may be, or hold at its end in brackets."""
    yield words.casefold()
    if words.endswith((")", "）")):
        places = [place for place, letter in enumerate(words) if letter in "(（" and place]
        for place in places[-MOST_BRACKETS:]:
            yield words[place + 1 : -1].strip().casefold()


def _by_number(texts: Iterable[str], among: Select[int]) -> dict[str, list[Choice]]:
    numbers = list(dict.fromkeys(number for words in texts for number in _numbers(words) if number))
    found: dict[str, list[Choice]] = {}
    for at in range(0, len(numbers), MANY):
        for row in _choices(among, func.lower(User.staff_no).in_(numbers[at : at + MANY])):
            found.setdefault(row.staff_no.casefold(), []).append(row)
    return found


def _numbered(words: str, known: Mapping[str, list[Choice]]) -> Choice | None:
    """By the number itself, as it is written where case alone tells two apart; or by number and name together."""
    bare, *held = _numbers(words)
    rows = known.get(bare, [])
    exact = [row for row in rows if row.staff_no == words] or rows
    labelled = [row for number in held for row in known.get(number, []) if _same(_bare(row.label), _bare(words))]
    meant = exact or labelled
    return meant[0] if len(meant) == 1 else None


def _by_name(texts: Iterable[str], among: Select[int]) -> dict[str, list[Choice]]:
    """People by the whole name or address."""
    found: dict[str, list[Choice]] = {}
    wanted = list(dict.fromkeys(texts))
    for batch in (wanted[at : at + BATCH] for at in range(0, len(wanted), BATCH)):
        folded = [words.casefold() for words in batch]
        meant = or_(func.lower(User.name).in_(folded), User.name.in_(batch), func.lower(User.email).in_(folded))
        rows = list(_choices(among, meant))
        for words in batch:
            found[words] = [row for row in rows if _same(row.name, words) or _same(row.email or "", words)]
    return found


def _named(rows: list[Choice]) -> Answer:
    if len(rows) == 1:
        return Answer(one=rows[0])
    return Answer(several=tuple(rows[:MOST_CHOICES]), more=len(rows) > MOST_CHOICES)


def _bare(text: str) -> str:
    """Without what an input method writes in its own way: wide brackets, blanks beside them."""
    return text.replace("（", "(").replace("）", ")").replace(" ", "")


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _has_address(text: str) -> ColumnElement[bool]:
    return func.lower(User.email) == text.casefold()


def _begins(text: str) -> ColumnElement[bool]:
    key = folded(text)
    return or_(
        func.lower(User.name).startswith(text.casefold(), autoescape=True),
        User.name_key.startswith(key, autoescape=True),
        func.replace(User.name_key, " ", "").startswith(key.replace(" ", ""), autoescape=True),
        User.name_key.endswith(f" {key}", autoescape=True),
        func.lower(User.staff_no).startswith(text.casefold(), autoescape=True),
    )


def _choices(
    among: Select[int],
    meant: ColumnElement[bool],
    most: int | None = None,
    *,
    first: ColumnElement[bool] | None = None,
) -> Iterator[Choice]:
    """People by name, those of `first` before others, with the department of the main job of today."""
    order = [case((first, 0), else_=1)] if first is not None else []
    held = and_(Job.user_id == User.id, Job.is_primary, employed_on(clock.today()))
    statement = (
        select(User.id, User.staff_no, User.name, User.email, Department)
        .outerjoin(Job, held)
        .outerjoin(Department, Department.id == Job.department_id)
        .where(meant, User.id.in_(among.correlate(None)))
        .order_by(*order, User.name_key, User.id)
        .limit(most)
    )
    for user_id, staff_no, name, email, department in db.session.execute(statement):
        yield Choice(user_id, staff_no, name, email, department)
