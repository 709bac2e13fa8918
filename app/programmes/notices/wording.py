"""What a notice says, in the language in force: on the page, in a digest, in the preview. Texts are plain, escaped where shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from app.access import Role
from app.db import db
from app.filters import day as day_words
from app.given import given_ids
from app.i18n import language
from app.learning.certificates.models import Certificate
from app.people.accounts.alert_letters import sentence
from app.people.models import Department, RoleGrant, User
from app.programmes.duties.kinds import ChangeKind
from app.programmes.models import AssignmentChange, Programme

from .kinds import NoticeKind

TITLES = {
    NoticeKind.OVERDUE: _l("Overdue"),
    NoticeKind.REMINDER: _l("Reminder"),
    NoticeKind.DUE_SOON: _l("Due soon"),
    NoticeKind.ASSIGNED: _l("New for you"),
    NoticeKind.CHANGED: _l("Decided for you"),
    NoticeKind.CERTIFICATE: _l("Certificates that run out"),
    NoticeKind.ESCALATION: _l("Overdue in your team"),
    NoticeKind.REVIEW: _l("Waiting for review"),
    NoticeKind.ROLE: _l("Your rights"),
    NoticeKind.ACCOUNT: _l("Your account"),
}
ROLES = {
    Role.MANAGER: _l("manager"),
    Role.TRAINING_ADMIN: _l("training administrator"),
    Role.HR: _l("HR"),
    Role.EDITOR: _l("editor"),
    Role.REVIEWER: _l("reviewer"),
    Role.ADMIN: _l("administrator"),
    Role.AUDITOR: _l("auditor"),
}


class Item(Protocol):
    """A notice, or a decision to make one."""

    @property
    def kind(self) -> Any: ...
    @property
    def about(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. `endpoint`, `values`: the page where something can be done about it."""

    text: str
    detail: str = ""
    endpoint: str = "programmes.show_today"
    values: Mapping[str, Any] = field(default_factory=dict)
    names_others: bool = False  # not for everybody who may read about the person it goes to


@dataclass(frozen=True, slots=True)
class Context:
    """The rows that notices are about, by id."""

    programmes: Mapping[int, Programme]
    people: Mapping[int, User]
    changes: Mapping[int, AssignmentChange]
    certificates: Mapping[int, Certificate]
    grants: Mapping[int, tuple[RoleGrant, Department | None]]


def context_of(items: Iterable[Item]) -> Context:
    """Read what these are about: five statements at most, however many they are (of a page or a digest)."""
    ids: dict[str, set[int]] = {
        name: set() for name in ("programme", "person", "for", "change", "certificate", "grant")
    }
    for item in items:
        for name, found in ids.items():
            if name in item.about:
                found.add(item.about[name])
    grants = (
        select(RoleGrant, Department)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .where(RoleGrant.id.in_(given_ids(ids["grant"])))
    )
    return Context(
        programmes=_by_id(Programme, ids["programme"]),
        people=_by_id(User, ids["person"] | ids["for"]),
        changes=_by_id(AssignmentChange, ids["change"]),
        certificates=_by_id(Certificate, ids["certificate"]),
        grants={grant.id: (grant, where) for grant, where in db.session.execute(grants)} if ids["grant"] else {},
    )


def _by_id(table: Any, ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(given_ids(ids))))}


def line(item: Item, context: Context, *, today: date) -> Line:
    """What one notice says today."""
    return WRITERS[NoticeKind(item.kind)](item.about, context, today)


def digest_sections(items: Sequence[Item], context: Context, *, today: date) -> list[tuple[str, list[Line]]]:
    """The parts of a digest in order, each under its title; of a manager's, one line for each person."""
    found = []
    for kind, title in TITLES.items():
        own = [item for item in items if NoticeKind(item.kind) is kind]
        if not own:
            continue
        lines = _by_person(own, context, today) if kind is NoticeKind.ESCALATION else None
        found.append((str(title), lines or [line(item, context, today=today) for item in own]))
    return found


def _by_person(items: Sequence[Item], context: Context, today: date) -> list[Line]:
    of_person: dict[tuple[int, int | None], list[str]] = {}
    for item in items:
        key = (item.about["person"], item.about.get("for"))
        of_person.setdefault(key, []).append(_late_words(item.about, context, today))
    return [_late_line(number, for_id, _("; ").join(words), context) for (number, for_id), words in of_person.items()]


def _late_line(user_id: int, for_id: int | None, programmes: str, context: Context) -> Line:
    """`for_id`: for whom the reader stands in, if so."""
    person = _person(user_id, context)
    text = (
        _("%(person)s: %(programmes)s", person=person, programmes=programmes)
        if for_id is None
        else _(
            "%(person)s: %(programmes)s. You stand in for %(manager)s.",
            person=person,
            programmes=programmes,
            manager=_person(for_id, context),
        )
    )
    return Line(text, "", "reports.show_person", {"user_id": user_id}, names_others=True)


def _late_words(about: Mapping[str, Any], context: Context, today: date) -> str:
    late = (today - date.fromisoformat(about["due_on"])).days
    name = programme_name(about, context)
    return ngettext("%(name)s, %(num)d day overdue", "%(name)s, %(num)d days overdue", late, name=name)


