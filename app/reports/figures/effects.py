"""What may be told of courses: what was said of them and what was learned, for a part of the organisation and a period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from flask_babel import gettext as _

from app.content.model import Course

from .gain import Paired
from .paired import Pairs, groups, read_pairs, tests_of
from .rates import Rate
from .reactions import REACTION, Measure, Reactions, add_asked, add_departments, read_reactions, read_session_reactions
from .released import Line, Lines, Told, read_lines, release, tell, within
from .suppression import NOBODY, Group

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked

Part: TypeAlias = Callable[[Line], bool]
"""Whether a department, by its line, is in the part of the organisation asked for."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What may be told of one course."""

    reactions: Reactions
    answers: Measure
    reaction: Measure
    pairs: Pairs
    paired: Measure
    shared: Measure  # those who could gain
    lines: Lines
    first: date
    last: date
    day: date  # by which quarters have to be closed

    def item(self, key: str) -> Measure:
        return self.reactions.item(key, self.lines, day=self.day, period=(self.first, self.last))

    def told(self, measure: Measure, is_asked: Part) -> Told:
        return tell(measure.released, self.first, self.last, is_asked)

    def group(self, measure: Measure, is_asked: Part) -> Group:
        return self.told(measure, is_asked).sum(measure.groups, NOBODY)

    def gained(self, is_asked: Part) -> Paired:
        return self.told(self.paired, is_asked).sum(self.pairs, Paired())

    def shares(self, is_asked: Part) -> Paired:
        """The same of groups in which enough people could gain."""
        return self.told(self.shared, is_asked).sum(self.pairs, Paired())

    def response(self, is_asked: Part) -> Rate | None:
        """None where it cannot be told."""
        told = self.told(self.answers, is_asked)
        answered = told.sum(self.answers.groups, NOBODY).count
        if not answered:
            return None
        completed = sum(
            count
            for batch in told.batches
            for quarter in batch.quarters
            for department, count in self.reactions.asked.get(quarter, {}).items()
            if is_asked(self.lines(department, batch.last_day))
        )
        return Rate(answered, max(answered, completed))


def read_effects(asked: "Asked", courses: Sequence[Course]) -> dict[str, Effect]:
    """By the course's id. At most eight statements."""
    lines = read_lines()
    day = min(asked.as_of, asked.known_on or asked.as_of)
    period = (asked.first, asked.last)
    by_department = asked.course is not None or asked.department is not None or not asked.scope.everything
    single = asked.course is not None
    single = asked.course is not None
    reactions = read_reactions(courses, single=single, by_department=single)
    if by_department and not single:  # many courses: departments are read of those quarters alone that may be told of
        said = reactions.values()
        told = [each.answers(lines, day=day, period=period) for each in said]
        told += [each.item(REACTION, lines, day=day, period=period) for each in said]
        add_departments(reactions, courses, told)
    answers = {key: said.answers(lines, day=day, period=period) for key, said in reactions.items()}
    add_asked(
        reactions,
        courses,
        {key: _quarters(measure) for key, measure in answers.items()},
        by_department=by_department,
    )
    pairs = read_pairs(courses, known_at=asked.known_at)

    def effect(course: Course) -> Effect:
        said, scores = reactions[course.id], groups(pairs[course.id])
        possible = groups(pairs[course.id], possible=True)
        return Effect(
            said,
            answers[course.id],
            said.item(REACTION, lines, day=day, period=period),
            pairs[course.id],
            Measure(scores, release(scores, lines, day=day, period=period)),
            Measure(possible, release(possible, lines, day=day, period=period)),
            lines,
            asked.first,
            asked.last,
            day,
        )

    return {course.id: effect(course) for course in courses}


def _quarters(measure: Measure) -> set[date]:
    """Those that may be told of in the period."""
    return {quarter for batch in measure.released for quarter in batch.quarters}


def read_shares(asked: "Asked", courses: Sequence[Course]) -> Paired:
    """The sum of `Effect.shares` of all courses: without what was said of them. At most three statements."""
    lines, is_asked = read_lines(), asked_part(asked)
    day = min(asked.as_of, asked.known_on or asked.as_of)
    period = (asked.first, asked.last)
    told = Paired()
    for pairs in read_pairs(courses, known_at=asked.known_at).values():
        released = release(groups(pairs, possible=True), lines, day=day, period=period)
        told += tell(released, asked.first, asked.last, is_asked).sum(pairs, Paired())
    return told


def read_session_effects(asked: "Asked") -> dict[str, Effect]:
    """What was said about sessions, by their numbers. Four statements."""
    lines, none = read_lines(), Measure({}, [])
    day = min(asked.as_of, asked.known_on or asked.as_of)
    period = (asked.first, asked.last)
    return {
        key: Effect(
            said,
            said.answers(lines, day=day, period=period),
            said.item(REACTION, lines, day=day, period=period),
            {},
            none,
            none,
            lines,
            asked.first,
            asked.last,
            day,
        )
        for key, said in read_session_reactions().items()
    }


def asked_part(asked: "Asked") -> Part:
    """By ids: a department stays the same wherever it lay."""
    if asked.department is not None:
        return within([asked.department.id])
    if asked.scope.everything:
        return lambda _line: True
    return within([int(path.rstrip("/").rpartition("/")[2]) for path in asked.scope.paths])


def why_missing(course: Course, has_answers: bool, has_pairs: bool) -> str:
    """Why figures of a row are missing. Nobody and too few read the same: which of them it is tells of single people."""
    few = _("fewer than five people answered in closed quarters")
    found = [] if has_answers else [few]
    if tests_of(course) is None:
        found.append(_("the course has no test before it"))
    elif not has_pairs:
        found.append(_("fewer than five people took both tests in closed quarters"))
    return _("; ").join(found)
