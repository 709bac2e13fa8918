"""A quiz and its questions in figures, version by version: never pooled over versions. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import fsum

from app.questions.model import Question

from .items import FOR_DISCRIMINATION, FOR_FLAGS, Flag, ItemFigures, figures_of, tempered
from .sittings import ItemKey, Revision, Sitting, Sittings
from .statistics import alpha, alpha_if_deleted, kelley_groups, measurement_error, totals_of


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version of a question in one quiz. `question` is its newest revision.

    `asked_count`: attempts that held it; of these `omitted_count` left it out, `unreached_count` did not come that far.
    `figures` are of those who saw it.
    """

    number: int  # 1 for the version asked first
    question: Question
    key: ItemKey
    first_asked_at: datetime
    asked_count: int
    omitted_count: int
    unreached_count: int
    figures: ItemFigures
    alpha_without: float | None = None  # reliability of the quiz without it
    is_earlier: bool = False  # today's is another one

    @property
    def unreached_ratio(self) -> float:
        return self.unreached_count / self.asked_count if self.asked_count else 0.0

    @property
    def urgency(self) -> tuple[int, str]:
        """What asks for a look comes first, what was revised since last."""
        flags = list(Flag)
        if self.is_earlier:
            return len(flags) + 1, self.question.id
        return min((flags.index(flag) for flag in self.figures.flags), default=len(flags)), self.question.id


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the common questions agree. `error` is in points.

    `alpha` is KR-20 where every question is right or wrong, for the same points.
    """

    alpha: float
    error: float
    is_kr20: bool
    item_count: int
    n: int
    deleted: Mapping[ItemKey, float | None]

    @property
    def preliminary(self) -> bool:
        return self.n < FOR_FLAGS


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """A quiz over the first attempts of `n` people. `versions`: those that ask for a look first, earlier versions behind."""

    n: int
    waiting_count: int
    versions: tuple[VersionFigures, ...]
    reliability: Reliability | None

    @property
    def current(self) -> tuple[VersionFigures, ...]:
        """The newest version of each question that was asked; today's may have no answers yet."""
        newest = {version.key[0]: version.number for version in self.versions}
        for version in self.versions:
            newest[version.key[0]] = max(newest[version.key[0]], version.number)
        return tuple(version for version in self.versions if version.number == newest[version.key[0]])

    @property
    def flagged_count(self) -> int:
        return sum(bool(version.figures.flags) and not version.is_earlier for version in self.current)


def analyse(sittings: Sittings, today: Mapping[str, str] | None = None) -> QuizFigures:
    """Everything about a quiz. `today`: the answer keys of its questions as they are now, by question id."""
    present = today or {}
    revisions = _by_version(sittings.revisions)
    points = {key: float(rows[-1].question.points) for key, rows in revisions.items()}
    asked = _asked(sittings.rows)
    totals, possible = _totals(sittings.rows, points)
    numbers = _numbered(revisions)
    reliability = _reliability(sittings.rows, points, _newest(revisions, asked))
    versions = [
        replace(
            _version(
                key, numbers[key], revisions[key], asked[key], sittings.rows, points[key], totals, possible, reliability
            ),
            is_earlier=present.get(key[0], key[1]) != key[1],
        )
        for key in asked
    ]
    return QuizFigures(
        len(sittings.rows),
        sittings.waiting_count,
        tuple(sorted(versions, key=lambda version: version.urgency)),
        reliability,
    )


