"""Which mails a person may do without. Everything else is about a duty or an account, and comes."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class MailChoice(StrEnum):
    """What stands in `User.mails_refused`."""

    OPTIONAL = "optional"  # duties of programmes that are not mandatory
    CERTIFICATE = "certificate"  # certificates that run out
    REVIEW = "review"  # open answers that wait


CHOICES = {
    MailChoice.OPTIONAL: _l("Programmes that are not mandatory: new, due soon, overdue"),
    MailChoice.CERTIFICATE: _l("Certificates that run out"),
    MailChoice.REVIEW: _l("Open answers that wait for me as a reviewer"),
}
