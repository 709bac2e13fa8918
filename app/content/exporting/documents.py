"""A course as data: what learners are shown, and what is right only if that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.questions import KINDS
from app.questions.model import Question, QuestionText, plain_number
from app.questions.variants import draw

from ..model import Course, Lesson, Module, Page

SEED = "export"
"""Decides the numbers and the order of what is exported without answers: the same each time."""


def document(course: Course, *, with_answers: bool) -> dict[str, Any]:
    """The whole course. Numbers are decimals as text, HTML is sanitised, languages are tags."""
    return {
        "format": 1,
        "course": {
            "id": course.id,
            "title": dict(course.title),
            "summary": dict(course.summary),
            "languages": list(course.languages),
            "status": course.status,
            "edition": course.edition,
            "tags": list(course.tags),
            "owners": list(course.owners),
            "license": course.license,
            "requires": list(course.requires),
            "competencies": {
                each.id: {"title": dict(each.title), "levels": each.levels} for each in course.competencies.values()
            },
            "landing": {lang: _page(page) for lang, page in course.landing.items()},
            "glossary": [
                {
                    "id": term.id,
                    "texts": {
                        lang: {"title": text.title, "aka": list(text.aka), "html": text.html}
                        for lang, text in term.texts.items()
                    },
                }
                for term in course.glossary.values()
            ],
            "modules": [_module(module, with_answers=with_answers) for module in course.modules],
            "pools": [
                {
                    "id": pool.id,
                    "title": dict(pool.title),
                    "tags": list(pool.tags),
                    "questions": [_question(question, with_answers=with_answers) for question in pool.questions],
                }
                for pool in course.pools.values()
            ],
            "files": {
                path: {"media_type": asset.media_type, "size": asset.size, "sha256": asset.hash}
                for path, asset in course.assets.items()
            },
        },
    }


def _module(module: Module, *, with_answers: bool) -> dict[str, Any]:
    return {
        "id": module.id,
        "title": dict(module.title),
        "summary": dict(module.summary),
        "landing": {lang: _page(page) for lang, page in module.landing.items()},
        "lessons": [_lesson(lesson, with_answers=with_answers) for lesson in module.lessons],
    }


def _lesson(lesson: Lesson, *, with_answers: bool) -> dict[str, Any]:
    quiz = {
        "answers": lesson.answers,
        "attempts": lesson.attempts,
        "retry_after": lesson.retry_after_minutes,
        "time_limit": lesson.time_limit_minutes,
        "shuffle_questions": lesson.shuffle_questions,
        "score": lesson.score,
        "passes": lesson.passes,
        "valid_months": lesson.valid_months,
        "role": lesson.role,
        "pools": [{"id": pool.id, "draw": pool.draw, "questions": list(pool.question_ids)} for pool in lesson.pools],
        "draw": [
            {"from": each.pool_id, "count": each.count, "tags": list(each.tags), "difficulty": list(each.difficulty)}
            for each in lesson.draws
        ],
    }
    return {
        "id": lesson.id,
        "type": lesson.kind,
        "source": lesson.source_lang,
        "minutes": lesson.minutes,
        "optional": lesson.optional,
        "completion": lesson.completion,
        "min_seconds": lesson.min_seconds,
        "pass_mark": plain_number(lesson.pass_ratio * 100),
        "feedback": lesson.feedback,
        "requires": list(lesson.requires),
        "competencies": dict(lesson.competencies),
        "tags": list(lesson.tags),
        "as_of": lesson.as_of and lesson.as_of.isoformat(),
        "review_by": lesson.review_by and lesson.review_by.isoformat(),
        "pages": {lang: _page(page) for lang, page in lesson.pages.items()},
        "questions": [_question(question, with_answers=with_answers) for question in lesson.questions],
        **(quiz if lesson.kind == "quiz" else {}),
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "summary": page.summary,
        "authors": list(page.authors),
        "translator": page.translator,
        "outdated": page.outdated,
        "blocks": [{"html": each} if isinstance(each, str) else {"question": each.question_id} for each in page.blocks],
    }


def _question(question: Question, *, with_answers: bool) -> dict[str, Any]:
    return question.to_json() if with_answers else _asked(draw(question, SEED))


def _asked(question: Question) -> dict[str, Any]:
    """What goes out before it is answered (content-format §8.6): in an order, and under names, that tell nothing."""
    shown = KINDS[question.kind].order(question, SEED) or tuple(option.key for option in question.options)
    names = {key: str(number) for number, key in enumerate(shown, 1)}
    return {
        "id": question.id,
        "kind": question.kind,
        "points": plain_number(question.points),
        "texts": {lang: _shown(text, names) for lang, text in question.texts.items()},
        "min_words": question.min_words,
        "max_words": question.max_words,
        "difficulty": question.difficulty,
        "tags": list(question.tags),
    }


def _shown(text: QuestionText, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": text.title,
        "heading_html": text.heading_html,
        "prompt_html": text.prompt_html,
        "options": [
            {"name": name, "html": text.options[key].html} for key, name in names.items() if key in text.options
        ],
        "lefts": list(text.lefts),
        "columns": list(text.columns),
        "unit": text.unit,
        "blanks": [{"options": sorted(blank.options), "unit": blank.unit} for blank in text.blanks],
    }
