"""The words of a digest, as plain text and as HTML without pictures, scripts or colours of its own."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.people.mails.composing import composed
from app.people.mails.links import address, unsubscribe_token
from app.people.mails.outbox import Composed

from .deciding import choice_of
from .wording import Item, context_of, digest_sections, one_line


def compose(items: Sequence[Item], *, user_id: int, name: str, mail_address: str, day: date | None = None) -> Composed:
    """A digest of at least one thing, in the language in force. `day`: on which it is read; None: today."""
    sections = digest_sections(items, context_of(items), today=day or clock.today())
    may_refuse = any(choice_of(item.kind, item.about) for item in items)
    unsubscribe = address("mails.unsubscribe", token=unsubscribe_token(user_id, mail_address)) if may_refuse else ""
    return composed(
        "mails/digest",
        _subject([title if line.names_others else line.text for title, lines in sections for line in lines]),
        {"name": one_line(name), "sections": sections, "address": address, "unsubscribe": unsubscribe},
        unsubscribe=unsubscribe,
        names_others=any(line.names_others for _title, lines in sections for line in lines),
    )


def _subject(texts: Sequence[str]) -> str:
    """What matters most, and how much more there is; without the names of others, which are nobody's business on a screen."""
    first = texts[0].rstrip(".。")
    if len(texts) == 1:
        return _("Tradewind: %(first)s", first=first)
    return ngettext(
        "Tradewind: %(first)s, and %(num)d more", "Tradewind: %(first)s, and %(num)d more", len(texts) - 1, first=first
    )
