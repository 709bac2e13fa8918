"""Frozen copies: the list, freezing, the copy as page and files, whether it is still what was frozen, what has changed since."""

import secrets
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from flask import Response, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.errors import Conflict, NotFound
from app.filters import whole
from app.i18n import LANGUAGES, language
from app.people.actions import record_act
from app.reports.frame.asking import Asked
from app.reports.frame.document import Document, filters, scope_name
from app.reports.frame.listing import ROWS_A_PAGE, page_count
from app.reports.frame.model import Take
from app.reports.frame.views import answer_of
from app.reports.registry import reports
from app.resending import keeps
from app.taking import status

from .. import comparing, freezing, snapshots, values
from ..computing import MEDIA_TYPES, count_rows, write
from ..forms import FreezeForm
from ..phrasebook import speaking_as_noted
from ..schedules import Form
from ..snapshots import SnapshotRow, Verdict
from .blueprint import asked_of, bp, open_report, reader

MOST_ROWS = 500  # shown of a table that is not the data


@bp.get("/snapshots")
@requires(Permission.FREEZE_REPORT)
def list_snapshots() -> str:
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    rows, count = snapshots.list_snapshots(reader(), page=page)
    return render_template(
        "reports/kept/list_snapshots.html",
        rows=rows,
        reports=reports(),
        page=page,
        page_count=page_count(count),
        page_link=lambda number: url_for(".list_snapshots", page=number),
    )


@bp.route("/snapshots/new/<name>", methods=["GET", "POST"])
@requires(Permission.FREEZE_REPORT)
@keeps
def freeze(name: str) -> ResponseReturnValue:
    """What the page of this address shows now, whole."""
    now, who = clock.now(), reader()
    asked = asked_of(name, now)
    freezing.places_of(asked)
    form = FreezeForm()
    if request.method == "GET":
        form.key.data = secrets.token_urlsafe(18)
        form.title.data = str(asked.report.title)
    if form.validate_on_submit():
        code = freezing.freeze(
            open_report(name),
            values.kept(asked),
            title=form.title.data,
            reason=form.reason.data,
            key=form.key.data,
            who=who,
            now=now,
            request_id=g.get("request_id", ""),
        )
        return redirect(url_for(".show_snapshot", snapshot_code=code), 303)
    rows = count_rows(answer_of(asked))
    facts = [*_when_and_where(asked), *filters(asked), (_("Rows"), whole(rows))]
    return render_template("reports/kept/freeze.html", form=form, asked=asked, facts=facts), status(form)


@bp.get("/snapshots/<snapshot_code>")
@requires(Permission.FREEZE_REPORT)
def show_snapshot(snapshot_code: str) -> ResponseReturnValue:
    """The copy as it was frozen. One that does not fit its hashes is not shown."""
    row = snapshots.get_snapshot(snapshot_code, reader())
    verdict = snapshots.verify(row.snapshot)
    if verdict.faults:
        return render_template("reports/kept/broken_snapshot.html", row=row, verdict=verdict), 409
    count = row.snapshot.row_count
    page = min(max(1, request.args.get("page", 1, type=int)), page_count(count))
    told = snapshots.document(row.snapshot, language())
    return render_template(
        "reports/kept/show_snapshot.html",
        row=row,
        told=told,
        tables=_tables(told, verdict, page),
        page=page,
        page_count=page_count(count),
        page_link=lambda number: url_for(".show_snapshot", snapshot_code=snapshot_code, page=number),
        report=reports().get(row.snapshot.report),
    )


@bp.get("/snapshots/<snapshot_code>.<any(xlsx, csv, pdf):kind>")
@requires(Permission.FREEZE_REPORT)
def download_snapshot(snapshot_code: str, kind: str) -> Response:
    """The same bytes whenever they are asked for. `lang` of the address: in which language."""
    who, now = reader(), clock.now()
    row = snapshots.get_snapshot(snapshot_code, who)
    _refuse_broken(snapshots.verify(row.snapshot))
    wanted = request.args.get("lang", "")
    tag = wanted if wanted in LANGUAGES else language()
    target = TemporaryFile()  # noqa: SIM115 - the server closes it when it is sent
    name = write_file(row, tag, kind, target)
    report = row.snapshot.report
    with writing():
        record_act(
            "report exported",
            actor_id=who.id,
            now=now,
            request_id=g.get("request_id", ""),
            report=report,
            kind=kind,
            snapshot=snapshot_code,
        )
    target.seek(0)
    return send_file(target, mimetype=MEDIA_TYPES[Form(kind)], as_attachment=True, download_name=f"{name}.{kind}")


@bp.get("/snapshots/<snapshot_code>/verify")
@requires(Permission.FREEZE_REPORT)
def verify_snapshot(snapshot_code: str) -> str:
    row = snapshots.get_snapshot(snapshot_code, reader())
    return render_template("reports/kept/verify_snapshot.html", row=row, verdict=snapshots.verify(row.snapshot))


@bp.get("/snapshots/<snapshot_code>/compare")
@requires(Permission.FREEZE_REPORT)
def compare_snapshot(snapshot_code: str) -> ResponseReturnValue:
    """What has been restated since."""
    who, now = reader(), clock.now()
    row = snapshots.get_snapshot(snapshot_code, who)
    verdict = snapshots.verify(row.snapshot)
    _refuse_broken(verdict)
    report = reports().get(row.snapshot.report)
    try:
        found = comparing.compare(row, verdict.row_counts, reader=who, now=now)
    except (NotFound, UnprocessableEntity):
        found = None
    page = render_template("reports/kept/compare_snapshot.html", row=row, found=found, report=report)
    return page, 200 if found is not None else 404


def _when_and_where(asked: Asked) -> list[tuple[str, str]]:
    found = [(_("Scope"), scope_name(asked)), (_("As of"), asked.as_of.isoformat())]
    if Take.PERIOD in asked.report.takes:
        found.insert(1, (_("Period"), f"{asked.first.isoformat()} – {asked.last.isoformat()}"))
    return found


def write_file(row: SnapshotRow, tag: str, kind: str, target: IO[bytes]) -> str:
    """Write a file of a copy in a language, with the words of the day it was frozen; its name without the ending."""
    words = snapshots.head(row.snapshot.id, tag)["words"]
    with speaking_as_noted(tag, words):
        told = snapshots.document(row.snapshot, tag)
        write(told, kind, target)
    return told.name


def _tables(told: Document, verdict: Verdict, page: int) -> list[dict[str, object]]:
    """Each table with the rows that the page shows: of the data one page, of the others the first."""
    found = []
    for number, sheet in enumerate(told.sheets):
        first = (page - 1) * ROWS_A_PAGE if number == 0 else 0
        last = first + ROWS_A_PAGE if number == 0 else MOST_ROWS
        count = verdict.row_counts.get(number, 0)
        shown = [place for place, column in enumerate(sheet.columns) if not column.only_in_files]
        found.append(
            {
                "sheet": sheet,
                "columns": [sheet.columns[place] for place in shown],
                "rows": [[row[place] for place in shown] for row in islice(sheet.rows, first, last)],
                "total": None if sheet.total is None else [sheet.total[place] for place in shown],
                "count": count,
                "is_data": not number,
            }
        )
    return found


def _refuse_broken(verdict: Verdict) -> None:
    if verdict.faults:
        raise Conflict(
            _("This copy is not what was frozen: nothing of it is handed out. Look at “Verify” on its page.")
        )
