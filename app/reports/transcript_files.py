"""One person's record as a document: for paper with lines to sign, and for a workbook with a sheet a section."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.people.queries import Person

from .figures.labels import named
from .frame.document import Document, Figure, in_the_other_language, sheet_of
from .transcript import Transcript

TITLE = _l("Individual training record")


def record_document(
    person: Person, found: Transcript, *, as_of: date, made_by: str, now: datetime, number: str
) -> Document:
    """`number`: of the copy in the audit log; `made_by`: who had it made, with the staff number."""
    local = now.astimezone(clock.zone())
    facts = [
        (_("Name"), person.name),
        (_("Staff number"), person.staff_no),
        (_("Department"), named(person.department)),
        (_("Position"), named(person.position) or "—"),
        (_("In this job since"), person.started_on.isoformat()),
        (_("As of"), as_of.isoformat()),
        (_("Made by"), made_by),
        (_("Made at"), f"{local:%Y-%m-%d %H:%M} {clock.zone().key}"),
        (_("Number of this copy"), number),
    ]
    return Document(
        name=f"record-{person.staff_no}-{as_of.isoformat()}".lower(),
        title=str(TITLE),
        title_beside=in_the_other_language(TITLE),
        facts=facts,
        figures=[Figure(str(tile.name), tile.value, str(tile.definition)) for tile in found.tiles],
        charts=(),
        sheets=[sheet_of(section) for section in found.sections if section.rows],
        excluded=(),
        lacking=(),
        notes=(),
        mark=f"{made_by} · {local:%Y-%m-%d %H:%M} · {number}",
        made_at=now,
    )
