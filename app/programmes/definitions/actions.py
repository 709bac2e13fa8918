"""What changes programmes and their versions. Runs inside `writing()`, is given `now`, never commits."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from app import clock
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act
from app.programmes.models import Programme, ProgrammeItem, ProgrammeVersion

from .courses import find_problems, with_present_ids
from .outline import Outline, items_of, outline_of, refusals
from .particulars import Particulars, particulars_of


def create_programme(
    particulars: Particulars, *, now: datetime, by_id: int | None = None, request_id: str = ""
) -> Programme:
    """A programme without any version yet. Raises IntegrityError when another one has the code."""
    programme = Programme(**particulars.columns, created_at=now, created_by_id=by_id)
    db.session.add(programme)
    db.session.flush()
    record_act(
        "programme created",
        actor_id=by_id,
        now=now,
        request_id=request_id,
        programme_id=programme.id,
        code=programme.code,
    )
    return programme


def change_programme(
    programme_id: int,
    particulars: Particulars,
    *,
    digest: str,
    reason: str,
    by_id: int | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """New particulars; the code stays. `digest`: of those the form began with. Raises Conflict when they changed meanwhile."""
    programme = lock_programme(programme_id)
    before = particulars_of(programme)
    if particulars == before:
        return
    if before.digest != digest:
        raise _changed_meanwhile()
    changed = [name for name, value in particulars.columns.items() if getattr(programme, name) != value]
    for name in changed:
        setattr(programme, name, particulars.columns[name])
    record_act(
        "programme changed",
        actor_id=by_id,
        reason=reason,
        now=now,
        request_id=request_id,
        programme_id=programme_id,
        changed=sorted(changed),
    )


def close_programme(
    programme_id: int, *, closed: bool, reason: str, by_id: int | None, now: datetime, request_id: str = ""
) -> None:
    """Close it, so that nobody is assigned it any more, or open it again. What people have been assigned stays. Twice is once."""
    programme = lock_programme(programme_id)
    if (programme.closed_on is not None) == closed:
        return
    programme.closed_on = clock.local_date(now) if closed else None
    action = "programme closed" if closed else "programme reopened"
    record_act(action, actor_id=by_id, reason=reason, now=now, request_id=request_id, programme_id=programme_id)


def begin_version(programme_id: int, *, now: datetime, by_id: int | None = None) -> ProgrammeVersion:
    """The programme's draft; where there is none, a new one that begins as a copy of the newest version."""
    lock_programme(programme_id)
    newest = _find_newest(programme_id)
    if newest is not None and newest.published_at is None:
        return newest
    outline = outline_of(newest) if newest else Outline()
    number = db.session.scalar(
        select(func.coalesce(func.max(ProgrammeVersion.number), 0) + 1).where(
            ProgrammeVersion.programme_id == programme_id
        )
    )
    version = ProgrammeVersion(programme_id=programme_id, number=number, created_at=now, created_by_id=by_id)
    db.session.add(version)
    db.session.flush()
    _write(version, outline, note="")
    return version


def save_outline(version_id: int, outline: Outline, *, digest: str) -> None:
    """Write a draft whole. `digest`: of what the form began with. The same again changes nothing.

    Raises Conflict when somebody else changed or published it meanwhile.
    """
    version = _lock_version(version_id)
    before = outline_of(version)
    if before == outline:
        return
    if version.published_at is not None:
        raise _published_already()
    if before.digest != digest:
        raise _changed_meanwhile()
    _write(version, outline, note=outline.note)


def discard_draft(version_id: int, *, digest: str, by_id: int | None, now: datetime, request_id: str = "") -> None:
    """Take a draft away, that nobody ever was assigned. Raises Conflict when it was changed or published meanwhile."""
    version = _lock_version(version_id)
    if version.published_at is not None:
        raise _published_already()
    if outline_of(version).digest != digest:
        raise _changed_meanwhile()
    record_act(
        "programme draft discarded",
        actor_id=by_id,
        now=now,
        request_id=request_id,
        programme_id=version.programme_id,
        version=version.number,
    )
    db.session.execute(delete(ProgrammeItem).where(ProgrammeItem.version_id == version_id))
    db.session.execute(delete(ProgrammeVersion).where(ProgrammeVersion.id == version_id))


