"""What people have to be able to do: the framework, one competency, the profile of one position. For everyone who signs in."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, allows, requires
from app.content import messages
from app.content.model import Diagnostic
from app.i18n import language

from . import queries
from .taught import NOTHING
from .ways import left_open, ways

bp = Blueprint("talent", __name__)


@bp.get("/competencies")
@requires(Permission.LEARN)
def list_competencies() -> str:
    framework = queries.framework()
    return render_template(
        "talent/list_competencies.html",
        framework=framework,
        families=[(framework.families[key], own) for key, own in framework.by_family().items()],
        taught=queries.what_is_taught(),
        nothing=NOTHING,
        own=queries.own_position(current_user.id, on=clock.today()),
        faults=[_words(fault) for fault in queries.list_faults()] if allows(Permission.READ_DESK) else [],
    )


@bp.get("/competencies/<competency_id>")
@requires(Permission.LEARN)
def show_competency(competency_id: str) -> str:
    framework, competency = queries.framework(), queries.get_competency(competency_id)
    taught = queries.what_is_taught().get(competency.id.lower(), NOTHING)
    return render_template(
        "talent/show_competency.html",
        competency=competency,
        family=framework.families[competency.family],
        levels=framework.levels,
        taught=taught,
        needed=[(each, each.levels.get(competency.id, 0)) for each in framework.positions.values()],
        own=queries.own_position(current_user.id, on=clock.today()),
    )


@bp.get("/positions/<family_code>")
@requires(Permission.LEARN)
def show_position(family_code: str) -> str:
    framework, position = queries.framework(), queries.get_position(family_code)
    path, taught = queries.find_path(framework.starter_of(position.code), language()), queries.what_is_taught()
    found = ways(
        position,
        taught,
        required=path.required_ids if path else (),
        electives=path.elective_ids if path else (),
    )
    return render_template(
        "talent/show_position.html",
        position=position,
        framework=framework,
        families=[(framework.families[key], own) for key, own in framework.by_family().items()],
        taught=taught,
        nothing=NOTHING,
        path=path,
        ways=found,
        open=left_open(position, found),
        own=queries.own_position(current_user.id, on=clock.today()),
    )


def _words(fault: Diagnostic) -> tuple[str, str]:
    """Where an error stands, and what it says to do."""
    place = f"{fault.path}:{fault.line}:{fault.column}"
    return place, f"{messages.message(fault, _)} {messages.hint(fault, _)}".strip()
