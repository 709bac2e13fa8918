"""Questions that are drawn: from pool files, and from pools in quizzes (content-format §10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..diagnostics import MOST_GUESSES, Report, nearest
from ..parsing.asking import Asked
from ..parsing.given import Drawn
from ..parsing.pagefile import PageFile, WrittenPool
from .sheets import FileGroup


@dataclass(slots=True)
class Pools:
    """The pools of a course: live questions by id and former id. `served`: those that are in service.

    `drafts`: pool files that are not published. Only pages that are not published either may draw from them.
    """

    questions: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    served: dict[str, tuple[Asked, ...]] = field(default_factory=dict)
    drafts: set[str] = field(default_factory=set)


def pools_of(groups: Iterable[FileGroup]) -> Pools:
    """Pools by id and former id; the versions in service count, and the newest ones where none is."""
    found = Pools()
    for group in groups:
        page = group.source.page
        questions = _pools_in(group, page or group.source.current)
        for name in questions:
            found.questions.setdefault(name, questions[name])
            if page is not None:
                found.served.setdefault(name, questions[name])
        if page is not None and group.kind == "pool" and group.status != "published":
            found.drafts.update(questions)
    return found


def _pools_in(group: FileGroup, page: PageFile) -> dict[str, tuple[Asked, ...]]:
    whole = (group.id, *group.aliases) if group.kind == "pool" else ()
    return dict.fromkeys(whole, live(page.questions)) | {pool.id: live_in(pool, page) for pool in page.pools if pool.id}


def live(questions: Iterable[Asked]) -> tuple[Asked, ...]:
    return tuple(asked for asked in questions if asked.settings.status == "live")


def live_in(pool: WrittenPool, page: PageFile) -> tuple[Asked, ...]:
    return live(page.questions[number] for number in pool.questions)


def eligible(
    questions: Iterable[Asked], tags: Collection[str] = (), difficulty: Collection[str] = ()
) -> tuple[Asked, ...]:
    """The questions that may be drawn: with any of the tags, of any of the difficulties."""
    return tuple(
        asked
        for asked in questions
        if (not tags or not set(tags).isdisjoint(asked.settings.tags))
        and (not difficulty or asked.settings.difficulty in difficulty)
    )


def check_draws(page: PageFile, pools: Pools, report: Report, *, published: bool) -> list[Asked]:
    """Complaints about what a quiz draws from pools; gives all that may be drawn."""
    drawn: tuple[Drawn, ...] = page.values.get("draw", ())
    found: list[Asked] = []
    for number, entry in enumerate(drawn):
        if entry.pool not in pools.questions:
            near = nearest(entry.pool, pools.questions if number < MOST_GUESSES else ())
            report.add("C403", entry.line, entry.column, name=entry.pool, **near)
            continue
        hidden = published and entry.pool in pools.drafts
        fit = eligible(() if hidden else pools.questions[entry.pool], entry.tags, entry.difficulty)
        _check_count(entry.count, fit, (entry.line, entry.column), report)
        found += fit
    return found


def check_pools(page: PageFile, report: Report) -> None:
    """Complaints about the pools in a page."""
    for pool in page.pools:
        questions = live_in(pool, page)
        if pool.draw is not None and pool.questions:
            _check_count(pool.draw, questions, (pool.line, pool.column), report)


def _check_count(count: int, questions: Collection[Asked], place: tuple[int, int], report: Report) -> None:
    if count > len(questions):
        report.add("C402", *place, want=count, have=len(questions))
    elif count < len(questions) and len({asked.settings.points for asked in questions}) > 1:
        report.add("C404", *place)


def can_be_asked(page: PageFile, served: Mapping[str, tuple[Asked, ...]]) -> bool:
    """Whether all that a quiz draws is in service."""
    drawn: tuple[Drawn, ...] = page.values.get("draw", ())
    return all(
        entry.count <= len(eligible(served.get(entry.pool, ()), entry.tags, entry.difficulty)) for entry in drawn
    )
