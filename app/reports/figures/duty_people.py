"""People and their duties, a row for each duty: the list behind every figure about duties."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Row, Select, func, select

from app.access import Permission, Scope
from app.clock import local_date
from app.db import db
from app.i18n import language
from app.learning.models import LearningEvent
from app.people.models import User
from app.people.search import means
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import AssignmentChange, Programme, ProgrammeVersion
from app.programmes.standings.reading import duties
from app.programmes.states import OPEN, URGENCY, DutyState, urgency_of
from app.programmes.wording import state_mark, state_name
from app.reports.frame.asking import Asked
from app.reports.frame.listing import ROWS_A_PAGE, ROWS_AT_ONCE
from app.reports.frame.model import Action, Column, Kind, Mark

from .duties import FELL_DUE, LEFT, ON_DAY
from .persons import PERSON_COLUMNS, companies, in_order, person_fields, persons
from .posts import Units, held, left, posts

EVERYWHERE = Units()
DONE_BY_THEMSELVES = ("opened", "answered", "completed", "attempted", "submitted")
NOT_BEGUN = "not_begun"

PROGRAMME = Column(
    "programme", _l("Programme"), Kind.TEXT, _l("The programme that the assignment asks for."), sort=True
)
VERSION = Column("version", _l("Version"), Kind.INT, _l("The version of the programme that the person was assigned."))
STATE = Column(
    "state",
    _l("State"),
    Kind.MARK,
    _l(
        "The first that fits: withdrawn; waived; completed; ended, as the person left; paused; scheduled; overdue; due soon, within "
        "14 days; in progress; not started."
    ),
    link=lambda _asked, row: f"/duties/{row.assignment_id}",
    sort=True,
)
DUE_ON = Column(
    "due_on",
    _l("Due date"),
    Kind.DATE,
    _l("The last day on which completing is in time, extensions included."),
    sort=True,
)
ORIGINAL_DUE_ON = Column(
    "original_due_on", _l("First due date"), Kind.DATE, _l("The due date as first asked for, before any extension.")
)
COMPLETED_ON = Column(
    "completed_on",
    _l("Completed on"),
    Kind.DATE,
    _l("The day on which everything the assignment asks for was completed, in the organisation's time zone."),
    sort=True,
)
DAYS_OVERDUE = Column(
    "days_overdue",
    _l("Days overdue"),
    Kind.INT,
    _l("Days since the due date of what is overdue on the day of the report."),
)
LAST_ON = Column(
    "last_on",
    _l("Last activity"),
    Kind.DATE,
    _l("The last day on which the person opened, answered or completed anything, by the day of the report."),
)
EXTENSIONS = Column(
    "extensions",
    _l("Extensions"),
    Kind.INT,
    _l("How often more time was given for this assignment, by the day of the report."),
)
ACTIONS = Column("actions", _l("Actions"), Kind.ACTIONS, _l("What can be done about the assignment."))
AS_OF = Column(
    "as_of", _l("As of"), Kind.DATE, _l("The day whose organisation and states the row shows."), only_in_files=True
)
DUTY_COLUMNS = (*PERSON_COLUMNS, PROGRAMME, VERSION, STATE, DUE_ON, ORIGINAL_DUE_ON, COMPLETED_ON, AS_OF)
SORTS = ("state", "name", "department", "programme", "due_on", "completed_on")


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty of one person."""

    assignment_id: int
    user_id: int
    staff_no: str
    name: str
    unit: str
    department: str
    position: str
    manager: str
    programme: str
    version: int
    state: Mark
    due_on: date
    original_due_on: date
    completed_on: date | None
    days_overdue: int | None
    last_on: date | None
    extensions: int
    actions: tuple[Action, ...]
    as_of: date
    muted: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """Duties and where their people work: what conditions are written about. `day`: on which the people have to be in scope."""

    duty: CTE
    post: CTE
    place: ColumnElement[int]  # of the state in URGENCY


def duties_of(asked: Asked, *, at: str = ON_DAY, units: Units = EVERYWHERE) -> tuple[Duties, Select[int]]:
    """The duties of the people in scope on the day of the report, on the due date, or on their last day. The select has their ids."""
    programme_id = asked.programme.id if asked.programme else None
    duty = duties(as_of=asked.as_of, known_at=asked.known_at, programme_id=programme_id)
    post = posts(asked.scope, units, known_at=asked.known_at, department=asked.department, told=True)
    of = {
        ON_DAY: held(post, duty.c.user_id, asked.as_of),
        FELL_DUE: held(post, duty.c.user_id, duty.c.due_on),
        LEFT: left(post, duty.c.user_id, duty.c.exit_on),
    }
    found = Duties(duty, post, urgency_of(duty, as_of=asked.as_of))
    return found, select(duty.c.assignment_id).select_from(duty).join(post, of[at])


