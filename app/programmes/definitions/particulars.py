"""What a programme is called, why it is asked for and whose it is: all but its courses. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from app.programmes.models import Programme

from .kinds import Requirement


@dataclass(frozen=True, slots=True)
class Particulars:
    """`source`: the law's or policy's name, paragraph, link. `department_id` None: the programme is the whole group's."""

    code: str
    name_zh: str
    name_en: str
    requirement: Requirement
    purpose_zh: str = ""
    purpose_en: str = ""
    source: str = ""
    is_mandatory: bool = True
    owner_id: int | None = None
    department_id: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """As the table has them."""
        return {**asdict(self), "requirement": self.requirement.value}

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.columns, sort_keys=True).encode()).hexdigest()[:32]


def particulars_of(programme: Programme) -> Particulars:
    return Particulars(
        code=programme.code,
        name_zh=programme.name_zh,
        name_en=programme.name_en,
        requirement=Requirement(programme.requirement),
        purpose_zh=programme.purpose_zh,
        purpose_en=programme.purpose_en,
        source=programme.source,
        is_mandatory=programme.is_mandatory,
        owner_id=programme.owner_id,
        department_id=programme.department_id,
    )
