"""The training ledger: one row a person and credited activity, and a row for every correction, as they were written.

Department and position are those of the day, as recorded with the row. Source of every column: docs/figures.md, section "Hours".
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, FromClause, Row, Select, and_, case, func, null, select
from sqlalchemy.orm import aliased

from app import clock
from app.access import Permission
from app.db import db
from app.i18n import language
from app.learning.certificates.models import Certificate
from app.learning.credits import kinds
from app.learning.credits.kinds import (
    assessment_name,
    attendance_name,
    kind_name,
    mode_name,
    reason_words,
    subject_name,
)
from app.learning.credits.models import Credit
from app.learning.credits.queries import corrected, is_known
from app.learning.queries import ids_of
from app.people.models import Position, User
from app.people.search import means

from .figures.headcount import tree
from .figures.persons import in_order
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE, ROWS_AT_ONCE
from .frame.model import Answer, Attribution, Choice, Column, Kind, Mark, Report, Table, Take, Text

ALL, HOLDING = "all", "holding"
HOLDS, CORRECTED, TAKEN_BACK = "holds", "corrected", "taken-back"
FIXED = (
    Credit.id, Credit.user_id, Credit.source, Credit.number, Credit.corrects_id, Credit.is_void, Credit.activity,
    Credit.credited_on, Credit.hours, Credit.subject, Credit.mode, Credit.passed, Credit.department_id, Credit.position_id,
)  # fmt: skip
"""What the digest of the rows is taken of: what neither a language nor erasing a person changes."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry. `state` says whether it still holds."""

    no: int
    state: Mark
    standing: str
    user_id: int
    staff_no: str
    name: str
    department: str
    position: str
    credited_on: date
    item: str
    version: str
    mode: str
    hours: float
    subject: str
    trainer: str
    attendance: str
    assessment: str
    score: float | None  # in percent
    passed: str
    certificate_no: str
    evidence_no: str
    source: str
    recorded_by: str
    recorded_at: str
    corrects: int | None
    reason: str


ON_PAGE = {
    "no", "state", "staff_no", "name", "department", "credited_on", "item", "hours", "subject", "passed", "score", "reason",
}  # fmt: skip
"""The other columns are in files, and on the page of an entry."""


def _column(
    key: str,
    name: Text,
    kind: Kind,
    definition: Text,
    link: Callable[[Asked, Any], str | None] | None = None,
    sort: bool = False,
) -> Column:
    return Column(key, name, kind, definition, link, sort, key not in ON_PAGE)


COLUMNS = (
    _column("no", _l("No."), Kind.INT, _l("The number of the entry. It is given once and never again."),
            lambda _asked, row: f"/ledger/{row.no}"),
    _column("state", _l("State"), Kind.MARK,
            _l("Whether the entry holds, was corrected by a later one, or takes one back.")),
    _column("staff_no", _l("Staff number"), Kind.TEXT, _l("The number HR knows the person by.")),
    _column("name", _l("Name"), Kind.TEXT, _l("The person's name."), lambda _asked, row: f"/people/{row.user_id}", True),
    _column("department", _l("Department"), Kind.TEXT, _l("Of the primary job on the day of the training."), sort=True),
    _column("position", _l("Position"), Kind.TEXT, _l("Of the primary job on the day of the training.")),
    _column("credited_on", _l("Training date"), Kind.DATE,
            _l("The day the course was completed or the training took place."), sort=True),
    _column("item", _l("Training"), Kind.TEXT, _l("What was taught, as it was called then."), sort=True),
    _column("version", _l("Version"), Kind.TEXT, _l("The edition of the course.")),
    _column("mode", _l("Mode"), Kind.TEXT, _l("How it was taught.")),
    _column("hours", _l("Credited hours"), Kind.NUMBER,
            _l("Hours of 45 minutes, as the course or the session said on that day."), sort=True),
    _column("subject", _l("Subject"), Kind.TEXT, _l("The kind of subject that continuing education counts it as.")),
    _column("trainer", _l("Trainer"), Kind.TEXT, _l("Who taught it, or gave it outside the house.")),
    _column("attendance", _l("Attendance"), Kind.TEXT, _l("As signed on the sheet. Empty for courses taken online.")),
    _column("assessment", _l("Assessment"), Kind.TEXT, _l("How learning was checked.")),
    _column("score", _l("Score (%)"), Kind.NUMBER, _l("The mean of the results that counted on that day, in percent.")),
    _column("passed", _l("Passed"), Kind.TEXT, _l("Whether what was asked for was reached.")),
    _column("certificate_no", _l("Certificate number"), Kind.TEXT,
            _l("Of the newest certificate issued for it.")),
    _column("evidence_no", _l("Evidence number"), Kind.TEXT, _l("Of a paper from outside the house.")),
    _column("source", _l("Recorded from"), Kind.TEXT, _l("Where the entry comes from.")),
    _column("recorded_by", _l("Recorded by"), Kind.TEXT, _l("Who wrote it; the system, where it followed from what was done.")),
    _column("recorded_at", _l("Recorded at"), Kind.TEXT, _l("When it was written, in the organisation's time zone.")),
    _column("corrects", _l("Corrects no."), Kind.INT, _l("The entry in whose place it stands.")),
    _column("reason", _l("Reason"), Kind.TEXT, _l("Why it was corrected, or why outside training counts.")),
)  # fmt: skip


