"""From files that passed their checks to the courses, lessons and questions that are served."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from app.questions.model import Question, QuestionText
from app.questions.revisions import stamp

from ..model import Draw, Heading, Lesson, Page, Pool, QuestionSlot, QuizPool, Term
from ..parsing.asking import Asked
from ..parsing.given import Competence, Drawn, Level
from ..parsing.pagefile import PageFile, WrittenPool
from ..parsing.values import Values
from ..parsing.wording import word
from . import drawing, filling, glossary
from .identities import question_id
from .includes import Includes, Part, toc
from .links import Resolved, resolve_all
from .pairing import difference, pair
from .sheets import FileGroup
from .uses import Uses

Fill = Callable[[str], str]
Pairs = Mapping[str, Mapping[int, Asked]]


@dataclass(slots=True)
class Assembly:
    """Puts the texts of one course together, and notes which of its files they show."""

    config: Values  # course.yaml
    includes: Includes
    terms: Mapping[str, Term] = field(default_factory=dict)
    uses: Uses = field(default_factory=Uses)
    pools: set[str] = field(default_factory=set)  # drawn from, by id
    _fills: dict[tuple[str, str], tuple[Fill, list[Resolved]]] = field(default_factory=dict)
    _term_links: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def glossary(self, group: FileGroup | None) -> None:
        """Reads the terms that pages may link to."""
        self.terms = glossary.terms(group, lambda page, html: self._fill(page)[0](html))
        for name, term in self.terms.items():
            inside = (found for text in term.texts.values() for found in glossary.linked(text.html))
            self._term_links[name] = tuple(inside)

    def lesson(self, files: FileGroup, module_id: str, module: Values) -> Lesson:
        """The lesson of files whose source is in service."""
        source = files.source.page
        assert source is not None
        pairs = _pairs(files, source)
        numbered = self._questions(files, source, pairs)
        questions = {number: asked for number, asked in numbered.items() if asked.status == "live"}
        pages = {source.lang: self._page(source, questions, {n: n for n in questions})}
        for page in _translations(files):
            shown = {page.questions.index(asked): number for number, asked in pairs[page.lang].items()}
            made = self._page(page, questions, shown)
            pages[page.lang] = replace(made, outdated=_outdated(page, source))
        given = source.values
        quiz = files.kind == "quiz"
        setting = self._settings(given)
        of_quiz = setting if quiz else _no_setting
        return Lesson(
            id=files.id,
            kind="quiz" if quiz else "lesson",
            course_id=self.includes.around.course_id,
            module_id=module_id,
            source_lang=source.lang,
            pages=pages,
            minutes=given.get("minutes", source.minutes),
            questions=tuple(questions.values()),
            pools=_quiz_pools(source, questions) if quiz else (),
            draws=self._draws(given) if quiz else (),
            optional=given.get("optional", quiz and given.get("role") == "pretest") or module.get("optional", False),
            completion="quiz" if quiz else given.get("completion", "view"),
            min_seconds=None if quiz else given.get("min_seconds"),
            requires=_texts(module.get("requires")) + _texts(given.get("requires")),
            as_of=given.get("as_of"),
            review_by=given.get("review_by"),
            competencies=self._levels(given.get("competencies", ())),
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
            role=given.get("role") if quiz else None,
        )

    def pool(self, files: FileGroup) -> Pool:
        """The pool of files whose source is in service."""
        source = files.source.page
        assert source is not None
        questions = self._questions(files, source, _pairs(files, source))
        return Pool(
            id=files.id,
            course_id=self.includes.around.course_id,
            title={source.lang: source.title} | {page.lang: page.title for page in _translations(files)},
            questions=tuple(question for question in questions.values() if question.status == "live"),
            tags=source.values.get("tags", ()),
            aliases=_texts(source.values.get("aliases")),
        )

    def pool_in(self, quiz: FileGroup, pool: WrittenPool) -> Pool:
        """A pool in a quiz as one of its own."""
        source = quiz.source.page
        assert source is not None
        questions = self._questions(quiz, source, _pairs(quiz, source))
        live = (questions[number] for number in pool.questions if questions[number].status == "live")
        return Pool(pool.id or "", self.includes.around.course_id, {source.lang: pool.title}, tuple(live))

    def landing(self, group: FileGroup | None, title: Mapping[str, str]) -> dict[str, Page]:
        """The pages of a course or module about itself; `title` is what they are called when they do not say."""
        found: dict[str, Page] = {}
        for page in [
            *([group.source.page] if group and group.source.page else []),
            *(_translations(group) if group else ()),
        ]:
            made = self._page(page, {}, {})
            found[page.lang] = made if made.title else replace(made, title=title.get(page.lang, ""))
        return found

    def _draws(self, given: Values) -> tuple[Draw, ...]:
        drawn: tuple[Drawn, ...] = given.get("draw", ())
        self.pools.update(each.pool for each in drawn)
        return tuple(Draw(each.pool, each.count, each.tags, each.difficulty) for each in drawn)

    def _levels(self, levels: Iterable[Level]) -> dict[str, int]:
        """Competencies under the names that the course gives them."""
        return {self._competency(each.name): each.level for each in levels}

    def _competency(self, name: str) -> str:
        known: Mapping[str, Competence] = self.config.get("competencies", {})
        return known[name.lower()].name if name.lower() in known else name

    def _settings(self, given: Values) -> Callable[[str, Any], Any]:
        defaults = self.config.get("defaults", {})
        return lambda name, default: given.get(name, defaults.get(name, default))

    def _questions(self, files: FileGroup, source: PageFile, pairs: Pairs) -> dict[int, Question]:
        """All questions by their number in the source's file, retired ones too."""
        return {number: self._question(number, files, source, pairs) for number, _asked in enumerate(source.questions)}

    def _question(self, number: int, files: FileGroup, source: PageFile, pairs: Pairs) -> Question:
        asked = source.questions[number]
        others = {page.lang: page for page in _translations(files) if number in pairs[page.lang]}
        texts = {source.lang: asked.text.with_html(self._fill(source)[0])}
        units = dict(asked.parts.question.get("units", {}))
        for lang, page in others.items():
            other = pairs[lang][number]
            if difference(other, asked) is None:
                texts[lang] = _with_keys(other.text, asked.text).with_html(self._fill(page)[0])
                units = {**other.parts.question.get("units", {}), **units}
        setting = self._settings(source.values)
        settings = asked.settings
        shuffle = setting("shuffle_options", True) if settings.shuffle is None else settings.shuffle
        structure = {"partial": setting("partial", "net"), **asked.parts.question}
        return stamp(
            Question(
                id=question_id(asked, files.id),
                kind=asked.kind,
                source_lang=source.lang,
                texts=texts,
                points=settings.points,
                **(structure | {"units": units} if units else structure),
                hint_cost=settings.hint_cost,
                shuffle=shuffle,
                status=settings.status,
                competency=self._competency(settings.competency) if settings.competency else None,
                competency_level=settings.competency_level,
                difficulty=settings.difficulty,
                tags=settings.tags,
                aliases=settings.aliases,
            )
        )

    def _page(self, page: PageFile, questions: Mapping[int, Question], shown: Mapping[int, int]) -> Page:
        """`shown`: number of a question in this file to its number in the source. Those it lacks come at the end."""
        parts = self.includes.parts(page)
        blocks: list[str | QuestionSlot] = []
        placed: set[int] = set()
        for part in parts:
            if isinstance(part.block, str):
                blocks.append(self._html(part, page))
            elif part.page is page and (number := shown.get(part.block)) is not None and number in questions:
                blocks.append(QuestionSlot(questions[number].id))
                placed.add(number)
        blocks += [QuestionSlot(question.id) for number, question in questions.items() if number not in placed]
        headings: tuple[Heading, ...] = toc(page, parts)
        return Page(
            lang=page.lang,
            title=page.title,
            summary=page.summary,
            blocks=tuple(blocks),
            toc=headings,
            authors=page.values.get("authors", ()),
            translator=page.values.get("translator", ""),
            terms=self._terms(page, parts),
        )

    def _html(self, part: Part, page: PageFile) -> str:
        """A block of a page, or of a piece in it, which may be in another language."""
        assert isinstance(part.block, str)
        html = self._fill(part.page)[0](part.block)
        if part.page is page:
            return html
        html = filling.rename(html, part.names)
        return html if part.page.lang == page.lang else f'<div lang="{part.page.lang}">{html}</div>'

    def _terms(self, page: PageFile, parts: Sequence[Part]) -> tuple[str, ...]:
        files = {id(file): file for file in [page, *(part.page for part in parts)]}
        named = [found.term for file in files.values() for found in self._fill(file)[1] if found.term]
        return tuple(term for term in glossary.closure(named, self._term_links) if term in self.terms)

    def _fill(self, page: PageFile) -> tuple[Fill, list[Resolved]]:
        """What fills the HTML of a file, and what became of its links."""
        key = page.path, page.key
        if key not in self._fills:
            links = resolve_all(page, self.includes.around)
            self.uses.take(links)
            self._fills[key] = (lambda html: filling.fill(html, page.key, links, self._transcript(page.lang))), links
        return self._fills[key]

    def _transcript(self, lang: str) -> filling.Transcript:
        def transcript(link: Resolved) -> str:
            group = link.player.transcript if link.player else None
            page = group.shown(lang) if group else None
            if group is None or page is None:
                return ""
            links = resolve_all(page, self.includes.around)
            self.uses.take(links)
            blocks = (block for block in page.blocks if isinstance(block, str))
            html = "".join(filling.fill(block, page.key, links, lambda _link: "") for block in blocks)
            said = "" if page.lang == lang else f' lang="{page.lang}"'
            return (
                f'<details class="transcript"{said}><summary>{word(page.lang, "transcript")}</summary>{html}</details>'
            )

        return transcript


def _no_setting(_name: str, default: Any) -> Any:
    """What only quizzes have: in a lesson it has no effect."""
    return default


def _translations(files: FileGroup) -> list[PageFile]:
    return [sheet.page for sheet in files.translations if sheet.page is not None]


def _pairs(files: FileGroup, source: PageFile) -> Pairs:
    return {page.lang: pair(page, source) for page in _translations(files)}


def _quiz_pools(source: PageFile, questions: Mapping[int, Question]) -> tuple[QuizPool, ...]:
    return tuple(
        QuizPool(
            pool.id or "",
            tuple(questions[number].id for number in pool.questions if number in questions),
            None if pool.draw is None else min(pool.draw, len(drawing.live_in(pool, source))),
        )
        for pool in source.pools
    )


def _with_keys(text: QuestionText, source: QuestionText) -> QuestionText:
    """A translated option has the key of the source's option in the same place."""
    return replace(text, options=dict(zip(source.options, text.options.values(), strict=True)))


def _outdated(page: PageFile, source: PageFile) -> bool:
    return bool(page.values.get("source_hash", source.source_hash) != source.source_hash)


def _texts(named: Any) -> tuple[str, ...]:
    return tuple(each.text for each in named or ())
