"""The nouns of the framework, as it is in service now. All frozen; a text is by language, a level counts from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.content import languages

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """Competencies that stand together."""

    id: str
    title: Text

    def title_in(self, language: str) -> str:
        return languages.text(self.title, language)


@dataclass(frozen=True, slots=True)
class Level:
    """A level that every competency has: what it is called, what it means in general, what shows that somebody has reached it."""

    number: int
    title: Text
    meaning: Text
    evidence: Text

    def title_in(self, language: str) -> str:
        return languages.text(self.title, language)

    def meaning_in(self, language: str) -> str:
        return languages.text(self.meaning, language)

    def evidence_in(self, language: str) -> str:
        return languages.text(self.evidence, language)


@dataclass(frozen=True, slots=True)
class Competency:
    """`levels`: what somebody does at each level, from the first one."""

    id: str
    family: str
    title: Text
    levels: tuple[Text, ...]

    def title_in(self, language: str) -> str:
        return languages.text(self.title, language)

    def level_in(self, number: int, language: str) -> str:
        """What somebody does at this level; nothing where it has no such level."""
        return languages.text(self.levels[number - 1], language) if 0 < number <= len(self.levels) else ""


@dataclass(frozen=True, slots=True)
class Position:
    """The profile of a family of positions. `levels`: the level it needs, by competency; what it does not need is left out."""

    code: str
    name: Text
    does: Text
    levels: Mapping[str, int] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        return languages.text(self.name, language)

    def does_in(self, language: str) -> str:
        return languages.text(self.does, language)


@dataclass(frozen=True, slots=True)
class Starter:
    """A programme of a position, to begin with. `days`: from the assignment to the due day, or from the hire."""

    code: str
    position: str
    name: Text
    purpose: Text
    required: tuple[str, ...]
    electives: tuple[str, ...] = ()
    electives_needed: int = 0
    days: int = 180
    from_hire: bool = False

    def name_in(self, language: str) -> str:
        return languages.text(self.name, language)

    def purpose_in(self, language: str) -> str:
        return languages.text(self.purpose, language)


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything in the order of the files."""

    levels: tuple[Level, ...] = ()
    families: Mapping[str, Family] = field(default_factory=dict)
    competencies: Mapping[str, Competency] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)
    starters: Mapping[str, Starter] = field(default_factory=dict)

    def by_family(self) -> dict[str, list[Competency]]:
        """Families that have competencies, by id."""
        found: dict[str, list[Competency]] = {key: [] for key in self.families}
        for each in self.competencies.values():
            found[each.family].append(each)
        return {key: own for key, own in found.items() if own}

    def competency(self, competency_id: str) -> Competency | None:
        """By its id, in whatever case it is written."""
        found = self.competencies.get(competency_id)
        if found is None:
            folded = competency_id.lower()
            found = next((each for key, each in self.competencies.items() if key.lower() == folded), None)
        return found

    def starter_of(self, position_code: str) -> Starter | None:
        """The first programme of a position."""
        return next((each for each in self.starters.values() if each.position == position_code), None)
