"""The sections of this package: who somebody is, where they work, how they sign in, what was done about them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from app.people.accounts.models import OutsideIdentity, Passkey, PasswordReset
from app.people.importing.models import ImportLine
from app.people.mails.models import Mail
from app.people.models import (
    Absence,
    AbsencePast,
    AuditEntry,
    Delegation,
    Invitation,
    Job,
    JobPast,
    RoleGrant,
    SignIn,
    User,
)

from .models import AccessNote, SubjectRequest
from .sections import register

SECRETS = (
    "password",
    "fs_uniquifier",
    "tf_totp_secret",
    "tf_last_counter",
    "mf_recovery_codes",
    "fs_webauthn_user_handle",
)

register(
    "person",
    _l("Person"),
    User,
    lambda user_id: User.id == user_id,
    hidden=SECRETS,
    shown={
        "staff_no": _l("Staff number"),
        "name": _l("Name"),
        "email": _l("E-mail"),
        "created_at": _l("Account since"),
    },
)
register(
    "jobs",
    _l("Jobs"),
    Job,
    shown={
        "started_on": _l("From"),
        "ended_on": _l("Until"),
        "department_id": _l("Department"),
        "position_id": _l("Position"),
    },
)
register("jobs_before", _l("Jobs as recorded before they were corrected"), JobPast)
register("leave", _l("Leave"), Absence, shown={"kind": _l("Kind"), "started_on": _l("From"), "ended_on": _l("Until")})
register("leave_before", _l("Leave as recorded before it was corrected"), AbsencePast)
register(
    "delegations",
    _l("Delegations"),
    Delegation,
    lambda user_id: or_(Delegation.from_id == user_id, Delegation.to_id == user_id),
    shown={"started_on": _l("From"), "ended_on": _l("Until"), "reason": _l("Reason")},
)
register(
    "roles",
    _l("Roles"),
    RoleGrant,
    shown={"role": _l("Role"), "granted_at": _l("Granted"), "ended_on": _l("Until"), "reason": _l("Reason")},
)
register(
    "sign_ins",
    _l("Sign-ins"),
    SignIn,
    hidden=("token",),
    shown={"started_at": _l("When"), "seen_at": _l("Last used"), "agent": _l("Browser")},
)
register("passkeys", _l("Passkeys"), Passkey, hidden=("credential_id", "public_key"))
register("outside_identities", _l("Accounts elsewhere"), OutsideIdentity)
register("invitations", _l("Invitations"), Invitation, hidden=("secret_hash",))
register("password_resets", _l("Links for a new password"), PasswordReset, hidden=("secret_hash",))
register(
    "mails", _l("Mails"), Mail, shown={"day": _l("Day"), "subject": _l("Subject of the mail"), "state": _l("State")}
)
register("imports", _l("Lines of imported sheets"), ImportLine)
register(
    "access",
    _l("Who looked at this person’s data"),
    AccessNote,
    lambda user_id: AccessNote.subject_id == user_id,
    shown={"day": _l("Day"), "page": _l("Page"), "reader_id": _l("By"), "reason": _l("Reason")},
)
register(
    "requests",
    _l("Requests about this data"),
    SubjectRequest,
    shown={"asked_at": _l("When"), "kind": _l("What"), "text": _l("Text"), "answer": _l("Answer")},
)
register(
    "acts",
    _l("Acts of consequence"),
    AuditEntry,
    lambda user_id: or_(AuditEntry.subject_id == user_id, AuditEntry.actor_id == user_id),
    hidden=("previous_hash", "hash", "address", "request_id"),  # whoever acted has a network address, too
)
