"""One person's record as sections (个人培养档案), for the page, for paper and for a workbook: what is asked of them, what they did.

The learner has all of it. Others have what belongs to their scope: of training, hours and jobs only those of days on which the
person worked there; open duties and credentials whole; of quizzes the results, scores by right, never an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.content import queries as content
from app.credentials import queries as credentials
from app.credentials.words import State as CredentialState
from app.credentials.words import state_mark as credential_mark
from app.credentials.words import state_name as credential_name
from app.db import db
from app.filters import last_day, percent
from app.i18n import language
from app.learning.certificates.rows import list_rows as list_certificates
from app.learning.credits.kinds import mode_name, subject_name
from app.learning.credits.models import Credit
from app.learning.credits.queries import holds
from app.people.organisation.queries import list_jobs
from app.programmes.duties.own import OwnDuty, list_own
from app.programmes.states import EXCLUDED, DutyState
from app.programmes.wording import state_mark, state_name
from app.training.kinds import Presence
from app.training.sessions.queries import list_own_past
from app.training.wording import PRESENCE_TAGS, presence_name

from .figures.labels import named
from .figures.rates import Rate
from .frame.model import Mark, Table, Tile
from .record import list_quizzes
from .transcript_columns import CERTIFICATES, CREDENTIALS, DUTIES, EXAMS, HOURS, JOBS, SESSIONS

EVERYTHING = Scope(everything=True)
MOST_CREDITS = 1_000
Days: TypeAlias = Sequence[tuple[date, date | None]] | None
"""Ranges [first, end); None: all days."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: its values by the keys of the section's columns."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Transcript:
    tiles: Sequence[Tile]
    sections: Sequence[Table]


def transcript(user_id: int, *, as_of: date, scope: Scope = EVERYTHING, with_scores: bool = True) -> Transcript:
    """The whole record on a day. `scope`: where the reader may see it; the caller has checked that the person is in it."""
    duties = list_own(user_id, as_of=as_of)
    own = [
        Table("duties", _("Assignments"), DUTIES, [_duty(each) for each in duties]),
        Table("exams", _("Quizzes"), EXAMS if with_scores else EXAMS[:-1], _exams(user_id, as_of, with_scores)),
        Table("certificates", _("Certificates"), CERTIFICATES, _certificates(user_id, as_of)),
    ]
    further = list_sections(user_id, as_of=as_of, scope=scope)
    return Transcript(_tiles(duties, further, as_of), [own[0], *further[:2], own[1], further[2], own[2], further[3]])


def list_sections(user_id: int, *, as_of: date, scope: Scope) -> list[Table]:
    """Of it, those about hours, credentials, classroom training and jobs."""
    jobs = [job for job in list_jobs(user_id, scope=scope) if job.started_on <= as_of]
    days = None if scope.everything else [(job.started_on, job.ended_on) for job in jobs]
    return [
        Table("hours", _("Hours and credits"), HOURS, _hours(user_id, as_of, days)),
        Table("credentials", _("Credentials"), CREDENTIALS, _credentials(user_id, as_of)),
        Table("sessions", _("Classroom training"), SESSIONS, _sessions(user_id, as_of, days)),
        Table("jobs", _("Employment"), JOBS, [_job(job) for job in jobs]),
    ]


def _tiles(duties: Sequence[OwnDuty], further: Sequence[Table], as_of: date) -> list[Tile]:
    hours, held = further[0].rows, further[1].rows
    counted = [duty for duty in duties if duty.state not in EXCLUDED]
    done = sum(duty.state is DutyState.COMPLETED for duty in counted)
    this_year = sum(line.hours for line in hours if line.credited_on.year == as_of.year)
    valid = sum(line.is_valid for line in held)
    return [
        Tile(
            "duties",
            _("Assignments completed"),
            Rate(done, len(counted)),
            _("Assignments completed by the day, of those neither withdrawn, waived nor paused."),
        ),
        Tile(
            "hours", _("Hours this year"), float(this_year), _("Credited hours of 45 minutes in the year of the day.")
        ),
        Tile("credentials", _("Valid credentials"), valid, _("Kinds of credentials that are valid on the day.")),
    ]


