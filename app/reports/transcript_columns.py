"""The columns of a person's record, section by section, and what they mean."""

from flask_babel import lazy_gettext as _l

from .frame.model import Column, Kind

DUTIES = (
    Column(
        "programme", _l("Programme"), Kind.TEXT, _l("What was assigned; a single course is a programme of its own.")
    ),
    Column("state", _l("State"), Kind.MARK, _l("The state of the assignment on the day of the record.")),
    Column("assigned_on", _l("Assigned on"), Kind.DATE, _l("The day it was assigned.")),
    Column("due_on", _l("Due date"), Kind.DATE, _l("The last day on which completing is in time, as promised last.")),
    Column("completed_on", _l("Completed on"), Kind.DATE, _l("The day the last course needed was completed.")),
    Column("round", _l("Round"), Kind.INT, _l("1, or higher where it was asked for again.")),
)
HOURS = (
    Column("credited_on", _l("Date"), Kind.DATE, _l("The day of the training.")),
    Column("item", _l("Training"), Kind.TEXT, _l("The course, the session, or training outside.")),
    Column("mode", _l("Mode"), Kind.TEXT, _l("How it was taught.")),
    Column("subject", _l("Subject"), Kind.TEXT, _l("What kind of subject it counts as.")),
    Column("hours", _l("Hours"), Kind.NUMBER, _l("Credited hours of 45 minutes.")),
    Column("evidence_no", _l("Evidence no."), Kind.TEXT, _l("The number of a paper from outside.")),
)
CREDENTIALS = (
    Column("kind", _l("Credential"), Kind.TEXT, _l("The kind of credential.")),
    Column("state", _l("State"), Kind.MARK, _l("How the person stands with it on the day of the record.")),
    Column("needed", _l("Required"), Kind.TEXT, _l("Whether a position of the person asks for it.")),
    Column("level", _l("Level"), Kind.TEXT, _l("The level, where there are several.")),
    Column("issuer", _l("Issuer"), Kind.TEXT, _l("Who gave it.")),
    Column("number", _l("Certificate no."), Kind.TEXT, _l("Its last characters; the others are hidden.")),
    Column("certified_on", _l("Certified on"), Kind.DATE, _l("The day of the newest examination or renewal.")),
    Column(
        "last_day", _l("Valid until"), Kind.DATE, _l("The last day on which it is valid. Empty: no end, or never held.")
    ),
)
EXAMS = (
    Column("quiz", _l("Quiz"), Kind.TEXT, _l("A quiz that was handed in.")),
    Column("course", _l("Course"), Kind.TEXT, _l("The course that the quiz belongs to.")),
    Column("result", _l("Result"), Kind.MARK, _l("Passed by the day of the record, or not yet.")),
    Column("on", _l("Date"), Kind.DATE, _l("When it was first passed; if not passed, when it was last tried.")),
    Column("scores", _l("Scores"), Kind.TEXT, _l("The share of points reached in each attempt, first to last.")),
)
"""The last only for who may read scores."""
SESSIONS = (
    Column("on", _l("Date"), Kind.DATE, _l("The day of the session.")),
    Column("item", _l("Training"), Kind.TEXT, _l("The item of the training plan.")),
    Column("hours", _l("Hours"), Kind.NUMBER, _l("What who was there is credited.")),
    Column("trainer", _l("Trainer"), Kind.TEXT, _l("Who taught.")),
    Column("status", _l("Attendance"), Kind.MARK, _l("What the sign-in sheet says.")),
)
CERTIFICATES = (
    Column("title", _l("Certificate"), Kind.TEXT, _l("The course or programme, as it was called then.")),
    Column("code", _l("Certificate no."), Kind.TEXT, _l("The number by which anybody can check it.")),
    Column("completed_on", _l("Completed on"), Kind.DATE, _l("The day that the certificate states.")),
    Column("last_day", _l("Valid until"), Kind.DATE, _l("The last day on which it is valid. Empty: no end.")),
)
JOBS = (
    Column("department", _l("Department"), Kind.TEXT, _l("Where the person worked.")),
    Column("position", _l("Position"), Kind.TEXT, _l("What the person worked as.")),
    Column("is_primary", _l("Job"), Kind.TEXT, _l("The main job, or one beside it.")),
    Column("started_on", _l("From"), Kind.DATE, _l("The first day.")),
    Column("last_day", _l("Until"), Kind.DATE, _l("The last day. Empty: it goes on.")),
)
