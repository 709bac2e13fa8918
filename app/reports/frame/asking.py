"""What an address asks of a report: read, checked, and put back into links.

An unknown value gives the usual one and a note for the reader; what is not there, or outside the scope, is not found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, Scope, scope_in
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.errors import NotFound
from app.people.models import Department
from app.people.viewer import Viewer
from app.programmes.models import Programme
from app.reports.figures.labels import named
from app.reports.parameters import LONGEST_SEARCH, find_department, read_page, read_search

from .model import Action, Answer, Attribution, Choice, Report, Take, Text
from .offered import closed_one, families, list_closed, list_departments

EARLIEST = date(2000, 1, 1)
A_DAY = timedelta(days=1)
MOST_YEARS = 10  # of a period
MOST_VALUES = 100  # of one filter
SHARED = {"as_of", "known_at", "first", "last", "department", "course", "programme", "family"}
GENERAL = (
    "as_of",
    "known_at",
    "from",
    "to",
    "department",
    "course",
    "programme",
    "family",
    "q",
    "sort",
    "page",
    "only",
)
NO_REPORT = Report(
    "", "", "", "", Attribution.AS_OF, lambda _asked: Answer(())
)  # whose address has the general values alone


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to say, and to whom. `scope`: where the viewer may read it.

    `as_of`: the day whose organisation and states are shown. `known_at`: only what was recorded before this instant counts; None:
    everything recorded by now. `first` and `last` are the period, both included. `departments`: those of the scope on that day.
    `page` None: all rows, for a file.
    """

    report: Report
    viewer: Viewer
    scope: Scope
    departments: Sequence[Department]
    now: datetime
    as_of: date
    known_at: datetime | None
    first: date
    last: date
    department: Department | None = None
    course: Course | None = None
    programme: Programme | None = None
    family: str = ""
    q: str = ""
    sort: str = ""
    page: int | None = 1
    choices: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(
        default_factory=dict
    )  # values that rows must have, by field; the report looks at them
    notes: Sequence[str] = ()
    ways: Sequence[Action] = ()  # to what the notes say cannot be shown
    closed: Sequence[Department] = ()  # departments closed within the period that can be asked for

    def may(self, permission: Permission) -> Scope:
        """Where the viewer has another right, for columns that ask for more."""
        return scope_in(self.viewer.grants, permission)

    def query(self, **changes: Any) -> dict[str, str]:
        """The address's values with some changed; what is usual is left out. Any change goes back to the first page."""
        choices = {name: changes.pop(name) for name in list(changes) if name in self.choices}
        changed = replace(self, **{"page": 1, "choices": {**self.choices, **choices}, **changes})
        usual_first, usual_last = usual_period(changed.as_of)
        today = clock.local_date(self.now)
        values = {
            "as_of": changed.as_of.isoformat() if changed.as_of != today else "",
            "known_at": _day_before(changed.known_at).isoformat() if changed.known_at else "",
            "from": changed.first.isoformat() if changed.first != usual_first else "",
            "to": changed.last.isoformat() if changed.last != usual_last else "",
            "department": changed.department.code if changed.department else "",
            "course": changed.course.id if changed.course else "",
            "programme": changed.programme.code if changed.programme else "",
            "family": changed.family,
            "q": changed.q,
            "sort": changed.sort,
            "page": str(changed.page) if changed.page and changed.page > 1 else "",
            "only": ",".join(f"{name}:{value}" for name, value in changed.only.items()),
            **{each.name: _unless_usual(each, changed) for each in self.report.choices},
        }
        return {name: value for name, value in values.items() if value}

    def url(self, kind: str = "", **changes: Any) -> str:
        """The address of this report with something changed; `kind`: of the file."""
        return address(self.report.name, self.query(**changes), kind)

    def elsewhere(self, report: str, **values: Any) -> str:
        """The address of another report about the same days, part of the organisation and courses; `values` besides, or instead.

        Values that are fields of `Asked` are given as such (`department=a department`), filters of the other report as text.
        """
        own = {name: values.pop(name) for name in list(values) if name in SHARED}
        shared = replace(self, report=NO_REPORT, choices={}, q="", sort="", only={}, **own)
        return address(report, shared.query() | {name: str(value) for name, value in values.items() if value})

    @property
    def known_on(self) -> date | None:
        """The last day whose records count."""
        return _day_before(self.known_at) if self.known_at else None

    @property
    def then(self) -> datetime:
        """The end of the day of the report: what was known then was recorded before."""
        return datetime.combine(self.as_of + A_DAY, time(), clock.zone())

    def page_link(self, page: int) -> str:
        return self.url(page=page)

    @property
    def in_the_past(self) -> bool:
        return self.as_of < clock.local_date(self.now)


