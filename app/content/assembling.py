"""From files that passed their checks to the courses, lessons and questions that are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.questions.model import OptionText, Question, QuestionText
from app.questions.revisions import stamp

from .asking import Asked
from .crosschecks import question_id
from .links import Surroundings, resolve
from .model import Lesson, Page, QuestionSlot
from .pairing import difference, pair
from .reading import PageFile
from .rendering import fill
from .sheets import LessonFiles
from .values import Values

Fill = Callable[[str], str]


@dataclass(slots=True)
class Assembly:
    """Puts the lessons of one course together, and notes which of its files they show."""

    config: Values  # course.yaml
    around: Surroundings
    used: set[str] = field(default_factory=set)

    def lesson(self, files: LessonFiles, module_id: str, module: Values) -> Lesson:
        """The lesson of files whose source is in service."""
        source = files.source.page
        assert source is not None
        translations = [sheet.page for sheet in files.translations if sheet.page is not None]
        fills = {page.lang: self._fill(page) for page in [source, *translations]}
        pairs = {page.lang: pair(page, source) for page in translations}
        given = source.values
        questions = {
            number: self._question(number, files, source, pairs, fills)
            for number, asked in enumerate(source.questions)
            if asked.settings.status == "live"
        }
        pages = {source.lang: _page(source, fills[source.lang], questions, {n: n for n in questions})}
        for page in translations:
            shown = {page.questions.index(asked): number for number, asked in pairs[page.lang].items()}
            made = _page(page, fills[page.lang], questions, shown)
            pages[page.lang] = replace(made, outdated=_outdated(page, source))
        quiz = files.kind == "quiz"
        setting = self._settings(given)
        of_quiz = setting if quiz else _no_setting
        return Lesson(
            id=files.id,
            kind="quiz" if quiz else "lesson",
            course_id=self.around.course_id,
            module_id=module_id,
            source_lang=source.lang,
            pages=pages,
            minutes=given.get("minutes", source.minutes),
            questions=tuple(questions.values()),
            optional=given.get("optional", False) or module.get("optional", False),
            completion="quiz" if quiz else given.get("completion", "view"),
            min_seconds=None if quiz else given.get("min_seconds"),
            requires=_texts(module.get("requires")) + _texts(given.get("requires")),
            as_of=given.get("as_of"),
            review_by=given.get("review_by"),
            competencies={name: level for name, (level, _place) in given.get("competencies", {}).items()},
            tags=given.get("tags", ()),
            aliases=_texts(given.get("aliases")),
            pass_ratio=Decimal(setting("pass_mark", 80)) / 100,
            feedback=setting("feedback", "after_submit" if quiz else "immediate"),
            answers=of_quiz("answers", "after_pass" if quiz else "after_submit"),
            attempts=of_quiz("attempts", 0) or None,
            retry_after_minutes=of_quiz("retry_after", 0),
            time_limit_minutes=given.get("time_limit") if quiz else None,
            shuffle_questions=of_quiz("shuffle_questions", False),
            shuffle_options=setting("shuffle_options", True),
            score=of_quiz("score", "best"),
            passes=given.get("passes", 1) if quiz else 1,
            valid_months=given.get("valid_months") if quiz else None,
        )

    def _settings(self, given: Values) -> Callable[[str, Any], Any]:
        defaults = self.config.get("defaults", {})
        return lambda name, default: given.get(name, defaults.get(name, default))

    def _question(
        self,
        number: int,
        files: LessonFiles,
        source: PageFile,
        pairs: Mapping[str, Mapping[int, Asked]],
        fills: Mapping[str, Fill],
    ) -> Question:
        asked = source.questions[number]
        others = {lang: found[number] for lang, found in pairs.items() if number in found}
        texts = {source.lang: _filled(asked.text, fills[source.lang])}
        for lang, other in others.items():
            if difference(other, asked) is None:
                texts[lang] = _filled(_with_keys(other.text, asked.text), fills[lang])
        setting = self._settings(source.values)
        settings = asked.settings
        shuffle = setting("shuffle_options", True) if settings.shuffle is None else settings.shuffle
        return stamp(
            Question(
                id=question_id(asked, files.id),
                kind=asked.kind,
                source_lang=source.lang,
                texts=texts,
                points=settings.points,
                **{"partial": setting("partial", "net"), **asked.parts.question},
                hint_cost=settings.hint_cost,
                shuffle=shuffle,
                status=settings.status,
                competency=settings.competency,
                competency_level=settings.competency_level,
                difficulty=settings.difficulty,
                tags=settings.tags,
                aliases=settings.aliases,
            )
        )

    def _fill(self, page: PageFile) -> Fill:
        resolved = [resolve(link, page, self.around) for link in page.links]
        self.used.update(found.asset for found in resolved if found.asset)
        attributes = [found.attributes for found in resolved]
        return lambda html: fill(html, page.key, attributes)


def _no_setting(_name: str, default: Any) -> Any:
    """What only quizzes have: in a lesson it has no effect."""
    return default


def _page(page: PageFile, filled: Fill, questions: Mapping[int, Question], shown: Mapping[int, int]) -> Page:
    """`shown`: number of a question in this file to its number in the source. Those it lacks come at the end."""
    blocks: list[str | QuestionSlot] = []
    placed: set[int] = set()
    for block in page.blocks:
        if isinstance(block, str):
            blocks.append(filled(block))
        elif (number := shown.get(block)) in questions and number is not None:
            blocks.append(QuestionSlot(questions[number].id))
            placed.add(number)
    blocks += [QuestionSlot(question.id) for number, question in questions.items() if number not in placed]
    return Page(
        lang=page.lang,
        title=page.title,
        summary=page.summary,
        blocks=tuple(blocks),
        toc=page.toc,
        authors=page.values.get("authors", ()),
        translator=page.values.get("translator", ""),
    )


def _filled(text: QuestionText, filled: Fill) -> QuestionText:
    return replace(
        text,
        heading_html=filled(text.heading_html),
        prompt_html=filled(text.prompt_html),
        options={key: OptionText(filled(each.html), filled(each.feedback_html)) for key, each in text.options.items()},
        hints=tuple(map(filled, text.hints)),
        answer_feedback=tuple(map(filled, text.answer_feedback)),
        explanation_html=filled(text.explanation_html),
        correct_html=filled(text.correct_html),
        partial_html=filled(text.partial_html),
        wrong_html=filled(text.wrong_html),
    )


def _with_keys(text: QuestionText, source: QuestionText) -> QuestionText:
    """A translated option has the key of the source's option in the same place."""
    return replace(text, options=dict(zip(source.options, text.options.values(), strict=True)))


def _outdated(page: PageFile, source: PageFile) -> bool:
    return page.values.get("source_hash", source.source_hash) != source.source_hash


def _texts(named: Any) -> tuple[str, ...]:
    return tuple(each.text for each in named or ())
