"""What is wrong or doubtful in a row, in words. Codes are stored; words are the reader's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from .models import ImportLine, ImportPlan


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell and what is the matter with it. `column`: its letter and header."""

    row: int
    column: str
    value: str
    text: str
    is_error: bool


def problems(plan: ImportPlan, lines: Sequence[ImportLine]) -> list[Problem]:
    return [
        Problem(
            line.number,
            column_name(plan, complaint["field"]),
            complaint["value"],
            words(complaint),
            complaint["level"] == "error",
        )
        for line in lines
        for complaint in line.complaints
    ]


def column_name(plan: ImportPlan, field: str) -> str:
    """“E (department)”; the header alone where the sheet has no such column."""
    letter, head = plan.options["columns"].get(field), plan.options["heads"].get(field)
    return f"{letter} ({head})" if letter else field


def words(complaint: Mapping[str, Any]) -> str:
    """One sentence for a stored complaint."""
    known, row = complaint.get("known", ""), complaint.get("row", "")
    texts = {
        "needed": _("This must be filled in here."),
        "too-long": _("Longer than %(most)s characters.", most=complaint.get("most", "")),
        "bad-characters": _("There are signs in here that cannot be printed."),
        "no-name": _("A name has at least one letter."),
        "example": _("This is the example of the template. Delete the row."),
        "bad-staff-no": _("Not a staff number: letters, digits and - _ . + / only, at most 40."),
        "bad-email": _("Not an e-mail address."),
        "bad-day": _("Not a day. Write it like 2026-03-01 or 2026年3月1日."),
        "no-such-day": _("There is no such day in the calendar."),
        "day-out-of-range": _("The day lies too far away: 1940 to 2099."),
        "unknown-word": _("This word is not known here. Known: %(known)s.", known=known),
        "ambiguous": _("Several have this name. Use the code: %(known)s.", known=known),
        "unknown": _("There is none of this name or code within your scope."),
        "unknown-near": _(
            "There is none of this name or code within your scope. The nearest is “%(near)s”.", near=complaint.get("near", "")
        ),
        "formula": _("A formula: its last value was taken."),
        "formula-without-value": _("A formula without a value. Open the file in a spreadsheet program and save it again."),
        "ends-before-start": _("The last day lies before the first one."),
        "zeros-lost": _(
            "The cell is a number and lost its zeros in front: %(known)s is known here. Format the column as text.", known=known
        ),
        "zeros-lost-perhaps": _(
            "The cell is a number, and shorter than other staff numbers: zeros in front may have been lost."
        ),
        "elsewhere": _("This staff number belongs to somebody outside your scope."),
        "elsewhere-then": _("This would change a job outside your scope. Choose a later day."),
        "own-row": _("This row is about yourself: it changes nothing. Somebody else in HR has to do this."),
        "address-of-role": _("The address stays: this person has a role. Only an administrator changes it, on the terminal."),
        "twice": _("The same person and job stand in row %(row)s already.", row=row),
        "with-row": _("Row %(row)s about the same person is wrong.", row=row),
        "needed-of-several": _("Of several main jobs of one person, each needs its start date."),
        "needs-primary": _("This person has no main job. Mark one row as the main job."),
        "no-such-job": _("This person has no such job here that could have ended then."),
        "overlap": _("Two main jobs would overlap; the other begins on %(known)s.", known=known),
        "starts-later": _("The job began on %(known)s already: it cannot begin in the future.", known=known),
        "leave-overlaps": _("Leave is recorded on these days already, from %(day)s on.", day=known),
        "leave-otherwise": _("Row %(row)s says something else about this leave.", row=row),
        "reason-without-day": _("A reason for leaving, but no last day."),
        "email-twice": _("Row %(row)s has the same e-mail address.", row=row),
        "email-taken": _("The e-mail address belongs to somebody else."),
        "email-taken-by-namesake": _(
            "The same name and e-mail address are known under the number %(known)s. Is this the same person?", known=known
        ),
        "unknown-manager": _("Nobody in the company or in this sheet has this staff number."),
        "wrong-manager": _("The manager's own row in this sheet is wrong."),
        "own-manager": _("Nobody is their own manager."),
        "circle": _("The line of reporting would run in a circle: %(known)s.", known=known),
        "unknown-person": _("Nobody within your scope works here under this staff number."),
        "own-duty": _("Nobody gives a duty to themselves."),
        "due-passed": _("The due date has passed already."),
        "not-earlier": _("A later day was promised: %(known)s stays.", known=known),
        "namesake": _("Somebody of this name is in the same department, with the number %(known)s.", known=known),
    }  # fmt: skip
    return texts.get(complaint["code"], complaint["code"])
