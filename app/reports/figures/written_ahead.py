"""What reports write of each person ahead of those who ask: letters of courses, words of exams, each for one day."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import bindparam, or_, select, update

from app import clock
from app.db import MANY, db, writing
from app.programmes.standings.models import ExamLine, StandingLine


def write_stale(
    line: type[StandingLine] | type[ExamLine],
    column: str,
    catalogue: str,
    told: Callable[[Sequence[int]], Mapping[int, bytes]],
) -> int:
    """Write the lines that are not of today or of this catalogue; returns of how many people. Twice at the same time does no harm.

    `told` gives what `column` says of some people, by id: of every one of them.
    """
    day, count = clock.today(), 0
    stale = or_(line.day.is_(None), line.day != day, line.catalogue != catalogue)
    statement = update(line).where(line.person_id == bindparam("of"), line.stamp == bindparam("seen"))
    while True:
        db.session.rollback()  # sees what was written since
        stamps = db.session.execute(select(line.person_id, line.stamp).where(stale).limit(MANY)).all()
        if not stamps:
            return count
        said = told([person_id for person_id, _stamp in stamps])
        values = [
            {"of": key, "seen": stamp, "day": day, "catalogue": catalogue, column: said[key]} for key, stamp in stamps
        ]
        with writing():
            db.session.connection().execute(statement, values)
        count += len(stamps)
