"""The words of a course and what they mean."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires
from app.content import queries as content
from app.errors import NotFound
from app.i18n import language

from ..terms import shown_terms
from .blueprint import bp


@bp.get("/courses/<course_id>/glossary")
@requires(Permission.LEARN)
def show_glossary(course_id: str) -> ResponseReturnValue:
    course = content.get_course(course_id)
    if not course.glossary:
        raise NotFound(_("This course has no glossary."))
    if course.id != course_id:
        return redirect(url_for("learning.show_glossary", course_id=course.id), 301)  # a former id
    terms = shown_terms(course, course.glossary, language())
    return render_template("learning/show_glossary.html", course=course, terms=terms)
