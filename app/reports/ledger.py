"""The training ledger: one row a person and credited activity, and a row for every correction, as they were written.

Department and position are those of the primary job of the day, by what is recorded of jobs, as in the report on hours: its hours
are the sum of these rows. Source of every column: docs/figures.md, section "Hours".
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, Select, and_, case, func, null, select
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
from app.people.models import Position, User

from .figures.entries import ALL, CORRECTED, COUNTING, HOLDING, HOLDS, TAKEN_BACK, Then, among, counted, standing
from .figures.persons import in_order
from .frame.asking import Asked
from .frame.listing import ROWS_A_PAGE, ROWS_AT_ONCE
from .frame.model import Answer, Attribution, Choice, Column, Kind, Mark, Report, Table, Take, Text

MOST_ADDED_UP = 5_000
"""Entries of a page with a sum; of more it stands in files, and in the report on hours."""
FIXED = (
    Credit.id, Credit.user_id, Credit.source, Credit.number, Credit.corrects_id, Credit.is_void, Credit.activity,
    Credit.credited_on, Credit.hours, Credit.subject, Credit.mode, Credit.passed,
)  # fmt: skip
"""What the digest of the rows is taken of, with department and position: what neither a language nor erasing a person changes."""


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
    counted: float
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
    "no", "state", "name", "department", "credited_on", "item", "counted", "hours", "subject",
}  # fmt: skip
"""The other columns are in files, and on the page of an entry."""


def _column(
    key: str,
    name: Text,
    kind: Kind,
    definition: Text,
    link: Callable[[Asked, Any], str | None] | None = None,
    sort: bool = False,
    below: str = "",
) -> Column:
    return Column(key, name, kind, definition, link, sort, key not in ON_PAGE, below)


COLUMNS = (
    _column("no", _l("No."), Kind.TEXT, _l("The number of the entry. It is given once and never again."),
            lambda _asked, row: f"/ledger/{row.no}"),
    _column("state", _l("State"), Kind.MARK,
            _l("Whether the entry holds, was corrected by a later one, or takes one back."), below="reason"),
    _column("staff_no", _l("Staff number"), Kind.TEXT, _l("The number HR knows the person by.")),
    _column("name", _l("Name"), Kind.TEXT, _l("The person's name."), lambda _asked, row: f"/people/{row.user_id}", True,
            "staff_no"),
    _column("department", _l("Department"), Kind.TEXT, _l("Of the primary job on the day of the training."), sort=True),
    _column("position", _l("Position"), Kind.TEXT, _l("Of the primary job on the day of the training.")),
    _column("credited_on", _l("Training date"), Kind.DATE,
            _l("The day the course was completed or the training took place."), sort=True),
    _column("item", _l("Training"), Kind.TEXT, _l("What was taught, as it was called then."), sort=True),
    _column("version", _l("Version"), Kind.TEXT, _l("The edition of the course.")),
    _column("mode", _l("Mode"), Kind.TEXT, _l("How it was taught.")),
    _column("counted", _l("Credited hours"), Kind.NUMBER,
            _l("Hours that count; they add up to those of the report on hours. 0 where the entry was corrected or taken back, where "
               "the person had done the same before in the period, and where nobody employed the person on that day.")),
    _column("hours", _l("Hours as recorded"), Kind.NUMBER,
            _l("Hours of 45 minutes, as the course or the session said on that day, whether they still count or not."), sort=True),
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
    """Three statements for a page of the list; of a file, one each for its rows, their sum and their digest."""
    has_scores = not asked.may(Permission.READ_SCORE).empty
    columns = [column for column in COLUMNS if has_scores or column.key != "score"]
    row_count = _count(asked)
    is_short = row_count is None or row_count <= MOST_ADDED_UP
    table = Table(
        "ledger",
        _("Entries"),
        columns,
        _rows(asked),
        total=_total(asked) if is_short else None,
        row_count=row_count,
        sort="credited_on",
        empty=_("No training was credited in this period."),
        note="" if is_short else _("Files have the sum of the credited hours; it is that of the report on hours."),
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


def _total(asked: Asked) -> SimpleNamespace:
    """The row that the others sum to: of all pages."""
    then = Then.of(asked)
    value = db.session.scalar(among(asked, then, func.sum(counted(asked, then)))) or 0
    values = {column.key: None for column in COLUMNS} | {"state": Mark(_("Total")), "counted": float(value)}
    return SimpleNamespace(**values)


def _count(asked: Asked) -> int | None:
    """On all pages; None in a file, which is read to its end."""
    if asked.page is None:
        return None
    return db.session.scalar(among(asked, Then.of(asked), func.count(), lean=True)) or 0


def _digest(asked: Asked) -> list[tuple[str, str]]:
    """SHA-256 over the rows of a file: equal as long as the ledger says the same, in whatever language and form."""
    if asked.page is not None:
        return []
    found = hashlib.sha256()
    count = 0
    then = Then.of(asked)
    statement = among(asked, then, *FIXED, then.job.department_id, then.job.position_id).order_by(Credit.id)
    for row in db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        count += 1
        found.update(json.dumps([*row], default=date.isoformat, separators=(",", ":")).encode() + b"\n")
    return [(_("Entries"), str(count)), (_("Digest of the entries (SHA-256)"), found.hexdigest())]


def _statement(asked: Asked) -> Select[*tuple[Any, ...]]:
    then, by, scores = Then.of(asked), aliased(User), asked.may(Permission.READ_SCORE)
    place = then.place
    orders: dict[str, Any] = {
        "credited_on": Credit.credited_on,
        "name": User.name_key,
        "department": place.c.path,
        "item": Credit.item_en if language() == "en" else Credit.item_zh,
        "hours": Credit.hours,
    }
    columns = (
        Credit.id,
        standing(asked).label("standing"),
        *(getattr(Credit, name) for name in TAKEN_AS_IT_IS),
        case((scores.covers_then(place.c.path), Credit.score_ratio), else_=null()).label("score_ratio"),
        counted(asked, then).label("counted"),
        (Credit.item_en if language() == "en" else Credit.item_zh).label("item"),
        User.staff_no,
        User.name,
        (place.c.name_en if language() == "en" else place.c.name_zh).label("department"),
        (Position.name_en if language() == "en" else Position.name_zh).label("position"),
        by.name.label("recorded_by"),
        _certificate(asked).label("certificate_no"),
    )
    statement = among(asked, then, *columns).outerjoin(by, by.id == Credit.recorded_by_id)
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
        counted=row.counted,
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
        Choice(
            "rows",
            _l("Entries"),
            (
                (ALL, _l("With corrections")),
                (HOLDING, _l("Only those that hold")),
                (COUNTING, _l("Only those that count as hours")),
            ),
        ),
        Choice("kind", _l("Recorded from"), _kinds),
        Choice("subject", _l("Subject"), _subjects),
    ),
    about_people=False,
    asks_closed=True,
    sorts=("credited_on", "name", "department", "item", "hours"),
)
