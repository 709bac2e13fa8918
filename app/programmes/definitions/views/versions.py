"""Versions of a programme: looked at and compared, drafted, published, discarded."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.db import writing
from app.errors import Conflict, NotFound
from app.programmes.models import ProgrammeVersion
from app.programmes.views import bp
from app.resending import keeps

from .. import actions, queries
from ..courses import course_lines, find_problems, list_choices
from ..drafting import read_pressed, read_rows
from ..forms import DiscardForm, ReasonForm, TermsForm
from ..outline import Entry, Outline, Path, compare, outline_of, refusals
from ..wording import problem_words, term_name, term_value, terms_words
from .common import definable, readable, request_id, sight

VERSION = "/programmes/<programme_code>/versions/<int(max=2147483647):number>"


@bp.get(VERSION)
@requires(Permission.READ_PROGRAMME)
def show_version(programme_code: str, number: int) -> str:
    """A version, and what is other in it than in the one before it, or in the one that `with` names."""
    programme = readable(programme_code).programme
    versions = {version.number: version for version in queries.list_versions(programme.id)}
    version = _of_number(versions, number)
    outline = outline_of(version)
    others = [each for each in versions.values() if each.number != number]
    wanted = request.args.get("with", "")
    before = next((each for each in others if str(each.number) == wanted), None)
    if before is None:
        before = next((each for each in others if each.number < number), None)
    older = outline_of(before) if before else None
    return render_template(
        "programmes/definitions/show_version.html",
        programme=programme,
        version=version,
        outline=outline,
        others=others,
        before=before,
        changes=compare(older, outline) if older else None,
        lines=course_lines(entry.course_id for each in (outline, older) if each for entry in each.entries),
        terms=terms_words(outline),
        term_name=term_name,
        term_value=term_value,
        holders=queries.count_by_version(programme.id, scope=sight().read, as_of=clock.today()).get(version.id, 0),
    )


@bp.post("/programmes/<programme_code>/versions")
@requires(Permission.DEFINE_PROGRAMME)
def begin_version(programme_code: str) -> ResponseReturnValue:
    """The draft, made where there is none: two clicks, or two people, get the same one."""
    programme_id, actor_id = definable(programme_code).programme.id, current_user.id
    with writing():
        number = actions.begin_version(programme_id, by_id=actor_id, now=clock.now()).number
    return redirect(url_for(".edit_version", programme_code=programme_code, number=number), 303)


@bp.route(f"{VERSION}/edit", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def edit_version(programme_code: str, number: int) -> ResponseReturnValue:
    """A draft's courses and terms in one form: every button sends all of it, so that nothing typed is lost."""
    programme = definable(programme_code).programme
    version = _draft(programme.id, number)
    outline, form, errors, status = outline_of(version), TermsForm(), list[str](), 200
    if request.method == "GET":
        _fill(form, outline)
    else:
        sent = read_rows(request.form, lambda course_id: content.catalogue().course(course_id) is not None)
        errors = list(sent.errors)
        if form.validate() and not errors:
            outline = _read(form, sent.entries)
            version_id = version.id
            try:
                with writing():
                    actions.save_outline(version_id, outline, digest=form.digest.data or "")
                return _after_saving(programme_code, number)
            except Conflict as conflict:
                errors, status = [conflict.message], conflict.status
                programme = definable(programme_code).programme
                version = _of_number({each.number: each for each in queries.list_versions(programme.id)}, number)
        outline = Outline(entries=sent.entries, electives_needed=form.electives_needed.data or 0)
    page = render_template(
        "programmes/definitions/edit_version.html",
        programme=programme,
        version=version,
        form=form,
        discard=DiscardForm(formdata=None, digest=outline_of(version).digest),
        errors=errors,
        outline=outline,
        paths=list(Path),
        lines=course_lines(entry.course_id for entry in outline.entries),
        choices=list_choices(),
        problems=_problems(outline) if request.method == "GET" else [],
    )
    return page, 422 if status == 200 and (errors or form.errors) else status


def _after_saving(programme_code: str, number: int) -> ResponseReturnValue:
    pressed = read_pressed(request.form.get("act", ""))
    if pressed.act == "publish":
        return redirect(url_for(".publish_version", programme_code=programme_code, number=number), 303)
    if pressed.act == "save":
        flash(_("The draft is saved."), "ok")
    return redirect(url_for(".edit_version", programme_code=programme_code, number=number, _anchor="courses"), 303)


