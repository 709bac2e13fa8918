"""What changes programmes and their versions. Runs inside `writing()`, is given `now`, never commits."""

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.programmes.models import Programme, ProgrammeItem, ProgrammeVersion


def course_programme(course_id: str, *, titles: dict[str, str], now: datetime) -> ProgrammeVersion:
    """The programme that is this one course, made when it is first asked for; its only version."""
    found = db.session.scalar(select(ProgrammeVersion).join(Programme).where(Programme.of_course == course_id).limit(1))
    if found is not None:
        return found
    name_zh = titles.get("zh-CN") or titles.get("en") or course_id
    programme = Programme(
        code=f"course-{course_id}",
        of_course=course_id,
        name_zh=name_zh,
        name_en=titles.get("en") or name_zh,
        requirement="post",
        created_at=now,
    )
    db.session.add(programme)
    db.session.flush()
    version = ProgrammeVersion(programme_id=programme.id, number=1, created_at=now, published_at=now)
    version.items = [ProgrammeItem(position=1, course_id=course_id)]
    db.session.add(version)
    db.session.flush()
    return version
