"""Credited hours of the demo company: for completed courses, training outside the house, and what continuing education asks for.

Runs inside `writing()`, after the facts and the jobs are written.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import or_, select

from app.content.model import Course
from app.db import MANY, db
from app.learning.credits.actions import Act, give_all, settle
from app.learning.credits.activities import Activity, Wanted
from app.learning.credits.following import credit_earlier
from app.learning.credits.kinds import Assessment, Kind, Mode, Subject
from app.learning.credits.models import CreditRule
from app.learning.models import Completion
from app.people.models import Job, Position

from .chance import chance

ORDER = "人社部令第25号 Order 25 of the ministry of human resources"
PROFESSIONAL = ["CUS", "FIN", "MFG"]
OUTSIDE = (
    ("专业技术人员公需科目：数字经济", "Public subject: the digital economy", "省继续教育网", Subject.PUBLIC, 30.0),
    ("报关员年度继续教育", "Customs brokers: yearly continuing education", "报关协会", Subject.PROFESSIONAL, 24.0),
    ("质量管理体系内审员", "Internal auditor of quality management", "认证培训中心", Subject.PROFESSIONAL, 36.0),
    ("会计人员继续教育", "Accountants: yearly continuing education", "省财政厅", Subject.PROFESSIONAL, 40.0),
)
SHARE = 0.55  # of professional staff who bring papers from outside in a year


def set_up(by_id: int, courses: Sequence[Course], *, now: datetime) -> None:
    """`by_id`: of HR, who records what comes from outside."""
    _rules(by_id, now)
    for course in courses:
        _credit(course, now)
    _outside(by_id, now)


def _credit(course: Course, now: datetime) -> None:
    """What was completed, each as known on its day."""
    ids = db.session.scalars(
        select(Completion.id).where(Completion.course_id == course.id).order_by(Completion.id)
    ).all()
    for at in range(0, len(ids), MANY):
        credit_earlier(ids[at : at + MANY], course, now=now, at_once=True)


def _rules(by_id: int, now: datetime) -> None:
    for first_year, hours, special in ((2020, 72.0, 48.0), (now.year - 1, 90.0, 60.0)):
        rule = CreditRule(
            code="national",
            name_zh="专业技术人员继续教育",
            name_en="Continuing education of professional technical staff",
            department_id=None,
            families=PROFESSIONAL,
            positions=[],
            subjects=[Subject.PROFESSIONAL, Subject.COMPLIANCE],
            required_hours=hours,
            specialised_hours=special,
            year_start="01-01",
            is_pro_rata=True,
            first_year=first_year,
            reason=ORDER,
            recorded_at=now - timedelta(days=400),
            recorded_by_id=by_id,
            form_key=f"demo-rules-{first_year}",
        )
        db.session.add(rule)
    db.session.flush()


def _outside(by_id: int, now: datetime) -> None:
    """Papers of this year and the last one, one of them corrected later."""
    staff = select(Job.user_id, Position.family).join(Position, Position.id == Job.position_id)
    staff = staff.where(Position.family.in_(PROFESSIONAL), Job.is_primary, Job.user_id != by_id)
    staff = staff.where(or_(Job.ended_on.is_(None), Job.ended_on > now.date())).order_by(Job.user_id)
    wanted = []
    for user_id, _family in db.session.execute(staff):
        random = chance("ledger", str(user_id))
        wanted += [
            each
            for year in (now.year - 1, now.year)
            for each in _papers(user_id, year, random)
            if each.activity and each.activity.credited_on < now.date()
        ]
    for at in range(0, len(wanted), MANY):
        give_all(wanted[at : at + MANY], Act(now, by_id, "证书已核验 Certificate seen"))
    if wanted and (wrong := wanted[0].activity):
        fewer = Activity(**{**wrong.values(), "hours": wrong.hours - 6})
        settle(
            [Wanted(wanted[0].user_id, wanted[0].source, fewer)],
            Act(now, by_id, "证书上少 6 学时 The paper says 6 less"),
        )


def _papers(user_id: int, year: int, random: Random) -> list[Wanted]:
    if random.random() > SHARE:
        return []
    found = []
    for number, (zh, en, giver, subject, hours) in enumerate(random.sample(OUTSIDE, random.choice([1, 2, 2]))):
        day = date(year, random.randrange(2, 12), random.randrange(1, 28))
        source = f"outside:demo-{user_id}-{year}-{number}"
        activity = Activity(
            kind=Kind.OUTSIDE,
            activity=source,
            item_zh=zh,
            item_en=en,
            mode=Mode.OUTSIDE,
            credited_on=day,
            hours=hours,
            subject=subject,
            trainer=giver,
            assessment=Assessment.EXAM,
            passed=True,
            evidence_no=f"JX{year}{user_id:05}{number}",
        )
        found.append(Wanted(user_id, source, activity, known_at=_morning_after(day)))
    return found


def _morning_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=3), datetime.min.time(), UTC)
