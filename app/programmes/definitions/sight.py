"""Which programmes somebody may read, and which they may define."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from app.access import Scope
from app.people.models import Department
from app.people.queries import people_in_scope
from app.programmes.models import Assignment, Programme


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a reader may read programmes and where define them, on a day. Its conditions are for statements that join
    `Department` to the programme."""

    read: Scope
    define: Scope
    on: date

    @property
    def readable(self) -> ColumnElement[bool]:
        """Programmes of the departments seen. Of those from above, which hold for them too: all where programmes may be
        defined; else what is optional, and what somebody among the people seen has been assigned.
        """
        if self.define.everything:
            return true()
        assigned = exists().where(
            Assignment.programme_id == Programme.id, Assignment.user_id.in_(people_in_scope(self.read, on=self.on))
        )
        concerns = or_(Programme.is_mandatory.is_(False), assigned)
        return or_(_within(self.read), _above(self.define), and_(_above(self.read), concerns))

    @property
    def definable(self) -> ColumnElement[bool]:
        """Those of the departments where programmes may be defined; the group's only where that is everywhere."""
        return and_(Programme.of_course.is_(None), true() if self.define.everything else _within(self.define))


def _within(scope: Scope) -> ColumnElement[bool]:
    return and_(Programme.department_id.is_not(None), scope.covers(Department.path))


def _above(scope: Scope) -> ColumnElement[bool]:
    """The group's, and those of departments above the ones seen."""
    if scope.everything:
        return true()
    over = sorted({above for path in scope.paths for above in _paths_above(path)})
    return or_(Programme.department_id.is_(None), Department.path.in_(over)) if scope.paths else false()


def _paths_above(path: str) -> list[str]:
    """ "/1/4/9/" gives "/1/" and "/1/4/"."""
    ids = path.strip("/").split("/")
    return [f"/{'/'.join(ids[:count])}/" for count in range(1, len(ids))]