def publish(
    version_id: int,
    *,
    now: datetime,
    reason: str = "",
    by_id: int | None = None,
    digest: str | None = None,
    request_id: str = "",
) -> ProgrammeVersion:
    """From now on people are assigned this version; it never changes again. Published already: it stays as it is.

    `digest`: of what was looked at; None: whatever it says. Raises Conflict when it changed since, or may not be published.
    """
    version = _lock_version(version_id)
    if version.published_at is not None:
        return version
    outline = outline_of(version)
    if digest is not None and outline.digest != digest:
        raise _changed_meanwhile()
    if refusals(find_problems(outline)):
        raise Conflict(_("This version cannot be published as it is. Open it to see what has to be corrected."))
    _write(version, with_present_ids(outline), note=outline.note)
    version.published_at = now
    record_act(
        "programme version published",
        actor_id=by_id,
        reason=reason,
        now=now,
        request_id=request_id,
        programme_id=version.programme_id,
        version=version.number,
    )
    return version


def publish_outline(
    programme_id: int, outline: Outline, *, now: datetime, reason: str = "", by_id: int | None = None
) -> ProgrammeVersion:
    """A new version with these courses and terms, published at once: for programmes made in code."""
    version = begin_version(programme_id, now=now, by_id=by_id)
    _write(version, outline, note=outline.note)
    return publish(version.id, now=now, reason=reason, by_id=by_id)


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
    version = ProgrammeVersion(programme_id=programme.id, number=1, created_at=now)
    db.session.add(version)
    db.session.flush()
    db.session.add(ProgrammeItem(version_id=version.id, position=1, course_id=course_id))
    db.session.flush()
    version.published_at = now
    db.session.flush()
    return version


def _write(version: ProgrammeVersion, outline: Outline, *, note: str) -> None:
    """The version's terms and courses, in the place of those it had."""
    version.electives_needed = outline.electives_needed
    version.lookback_days = outline.lookback_days
    version.valid_months = outline.valid_months
    version.window_days = outline.window_days
    version.grace_days = outline.grace_days
    version.note = note
    db.session.flush()
    db.session.execute(delete(ProgrammeItem).where(ProgrammeItem.version_id == version.id))
    db.session.add_all(items_of(outline, version.id))
    db.session.flush()


def lock_programme(programme_id: int) -> Programme:
    """The programme made by people, locked: acts about it and its versions go one after the other. Raises NotFound."""
    statement = select(Programme).where(Programme.id == programme_id, Programme.of_course.is_(None))
    programme = db.session.scalar(locked(statement))
    if programme is None:
        raise NotFound
    return programme


def _lock_version(version_id: int) -> ProgrammeVersion:
    programme_id = db.session.scalar(select(ProgrammeVersion.programme_id).where(ProgrammeVersion.id == version_id))
    if programme_id is None:
        raise Conflict(_("This draft was discarded meanwhile."))
    lock_programme(programme_id)
    return db.session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.id == version_id)
        .options(selectinload(ProgrammeVersion.items))
        .execution_options(populate_existing=True)
    ).one()


def _find_newest(programme_id: int) -> ProgrammeVersion | None:
    return db.session.scalar(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme_id)
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
        .options(selectinload(ProgrammeVersion.items))
        .execution_options(populate_existing=True)
    )


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _(
            "Somebody else, or another tab of yours, changed this meanwhile. Nothing of yours was saved: reload the page."
        )
    )


def _published_already() -> Conflict:
    return Conflict(_("This version was published and never changes again. Begin a new one to change anything."))
