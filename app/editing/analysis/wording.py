"""What a question's figures ask its author to do, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from flask_babel import gettext as _

from app.filters import listed
from app.questions import plain
from app.questions.model import Question

from .items import FOR_FLAGS, Flag
from .quizzes import VersionFigures


@dataclass(frozen=True, slots=True)
class Advice:
    """`state` as in `data-s`: bad, warn, or empty where nothing has to be done."""

    state: str
    text: str


def advice(version: VersionFigures) -> Sequence[Advice]:
    """One line a flag, the most urgent first; one that says that nothing is to be done, or that it is too early to say.

    What was revised since is not asked to be revised.
    """
    figures = version.figures
    if version.is_earlier:
        return [Advice("", _("Earlier version"))]
    if figures.flags:
        return [_flag(flag, version) for flag in figures.flags]
    if figures.n < FOR_FLAGS:
        return [Advice("", _("Too early to say: %(n)s of %(needed)s people", n=figures.n, needed=FOR_FLAGS))]
    return [Advice("ok", _("Keep"))]


def letter(place: str | int) -> str:
    """A for the first option of the file."""
    return ascii_uppercase[int(place) % 26]


def right_lines(question: Question, lang: str) -> list[str]:
    """The options that are right, with their letters; none of a question without options to choose from."""
    if question.kind not in {"single", "multiple", "true-false"}:
        return []
    words = question.text(lang).options
    return [
        f"{letter(place)}. {plain.text(words[option.key].html)}"
        for place, option in enumerate(question.options)
        if option.right
    ]


def _flag(flag: Flag, version: VersionFigures) -> Advice:
    suspects = listed(letter(key) for key in version.figures.suspects)
    words = {
        Flag.KEY: _("Check the key: %(letters)s?", letters=suspects),
        Flag.NEGATIVE: _("Whoever knows more answers worse"),
        Flag.WEAK: _("Hardly tells who knows: revise"),
        Flag.NO_VARIANCE: _("Everybody answers alike"),
        Flag.TOO_EASY: _("Too easy: may move into the lesson"),
        Flag.TOO_HARD: _("Very hard: look at wording and lesson"),
    }
    return Advice("bad" if flag in (Flag.KEY, Flag.NEGATIVE) else "warn", words[flag])