def listed(
    asked: Asked,
    found: Duties,
    chosen: Select[int],
    *,
    usual: str,
    muted: Callable[[DutyState], bool] = lambda _state: False,
    number: int | None = None,
) -> tuple[Iterable[DutyRow], int | None]:
    """The rows of the page or the file, in the order asked for, and how many there are on all pages (None: in a file).

    A page is chosen first and told then: names are looked up for its rows alone. `number`: of all pages, where that is known.
    """
    of_post = ("department_id", "name_zh", "name_en", "path", "position_id", "manager_id")
    told = chosen.with_only_columns(
        *found.duty.c, found.place.label("place"), *(found.post.c[name] for name in of_post)
    )
    # apart, as PostgreSQL expects two rows of it, and would look through all of it for each person
    duty = told.cte("one_duty").prefix_with("MATERIALIZED", dialect="postgresql").c
    rows: Select[*tuple[Any, ...]] = (
        select(
            *duty,
            User.id,
            User.name,
            User.staff_no,
            User.name_key,
            Programme.code,
            Programme.name_zh.label("programme_zh"),
            Programme.name_en.label("programme_en"),
        )
        .join(User, User.id == duty.user_id)
        .join(Programme, Programme.id == duty.programme_id)
    )
    if asked.q:
        rows = rows.where(means(asked.q, User))
    orders: dict[str, ColumnElement[Any]] = {
        "state": duty.place,
        "name": User.name_key.expression,
        "department": duty.path,
        "programme": Programme.code.expression,
        "due_on": duty.due_on,
        "completed_on": duty.completed_on,
    }
    first = in_order(asked.sort or usual, orders)
    rows = rows.order_by(first, duty.due_on, User.name_key, duty.assignment_id)
    count = None
    if asked.page is not None:
        count = _count(rows) if number is None else number
        rows = rows.limit(ROWS_A_PAGE).offset((asked.page - 1) * ROWS_A_PAGE)
    page = rows.cte("page")
    units, teller = companies(asked.as_of, asked.known_at), _Teller(asked, muted)
    statement = _told(asked, page, in_order(asked.sort or usual, _again(page)))
    executed = db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE) if count is None else statement)
    made = (teller.row(row, units) for row in executed)
    return (made if count is None else list(made)), count


def _count(rows: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0


def _again(page: CTE) -> dict[str, ColumnElement[Any]]:
    one = page.c
    return {
        "state": one.place, "name": one.name_key, "department": one.path, "programme": one.code,
        "due_on": one.due_on, "completed_on": one.completed_on,
    }  # fmt: skip


def _told(asked: Asked, page: CTE, first: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    one, of_person = page.c, persons(page, asked)
    known_at = asked.known_at
    last_at = (
        select(func.max(LearningEvent.occurred_at))
        .where(
            LearningEvent.user_id == one.user_id,
            LearningEvent.occurred_at < asked.then,
            LearningEvent.verb.in_(DONE_BY_THEMSELVES),
            *([LearningEvent.recorded_at <= known_at] if known_at else []),
        )
        .scalar_subquery()
    )
    extensions = (
        select(func.count())
        .where(
            AssignmentChange.assignment_id == one.assignment_id,
            AssignmentChange.kind == ChangeKind.EXTEND,
            AssignmentChange.on <= asked.as_of,
            *([AssignmentChange.at <= known_at] if known_at else []),
        )
        .scalar_subquery()
    )
    return (
        select(*of_person.columns, ProgrammeVersion.number, last_at.label("last_at"), extensions.label("extensions"))
        .select_from(of_person.source)
        .join(ProgrammeVersion, ProgrammeVersion.id == one.version_id)
        .order_by(first, one.due_on, one.name_key, one.assignment_id)
    )


class _Teller:
    """Makes rows; knows what the reader may do about whom."""

    def __init__(self, asked: Asked, muted: Callable[[DutyState], bool]) -> None:
        self.asked, self.muted = asked, muted
        now = not asked.in_the_past and asked.known_at is None
        self.assigns = asked.may(Permission.ASSIGN) if now else Scope()
        self.reminds = asked.may(Permission.REMIND) if now else Scope()

    def row(self, row: Row[*tuple[Any, ...]], units: dict[str, str]) -> DutyRow:
        asked, state = self.asked, URGENCY[row.place]
        overdue = state is DutyState.OVERDUE
        return DutyRow(
            assignment_id=row.assignment_id,
            **person_fields(row, units),
            programme=row.programme_en if language() == "en" else row.programme_zh,
            version=row.number,
            state=Mark(state_name(state), state_mark(state)),
            due_on=row.due_on,
            original_due_on=row.original_due_on,
            completed_on=row.completed_on,
            days_overdue=(asked.as_of - row.due_on).days if overdue else None,
            last_on=local_date(row.last_at) if row.last_at else None,
            extensions=row.extensions,
            actions=self._actions(row.assignment_id, row.path, state),
            as_of=asked.as_of,
            muted=self.muted(state),
        )

    def _actions(self, assignment_id: int, path: str, state: DutyState) -> tuple[Action, ...]:
        if state not in OPEN:
            return ()
        found = []
        if _covers(self.reminds, path):
            found.append(Action(_("Remind"), f"/duties/{assignment_id}/remind"))
        if _covers(self.assigns, path):
            found.append(Action(_("Extend"), f"/duties/decide?do=extend&id={assignment_id}"))
            found.append(Action(_("Waive"), f"/duties/decide?do=waive&id={assignment_id}"))
        return tuple(found)


def _covers(scope: Scope, path: str) -> bool:
    return scope.everything or path.startswith(scope.paths)
