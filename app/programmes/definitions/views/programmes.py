"""The list of programmes; one programme: what it is, made, changed, closed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, allows, requires, scope_of
from app.db import db, writing
from app.i18n import language
from app.people.models import Department
from app.people.queries import list_departments
from app.programmes.models import Programme
from app.programmes.views import bp
from app.resending import keeps

from .. import actions, queries
from ..courses import course_lines
from ..forms import ProgrammeForm, ReasonForm
from ..kinds import Requirement
from ..outline import outline_of
from ..particulars import particulars_of
from ..queries import PAGE_SIZE, Wanted
from ..wording import requirement_words, terms_words
from .common import definable, readable, request_id, sight

LONGEST_SEARCH, LAST_PAGE = 100, 10_000
STATES = ("open", "closed", "all")


@bp.get("/programmes")
@requires(Permission.READ_PROGRAMME)
def list_programmes() -> str:
    wanted, notes = _wanted()
    seen = sight()
    rows, count = queries.list_programmes(wanted, sight=seen)
    ids = [row.programme.id for row in rows]
    return render_template(
        "programmes/definitions/list_programmes.html",
        wanted=wanted,
        notes=notes,
        rows=rows,
        row_count=count,
        page_count=max(1, -(-count // PAGE_SIZE)),
        page_link=lambda page: url_for(".list_programmes", **_query(wanted, page)),
        counts=queries.count_duties(ids, scope=seen.read, as_of=clock.today()),
        nothing=queries.Counts(),
        newest=queries.list_newest(ids) if ids else {},
        requirements=[(each.value, requirement_words(each)) for each in Requirement],
        requirement_words=requirement_words,
        may_define=allows(Permission.DEFINE_PROGRAMME),
    )


def _wanted() -> tuple[Wanted, list[str]]:
    """What the address asks for; an unknown value gives the usual one, and a note."""
    given, notes = request.args, list[str]()
    for name in ("q", "requirement", "state", "kind", "page"):
        if len(given.getlist(name)) > 1:
            raise UnprocessableEntity(f"{name} is given more than once")

    def known(name: str, allowed: tuple[str, ...], usual: str) -> str:
        value = given.get(name, "")
        if value and value not in allowed:
            notes.append(
                _(
                    "The address holds a value for “%(name)s” that this page does not know. The usual one is shown.",
                    name=name,
                )
            )
        return value if value in allowed else usual

    page = given.get("page", "1")
    is_page = page.isascii() and page.isdigit() and len(page) < 6 and 1 <= int(page) <= LAST_PAGE
    if not is_page:
        notes.append(_("There is no such page of this list. The first one is shown."))
    return Wanted(
        q=" ".join(given.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH],
        requirement=known("requirement", tuple(Requirement), ""),
        state=known("state", STATES, "open"),
        of_courses=known("kind", ("courses",), "") == "courses",
        page=int(page) if is_page else 1,
    ), notes


def _query(wanted: Wanted, page: int) -> dict[str, Any]:
    values: dict[str, Any] = {"q": wanted.q, "requirement": wanted.requirement}
    values |= {"state": wanted.state} if wanted.state != "open" else {}
    values |= {"kind": "courses"} if wanted.of_courses else {}
    values |= {"page": page} if page > 1 else {}
    return {name: value for name, value in values.items() if value}


@bp.get("/programmes/<programme_code>")
@requires(Permission.READ_PROGRAMME)
def show_programme(programme_code: str) -> str:
    found, seen = readable(programme_code), sight()
    programme = found.programme
    versions = queries.list_versions(programme.id)
    current = next((version for version in versions if version.published_at is not None), None)
    outline = outline_of(current) if current else None
    count = queries.count_duties([programme.id], scope=seen.read, as_of=seen.on).get(programme.id, queries.Counts())
    return render_template(
        "programmes/definitions/show_programme.html",
        found=found,
        programme=programme,
        versions=versions,
        current=current,
        draft=versions[0] if versions and versions[0].published_at is None else None,
        outline=outline,
        lines=course_lines(entry.course_id for entry in outline.entries) if outline else {},
        terms=terms_words(outline) if outline else [],
        requirement=requirement_words(programme.requirement),
        counts=count,
        holders=queries.count_by_version(programme.id, scope=seen.read, as_of=seen.on),
        rule_count=queries.count_rules(programme.id),
        may_define=_may_define(programme.code),
    )


def _may_define(programme_code: str) -> bool:
    """Whether the reader may change this programme."""
    mine = (
        select(Programme.id)
        .outerjoin(Department, Department.id == Programme.department_id)
        .where(Programme.code == programme_code, sight().definable)
    )
    return allows(Permission.DEFINE_PROGRAMME) and db.session.scalar(mine) is not None


@bp.route("/programmes/new", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def create_programme() -> ResponseReturnValue:
    form, departments = ProgrammeForm(), _departments()
    form.offer(list(departments.values()), everywhere=_everywhere(), is_new=True)
    if form.validate_on_submit():
        taken = db.session.scalar(select(Programme.id).where(Programme.code == form.code.data))
        if taken is not None:
            form.code.errors = [_("Another programme has this code. Choose another one.")]
        else:
            given = form.read(code=form.code.data or "", department_id=_department_id(form, departments))
            actor_id = current_user.id
            with writing():
                actions.create_programme(given, by_id=actor_id, now=clock.now(), request_id=request_id())
            flash(_("The programme is there. Next: put courses into its first version."), "ok")
            return redirect(url_for(".show_programme", programme_code=given.code), 303)
    return _form_page(form, None), 422 if form.errors else 200


@bp.route("/programmes/<programme_code>/edit", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def edit_programme(programme_code: str) -> ResponseReturnValue:
    found, form, departments = definable(programme_code), ProgrammeForm(), _departments()
    programme = found.programme
    if found.department is not None:
        departments.setdefault(found.department.code, found.department)
    form.offer(list(departments.values()), everywhere=_everywhere(), is_new=False)
    owner = form.owner.keep(found.owner) if found.owner is not None else ""
    if request.method == "GET":
        form.fill(
            particulars_of(programme),
            owner=owner,
            department_code=found.department.code if found.department else "",
        )
    if form.validate_on_submit():
        given = form.read(code=programme.code, department_id=_department_id(form, departments))
        programme_id, actor_id = programme.id, current_user.id
        with writing():
            actions.change_programme(
                programme_id,
                given,
                digest=form.digest.data or "",
                reason=form.reason.data or "",
                by_id=actor_id,
                now=clock.now(),
                request_id=request_id(),
            )
        flash(_("Saved."), "ok")
        return redirect(url_for(".show_programme", programme_code=programme_code), 303)
    return _form_page(form, programme), 422 if form.errors else 200


@bp.route("/programmes/<programme_code>/close", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def close_programme(programme_code: str) -> ResponseReturnValue:
    """Close an open one, or open a closed one again: the button says which, so that a second click undoes nothing."""
    programme, form = definable(programme_code).programme, ReasonForm()
    programme_id, actor_id, is_closed = programme.id, current_user.id, programme.closed_on is not None
    closing = {"close": True, "reopen": False}.get(request.form.get("what", ""), not is_closed)
    if form.validate_on_submit():
        with writing():
            actions.close_programme(
                programme_id,
                closed=closing,
                reason=form.reason.data or "",
                by_id=actor_id,
                now=clock.now(),
                request_id=request_id(),
            )
        flash(_("Closed. Nobody is assigned it any more.") if closing else _("Open again."), "ok")
        return redirect(url_for(".show_programme", programme_code=programme_code), 303)
    page = render_template(
        "programmes/definitions/close_programme.html",
        programme=programme,
        form=form,
        closing=closing,
        counts=queries.count_duties([programme_id], scope=sight().read, as_of=clock.today()).get(
            programme_id, queries.Counts()
        ),
        rule_count=queries.count_rules(programme_id),
    )
    return page, 422 if form.errors else 200


def _form_page(form: ProgrammeForm, programme: Programme | None) -> str:
    return render_template(
        "programmes/definitions/edit_programme.html", form=form, programme=programme, locale=language()
    )


def _departments() -> dict[str, Department]:
    """Open departments where the reader may define programmes, by code."""
    return {row.code: row for row in list_departments(scope=scope_of(Permission.DEFINE_PROGRAMME))}


def _everywhere() -> bool:
    return scope_of(Permission.DEFINE_PROGRAMME).everything


def _department_id(form: ProgrammeForm, departments: dict[str, Department]) -> int | None:
    return departments[form.department.data].id if form.department.data else None
