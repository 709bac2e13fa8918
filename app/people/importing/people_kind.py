"""Sheets of people as a kind of import."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.access import Permission, Scope
from app.db import MANY, db, locked
from app.people.models import User

from .addresses import telling_of_changes
from .company import digest, load_company
from .drafting import Line
from .fields import FIELDS, KNOWN_BY
from .kinds import Request, Tell
from .models import ImportLine, ImportPlan
from .planning import basis_of, make_plan
from .sheets import Field, Table
from .traces import who_stays
from .undoing_people import take_back_people
from .writing_people import write_people


class People:
    name = "people"
    permission = Permission.MANAGE_PEOPLE
    fields: Sequence[Field] = FIELDS
    known_by: tuple[str, ...] = KNOWN_BY

    def plan(self, table: Table, plan: Request, tell: Tell) -> tuple[list[Line], str]:
        company = load_company(plan.scope, today=clock.today())
        made = make_plan(
            table,
            company,
            on=date.fromisoformat(plan.options["on"]),
            everybody_of=plan.options.get("everybody_of"),
            by_id=plan.by_id,
            tell=tell,
        )
        return made.lines, made.basis_hash

    def basis_now(self, plan: ImportPlan, lines: Sequence[ImportLine], scope: Scope) -> str:
        basis = basis_of(lines)
        ids = sorted(basis.people)
        for at in range(0, len(ids), MANY):
            db.session.execute(locked(select(User.id).where(User.id.in_(ids[at : at + MANY])).order_by(User.id)))
        return digest(load_company(scope, today=clock.today()), basis)

    def write(self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime) -> list[int]:
        with telling_of_changes(lines, now=now):
            return write_people(lines, by_id=by_id, now=now, on=date.fromisoformat(plan.options["on"]))

    def take_back(
        self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime
    ) -> list[int]:
        with telling_of_changes(lines, now=now):
            ids, counts = take_back_people(plan.id, lines)
        plan.options = {**plan.options, "undone": counts}
        return ids

    def staying(self, plan: ImportPlan) -> dict[int, list[str]]:
        return who_stays(plan.id)
