"""How far an act about many people has come, and what it did."""

from flask import render_template
from flask_login import current_user

from app.access import Permission, requires, scope_of
from app.errors import NotFound
from app.programmes.models import Programme
from app.programmes.views import bp

from .. import queries
from ..models import AssignmentRun
from ..wording import run_kind_words, run_words
from .common import programme_of


@bp.get("/programmes/<programme_code>/runs/<int(max=2147483647):run_id>")
@requires(Permission.READ_PROGRAMME)
def show_run(programme_code: str, run_id: int) -> str:
    programme = programme_of(programme_code)
    run = _seen(programme, run_id)
    return render_template(
        "programmes/rules/show_run.html",
        programme=programme,
        run=run,
        kind=run_kind_words(run.kind),
        words=run_words(run),
    )


def _seen(programme: Programme, run_id: int) -> AssignmentRun:
    """Numbers of a rule are for those who may read it; of an act by hand, for whoever did it and those who see everybody."""
    run, scope = queries.get_run(run_id, programme.id), scope_of(Permission.READ_PROGRAMME)
    if run.rule_id is not None:
        queries.get_rule(run.rule_id, programme.id, scope=scope)
    elif run.by_id != current_user.id and not scope.everything:
        raise NotFound
    return run
