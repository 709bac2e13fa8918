"""What roles and permissions are called: one table for the pages, the audit log and `flask access list`."""

from flask_babel import lazy_gettext as _l

from app.access import Permission, Role

ROLES = {
    Role.MANAGER: _l("Manager"),
    Role.TRAINING_ADMIN: _l("Training administrator"),
    Role.HR: _l("HR"),
    Role.EDITOR: _l("Editor"),
    Role.REVIEWER: _l("Reviewer"),
    Role.ADMIN: _l("Administrator"),
    Role.AUDITOR: _l("Auditor"),
}

PERMISSIONS = {
    Permission.LEARN: _l("Learn: courses, own progress, own profile"),
    Permission.READ_REPORT: _l("Read reports: totals, named rows, files, a person's record"),
    Permission.FREEZE_REPORT: _l("Freeze reports as official, numbered copies"),
    Permission.SEND_REPORT: _l("Have reports mailed to others, each as the recipient may see it"),
    Permission.QUERY_REPORT: _l("Put together reports from the field dictionary"),
    Permission.MANAGE_TRAINING: _l("Manage training plans, classroom sessions and attendance"),
    Permission.MANAGE_CREDENTIAL: _l("Manage credentials, who needs them, and their evidence"),
    Permission.READ_SCORE: _l("Read other people's scores"),
    Permission.READ_DESK: _l("Read the health of the content"),
    Permission.EDIT_COURSE: _l("Edit courses"),
    Permission.REVIEW_ANSWER: _l("Review open answers, without names"),
    Permission.READ_ANALYSIS: _l("Read figures about questions, without names"),
    Permission.REJUDGE: _l("Judge earlier answers again"),
    Permission.AGREE_REJUDGE: _l("Agree, as a second person, where a score may fall"),
    Permission.GRANT_ATTEMPT: _l("Grant attempts and time at a quiz"),
    Permission.REVOKE_CERTIFICATE: _l("Revoke and replace certificates"),
    Permission.READ_FLAG: _l("Look at what looks unusual"),
    Permission.READ_PERSON: _l("Read people's name, department and position"),
    Permission.READ_PRIVATE: _l("Read private fields, with a reason that the person sees"),
    Permission.MANAGE_PEOPLE: _l("Import people, hire, transfer, let leave"),
    Permission.MANAGE_ORGANISATION: _l("Change departments and positions"),
    Permission.READ_PROGRAMME: _l("Read programmes and who has them"),
    Permission.DEFINE_PROGRAMME: _l("Define programmes and their rules"),
    Permission.ASSIGN: _l("Assign, extend, waive, withdraw duties"),
    Permission.REMIND: _l("Remind people of their duties"),
    Permission.READ_MAIL: _l("See why somebody did or did not get a mail"),
    Permission.ANSWER_REQUEST: _l("Answer requests to correct or erase what is stored"),
    Permission.GRANT_ROLE: _l("Grant and withdraw roles, not one's own"),
    Permission.MANAGE_ACCOUNT: _l("Help with accounts: sessions, passwords, second factors"),
    Permission.READ_AUDIT: _l("Read the audit log"),
    Permission.READ_SETTINGS: _l("Read the settings of this installation"),
}
