"""Training in rooms of the demo company: plans of two years, what became of their items, sessions with their sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db
from app.learning.credits.kinds import Assessment, Mode, Subject
from app.people.models import Department, Job
from app.people.queries import people_in_scope
from app.training.attendance import actions as attendance
from app.training.attendance.actions import Mark
from app.training.kinds import Category, ItemStatus, Presence
from app.training.models import TrainingSession
from app.training.planning import actions as planning
from app.training.planning.particulars import Particulars, Standing
from app.training.sessions import actions as sessions
from app.training.sessions.actions import Arrangement, By

from .chance import chance
from .hours import next_workday
from .training import Staff

KNOWN_SINCE = timedelta(days=400)
MOST_EXPECTED = 36
SETTLED_AFTER = 26  # days: later than the last sheet is handed in
MOST_OF_A_DAY = 8 * 60  # minutes
HELD, POSTPONED, CANCELLED, FORGOTTEN = "held", "postponed", "cancelled", "forgotten"


@dataclass(frozen=True, slots=True)
class Spec:
    """An item of every year. `fates`: what became of it last year and this year, once its month is over."""

    owner: str
    month: int
    zh: str
    en: str
    category: Category
    subject: Subject
    hours: float
    budget: int  # yuan
    audience: str  # the department whose people are expected
    place: str
    trainer: str
    fates: tuple[str, str] = (HELD, HELD)
    mode: Mode = Mode.CLASS
    assessment: Assessment = Assessment.ATTENDANCE
    is_planned: bool = True


SPECS = (
    Spec("G", 2, "党委理论学习中心组专题学习：发展新质生产力", "Thematic study: new productive forces",
         Category.THEMATIC, Subject.PARTY, 4, 3_000, "G", "集团总部第一会议室", "省委党校 周文涛教授", mode=Mode.STUDY),
    Spec("G-HR", 3, "新员工入职培训（春季）", "Onboarding, spring", Category.ONBOARDING, Subject.PUBLIC, 8, 12_000,
         "G-SVC", "培训中心 201", "集团培训中心"),
    Spec("E", 3, "欧盟增值税与合规申报", "VAT in the EU and its declarations", Category.COMPLIANCE, Subject.COMPLIANCE, 4,
         18_000, "E-EU1", "电商公司三号会议室", "外聘税务顾问 贺岚", assessment=Assessment.EXAM),
    Spec("L", 4, "海外仓安全与叉车复训", "Warehouse safety and forklift refresher", Category.CERTIFICATION,
         Subject.COMPLIANCE, 6, 26_000, "L-PLN", "物流公司实训场", "安全协会 陶建国", mode=Mode.PRACTICE,
         assessment=Assessment.PRACTICAL),
    Spec("G-CUS", 5, "出口管制与单证", "Export controls and documents", Category.COMPLIANCE, Subject.COMPLIANCE, 4, 8_000,
         "G-CUS", "集团总部第二会议室", "关务与合规部", (HELD, CANCELLED)),
    Spec("E", 6, "大促客服话术与争议处理", "Customer service in sales seasons", Category.POST, Subject.PROFESSIONAL, 3,
         6_500, "E-CS", "客服中心培训室", "客户服务中心", assessment=Assessment.QUIZ),
    Spec("G", 7, "国企改革深化提升专题学习", "Thematic study: deepening reform", Category.THEMATIC, Subject.PARTY, 4, 3_000,
         "G", "集团总部第一会议室", "国资研究院 柳明", (POSTPONED, HELD), mode=Mode.STUDY),
    Spec("M", 8, "研发成果转化工作坊", "From research to products", Category.POST, Subject.PROFESSIONAL, 6, 32_000,
         "M-RD", "研发中心报告厅", "技术转移中心 邵琪", (HELD, POSTPONED)),
    Spec("G-HR", 9, "中层管理者领导力", "Leadership for department managers", Category.MANAGEMENT, Subject.MANAGEMENT, 12,
         68_000, "G-HR", "市委党校", "外聘讲师 沈立", mode=Mode.OUTSIDE),
    Spec("E", 10, "跨境平台广告投放进阶", "Advanced advertising on marketplaces", Category.POST, Subject.PROFESSIONAL, 6,
         22_000, "E-MKT", "电商公司三号会议室", "品牌与广告部", (HELD, FORGOTTEN)),
    Spec("L", 11, "旺季仓内作业演练", "Peak season drill in the warehouse", Category.POST, Subject.PROFESSIONAL, 3, 9_000,
         "L-SYS", "物流公司实训场", "仓储系统部", mode=Mode.PRACTICE),
    Spec("G-FIN", 12, "年终财务与税务结算", "Closing the year: finance and tax", Category.POST, Subject.PROFESSIONAL, 4, 7_500,
         "G-FIN", "集团总部第二会议室", "财务部", (CANCELLED, HELD)),
    Spec("E", 5, "德国包装法新规说明会", "New German packaging law", Category.COMPLIANCE, Subject.COMPLIANCE, 2, 0, "E-EU1",
         "电商公司三号会议室", "关务部", mode=Mode.WEBINAR, is_planned=False),
    Spec("L", 8, "防汛与台风应急演练", "Drill for floods and typhoons", Category.COMPLIANCE, Subject.COMPLIANCE, 2, 4_200,
         "L", "物流公司园区", "应急管理局", mode=Mode.PRACTICE, is_planned=False),
)  # fmt: skip
REASONS = {POSTPONED: "讲师档期冲突，改期举办", CANCELLED: "与上级统一培训内容重复，不再举办"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes it all down, and until when."""

    staff: Staff
    by_id: int
    now: datetime

    @property
    def today(self) -> date:
        return clock.local_date(self.now)

    def by(self, at: datetime) -> By:
        return By(self.by_id, min(self.now, max(at, self.now - KNOWN_SINCE)))


