"""What a person sent and could not be taken comes back to them as a form, to be sent again: text is never thrown away.

A form of a view marked `@keeps` says in `made-for` for whom it was made. When its session has ended, its token is old or the
server is busy, the answer holds what was sent: behind the sign-in where that is needed, sealed, and for this person alone.
Nothing of it is stored here. See docs/decisions/0021-what-was-sent-comes-back.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

View = TypeVar("View", bound=Callable[..., Any])
FORM = "application/x-www-form-urlencoded"
LONGEST_SEALED = 900_000  # characters: with what stands around it, less than a request may have
SEALED_FOR = 24 * 3600  # seconds
MADE_FOR = "made-for"  # the hidden field of components/csrf.html; no name in Python, so no field of a form class has it
CARRIERS = {
    "security.login",
    "accounts.second_step",
    "accounts.confirm",
}  # what was sent before them travels in their form
TEXT = ("q-", "comment", "reason")  # what fields begin with in which people write


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: its address here, for whom it was made, its fields in order without the token."""

    address: str
    person_id: int
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What was written, for the eye; choices are only sent along."""
        return [value for name, value in self.fields if name.startswith(TEXT) and value.strip() and value[0] != "#"]


def keeps(view: View) -> View:
    """Mark a view whose forms come back when they cannot be taken."""
    view.keeps_sent = True  # type: ignore[attr-defined]  # a view carries what is declared of it
    return view


def init_app(app: Flask) -> None:
    """Before everything that reads forms."""
    app.before_request(hold_body)
    app.jinja_env.globals["signed_in_id"] = lambda: current_user.id


def hold_body() -> None:
    """Forms stay readable as they came, byte for byte, after they were taken apart."""
    if request.method == "POST" and request.mimetype == FORM:
        request.get_data(cache=True)


def find_sent() -> Sent | None:
    """What this request sent, if it is to come back: from a page of ours, in a form that says for whom it was made.

    A sign-in may bring along what was sent before it.
    """
    if request.method != "POST" or not _is_from_here():
        return None
    if request.endpoint in CARRIERS:
        return unseal(request.form.get("kept", ""))
    person_id = _made_for()
    if person_id is None:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return Sent(request.script_root + request.full_path.rstrip("?"), person_id, fields)


def _made_for() -> int | None:
    """For whom the form was made; None where a view keeps nothing, or the form does not say."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not hasattr(view, "keeps_sent"):
        return None
    try:
        person = request.form.get(MADE_FOR, "")
    except HTTPException:  # too large, or no form at all
        return None
    return int(person) if person.isascii() and person.isdecimal() and len(person) < 11 else None


def _is_from_here() -> bool:
    """Whether a page of ours sent it, as the browser says. What does not say so might be another site's."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.host


def is_somebody_elses() -> bool:
    """Whether the form was made for another person than the one who is signed in now, in the same browser."""
    return _made_for() not in (None, current_user.id)


def refused_without_sign_in() -> Response | None:
    """The sign-in, holding what was sent; None where there is nothing to hold."""
    sent = find_sent()
    sealed = seal(sent) if sent else ""
    return make_response(current_app.extensions["sign_in_page"](sealed), 401) if sealed else None


def refused_without_proof(person_id: int) -> Response | None:
    """The page that asks for the password again, holding the form that was sent; None where there is nothing to hold.

    The form's token was checked before, so any form of ours may be held, for the person who is signed in.
    """
    if request.method != "POST" or request.mimetype != FORM:
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    sealed = seal(Sent(request.script_root + request.full_path.rstrip("?"), person_id, fields))
    return make_response(current_app.extensions["proof_page"](sealed), 401) if sealed else None


def show_sent(sent: Sent, status: int = 200, lead: str = "") -> Response:
    """What was sent, as a form that sends it again. `lead`: why it was not taken, where the page was not open too long."""
    return make_response(render_template("send_again.html", sent=sent, lead=lead), status)


def seal(sent: Sent) -> str:
    """As one word that only we can have made; empty where it is too long to travel."""
    sealed = _sealer().dumps([sent.address, sent.person_id, sent.fields])
    word = sealed if isinstance(sealed, str) else sealed.decode()
    return word if len(word) <= LONGEST_SEALED else ""


def unseal(word: str) -> Sent | None:
    """What was sealed today; None for anything else."""
    try:
        address, person_id, fields = _sealer().loads(word, max_age=SEALED_FOR)
    except BadData:
        return None
    return Sent(address, person_id, tuple((name, value) for name, value in fields))


def _sealer() -> URLSafeTimedSerializer:
    keys = [*reversed(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="sent")