@bp.route(f"{VERSION}/publish", methods=["GET", "POST"])
@requires(Permission.DEFINE_PROGRAMME)
@keeps
def publish_version(programme_code: str, number: int) -> ResponseReturnValue:
    """What would be published, what it changes and what stands against it; with a reason, it is."""
    programme = definable(programme_code).programme
    versions = {version.number: version for version in queries.list_versions(programme.id)}
    version = _of_number(versions, number)
    if version.published_at is not None and request.method == "GET":
        return redirect(url_for(".show_version", programme_code=programme_code, number=number), 303)
    outline, form = outline_of(version), ReasonForm()
    found = find_problems(outline)
    version_id, actor_id = version.id, current_user.id
    if form.validate_on_submit() and not (refusals(found) and version.published_at is None):
        with writing():
            actions.publish(
                version_id,
                digest=form.digest.data or "",
                reason=form.reason.data or "",
                by_id=actor_id,
                now=clock.now(),
                request_id=request_id(),
            )
        flash(
            _(
                "Published. Whoever is assigned it from now on gets this version; those who have another one keep theirs."
            ),
            "ok",
        )
        return redirect(url_for(".show_programme", programme_code=programme_code), 303)
    before = next((each for key, each in versions.items() if key < number and each.published_at), None)
    older = outline_of(before) if before else None
    page = render_template(
        "programmes/definitions/publish_version.html",
        programme=programme,
        version=version,
        outline=outline,
        before=before,
        changes=compare(older, outline) if older else None,
        lines=course_lines(entry.course_id for each in (outline, older) if each for entry in each.entries),
        terms=terms_words(outline),
        term_name=term_name,
        term_value=term_value,
        problems=_problems(outline),
        refused=bool(refusals(found)),
        form=form,
        digest=outline.digest,
        holders=queries.count_by_version(programme.id, scope=sight().read, as_of=clock.today()),
    )
    return page, 422 if form.errors or request.method == "POST" else 200


@bp.post(f"{VERSION}/discard")
@requires(Permission.DEFINE_PROGRAMME)
def discard_version(programme_code: str, number: int) -> ResponseReturnValue:
    programme, form = definable(programme_code).programme, DiscardForm()
    versions = {version.number: version for version in queries.list_versions(programme.id)}
    found = versions.get(number)
    if found is None and number != max(versions, default=0) + 1:  # a draft that is gone had the next number
        raise NotFound
    if found is not None:
        if not form.validate_on_submit():
            raise Conflict(_("This page cannot be sent again. Reload it."))
        version_id, actor_id = found.id, current_user.id
        with writing():
            actions.discard_draft(
                version_id, digest=form.digest.data or "", by_id=actor_id, now=clock.now(), request_id=request_id()
            )
    flash(_("The draft is gone. Versions that were published stay."), "ok")
    return redirect(url_for(".show_programme", programme_code=programme_code), 303)


def _of_number(versions: dict[int, ProgrammeVersion], number: int) -> ProgrammeVersion:
    if number not in versions:
        raise NotFound
    return versions[number]


def _draft(programme_id: int, number: int) -> ProgrammeVersion:
    """Raises NotFound, and Conflict for a version that was published."""
    version = _of_number({each.number: each for each in queries.list_versions(programme_id)}, number)
    if version.published_at is not None:
        raise Conflict(_("This version was published and never changes again. Begin a new one to change anything."))
    return version


def _fill(form: TermsForm, outline: Outline) -> None:
    for name in ("electives_needed", "lookback_days", "valid_months", "window_days", "grace_days", "note", "digest"):
        form[name].data = getattr(outline, name)


def _read(form: TermsForm, entries: tuple[Entry, ...]) -> Outline:
    return Outline(
        entries=entries,
        electives_needed=form.electives_needed.data or 0,
        lookback_days=form.lookback_days.data,
        valid_months=form.valid_months.data,
        window_days=form.window_days.data or 1,
        grace_days=form.grace_days.data or 0,
        note=form.note.data or "",
    )


def _problems(outline: Outline) -> list[tuple[str, bool]]:
    """What stands against publishing, in words, and whether it keeps from it."""
    found = find_problems(outline)
    lines = course_lines(course_id for _problem, course_id in found if course_id)
    grave = refusals(found)
    return [(problem_words(problem, lines.get(key)), (problem, key) in grave) for problem, key in found]
