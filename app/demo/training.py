"""Programmes, rules and decisions of the demo company: what HR would have set up in its first year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db
from app.people.models import Job, User
from app.people.organisation import absences
from app.people.organisation.acts import Act
from app.people.organisation.delegations import delegate
from app.people.organisation.reasons import AbsenceKind
from app.programmes.definitions.actions import create_programme, publish_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline
from app.programmes.definitions.particulars import Particulars
from app.programmes.duties import actions as duties
from app.programmes.duties.kinds import ChangeKind
from app.programmes.duties.rows import states as states_of
from app.programmes.models import Assignment, AssignmentSource
from app.programmes.rules.actions import By, Definition, Due, add_rule, apply_rule
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.evaluating import ask_of, path_of
from app.programmes.rules.plans import plan
from app.programmes.states import DutyState

from .chance import chance

EVERYWHERE = Scope(everything=True)
START = "START"
YEARLY = "WHS-YEAR"
PRICING = "PRICING"
RULES_SINCE = timedelta(days=75)
NEEDED = {
    "c1-foundations",
    "c3-landed-cost",
    "c5-overseas-warehouse",
}  # without these courses there is nothing to assign


@dataclass(frozen=True, slots=True)
class Staff:
    """Ids of whom the company has: people by staff number, departments by code."""

    people: Mapping[str, int]
    units: Mapping[str, int]


def set_up(staff: Staff, course_ids: set[str], *, now: datetime) -> None:
    """Programmes with their rules applied some weeks ago, and what was decided about some duties since."""
    if not course_ids >= NEEDED:
        return
    since, by = now - RULES_SINCE, By(staff.people["H0001"])
    _rules(_programmes(by, since), staff, by, since)
    _decide(by, now)
    _stand_in(staff, by, now)
    _rest(by, now)


def _programmes(by: By, since: datetime) -> dict[str, int]:
    made = {}
    for particulars, outline in (
        (
            Particulars(
                START,
                "跨境电商上岗培训",
                "Starting out in cross-border e-commerce",
                Requirement.POST,
                "入职两个月内人人要学的基础，加一门自选课。",
                "The basics for everybody who joins, and one course of their choice.",
                source="《新员工培训管理办法》第六条",
                owner_id=by.id,
            ),
            Outline(
                (Entry("c1-foundations"), Entry("c3-landed-cost", False), Entry("c5-overseas-warehouse", False)),
                electives_needed=1,
                note="首次发布",
            ),
        ),
        (
            Particulars(
                YEARLY,
                "海外仓年度复训",
                "Overseas warehouse: yearly refresher",
                Requirement.POLICY,
                "海外仓人员每年复训一次。",
                "Once a year for everybody in the overseas warehouses.",
                source="《海外仓作业安全规程》2025 版",
                owner_id=by.id,
            ),
            Outline((Entry("c5-overseas-warehouse"),), valid_months=12, window_days=60, grace_days=15, note="首次发布"),
        ),
        (
            Particulars(
                PRICING,
                "定价与到岸成本",
                "Pricing and landed cost",
                Requirement.DEVELOPMENT,
                "给想提高报价能力的同事，由直接上级推荐。",
                "For colleagues who want to price better; line managers propose them.",
                is_mandatory=False,
                owner_id=by.id,
            ),
            Outline((Entry("c3-landed-cost"),), note="首次发布"),
        ),
    ):
        programme = create_programme(particulars, now=since, by_id=by.id)
        publish_outline(programme.id, outline, now=since, by_id=by.id)
        made[programme.code] = programme.id
    return made


def _rules(programmes: Mapping[str, int], staff: Staff, by: By, since: datetime) -> None:
    day = clock.local_date(since)
    for programme_id, definition in (
        (
            programmes[START],
            Definition(
                "新入职员工",
                Audience(all=Conditions(hired_within=180)),
                Due("working_days", due_days=30),
                None,
                "《新员工培训管理办法》",
            ),
        ),
        (
            programmes[YEARLY],
            Definition(
                "海外仓全体",
                Audience(all=Conditions(departments=(staff.units["L-OW"],))),
                Due("date", due_on=day + timedelta(days=90)),
                None,
                "年度复训计划",
            ),
        ),
    ):
        rule = add_rule(programme_id, definition, by=by, now=since)
        digest = plan(ask_of(rule, path_of(rule)), today=day).digest
        apply_rule(rule.id, version=rule.version, digest=digest, key=f"demo-{rule.id}", by=by, now=since)


def _decide(by: By, now: datetime) -> None:
    """An extension, a waiver and a pause, each with its reason."""
    today = clock.local_date(now)
    until = today + timedelta(days=21)
    standing = (
        select(Assignment.id)
        .join(AssignmentSource, AssignmentSource.assignment_id == Assignment.id)
        .where(AssignmentSource.rule_id.is_not(None), Assignment.exit_on.is_(None))
        .order_by(Assignment.id)
    )
    duty_ids = list(db.session.scalars(standing))
    states = states_of(duty_ids, today=today)
    still_open = [duty for duty in duty_ids if states[duty] not in {DutyState.COMPLETED, DutyState.ENDED_BY_EXIT}]
    for (kind, reason, day), duty in zip(
        (
            (ChangeKind.EXTEND, "旺季发货，部门申请延后三周", until),
            (ChangeKind.WAIVE, "已有省级海外仓运营证书", None),
            (ChangeKind.PAUSE, "借调到展会项目组", until),
        ),
        chance("decisions").sample(still_open, min(3, len(still_open))),
        strict=False,
    ):
        duties.change(kind, [duty], until=day, reason=reason, by_id=by.id, approver_id=by.id, now=now)


def _stand_in(staff: Staff, by: By, now: datetime) -> None:
    """The demo manager travels for a month; a colleague of the next department sees the team meanwhile."""
    today = clock.local_date(now)
    manager = staff.people["M0001"]
    other = db.session.scalars(
        select(Job.user_id)
        .where(Job.is_head, Job.ended_on.is_(None), Job.user_id != manager, Job.department_id == staff.units["E-EU2"])
        .limit(1)
    ).first()
    if other is not None:
        act = Act(by.id, EVERYWHERE, now, "出差参加德国展会")
        delegate(manager, other, today - timedelta(days=5), today + timedelta(days=25), act)


def _rest(by: By, now: datetime) -> None:
    """Somebody is on leave, which pauses what is due."""
    today = clock.local_date(now)
    overdue = list_people_with_duties()
    if overdue:
        act = Act(by.id, EVERYWHERE, now, "产假")
        absences.record(
            overdue[len(overdue) // 2],
            AbsenceKind.MATERNITY,
            today - timedelta(days=30),
            today + timedelta(days=128),
            True,
            act,
        )


def list_people_with_duties() -> list[int]:
    """Ids of those to whom a rule has assigned something, in a fixed order; nobody who signs in."""
    statement = (
        select(Assignment.user_id)
        .join(AssignmentSource, AssignmentSource.assignment_id == Assignment.id)
        .join(User, User.id == Assignment.user_id)
        .where(AssignmentSource.rule_id.is_not(None), Assignment.exit_on.is_(None), User.password.is_(None))
    )
    return sorted(set(db.session.scalars(statement)))
