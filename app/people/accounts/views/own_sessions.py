"""One's own open sessions: ending one, ending all others."""

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.db import writing
from app.people import actions
from app.people.accounts import sessions

from .blueprint import bp


@bp.post("/me/sessions/<int(max=2147483647):sign_in_id>/end")
@requires(Permission.LEARN)
def end_session(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sessions; the present one has a button of its own in the menu, and ends here too."""
    user_id = current_user.id
    with writing():
        sessions.end_one(sign_in_id, user_id=user_id, now=clock.now())
    flash(_("The session is ended."))
    return redirect(url_for("people.show_me", _anchor="h-out"), 303)


@bp.post("/me/sessions/end-others")
@requires(Permission.LEARN)
def end_other_sessions() -> ResponseReturnValue:
    user_id, kept = current_user.id, session["sign_in"]
    with writing():
        count = sessions.end_others(user_id, kept, now=clock.now())
        actions.record_act("sessions ended", actor_id=user_id, subject_id=user_id, now=clock.now(), count=count)
    flash(_("You are signed out on every other device."))
    return redirect(url_for("people.show_me", _anchor="h-out"), 303)
