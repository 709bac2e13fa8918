"""What HR of the demo company keeps of reports: two views, a schedule, an official copy of last month's figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import db, writing
from app.people.viewer import viewers
from app.reports.kept import freezing, saved, schedules
from app.reports.kept.schedules import Form
from app.reports.kept.timing import Period
from app.reports.registry import get_report

REPORT, KEY = "completion", "demo-official-copy"


def set_up(hr_id: int, manager_id: int, courses: Sequence[Course], *, now: datetime) -> None:
    """After the transaction that made the people: what is frozen is read first, and read from what is there."""
    in_service = {course.id for course in content.list_courses()}
    shown = [course.id for course in courses if course.id in in_service]
    if not shown:
        return
    course = {"course": shown[0]}
    with writing():
        saved.save(hr_id, REPORT, "首门课程：谁逾期了", {**course, "state": "overdue"}, replaces=False, now=now)
        saved.save(hr_id, REPORT, "全部课程", {}, replaces=False, now=now)
        order = schedules.Order(
            REPORT, "每月完成情况", course, Period.LAST_MONTH, "30 7 1 * *", Form.XLSX, [hr_id, manager_id]
        )
        schedules.make(order, key="demo-schedule-of-a-report", user_id=hr_id, now=now)
    who = viewers([hr_id], now=now)[hr_id]
    month_end = clock.local_date(now).replace(day=1) - timedelta(days=1)
    freezing.freeze(
        get_report(REPORT),
        {**course, "as_of": month_end.isoformat()},
        title="上月培训完成情况",
        reason="报送集团人力资源部",
        key=KEY,
        who=who,
        now=now,
        request_id="",
    )
    db.session.rollback()