def address(report: str, query: Mapping[str, str], kind: str = "") -> str:
    """Of a report or its file; made without a request, for mails and files too."""
    path = f"/reports/{report}" + (f".{kind}" if kind else "")
    return f"{path}?{urlencode(query)}" if query else path


def usual_period(as_of: date) -> tuple[date, date]:
    """The year of a day up to that day."""
    return as_of.replace(month=1, day=1), as_of


def ask(
    report: Report,
    given: MultiDict[str, str],
    *,
    viewer: Viewer,
    now: datetime,
    whole: bool = False,
    forgiving: bool = False,
) -> Asked:
    """What an address asks of a report on behalf of a person. `whole`: all rows, for a file. `forgiving`: a course that is no more
    and a department that was closed are left out, with a note.

    Raises NotFound for a course, programme or department that is not there or outside the scope, UnprocessableEntity for a value
    given twice.
    """
    of_many = {choice.name for choice in report.choices if choice.many}
    twice = [name for name in given if len(given.getlist(name)) > 1 and name not in of_many]
    if twice:
        raise UnprocessableEntity(_("The address gives “%(name)s” more than once.", name=twice[0][:LONGEST_SEARCH]))
    reading = _Reading(given, clock.local_date(now))
    as_of = reading.as_of()
    first, last = reading.period(as_of, told=Take.PERIOD in report.takes)
    scope = scope_in(viewer.grants, report.permission)
    known_at = reading.known_at()
    departments = list_departments(scope, as_of, known_at)
    open_ones = {each.id for each in departments}
    closed = list_closed(scope, first, min(last, as_of)) if report.asks_closed else []
    closed = [each for each in closed if each.id not in open_ones]
    takes = set(report.takes)
    asked = Asked(
        report=report,
        viewer=viewer,
        scope=scope,
        departments=departments,
        closed=closed,
        now=now,
        as_of=as_of,
        known_at=known_at,
        first=first,
        last=last,
        department=reading.department(scope, as_of, [*departments, *closed], forgiving)
        if Take.DEPARTMENT in takes
        else None,
        course=reading.course(forgiving) if Take.COURSE in takes else None,
        programme=_programme(given.get("programme", "")) if Take.PROGRAMME in takes else None,
        family=reading.one_of("family", "", families()) if Take.FAMILY in takes and given.get("family") else "",
        q=read_search(given, reading.notes) if Take.SEARCH in takes else "",
        sort=reading.one_of("sort", "", [sign + key for key in report.sorts for sign in ("", "-")]),
        only=reading.only() if Take.ONLY in takes else {},
        page=None if whole else read_page(given, reading.notes),
    )
    chosen: dict[str, str] = {}
    for each in report.choices:
        so_far = replace(asked, choices=dict(chosen))
        allowed = [value for value, _name in options(each, so_far)]
        if each.many:
            chosen[each.name] = reading.some_of(each.name, usual_of(each, so_far), allowed)
        else:
            chosen[each.name] = reading.one_of(each.name, allowed[0] if allowed else "", allowed)
    reading.tell_unknown({*GENERAL, *chosen})
    asked = replace(asked, choices=chosen, notes=tuple(reading.notes))
    return replace(asked, ways=reading.ways(asked))


