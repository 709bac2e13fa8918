"""Which plans somebody may read, and which they look after."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from app.access import Scope
from app.people.models import Department


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a reader may read about training and where arrange it. Its conditions are for statements that join `Department`."""

    read: Scope
    manage: Scope

    @property
    def readable(self) -> ColumnElement[bool]:
        """Plans of the departments seen, and of those above, which hold for them too."""
        return or_(self.read.covers(Department.path), Department.path.in_(self._above()))

    @property
    def managed(self) -> ColumnElement[bool]:
        return self.manage.covers(Department.path)

    def manages(self, path: str) -> bool:
        return self.manage.everything or path.startswith(self.manage.paths)

    def sees_money(self, path: str) -> bool:
        """What training costs is for those who see the whole of the department that pays."""
        return self.read.everything or path.startswith(self.read.paths)

    def _above(self) -> list[str]:
        """ "/1/4/9/" gives "/1/" and "/1/4/"."""
        parts = [path.strip("/").split("/") for path in self.read.paths]
        return sorted({f"/{'/'.join(ids[:count])}/" for ids in parts for count in range(1, len(ids))})