def _duty(duty: OwnDuty) -> Line:
    return Line(
        {
            "programme": named(duty.programme),
            "state": Mark(state_name(duty.state), state_mark(duty.state)),
            "assigned_on": duty.assigned_on,
            "due_on": duty.due_on,
            "completed_on": duty.completed_on,
            "round": duty.round,
        }
    )


def _hours(user_id: int, as_of: date, days: Days) -> list[Line]:
    statement = select(Credit).where(Credit.user_id == user_id, Credit.credited_on <= as_of, holds())
    newest = statement.order_by(Credit.credited_on.desc(), Credit.id.desc()).limit(MOST_CREDITS)
    return [
        Line(
            {
                "credited_on": row.credited_on,
                "item": row.item_en if language() == "en" else row.item_zh,
                "mode": mode_name(row.mode),
                "subject": subject_name(row.subject),
                "hours": float(row.hours),
                "evidence_no": row.evidence_no,
            }
        )
        for row in db.session.scalars(newest)
        if _is_among(row.credited_on, days)
    ]


def _credentials(user_id: int, as_of: date) -> list[Line]:
    return [
        Line(
            {
                "kind": each.kind.name,
                "state": Mark(credential_name(each.stand.state), credential_mark(each.stand.state)),
                "needed": _("yes") if each.is_needed else "",
                "level": each.terms[0].level if each.terms else "",
                "issuer": each.terms[0].issuer if each.terms else "",
                "number": each.terms[0].masked_no if each.terms else "",
                "certified_on": each.terms[0].certified_on if each.terms else None,
                "last_day": each.stand.last_day,
                "is_valid": each.stand.state is CredentialState.VALID,
            }
        )
        for each in credentials.list_held(user_id, on=as_of)
    ]


def _exams(user_id: int, as_of: date, with_scores: bool) -> list[Line]:
    courses = [course for course in content.catalogue().courses.values() if course.status != "draft"]
    rows = list_quizzes(courses, user_id=user_id, with_scores=with_scores, before=_end_of(as_of))
    return [
        Line(
            {
                "quiz": row.title,
                "course": row.course,
                "result": _result(row.passed, row.waiting),
                "on": clock.local_date(row.happened_at),
                "scores": " · ".join(percent(score) for score in row.scores),
            }
        )
        for row in rows
    ]


def _result(passed: bool, waiting: bool) -> Mark:
    if passed:
        return Mark(_("Passed"), "ok")
    return Mark(_("Waiting for review"), "info") if waiting else Mark(_("Not passed yet"))


def _sessions(user_id: int, as_of: date, days: Days) -> list[Line]:
    found = ((clock.local_date(own.found.session.starts_at), own) for own in list_own_past(user_id))
    return [
        Line(
            {
                "on": on,
                "item": own.found.state.title_en if language() == "en" else own.found.state.title_zh,
                "hours": float(own.found.session.hours),
                "trainer": own.found.trainer_name,
                "status": Mark(presence_name(own.status), PRESENCE_TAGS.get(Presence(own.status), "")),
            }
        )
        for on, own in found
        if on <= as_of and _is_among(on, days)
    ]


def _certificates(user_id: int, as_of: date) -> list[Line]:
    return [
        Line({"title": row.title, "code": row.code, "completed_on": row.completed_on, "last_day": row.last_day})
        for row in list_certificates(holder_id=user_id, on=as_of)
        if row.completed_on is not None and row.completed_on <= as_of
    ]


def _job(job: Any) -> Line:
    return Line(
        {
            "department": named(job.department),
            "position": named(job.position) if job.position else "",
            "is_primary": _("Main job") if job.is_primary else _("Second job"),
            "started_on": job.started_on,
            "last_day": last_day(job.ended_on) if job.ended_on else None,
        }
    )


def _is_among(day: date, days: Days) -> bool:
    return days is None or any(first <= day and (end is None or day < end) for first, end in days)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.zone())
