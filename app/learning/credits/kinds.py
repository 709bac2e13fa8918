"""The words of the ledger: kinds of activities, of subjects, of teaching and of assessment, as they are stored and as they read."""

from enum import StrEnum

from flask_babel import gettext as _


class Kind(StrEnum):
    COURSE = "course"
    SESSION = "session"
    OUTSIDE = "outside"


class Subject(StrEnum):
    PUBLIC = "public"
    PROFESSIONAL = "professional"
    PARTY = "party"
    COMPLIANCE = "compliance"
    MANAGEMENT = "management"


class Mode(StrEnum):
    ONLINE = "online"
    CLASS = "class"
    WEBINAR = "webinar"
    PRACTICE = "practice"
    STUDY = "study"
    OUTSIDE = "outside"


class Assessment(StrEnum):
    NONE = "none"
    QUIZ = "quiz"
    EXAM = "exam"
    PRACTICAL = "practical"
    ATTENDANCE = "attendance"


PRESENT, LATE = "present", "late"


def subject_name(subject: str) -> str:
    """In the reader's language; a subject that is not known reads as it is stored."""
    names: dict[str, str] = {
        Subject.PUBLIC: _("Public subject"),
        Subject.PROFESSIONAL: _("Professional subject"),
        Subject.PARTY: _("Party education"),
        Subject.COMPLIANCE: _("Compliance"),
        Subject.MANAGEMENT: _("Management"),
    }
    return names.get(subject, subject)


def mode_name(mode: str) -> str:
    """In the reader's language; words that somebody wrote stay as they are."""
    names: dict[str, str] = {
        Mode.ONLINE: _("Online"),
        Mode.CLASS: _("In class"),
        Mode.WEBINAR: _("Live, online"),
        Mode.PRACTICE: _("On the job"),
        Mode.STUDY: _("Thematic study"),
        Mode.OUTSIDE: _("Outside the house"),
    }
    return names.get(mode, mode)


def assessment_name(assessment: str) -> str:
    """In the reader's language; words that somebody wrote stay as they are."""
    names: dict[str, str] = {
        Assessment.NONE: _("No assessment"),
        Assessment.QUIZ: _("Quiz"),
        Assessment.EXAM: _("Examination"),
        Assessment.PRACTICAL: _("Practical test"),
        Assessment.ATTENDANCE: _("Attendance"),
    }
    return names.get(assessment, assessment)


def attendance_name(attendance: str) -> str:
    """In the reader's language; of an online course there is none."""
    return {PRESENT: _("Present"), LATE: _("Late")}.get(attendance, attendance)


def kind_name(kind: str) -> str:
    """Where a credit comes from, in the reader's language."""
    names: dict[str, str] = {
        Kind.COURSE: _("Completed course"),
        Kind.SESSION: _("Sign-in sheet"),
        Kind.OUTSIDE: _("Outside evidence"),
    }
    return names.get(kind, kind)


RESULTS_CORRECTED, CORRECTION_UNDONE = "results-corrected", "correction-undone"
"""Stored instead of words: why results were corrected is for editors alone."""


def reason_words(reason: str) -> str:
    """Why something was corrected, as whoever it concerns reads it."""
    names = {
        RESULTS_CORRECTED: _("Results were corrected."),
        CORRECTION_UNDONE: _("A correction of results was undone."),
    }
    return names.get(reason, reason)


def verb_name(verb: str) -> str:
    """What the log of learning says happened with a course, in the reader's language."""
    names = {
        "completed": _("Completed"),
        "withdrawn": _("The completion was withdrawn"),
        "restored": _("The completion was given back"),
        "dated": _("Dated anew"),
    }
    return names.get(verb, verb)