def options(choice: Choice, asked: Asked) -> Sequence[tuple[str, Text]]:
    """The values of a filter and their names."""
    return choice.options(asked) if callable(choice.options) else choice.options


def usual_of(choice: Choice, asked: Asked) -> str:
    """What an address that does not name a filter means."""
    if choice.many or choice.usual is not None:
        return ",".join(choice.usual(asked)) if choice.usual else ""
    found = options(choice, asked)
    return found[0][0] if found else ""


class _Reading:
    """Values of an address, and what there is to say about them."""

    def __init__(self, given: MultiDict[str, str], today: date) -> None:
        self.given, self.today = given, today
        self.notes: list[str] = []
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
            self.notes.append(
                _(
                    "There is no course “%(course)s”: it was withdrawn, or the link is wrong. All courses are shown.",
                    course=course_id[:LONGEST_SEARCH],
                )
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
        self.notes.append(
            _("“%(name)s” was closed on %(day)s: all in scope is shown. Choose a day before to see it alone.", **about)
        )
        self.closed = closed
        return None

    def ways(self, asked: Asked) -> list[Action]:
        """To the department asked for as it was on its last day."""
        if self.closed is None or self.closed.closed_on is None:
            return []
        day = self.closed.closed_on - A_DAY
        first, last = usual_period(day)
        address = asked.url(department=self.closed, as_of=day, first=first, last=last)
        return [Action(_("“%(name)s” on its last day, %(day)s", name=named(self.closed), day=day), address)]

    def as_of(self) -> date:
        day = self._day("as_of")
        if day is None:
            return self.today
        if day > self.today:
            self.notes.append(_("%(day)s lies ahead: nobody can know yet. Today is shown.", day=day.isoformat()))
            return self.today
        return day

    def known_at(self) -> datetime | None:
        """The end of the day given; None from today on: then everything recorded is known."""
        day = self._day("known_at")
        if day is not None and day > self.today:
            self.notes.append(
                _(
                    "What will be known on %(day)s nobody knows yet: everything recorded by now counts.",
                    day=day.isoformat(),
                )
            )
        return datetime.combine(day + A_DAY, time(), clock.zone()) if day is not None and day < self.today else None

    def period(self, as_of: date, *, told: bool) -> tuple[date, date]:
        """`told`: what is wrong with it is worth a note, for the report has one."""
        before = list(self.notes)
        found = self._period(as_of)
        if not told:
            self.notes[:] = before
        return found

    def _period(self, as_of: date) -> tuple[date, date]:
        usual_first, usual_last = usual_period(as_of)
        last = self._day("to") or usual_last
        first = self._day("from") or (usual_first if usual_first <= last else last.replace(month=1, day=1))
        if first > last:
            self.notes.append(_("The period ended before it began. It is read the other way round."))
            first, last = last, first
        if last.year - first.year > MOST_YEARS:
            self.notes.append(_("A period lasts ten years at most. Its last ten years are shown."))
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
            self.notes.append(
                _("“%(name)s” of the address is not a day such as 2026-03-31. The usual one is used.", name=name)
            )
            return None
        if day < EARLIEST or day.year > self.today.year + MOST_YEARS:
            self.notes.append(_("“%(name)s” of the address lies too far away. The usual day is used.", name=name))
            return None
        return day

    def _unknown(self, name: str) -> None:
        self.notes.append(
            _(
                "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.",
                name=name[:LONGEST_SEARCH],
            )
        )


def _programme(code: str) -> Programme | None:
    if not code:
        return None
    found = db.session.scalar(select(Programme).where(Programme.code == code)) if "\0" not in code else None
    if found is None:
        raise NotFound(_("There is no such programme."))
    return found


def _day_before(instant: datetime) -> date:
    return clock.local_date(instant) - A_DAY


def _unless_usual(choice: Choice, asked: Asked) -> str:
    value = asked.choices.get(choice.name, "")
    return "" if value == usual_of(choice, asked) else value
