"""The pages that every kind of import has: the upload taken in, the plan, its confirmation, its undoing, what is wrong."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app import clock, jobs
from app.access import scope_of
from app.db import writing
from app.people import changed

from . import acts, queries
from .asking import MOST_BYTES, UndoForm, UploadForm
from .complaints import problems
from .jobs import plan_sheet
from .kinds import KINDS
from .sheets import BadSheet, Field, read_table
from .traces import list_staying
from .words import TABS, action_name, shown_value
from .writing_sheets import as_csv

PROBLEMS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Pages:
    """A kind of import under its own addresses. `prefix`: of its endpoints, such as “people.import_”."""

    kind: str
    prefix: str
    section: str  # of the navigation
    titles: dict[str, Any]  # lazy texts: "list", "one"

    def address(self, name: str, **arguments: Any) -> str:
        return url_for(f"{self.prefix}{name}", **arguments)

    def take_in(self, form: UploadForm, options: dict[str, Any]) -> ResponseReturnValue | None:
        """Read the sheet that was sent and ask for its plan; None where it is refused: the form says why."""
        kind, scope = KINDS[self.kind], scope_of(KINDS[self.kind].permission)
        upload: FileStorage = form.sheet.data
        data = upload.stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            form.sheet.errors = [_("The file is larger than 8 MiB.")]
            return None
        try:
            table = read_table(data, kind.fields, known_by=kind.known_by)
        except BadSheet as refused:
            form.sheet.errors = [refused.message]
            return None
        by_id, name = current_user.id, (upload.filename or "")
        with writing():
            plan = acts.start(
                self.kind,
                table,
                key=form.key.data,
                data=data,
                file_name=name,
                options=options,
                scope=scope,
                by_id=by_id,
                now=clock.now(),
            )
            plan_id, key = plan.id, plan.key
        jobs.enqueue(plan_sheet, plan_id)
        return redirect(self.address("plan", import_key=key), 303)

    def show(self, key: str, undo_form: UndoForm | None = None) -> ResponseReturnValue:
        """The plan: what is wrong first, then what would happen, a tab for each kind of line."""
        scope = scope_of(KINDS[self.kind].permission)
        plan = queries.get_plan(key, kind=self.kind, scope=scope)
        tabs = [(action, plan.counts.get(action, 0)) for action in TABS if plan.counts.get(action)]
        action = request.args.get("show", "")
        action = action if action in dict(tabs) else next(iter(dict(tabs)), "")
        page_count = max(1, -(-plan.counts.get(action, 0) // queries.LINES_A_PAGE))
        page = min(max(request.args.get("page", 1, type=int), 1), page_count)
        is_ready, is_interrupted = plan.state != "reading", acts.is_interrupted(plan, now=clock.now())
        found = queries.list_problem_lines(plan, errors_only=False, most=PROBLEMS_SHOWN) if is_ready else []
        stay = KINDS[self.kind].staying(plan) if plan.state == "applied" else {}
        lines = queries.list_lines(plan, action, page=page) if is_ready else []
        answer = render_template(
            "people/importing/show_plan.html",
            pages=self,
            plan=plan,
            is_interrupted=is_interrupted,
            tabs=tabs,
            action=action,
            lines=lines,
            known=queries.known_names(lines, scope=scope),
            problems=problems(plan, found),
            page=page,
            page_count=page_count,
            page_link=lambda number: self.address("plan", import_key=key, show=action, page=number),
            action_name=action_name,
            fields={field.key: field.title for field in KINDS[self.kind].fields},
            shown_value=partial(shown_value, names=queries.place_names(scope=scope)),
            error_count=plan.counts.get("wrong", 0) + plan.counts.get("duplicate", 0),
            leaver_count=queries.count_chosen_leavers(plan) if plan.counts.get("leaver") and is_ready else 0,
            stay_count=len(stay),
            staying=list_staying(stay) if stay else [],
            undo_form=undo_form or UndoForm(),
            people=queries.names_of(plan),
        )
        return answer, 422 if undo_form and undo_form.errors else 200

    def apply(self, key: str) -> ResponseReturnValue:
        scope, by_id, good_only = (
            scope_of(KINDS[self.kind].permission),
            current_user.id,
            request.form.get("good_only") == "1",
        )
        with writing():
            ids = acts.apply(
                key,
                kind=self.kind,
                good_only=good_only,
                scope=scope,
                by_id=by_id,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        if ids:
            changed.tell(ids)
        flash(_("The import is done."), "ok")
        return redirect(self.address("plan", import_key=key), 303)

    def undo(self, key: str) -> ResponseReturnValue:
        form, scope, by_id = UndoForm(), scope_of(KINDS[self.kind].permission), current_user.id
        if not form.validate_on_submit():
            return self.show(key, form)
        with writing():
            ids = acts.undo(
                key,
                kind=self.kind,
                reason=form.reason.data,
                scope=scope,
                by_id=by_id,
                now=clock.now(),
                request_id=g.get("request_id", ""),
            )
        if ids:
            changed.tell(ids)
        flash(_("The import is undone."), "ok")
        return redirect(self.address("plan", import_key=key), 303)

    def plan_again(self, key: str) -> ResponseReturnValue:
        scope = scope_of(KINDS[self.kind].permission)
        with writing():
            plan_id = acts.plan_again(key, kind=self.kind, scope=scope, now=clock.now()).id
        jobs.enqueue(plan_sheet, plan_id)
        return redirect(self.address("plan", import_key=key), 303)

    def drop(self, key: str) -> ResponseReturnValue:
        scope = scope_of(KINDS[self.kind].permission)
        with writing():
            acts.drop(key, kind=self.kind, scope=scope)
        flash(_("The plan is deleted. Nothing was written."), "ok")
        return redirect(self.address("list"), 303)

    def choose_leavers(self, key: str) -> ResponseReturnValue:
        scope = scope_of(KINDS[self.kind].permission)
        shown, ticked = (request.form.getlist(name, type=int) for name in ("shown", "leaver"))
        with writing():
            acts.choose_leavers(key, kind=self.kind, shown=shown, ticked=ticked, scope=scope)
        flash(_("Noted who leaves."), "ok")
        return redirect(
            self.address("plan", import_key=key, show="leaver", page=request.form.get("page", 1, type=int)), 303
        )

    def download_problems(self, key: str) -> Response:
        """Every cell that is wrong or doubtful, as csv."""
        plan = queries.get_plan(key, kind=self.kind, scope=scope_of(KINDS[self.kind].permission))
        found = problems(plan, queries.list_problem_lines(plan, errors_only=False, most=queries.MOST_PROBLEMS))
        rows = [
            {
                "row": each.row,
                "column": each.column,
                "value": each.value,
                "text": each.text,
                "weight": _("Error") if each.is_error else _("Warning"),
            }
            for each in found
        ]
        response = Response(as_csv(_problem_fields(), rows), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="problems-{plan.id}.csv"'
        return response


def _problem_fields() -> list[Field]:
    titles = {
        "row": _("Row"),
        "column": _("Column"),
        "value": _("Value"),
        "text": _("What is the matter"),
        "weight": _("Weight"),
    }
    return [Field(key, "", title) for key, title in titles.items()]
