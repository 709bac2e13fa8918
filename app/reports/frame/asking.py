"""What an address asks of a report: read, checked, and put back into links.

An unknown value gives the usual one and a note for the reader; what is not there, or outside the scope, is not found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, Scope, scope_in
from app.content.model import Course
from app.db import db
from app.errors import NotFound
from app.people.models import Department
from app.people.viewer import Viewer
from app.programmes.models import Programme
from app.reports.figures.labels import named
from app.reports.parameters import LONGEST_SEARCH, read_page, read_search

from .model import Action, Answer, Attribution, Choice, Report, Take, Text
from .offered import families, list_closed, list_departments
from .reading import A_DAY, Reading, usual_period

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
    wrong: Sequence[str] = ()  # names of the values of the address that the notes are about
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
    reading = Reading(given, clock.local_date(now))
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
        q=reading.by("q", read_search) if Take.SEARCH in takes else "",
        sort=reading.one_of("sort", "", [sign + key for key in report.sorts for sign in ("", "-")]),
        only=reading.only() if Take.ONLY in takes else {},
        page=None if whole else reading.by("page", read_page),
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
    return replace(asked, wrong=tuple(reading.wrong), ways=_ways(reading, asked))


def options(choice: Choice, asked: Asked) -> Sequence[tuple[str, Text]]:
    """The values of a filter and their names."""
    return choice.options(asked) if callable(choice.options) else choice.options


def usual_of(choice: Choice, asked: Asked) -> str:
    """What an address that does not name a filter means."""
    if choice.many or choice.usual is not None:
        return ",".join(choice.usual(asked)) if choice.usual else ""
    found = options(choice, asked)
    return found[0][0] if found else ""


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


def _ways(reading: Reading, asked: Asked) -> list[Action]:
    """To the department asked for as it was on its last day."""
    closed = reading.closed
    if closed is None or closed.closed_on is None:
        return []
    day = closed.closed_on - A_DAY
    first, last = usual_period(day)
    address = asked.url(department=closed, as_of=day, first=first, last=last)
    return [Action(_("“%(name)s” on its last day, %(day)s", name=named(closed), day=day), address)]
