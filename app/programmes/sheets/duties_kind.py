"""Sheets of duties as a kind of import."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Permission, Scope
from app.content import queries as content
from app.db import db, locked
from app.errors import Conflict
from app.filters import listed
from app.i18n import LANGUAGES
from app.people.importing.cells import Wrong, day, staff_no, text
from app.people.importing.company import Company, load_company
from app.people.importing.drafting import Line
from app.people.importing.kinds import Request, Tell
from app.people.importing.models import ImportLine, ImportPlan
from app.people.importing.sheets import Field, Row, Table
from app.people.importing.stated import shown
from app.people.models import User
from app.programmes.definitions.actions import course_programme
from app.programmes.definitions.queries import find_version
from app.programmes.duties.actions import assign, release
from app.programmes.models import Programme, ProgrammeVersion
from app.reasons import LONGEST_REASON

from .fields import FIELDS, KNOWN_BY
from .standing import Duty, ask_for, list_asked, list_duties, list_offered

LONGEST_CODE = 100
MOST_NAMED = 10


class Duties:
    name = "assignments"
    permission = Permission.DEFINE_PROGRAMME  # of those who may decide about every duty in their scope
    fields: Sequence[Field] = FIELDS
    known_by: tuple[str, ...] = KNOWN_BY

    def plan(self, table: Table, plan: Request, tell: Tell) -> tuple[list[Line], str]:
        today = clock.today()
        company = load_company(plan.scope, today=today)
        offered = list_offered(plan.scope, today=today)
        duties = list_duties({each for each in offered.values() if isinstance(each, int)})
        seen: dict[tuple[int, object], int] = {}
        lines = []
        for row in table.rows:
            line = Line(row.number, "wrong", None, {key: shown(cell) for key, cell in row.cells.items()})
            _read(line, row, company, offered, plan.by_id)
            lines.append(line)
        fine = [line for line in lines if not _is_wrong(line)]
        asked = list_asked({had.id for line in fine if (had := duties.get(_which(line))) is not None})
        for line in fine:
            _compare(line, duties, asked, seen, today)
        tell(len(lines))
        return lines, _digest(lines, company)

    def basis_now(self, plan: ImportPlan, lines: Sequence[ImportLine], scope: Scope) -> str:
        ids = sorted({line.done["programme"] for line in lines if isinstance(line.done.get("programme"), int)})
        db.session.execute(locked(select(Programme.id).where(Programme.id.in_(ids)).order_by(Programme.id)))
        return _digest(lines, load_company(scope, today=clock.today()))

    def write(self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime) -> list[int]:
        wanted = [line for line in lines if line.done]
        versions = {which: _version(which, now) for which in {line.done["programme"] for line in wanted}}
        before = list_duties({version.programme_id for version in versions.values()})
        asked = list_asked([duty.id for duty in before.values() if duty.stands])
        groups: dict[tuple[int | str, str, int], dict[int, date]] = defaultdict(dict)
        for line in wanted:
            had = before.get((line.done["user_id"], versions[line.done["programme"]].programme_id))
            group = (line.done["programme"], line.done["reason"], had.round if had else 1)
            groups[group][line.done["user_id"]] = date.fromisoformat(line.done["due"])
        for (which, reason, number), due in groups.items():
            assign(
                versions[which],
                due,
                start_on=clock.local_date(now),
                now=now,
                by_id=by_id,
                reason=reason,
                batch=f"import-{plan.id}",
                round=number,
            )
        db.session.flush()
        after = list_duties({version.programme_id for version in versions.values()})
        for line in wanted:
            key = (line.done["user_id"], versions[line.done["programme"]].programme_id)
            duty = after[key]
            by_person = asked.get(duty.id)
            line.done = {
                "user_id": key[0],
                "programme": key[1],
                "duty": duty.id,
                "change": duty.last_change_id,
                "asked": by_person.isoformat() if by_person else None,
            }
        return sorted({line.done["user_id"] for line in wanted})

    def take_back(
        self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime
    ) -> list[int]:
        """What the sheet asked for ends. Duties that nothing else asks for are archived; a day once promised stays."""
        done = [line.done for line in lines if line.done]
        standing = list_duties({one["programme"] for one in done})
        changed = [one for one in done if standing[(one["user_id"], one["programme"])].last_change_id != one["change"]]
        if changed:
            raise Conflict(
                _(
                    "Somebody has changed these duties since the import: %(names)s. Nothing was undone.",
                    names=_names([one["user_id"] for one in changed]),
                )
            )
        ask_for({one["duty"]: date.fromisoformat(one["asked"]) for one in done if one["asked"]})
        release(
            [one["duty"] for one in done if not one["asked"]], rule_id=None, now=now, batch=f"import-{plan.id}-undone"
        )
        return sorted({one["user_id"] for one in done})

    def staying(self, _plan: ImportPlan) -> dict[int, list[str]]:
        return {}


def _names(user_ids: Sequence[int]) -> str:
    ids = sorted(set(user_ids))
    found = db.session.execute(select(User.name, User.staff_no).where(User.id.in_(ids[:MOST_NAMED])))
    more = _(", and %(count)s more", count=len(ids) - MOST_NAMED) if len(ids) > MOST_NAMED else ""
    return listed(f"{name} ({number})" for name, number in found) + more


def _version(which: int | str, now: datetime) -> ProgrammeVersion:
    if isinstance(which, str):
        course = content.get_course(which)
        return course_programme(course.id, titles={tag: course.title_in(tag) for tag in LANGUAGES}, now=now)
    found = find_version(which)
    if found is None:
        raise Conflict(_("A programme in this plan has no published version any more."))
    return found


def _read(line: Line, row: Row, company: Company, offered: dict[str, int | str], by_id: int | None) -> None:
    """Fills in `done`, or complains."""
    done: dict[str, Any] = {"reason": ""}
    for key in ("staff_no", "programme", "due", "reason"):
        cell = row.cells.get(key, "")
        try:
            if row.noted.get(key) == "no-value":
                raise Wrong("formula-without-value")
            if cell == "" and key != "reason":
                raise Wrong("needed")
            if key == "staff_no":
                done["user_id"] = _person(staff_no(cell), company, by_id)
            elif key == "programme":
                done["programme"] = offered.get(text(cell, longest=LONGEST_CODE).casefold())
                if done["programme"] is None:
                    raise Wrong("unknown")
            elif key == "due":
                done["due"] = day(cell).isoformat()
            elif cell != "":
                done["reason"] = text(cell, longest=LONGEST_REASON)
        except Wrong as wrong:
            _complain(line, key, wrong.code, **wrong.more)
    if not _is_wrong(line):
        line.user_id, line.done = done["user_id"], done
        line.given["name"] = company.people[line.user_id].name if line.user_id else ""


def _person(number: str, company: Company, by_id: int | None) -> int:
    known = company.by_number.get(number.casefold())
    standing = company.standing(known.id) if known else None
    is_here = standing is not None and (standing.ended_on is None or standing.ended_on > company.today)
    if known is None or not is_here or not company.may_change(known.id):
        raise Wrong("unknown-person")
    if known.id == by_id:
        raise Wrong("own-duty")
    return known.id


def _which(line: Line) -> tuple[int, Any]:
    """Whose duty it is about, and the programme, or the course that has none yet."""
    return line.done["user_id"], line.done["programme"]


def _compare(
    line: Line,
    duties: dict[tuple[int, int], Duty],
    asked: dict[int, date],
    seen: dict[tuple[int, object], int],
    today: date,
) -> None:
    """`asked`: by which day a person asked for duties. What was asked for already is no change, though it is due later."""
    which = _which(line)
    if which in seen:
        _complain(line, "staff_no", "twice", row=str(seen[which]))
        line.action, line.done = "duplicate", {}
        return
    seen[which] = line.number
    wanted, had = date.fromisoformat(line.done["due"]), duties.get(which)
    line.done["seen"] = [had.id, had.last_change_id] if had else None
    if had is not None and had.stands and wanted in (had.due_on, asked.get(had.id)):
        line.action, line.done = "same", {}
        return
    if wanted < today:
        _complain(line, "due", "due-passed", level="warning")
    if had is not None and wanted < had.due_on:
        _complain(line, "due", "not-earlier", level="warning", known=had.due_on.isoformat())
    line.action = "change" if had else "assign"
    line.before = {"due": had.due_on.isoformat()} if had else {}
    line.after = {"due": max(wanted, had.due_on).isoformat() if had else wanted.isoformat()}
    line.after["programme"] = line.given["programme"]


def _complain(line: Line, field: str, code: str, *, level: str = "error", **more: str) -> None:
    value = str(line.given.get(field, ""))
    line.complaints.append({"field": field, "code": code, "level": level, "value": value, **more})


def _is_wrong(line: Line) -> bool:
    return any(each["level"] == "error" for each in line.complaints)


def _digest(lines: Iterable[Line | ImportLine], company: Company) -> str:
    """Of the duties that the lines would give or change, and of who may still be given them."""
    wanted = [line for line in lines if line.done]
    now = list_duties({line.done["programme"] for line in wanted if isinstance(line.done["programme"], int)})
    summary = hashlib.sha256(repr((company.scope.everything, company.scope.paths)).encode())
    for line in wanted:
        user_id, which = line.done["user_id"], line.done["programme"]
        duty, standing = now.get((user_id, which)), company.standing(user_id)
        here = standing is not None and (standing.ended_on is None or standing.ended_on > company.today)
        facts = (user_id, which, duty and (duty.id, duty.last_change_id), here and company.may_change(user_id))
        summary.update(repr(facts).encode())
    return summary.hexdigest()
