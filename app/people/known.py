"""Jobs, leave and departments as the system knew them at an instant, for use inside statements."""

from datetime import datetime

from app.known import as_known

from .models import Absence, AbsencePast, DepartmentVersion, DepartmentVersionPast, Job, JobPast


def jobs_known(at: datetime | None) -> type[Job]:
    """`Job` as it was recorded by an instant; None: as it is recorded now."""
    return as_known(Job, JobPast, at)


def absences_known(at: datetime | None) -> type[Absence]:
    """`Absence` as it was recorded by an instant, without its kind; None: as it is recorded now."""
    return as_known(Absence, AbsencePast, at)


def places_known(at: datetime | None) -> type[DepartmentVersion]:
    """`DepartmentVersion` as it was recorded by an instant; None: as it is recorded now."""
    return as_known(DepartmentVersion, DepartmentVersionPast, at)
