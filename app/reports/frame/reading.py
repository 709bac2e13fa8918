"""Values of an address one by one: what each means, and a note for the reader where it cannot be had."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.access import Scope
from app.content import queries as content
from app.content.model import Course
from app.errors import NotFound
from app.people.models import Department
from app.reports.figures.labels import named
from app.reports.parameters import LONGEST_SEARCH, find_department

from .offered import closed_one

T = TypeVar("T")
EARLIEST = date(2000, 1, 1)
A_DAY = timedelta(days=1)
MOST_YEARS = 10  # of a period
MOST_VALUES = 100  # of one filter


def usual_period(as_of: date) -> tuple[date, date]:
    """The year of a day up to that day."""
    return as_of.replace(month=1, day=1), as_of


class Reading:
    """Values of an address, and what there is to say about them."""

    def __init__(self, given: MultiDict[str, str], today: date) -> None:
        self.given, self.today = given, today
        self.notes: list[str] = []
        self.wrong: list[str] = []  # names of the values that the notes are about
        self.closed: Department | None = None  # asked for, and not shown

    def one_of(self, name: str, usual: str, allowed: Iterable[str]) -> str:
        value = self.given.get(name, "").strip()
        if not value or value in allowed:
            return value or usual
        self._unknown(name)
        return usual

    def some_of(self, name: str, usual: str, allowed: Sequence[str]) -> str:
        """Each once, in the order given; the usual ones where none is left."""
        texts = [
            text.strip() for value in self.given.getlist(name)[:MOST_VALUES] for text in value.split(",", MOST_VALUES)
        ]
        wanted = list(dict.fromkeys(text for text in texts if text))
        if not set(wanted) <= set(allowed) or len(self.given.getlist(name)) > MOST_VALUES:
            self._unknown(name)
        return ",".join(text for text in wanted if text in allowed) or usual

    def only(self) -> dict[str, str]:
        pairs = [
            text.partition(":") for text in self.given.get("only", "").replace("\0", "").split(",", MOST_VALUES) if text
        ]
        return {name[:LONGEST_SEARCH]: value[:LONGEST_SEARCH] for name, colon, value in pairs if colon}

    def course(self, forgiving: bool) -> Course | None:
        course_id = self.given.get("course", "")
        found = content.find_course(course_id) if course_id else None
        if found is None and course_id and not forgiving:
            return content.get_course(course_id)
        if found is None and course_id:
            self._note(
                "course",
                _(
                    "There is no course “%(course)s”: it was withdrawn, or the link is wrong. All courses are shown.",
                    course=course_id[:LONGEST_SEARCH],
                ),
            )
        return found

    def department(
        self, scope: Scope, day: date, departments: Sequence[Department], forgiving: bool
    ) -> Department | None:
        """Raises NotFound where it is none of these; of one that was closed it says when."""
        code = self.given.get("department", "")
        closed = closed_one(scope, day, code) if code and code not in {each.code for each in departments} else None
        if closed is None:
            return find_department(code, departments)
        about = {"name": named(closed), "day": closed.closed_on}
        if not forgiving:
            raise NotFound(_("“%(name)s” was closed on %(day)s. Choose a day before.", **about))
        self._note(
            "department",
            _("“%(name)s” was closed on %(day)s: all in scope is shown. Choose a day before to see it alone.", **about),
        )
        self.closed = closed
        return None

    def as_of(self) -> date:
        day = self._day("as_of")
        if day is None:
            return self.today
        if day > self.today:
            self._note("as_of", _("%(day)s lies ahead: nobody can know yet. Today is shown.", day=day.isoformat()))
            return self.today
        return day

    def known_at(self) -> datetime | None:
        """The end of the day given; None from today on: then everything recorded is known."""
        day = self._day("known_at")
        if day is not None and day > self.today:
            self._note(
                "known_at",
                _(
                    "What will be known on %(day)s nobody knows yet: everything recorded by now counts.",
                    day=day.isoformat(),
                ),
            )
        return datetime.combine(day + A_DAY, time(), clock.zone()) if day is not None and day < self.today else None

    def period(self, as_of: date, *, told: bool) -> tuple[date, date]:
        """`told`: what is wrong with it is worth a note, for the report has one."""
        before = list(self.notes), list(self.wrong)
        found = self._period(as_of)
        if not told:
            self.notes, self.wrong = before
        return found

    def _period(self, as_of: date) -> tuple[date, date]:
        usual_first, usual_last = usual_period(as_of)
        last = self._day("to") or usual_last
        first = self._day("from") or (usual_first if usual_first <= last else last.replace(month=1, day=1))
        if first > last:
            self._note("from", _("The period ended before it began. It is read the other way round."))
            first, last = last, first
        if last.year - first.year > MOST_YEARS:
            self._note("from", _("A period lasts ten years at most. Its last ten years are shown."))
            first = last.replace(year=last.year - MOST_YEARS, month=1, day=1)
        return first, last

    def tell_unknown(self, known: set[str]) -> None:
        """A filter that this report does not have changes nothing, and that is said."""
        for name in list(self.given)[:LONGEST_SEARCH]:
            if name not in known:
                self._unknown(name)
                return

    def _day(self, name: str) -> date | None:
        text = self.given.get(name, "").strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._note(
                name, _("“%(name)s” of the address is not a day such as 2026-03-31. The usual one is used.", name=name)
            )
            return None
        if day < EARLIEST or day.year > self.today.year + MOST_YEARS:
            self._note(name, _("“%(name)s” of the address lies too far away. The usual day is used.", name=name))
            return None
        return day

    def by(self, name: str, read: Callable[[MultiDict[str, str], list[str]], T]) -> T:
        """What a function reads that writes notes itself."""
        notes: list[str] = []
        found = read(self.given, notes)
        for text in notes:
            self._note(name, text)
        return found

    def _unknown(self, name: str) -> None:
        self._note(
            name,
            _(
                "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.",
                name=name[:LONGEST_SEARCH],
            ),
        )

    def _note(self, name: str, text: str) -> None:
        self.wrong.append(name)
        self.notes.append(text)
