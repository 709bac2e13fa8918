"""A question on a page, ready for its template. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_uppercase

from flask_babel import gettext as _
from flask_babel import ngettext

from app.questions import KINDS, cloze, order, plain, scoring
from app.questions.match import is_pair
from app.questions.model import Answer, Grade, Question, QuestionText
from app.questions.open import word_count

from . import answering, blanks, unread

LONGEST_PICK = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: `value` is sent, by its place on the page; `plain` is for places that take no HTML."""

    value: str
    key: str
    html: str
    plain: str
    letter: str = ""  # A for the first, where there are few

    @property
    def is_long(self) -> bool:
        """Whether a list to choose from cannot hold it: too long for a phone, or more than words."""
        inside = self.html.removeprefix("<p>").removesuffix("</p>")
        return len(self.plain) > LONGEST_PICK or "<" in inside


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawn question on a page. Without a `grade` nothing but the question and what was answered is shown.

    `feedback`: sanitised HTML, the author's remarks on this answer; `right`: the right answer in words; `sample_html`: how
    an open question may be answered. They are empty until they may be seen, so that a template cannot give them away.
    """

    question: Question
    lang: str
    number: int  # from 1, as it stands on the page
    order: tuple[str, ...]
    seed: str
    answer: Answer
    grade: Grade | None = None
    points: Decimal = Decimal(0)  # reached; 0 without a grade
    feedback: tuple[str, ...] = ()
    right: str = ""
    sample_html: str = ""
    show_feedback: bool = False
    show_right: bool = False
    comment: str = ""  # of the reviewer of an open answer
    error: str = ""
    changed: bool = False  # what was answered before was another question: it has changed since
    in_attempt: bool = False
    version: int = 0  # in an attempt: of the answer, 0 for none
    flagged: bool = False  # in an attempt: its learner wants to look at it again
    try_number: int = 1  # inside a lesson: which set of numbers this is
    has_others: bool = False  # inside a lesson: there are other numbers to practise with
    hints_opened: int = 0  # of those that cost
    answer_count: int = 0  # inside a lesson: how many answers were given to it so far
    is_stored: bool = False  # inside a lesson: what stands in the fields is the answer given last, not one only sent
    given_up: "Shown | None" = None  # inside a lesson: an earlier set of numbers, answered wrongly, with what is right
    next_solves: bool = False  # inside a lesson: asking for other numbers shows how these are solved
    share: Decimal | None = None  # of the points, reached after paying for hints; None where none was paid for

    @property
    def text(self) -> QuestionText:
        return self.question.text(self.lang)

    @property
    def text_lang(self) -> str:
        """The language the text is in: not always the reader's."""
        return next(tag for tag, text in self.question.texts.items() if text is self.text)

    @property
    def name(self) -> str:
        return answering.field_name(self.question.id)

    @property
    def longest(self) -> int:
        """How many characters one field takes."""
        return answering.longest_of(self.question)

    @property
    def title(self) -> str:
        """The heading as plain text, blanks left open."""
        return blanks.spoken(self.text.title)

    @property
    def heading(self) -> tuple[str | int, ...]:
        """The heading: HTML around the numbers of its blanks."""
        return blanks.split(self.text.heading_html)

    @property
    def prompt(self) -> tuple[str | int, ...]:
        return blanks.split(self.text.prompt_html)

    @property
    def shown_html(self) -> tuple[str, ...]:
        """All HTML of it that this page shows."""
        text = self.text
        asked = (text.heading_html, text.prompt_html, *text.lefts, *(option.html for option in text.options.values()))
        said = (*self.feedback, text.outcome_html(self.grade.fraction)) if self.grade and self.show_feedback else ()
        return (*asked, *said, *((text.explanation_html,) if self.show_right else ()))

    @property
    def is_answered(self) -> bool:
        return answering.is_given(self.answer)

    @property
    def is_waiting(self) -> bool:
        return self.grade is not None and self.grade.waiting

    @property
    def marks_parts(self) -> bool:
        """Whether what was chosen or filled in says beside itself if it is right: of the answer in the fields, in a lesson."""
        return self.is_stored and self.show_feedback and self.grade is not None and not self.is_waiting

    @property
    def hints(self) -> tuple[str, ...]:
        """HTML of all hints there are."""
        return self.question.hints(self.lang)

    @property
    def open_hints(self) -> tuple[str, ...]:
        """HTML of the hints that were paid for."""
        return self.hints[: self.hints_opened] if self.question.hint_cost else ()

    @property
    def next_hint(self) -> int | None:
        """The number of the hint that may be opened next, from 1; None where there is none to pay for."""
        is_left = self.question.hint_cost and self.hints_opened < len(self.hints)
        return self.hints_opened + 1 if is_left else None

    @property
    def hints_take(self) -> Decimal:
        """The share that the opened hints take off."""
        return 1 - scoring.kept_share(self.question, self.hints_opened)

    @property
    def hints_cost_points(self) -> bool:
        """Whether fewer points are shown because of hints: a wrong answer brings none without them too."""
        if not self.show_feedback or self.grade is None or self.grade.waiting:
            return False
        return self.hints_take > 0 and self.points < self.question.points * self.grade.fraction

    @property
    def moves_needed(self) -> int:
        """How many items of an ordering would have to be moved, where that decides the points and the author's remarks are shown."""
        is_ordering = self.question.kind == "order" and self.question.partial == "moves" and bool(self.places)
        return order.moves_needed(self.question, self.answer) if is_ordering and self.show_feedback else 0

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What there is to choose, to order or to match with, in the order of this page."""
        options = self.text.options
        return tuple(
            Choice(
                f"#{place}", key, options[key].html, plain.text(options[key].html), ascii_uppercase[(place - 1) % 26]
            )
            for place, key in enumerate(self.order, 1)
        )

    @property
    def places(self) -> Mapping[str, int]:
        """Of an ordering: the place given to each item, from 1."""
        return answering.places_of(self.order, self.answer)

    @property
    def pairs(self) -> tuple[str, ...]:
        """Of a match: the key chosen for each left-hand side, empty where there is none."""
        chosen = self.answer.get("pairs")
        found = chosen if isinstance(chosen, dict) else {}
        return tuple(str(found.get(str(left), "")) for left in range(1, self.question.pairs + 1))

    def pair_is_right(self, index: int) -> bool:
        """Whether the right-hand side chosen belongs to this left-hand side. They count from 0."""
        return is_pair(self.question, index + 1, self.pairs[index])

    @property
    def blanks(self) -> tuple[str, ...]:
        """Of a text to fill in: what was typed or picked for each blank."""
        typed = self.answer.get("blanks")
        found = [str(value) for value in typed] if isinstance(typed, list) else []
        return tuple([*found, *[""] * len(self.question.blanks)][: len(self.question.blanks)])

    def picks(self, index: int) -> tuple[Choice, ...]:
        """What a blank offers to pick from. Blanks count from 0."""
        words = self.text.blanks[index].options
        keys = answering.pick_order(self.question, self.seed, index)
        places = {option.key: place for place, option in enumerate(self.question.blanks[index].options)}
        return tuple(
            Choice(f"#{place}", key, "", words[places[key]] if places[key] < len(words) else "")
            for place, key in enumerate(keys, 1)
        )

    def picked(self, index: int) -> str:
        """What stands in a blank, in words."""
        if self.question.blanks[index].kind != "select":
            return self.blanks[index]
        return next((choice.plain for choice in self.picks(index) if choice.key == self.blanks[index]), "")

    def blank_is_right(self, index: int) -> bool:
        """Whether what stands in a blank is right. Blanks count from 0."""
        return cloze.is_right(self.question, index, self.blanks[index])

    @property
    def word_count(self) -> int:
        """How many words an open answer has; a Chinese character counts as one."""
        return word_count(str(self.answer.get("text", ""))) if self.question.kind == "open" else 0

    @property
    def length_note(self) -> str:
        """That an open answer is shorter or longer than was asked for; empty when it is not, or there is none."""
        count, least, most = self.word_count, self.question.min_words, self.question.max_words
        if count and least and count < least:
            return ngettext(
                "It has %(num)d word; at least %(least)d are asked for.",
                "It has %(num)d words; at least %(least)d are asked for.",
                count,
                least=least,
            )
        if count and most and count > most:
            return _("It has %(count)d words; at most %(most)d are asked for.", count=count, most=most)
        return ""

    @property
    def gap_count(self) -> int:
        """How many parts of an answer that was begun are still open."""
        if not self.is_answered:
            return 0
        return sum(
            not value.strip() for value in {"match": self.pairs, "cloze": self.blanks}.get(self.question.kind, ())
        )

    @property
    def complaint(self) -> str:
        """Why the answer cannot be read, and what that means; empty when it can, or there is none."""
        if self.in_attempt:
            return unread.why_not_counted(self.question, self.answer, self.lang)
        reason = unread.why_unread(self.question, self.answer, self.lang)
        return reason and unread.joined(reason, _("Nothing is used up."))

    @property
    def why_unread(self) -> str:
        return unread.why_unread(self.question, self.answer, self.lang)

    @property
    def unread_fields(self) -> list[int]:
        """Which of its fields cannot be read, from 0."""
        return unread.unread_fields(self.question, self.answer)

    @property
    def understood(self) -> tuple[str, ...]:
        """How the numbers were read: “1234.5 kg”."""
        return answering.understood(self.question, self.answer, self.lang)

    def judged(self, grade: Grade, *, feedback: bool, right: bool, points: Decimal | None = None) -> "Shown":
        """The same with its result, and with what may be seen of the remarks and the right answer."""
        kind = KINDS[self.question.kind]
        is_reviewed = self.question.kind == "open" and bool(self.answer) and not grade.waiting
        return replace(
            self,
            grade=grade,
            points=scoring.score(self.question, grade) if points is None else points,
            feedback=kind.feedback(self.question, self.answer, self.lang) if feedback else (),
            right=kind.right(self.question, self.lang) if right else "",
            sample_html=self.text.sample_html if is_reviewed else "",
            show_feedback=feedback,
            show_right=right,
        )
