"""What can be imported: each kind of sheet knows its columns, how it is planned, written and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.access import Permission, Scope

from .drafting import Line
from .models import ImportLine, ImportPlan
from .sheets import Field, Table

Tell = Callable[[int], None]  # how many rows are done


class Kind(Protocol):
    """The steps of one kind of sheet. All but `plan` run inside `writing()`."""

    name: str
    permission: Permission
    fields: Sequence[Field]
    known_by: tuple[str, ...]  # columns by which a sheet is recognised

    def plan(self, table: Table, plan: "Request", tell: Tell) -> tuple[list[Line], str]:
        """Lines in the order of the sheet, and the digest of all they rest on."""

    def basis_now(self, plan: ImportPlan, lines: Sequence[ImportLine], scope: Scope) -> str:
        """The same digest as things stand now, what it covers locked."""

    def write(self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime) -> list[int]:
        """Do what the lines say, note in each what was done, and return the ids of the people concerned."""

    def take_back(
        self, plan: ImportPlan, lines: Sequence[ImportLine], *, by_id: int | None, now: datetime
    ) -> list[int]:
        """Make everything as it was before. Raises Conflict, naming them, where people were changed since."""

    def staying(self, plan: ImportPlan) -> dict[int, list[str]]:
        """New people who stay when an import is undone, by id, with what there is about them by now."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of a plan."""

    scope: Scope
    options: dict[str, Any]
    by_id: int | None  # None: on the terminal


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind
