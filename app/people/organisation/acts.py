"""What an act on the organisation is given: who acts, where they may, why; and the words for where somebody works."""

from dataclasses import dataclass
from datetime import date, datetime

from app.access import Scope
from app.people.actions import record_act
from app.people.models import Job

from .reasons import EndReason


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to the organisation. `scope`: where they may; whoever and whatever lies outside is not there."""

    by_id: int | None  # None: on the terminal, or the clock
    scope: Scope
    now: datetime
    reason: str = ""
    request_id: str = ""

    def record(self, action: str, subject_id: int | None = None, **detail: object) -> None:
        record_act(
            action,
            actor_id=self.by_id,
            subject_id=subject_id,
            reason=self.reason,
            now=self.now,
            request_id=self.request_id,
            **detail,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works: a job without its days."""

    department_id: int
    position_id: int | None = None
    manager_id: int | None = None
    is_head: bool = False

    @staticmethod
    def of(job: Job) -> "Place":
        return Place(job.department_id, job.position_id, job.manager_id, job.is_head)

    def fields(self) -> dict[str, object]:
        return {
            "department_id": self.department_id,
            "position_id": self.position_id,
            "manager_id": self.manager_id,
            "is_head": self.is_head,
        }


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody new. `staff_no` and `email` as they are to stand; both must be free."""

    staff_no: str
    name: str
    email: str | None
    on: date
    place: Place
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """The primary job becomes another one, from the day `on`."""

    user_id: int
    on: date
    place: Place


@dataclass(frozen=True, slots=True)
class Exit:
    """All jobs end; `on` is the first day without."""

    user_id: int
    on: date
    reason: EndReason


@dataclass(frozen=True, slots=True)
class Return:
    """Somebody who left works here again, from the day `on`."""

    user_id: int
    on: date
    place: Place
