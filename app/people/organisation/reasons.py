"""Why employments end, and what leave is for. Reasons are never merged: each is counted as what it was."""

from enum import StrEnum

from flask_babel import gettext as _

TRANSFER = "transfer"  # another job followed: `Job.end_reason` where nobody left


class EndReason(StrEnum):
    RESIGN = "resign"
    RETIRE = "retire"
    TERM_END = "term_end"
    TRANSFER_OUT = "transfer_out"
    NOT_COMPETENT_EXIT = "not_competent_exit"
    BOTTOM_ADJUST = "bottom_adjust"
    DISCIPLINE = "discipline"
    DEATH = "death"
    OTHER = "other"


class AbsenceKind(StrEnum):
    """For HR alone."""

    SICK = "sick"
    MATERNITY = "maternity"
    SECONDMENT = "secondment"
    OTHER = "other"


def end_reason_name(reason: str) -> str:
    names: dict[str, str] = {
        EndReason.RESIGN: _("Resignation"),
        EndReason.RETIRE: _("Retirement"),
        EndReason.TERM_END: _("End of contract"),
        EndReason.TRANSFER_OUT: _("Transfer out of the group"),
        EndReason.NOT_COMPETENT_EXIT: _("Left as not competent for the post"),
        EndReason.BOTTOM_ADJUST: _("Adjusted out after ranking last"),
        EndReason.DISCIPLINE: _("Disciplinary dismissal"),
        EndReason.DEATH: _("Death"),
        EndReason.OTHER: _("Another reason"),
        TRANSFER: _("Transfer"),
    }
    return names.get(reason, reason)


def absence_kind_name(kind: str) -> str:
    names: dict[str, str] = {
        AbsenceKind.SICK: _("Sick leave"),
        AbsenceKind.MATERNITY: _("Maternity or parental leave"),
        AbsenceKind.SECONDMENT: _("Secondment"),
        AbsenceKind.OTHER: _("Other leave"),
    }
    return names.get(kind, kind)
