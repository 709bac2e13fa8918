"""Lists of duties: of one programme, and of everybody one looks after."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.access import Permission, Scope, allows, requires, scope_of
from app.people.queries import list_departments
from app.programmes.definitions.views.common import readable
from app.programmes.states import URGENCY
from app.programmes.views import bp
from app.programmes.wording import state_name

from ..kinds import ACTS
from ..listing import ALL, ATTENTION, ROWS_A_PAGE, Wanted, list_duties
from ..own import list_own
from ..wording import act_name, change_words
from .reading import read_wanted


@bp.get("/programmes/<programme_code>/people")
@requires(Permission.READ_PROGRAMME)
def list_programme_people(programme_code: str) -> ResponseReturnValue:
    """Who has a programme, and where each stands with it."""
    scope = scope_of(Permission.READ_PROGRAMME)
    programme = readable(programme_code).programme
    wanted = read_wanted(request.args, departments=list_departments(scope=scope), programme=programme)
    return _list("programmes.list_programme_people", {"programme_code": programme_code}, wanted, scope)


@bp.get("/duties")
@requires(Permission.READ_PROGRAMME)
def list_all_duties() -> ResponseReturnValue:
    """Whom to talk to: what is overdue or due soon among the people one looks after."""
    scope = scope_of(Permission.READ_PROGRAMME)
    wanted = read_wanted(request.args, departments=list_departments(scope=scope), usual=ATTENTION)
    return _list("programmes.list_all_duties", {}, wanted, scope)


def _list(endpoint: str, fixed: dict[str, Any], wanted: Wanted, scope: Scope) -> ResponseReturnValue:
    def address(**changes: Any) -> str:
        return url_for(endpoint, **fixed, **wanted.query(**changes))

    today = clock.today()
    found = list_duties(wanted, scope=scope, as_of=today)
    if not found.rows and wanted.page > 1:
        return redirect(address())
    return render_template(
        "programmes/duties/list_duties.html",
        wanted=wanted,
        programme=wanted.programme,
        departments=list_departments(scope=scope),
        rows=found.rows,
        row_count=found.row_count,
        page_count=max(1, -(-found.row_count // ROWS_A_PAGE)),
        counts=[(state, found.counts[state]) for state in URGENCY if state in found.counts],
        total=sum(found.counts.values()),
        states=[(ATTENTION, state_name(ATTENTION)), (ALL, state_name(ALL))]
        + [(state.value, state_name(state)) for state in URGENCY],
        acts=[(kind.value, act_name(kind)) for kind in ACTS] if allows(Permission.ASSIGN) else [],
        address=address,
        page_link=lambda page: address(page=page),
        today=today,
    )


@bp.get("/me/duties")
@requires(Permission.LEARN)
def list_own_duties() -> str:
    """Everything assigned to oneself, with what was decided about it, by whom and why."""
    return render_template(
        "programmes/duties/list_own.html",
        duties=list_own(current_user.id, as_of=clock.today()),
        change_words=change_words,
        today=clock.today(),
    )