def _assigned(about: Mapping[str, Any], context: Context, _today: date) -> Line:
    text = _("“%(name)s” is to be completed by %(day)s.", name=programme_name(about, context), day=_due(about))
    return Line(text, "", *_page(about, context))


def _due_soon(about: Mapping[str, Any], context: Context, today: date) -> Line:
    left = (date.fromisoformat(about["due_on"]) - today).days
    name, due = programme_name(about, context), _due(about)
    if left < 0:
        return _overdue(about, context, today)
    if left == 0:
        return Line(_("“%(name)s” is due today.", name=name), "", *_page(about, context))
    text = ngettext(
        "“%(name)s” is due on %(day)s: %(num)d day left.",
        "“%(name)s” is due on %(day)s: %(num)d days left.",
        left,
        name=name,
        day=due,
    )
    return Line(text, "", *_page(about, context))


def _overdue(about: Mapping[str, Any], context: Context, _today: date) -> Line:
    text = _("“%(name)s” was due on %(day)s.", name=programme_name(about, context), day=_due(about))
    return Line(text, "", *_page(about, context))


def _reminder(about: Mapping[str, Any], context: Context, today: date) -> Line:
    plain = _due_soon(about, context, today)
    return Line(plain.text, one_line(about.get("reason", "")), plain.endpoint, plain.values)


def _escalation(about: Mapping[str, Any], context: Context, today: date) -> Line:
    return _late_line(about["person"], about.get("for"), _late_words(about, context, today), context)


def _changed(about: Mapping[str, Any], context: Context, _today: date) -> Line:
    change, name = context.changes[about["change"]], programme_name(about, context)
    words = {
        ChangeKind.EXTEND: _(
            "“%(name)s”: you have until %(day)s to complete it.", name=name, day=day_words(change.due_after)
        ),
        ChangeKind.WAIVE: _("“%(name)s”: you no longer have to complete it.", name=name),
        ChangeKind.WITHDRAW: _("“%(name)s” is no longer assigned to you.", name=name),
        ChangeKind.PAUSE: _("“%(name)s” is paused: nothing is due meanwhile.", name=name),
        ChangeKind.REINSTATE: _(
            "“%(name)s” is to be completed again, by %(day)s.", name=name, day=day_words(change.due_after)
        ),
    }
    return Line(words[ChangeKind(change.kind)], one_line(change.reason), *_page(about, context))


def _certificate(about: Mapping[str, Any], context: Context, _today: date) -> Line:
    certificate = context.certificates[about["certificate"]]
    titles = certificate.snapshot["subject"]["title"]
    name = one_line(titles.get(language()) or next(iter(titles.values()), ""))
    last = day_words(certificate.valid_until - timedelta(days=1)) if certificate.valid_until else ""
    text = _("Your certificate “%(name)s” is valid until %(day)s.", name=name, day=last)
    return Line(text, "", "learning.show_record")


def _review(about: Mapping[str, Any], _context: Context, _today: date) -> Line:
    count = about["count"]
    text = ngettext("%(num)d open answer waits for review.", "%(num)d open answers wait for review.", count)
    return Line(text, "", "learning.list_open_answers")


def _role(about: Mapping[str, Any], context: Context, _today: date) -> Line:
    grant, where = context.grants[about["grant"]]
    role = str(ROLES[Role(grant.role)]) if grant.role in set(Role) else grant.role
    place = one_line(where.name(language())) if where else _("the whole organisation")
    if about["what"] == "granted":
        text = _("You now have the role “%(role)s” for %(place)s.", role=role, place=place)
        return Line(text, one_line(grant.reason), "people.show_me")
    text = _("You no longer have the role “%(role)s” for %(place)s.", role=role, place=place)
    return Line(text, "", "people.show_me")


def _account(about: Mapping[str, Any], _context: Context, _today: date) -> Line:
    return Line(sentence(about["event"], about["thing"]), "", "people.show_me")


WRITERS = {
    NoticeKind.OVERDUE: _overdue,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.DUE_SOON: _due_soon,
    NoticeKind.ASSIGNED: _assigned,
    NoticeKind.CHANGED: _changed,
    NoticeKind.CERTIFICATE: _certificate,
    NoticeKind.ESCALATION: _escalation,
    NoticeKind.REVIEW: _review,
    NoticeKind.ROLE: _role,
    NoticeKind.ACCOUNT: _account,
}


def programme_name(about: Mapping[str, Any], context: Context) -> str:
    return one_line(context.programmes[about["programme"]].name(language()))


def one_line(text: str) -> str:
    """Names come from files and forms: no line break of theirs makes a line of ours."""
    return " ".join(text.split())


def _person(user_id: int, context: Context) -> str:
    person = context.people[user_id]
    return f"{one_line(person.name)} ({person.staff_no})"


def _due(about: Mapping[str, Any]) -> str:
    return day_words(date.fromisoformat(about["due_on"]))


def _page(about: Mapping[str, Any], context: Context) -> tuple[str, dict[str, Any]]:
    """Where a duty is gone on with."""
    course_id = context.programmes[about["programme"]].of_course
    return ("programmes.show_course", {"course_id": course_id}) if course_id else ("programmes.show_today", {})