def set_up(staff: Staff, *, now: datetime) -> None:
    """Plans of last year and this year; sheets of what was held; a session to come for the demo learner's department."""
    desk = Desk(staff, staff.people["H0001"], now)
    for place, year in enumerate((desk.today.year - 1, desk.today.year)):
        made = desk.by(_moment(date(year, 1, 8)))
        for spec in SPECS:
            item_id = _item(spec, year, desk, made)
            _live(spec, item_id, year, spec.fates[place], desk)
    _soon(desk)


def _item(spec: Spec, year: int, desk: Desk, by: By) -> int:
    company = spec.owner[0]  # the plan is the company's, or the group's
    plan = planning.create_plan(year, desk.staff.units[company], by_id=by.id, now=by.now)
    people = len(_people(spec.audience, desk.today))
    given = Particulars(
        title_zh=spec.zh,
        title_en=spec.en,
        owner_id=desk.staff.units[spec.owner],
        category=spec.category.value,
        audience=_named(desk.staff.units[spec.audience]),
        mode=spec.mode.value,
        month=spec.month,
        headcount=max(4, round(people * 0.9)),
        hours=spec.hours,
        subject=spec.subject.value,
        assessment=spec.assessment.value,
        budget_fen=spec.budget * 100,
    )
    key = f"demo-{year}-{spec.month}-{spec.owner}-{spec.is_planned:d}"
    return planning.add_item(plan.id, given, is_planned=spec.is_planned, key=key, by_id=by.id, now=by.now).id


