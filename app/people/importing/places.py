"""Departments and positions as sheets name them: by code, by a name that only one has, or by the names along the way down."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from .cells import Wrong, text
from .company import Company, Unit

BETWEEN = re.compile(r"\s*[/>›»\\]\s*")
LONGEST = 400


class Places:
    """Looks up units of one kind; each distinct word once."""

    def __init__(self, units: Iterable[Unit], chains: Mapping[int, tuple[Unit, ...]] | None = None) -> None:
        self.by_code: dict[str, Unit] = {}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self.chains = chains or {}
        self.names: list[str] = []
        for unit in units:
            self.by_code[unit.code.casefold()] = unit
            for name in {unit.name_zh.casefold(), unit.name_en.casefold()}:
                self.by_name[name].append(unit)
            self.names += [unit.name_zh, unit.name_en]
        self.find = lru_cache(maxsize=None)(self._find)

    def _find(self, word: str) -> Unit:
        """Raises Wrong: unknown, or more than one has the name."""
        plain = word.casefold()
        if plain in self.by_code:
            return self.by_code[plain]
        found = self.by_name.get(plain) or self._along(plain)
        if len(found) > 1:
            raise Wrong("ambiguous", known=", ".join(sorted(unit.code for unit in found)[:6]))
        if not found:
            near = get_close_matches(word, self.names, 1, 0.5)
            raise Wrong("unknown-near", near=near[0]) if near else Wrong("unknown")
        return found[0]

    def _along(self, plain: str) -> list[Unit]:
        """“业务部/欧洲组”: who has this name below who has that one."""
        parts = [part for part in BETWEEN.split(plain) if part]
        if len(parts) < 2:
            return []
        return [unit for unit in self.by_name.get(parts[-1], ()) if self._ends_so(self.chains[unit.id], parts)]

    def _ends_so(self, chain: tuple[Unit, ...], parts: list[str]) -> bool:
        tail = chain[-len(parts) :]
        return len(tail) == len(parts) and all(
            part in {unit.name_zh.casefold(), unit.name_en.casefold(), unit.code.casefold()}
            for part, unit in zip(parts, tail, strict=True)
        )


def departments_of(company: Company) -> Places:
    """The open ones of the importer's scope: the others are not there."""
    open_ones = [
        unit
        for unit in company.departments.values()
        if company.covers(unit.id) and (unit.closed_on is None or unit.closed_on > company.today)
    ]
    chains = {
        unit.id: tuple(company.departments[int(part)] for part in unit.path.split("/") if part) for unit in open_ones
    }
    return Places(open_ones, chains)


def positions_of(company: Company) -> Places:
    return Places(
        unit for unit in company.positions.values() if unit.closed_on is None or unit.closed_on > company.today
    )


def look_up(cell: object, places: Places) -> int:
    """The id of what a cell names. Raises Wrong."""
    return places.find(text(cell, longest=LONGEST)).id
