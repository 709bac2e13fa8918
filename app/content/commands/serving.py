"""`flask courses publish` and `list`: what is in service."""

from __future__ import annotations

import json
from collections import Counter

import click
from flask import current_app

from ..model import Catalogue, Course
from ..publishing.publisher import Publisher
from .voice import Voice, lang_option, voice


@click.command("publish")
@lang_option
def publish(*, lang: str) -> None:
    """Put what is in the content folder into service now, and say what is served."""
    speaker = voice(lang)
    catalogue = _publisher().publish()
    lessons = sum(len(course.lessons) for course in catalogue.courses.values())
    click.echo(
        " · ".join(
            [
                speaker.ngettext("%(num)s course", "%(num)s courses", len(catalogue.courses)),
                speaker.ngettext("%(num)s lesson or quiz", "%(num)s lessons and quizzes", lessons),
                *_counts(catalogue, speaker),
            ]
        )
    )


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As a JSON list.")
@lang_option
def list_courses(*, as_json: bool, lang: str) -> None:
    """List the courses in service: id, status, number of lessons, languages, title."""
    courses = _publisher().catalogue.courses.values()
    if as_json:
        click.echo(json.dumps([_data(course, lang) for course in courses], ensure_ascii=False, indent=2))
        return
    for course in courses:
        columns = course.id, course.status, str(len(course.lessons)), ",".join(course.languages), course.title_in(lang)
        click.echo("\t".join(columns))


def _data(course: Course, lang: str) -> dict[str, object]:
    return {
        "id": course.id,
        "title": course.title_in(lang),
        "languages": list(course.languages),
        "lessons": len(course.lessons),
        "status": course.status,
        "edition": course.edition,
        "folder": course.folder,
    }


def _publisher() -> Publisher:
    found: Publisher = current_app.extensions["content"]
    return found


def _counts(catalogue: Catalogue, speaker: Voice) -> list[str]:
    counted = Counter(found.severity for found in catalogue.diagnostics)
    return [
        speaker.ngettext("%(num)s error", "%(num)s errors", counted["error"]),
        speaker.ngettext("%(num)s warning", "%(num)s warnings", counted["warning"]),
        speaker.ngettext("%(num)s remark", "%(num)s remarks", counted["info"]),
    ]