def _live(spec: Spec, item_id: int, year: int, fate: str, desk: Desk) -> None:
    """What became of an item whose month is over."""
    rng = chance("classroom", str(item_id))
    day = next_workday(date(year, spec.month, rng.randint(8, 20)))
    over = date(year + spec.month // 12, spec.month % 12 + 1, 1) <= desk.today
    if not over or fate == FORGOTTEN:
        return
    if fate == CANCELLED:
        _decide(item_id, Standing(ItemStatus.CANCELLED, day, reason=REASONS[fate]), desk)
        return
    if fate == POSTPONED:
        later = next_workday(day + timedelta(days=180))
        moved_to = later.replace(day=1)
        _decide(item_id, Standing(ItemStatus.POSTPONED, day, moved_to, REASONS[fate]), desk)
        if later + timedelta(days=20) > desk.today:
            return
        day = later
    _hold(spec, item_id, day, desk, rng)


def _decide(item_id: int, standing: Standing, desk: Desk, spent_fen: int | None = None) -> None:
    """Recorded the day after; what it cost once the bills are in."""
    at = desk.by(_moment(standing.on) + timedelta(days=1 if spent_fen is None else SETTLED_AFTER))
    key = f"demo-{item_id}-{standing.status}-{spent_fen}"
    planning.set_standing(item_id, standing, seen=None, spent_fen=spent_fen, key=key, by_id=desk.by_id, now=at.now)


def _hold(spec: Spec, item_id: int, day: date, desk: Desk, rng: Random) -> None:
    """A session with its sheet, recorded the day after; now and then weeks later, and corrected."""
    session_id, people = _arrange(spec, item_id, day, desk)
    marks = {user_id: _mark(rng, spec.hours) for user_id in people}
    sheet_on = _moment(day) + timedelta(days=rng.choice((1, 1, 2, 24)))
    attendance.record(session_id, marks, by=desk.by(sheet_on))
    absent = [user_id for user_id, mark in marks.items() if mark.status is Presence.ABSENT]
    if absent and rng.random() < 0.3:
        row = attendance.standing_rows(session_id)[absent[0]]
        corrected = {absent[0]: Mark(Presence.PRESENT, _minutes(spec.hours), row.id)}
        attendance.record(
            session_id, corrected, reason="签到表有签名，录入时遗漏", by=desk.by(sheet_on + timedelta(days=9))
        )
    version = db.session.get_one(TrainingSession, session_id).version
    attendance.close(session_id, version=version, by=desk.by(sheet_on))
    if spec.budget:
        spent = round(spec.budget * rng.uniform(0.78, 1.06)) * 100
        _decide(item_id, Standing(ItemStatus.HELD, day), desk, spent)


def _minutes(hours: float) -> int:
    """Of a session, and of whoever was there all along."""
    return min(round(hours * 45), MOST_OF_A_DAY)


def _mark(rng: Random, hours: float) -> Mark:
    minutes = _minutes(hours)
    drawn = rng.random()
    if drawn < 0.82:
        return Mark(Presence.PRESENT, minutes)
    if drawn < 0.89:
        return Mark(Presence.LATE, minutes - 20)
    return Mark(Presence.EXCUSED if drawn < 0.94 else Presence.ABSENT)


def _soon(desk: Desk) -> None:
    """What waits for the training admin, and for the demo learner."""
    spec = next(each for each in SPECS if each.audience == "E-EU1")
    for offset, hour in ((-1, 14), (9, 9)):
        day = next_workday(desk.today + timedelta(days=offset)) if offset > 0 else _workday_before(desk.today)
        extra = Spec(
            "E", day.month, "旺季履约风险复盘会" if offset < 0 else "黑五备货与履约协同", "Peak season: what went wrong"
            if offset < 0 else "Peak season: stock and fulfilment together",
            Category.POST, Subject.PROFESSIONAL, 2, 0, spec.audience, spec.place, "欧洲业务一部", is_planned=False,
        )  # fmt: skip
        item_id = _item(extra, day.year, desk, desk.by(_moment(day) - timedelta(days=20)))
        _arrange(extra, item_id, day, desk, hour)


def _arrange(spec: Spec, item_id: int, day: date, desk: Desk, hour: int = 9) -> tuple[int, Sequence[int]]:
    """A session of an item, and who is expected at it."""
    starts_at = _moment(day, hour)
    by = desk.by(starts_at - timedelta(days=14))
    row = sessions.arrange(
        item_id,
        Arrangement(
            starts_at, starts_at + timedelta(minutes=_minutes(spec.hours)), spec.place, spec.hours, trainer=spec.trainer
        ),
        key=f"demo-session-{item_id}-{day.isoformat()}",
        by=by,
    )
    people = _people(spec.audience, day)[:MOST_EXPECTED]
    sessions.expect(row.id, people, by=by)
    return row.id, people


def _people(unit: str, day: date) -> list[int]:
    """Who works in a department and below it; of a whole company its heads."""
    path = db.session.scalars(select(Department.path).where(Department.code == unit)).one()
    people = people_in_scope(Scope(paths=(path,)), on=day)
    if "-" not in unit:
        people = people.where(Job.is_head)
    return sorted(db.session.scalars(people))


def _named(department_id: int) -> str:
    return db.session.get_one(Department, department_id).name_zh


def _moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), clock.zone())


def _workday_before(day: date) -> date:
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - 4))
