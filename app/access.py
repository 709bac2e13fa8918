"""Who may do what: one table of data, read by the pages and by the tests that walk every address.

Everyone who signs in is a learner. Further rights come from grants of a role over a department and all below it; rights add
up, and nothing is inherited by rank: the administrator runs the machine and sees nobody's results.
Source of the table: docs/permissions.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.exceptions import HTTPException

from app import fresh, resending
from app.errors import Conflict, Forbidden, NotFound, NotFresh

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """Rights beyond learning. A manager is who heads a department (`Job.is_head`), or stands in for one; all others are grants."""

    MANAGER = "manager"
    TRAINING_ADMIN = "training_admin"
    HR = "hr"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    LEARN = "learn"  # courses, own progress, own profile
    READ_REPORT = "report.read"  # totals, named rows, files; a person's record
    FREEZE_REPORT = "report.freeze"  # official, numbered copies of reports
    SEND_REPORT = "report.send"  # schedules that mail others; each mail is computed as its recipient
    QUERY_REPORT = "report.query"  # the query desk: columns and groups of one's own choice
    MANAGE_TRAINING = "training.manage"  # training plans, classroom sessions, sign-in sheets
    MANAGE_CREDENTIAL = (
        "credential.manage"  # what people hold from outside, with its evidence; kinds belong to the organisation
    )
    READ_SCORE = "score.read"  # other people's scores; managers see passed or not
    READ_DESK = "desk.read"  # content health, with file and line
    EDIT_COURSE = "course.edit"  # fixes, former ids, translations that are up to date
    REVIEW_ANSWER = "answer.review"  # open answers that wait, without names; never one's own
    READ_ANALYSIS = "analysis.read"  # figures about questions, without names
    REJUDGE = "answer.rejudge"  # what becomes of answers to an earlier version: plan, apply, undo
    AGREE_REJUDGE = "rejudge.agree"  # the second person, where a score may fall
    GRANT_ATTEMPT = "attempt.grant"  # more attempts or time for somebody, with a reason
    REVOKE_CERTIFICATE = "certificate.revoke"  # revoke or replace, with a reason
    READ_FLAG = "flag.read"  # what looks implausible: look at it, say what came of it
    READ_PERSON = "person.read"  # name, department, position
    READ_PRIVATE = "person.private"  # address, kind of leave: with a reason, shown to the person
    MANAGE_PEOPLE = "person.manage"  # import, hire, transfer, leave, deactivate
    MANAGE_ORGANISATION = "organisation.manage"  # departments, positions, which posts need which credentials
    READ_PROGRAMME = "programme.read"  # programmes, their rules, who has them
    DEFINE_PROGRAMME = "programme.define"  # programmes, versions, rules
    ASSIGN = "duty.assign"  # add, extend, waive, withdraw, pause, reinstate, ask again
    REMIND = "duty.remind"
    READ_MAIL = "mail.read"  # why somebody did or did not get a mail
    ANSWER_REQUEST = "request.answer"  # correction and erasure of what is stored about somebody
    GRANT_ROLE = "role.grant"  # and withdraw; not one's own
    MANAGE_ACCOUNT = "account.manage"  # end sessions, send a link for a new password, take a second factor off
    READ_AUDIT = "audit.read"
    READ_SETTINGS = "settings.read"


GRANTED_BY: dict[Permission, frozenset[Role]] = {
    Permission.READ_REPORT: frozenset({Role.MANAGER, Role.TRAINING_ADMIN, Role.HR}),
    Permission.FREEZE_REPORT: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.SEND_REPORT: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.QUERY_REPORT: frozenset({Role.HR}),
    Permission.MANAGE_TRAINING: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.MANAGE_CREDENTIAL: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.READ_SCORE: frozenset({Role.HR}),
    Permission.READ_DESK: frozenset({Role.EDITOR}),
    Permission.EDIT_COURSE: frozenset({Role.EDITOR}),
    Permission.REVIEW_ANSWER: frozenset({Role.MANAGER, Role.EDITOR, Role.REVIEWER}),
    Permission.READ_ANALYSIS: frozenset({Role.EDITOR}),
    Permission.REJUDGE: frozenset({Role.EDITOR}),
    Permission.AGREE_REJUDGE: frozenset({Role.EDITOR, Role.HR}),
    Permission.GRANT_ATTEMPT: frozenset({Role.HR}),
    Permission.REVOKE_CERTIFICATE: frozenset({Role.HR}),
    Permission.READ_FLAG: frozenset({Role.HR}),
    Permission.READ_PERSON: frozenset({Role.MANAGER, Role.TRAINING_ADMIN, Role.HR, Role.ADMIN}),
    Permission.READ_PRIVATE: frozenset({Role.HR}),
    Permission.MANAGE_PEOPLE: frozenset({Role.HR}),
    Permission.MANAGE_ORGANISATION: frozenset({Role.HR}),
    Permission.READ_PROGRAMME: frozenset({Role.MANAGER, Role.TRAINING_ADMIN, Role.HR}),
    Permission.DEFINE_PROGRAMME: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.ASSIGN: frozenset({Role.MANAGER, Role.TRAINING_ADMIN, Role.HR}),
    Permission.REMIND: frozenset({Role.MANAGER, Role.TRAINING_ADMIN, Role.HR}),
    Permission.READ_MAIL: frozenset({Role.TRAINING_ADMIN, Role.HR}),
    Permission.ANSWER_REQUEST: frozenset({Role.HR}),
    Permission.GRANT_ROLE: frozenset({Role.ADMIN}),
    Permission.MANAGE_ACCOUNT: frozenset({Role.ADMIN}),
    Permission.READ_AUDIT: frozenset({Role.HR, Role.AUDITOR, Role.ADMIN}),
    Permission.READ_SETTINGS: frozenset({Role.ADMIN}),
}


FRESH = frozenset(
    {
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_ORGANISATION,
        Permission.GRANT_ROLE,
        Permission.MANAGE_ACCOUNT,
        Permission.ANSWER_REQUEST,
        Permission.REVOKE_CERTIFICATE,
        Permission.READ_SETTINGS,
    }
)  # whatever changes something under these needs a recent proof of who is there; exports are marked `@fresh`
NEEDS_SECOND_FACTOR = frozenset({Role.TRAINING_ADMIN, Role.HR, Role.EDITOR, Role.ADMIN, Role.AUDITOR})
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "accounts.confirm",
        "accounts.offer_confirmation",
        "accounts.show_second_factor",
        "accounts.set_up_codes",
        "accounts.offer_registration",
        "accounts.register_passkey",
    }
)  # where it is set up; what strangers may open stays open too
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The departments a reader may see: everything, or the subtrees whose paths begin with one of `paths`."""

    everything: bool = False
    paths: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.everything and not self.paths

    def covers(self, path: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """The condition that a department's path lies in this scope."""
        if self.everything:
            return true()
        return or_(*(path.startswith(prefix, autoescape=True) for prefix in self.paths)) if self.paths else ~true()

    def covers_then(self, path: InstrumentedAttribute[str] | ColumnElement[str]) -> ColumnElement[bool]:
        """The same for the path of a past or coming day: a department may have lain elsewhere, and is the same one still."""
        if self.everything:
            return true()
        ids = [prefix.rstrip("/").rpartition("/")[2] for prefix in self.paths]
        return or_(*(path.contains(f"/{each}/", autoescape=True) for each in ids)) if ids else ~true()


def allows(permission: Permission) -> bool:
    """Whether the signed-in person has the permission anywhere."""
    if not current_user.is_authenticated:
        return False
    return permission is Permission.LEARN or not scope_of(permission).empty


def scope_of(permission: Permission) -> Scope:
    """Where the signed-in person has the permission."""
    return scope_in(current_user.grants, permission)


def scope_in(grants: Iterable[Any], permission: Permission) -> Scope:
    """Where somebody with these grants has the permission."""
    found = [grant for grant in grants if grant.role in GRANTED_BY[permission] and grant.in_force]
    if any(grant.path is None for grant in found):
        return Scope(everything=True)
    return Scope(paths=tuple(sorted({grant.path for grant in found})))


def public(view: View) -> View:
    """Mark a view as open to strangers."""
    view.access = None  # type: ignore[attr-defined]  # a view carries what is declared of it
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as open to signed-in people with a permission."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]  # a view carries what is declared of it
        return view

    return mark


def init_app(app: Flask) -> None:
    app.before_request(guard)
    app.jinja_env.globals["can"] = lambda name: allows(Permission(name))


def declared(app: Flask, endpoint: str) -> Permission | None:
    """What an endpoint asks for; None: open to strangers. Raises LookupError where nobody has decided."""
    view = app.view_functions[endpoint]
    if endpoint == "static":
        return None
    if endpoint in OF_THE_LIBRARY:
        return OF_THE_LIBRARY[endpoint]
    if not hasattr(view, "access"):
        raise LookupError(f"{endpoint} declares neither @public nor @requires")
    access: Permission | None = view.access
    return access


OF_THE_LIBRARY: dict[str, Permission | None] = {
    "security.login": None,
    "security.logout": None,
}


def guard() -> ResponseReturnValue | None:
    """Let a request pass, ask for sign-in, or refuse. Runs before every view."""
    if request.endpoint is None:
        return None  # an unknown address: 404 for everyone
    if "\0" in request.path:  # no row can have it in its name
        raise NotFound
    permission = declared(current_app, request.endpoint)
    if permission is None:
        return None
    if not current_user.is_authenticated:
        return ask_for_sign_in()
    if lacks_second_factor() and request.endpoint not in OPEN_WITHOUT_SECOND_FACTOR:
        return ask_for_second_factor()
    if not allows(permission):
        raise Forbidden(_("Your account does not have the right to open this page. Ask HR or your administrator."))
    if resending.is_somebody_elses():
        raise Conflict(_("Somebody else was signed in when this page was opened. Nothing of it was saved for you."))
    needs_proof = fresh.is_marked() or (permission in FRESH and request.method not in SAFE_METHODS)
    return ask_for_proof() if needs_proof and not fresh.is_fresh() else None


def lacks_second_factor() -> bool:
    """Whether a role in force asks for codes or a passkey, and the person has none and showed none elsewhere."""
    if not current_app.config["REQUIRE_SECOND_FACTOR"] or current_user.has_second_factor or session.get("twice"):
        return False
    return any(grant.role in NEEDS_SECOND_FACTOR and grant.in_force for grant in current_user.grants)


def ask_for_second_factor() -> ResponseReturnValue:
    """The way to where one is set up: nothing else opens until then."""
    if wants_json():
        raise Forbidden(_("Your role asks for a second factor. Set one up first."))
    return redirect(url_for("accounts.show_second_factor"), 303)


def ask_for_proof() -> ResponseReturnValue:
    """The way to the page that asks for the password again, and back. What was sent is found there again; files are not."""
    if wants_json():
        raise NotFresh(_("Confirm that it is you, then try again."), way_on=url_for("accounts.confirm"))
    held = resending.refused_without_proof(current_user.id)
    if held is not None:
        return held
    if request.method == "GET":
        return redirect(url_for("accounts.confirm", next=request.full_path.rstrip("?")), 303)
    flash(_("Confirm that it is you first. Nothing was saved: a file has to be chosen again afterwards."), "warn")
    return redirect(url_for("accounts.confirm", next=inside(request.path) or inside(_referring_path())), 303)


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _referring_path() -> str:
    """The page of ours that sent this, as the browser says; empty where it says nothing, or another site's."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.host else ""


def ask_for_sign_in() -> ResponseReturnValue:
    """The way to the sign-in and back. Who sent text finds it there again."""
    if wants_json():
        abort(401)
    held = resending.refused_without_sign_in()
    if held is not None:
        return held
    came_from = request.full_path.rstrip("?") if request.method == "GET" else inside(request.path)
    return redirect(url_for("security.login", next=came_from), 303)


def inside(target: str | None) -> str | None:
    """`target` if it is the path of one of our own GET pages, rebuilt; else None."""
    parts = urlsplit(target or "")
    if (
        parts.scheme
        or parts.netloc
        or not parts.path.startswith("/")
        or "\\" in (target or "")
        or parts.path.startswith("//")
    ):
        return None
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _arguments = adapter.match(parts.path, method="GET")
    except HTTPException:
        return None
    if endpoint.startswith(("security.", "openid.")) or endpoint == "accounts.confirm":
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")
