"""Form fields in which somebody else is named. Template: components/person.html, script: js/person.js."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from app.people.models import User
from app.reasons import stripped

from . import queries, whom
from .queries import NOBODY, Answer, Choice, Somebody, label_of
from .whom import Whom

SHOWN_UNKNOWN = 20
SEPARATORS = re.compile(r"[\n\r,，;；、]+")
WORDS_OF_A_NAME = 5
Anybody = Callable[[], Select[int]]


class _Choosing(Field):
    """What both fields have: among whom they choose, and what was chosen where a text may mean several people."""

    whom: Whom
    chosen: list[str]

    def process(self, formdata: Any, *more: Any, **keywords: Any) -> None:
        super().process(formdata, *more, **keywords)
        self.chosen = formdata.getlist(self.choice_name) if formdata else []

    @property
    def choice_name(self) -> str:
        return f"{self.name}-choice"

    @property
    def address(self) -> str:
        """Where the script asks for people as somebody types."""
        return url_for(f"picking.list_{self.whom}")

    def picked(self, answer: Answer) -> list[Choice]:
        return [row for row in answer.several if row.staff_no in self.chosen]


class PersonField(_Choosing, StringField):
    """One person. `person`: who is meant, once it was validated; `answer`: those who may be meant.

    `anywhere`: who else is known by the whole staff number; `oneself`: whoever asks may name themselves, wherever they work.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Sequence[Any] = (),
        *,
        whom: Whom,
        anywhere: Anybody | None = None,
        oneself: bool = False,
        **keywords: Any,
    ) -> None:
        super().__init__(label, validators, filters=[stripped], **keywords)
        self.whom, self.anywhere, self.oneself = whom, anywhere, oneself
        self.person: Choice | None = None
        self.kept: Choice | None = None
        self.answer = NOBODY

    def keep(self, user: User) -> str:
        """Who stands there already stays known, wherever that person works now. Gives the text for the field."""
        self.kept = Choice(user.id, user.staff_no, user.name, None, None)
        return self.kept.label

    def show(self, text: str) -> None:
        """Fill the field with whom a text means, or with the text."""
        found = self._resolve(text)
        self.data = found.one.label if found.one is not None and not found.outside else text

    @property
    def person_id(self) -> int | None:
        return self.person.id if self.person is not None else None

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        if self.kept is not None and self.data in (self.kept.label, self.kept.staff_no):
            self.person = self.kept
            return
        self.answer = self._resolve(self.data)
        picked = self.picked(self.answer)
        self.person = self.answer.one or (picked[0] if len(picked) == 1 else None)
        if self.person is None:
            raise StopValidation(_why_not(self.answer, elsewhere=self.anywhere is not None))
        if not self.answer.outside:
            self.data = self.person.label
        self.answer = NOBODY

    def _resolve(self, text: str) -> Answer:
        among = whom.among(self.whom)
        return queries.resolve(
            text,
            among=whom.with_oneself(among) if self.oneself else among,
            anywhere=self.anywhere() if self.anywhere is not None else None,
        )


class PersonFilter(PersonField):
    """Somebody to search for. A text that does not say who stays a text."""

    def pre_validate(self, form: Any) -> None:
        found = self._resolve(self.data or "")
        self.person = found.one
        self.data = found.one.label if found.one is not None else self.data


class PeopleField(_Choosing, TextAreaField):
    """Several people, one a line. `people`: who is meant, once it was validated; `unclear`: lines that may mean several.

    The form sets `whom` and, where 500 are not the right number, `most`.
    """

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), **keywords: Any) -> None:
        super().__init__(label, validators, **keywords)
        self.whom, self.most = Whom.SEEN, 500
        self.people: tuple[Choice, ...] = ()
        self.unclear: tuple[tuple[str, Answer], ...] = ()

    def fill(self, people: Iterable[Somebody]) -> None:
        self.data = "\n".join(_line(person) for person in people)

    def pre_validate(self, form: Any) -> None:
        texts = [text for text in dict.fromkeys(map(str.strip, SEPARATORS.split(self.data or ""))) if text]
        self._refuse_many(max(len(texts), len((self.data or "").split()) // WORDS_OF_A_NAME))
        if not texts:
            return
        if "\0" in self.data:
            raise StopValidation(_("This text holds a character that cannot be stored. Type it again."))
        found = self._resolve(texts)
        people: dict[int, Choice] = {}
        for answer in found.values():
            for person in [answer.one] if answer.one is not None else self.picked(answer):
                people[person.id] = person
        self._refuse_many(len(people))
        self.unclear = tuple((text, each) for text, each in found.items() if each.several and not self.picked(each))
        unknown = [text for text, each in found.items() if each.one is None and not each.several]
        if unknown:
            raise StopValidation(_unknown(unknown))
        if self.unclear:
            raise StopValidation(_("Some lines may mean several people. Choose below."))
        self.people = tuple(people.values())
        self.fill(self.people)

    def _resolve(self, texts: list[str]) -> dict[str, Answer]:
        """Whom each line means. A line that nobody is called, but that holds staff numbers, is as many lines."""
        among = whom.among(self.whom)
        found = queries.resolve_all(texts, among=among)
        rows = [text for text in texts if text not in found or found[text] == NOBODY]
        words = {text: text.split() for text in rows if " " in " ".join(text.split())}
        known = queries.find_numbers([each for row in words.values() for each in row], among=among) if words else {}
        answers: dict[str, Answer] = {}
        for text in texts:
            parts = words.get(text, [])
            if any(each in known for each in parts):
                answers |= {each: Answer(one=known.get(each)) for each in parts}
            else:
                answers[text] = found.get(text, NOBODY)
        return answers

    def _refuse_many(self, count: int) -> None:
        if count > self.most:
            raise StopValidation(
                _("These are %(count)d people; at most %(max)d can be listed.", count=count, max=self.most)
            )


def _line(person: Somebody) -> str:
    """What means one person again: a name with a comma in it would not."""
    label = label_of(person)
    return person.staff_no if SEPARATORS.search(label) else label


def _why_not(answer: Answer, *, elsewhere: bool) -> str:
    if len(answer.several) == 1:
        return _("Is this the person? Choose below, or type something else.")
    if answer.several:
        return _("Several people may be meant. Choose one below.")
    if elsewhere:
        return _("Nobody is found. People outside your scope are known by the whole staff number alone.")
    return _("Nobody in your scope has this name, staff number or e-mail.")


def _unknown(texts: list[str]) -> str:
    shown = ", ".join(text[:40] for text in texts[:SHOWN_UNKNOWN])
    words = _("Nobody at work in your departments has these names or staff numbers: %(texts)s", texts=shown)
    return words + (" …" if len(texts) > SHOWN_UNKNOWN else "")