def answer(asked: Asked) -> Answer:
    """Two statements for a page of the list; of a file, one for its rows and one for their digest."""
    has_scores = not asked.may(Permission.READ_SCORE).empty
    columns = [column for column in COLUMNS if has_scores or column.key != "score"]
    table = Table(
        "ledger",
        _("Entries"),
        columns,
        _rows(asked),
        row_count=_count(asked),
        sort="credited_on",
        empty=_("No training was credited in this period."),
        tone=lambda row: {CORRECTED: "struck", TAKEN_BACK: "struck"}.get(row.standing, ""),
    )
    return Answer([table], facts=_digest(asked))


def _rows(asked: Asked) -> Iterable[LedgerRow]:
    """Of a page its rows; of a file all of them, a part at a time."""
    names, statement = Names(), _statement(asked)
    if asked.page is None:
        found = db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
        return (_row(row, names) for row in found)
    start = (asked.page - 1) * ROWS_A_PAGE
    return [_row(row, names) for row in db.session.execute(statement.limit(ROWS_A_PAGE).offset(start))]


def _count(asked: Asked) -> int | None:
    """On all pages; None in a file, which is read to its end."""
    if asked.page is None:
        return None
    return db.session.scalar(_among(asked, tree(asked.as_of, asked.known_at), func.count(), lean=True)) or 0


def _digest(asked: Asked) -> list[tuple[str, str]]:
    """SHA-256 over the rows of a file: equal as long as the ledger says the same, in whatever language and form."""
    if asked.page is not None:
        return []
    found = hashlib.sha256()
    count = 0
    statement = _among(asked, tree(asked.as_of, asked.known_at), *FIXED, lean=True).order_by(Credit.id)
    for row in db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        count += 1
        found.update(json.dumps([*row], default=date.isoformat, separators=(",", ":")).encode() + b"\n")
    return [(_("Entries"), str(count)), (_("Digest of the entries (SHA-256)"), found.hexdigest())]


def _among(asked: Asked, place: CTE, *columns: Any, lean: bool = False) -> Select[*tuple[Any, ...]]:
    """Columns of the entries asked for, with the people they are about and where these worked then. `lean`: without tables that
    neither the scope nor a filter looks at."""
    source: FromClause = Credit.__table__
    if asked.q or not lean:
        source = source.join(User.__table__, User.id == Credit.user_id)
    if asked.department or not (asked.scope.everything and lean):
        source = source.outerjoin(place, place.c.id == Credit.department_id)
    if asked.family or not lean:
        source = source.outerjoin(Position.__table__, Position.id == Credit.position_id)
    statement = (
        select(*columns)
        .select_from(source)
        .where(Credit.credited_on >= asked.first, Credit.credited_on <= min(asked.last, asked.as_of))
        .where(is_known(asked.known_at), asked.scope.covers_then(place.c.path))
    )
    if asked.department is not None:
        statement = statement.where(place.c.path.contains(f"/{asked.department.id}/", autoescape=True))
    if asked.family:
        statement = statement.where(Position.family == asked.family)
    if asked.course is not None:
        statement = statement.where(Credit.course_id.in_(ids_of(asked.course)))
    for name, column in (("kind", Credit.kind), ("subject", Credit.subject)):
        if asked.choices[name]:
            statement = statement.where(column == asked.choices[name])
    if asked.choices["rows"] == HOLDING:
        statement = statement.where(_standing(asked) == HOLDS)
    return statement.where(means(asked.q, User)) if asked.q else statement


def _standing(asked: Asked) -> ColumnElement[str]:
    is_corrected = Credit.id.in_(corrected(asked.known_at))
    return case((Credit.is_void, TAKEN_BACK), (is_corrected, CORRECTED), else_=HOLDS)


