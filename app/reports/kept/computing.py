"""One run's report for one recipient: asked with their rights of this moment, in their language, as page and as file."""

from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import scope_in
from app.errors import NotFound
from app.mail import Attachment
from app.people.viewer import Viewer
from app.reports.frame import csv, pdf, xlsx
from app.reports.frame.asking import Asked
from app.reports.frame.document import Document, document
from app.reports.frame.model import Answer, Table, Take
from app.reports.frame.views import answer_of
from app.reports.registry import reports

from .models import Run, Schedule
from .running import Outcome
from .schedules import Form
from .timing import days_of
from .values import read

LARGEST = (
    5 * 1024 * 1024
)  # bytes of a file that goes by mail: many servers take no more than 10 MB, and base64 adds a third
IN_MEMORY = 1024 * 1024
MEDIA_TYPES = {Form.XLSX: xlsx.MEDIA_TYPE, Form.CSV: csv.MEDIA_TYPE, Form.PDF: pdf.MEDIA_TYPE}


@dataclass(frozen=True, slots=True)
class Computed:
    """What a run has for somebody.

    `query`: of the link; `answer`: its first page, None where it holds nothing at all; `row_count`: of the data, on all pages.
    """

    outcome: Outcome
    query: dict[str, str]
    asked: Asked | None = None
    answer: Answer | None = None
    row_count: int | None = None
    attachment: Attachment | None = None


def compute(schedule: Schedule, run: Run, who: Viewer, *, now: datetime) -> Computed:
    """What somebody gets of a run. Whatever they may not read is not in it, and nothing of it is stored."""
    report, query = reports().get(schedule.report), query_of(schedule, run)
    if report is None:
        return Computed(Outcome.GONE, query)
    if scope_in(who.grants, report.permission).empty:
        return Computed(Outcome.NO_RIGHT, query)
    try:
        asked = read(report, query, viewer=who, now=now)
    except (NotFound, UnprocessableEntity):
        return Computed(Outcome.GONE, query)
    answer = answer_of(asked)
    count = count_rows(answer)
    if not any(map(_row_count, answer.tables)):
        return Computed(Outcome.EMPTY, query, asked, None, 0)
    if schedule.form == Form.LINK or (schedule.form == Form.CSV and not count):  # which would be headings alone
        return Computed(Outcome.LINKED if count else Outcome.EMPTY, query, asked, answer, count)
    whole = read(report, query, viewer=who, now=now, whole=True)
    file = _file(document(whole, answer_of(whole), number=number_of(run)), Form(schedule.form))
    outcome = Outcome.TOO_LARGE if file is None else Outcome.ATTACHED if count else Outcome.EMPTY
    return Computed(outcome, query, asked, answer, count, file)


def query_of(schedule: Schedule, run: Run) -> dict[str, str]:
    """The address's values of a run: those of the schedule, on the day of the run, with the days of its period."""
    day = clock.local_date(run.due_at)
    query = {**schedule.query, "as_of": day.isoformat()}
    report = reports().get(schedule.report)
    if report is not None and Take.PERIOD in report.takes:
        first, last = days_of(schedule.period, day)
        query |= {"from": first.isoformat(), "to": last.isoformat()}
    return query


def number_of(run: Run) -> str:
    """What stands on every copy of a run."""
    return f"S{run.schedule_id}-{run.id}"


def count_rows(answer: Answer) -> int:
    """How many rows the data has, on all its pages."""
    return _row_count(answer.tables[0]) if answer.tables else 0


def _row_count(table: Table) -> int:
    return table.row_count if table.row_count is not None else len(list(table.rows))


def _file(told: Document, form: Form) -> Attachment | None:
    """None where it is too large for a mail."""
    with SpooledTemporaryFile(IN_MEMORY) as target:
        write(told, form, target)
        if target.tell() > LARGEST:
            return None
        target.seek(0)
        return Attachment(f"{told.name}.{form}", MEDIA_TYPES[form], target.read())


def write(told: Document, form: str, target: IO[bytes]) -> None:
    """A document as a file of a kind, into an open one; it stands at its end afterwards."""
    if form == Form.XLSX:
        xlsx.write(told, target)
        target.seek(0, 2)
    elif form == Form.PDF:
        target.write(pdf.made(told))
    else:
        for piece in csv.stream(told):
            target.write(piece)