def _version(
    key: ItemKey,
    number: int,
    revisions: Sequence[Revision],
    asked: Sequence[int],
    rows: Sequence[Sitting],
    points: float,
    totals: Sequence[float],
    possible: Sequence[float],
    reliability: Reliability | None,
) -> VersionFigures:
    """The rest is a share of what the other questions of the attempt offered, so that drawn forms can be compared."""
    seen = [at for at in asked if key in rows[at].scores]
    scores = [rows[at].scores[key] for at in seen]
    others = [possible[at] - points for at in seen]
    rest = [
        (totals[at] - score * points) / other if other > 0 else 0.0
        for at, score, other in zip(seen, scores, others, strict=True)
    ]
    shares = [totals[at] / possible[at] if possible[at] else 0.0 for at in seen]
    question = revisions[-1].question
    has_options = question.kind in {"single", "multiple", "true-false"}
    figures = figures_of(
        scores,
        rest,
        shares,
        kelley_groups(shares),
        [tuple(map(str, rows[at].chosen.get(key, ()))) for at in seen] if has_options else (),
        [(str(place), option.right) for place, option in enumerate(question.options)] if has_options else (),
    )
    return VersionFigures(
        number,
        question,
        key,
        revisions[0].first_asked_at,
        len(asked),
        sum(key in rows[at].omitted for at in seen),
        len(asked) - len(seen),
        tempered(figures),
        reliability.deleted.get(key) if reliability else None,
    )


def _by_version(revisions: Mapping[str, Revision]) -> dict[ItemKey, list[Revision]]:
    """Revisions of each version, first to last."""
    found = defaultdict(list)
    for revision in revisions.values():
        found[revision.key].append(revision)
    return found


def _numbered(revisions: Mapping[ItemKey, Sequence[Revision]]) -> dict[ItemKey, int]:
    """Versions of each question, counted from 1 in the order in which they were first asked."""
    counts: dict[str, int] = defaultdict(int)
    numbers = {}
    for key in sorted(revisions, key=lambda key: revisions[key][0].first_asked_at):
        counts[key[0]] += 1
        numbers[key] = counts[key[0]]
    return numbers


def _asked(rows: Sequence[Sitting]) -> dict[ItemKey, list[int]]:
    """Which attempts held each version."""
    found = defaultdict(list)
    for at, row in enumerate(rows):
        for key in (*row.scores, *row.unreached):
            found[key].append(at)
    return found


def _totals(rows: Sequence[Sitting], points: Mapping[ItemKey, float]) -> tuple[list[float], list[float]]:
    """Points reached, and possible, in each attempt; what was not reached is possible and not reached."""
    reached = [fsum(score * points[key] for key, score in row.scores.items()) for row in rows]
    possible = [fsum(points[key] for key in (*row.scores, *row.unreached)) for row in rows]
    return reached, possible


def _newest(revisions: Mapping[ItemKey, Sequence[Revision]], asked: Mapping[ItemKey, Sequence[int]]) -> set[ItemKey]:
    """The newest version of each question that was asked."""
    newest: dict[str, ItemKey] = {}
    for key in sorted(asked, key=lambda key: revisions[key][0].first_asked_at):
        newest[key[0]] = key
    return set(newest.values())


def _reliability(rows: Sequence[Sitting], points: Mapping[ItemKey, float], newest: set[ItemKey]) -> Reliability | None:
    """Of the questions that all attempts at today's versions have in common, over those who reached all of them."""
    fresh = [row for row in rows if newest.issuperset(row.scores) and newest.issuperset(row.unreached)]
    if not fresh:
        return None
    common = set(fresh[0].scores) | set(fresh[0].unreached)
    for row in fresh:
        common.intersection_update((*row.scores, *row.unreached))
    keys = sorted(common)
    whole = [row for row in fresh if common.issubset(row.scores)]
    items = [[row.scores[key] * points[key] for row in whole] for key in keys]
    found = alpha(items) if len(whole) >= FOR_DISCRIMINATION else None
    if found is None:
        return None
    return Reliability(
        found,
        measurement_error(totals_of(items), found),
        _is_kr20(items, [points[key] for key in keys]),
        len(keys),
        len(whole),
        dict(zip(keys, alpha_if_deleted(items), strict=True)),
    )


def _is_kr20(items: Sequence[Sequence[float]], points: Sequence[float]) -> bool:
    """KR-20 is α of scores of 0 and 1: all questions count the same, and each is right or wrong."""
    return len(set(points)) == 1 and all(score in (0.0, points[0]) for item in items for score in item)