def _statement(asked: Asked) -> Select[*tuple[Any, ...]]:
    place, by, scores = tree(asked.as_of, asked.known_at), aliased(User), asked.may(Permission.READ_SCORE)
    orders: dict[str, Any] = {
        "credited_on": Credit.credited_on,
        "name": User.name_key,
        "department": place.c.path,
        "item": Credit.item_en if language() == "en" else Credit.item_zh,
        "hours": Credit.hours,
    }
    columns = (
        Credit.id,
        _standing(asked).label("standing"),
        *(getattr(Credit, name) for name in TAKEN_AS_IT_IS),
        case((scores.covers_then(place.c.path), Credit.score_ratio), else_=null()).label("score_ratio"),
        (Credit.item_en if language() == "en" else Credit.item_zh).label("item"),
        User.staff_no,
        User.name,
        (place.c.name_en if language() == "en" else place.c.name_zh).label("department"),
        (Position.name_en if language() == "en" else Position.name_zh).label("position"),
        by.name.label("recorded_by"),
        _certificate(asked).label("certificate_no"),
    )
    statement = _among(asked, place, *columns).outerjoin(by, by.id == Credit.recorded_by_id)
    return statement.order_by(in_order(asked.sort or "credited_on", orders), Credit.id)


TAKEN_AS_IT_IS = (
    "user_id", "credited_on", "version", "mode", "hours", "subject", "trainer", "attendance", "assessment", "passed",
    "evidence_no", "kind", "recorded_at", "corrects_id", "reason",
)  # fmt: skip


def _certificate(asked: Asked) -> Any:
    own = and_(Certificate.completion_id == Credit.completion_id, Certificate.completion_id.is_not(None))
    known = own if asked.known_at is None else and_(own, Certificate.issued_at <= asked.known_at)
    newest = select(Certificate.code).where(known).order_by(Certificate.serial.desc()).limit(1)
    return newest.correlate(Credit).scalar_subquery()


class Names:
    """Words for what is stored, each asked for once a file: there are few of them, and many rows."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, Any], Any] = {}

    def of(self, function: Callable[[Any], Any], value: Any) -> Any:
        key = function.__name__, value
        if key not in self.known:
            self.known[key] = function(value)
        return self.known[key]


def _row(row: Row[*tuple[Any, ...]], names: Names) -> LedgerRow:
    return LedgerRow(
        no=row.id,
        state=names.of(_state, row.standing),
        standing=row.standing,
        user_id=row.user_id,
        staff_no=row.staff_no,
        name=row.name,
        department=row.department or "",
        position=row.position or "",
        credited_on=row.credited_on,
        item=row.item,
        version=row.version,
        mode=names.of(mode_name, row.mode),
        hours=row.hours,
        subject=names.of(subject_name, row.subject),
        trainer=row.trainer,
        attendance=names.of(attendance_name, row.attendance),
        assessment=names.of(assessment_name, row.assessment),
        score=None if row.score_ratio is None else row.score_ratio * 100,
        passed=names.of(_yes_or_no, row.passed),
        certificate_no=row.certificate_no or "",
        evidence_no=row.evidence_no,
        source=names.of(kind_name, row.kind),
        recorded_by=row.recorded_by or names.of(_nobody, None),
        recorded_at=_moment(row.recorded_at),
        corrects=row.corrects_id,
        reason=names.of(reason_words, row.reason),
    )


def _nobody(_none: None) -> str:
    return _("the system")


def _state(standing: str) -> Mark:
    marks = {
        HOLDS: Mark(_("Holds"), "ok"),
        CORRECTED: Mark(_("Corrected")),
        TAKEN_BACK: Mark(_("Takes back"), "warn"),
    }
    return marks[standing]


def _yes_or_no(passed: bool | None) -> str:
    return "" if passed is None else _("yes") if passed else _("no")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.zone()):%Y-%m-%d %H:%M}"


def _kinds(_asked: Asked) -> Sequence[tuple[str, str]]:
    return [("", _("All sources")), *((kind, kind_name(kind)) for kind in kinds.Kind)]


def _subjects(_asked: Asked) -> Sequence[tuple[str, str]]:
    return [("", _("All subjects")), *((subject, subject_name(subject)) for subject in kinds.Subject)]


REPORT = Report(
    name="ledger",
    code="R06",
    title=_l("Training ledger"),
    question=_l("Can we prove who was trained in what, when, by whom, with which result?"),
    attribution=Attribution.AT_EVENT,
    answer=answer,
    takes=(Take.PERIOD, Take.DEPARTMENT, Take.COURSE, Take.FAMILY, Take.SEARCH),
    choices=(
        Choice("rows", _l("Entries"), ((ALL, _l("With corrections")), (HOLDING, _l("Only those that hold")))),
        Choice("kind", _l("Recorded from"), _kinds),
        Choice("subject", _l("Subject"), _subjects),
    ),
    about_people=False,
    sorts=("credited_on", "name", "department", "item", "hours"),
)
