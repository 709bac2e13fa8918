"""What the pages about rules share: the programme, the rule, what can be chosen, who acts."""

from collections.abc import Collection, Iterable

from flask import g, request
from flask_login import current_user
from wtforms.fields import SelectChoice

from app import clock
from app.access import Permission, Scope, scope_of
from app.i18n import language
from app.people.models import Department, Position
from app.people.queries import list_departments
from app.programmes.definitions.views.common import readable
from app.programmes.models import Programme

from .. import queries
from ..actions import By
from ..audience import Audience
from ..forms import AudienceForm
from ..queries import Called, Seen

LONGEST_SEARCH = 100


def programme_of(programme_code: str) -> Programme:
    return readable(programme_code).programme


def define_scope() -> Scope:
    return scope_of(Permission.DEFINE_PROGRAMME)


def rule_of(programme: Programme, rule_id: int) -> Seen:
    """A rule that the reader may change. Raises NotFound."""
    return queries.get_rule(rule_id, programme.id, scope=define_scope())


def actor() -> By:
    return By(current_user.id, str(g.get("request_id", "")))


def search_words() -> str:
    return " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]


def offer(form: AudienceForm, scope: Scope, stored: Called | None = None) -> None:
    """What can be chosen: open departments of the scope and positions; and whatever was chosen before."""
    departments, positions = list_departments(scope=scope), queries.list_positions()
    form.offer(
        departments=department_choices(departments, stored.departments.values() if stored else ()),
        positions=_position_choices(positions, stored.positions.values() if stored else ()),
        families=sorted({each.family for each in positions}),
    )


def department_choices(departments: Collection[Department], stored: Iterable[Department] = ()) -> list[SelectChoice]:
    """In the order of the tree, each as deep as it stands in it."""
    found = {each.id: each for each in (*departments, *stored)}
    ordered = sorted(found.values(), key=lambda each: [int(part) for part in each.path.strip("/").split("/")])
    top = min((each.path.count("/") for each in ordered), default=0)
    return [
        SelectChoice(each.id, each.name(language()), render_kw={"depth": min(4, each.path.count("/") - top)})
        for each in ordered
    ]


def _position_choices(positions: Collection[Position], stored: Iterable[Position]) -> list[SelectChoice]:
    found = {each.id: each for each in (*positions, *stored)}
    named = sorted(found.values(), key=lambda each: each.code)
    return [SelectChoice(each.id, f"{each.name(language())} · {each.code}") for each in named]


def called(audience: Audience, scope: Scope) -> Called:
    return queries.called(audience, scope=scope, on=clock.today())
